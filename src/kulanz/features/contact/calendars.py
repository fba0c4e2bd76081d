"""The calendars of a case: the merchant's place, the customer's place, the banks."""

from functools import lru_cache

from kulanz.core.contact import Calendars
from kulanz.features.deadlines.calendars import german_calendar, target_calendar
from kulanz.features.parties.models import Customer


def calendars_of(customer: Customer) -> Calendars:
    """Return the calendars for this customer and the merchant; an unknown Land counts every Land's holiday."""
    return calendars(merchant_state=customer.merchant.state, customer_state=customer.state)


@lru_cache(maxsize=512)
def calendars(*, merchant_state: str, customer_state: str) -> Calendars:
    """Return the calendars for two Länder, each "" where it is not known."""
    return Calendars(
        merchant=german_calendar(merchant_state or None),
        customer=german_calendar(customer_state or None),
        banking=target_calendar(),
    )
