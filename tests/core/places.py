"""Calendars written by hand, so that no test of the core depends on a package of holidays."""

from datetime import date

from kulanz.core.contact import Calendars
from kulanz.core.days import BankingCalendar, Calendar

_EVERYWHERE = [(1, 1), (5, 1), (10, 3), (12, 25), (12, 26)]
# Good Friday, Easter Monday, Ascension Day, Whit Monday
_MOVING = {
    2025: [(4, 18), (4, 21), (5, 29), (6, 9)],
    2026: [(4, 3), (4, 6), (5, 14), (5, 25)],
    2027: [(3, 26), (3, 29), (5, 6), (5, 17)],
    2028: [(4, 14), (4, 17), (5, 25), (6, 5)],
    2029: [(3, 30), (4, 2), (5, 10), (5, 21)],
}


def _place(name: str, *own: tuple[int, int]) -> Calendar:
    days = {date(year, *day) for year in _MOVING for day in (*_EVERYWHERE, *_MOVING[year], *own)}
    return Calendar(name, frozenset(days), min(_MOVING), max(_MOVING))


BERLIN = _place("BE", (3, 8))
BAVARIA = _place("BY", (1, 6), (8, 15), (11, 1))
TARGET = BankingCalendar(
    "TARGET",
    frozenset(
        date(year, *day)
        for year, moving in _MOVING.items()
        for day in ((1, 1), (5, 1), (12, 25), (12, 26), *moving[:2])
    ),
    min(_MOVING),
    max(_MOVING),
)


def in_berlin(customer: Calendar = BERLIN) -> Calendars:
    """A shop in Berlin; its customer lives there too unless said otherwise."""
    return Calendars(merchant=BERLIN, customer=customer, banking=TARGET)
