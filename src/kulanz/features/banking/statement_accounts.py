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


class AccountUnknown(ValueError):
    """The statement belongs to no account of the merchant, or nobody can tell to which; it was not imported."""


def account_of(
    statement: BankStatement, *, actor: Actor, accounts: Sequence[BankAccount], chosen: str | None
) -> BankAccount:
    """Return the account of a statement; raise AccountUnknown. `chosen` is a public id or IBAN from outside."""
    wanted = _chosen(accounts, chosen) if chosen else None
    stated = re.sub(r"\s", "", statement.account or "").upper()
    if not stated:
        if wanted is not None:
            return wanted
        if len(accounts) == 1:
            return accounts[0]
        raise AccountUnknown(
            _("Die Datei nennt kein Konto, und es gibt mehrere. Bitte das Konto angeben: %(known)s")
            % {"known": _known(accounts)}
            if accounts
            else _("Die Datei nennt kein Konto, und keines ist angelegt.")
        )
    found = [account for account in accounts if _is(account, stated)]
    if wanted is not None and wanted not in found:
        raise AccountUnknown(
            _("Der Auszug ist vom Konto %(stated)s, angegeben wurde %(iban)s. Er wurde nicht eingelesen.")
            % {"stated": stated, "iban": wanted.iban}
        )
    if len(found) != 1:
        raise AccountUnknown(
            _(
                "Das Konto %(stated)s ist hier nicht angelegt. Bekannt: %(known)s. Der Auszug wurde nicht eingelesen; bitte das Konto zuerst anlegen."
            )
            % {"stated": stated, "known": _known(accounts)}
        )
    return found[0]


def covered_to(statement: BankStatement, *, last_booking: date | None) -> date | None:
    """Return the last day whose bookings are all in this statement, None where it proves none.

    That is the day of the closing balance, else the last booking day. Of a day that was still running when the
    bank wrote its report, only the day before is sure.
    """
    if statement.format.startswith(_NOTICES):
        return None
    day = statement.closing_date or last_booking
    if day is not None and statement.format.startswith(_PARTIAL_FORMATS):
        return day - timedelta(days=1)
    return day


def _chosen(accounts: Sequence[BankAccount], chosen: str) -> BankAccount:
    bare = re.sub(r"\s", "", chosen)
    for account in accounts:
        if bare in (account.public_id, account.iban) or bare.upper() == account.iban:
            return account
    raise AccountUnknown(
        _("Das Konto „%(chosen)s“ ist hier nicht angelegt. Bekannt: %(known)s.")
        % {"chosen": chosen, "known": _known(accounts)}
    )


def _is(account: BankAccount, stated: str) -> bool:
    """Return whether a statement's account is this one; German banks also write bank code and account number."""
    if stated == account.iban:
        return True
    national = re.fullmatch(r"(?:(\d{8})\D?)?(\d{1,10})", stated)
    if not national or not account.iban.startswith("DE"):
        return False
    code, number = national[1], national[2].zfill(10)
    return account.iban[12:] == number and (code is None or account.iban[4:12] == code)


def _known(accounts: Sequence[BankAccount]) -> str:
    return ", ".join(account.iban for account in accounts) or "keines"
