"""Days and periods: §§ 187 to 193 BGB, and the three kinds of day that people mean by "weekday".

A working day (Werktag) is Monday to Saturday, a business day (Arbeitstag) Monday to Friday, a banking day is one on
which TARGET is open. Holidays come in as a value; where they are from is no matter of the law's core.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta
from typing import Literal

_SATURDAY, _SUNDAY = 5, 6
_ONE_DAY = timedelta(days=1)

PeriodUnit = Literal["days", "weeks", "months", "years"]


class CalendarUnknown(LookupError):
    """The calendar does not know the holidays of this year; load one that reaches further."""


class PeriodTooLong(ValueError):
    """The period ends after the last day that a calendar can name (31 December 9999)."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The public holidays of one place, known for whole years (both inclusive)."""

    name: str
    holidays: frozenset[date]
    first_year: int
    last_year: int

    def __post_init__(self) -> None:
        _check_years(self.name, self.holidays, self.first_year, self.last_year)

    def is_public_holiday(self, day: date) -> bool:
        """Return whether `day` is a public holiday here; Sundays are not meant."""
        _require_year(self.name, day, self.first_year, self.last_year)
        return day in self.holidays

    def is_working_day(self, day: date) -> bool:
        """Return whether `day` is a working day (Werktag): Monday to Saturday, no public holiday."""
        return not self.is_public_holiday(day) and day.weekday() != _SUNDAY

    def is_business_day(self, day: date) -> bool:
        """Return whether `day` is a business day (Arbeitstag): Monday to Friday, no public holiday."""
        return not self.is_public_holiday(day) and day.weekday() < _SATURDAY

    def next_working_day(self, day: date) -> date:
        """Return the first working day strictly after `day`."""
        day += _ONE_DAY
        while not self.is_working_day(day):
            day += _ONE_DAY
        return day

    def next_business_day(self, day: date) -> date:
        """Return the first business day strictly after `day`."""
        return self.business_day_from(day + _ONE_DAY)

    def business_day_from(self, day: date) -> date:
        """Return the first business day on or after `day`."""
        while not self.is_business_day(day):
            day += _ONE_DAY
        return day

    def add_business_days(self, day: date, number: int) -> date:
        """Return the `number`-th business day after `day`; `day` itself is not counted, 0 leaves it as it is."""
        _require_not_negative(number)
        for _ in range(number):
            day = self.next_business_day(day)
        return day


@dataclass(frozen=True, slots=True)
class BankingCalendar:
    """The days on which TARGET is closed besides Saturdays and Sundays, known for whole years (both inclusive)."""

    name: str
    closing_days: frozenset[date]
    first_year: int
    last_year: int

    def __post_init__(self) -> None:
        _check_years(self.name, self.closing_days, self.first_year, self.last_year)

    def is_banking_day(self, day: date) -> bool:
        """Return whether banks settle payments in euro on `day`."""
        _require_year(self.name, day, self.first_year, self.last_year)
        return day.weekday() < _SATURDAY and day not in self.closing_days

    def previous_banking_day(self, day: date) -> date:
        """Return the last banking day strictly before `day`."""
        day -= _ONE_DAY
        while not self.is_banking_day(day):
            day -= _ONE_DAY
        return day

    def next_banking_day(self, day: date) -> date:
        """Return the first banking day strictly after `day`."""
        day += _ONE_DAY
        while not self.is_banking_day(day):
            day += _ONE_DAY
        return day

    def add_banking_days(self, day: date, number: int) -> date:
        """Return the `number`-th banking day after `day`; `day` itself is not counted, 0 leaves it as it is."""
        _require_not_negative(number)
        for _ in range(number):
            day = self.next_banking_day(day)
        return day


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time as statutes and contracts state it, e.g. `Period(2, "weeks")`.

    `and_a_half_month` adds half a month, which § 189 BGB fixes at 15 days, counted last: one and a half months
    is `Period(1, "months", and_a_half_month=True)`.
    """

    length: int
    unit: PeriodUnit
    and_a_half_month: bool = False

    def __post_init__(self) -> None:
        if self.unit not in ("days", "weeks", "months", "years"):
            raise ValueError(f"{self.unit!r} is no unit of a period; use days, weeks, months or years")
        if self.length < 0 or (self.length == 0 and not self.and_a_half_month):
            raise ValueError(f"a period of {self.length} {self.unit} has no end; it must be at least 1")
        if self.and_a_half_month and self.unit not in ("months", "years"):
            raise ValueError(f"half a month goes with months, not with {self.unit} (§ 189 II BGB)")


def period_end(event_day: date, period: Period) -> date:
    """Return the last day (inclusive) of a period that an event sets off; weekends are not looked at.

    The day of the event is not counted (§ 187 I). Days end with the last one (§ 188 I); weeks and months end on
    the day of the same name or number (§ 188 II), or on the last of a month that lacks it (§ 188 III). Raise
    PeriodTooLong past the year 9999.
    """
    try:
        return _end(event_day, period)
    except OverflowError as cause:
        raise PeriodTooLong(
            f"{period.length} {period.unit} from {event_day.isoformat()} end after the year 9999; check the length"
        ) from cause


def shift_193(day: date, calendar: Calendar) -> date:
    """Return `day`, or the next business day where it is a Saturday, Sunday or public holiday (§ 193 BGB)."""
    return calendar.business_day_from(day)


def union(calendars: Iterable[Calendar]) -> Calendar:
    """Return the calendar in which any holiday of any of these counts.

    It serves where the Land is unknown: the later end of a period is the one that is safe for the debtor. Years
    that one of the calendars does not know are unknown in the union too.
    """
    known = tuple(calendars)
    if not known:
        raise ValueError("a union of no calendars knows no holiday; give at least one")
    first, last = max(one.first_year for one in known), min(one.last_year for one in known)
    days = frozenset(day for one in known for day in one.holidays if first <= day.year <= last)
    return Calendar(" or ".join(one.name for one in known), days, first, last)


def _end(event_day: date, period: Period) -> date:
    if period.unit == "days":
        return event_day + timedelta(days=period.length)
    if period.unit == "weeks":
        return event_day + timedelta(weeks=period.length)
    months = period.length * (12 if period.unit == "years" else 1)
    end = _add_months(event_day, months)
    return end + timedelta(days=15) if period.and_a_half_month else end


def _add_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > MAXYEAR:
        raise OverflowError(f"year {year} is out of range")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _check_years(name: str, days: frozenset[date], first_year: int, last_year: int) -> None:
    if first_year > last_year:
        raise ValueError(f"the calendar {name} ends in {last_year}, before it begins in {first_year}")
    outside = sorted(day for day in days if not first_year <= day.year <= last_year)
    if outside:
        raise ValueError(f"the calendar {name} knows {first_year} to {last_year}, but lists {outside[0]}")


def _require_year(name: str, day: date, first_year: int, last_year: int) -> None:
    if not first_year <= day.year <= last_year:
        raise CalendarUnknown(
            f"The calendar {name} knows the holidays of {first_year} to {last_year}, not those of {day.year}. "
            "Load a calendar that reaches further."
        )


def _require_not_negative(number: int) -> None:
    if number < 0:
        raise ValueError(f"cannot count {number} days forward; the number must not be negative")
