"""Whether the merchant's payment data reach far enough to remind anybody."""

from datetime import date

from kulanz.features.contact.facts import payment_sources
from kulanz.features.deadlines.calendars import target_calendar
from kulanz.features.tenants.models import Merchant


def are_accounts_fresh(merchant: Merchant, *, day: date) -> bool:
    """Return whether every active account is covered to the banking day before `day`. No account is not fresh."""
    needed = target_calendar().previous_banking_day(day)
    sources = payment_sources(merchant)
    return bool(sources) and all(one.covered_to is not None and one.covered_to >= needed for one in sources)
