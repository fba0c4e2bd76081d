"""Default interest (Verzugszinsen, § 288 I, II BGB): exact, explained, and never on interest (§ 289 BGB).

A segment is cut by a legal cause only: the rate changes, or the base does. What is exact stays a Fraction; one
rounding ends a stretch between two appropriations, and the segments shown carry it along so that they add up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from kulanz.core.law.book import LawBook, RateStretch
from kulanz.core.law.day_count import Convention, DayCounter, YearPart
from kulanz.core.law.obligation import Obligation, default_interest_margin
from kulanz.core.money import half_up

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseStretch:
    """The principal that bears interest from `first_day` to `last_day`, both inclusive. Never interest or costs."""

    first_day: date
    last_day: date
    base_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestSegment:
    """Interest of days (both inclusive) with one base and one rate. `exact_cents` is not rounded.

    `year_parts` are the days by length of year, so that a reader can recalculate:
    base × rate ÷ 100 × (days ÷ days in the year), added over the parts.
    """

    first_day: date
    last_day: date
    days: int
    year_parts: tuple[YearPart, ...]
    base_cents: int
    percent: Decimal
    exact_cents: Fraction
    is_provisional: bool


def default_interest_rates(
    obligation: Obligation, *, first_day: date, last_day: date, law: LawBook, forecast: bool = False
) -> tuple[RateStretch, ...]:
    """Return the rates of default interest in percent, day by day, from `first_day` to `last_day` inclusive."""
    margin = default_interest_margin(obligation, law=law, forecast=forecast)
    return tuple(
        RateStretch(
            first_day=one.first_day,
            last_day=one.last_day,
            percent=one.percent + margin.value,
            is_provisional=one.is_provisional or margin.is_provisional,
        )
        for one in law.base_rates(first_day=first_day, last_day=last_day, forecast=forecast)
    )


def interest_segments(
    bases: Sequence[BaseStretch], rates: Sequence[RateStretch], *, counter: DayCounter
) -> tuple[InterestSegment, ...]:
    """Cut bases by rates. Neighbours of equal base and rate become one segment, however they were cut before."""
    segments: list[InterestSegment] = []
    for base in _joined(bases):
        for rate in rates:
            start, end = max(base.first_day, rate.first_day), min(base.last_day, rate.last_day)
            if start <= end and base.base_cents:
                segments.append(_segment(start, end, base.base_cents, rate, counter))
    return tuple(segments)


def interest_at(
    *,
    base_cents: int,
    percent: Decimal,
    first_day: date,
    last_day: date,
    convention: Convention,
) -> tuple[InterestSegment, ...]:
    """Return the interest of one base at one agreed or given rate; `last_day` is the day of payment."""
    counter = DayCounter(first_day=first_day, convention=convention)
    end = counter.last_counted(last_day)
    rate = RateStretch(first_day=first_day, last_day=last_day, percent=percent, is_provisional=False)
    return interest_segments(
        [BaseStretch(first_day=first_day, last_day=end, base_cents=base_cents)], [rate], counter=counter
    )


def default_interest(
    obligation: Obligation,
    *,
    base_cents: int,
    first_day: date,
    last_day: date,
    law: LawBook,
    convention: Convention,
    forecast: bool = False,
) -> tuple[InterestSegment, ...]:
    """Return the default interest of one unchanged base; `last_day` is the day of payment or of the statement.

    Raise LawUnknown past the last verified day, unless `forecast` asks for provisional segments.
    """
    counter = DayCounter(first_day=first_day, convention=convention)
    end = counter.last_counted(last_day)
    if end < first_day:
        return ()
    rates = default_interest_rates(obligation, first_day=first_day, last_day=end, law=law, forecast=forecast)
    return interest_segments(
        [BaseStretch(first_day=first_day, last_day=end, base_cents=base_cents)], rates, counter=counter
    )


def rounded_total(segments: Sequence[InterestSegment]) -> int:
    """Return the interest of one stretch in cents: the exact sum, rounded once, half-up."""
    return half_up(sum((one.exact_cents for one in segments), Fraction(0)))


def rounded_shares(segments: Sequence[InterestSegment]) -> tuple[int, ...]:
    """Return the cents to show per segment: the rounding is carried along, so that they add up to the total."""
    shares: list[int] = []
    exact, shown = Fraction(0), 0
    for one in segments:
        exact += one.exact_cents
        shares.append(half_up(exact) - shown)
        shown = half_up(exact)
    return tuple(shares)


def _segment(
    start: date, end: date, base_cents: int, rate: RateStretch, counter: DayCounter
) -> InterestSegment:
    parts = counter.parts(start, end)
    years = sum((Fraction(part.days, part.days_in_year) for part in parts), Fraction(0))
    return InterestSegment(
        first_day=start,
        last_day=end,
        days=sum(part.days for part in parts),
        year_parts=parts,
        base_cents=base_cents,
        percent=rate.percent,
        exact_cents=base_cents * Fraction(rate.percent) / 100 * years,
        is_provisional=rate.is_provisional,
    )


def _joined(bases: Sequence[BaseStretch]) -> tuple[BaseStretch, ...]:
    joined: list[BaseStretch] = []
    for one in bases:
        before = joined[-1] if joined else None
        if before and before.base_cents == one.base_cents and before.last_day + _ONE_DAY == one.first_day:
            joined[-1] = BaseStretch(
                first_day=before.first_day, last_day=one.last_day, base_cents=one.base_cents
            )
        else:
            joined.append(one)
    return tuple(joined)
