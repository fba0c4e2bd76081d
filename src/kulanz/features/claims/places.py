"""Which public holidays hold where somebody lives."""

from kulanz.core.days import Calendar
from kulanz.features.deadlines.calendars import LAENDER, german_calendar


def holidays_at(*, country: str, state: str) -> Calendar:
    """Return the calendar of a place; where the Land is not known, the holidays of any Land count.

    A customer abroad gets the same wide calendar: it never shortens a period.
    """
    is_known = country in ("", "DE") and state in LAENDER
    return german_calendar(state if is_known else None)
