"""Which margin and whether a lump sum: by the day on which the obligation arose (Art. 229 § 34 EGBGB)."""

from datetime import date
from decimal import Decimal

import pytest

from kulanz.core.law.book import LawBook
from kulanz.core.law.costs import late_payment_lump_sum
from kulanz.core.law.obligation import (
    Obligation,
    default_interest_margin,
    default_interest_rate,
    lump_sum_cents,
)
from kulanz.core.law.parameter import LawUnknown

LAW = LawBook.load()
LAST_OLD, FIRST_NEW = date(2014, 7, 28), date(2014, 7, 29)


def business(arose_on: date, **more) -> Obligation:
    return Obligation(arose_on=arose_on, debtor="business", **more)


def test_contract_date_not_the_day_of_interest_selects_the_margin() -> None:
    assert default_interest_margin(business(LAST_OLD), law=LAW).value == 8
    assert default_interest_margin(business(FIRST_NEW), law=LAW).value == 9
    assert default_interest_rate(business(LAST_OLD), date(2024, 1, 1), law=LAW).value == Decimal("11.62")
    assert default_interest_rate(business(FIRST_NEW), date(2024, 1, 1), law=LAW).value == Decimal("12.62")


@pytest.mark.parametrize(
    ("performed", "margin", "lump"),
    [(date(2016, 6, 30), 8, 0), (date(2016, 7, 1), 9, 4000), (None, 8, 0)],
)
def test_an_old_continuing_obligation_follows_its_counter_performance(performed, margin, lump) -> None:
    old = business(date(2010, 1, 1), is_continuing=True, counter_performed_on=performed)
    assert default_interest_margin(old, law=LAW).value == margin
    assert lump_sum_cents(old, law=LAW) == (lump, False)


def test_a_late_counter_performance_moves_no_obligation_that_is_not_continuing() -> None:
    once = business(date(2010, 1, 1), counter_performed_on=date(2020, 1, 1))
    assert default_interest_margin(once, law=LAW).value == 8


def test_consumers_owe_five_points_and_no_lump_sum() -> None:
    consumer = Obligation(arose_on=FIRST_NEW, debtor="consumer")
    assert default_interest_margin(consumer, law=LAW).value == 5
    assert lump_sum_cents(consumer, law=LAW) == (0, False)


def test_a_business_owes_nine_points_only_on_payment_for_a_performance() -> None:
    damages = business(FIRST_NEW, is_payment_for_performance=False)
    assert default_interest_margin(damages, law=LAW).value == 5
    assert lump_sum_cents(damages, law=LAW) == (0, False)


def test_the_rate_may_be_provisional_and_is_never_guessed() -> None:
    claim = business(date(2026, 6, 1))
    with pytest.raises(LawUnknown):
        default_interest_rate(claim, date(2027, 1, 1), law=LAW)
    assert default_interest_rate(claim, date(2027, 1, 1), law=LAW, forecast=True).is_provisional
    with pytest.raises(LawUnknown, match="Verzugspauschale"):
        lump_sum_cents(business(date(2027, 1, 1)), law=LAW)


@pytest.mark.parametrize(
    ("costs", "credited", "remaining"), [(0, 0, 4000), (3999, 3999, 1), (4000, 4000, 0), (5562, 4000, 0)]
)
def test_lump_sum_and_costs_together_are_the_larger_of_the_two(costs, credited, remaining) -> None:
    lump = late_payment_lump_sum(business(FIRST_NEW), prosecution_cost_cents=costs, law=LAW)
    assert (lump.cents, lump.credited_cents, lump.remaining_cents) == (4000, credited, remaining)
    assert costs + lump.remaining_cents == max(costs, 4000)
