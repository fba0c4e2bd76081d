"""Open items by age: the sum of the buckets is the total, and due today is not overdue."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kulanz.core.ledger import BUSINESS_BOUNDS, AgeingItem, ageing
from kulanz.core.money import CurrenciesDiffer

AS_OF = date(2026, 12, 1)


def overdue(days: int, cents: int = 100, currency: str = "EUR") -> AgeingItem:
    return AgeingItem(due_date=AS_OF - timedelta(days=days), open_cents=cents, currency=currency)


@pytest.mark.parametrize(
    ("days", "bucket"),
    [
        (-5, (None, 0)),
        (0, (None, 0)),
        (1, (1, 7)),
        (7, (1, 7)),
        (8, (8, 14)),
        (14, (8, 14)),
        (15, (15, 30)),
        (30, (15, 30)),
        (31, (31, 60)),
        (60, (31, 60)),
        (61, (61, 90)),
        (90, (61, 90)),
        (91, (91, None)),
        (4000, (91, None)),
    ],
)
def test_each_age_has_one_bucket(days: int, bucket: tuple[int | None, int | None]) -> None:
    (found,) = [one for one in ageing([overdue(days)], as_of=AS_OF) if one.item_count]
    assert (found.first_day, found.last_day) == bucket
    assert (found.open_cents, found.item_count) == (100, 1)


def test_the_view_for_businesses_starts_with_a_month() -> None:
    buckets = ageing([overdue(30), overdue(31)], as_of=AS_OF, bounds=BUSINESS_BOUNDS)
    assert [(one.first_day, one.last_day, one.open_cents) for one in buckets] == [
        (None, 0, 0),
        (1, 30, 100),
        (31, 60, 100),
        (61, 90, 0),
        (91, None, 0),
    ]


def test_an_overpaid_item_lowers_its_bucket() -> None:
    assert ageing([overdue(3, 100), overdue(4, -30)], as_of=AS_OF)[1].open_cents == 70


def test_currencies_are_not_added() -> None:
    with pytest.raises(CurrenciesDiffer):
        ageing([overdue(1), overdue(1, currency="CHF")], as_of=AS_OF)


def test_bounds_must_ascend() -> None:
    with pytest.raises(ValueError, match="ascend"):
        ageing([], as_of=AS_OF, bounds=(30, 7))


@given(st.lists(st.tuples(st.integers(-400, 4000), st.integers(-(10**6), 10**6))))
def test_the_sum_of_the_buckets_is_the_total(items: list[tuple[int, int]]) -> None:
    buckets = ageing([overdue(days, cents) for days, cents in items], as_of=AS_OF)
    assert sum(one.open_cents for one in buckets) == sum(cents for _, cents in items)
    assert sum(one.item_count for one in buckets) == len(items)
