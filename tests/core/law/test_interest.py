"""Default interest: exact, cut only by legal causes, rounded once, never compound."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kulanz.core.law.book import LawBook, RateStretch
from kulanz.core.law.day_count import Convention, ConventionUnknown, DayCounter, YearPart
from kulanz.core.law.interest import (
    BaseStretch,
    default_interest,
    default_interest_rates,
    interest_at,
    interest_segments,
    rounded_shares,
    rounded_total,
)
from kulanz.core.law.obligation import Obligation
from kulanz.core.law.parameter import LawUnknown

LAW = LawBook.load()
CONSUMER = Obligation(arose_on=date(2019, 1, 1), debtor="consumer")
CONVENTIONS = [
    Convention(day_count=count, counts_last_day=counts)
    for count in ("act/act", "act/365", "30/360")
    for counts in (True, False)
]


def consumer_interest(cents: int, first: date, last: date, convention: Convention = CONVENTIONS[0]):
    return default_interest(
        CONSUMER, base_cents=cents, first_day=first, last_day=last, law=LAW, convention=convention
    )


def test_hand_computed_over_a_leap_year_and_a_change_of_rate() -> None:
    # 1000.00 × 8.37 % × 12/366 = 2.744262…, × 7.27 % × 10/365 = 1.991780…, together 4.736043.
    segments = consumer_interest(100_000, date(2024, 12, 20), date(2025, 1, 10))
    assert [(one.days, one.percent) for one in segments] == [(12, Decimal("8.37")), (10, Decimal("7.27"))]
    assert sum(one.exact_cents for one in segments) == Fraction(100_000) * (
        Fraction("0.0837") * Fraction(12, 366) + Fraction("0.0727") * Fraction(10, 365)
    )
    assert rounded_total(segments) == 474
    assert rounded_shares(segments) == (274, 200)


def test_equal_rates_make_one_line_over_the_year_with_both_lengths_of_year() -> None:
    (segment,) = consumer_interest(366_000, date(2019, 12, 31), date(2020, 1, 1))
    assert segment.percent == Decimal("4.12")
    assert segment.year_parts == (
        YearPart(days=1, days_in_year=365),
        YearPart(days=1, days_in_year=366),
    )
    assert rounded_total([segment]) == 83  # 150.792 / 365 + 150.792 / 366 = 0.825129


def test_first_and_last_day_both_count_unless_the_payment_day_is_left_out() -> None:
    day = date(2026, 8, 3)
    assert sum(one.days for one in consumer_interest(10_000, day, day)) == 1
    without = Convention(counts_last_day=False)
    assert consumer_interest(10_000, day, day, without) == ()
    assert sum(one.days for one in consumer_interest(10_000, day, day + timedelta(1), without)) == 1


@pytest.mark.parametrize(
    ("first", "last", "counts", "days"),
    [
        (date(2018, 4, 30), date(2018, 6, 18), True, 49),
        (date(2006, 2, 7), date(2006, 3, 10), False, 33),
        (date(2026, 1, 1), date(2027, 1, 1), False, 360),
        (date(2026, 1, 1), date(2026, 1, 30), True, 30),
    ],
)
def test_thirty_days_a_month(first: date, last: date, counts: bool, days: int) -> None:
    convention = Convention(day_count="30/360", counts_last_day=counts)
    segments = interest_at(
        base_cents=100, percent=Decimal(5), first_day=first, last_day=last, convention=convention
    )
    assert sum(one.days for one in segments) == days


def test_an_unknown_day_count_is_refused() -> None:
    with pytest.raises(ConventionUnknown, match="act/360"):
        Convention(day_count="act/360")


def test_past_the_last_verified_day_a_forecast_must_be_asked_for() -> None:
    span = {"base_cents": 100_000, "first_day": date(2026, 12, 1), "law": LAW, "convention": Convention()}
    with pytest.raises(LawUnknown):
        default_interest(CONSUMER, last_day=date(2027, 1, 1), **span)
    segments = default_interest(CONSUMER, last_day=date(2027, 1, 1), forecast=True, **span)
    assert [one.is_provisional for one in segments] == [False, True]
    assert default_interest(CONSUMER, last_day=date(2026, 12, 31), **span)


days = st.dates(date(2019, 1, 1), date(2026, 12, 31))
amounts = st.integers(1, 5_000_000)
conventions = st.sampled_from(CONVENTIONS)


@st.composite
def spans(draw) -> tuple[date, date]:
    first, last = draw(days), draw(days)
    return min(first, last), max(first, last)


@given(amounts, spans(), conventions, st.lists(days, max_size=5))
def test_a_technical_cut_changes_nothing(cents, span, convention, cuts) -> None:
    first, last = span
    whole = consumer_interest(cents, first, last, convention)
    counter = DayCounter(first_day=first, convention=convention)
    end = counter.last_counted(last)
    starts = sorted({first, *(day for day in cuts if first < day <= end)})
    ends = [*(day - timedelta(1) for day in starts[1:]), end]
    bases = [
        BaseStretch(first_day=start, last_day=stop, base_cents=cents)
        for start, stop in zip(starts, ends, strict=True)
        if start <= stop
    ]
    rates = default_interest_rates(CONSUMER, first_day=first, last_day=last, law=LAW)
    assert interest_segments(bases, rates, counter=counter) == whole
    # Even where the rates themselves come in pieces of equal height, days and sum stay the same.
    pieces = [
        RateStretch(
            first_day=max(start, one.first_day),
            last_day=min(stop, one.last_day),
            percent=one.percent,
            is_provisional=False,
        )
        for one in rates
        for start, stop in zip(starts, ends, strict=True)
        if max(start, one.first_day) <= min(stop, one.last_day)
    ]
    cut = interest_segments(bases, pieces, counter=counter)
    assert sum(one.exact_cents for one in cut) == sum(one.exact_cents for one in whole)
    assert sum(one.days for one in cut) == sum(one.days for one in whole)
    assert rounded_total(cut) == rounded_total(whole)


@given(amounts, spans(), conventions)
def test_the_lines_shown_add_up_exactly(cents, span, convention) -> None:
    segments = consumer_interest(cents, *span, convention)
    assert sum(rounded_shares(segments)) == rounded_total(segments)
    for shown, segment in zip(rounded_shares(segments), segments, strict=True):
        assert abs(shown - segment.exact_cents) <= 1


@given(amounts, spans(), conventions)
def test_interest_grows_with_time_and_never_bears_interest(cents, span, convention) -> None:
    first, last = span
    segments = consumer_interest(cents, first, last, convention)
    shorter = consumer_interest(cents, first, max(first, last - timedelta(30)), convention)
    assert rounded_total(shorter) <= rounded_total(segments)
    assert all(one.base_cents == cents for one in segments)
    twice = consumer_interest(2 * cents, first, last, convention)
    assert sum(one.exact_cents for one in twice) == 2 * sum(one.exact_cents for one in segments)


@given(amounts, spans())
def test_every_day_counts_once_by_calendar_days(cents, span) -> None:
    first, last = span
    assert sum(one.days for one in consumer_interest(cents, first, last)) == (last - first).days + 1
