"""The examiner of the matcher is examined: the same world for a seed, and a truth that agrees with the books."""

import hashlib
import os
import subprocess
import sys
from collections import Counter
from datetime import date
from functools import cache
from random import Random

import pytest
from benchmarks.bank_lines import (
    DEVELOPMENT_SEEDS,
    VERDICT_SEEDS,
    Outcome,
    Truth,
    Verdict,
    World,
    judge,
    make_world,
    score,
    table,
)
from benchmarks.bank_lines.numbers import RANGES, shortened, slips, spaced, split

from kulanz.formats.iban import is_iban
from tests.house.sources import ROOT

LINES, INVOICES = 1_200, 9_000


@cache
def world(seed: int = VERDICT_SEEDS[0]) -> World:
    return make_world(seed, lines=LINES, invoices=INVOICES)


def fingerprint(made: World) -> str:
    return hashlib.sha256(repr(made).encode()).hexdigest()


def test_a_seed_makes_the_same_world_in_every_process() -> None:
    program = (
        "from tests.benchmarks.test_bank_lines import fingerprint, make_world\n"
        f"print(fingerprint(make_world({VERDICT_SEEDS[0]}, lines={LINES}, invoices={INVOICES})))"
    )
    again = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONHASHSEED": "4711", "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert again.stdout.strip() == fingerprint(world())


def test_another_seed_makes_another_world() -> None:
    assert fingerprint(world(VERDICT_SEEDS[1])) != fingerprint(world())


def test_the_world_has_as_many_lines_and_open_invoices_as_asked() -> None:
    made = world()
    assert len(made.lines) == len(made.truths) == LINES
    assert len(made.open_invoices) == INVOICES
    assert len(made.invoices) - INVOICES == INVOICES * 2 // 5
    assert [line.id for line in made.lines] == [truth.line for truth in made.truths] == list(range(LINES))


def test_numbers_orders_and_customers_are_unmistakable() -> None:
    made = world()
    assert len({invoice.number for invoice in made.invoices}) == len(made.invoices)
    assert len({customer.number for customer in made.customers}) == len(made.customers)
    assert {invoice.customer for invoice in made.invoices} <= {customer.number for customer in made.customers}


def test_truth_never_books_more_than_came_or_more_than_is_open() -> None:
    made = world()
    still_open = {invoice.number: invoice.open_cents for invoice in made.open_invoices}
    for line, truth in zip(made.lines, made.truths, strict=True):
        cents = dict(truth.allocation)
        assert all(0 < amount <= still_open[number] for number, amount in cents.items()), truth
        assert sum(cents.values()) <= max(line.amount_cents, 0), truth


def test_no_invoice_is_paid_by_two_lines() -> None:
    paid = Counter(number for truth in world().truths for number, _ in truth.allocation)
    assert max(paid.values()) == 1


def test_a_doubt_is_said_and_a_certainty_has_none() -> None:
    for truth in world().truths:
        assert truth.decidable == (bool(truth.allocation) and not truth.because), truth


def test_every_kind_has_its_share() -> None:
    kinds = Counter(truth.kind for truth in world().truths)
    assert min(kinds.values()) >= 3
    assert len(kinds) >= 50
    assert kinds["number_exact"] > LINES // 5


def test_most_lines_can_be_decided_and_a_sizable_rest_cannot() -> None:
    paying = [truth for truth in world().truths if truth.allocation]
    decidable = sum(truth.decidable for truth in paying)
    assert len(paying) > LINES * 8 // 10
    assert 0.88 < decidable / len(paying) < 0.97


def test_a_kind_that_promises_the_number_shows_it_whole() -> None:
    made = world()
    promised = {"number_exact", "neighbouring_numbers", "other_payer_with_number", "name_variant_with_number"}
    for line, truth in zip(made.lines, made.truths, strict=True):
        if truth.kind in promised:
            assert truth.allocation[0][0].upper() in line.purpose.upper(), (line, truth)


def test_a_slip_onto_a_neighbour_of_the_same_amount_is_in_doubt() -> None:
    made = world()
    open_cents = {invoice.number: invoice.open_cents for invoice in made.invoices}
    hard = [t for t in made.truths if t.kind == "slip_names_a_neighbour_of_same_amount"]
    for truth in hard:
        ((number, cents),) = truth.allocation
        named = [wrong for wrong in slips(number) if wrong.upper() in made.lines[truth.line].purpose.upper()]
        assert any(open_cents.get(wrong) == cents for wrong in named), truth
        assert not truth.decidable
    assert hard


def test_account_and_amount_leave_one_invoice_where_that_decides() -> None:
    made = world()
    knows = {customer.number: customer.known_ibans for customer in made.customers}
    decided = [t for t in made.truths if t.kind == "account_and_amount" and t.decidable]
    for truth in decided:
        ((number, cents),) = truth.allocation
        payer = made.lines[truth.line].payer_iban
        found = [i for i in made.open_invoices if i.open_cents == cents and payer in knows[i.customer]]
        assert number in {invoice.number for invoice in found}, truth
        assert len({invoice.customer for invoice in found}) == len(found), truth
    assert len(decided) > 20


def test_namesakes_who_owe_the_same_are_in_doubt_and_a_sole_bearer_is_not() -> None:
    made = world()
    name = {customer.number: customer.name for customer in made.customers}
    owing = Counter((name[i.customer], i.open_cents) for i in made.open_invoices)
    customer = {invoice.number: invoice.customer for invoice in made.invoices}
    seen = {"namesakes_owing_the_same": 0, "name_and_amount": 0}
    for truth in made.truths:
        if truth.kind not in seen:
            continue
        seen[truth.kind] += 1
        ((number, cents),) = truth.allocation
        bearers = owing[name[customer[number]], cents]
        if truth.kind == "namesakes_owing_the_same":
            assert not truth.decidable, truth
        elif truth.decidable:
            assert bearers == 1, truth
    assert all(seen.values())


def test_a_name_that_cannot_be_read_any_more_decides_nothing() -> None:
    made = world()
    name = {customer.number: customer for customer in made.customers}
    customer = {invoice.number: name[invoice.customer] for invoice in made.invoices}
    by_name = [
        t for t in made.truths if t.kind in {"name_and_amount", "name_variant_and_amount"} and t.decidable
    ]
    for truth in by_name:
        line, owner = made.lines[truth.line], customer[truth.allocation[0][0]]
        if line.payer_iban not in owner.known_ibans and not owner.is_company:
            # The surname stands there, whatever became of its umlauts.
            surname = {sign for sign in owner.name.split()[-1].casefold() if sign in "bcdfghjklmnpqrtvwxz"}
            assert surname <= set(line.payer_name.casefold()), (line.payer_name, owner.name)
    assert len(by_name) > 20


def test_a_line_that_pays_nothing_never_names_an_open_invoice_of_its_amount() -> None:
    made = world()
    for line, truth in zip(made.lines, made.truths, strict=True):
        if line.amount_cents > 0 and not truth.allocation:
            named = [
                i.number
                for i in made.open_invoices
                if i.open_cents == line.amount_cents and i.number in line.purpose.split()
            ]
            assert not named, (line, named)


def test_a_slip_changes_the_number_and_can_be_undone() -> None:
    assert {"RE-2026-1034", "RE-2026-104", "RE-2026-10433", "RE-2026-1042"} <= set(slips("RE-2026-1043"))
    assert all("RE-2026-1043" in slips(wrong) for wrong in slips("RE-2026-1043") if len(wrong) == 12)


def test_money_out_and_payouts_pay_nothing() -> None:
    made = world()
    nothing = {"expense", "refund_to_customer", "returned_debit", "payout", "other_income", "cleared_before"}
    seen = [truth for truth in made.truths if truth.kind in nothing]
    assert seen and not any(truth.allocation or truth.decidable for truth in seen)
    assert all(
        bool(t.allocation) <= (line.amount_cents > 0) for line, t in zip(made.lines, made.truths, strict=True)
    )


def test_accounts_have_right_check_digits() -> None:
    accounts = {line.payer_iban for line in world().lines if line.payer_iban}
    assert len(accounts) > LINES // 2
    assert not [account for account in accounts if not is_iban(account)]


def test_the_verdict_seeds_and_the_development_seeds_number_differently() -> None:
    assert len({seed % len(RANGES) for seed in VERDICT_SEEDS}) == len(VERDICT_SEEDS)
    assert {seed % len(RANGES) for seed in DEVELOPMENT_SEEDS} == set(range(len(RANGES)))
    assert not set(VERDICT_SEEDS) & set(DEVELOPMENT_SEEDS)


def test_too_many_lines_for_the_invoices_are_refused() -> None:
    with pytest.raises(LookupError, match="more invoices"):
        make_world(1, lines=2_000, invoices=1_500)


PAID = Truth(line=1, kind="number_exact", allocation=(("RE-1", 1000), ("RE-2", 500)), decidable=True)
NOTHING = Truth(line=2, kind="payout", allocation=(), decidable=False)


@pytest.mark.parametrize(
    ("truth", "outcome", "verdict"),
    [
        (PAID, Outcome(booked={"RE-2": 500, "RE-1": 1000}), Verdict.BOOKED_RIGHT),
        (PAID, Outcome(booked={"RE-1": 1000, "RE-2": 499}), Verdict.BOOKED_WRONG),
        (PAID, Outcome(booked={"RE-1": 1000}), Verdict.BOOKED_WRONG),
        (PAID, Outcome(booked={"RE-1": 1000, "RE-2": 500, "RE-3": 1}), Verdict.BOOKED_WRONG),
        (PAID, Outcome(proposals=(frozenset({"RE-1", "RE-2"}),)), Verdict.PROPOSED_FIRST),
        (PAID, Outcome(proposals=(frozenset({"RE-1"}), frozenset({"RE-1", "RE-2"}))), Verdict.PROPOSED_LATER),
        (PAID, Outcome(proposals=(frozenset({"RE-1"}),)), Verdict.PROPOSED_WRONG),
        (PAID, Outcome(), Verdict.LEFT_OPEN),
        (NOTHING, Outcome(), Verdict.LEFT_RIGHTLY),
        (NOTHING, Outcome(proposals=(frozenset({"RE-1"}),)), Verdict.LEFT_RIGHTLY),
        (NOTHING, Outcome(booked={"RE-1": 1}), Verdict.BOOKED_WRONG),
    ],
)
def test_verdict(truth: Truth, outcome: Outcome, verdict: Verdict) -> None:
    assert judge(truth, outcome) is verdict


def test_a_doubtful_line_is_never_missing_but_can_be_wrong() -> None:
    doubtful = Truth(
        line=3, kind="namesakes", allocation=(("RE-1", 1000),), decidable=False, because="two of them"
    )
    left = score([PAID, doubtful], {1: Outcome(booked=dict(PAID.allocation))})["all"]
    assert (left.recall, left.precision, left.recall_of_paying) == (1.0, 1.0, 0.5)
    guessed = score([PAID, doubtful], {3: Outcome(booked={"RE-9": 1000})})["all"]
    assert (guessed.recall, guessed.precision, guessed.wrong) == (0.0, 0.0, 1)


def test_an_examiner_who_knows_all_gets_every_line_right() -> None:
    truths = world().truths
    whole = score(truths, {t.line: Outcome(booked=dict(t.allocation)) for t in truths})["all"]
    assert (whole.recall, whole.recall_of_paying, whole.precision, whole.wrong) == (1.0, 1.0, 1.0, 0)
    printed = table(score(truths, {}))
    assert "0.0 %" in printed and "number_exact" in printed


def test_numbers_written_another_way_keep_their_digits() -> None:
    chance = Random(1)
    for habit in RANGES:
        number = habit.make(date(2026, 11, 13), 41043)
        digits = "".join(number.parts)
        for _ in range(50):
            for written in (spaced(number, chance), split(number, chance)):
                assert "".join(sign for sign in written if sign.isdigit()) == digits, (habit.name, written)
                assert written.upper() != number.canonical
            assert number.canonical.endswith(shortened(number, chance)[-2:]) or "/" in number.canonical
        assert number.canonical not in slips(number.canonical)
