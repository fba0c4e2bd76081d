"""The merchant's own bank accounts."""

from datetime import datetime

import schwifty
from django.db import transaction
from django.utils.translation import gettext as _
from schwifty.exceptions import SchwiftyException

from kulanz.core.actor import Actor
from kulanz.features.audit.actions import record
from kulanz.features.banking.models import BankAccount
from kulanz.features.rows import new_public_id


class IbanRefused(ValueError):
    """This is no IBAN, or it is known already; nothing was changed."""


class AccountRefused(ValueError):
    """The account cannot be changed this way; nothing was changed."""


class AccountMissing(LookupError):
    """The merchant has no such account."""


def readable_iban(text: str) -> str:
    """Return the IBAN without spaces, checked; raise IbanRefused with a sentence for the user."""
    try:
        return str(schwifty.IBAN(text))
    except SchwiftyException as cause:
        raise IbanRefused(
            _("„%(text)s“ ist keine gültige IBAN. Bitte die Ziffern prüfen.") % {"text": text.strip()}
        ) from cause


def add_bank_account(*, actor: Actor, iban: str, owner_name: str, at: datetime) -> BankAccount:
    """Add an account whose statements will be imported; the first one is shown on messages."""
    checked = readable_iban(iban)
    with transaction.atomic():
        accounts = BankAccount.objects.filter(merchant_id=actor.merchant_id)
        if accounts.filter(iban=checked).exists():
            raise IbanRefused(_("Das Konto %(iban)s ist schon angelegt.") % {"iban": checked})
        bank = schwifty.IBAN(checked).bic
        account = BankAccount.objects.create(
            merchant_id=actor.merchant_id,
            public_id=new_public_id("bank"),
            iban=checked,
            bic=str(bank) if bank else "",
            owner_name=owner_name[:70],
            is_shown=not accounts.filter(is_shown=True).exists(),
        )
        record(
            actor=actor,
            kind="BankAccountAdded",
            day=at.date(),
            at=at,
            subject=f"bank_account:{account.pk}",
            words={"iban": checked},
        )
    return account


def provider_account(*, actor: Actor, provider: str, at: datetime) -> BankAccount:
    """Return the merchant's account at a provider; the first report of it opens it.

    Like every account it has to be covered by reports from then on before anybody is reminded, until it is retired.
    """
    with transaction.atomic():
        account, is_new = BankAccount.objects.get_or_create(
            merchant_id=actor.merchant_id,
            provider=provider,
            iban="",
            defaults={"public_id": new_public_id("bank"), "owner_name": ""},
        )
        if is_new:
            record(
                actor=actor,
                kind="BankAccountAdded",
                day=at.date(),
                at=at,
                subject=f"bank_account:{account.pk}",
                facts={"provider": provider},
            )
    return account


def use_account(*, actor: Actor, public_id: str, is_active: bool, at: datetime) -> BankAccount:
    """Retire an account, or use it again. Nobody waits for the statements of a retired one; its lines stay."""
    with transaction.atomic():
        account = (
            BankAccount.objects.select_for_update()
            .filter(merchant_id=actor.merchant_id, public_id=public_id)
            .first()
        )
        if account is None:
            raise AccountMissing(public_id)
        if account.is_shown and not is_active:
            raise AccountRefused(
                _(
                    "Das Konto %(account)s steht auf Ihren Nachrichten. Es kann nicht stillgelegt werden, weil Kunden dorthin zahlen."
                )
                % {"account": account.label}
            )
        if account.is_active != is_active:
            account.is_active = is_active
            account.save(update_fields=["is_active"])
            record(
                actor=actor,
                kind="BankAccountUsedAgain" if is_active else "BankAccountRetired",
                day=at.date(),
                at=at,
                subject=f"bank_account:{account.pk}",
            )
    return account
