"""State a claim: facts and a day → explained lines. Every renderer shows these lines; none of them computes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from kulanz.core.claim.facts import PROSECUTION_COSTS, ClaimFacts, Payment
from kulanz.core.claim.history import AccruedLine, History, history_of
from kulanz.core.claim.statement import LineKind, Statement, StatementLine
from kulanz.core.law.appropriation import Appropriation
from kulanz.core.law.book import LawBook
from kulanz.core.law.interest import default_interest_rates
from kulanz.core.law.obligation import lump_sum_cents


def state(facts: ClaimFacts, *, as_of: date, law: LawBook, forecast: bool = False) -> Statement:
    """Return what is owed at the end of `as_of`.

    Principal, credits and payments are always stated. Interest, costs and lump sum are stated where the policy
    demands them and, with a waiver of the rest, as far as they were paid. Raise LawUnknown where a stated figure
    lies past the last verified day, unless `forecast` asks for a provisional one.
    """
    history = history_of(facts, as_of=as_of, law=law)
    interest = _interest_lines(history)
    costs = _cost_lines(history)
    ancillary = [*interest, *costs]
    if not forecast:
        _refuse_provisional(facts, ancillary, law)
    open_interest = sum(line.cents for line in interest) - history.interest_paid_cents
    open_costs = sum(line.cents for line in costs) - history.cost_paid_cents
    # A credit note that works back may leave less interest than was paid on it.
    overpaid = max(-open_interest, 0) + max(-open_costs, 0)
    return Statement(
        invoice_number=facts.invoice_number,
        as_of=as_of,
        currency=facts.currency,
        lines=(*_principal_lines(facts, as_of), *ancillary, *_payment_lines(history)),
        open_principal_cents=max(history.principal_cents, 0),
        open_interest_cents=max(open_interest, 0),
        open_cost_cents=max(open_costs, 0),
        surplus_cents=history.surplus_cents + max(-history.principal_cents, 0) + overpaid,
        provisional=any(line.is_provisional for line in ancillary),
    )


def appropriate_payment(facts: ClaimFacts, *, cents: int, day: date, law: LawBook) -> Appropriation:
    """Return how a payment that `facts` does not hold yet falls on costs, interest and principal (§ 367 I BGB).

    Only what sent statements demanded on or before `day` counts as costs and interest.
    """
    payment = Payment(id="", day=day, cents=cents)
    history = history_of(replace(facts, payments=(*facts.payments, payment)), as_of=day, law=law)
    return next(parts for one, parts in reversed(history.appropriations) if one is payment)


def _is_silent(history: History) -> bool:
    """Whether nothing is left but what accrued without ever being demanded, which the policy waives."""
    if not history.facts.policy.waives_what_accrued_silently:
        return False
    return history.principal_cents <= 0 and history.unpaid_demands_on(history.as_of) == (0, 0)


def _principal_lines(facts: ClaimFacts, as_of: date) -> Iterator[StatementLine]:
    yield StatementLine(
        kind=LineKind.PRINCIPAL,
        cents=facts.principal_cents,
        first_day=facts.issue_date,
        last_day=facts.due_date,
        paragraph="",
        references=(facts.invoice_number,),
    )
    for credit in sorted(facts.credit_notes, key=lambda one: one.day):
        if credit.day <= as_of:
            yield _one_day(LineKind.CREDIT_NOTE, -credit.cents, credit.day, credit.number)
    for waiver in sorted(facts.waivers, key=lambda one: one.day):
        if waiver.day <= as_of:
            yield _one_day(LineKind.WAIVER, -waiver.cents, waiver.day, waiver.id)


def _payment_lines(history: History) -> Iterator[StatementLine]:
    for payment, _ in history.appropriations:
        yield _one_day(LineKind.PAYMENT, -payment.cents, payment.day, payment.id)


def _interest_lines(history: History) -> list[StatementLine]:
    demanded = history.facts.policy.demands_interest and not _is_silent(history)
    if demanded:
        return [_interest_line(history, one) for one in history.accrued]
    until = history.interest_paid_until
    if until is None or not history.interest_paid_cents:
        return []
    lines = [_interest_line(history, one) for one in history.accrued if one.closed_on <= until]
    return [*lines, *_waived(history, lines, history.interest_paid_cents, until)]


def _interest_line(history: History, accrued: AccruedLine) -> StatementLine:
    segment = accrued.segment
    return StatementLine(
        kind=LineKind.INTEREST,
        cents=accrued.cents,
        first_day=segment.first_day,
        last_day=segment.last_day,
        paragraph=_interest_paragraph(history.facts),
        references=(history.facts.invoice_number,),
        base_cents=segment.base_cents,
        rate=segment.percent,
        days=segment.days,
        year_parts=segment.year_parts,
        is_provisional=segment.is_provisional,
    )


def _interest_paragraph(facts: ClaimFacts) -> str:
    obligation = facts.obligation
    without_consumer = obligation.debtor == "business" and obligation.is_payment_for_performance
    return "§§ 286, 288 II, 247 BGB" if without_consumer else "§§ 286, 288 I, 247 BGB"


def _cost_lines(history: History) -> list[StatementLine]:
    """Return the costs that the policy demands; all there are, less a waiver, where more than that was paid."""
    policy, silent = history.facts.policy, _is_silent(history)
    lines = [
        *(_costs(history) if policy.demands_costs and not silent else ()),
        *(_lump_sum(history, credits=policy.demands_costs) if policy.demands_lump_sum and not silent else ()),
        *(_waived_lump_sum(history) if policy.shows_waived_lump_sum and not silent else ()),
    ]
    paid = history.cost_paid_cents
    if sum(line.cents for line in lines) >= paid:
        return lines
    lines = [*_costs(history), *_lump_sum(history, credits=True)]
    return [*lines, *_waived(history, lines, paid, history.as_of)]


def _waived_lump_sum(history: History) -> list[StatementLine]:
    """Name the lump sum and take it off again; where it is demanded already there is nothing to waive."""
    policy = history.facts.policy
    lines = [] if policy.demands_lump_sum else list(_lump_sum(history, credits=policy.demands_costs))
    total = sum(line.cents for line in lines)
    if total <= 0:
        return []
    return [*lines, replace(lines[0], kind=LineKind.LUMP_SUM_WAIVED, cents=-total, paragraph="")]


def _costs(history: History) -> Iterator[StatementLine]:
    for cost in sorted(history.facts.costs, key=lambda one: one.day):
        if cost.day <= history.as_of:
            line = _one_day(LineKind(cost.kind), cost.cents, cost.day, cost.id)
            yield replace(line, paragraph=cost.paragraph)


def _lump_sum(history: History, *, credits: bool) -> Iterator[StatementLine]:
    lump, default = history.lump_sum, history.facts.default
    if lump is None or default is None:
        return
    number = history.facts.invoice_number
    line = replace(
        _one_day(LineKind.LUMP_SUM, lump.cents, default.since, number),
        paragraph="§ 288 V 1 BGB",
        is_provisional=lump.is_provisional,
    )
    yield line
    prosecution = [
        cost for cost in history.facts.costs if cost.day <= history.as_of and cost.kind in PROSECUTION_COSTS
    ]
    credited = min(lump.cents, sum(cost.cents for cost in prosecution)) if credits else 0
    if credited:
        last = max(cost.day for cost in prosecution)
        yield replace(
            line, kind=LineKind.LUMP_SUM_CREDIT, cents=-credited, last_day=last, paragraph="§ 288 V 3 BGB"
        )


def _waived(
    history: History, lines: list[StatementLine], paid_cents: int, day: date
) -> Iterator[StatementLine]:
    rest = sum(line.cents for line in lines) - paid_cents
    if rest > 0:
        yield _one_day(LineKind.WAIVER, -rest, day, history.facts.invoice_number)


def _one_day(kind: LineKind, cents: int, day: date, reference: str) -> StatementLine:
    return StatementLine(
        kind=kind, cents=cents, first_day=day, last_day=day, paragraph="", references=(reference,)
    )


def _refuse_provisional(facts: ClaimFacts, lines: list[StatementLine], law: LawBook) -> None:
    """Let the law book say in its own words what is not verified."""
    provisional = [line for line in lines if line.is_provisional]
    if not provisional:
        return
    if any(line.kind is LineKind.LUMP_SUM for line in provisional):
        lump_sum_cents(facts.obligation, law=law)
    last = max(line.last_day for line in provisional)
    default_interest_rates(facts.obligation, first_day=last, last_day=last, law=law)
