"""The calendars of one customer of one merchant."""

from kulanz.core.contact import Calendars
from kulanz.features.claims.places import holidays_at
from kulanz.features.deadlines.calendars import target_calendar
from kulanz.features.parties.models import Customer
from kulanz.features.tenants.models import Merchant


def calendars_of(merchant: Merchant, customer: Customer) -> Calendars:
    """Return holidays at the merchant's and at the customer's place, and the banking days."""
    return Calendars(
        merchant=holidays_at(country=merchant.country, state=merchant.state),
        customer=holidays_at(country=customer.country, state=customer.state),
        banking=target_calendar(),
    )
