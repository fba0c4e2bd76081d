"""Which of the merchant's accounts a statement belongs to, and up to which day it covers it."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _

from kulanz.core.actor import Actor
from kulanz.features.banking.models import BankAccount
from kulanz.formats.records import BankStatement

# A report within the day, and a notice of single bookings, do not prove that the day is complete.
_PARTIAL_FORMATS = ("camt.052", "mt942")
_NOTICES = ("camt.054",)
# The balance above a table is the one of the moment somebody fetched it.
_TABLES = ("csv",)
# Digits of the bank's code and of the account's number inside an IBAN.
_NATIONAL = {"DE": (8, 10), "AT": (5, 11), "CH": (5, 12)}
_PROVIDERS = {"csv-paypal": BankAccount.Provider.PAYPAL}


class AccountUnknown(ValueError):
    """The statement belongs to no account of the merchant, or nobody can tell to which; it was not imported."""


def provider_of(statement: BankStatement) -> str | None:
    """Return the provider whose report this is, None for a bank's statement."""
    return _PROVIDERS.get(statement.format)


def account_of(
    statement: BankStatement, *, actor: Actor, accounts: Sequence[BankAccount], chosen: str | None
) -> BankAccount:
    """Return the account of a statement; raise AccountUnknown. `chosen` is a public id, IBAN or provider from outside."""
    wanted = _chosen(accounts, chosen) if chosen else None
    stated = re.sub(r"\s", "", statement.account or "").upper()
    if not stated:
        if wanted is not None:
            return wanted
        banks = [account for account in accounts if not account.provider]
        if len(banks) == 1:
            return banks[0]
        raise AccountUnknown(
            _("Die Datei nennt kein Konto, und es gibt mehrere. Bitte das Konto angeben: %(known)s")
            % {"known": _known(accounts)}
            if banks
            else _("Die Datei nennt kein Konto, und keines ist angelegt.")
        )
    found = [account for account in accounts if _is(account, stated)]
    if wanted is not None and wanted not in found:
        raise AccountUnknown(
            _("Der Auszug ist vom Konto %(stated)s, angegeben wurde %(iban)s. Er wurde nicht eingelesen.")
            % {"stated": stated, "iban": wanted.label}
        )
    if len(found) != 1:
        raise AccountUnknown(
            _(
                "Das Konto %(stated)s ist hier nicht angelegt. Bekannt: %(known)s. Der Auszug wurde nicht eingelesen; bitte das Konto zuerst anlegen."
            )
            % {"stated": stated, "known": _known(accounts)}
        )
    return found[0]


def covered_to(
    statement: BankStatement, *, account: BankAccount, last_booking: date | None, today: date
) -> date | None:
    """Return the last day whose bookings are all in this statement, None where it proves none.

    That is the day of the closing balance, else the last booking day. Of a day that was still running when the
    bank wrote its report, only the day before is sure. A provider's report proves nothing of a bank's account.
    """
    if statement.format.startswith(_NOTICES) or (provider_of(statement) or "") != account.provider:
        return None
    day = statement.closing_date or last_booking
    is_table = statement.format.startswith(_TABLES)
    # A table was fetched on the day of its balance, else at the latest today: of that day more may have come.
    was_running = statement.format.startswith(_PARTIAL_FORMATS) or (
        is_table and (statement.closing_date is not None or day == today)
    )
    if day is not None and was_running:
        return day - timedelta(days=1)
    return day


def _chosen(accounts: Sequence[BankAccount], chosen: str) -> BankAccount:
    bare = re.sub(r"\s", "", chosen)
    for account in accounts:
        if bare == account.public_id or bare.upper() == account.label.upper():
            return account
    raise AccountUnknown(
        _("Das Konto „%(chosen)s“ ist hier nicht angelegt. Bekannt: %(known)s.")
        % {"chosen": chosen, "known": _known(accounts)}
    )


def _is(account: BankAccount, stated: str) -> bool:
    """Return whether a statement's account is this one; banks also write their code and the account's number."""
    if not account.iban:
        return False
    if stated == account.iban:
        return True
    country = account.iban[:2]
    if country not in _NATIONAL:
        return False
    code_digits, number_digits = _NATIONAL[country]
    code, number = account.iban[4 : 4 + code_digits], account.iban[4 + code_digits :]
    if re.fullmatch(rf"\d{{1,{number_digits}}}", stated):
        return number == stated.zfill(number_digits)
    national = re.fullmatch(rf"(\d{{{code_digits}}})\D?(\d{{1,{number_digits}}})", stated)
    return national is not None and (code, number) == (national[1], national[2].zfill(number_digits))


def _known(accounts: Sequence[BankAccount]) -> str:
    return ", ".join(account.label for account in accounts) or "keines"
