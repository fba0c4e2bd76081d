"""Appropriation of payments: §§ 366, 367 BGB. Nothing of a payment is lost or made up."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kulanz.core.law.appropriation import (
    Appropriation,
    Debt,
    DesignationUnknown,
    PaymentNegative,
    appropriate_to_debts,
    appropriate_to_parts,
)


def a_debt(name: str, cents: int = 10_000, **more) -> Debt:
    return Debt(id=name, open_cents=cents, **{"is_due": True, "day": date(2026, 1, 10), **more})


def shares(payment: int, *debts: Debt, designated=()) -> dict[str, int]:
    found, surplus = appropriate_to_debts(payment, debts, designated=designated)
    return {one.debt_id: one.cents for one in found} | ({"surplus": surplus} if surplus else {})


def parts(payment: int, designated=()) -> tuple[int, int, int, int]:
    found = appropriate_to_parts(
        payment, costs_cents=2000, interest_cents=1234, principal_cents=50_000, designated=designated
    )
    return found.costs_cents, found.interest_cents, found.principal_cents, found.surplus_cents


@pytest.mark.parametrize(
    ("payment", "expected"),
    [
        (1, (1, 0, 0, 0)),
        (2000, (2000, 0, 0, 0)),
        (2001, (2000, 1, 0, 0)),
        (3234, (2000, 1234, 0, 0)),
        (3235, (2000, 1234, 1, 0)),
        (53_234, (2000, 1234, 50_000, 0)),
        (53_235, (2000, 1234, 50_000, 1)),
        (0, (0, 0, 0, 0)),
    ],
)
def test_costs_before_interest_before_principal(payment: int, expected: tuple[int, ...]) -> None:
    assert parts(payment) == expected


def test_an_accepted_designation_turns_the_order() -> None:
    assert parts(51_000, designated=["principal"]) == (1000, 0, 50_000, 0)
    assert parts(51_000, designated=["principal", "interest"]) == (0, 1000, 50_000, 0)
    assert parts(60_000, designated=["principal"]) == (2000, 1234, 50_000, 6766)


def test_the_payers_words_come_first() -> None:
    older, younger = a_debt("A"), a_debt("B", day=date(2026, 2, 10))
    assert shares(15_000, older, younger) == {"A": 10_000, "B": 5000}
    assert shares(15_000, older, younger, designated=["B"]) == {"A": 5000, "B": 10_000}
    assert shares(5000, older, younger, designated=["B"]) == {"A": 0, "B": 5000}


def test_due_before_not_due_even_where_it_is_younger() -> None:
    assert shares(8000, a_debt("A", is_due=False), a_debt("B", day=date(2026, 2, 1))) == {"A": 0, "B": 8000}


def test_less_secured_before_secured_and_more_burdensome_before_older() -> None:
    assert shares(8000, a_debt("A", is_secured=True), a_debt("B", day=date(2026, 2, 1))) == {
        "A": 0,
        "B": 8000,
    }
    burdensome = a_debt("B", day=date(2026, 2, 1), burden_percent=Decimal("6.52"))
    assert shares(8000, a_debt("A"), burdensome) == {"A": 0, "B": 8000}
    secured = a_debt("B", is_secured=True, burden_percent=Decimal("6.52"))
    assert shares(8000, a_debt("A"), secured) == {"A": 8000, "B": 0}


def test_equals_are_paid_in_proportion() -> None:
    assert shares(10_000, a_debt("A", 10_000), a_debt("B", 20_000)) == {"A": 3333, "B": 6667}
    assert shares(101, a_debt("A"), a_debt("B")) == {"A": 51, "B": 50}


def test_what_nothing_takes_is_a_surplus() -> None:
    assert shares(25_000, a_debt("A"), a_debt("B")) == {"A": 10_000, "B": 10_000, "surplus": 5000}
    assert shares(5000) == {"surplus": 5000}


def test_a_designation_of_a_foreign_debt_is_refused() -> None:
    with pytest.raises(DesignationUnknown, match="'C'"):
        shares(100, a_debt("A"), designated=["C"])


def test_money_that_went_out_is_no_payment() -> None:
    with pytest.raises(PaymentNegative):
        parts(-1)
    with pytest.raises(PaymentNegative):
        shares(-1, a_debt("A"))


cents = st.integers(0, 10**7)
debts = st.lists(
    st.builds(
        Debt,
        id=st.uuids().map(str),
        open_cents=cents,
        is_due=st.booleans(),
        day=st.dates(date(2026, 1, 1), date(2026, 1, 3)),
        burden_percent=st.sampled_from([Decimal(0), Decimal("6.52")]),
        is_secured=st.booleans(),
    ),
    max_size=6,
    unique_by=lambda one: one.id,
)


@given(cents, cents, cents, cents)
def test_parts_and_surplus_are_the_payment(payment, costs, interest, principal) -> None:
    found = appropriate_to_parts(
        payment, costs_cents=costs, interest_cents=interest, principal_cents=principal
    )
    taken = (found.costs_cents, found.interest_cents, found.principal_cents)
    assert sum(taken) + found.surplus_cents == payment
    assert all(0 <= part <= open_ for part, open_ in zip(taken, (costs, interest, principal), strict=True))
    assert found.surplus_cents == max(0, payment - costs - interest - principal)


@given(cents, debts)
def test_shares_and_surplus_are_the_payment_and_no_debt_is_overpaid(payment, some_debts) -> None:
    found, surplus = appropriate_to_debts(payment, some_debts)
    assert sum(one.cents for one in found) + surplus == payment
    assert surplus == max(0, payment - sum(one.open_cents for one in some_debts))
    for share, debt in zip(found, some_debts, strict=True):
        assert 0 <= share.cents <= debt.open_cents


@given(cents, debts)
def test_no_share_depends_on_the_name_of_a_debt(payment, some_debts) -> None:
    renamed = [
        Debt(
            id=f"Z{len(some_debts) - place}",
            open_cents=one.open_cents,
            is_due=one.is_due,
            day=one.day,
            burden_percent=one.burden_percent,
            is_secured=one.is_secured,
        )
        for place, one in enumerate(some_debts)
    ]
    before, _ = appropriate_to_debts(payment, some_debts)
    after, _ = appropriate_to_debts(payment, renamed)
    assert [one.cents for one in before] == [one.cents for one in after]


def test_an_appropriation_is_a_value() -> None:
    one = Appropriation(costs_cents=1, interest_cents=2, principal_cents=3, surplus_cents=4)
    assert one == Appropriation(costs_cents=1, interest_cents=2, principal_cents=3, surplus_cents=4)
