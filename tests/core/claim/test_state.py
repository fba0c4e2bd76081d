"""The statement of claim: each total is the sum of lines that a layperson can recalculate."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from kulanz.core.claim import (
    ClaimFacts,
    Cost,
    CreditNote,
    Demand,
    FactsRefused,
    LineKind,
    Payment,
    Policy,
    Waiver,
    appropriate_payment,
    state,
)
from kulanz.core.law.appropriation import Appropriation
from kulanz.core.law.book import LawBook
from kulanz.core.law.day_count import Convention
from kulanz.core.law.default_of_debtor import DefaultOfDebtor
from kulanz.core.law.obligation import Obligation
from kulanz.core.law.parameter import LawUnknown

LAW = LawBook.load()
AS_OF = date(2026, 11, 23)
DEFAULT = DefaultOfDebtor(
    since=date(2026, 9, 1), first_interest_day=date(2026, 9, 1), because="x", paragraph="§ 286 II Nr. 1 BGB"
)
INTEREST = Policy(demands_interest=True)
EVERYTHING = Policy(demands_interest=True, demands_costs=True, demands_lump_sum=True)


def a_claim(debtor="business", **more) -> ClaimFacts:
    facts = {
        "invoice_number": "RE-1",
        "currency": "EUR",
        "principal_cents": 100_000,
        "issue_date": date(2026, 8, 1),
        "due_date": date(2026, 8, 31),
        "obligation": Obligation(arose_on=date(2026, 8, 1), debtor=debtor),
        "default": DEFAULT,
    }
    return ClaimFacts(**{**facts, **more})


def paid(cents: int, day: date = date(2026, 10, 1), name: str = "p1") -> Payment:
    return Payment(id=name, day=day, cents=cents)


def lines(facts: ClaimFacts, as_of: date = AS_OF, **more) -> list[tuple[str, int]]:
    return [(str(one.kind), one.cents) for one in state(facts, as_of=as_of, law=LAW, **more).lines]


def test_a_first_reminder_states_principal_and_payments_only() -> None:
    claim = a_claim(payments=(paid(30_000),), costs=(a_cost(),))
    assert lines(claim) == [("principal", 100_000), ("payment", -30_000)]
    assert state(claim, as_of=AS_OF, law=LAW).total_cents == 70_000


def test_interest_is_explained_by_days_base_rate_and_paragraph() -> None:
    # 1000.00 × 10.52 % × 84/365 = 24.2104…
    statement = state(a_claim(policy=INTEREST), as_of=AS_OF, law=LAW)
    line = statement.lines[1]
    assert (line.kind, line.cents, line.days) == (LineKind.INTEREST, 2421, 84)
    assert (line.first_day, line.last_day) == (date(2026, 9, 1), AS_OF)
    assert (line.base_cents, line.rate) == (100_000, Decimal("10.52"))
    assert "288 II" in line.paragraph
    assert statement.total_cents == 102_421


def test_a_consumer_owes_five_points_and_no_lump_sum() -> None:
    # 1000.00 × 6.52 % × 84/365 = 15.0049…
    assert lines(a_claim("consumer", policy=EVERYTHING)) == [("principal", 100_000), ("interest", 1500)]


def test_without_default_there_is_no_interest_and_no_lump_sum() -> None:
    assert lines(a_claim(default=None, policy=EVERYTHING)) == [("principal", 100_000)]
    before = date(2026, 8, 31)
    assert lines(a_claim(policy=EVERYTHING), as_of=before) == [("principal", 100_000)]
    assert lines(a_claim(policy=EVERYTHING), as_of=date(2026, 9, 1))[1:] == [
        ("interest", 29),
        ("lump_sum", 4000),
    ]


def test_the_payment_day_bears_interest_on_the_old_base() -> None:
    # 31 days on 1000.00 (8.9348), from 2 October 53 days on 400.00 (6.1102); each stretch is rounded by itself.
    claim = a_claim(payments=(paid(60_000),), policy=INTEREST)
    assert lines(claim) == [
        ("principal", 100_000),
        ("interest", 893),
        ("interest", 611),
        ("payment", -60_000),
    ]
    first, second = [one for one in state(claim, as_of=AS_OF, law=LAW).lines if one.kind is LineKind.INTEREST]
    assert (first.last_day, second.first_day) == (date(2026, 10, 1), date(2026, 10, 2))
    assert second.base_cents == 40_000


def test_the_payment_day_may_be_left_out() -> None:
    policy = replace(INTEREST, convention=Convention(counts_last_day=False))
    claim = a_claim(payments=(paid(60_000),), policy=policy)
    first, second = [one for one in state(claim, as_of=AS_OF, law=LAW).lines if one.kind is LineKind.INTEREST]
    assert (first.days, first.last_day) == (30, date(2026, 9, 30))
    assert (second.first_day, second.days) == (date(2026, 10, 1), 53)


def test_a_payment_before_default_bears_no_interest() -> None:
    claim = a_claim(payments=(paid(60_000, date(2026, 8, 20)),), policy=INTEREST)
    (line,) = [one for one in state(claim, as_of=AS_OF, law=LAW).lines if one.kind is LineKind.INTEREST]
    assert line.base_cents == 40_000


def test_money_of_tomorrow_is_not_yet_money() -> None:
    claim = a_claim(payments=(paid(60_000),))
    assert lines(claim, as_of=date(2026, 9, 30)) == [("principal", 100_000)]
    assert lines(claim, as_of=date(2026, 10, 1)) == [("principal", 100_000), ("payment", -60_000)]


def test_a_payment_settles_principal_where_nothing_else_was_demanded() -> None:
    claim = a_claim(policy=INTEREST)
    parts = appropriate_payment(claim, cents=60_000, day=date(2026, 10, 1), law=LAW)
    assert (parts.interest_cents, parts.principal_cents, parts.surplus_cents) == (0, 60_000, 0)


def test_a_payment_settles_demanded_costs_and_interest_first() -> None:
    demanded = (Demand(day=date(2026, 9, 20), interest_cents=500, cost_cents=4000),)
    claim = a_claim(demanded=demanded, policy=EVERYTHING)
    parts = appropriate_payment(claim, cents=60_000, day=date(2026, 10, 1), law=LAW)
    assert (parts.costs_cents, parts.interest_cents, parts.principal_cents) == (4000, 500, 55_500)
    before = appropriate_payment(claim, cents=60_000, day=date(2026, 9, 19), law=LAW)
    assert (before.costs_cents, before.interest_cents, before.principal_cents) == (0, 0, 60_000)
    on_the_day = appropriate_payment(claim, cents=60_000, day=date(2026, 9, 20), law=LAW)
    assert (on_the_day.costs_cents, on_the_day.interest_cents) == (4000, 500)


def test_a_payment_settles_no_more_interest_than_has_accrued() -> None:
    demanded = (Demand(day=date(2026, 9, 20), interest_cents=99_999, cost_cents=99_999),)
    parts = appropriate_payment(a_claim(demanded=demanded), cents=60_000, day=date(2026, 10, 1), law=LAW)
    assert (parts.costs_cents, parts.interest_cents) == (4000, 893)


def test_what_a_demand_asked_is_settled_once() -> None:
    demanded = (Demand(day=date(2026, 9, 20), interest_cents=500, cost_cents=4000),)
    claim = a_claim(demanded=demanded, payments=(paid(10_000),), policy=EVERYTHING)
    again = appropriate_payment(claim, cents=10_000, day=date(2026, 10, 20), law=LAW)
    assert (again.costs_cents, again.interest_cents, again.principal_cents) == (0, 0, 10_000)


def test_the_latest_demand_replaces_the_ones_before() -> None:
    demanded = (
        Demand(day=date(2026, 9, 10), interest_cents=200, cost_cents=4000),
        Demand(day=date(2026, 9, 20), interest_cents=500, cost_cents=4000),
    )
    parts = appropriate_payment(a_claim(demanded=demanded), cents=60_000, day=date(2026, 10, 1), law=LAW)
    assert (parts.costs_cents, parts.interest_cents) == (4000, 500)


def test_a_demand_of_the_payment_day_that_deducted_the_payment_is_still_open() -> None:
    # 5.00 were demanded on 20 September and paid on 1 October; the letter of that day asks the remaining 3.93.
    demanded = (
        Demand(day=date(2026, 9, 20), interest_cents=500, cost_cents=0),
        Demand(day=date(2026, 10, 1), interest_cents=393, cost_cents=0),
    )
    claim = a_claim(demanded=demanded, payments=(paid(60_000),), policy=INTEREST)
    statement = state(claim, as_of=date(2026, 10, 1), law=LAW)
    assert (statement.open_principal_cents, statement.open_interest_cents) == (40_500, 393)
    rest = appropriate_payment(claim, cents=40_893, day=date(2026, 10, 1), law=LAW)
    assert (rest.interest_cents, rest.principal_cents, rest.surplus_cents) == (393, 40_500, 0)


def test_a_payment_on_the_day_of_a_higher_demand_answers_that_demand() -> None:
    demanded = (
        Demand(day=date(2026, 9, 20), interest_cents=500, cost_cents=0),
        Demand(day=date(2026, 10, 1), interest_cents=893, cost_cents=0),
    )
    parts = appropriate_payment(a_claim(demanded=demanded), cents=60_000, day=date(2026, 10, 1), law=LAW)
    assert parts.interest_cents == 893


def test_paying_the_demanded_sum_closes_the_case_and_waives_what_accrued_silently() -> None:
    demanded = (Demand(day=date(2026, 9, 20), interest_cents=576, cost_cents=4000),)
    claim = a_claim(demanded=demanded, payments=(paid(104_576),), policy=EVERYTHING)
    statement = state(claim, as_of=AS_OF, law=LAW)
    assert statement.total_cents == 0
    # 31 days had accrued (8.93), 20 days were demanded (5.76): the rest is waived in the open.
    assert [(one.kind, one.cents) for one in statement.lines if one.kind is LineKind.WAIVER] == [
        (LineKind.WAIVER, -317)
    ]
    a_cent_short = replace(claim, payments=(paid(104_575),))
    assert state(a_cent_short, as_of=AS_OF, law=LAW).open_principal_cents == 1


def test_a_merchant_may_insist_on_what_accrued_silently() -> None:
    claim = a_claim(payments=(paid(100_000),), policy=INTEREST)
    assert state(claim, as_of=AS_OF, law=LAW).total_cents == 0
    insisting = replace(claim, policy=replace(INTEREST, waives_what_accrued_silently=False))
    assert state(insisting, as_of=AS_OF, law=LAW).total_cents == 893


def test_interest_that_was_paid_stays_stated_when_it_is_no_longer_demanded() -> None:
    demanded = (Demand(day=date(2026, 9, 20), interest_cents=500, cost_cents=0),)
    claim = a_claim(demanded=demanded, payments=(paid(60_000),), policy=Policy())
    assert lines(claim) == [
        ("principal", 100_000),
        ("interest", 893),
        ("waiver", -393),
        ("payment", -60_000),
    ]
    assert state(claim, as_of=AS_OF, law=LAW).open_principal_cents == 40_500


def a_cost(cents: int = 250, kind="dunning_cost", day: date = date(2026, 10, 5)) -> Cost:
    return Cost(id="c1", day=day, cents=cents, kind=kind, paragraph="§ 280 II BGB")


@pytest.mark.parametrize(("cost", "total"), [(250, 4000), (4000, 4000), (5562, 5562)])
def test_the_lump_sum_is_credited_against_costs_of_prosecution(cost: int, total: int) -> None:
    claim = a_claim(
        costs=(a_cost(cost, "collection_cost"),), policy=replace(EVERYTHING, demands_interest=False)
    )
    assert state(claim, as_of=AS_OF, law=LAW).open_cost_cents == total
    credit = [one.cents for one in state(claim, as_of=AS_OF, law=LAW).lines if one.kind == "lump_sum_credit"]
    assert credit == [-min(cost, 4000)]


def test_the_cost_of_a_returned_debit_is_no_cost_of_prosecution() -> None:
    policy = replace(EVERYTHING, demands_interest=False)
    claim = a_claim(costs=(a_cost(350, "returned_debit_cost"),), policy=policy)
    assert state(claim, as_of=AS_OF, law=LAW).open_cost_cents == 4350


def test_the_lump_sum_needs_a_claim_that_was_open_when_default_began() -> None:
    policy = Policy(demands_lump_sum=True, waives_what_accrued_silently=False)
    in_time = a_claim(payments=(paid(100_000, date(2026, 8, 31)),), policy=policy)
    late = a_claim(payments=(paid(100_000, date(2026, 9, 1)),), policy=policy)
    assert state(in_time, as_of=AS_OF, law=LAW).total_cents == 0
    assert state(late, as_of=AS_OF, law=LAW).total_cents == 4000


def test_a_credit_note_works_back_unless_the_policy_says_from_its_day() -> None:
    claim = a_claim(
        credit_notes=(CreditNote(number="GS-1", day=date(2026, 10, 1), cents=60_000),), policy=INTEREST
    )
    assert [one.base_cents for one in interest_of(claim)] == [40_000]
    from_its_day = replace(claim, policy=replace(INTEREST, credit_notes_work_back=False))
    assert [one.base_cents for one in interest_of(from_its_day)] == [100_000, 40_000]
    assert lines(claim, as_of=date(2026, 9, 30))[0:2] == [("principal", 100_000), ("interest", 865)]


def interest_of(claim: ClaimFacts):
    return [one for one in state(claim, as_of=AS_OF, law=LAW).lines if one.kind is LineKind.INTEREST]


def test_a_credit_above_the_rest_is_owed_to_the_customer() -> None:
    credit = CreditNote(number="GS-1", day=date(2026, 10, 5), cents=50_000)
    claim = a_claim(payments=(paid(60_000),), credit_notes=(credit,), policy=INTEREST)
    statement = state(claim, as_of=AS_OF, law=LAW)
    assert (statement.total_cents, statement.surplus_cents, statement.open_principal_cents) == (
        -10_000,
        10_000,
        0,
    )


def test_what_the_merchant_gave_up_is_stated_and_bears_no_interest() -> None:
    claim = a_claim(waivers=(Waiver(id="w1", day=date(2026, 10, 1), cents=60_000),), policy=INTEREST)
    assert ("waiver", -60_000) in lines(claim)
    assert [one.base_cents for one in interest_of(claim)] == [100_000, 40_000]


def test_a_returned_debit_opens_the_claim_again() -> None:
    back = paid(-100_000, date(2026, 10, 8), "p2")
    claim = a_claim(payments=(paid(100_000), back), policy=INTEREST)
    statement = state(claim, as_of=AS_OF, law=LAW)
    assert statement.open_principal_cents == 100_000
    assert [(one.first_day, one.base_cents) for one in interest_of(claim)] == [
        (date(2026, 9, 1), 100_000),
        (date(2026, 10, 9), 100_000),
    ]


def test_a_returned_debit_gives_back_what_it_had_settled() -> None:
    demanded = (Demand(day=date(2026, 9, 20), interest_cents=500, cost_cents=4000),)
    back = paid(-60_000, date(2026, 10, 8), "p2")
    claim = a_claim(demanded=demanded, payments=(paid(60_000), back), policy=EVERYTHING)
    parts = appropriate_payment(claim, cents=60_000, day=date(2026, 10, 20), law=LAW)
    assert (parts.costs_cents, parts.interest_cents, parts.principal_cents) == (4000, 500, 55_500)


def test_principal_states_where_the_law_is_unknown() -> None:
    later = date(2027, 2, 1)
    statement = state(a_claim(payments=(paid(30_000),)), as_of=later, law=LAW)
    assert (statement.total_cents, statement.provisional) == (70_000, False)


def test_interest_past_the_last_verified_day_waits_or_is_provisional() -> None:
    claim = a_claim(policy=INTEREST)
    with pytest.raises(LawUnknown, match="2026-12-31"):
        state(claim, as_of=date(2027, 1, 1), law=LAW)
    assert state(claim, as_of=date(2027, 1, 1), law=LAW, forecast=True).provisional
    assert not state(claim, as_of=date(2026, 12, 31), law=LAW, forecast=True).provisional
    assert not state(claim, as_of=date(2026, 12, 31), law=LAW).provisional


def test_an_obligation_of_an_unverified_year_waits_too() -> None:
    late = DefaultOfDebtor(
        since=date(2027, 3, 1), first_interest_day=date(2027, 3, 1), because="", paragraph=""
    )
    obligation = Obligation(arose_on=date(2027, 1, 15), debtor="business")
    claim = a_claim(obligation=obligation, default=late, policy=Policy(demands_lump_sum=True))
    with pytest.raises(LawUnknown, match="Verzugspauschale"):
        state(claim, as_of=date(2027, 4, 1), law=LAW)
    assert state(claim, as_of=date(2027, 4, 1), law=LAW, forecast=True).total_cents == 104_000


@pytest.mark.parametrize(
    "wrong",
    [
        {"principal_cents": 0},
        {"credit_notes": (CreditNote(number="GS-1", day=AS_OF, cents=-1),)},
        {"waivers": (Waiver(id="w", day=AS_OF, cents=0),)},
        {"costs": (Cost(id="c", day=AS_OF, cents=0, kind="court_cost", paragraph=""),)},
        {"demanded": (Demand(day=AS_OF, interest_cents=-1, cost_cents=0),)},
    ],
)
def test_facts_that_no_claim_can_have_are_refused(wrong) -> None:
    with pytest.raises(FactsRefused):
        a_claim(**wrong)


def test_a_part_that_goes_back_opens_principal_before_interest_and_costs() -> None:
    demanded = (Demand(day=date(2026, 9, 20), interest_cents=500, cost_cents=4000),)
    back = paid(-10_000, date(2026, 10, 8), "p2")
    claim = a_claim(demanded=demanded, payments=(paid(60_000), back), policy=Policy(demands_lump_sum=True))
    statement = state(claim, as_of=AS_OF, law=LAW)
    assert (statement.open_principal_cents, statement.open_cost_cents) == (54_500, 0)
    again = appropriate_payment(claim, cents=10_000, day=date(2026, 10, 20), law=LAW)
    assert (again.costs_cents, again.interest_cents, again.principal_cents) == (0, 0, 10_000)


def test_no_more_costs_are_settled_than_there_are_with_the_credit_of_the_lump_sum() -> None:
    demanded = (Demand(day=date(2026, 10, 6), interest_cents=0, cost_cents=99_999),)
    claim = a_claim(demanded=demanded, costs=(a_cost(250),))
    parts = appropriate_payment(claim, cents=60_000, day=date(2026, 10, 7), law=LAW)
    assert parts.costs_cents == 4000
    of_a_return = a_claim(demanded=demanded, costs=(a_cost(250, "returned_debit_cost"),))
    assert appropriate_payment(of_a_return, cents=60_000, day=date(2026, 10, 7), law=LAW).costs_cents == 4250


def test_what_was_settled_is_not_settled_again_by_a_demand_that_forgot_it() -> None:
    demanded = (
        Demand(day=date(2026, 9, 20), interest_cents=500, cost_cents=4000),
        Demand(day=date(2026, 10, 10), interest_cents=99_999, cost_cents=4000),
    )
    claim = a_claim(demanded=demanded, payments=(paid(10_000),))
    # On 10 October 8.93 had accrued until 1 October and 2.45 since, on 945.00; of that 5.00 are paid.
    parts = appropriate_payment(claim, cents=10_000, day=date(2026, 10, 10), law=LAW)
    assert (parts.costs_cents, parts.interest_cents, parts.principal_cents) == (0, 638, 9362)


def test_a_payment_on_the_first_day_of_default_may_settle_the_lump_sum() -> None:
    first_day = DEFAULT.since
    demanded = (Demand(day=first_day, interest_cents=0, cost_cents=4000),)
    claim = a_claim(demanded=demanded)
    assert appropriate_payment(claim, cents=10_000, day=first_day, law=LAW).costs_cents == 4000
    too_early = a_claim(demanded=(Demand(day=date(2026, 8, 31), interest_cents=0, cost_cents=4000),))
    assert appropriate_payment(too_early, cents=10_000, day=date(2026, 8, 31), law=LAW).costs_cents == 0


def test_a_claim_that_was_given_up_before_default_bears_no_lump_sum() -> None:
    policy = Policy(demands_lump_sum=True, waives_what_accrued_silently=False)
    given_up = Waiver(id="w1", day=date(2026, 8, 31), cents=100_000)
    assert state(a_claim(waivers=(given_up,), policy=policy), as_of=AS_OF, law=LAW).total_cents == 0
    later = replace(given_up, day=date(2026, 9, 1))
    assert state(a_claim(waivers=(later,), policy=policy), as_of=AS_OF, law=LAW).total_cents == 4000


def test_what_the_books_appropriated_stays_as_it_was_booked() -> None:
    as_booked = Appropriation(costs_cents=0, interest_cents=0, principal_cents=30_000, surplus_cents=0)
    demanded = (Demand(day=date(2026, 9, 20), interest_cents=500, cost_cents=4_000),)
    by_the_rules = a_claim(demanded=demanded, payments=(paid(30_000),), policy=EVERYTHING)
    booked = replace(by_the_rules, payments=(replace(paid(30_000), booked=as_booked),))
    assert state(by_the_rules, as_of=AS_OF, law=LAW).open_principal_cents == 74_500
    assert state(booked, as_of=AS_OF, law=LAW).open_principal_cents == 70_000


def test_interest_paid_before_a_credit_note_lowered_it_is_a_surplus() -> None:
    as_booked = Appropriation(costs_cents=0, interest_cents=5_000, principal_cents=0, surplus_cents=0)
    facts = a_claim(payments=(replace(paid(5_000), booked=as_booked),), policy=INTEREST)
    stated = state(facts, as_of=AS_OF, law=LAW)
    accrued = sum(line.cents for line in stated.lines if line.kind == "interest")
    assert accrued < 5_000
    assert (stated.open_interest_cents, stated.surplus_cents) == (0, 5_000 - accrued)
    assert stated.total_cents == 100_000 - stated.surplus_cents


def test_parts_that_are_not_the_payment_are_refused() -> None:
    parts = Appropriation(costs_cents=0, interest_cents=1, principal_cents=1, surplus_cents=0)
    assert replace(paid(2), booked=parts).cents == 2
    with pytest.raises(FactsRefused, match="booked are 2"):
        replace(paid(3), booked=parts)
