"""How days become years. The statute fixes no convention; ADR 1 says which one is ours and why."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

DayCount = Literal["act/act", "act/365", "30/360"]


class ConventionUnknown(ValueError):
    """There is no such day count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Convention:
    """How interest days are counted. The first day always counts; the last one only if `counts_last_day`.

    act/act counts calendar days over 365 or, in a leap year, 366; act/365 always over 365; 30/360 counts months of
    30 days over 360, and the 31st as a 30th.
    """

    day_count: DayCount = "act/act"
    counts_last_day: bool = True

    def __post_init__(self) -> None:
        if self.day_count not in ("act/act", "act/365", "30/360"):
            raise ConventionUnknown(
                f"{self.day_count!r} is no day count; known are act/act, act/365 and 30/360"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class YearPart:
    """Days of one stretch that are divided by the same length of year."""

    days: int
    days_in_year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCounter:
    """Counts the interest days from `first_day` on, so that the parts of a stretch always add up to the whole."""

    first_day: date
    convention: Convention

    def parts(self, start: date, end: date) -> tuple[YearPart, ...]:
        """Return the days from `start` to `end`, both inclusive, by length of year; empty stretches have none.

        The caller leaves the very last day out where the convention does not count it; see `last_counted`.
        """
        if end < start:
            return ()
        if self.convention.day_count == "act/act":
            return _by_length_of_year(start, end)
        days = self._upto(end) - self._upto(start - timedelta(days=1))
        return (YearPart(days=days, days_in_year=365 if self.convention.day_count == "act/365" else 360),)

    def last_counted(self, last_day: date) -> date:
        """Return the last day that bears interest, given the day of payment or of the statement."""
        return last_day if self.convention.counts_last_day else last_day - timedelta(days=1)

    def _upto(self, day: date) -> int:
        """Return how many days count from the first day to `day`, inclusive. Differences of it add up exactly."""
        if day < self.first_day:
            return 0
        if self.convention.day_count != "30/360":
            return (day - self.first_day).days + 1
        if self.convention.counts_last_day:
            return _day_of_360(day) - _day_of_360(self.first_day) + 1
        # Without the last day, 30/360 is the plain distance from the first day to the day after.
        return _day_of_360(day + timedelta(days=1)) - _day_of_360(self.first_day)


def _by_length_of_year(start: date, end: date) -> tuple[YearPart, ...]:
    parts: list[YearPart] = []
    while start <= end:
        last = min(end, date(start.year, 12, 31))
        length = (date(start.year, 12, 31) - date(start.year - 1, 12, 31)).days
        days = (last - start).days + 1
        if parts and parts[-1].days_in_year == length:
            parts[-1] = YearPart(days=parts[-1].days + days, days_in_year=length)
        else:
            parts.append(YearPart(days=days, days_in_year=length))
        start = last + timedelta(days=1)
    return tuple(parts)


def _day_of_360(day: date) -> int:
    return 360 * day.year + 30 * day.month + min(day.day, 30)
