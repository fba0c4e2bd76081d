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
