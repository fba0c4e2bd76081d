"""A statement is evidence: it goes into storage and comes back the same, or not at all."""

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kulanz.core.claim import (
    ClaimFacts,
    Cost,
    CreditNote,
    Demand,
    LineKind,
    Payment,
    Policy,
    Statement,
    StatementUnreadable,
    Waiver,
    appropriate_payment,
    state,
)
from kulanz.core.law.book import LawBook
from kulanz.core.law.day_count import Convention
from kulanz.core.law.default_of_debtor import DefaultOfDebtor
from kulanz.core.law.obligation import Obligation

LAW = LawBook.load()
days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
amounts = st.integers(1, 60_000)


@st.composite
def claims(draw) -> ClaimFacts:
    begins = draw(days)
    return ClaimFacts(
        invoice_number="RE-1",
        currency="EUR",
        principal_cents=draw(st.integers(1, 100_000)),
        issue_date=date(2025, 12, 1),
        due_date=date(2025, 12, 31),
        obligation=Obligation(
            arose_on=date(2025, 12, 1), debtor=draw(st.sampled_from(["consumer", "business"]))
        ),
        default=draw(
            st.sampled_from(
                [None, DefaultOfDebtor(since=begins, first_interest_day=begins, because="x", paragraph="y")]
            )
        ),
        payments=tuple(
            Payment(
                id=f"p{place}",
                day=draw(days),
                cents=draw(st.one_of(amounts, amounts, amounts.map(int.__neg__))),
            )
            for place in range(draw(st.integers(0, 3)))
        ),
        credit_notes=tuple(
            CreditNote(number=f"g{place}", day=draw(days), cents=draw(amounts))
            for place in range(draw(st.integers(0, 2)))
        ),
        waivers=tuple(
            Waiver(id=f"w{place}", day=draw(days), cents=draw(amounts))
            for place in range(draw(st.integers(0, 1)))
        ),
        costs=tuple(
            Cost(
                id=f"c{place}",
                day=draw(days),
                cents=draw(st.integers(1, 6000)),
                kind=draw(st.sampled_from(["dunning_cost", "returned_debit_cost", "court_cost"])),
                paragraph="§",
            )
            for place in range(draw(st.integers(0, 2)))
        ),
        demanded=tuple(
            Demand(
                day=draw(days),
                interest_cents=draw(st.integers(0, 900)),
                cost_cents=draw(st.integers(0, 5000)),
            )
            for _ in range(draw(st.integers(0, 3)))
        ),
        policy=Policy(
            demands_interest=draw(st.booleans()),
            demands_costs=draw(st.booleans()),
            demands_lump_sum=draw(st.booleans()),
            shows_waived_lump_sum=draw(st.booleans()),
            waives_what_accrued_silently=draw(st.booleans()),
            credit_notes_work_back=draw(st.booleans()),
            convention=Convention(
                day_count=draw(st.sampled_from(["act/act", "act/365", "30/360"])),
                counts_last_day=draw(st.booleans()),
            ),
        ),
    )


@settings(max_examples=300, deadline=None)
@given(claims(), days)
def test_lines_parts_and_total_always_agree(facts: ClaimFacts, as_of: date) -> None:
    statement = state(facts, as_of=as_of, law=LAW)
    parts = statement.open_principal_cents + statement.open_interest_cents + statement.open_cost_cents
    assert (
        statement.total_cents == sum(one.cents for one in statement.lines) == parts - statement.surplus_cents
    )
    assert min(statement.open_principal_cents, statement.open_interest_cents, statement.open_cost_cents) >= 0
    assert statement.surplus_cents >= 0


@settings(max_examples=200, deadline=None)
@given(claims(), days)
def test_interest_never_bears_interest(facts: ClaimFacts, as_of: date) -> None:
    for line in state(facts, as_of=as_of, law=LAW).lines:
        if line.kind is LineKind.INTEREST:
            assert line.base_cents is not None
            assert 0 < line.base_cents <= facts.principal_cents
            assert line.first_day <= line.last_day <= as_of


@settings(max_examples=200, deadline=None)
@given(claims(), days, amounts)
def test_an_appropriation_is_the_payment(facts: ClaimFacts, day: date, cents: int) -> None:
    parts = appropriate_payment(facts, cents=cents, day=day, law=LAW)
    taken = (parts.costs_cents, parts.interest_cents, parts.principal_cents, parts.surplus_cents)
    assert sum(taken) == cents
    assert min(taken) >= 0


@settings(max_examples=200, deadline=None)
@given(claims(), days)
def test_a_statement_survives_storage(facts: ClaimFacts, as_of: date) -> None:
    statement = state(facts, as_of=as_of, law=LAW)
    assert Statement.from_dict(json.loads(json.dumps(statement.as_dict()))) == statement


def a_stored_statement() -> dict:
    facts = ClaimFacts(
        invoice_number="RE-1",
        currency="EUR",
        principal_cents=10_000,
        issue_date=date(2026, 1, 1),
        due_date=date(2026, 1, 15),
        obligation=Obligation(arose_on=date(2026, 1, 1), debtor="consumer"),
    )
    return state(facts, as_of=date(2026, 2, 1), law=LAW).as_dict()


def test_a_stored_statement_is_plain() -> None:
    assert a_stored_statement() == {
        "format": 1,
        "invoice_number": "RE-1",
        "as_of": "2026-02-01",
        "currency": "EUR",
        "total_cents": 10_000,
        "open_principal_cents": 10_000,
        "open_interest_cents": 0,
        "open_cost_cents": 0,
        "surplus_cents": 0,
        "provisional": False,
        "lines": [
            {
                "kind": "principal",
                "cents": 10_000,
                "first_day": "2026-01-01",
                "last_day": "2026-01-15",
                "paragraph": "",
                "references": ["RE-1"],
                "base_cents": None,
                "rate": None,
                "days": None,
                "year_parts": [],
                "is_provisional": False,
            }
        ],
    }


@pytest.mark.parametrize(
    "change",
    [
        {"total_cents": 9999},
        {"open_principal_cents": 9999},
        {"format": 2},
        {"as_of": "yesterday"},
        {"lines": [{}]},
        {"lines": None},
    ],
)
def test_a_changed_statement_is_not_read(change: dict) -> None:
    stored = a_stored_statement()
    assert Statement.from_dict(stored).total_cents == 10_000
    with pytest.raises(StatementUnreadable):
        Statement.from_dict({**stored, **change})
    with pytest.raises(StatementUnreadable):
        Statement.from_dict({})
