"""The statement against a second, slower count, over random histories."""

import json
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from kulanz.core.claim import (
    ClaimFacts,
    Cost,
    CreditNote,
    Demand,
    Payment,
    Policy,
    Statement,
    Waiver,
    state,
)
from kulanz.core.law.book import LawBook
from kulanz.core.law.day_count import Convention
from kulanz.core.law.default_of_debtor import DefaultOfDebtor
from kulanz.core.law.obligation import Obligation
from tests.core.second_look.oracle import owed, percent_on

LAW = LawBook.load()
LAST = date(2026, 12, 31)
ONE_DAY = timedelta(days=1)
amounts = st.one_of(st.integers(1, 200), st.integers(1, 400_000))


@st.composite
def claims(draw: st.DrawFn, *, demands_everything: bool = False, no_returns: bool = False) -> ClaimFacts:
    """A claim of some day since 2005 whose history clusters around the first day of interest."""
    start = draw(st.dates(date(2005, 1, 1), date(2026, 10, 1)))
    first = start + timedelta(days=draw(st.integers(20, 60)))
    near = st.one_of(st.integers(-25, 5), st.integers(-3, 900)).map(lambda n: min(first + timedelta(n), LAST))
    sign = st.just(1) if no_returns else st.sampled_from([1, 1, 1, -1])

    def some(make):
        return tuple(make(str(place), draw(near), draw(amounts)) for place in range(draw(st.integers(0, 3))))

    yes = st.just(True) if demands_everything else st.booleans()
    return ClaimFacts(
        invoice_number="RE-1",
        currency="EUR",
        principal_cents=draw(amounts),
        issue_date=start,
        due_date=start + timedelta(days=14),
        obligation=Obligation(arose_on=start, debtor=draw(st.sampled_from(["consumer", "business"]))),
        default=draw(st.sampled_from([None, *[a_default(first, gap) for gap in (0, 0, 1)]])),
        payments=some(lambda name, day, cents: Payment(id=name, day=day, cents=cents * draw(sign))),
        credit_notes=some(lambda name, day, cents: CreditNote(number=name, day=day, cents=cents))[:1],
        waivers=some(lambda name, day, cents: Waiver(id=name, day=day, cents=cents))[:1],
        costs=some(
            lambda name, day, cents: Cost(
                id=name,
                day=day,
                cents=cents % 9000 + 1,
                kind=draw(st.sampled_from(["dunning_cost", "returned_debit_cost", "collection_cost"])),
                paragraph="§ 280 BGB",
            )
        ),
        demanded=some(
            lambda _, day, cents: Demand(
                day=day, interest_cents=cents % 3000, cost_cents=draw(st.integers(0, 5000))
            )
        ),
        policy=Policy(
            demands_interest=draw(yes),
            demands_costs=draw(yes),
            demands_lump_sum=draw(yes),
            convention=Convention(
                day_count=draw(st.sampled_from(["act/act", "act/365"])), counts_last_day=draw(st.booleans())
            ),
            credit_notes_work_back=draw(st.booleans()),
            waives_what_accrued_silently=True if demands_everything else draw(st.booleans()),
        ),
    )


def a_default(first: date, gap: int) -> DefaultOfDebtor:
    return DefaultOfDebtor(
        since=first - timedelta(gap), first_interest_day=first, because="x", paragraph="§ 286"
    )


def days_after(facts: ClaimFacts) -> st.SearchStrategy[date]:
    start = facts.issue_date
    return st.integers(0, 1000).map(lambda n: min(start + timedelta(days=n), LAST))


@settings(max_examples=300, deadline=None)
@given(claims(), st.data())
def test_every_open_part_is_that_of_a_count_day_by_day(facts: ClaimFacts, data) -> None:
    as_of = data.draw(days_after(facts))
    found, expected = state(facts, as_of=as_of, law=LAW), owed(facts, as_of)
    assert (
        found.open_principal_cents,
        found.open_interest_cents,
        found.open_cost_cents,
        found.surplus_cents,
        found.total_cents,
    ) == (expected.principal, expected.interest, expected.costs, expected.surplus, expected.total)


@settings(max_examples=150, deadline=None)
@given(claims(), st.data())
def test_every_interest_line_can_be_counted_again_by_hand(facts: ClaimFacts, data) -> None:
    as_of = data.draw(days_after(facts))
    found = state(facts, as_of=as_of, law=LAW)
    lines = [line for line in found.lines if line.kind == "interest"]
    for line in lines:
        assert line.days == (line.last_day - line.first_day).days + 1
        assert line.days == sum(part.days for part in line.year_parts)
        for day in (line.first_day, line.last_day):
            obligation = facts.obligation
            assert Fraction(line.rate) == percent_on(
                day, debtor=obligation.debtor, arose_on=obligation.arose_on
            )
        exact = sum(
            Fraction(line.base_cents) * Fraction(line.rate) * part.days / part.days_in_year / 100
            for part in line.year_parts
        )
        assert abs(line.cents - exact) <= 1
    for one, following in zip(lines, lines[1:], strict=False):
        assert one.last_day < following.first_day


@settings(max_examples=150, deadline=None)
@given(claims(), st.data())
def test_a_stored_statement_is_read_back_equal(facts: ClaimFacts, data) -> None:
    found = state(facts, as_of=data.draw(days_after(facts)), law=LAW)
    assert Statement.from_dict(json.loads(json.dumps(found.as_dict()))) == found


@settings(max_examples=200, deadline=None)
@given(claims(demands_everything=True, no_returns=True), st.integers(0, 60), st.data())
def test_who_pays_the_demanded_sum_has_paid_whenever_the_money_comes(
    facts: ClaimFacts, wait: int, data
) -> None:
    """The statement of a day becomes a demand; its total, paid that day or later, leaves nothing to pay."""
    as_of = data.draw(days_after(facts))
    known = replace(
        facts,
        payments=tuple(one for one in facts.payments if one.day <= as_of),
        credit_notes=tuple(one for one in facts.credit_notes if one.day <= as_of),
        waivers=tuple(one for one in facts.waivers if one.day <= as_of),
        costs=tuple(one for one in facts.costs if one.day <= as_of),
        demanded=tuple(one for one in facts.demanded if one.day < as_of),
    )
    asked = state(known, as_of=as_of, law=LAW)
    if asked.total_cents <= 0 or asked.surplus_cents:
        return
    sent = Demand(day=as_of, interest_cents=asked.open_interest_cents, cost_cents=asked.open_cost_cents)
    paid_on = min(as_of + timedelta(days=wait), LAST)
    paid = replace(
        known,
        demanded=(*known.demanded, sent),
        payments=(*known.payments, Payment(id="all", day=paid_on, cents=asked.total_cents)),
    )
    for look in (paid_on, LAST):
        assert state(paid, as_of=look, law=LAW).total_cents == 0
