"""Calendars as values: the public holidays of each Land and the days on which TARGET is closed. No Django here.

The `holidays` package does the arithmetic; a snapshot in the tests notices when it changes its mind. What statutes
of one Land ordered once only stands in a table of our own besides, so that no deadline hangs on the package alone.
"""

from datetime import date
from functools import cache

from kulanz.core.days import BankingCalendar, Calendar, union

FIRST_YEAR, LAST_YEAR = 2000, 2070  # both inclusive; a title runs for 30 years

LAENDER = {
    "BW": "Baden-Württemberg",
    "BY": "Bayern",
    "BE": "Berlin",
    "BB": "Brandenburg",
    "HB": "Bremen",
    "HH": "Hamburg",
    "HE": "Hessen",
    "MV": "Mecklenburg-Vorpommern",
    "NI": "Niedersachsen",
    "NW": "Nordrhein-Westfalen",
    "RP": "Rheinland-Pfalz",
    "SL": "Saarland",
    "SN": "Sachsen",
    "ST": "Sachsen-Anhalt",
    "SH": "Schleswig-Holstein",
    "TH": "Thüringen",
}
MUNICIPALITIES = {"Augsburg": "Augsburg"}  # the one town with a holiday of its own, 8 August

# Law of one Land, for one year only.
_ONE_OFFS = {
    "BE": (date(2020, 5, 8), date(2025, 5, 8), date(2028, 6, 17)),
}
_WITH_CATHOLIC_MUNICIPALITIES = ("BY", "SN", "TH")
_YEARS = range(FIRST_YEAR, LAST_YEAR + 1)


class StateUnknown(LookupError):
    """There is no Land with this code."""


@cache
def german_calendar(state: str | None, *, is_catholic_municipality: bool = False) -> Calendar:
    """Return the public holidays of a Land ("BE"), of Augsburg, or of any Land where it is not known (None).

    `is_catholic_municipality` adds what mainly Catholic municipalities of Bavaria, and some of Saxony and Thuringia,
    celebrate. Raise StateUnknown on any other code.
    """
    if state is None:
        return _any_land()
    if state not in LAENDER and state not in MUNICIPALITIES:
        raise StateUnknown(f"'{state}' is no Land. Known are {', '.join([*LAENDER, *MUNICIPALITIES])}.")
    import holidays  # takes a second to load; a command that needs no calendar does not wait for it

    days = set(holidays.country_holidays("DE", subdiv=state, years=_YEARS))
    days.update(_ONE_OFFS.get(state, ()))
    if is_catholic_municipality and state in _WITH_CATHOLIC_MUNICIPALITIES:
        days.update(holidays.country_holidays("DE", subdiv=state, years=_YEARS, categories=("catholic",)))
    return Calendar(LAENDER.get(state, state), frozenset(days), FIRST_YEAR, LAST_YEAR)


@cache
def target_calendar() -> BankingCalendar:
    """Return the days on which TARGET is closed. 24 and 31 December are banking days."""
    from holidays.financial.european_central_bank import EuropeanCentralBank

    return BankingCalendar("TARGET", frozenset(EuropeanCentralBank(years=_YEARS)), FIRST_YEAR, LAST_YEAR)


def _any_land() -> Calendar:
    everywhere = union(german_calendar(state) for state in LAENDER)
    return Calendar("Deutschland, Land unbekannt", everywhere.holidays, FIRST_YEAR, LAST_YEAR)
