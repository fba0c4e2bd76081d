"""Holidays of all Länder and TARGET days, held against a snapshot so that a change upstream is noticed.

The snapshot was checked once against the list of the Länder's statutes with a computation of Easter of its own.
"""

import json
from datetime import date
from pathlib import Path

import pytest

from kulanz.core.days import CalendarUnknown
from kulanz.features.deadlines.calendars import (
    FIRST_YEAR,
    LAENDER,
    LAST_YEAR,
    StateUnknown,
    german_calendar,
    target_calendar,
)

SNAPSHOT = json.loads((Path(__file__).parent / "holidays_2024_2030.json").read_text(encoding="utf-8"))
YEARS = range(2024, 2031)


def in_snapshot(year: int, *names: str) -> set[date]:
    listed = " ".join(SNAPSHOT[str(year)].get(name, "") for name in names)
    return {date.fromisoformat(f"{year}-{day}") for day in listed.split()}


@pytest.mark.parametrize("state", LAENDER)
def test_the_holidays_of_a_land_are_those_of_the_snapshot(state: str) -> None:
    known = german_calendar(state).holidays
    for year in YEARS:
        assert {day for day in known if day.year == year} == in_snapshot(year, "everywhere", state)


def test_target_is_closed_on_the_days_of_the_snapshot() -> None:
    for year in YEARS:
        closed = {day for day in target_calendar().closing_days if day.year == year}
        assert closed == in_snapshot(year, "TARGET closed")


def test_there_are_sixteen_laender() -> None:
    assert len(LAENDER) == 16


@pytest.mark.parametrize(
    ("day", "here", "there"),
    [
        (date(2026, 11, 18), "SN", "BB"),  # Buß- und Bettag
        (date(2026, 6, 4), "NW", "BE"),  # Corpus Christi
        (date(2027, 1, 6), "BW", "NW"),  # Epiphany
        (date(2027, 3, 8), "BE", "HH"),  # Women's Day
        (date(2026, 8, 15), "SL", "BY"),  # Assumption, in Bavaria only in some municipalities
        (date(2026, 9, 20), "TH", "SN"),  # World Children's Day
        (date(2025, 5, 8), "BE", "BB"),  # once
        (date(2028, 6, 17), "BE", "BB"),  # once
        (date(2026, 10, 31), "HH", "NW"),  # Reformation Day
        (date(2026, 11, 1), "NW", "HH"),  # All Saints' Day
    ],
)
def test_a_holiday_here_is_an_ordinary_day_there(day: date, here: str, there: str) -> None:
    assert german_calendar(here).is_public_holiday(day)
    assert not german_calendar(there).is_public_holiday(day)
    assert german_calendar(None).is_public_holiday(day)


def test_a_holiday_of_one_year_only_does_not_come_back() -> None:
    berlin = german_calendar("BE")
    assert not any(berlin.is_public_holiday(date(year, 5, 8)) for year in (2024, 2026, 2027))
    assert not berlin.is_public_holiday(date(2027, 6, 17))


def test_no_land_celebrates_christmas_eve_or_new_years_eve_and_banks_are_open() -> None:
    for day in (date(2026, 12, 24), date(2026, 12, 31)):
        assert not german_calendar(None).is_public_holiday(day)
        assert target_calendar().is_banking_day(day)


def test_banks_settle_where_a_land_celebrates_and_rest_on_good_friday() -> None:
    assert target_calendar().is_banking_day(date(2026, 10, 1))
    assert target_calendar().is_banking_day(date(2025, 10, 3))  # Unity Day is no matter of TARGET
    assert not target_calendar().is_banking_day(date(2026, 4, 3))
    assert target_calendar().previous_banking_day(date(2026, 4, 7)) == date(2026, 4, 2)


def test_municipalities_are_asked_for_by_name() -> None:
    peace_day, corpus_christi = date(2028, 8, 8), date(2026, 6, 4)
    assert german_calendar("Augsburg").is_public_holiday(peace_day)
    assert not german_calendar("BY").is_public_holiday(peace_day)
    assert german_calendar("BY", is_catholic_municipality=True).is_public_holiday(date(2026, 8, 15))
    assert german_calendar("SN", is_catholic_municipality=True).is_public_holiday(corpus_christi)
    assert not german_calendar("SN").is_public_holiday(corpus_christi)
    assert german_calendar("BE", is_catholic_municipality=True) == german_calendar("BE")


@pytest.mark.parametrize("state", ["", "be", "DE-BE", "XX", "Berlin"])
def test_a_code_that_is_no_land_is_refused(state: str) -> None:
    with pytest.raises(StateUnknown, match="Known are BW"):
        german_calendar(state)


def test_the_calendars_end_where_they_say() -> None:
    assert german_calendar("BE").is_public_holiday(date(LAST_YEAR, 12, 25))
    assert german_calendar("BE").is_public_holiday(date(FIRST_YEAR, 1, 1))
    with pytest.raises(CalendarUnknown):
        german_calendar("BE").is_public_holiday(date(LAST_YEAR + 1, 1, 1))
