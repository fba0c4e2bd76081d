"""What the wiring asks features that lie above the asker: which account is shown, is a bank feed stale."""

from datetime import datetime

from kulanz.features.banking.models import BankAccount
from kulanz.features.letters.payee import Payee
from kulanz.features.tenants.clock import business_day
from kulanz.features.tenants.models import Merchant

STALE_AFTER_BANKING_DAYS = 3


def shown_account(merchant_id: int) -> Payee | None:
    """Return the account that this merchant shows on messages."""
    account = BankAccount.objects.filter(merchant_id=merchant_id, is_shown=True, is_active=True).first()
    if account is None:
        return None
    return Payee(owner_name=account.owner_name, iban=account.iban, bic=account.bic, currency=account.currency)


def stale_bank_feed(merchant: Merchant, machine_now: datetime) -> str | None:
    """Say which accounts have had no statement for more than three banking days."""
    # The calendars take half a second to load; commands that need none must not wait for them.
    from kulanz.features.deadlines.calendars import target_calendar

    day, calendar = business_day(merchant, machine_now=machine_now), target_calendar()
    limit = day
    for _ in range(STALE_AFTER_BANKING_DAYS + 1):
        limit = calendar.previous_banking_day(limit)
    stale = BankAccount.objects.filter(merchant=merchant, is_active=True, covered_to__lt=limit).order_by("pk")
    found = [f"{account.label} (bis {account.covered_to:%d.%m.%Y})" for account in stale]
    if not found:
        return None
    return (
        f"Seit mehr als {STALE_AFTER_BANKING_DAYS} Bankarbeitstagen fehlen Kontoauszüge: {', '.join(found)}. "
        "Solange wird nicht erinnert. Bitte neue Auszüge einlesen."
    )
