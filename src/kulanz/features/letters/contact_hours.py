"""When a mail that nobody waits for may go out."""

from datetime import datetime
from zoneinfo import ZoneInfo

from kulanz.core.contact import Calendars, Channel, next_contact_instant
from kulanz.features.claims.places import holidays_at
from kulanz.features.deadlines.calendars import target_calendar
from kulanz.features.parties.models import Customer
from kulanz.features.tenants.models import Merchant


def first_mail_hour(merchant: Merchant, customer: Customer, *, at: datetime) -> datetime:
    """Return the first instant from `at` at which days and hours allow a mail to this customer."""
    calendars = Calendars(
        merchant=holidays_at(country=merchant.country, state=merchant.state),
        customer=holidays_at(country=customer.country, state=customer.state),
        banking=target_calendar(),
    )
    local = at.astimezone(ZoneInfo(merchant.time_zone))
    return next_contact_instant(calendars, channel=Channel.EMAIL, at=local)
