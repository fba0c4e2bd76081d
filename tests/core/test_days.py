"""Periods of §§ 187 to 193 BGB; working, business and banking days. Dates checked against a wall calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kulanz.core.days import (
    BankingCalendar,
    Calendar,
    CalendarUnknown,
    Period,
    PeriodTooLong,
    period_end,
    shift_193,
    union,
)

# Saxony-like: Buß- und Bettag 18 November 2026 (Wednesday), Christmas 25 (Friday) and 26 December (Saturday).
HERE = Calendar("here", frozenset({date(2026, 11, 18), date(2026, 12, 25), date(2026, 12, 26)}), 2026, 2027)
THERE = Calendar("there", frozenset({date(2026, 12, 25), date(2026, 12, 26)}), 2025, 2026)
TARGET = BankingCalendar("TARGET", frozenset({date(2026, 12, 25), date(2026, 12, 26)}), 2026, 2026)


@pytest.mark.parametrize(
    ("event", "period", "end"),
    [
        (date(2026, 11, 5), Period(14, "days"), date(2026, 11, 19)),
        (date(2026, 11, 5), Period(2, "weeks"), date(2026, 11, 19)),  # Thursday to Thursday
        (date(2026, 1, 15), Period(1, "months"), date(2026, 2, 15)),
        (date(2026, 1, 31), Period(1, "months"), date(2026, 2, 28)),  # § 188 III
        (date(2028, 1, 31), Period(1, "months"), date(2028, 2, 29)),  # leap year
        (date(2026, 2, 28), Period(1, "months"), date(2026, 3, 28)),  # not the last day of March
        (date(2026, 8, 31), Period(6, "months"), date(2027, 2, 28)),
        (date(2026, 12, 31), Period(2, "months"), date(2027, 2, 28)),  # over the year
        (date(2028, 2, 29), Period(1, "years"), date(2029, 2, 28)),
        (date(2026, 12, 31), Period(3, "years"), date(2029, 12, 31)),
        (date(2026, 1, 10), Period(1, "months", and_a_half_month=True), date(2026, 2, 25)),  # § 189 II
        (date(2026, 1, 10), Period(0, "months", and_a_half_month=True), date(2026, 1, 25)),  # § 189 I
    ],
)
def test_the_end_of_a_period(event: date, period: Period, end: date) -> None:
    assert period_end(event, period) == end


@pytest.mark.parametrize(
    "make",
    [
        lambda: Period(0, "days"),
        lambda: Period(-1, "weeks"),
        lambda: Period(1, "fortnights"),
        lambda: Period(3, "days", and_a_half_month=True),
    ],
)
def test_a_period_that_has_no_end_is_refused(make) -> None:
    with pytest.raises(ValueError, match="period|half a month"):
        make()


@pytest.mark.parametrize("period", [Period(10**9, "days"), Period(10**9, "weeks"), Period(8000, "years")])
def test_a_period_that_no_calendar_can_show_is_refused(period: Period) -> None:
    with pytest.raises(PeriodTooLong, match="year 9999"):
        period_end(date(2026, 1, 1), period)


@pytest.mark.parametrize(
    ("day", "shifted"),
    [
        (date(2026, 11, 18), date(2026, 11, 19)),  # a holiday on a Wednesday
        (date(2026, 11, 20), date(2026, 11, 20)),  # a plain Friday stays
        (date(2026, 11, 21), date(2026, 11, 23)),  # Saturday
        (date(2026, 11, 22), date(2026, 11, 23)),  # Sunday
        (date(2026, 12, 25), date(2026, 12, 28)),  # holiday, holiday on Saturday, Sunday
        (date(2026, 12, 24), date(2026, 12, 24)),  # Christmas Eve is no public holiday
    ],
)
def test_saturday_sunday_and_holiday_move_to_the_next_day_that_is_none(day: date, shifted: date) -> None:
    assert shift_193(day, HERE) == shifted


def test_a_holiday_here_is_an_ordinary_day_there() -> None:
    assert shift_193(date(2026, 11, 18), HERE) == date(2026, 11, 19)
    assert shift_193(date(2026, 11, 18), THERE) == date(2026, 11, 18)


def test_saturday_is_a_working_day_but_no_business_day() -> None:
    saturday = date(2026, 11, 21)
    assert HERE.is_working_day(saturday)
    assert not HERE.is_business_day(saturday)
    assert HERE.next_working_day(date(2026, 11, 20)) == saturday
    assert HERE.next_business_day(date(2026, 11, 20)) == date(2026, 11, 23)


def test_a_holiday_is_neither() -> None:
    assert not HERE.is_working_day(date(2026, 11, 18))
    assert not HERE.is_business_day(date(2026, 11, 18))
    assert THERE.is_working_day(date(2026, 11, 18))


def test_business_days_are_counted_from_the_day_after() -> None:
    assert HERE.add_business_days(date(2026, 11, 17), 1) == date(2026, 11, 19)
    assert HERE.add_business_days(date(2026, 11, 17), 3) == date(2026, 11, 23)
    assert HERE.add_business_days(date(2026, 11, 18), 0) == date(2026, 11, 18)
    with pytest.raises(ValueError, match="negative"):
        HERE.add_business_days(date(2026, 11, 18), -1)


def test_the_previous_banking_day_lies_strictly_before() -> None:
    assert TARGET.previous_banking_day(date(2026, 12, 28)) == date(2026, 12, 24)
    assert TARGET.previous_banking_day(date(2026, 12, 24)) == date(2026, 12, 23)
    assert TARGET.next_banking_day(date(2026, 12, 24)) == date(2026, 12, 28)
    assert TARGET.add_banking_days(date(2026, 12, 23), 2) == date(2026, 12, 28)
    assert not TARGET.is_banking_day(date(2026, 11, 22))


def test_a_year_that_the_calendar_does_not_know_is_not_guessed() -> None:
    with pytest.raises(CalendarUnknown, match="2026 to 2027, not those of 2028"):
        HERE.is_public_holiday(date(2028, 1, 1))
    with pytest.raises(CalendarUnknown):
        shift_193(date(2025, 12, 31), HERE)
    with pytest.raises(CalendarUnknown):
        TARGET.previous_banking_day(date(2026, 1, 1))
    assert HERE.is_public_holiday(date(2027, 12, 31)) is False


def test_a_calendar_that_contradicts_itself_is_refused() -> None:
    with pytest.raises(ValueError, match="lists 2030-01-01"):
        Calendar("odd", frozenset({date(2030, 1, 1)}), 2026, 2027)
    with pytest.raises(ValueError, match="before it begins"):
        BankingCalendar("odd", frozenset(), 2027, 2026)


def test_in_the_union_any_holiday_counts_in_the_years_that_all_know() -> None:
    both = union([HERE, THERE])
    assert both.is_public_holiday(date(2026, 11, 18))
    assert both.is_public_holiday(date(2026, 12, 25))
    assert not both.is_public_holiday(date(2026, 11, 19))
    for unknown in (date(2025, 6, 1), date(2027, 6, 1)):
        with pytest.raises(CalendarUnknown):
            both.is_public_holiday(unknown)
    with pytest.raises(ValueError, match="no calendars"):
        union([])


WIDE = Calendar("wide", frozenset({date(year, 12, 25) for year in range(2000, 2061)}), 2000, 2060)
days_of_life = st.dates(date(2001, 1, 1), date(2050, 12, 31))


@given(days_of_life)
def test_shifting_never_goes_back_and_shifting_twice_changes_nothing(day: date) -> None:
    shifted = shift_193(day, WIDE)
    assert day <= shifted <= day + timedelta(days=4)
    assert shift_193(shifted, WIDE) == shifted
    assert WIDE.is_business_day(shifted)


@given(days_of_life, st.integers(1, 60))
def test_a_month_period_ends_on_the_same_number_or_on_the_last_of_the_month(day: date, months: int) -> None:
    end = period_end(day, Period(months, "months"))
    assert end.day == day.day or (end.day < day.day and (end + timedelta(days=1)).day == 1)
    assert (end.year * 12 + end.month) - (day.year * 12 + day.month) == months
