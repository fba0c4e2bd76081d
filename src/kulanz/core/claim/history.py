"""Run through the days of a claim: principal falls, interest accrues, each payment is appropriated."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from kulanz.core.claim.demanded import DemandedPart
from kulanz.core.claim.facts import PROSECUTION_COSTS, ClaimFacts, Payment
from kulanz.core.law.appropriation import Appropriation, appropriate_to_parts
from kulanz.core.law.book import LawBook, RateStretch
from kulanz.core.law.costs import LumpSum, late_payment_lump_sum
from kulanz.core.law.day_count import DayCounter
from kulanz.core.law.interest import (
    BaseStretch,
    InterestSegment,
    default_interest_rates,
    interest_segments,
    rounded_shares,
)

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccruedLine:
    """Interest of one segment with the cents it shows; `closed_on` is the day of the appropriation that ended it."""

    segment: InterestSegment
    cents: int
    closed_on: date


@dataclass(slots=True, kw_only=True)
class History:
    """How the claim stands at the end of `as_of`, and how each payment was appropriated."""

    facts: ClaimFacts
    as_of: date
    rates: tuple[RateStretch, ...]
    lump_sum: LumpSum | None
    interest_demanded: DemandedPart
    costs_demanded: DemandedPart
    principal_cents: int  # open; negative where credits exceed it
    accrued: list[AccruedLine] = field(default_factory=list)
    appropriations: list[tuple[Payment, Appropriation]] = field(default_factory=list)
    interest_paid_cents: int = 0
    cost_paid_cents: int = 0
    principal_paid_cents: int = 0
    surplus_cents: int = 0
    interest_paid_until: date | None = None
    _pending: list[BaseStretch] = field(default_factory=list)
    _accrues_from: date | None = None

    @property
    def accrued_cents(self) -> int:
        """All interest that has accrued, rounded stretch by stretch."""
        return sum(line.cents for line in self.accrued)

    def costs_on(self, day: date) -> int:
        """Return the costs that have arisen by `day`, with the lump sum less its credit."""
        costs = sum(cost.cents for cost in self.facts.costs if cost.day <= day)
        default = self.facts.default
        if self.lump_sum is None or default is None or day < default.since:
            return costs
        prosecution = sum(
            cost.cents for cost in self.facts.costs if cost.day <= day and cost.kind in PROSECUTION_COSTS
        )
        return costs + self.lump_sum.cents - min(self.lump_sum.cents, prosecution)

    def unpaid_demands_on(self, day: date) -> tuple[int, int]:
        """Return the demanded and still open costs and interest, in cents."""
        costs = min(self.costs_demanded.unpaid_on(day), self.costs_on(day) - self.cost_paid_cents)
        interest = min(self.interest_demanded.unpaid_on(day), self.accrued_cents - self.interest_paid_cents)
        return max(costs, 0), max(interest, 0)

    def _run(self) -> None:
        convention = self.facts.policy.convention
        counter = None
        if self.facts.default is not None:
            self._accrues_from = self.facts.default.first_interest_day
            counter = DayCounter(first_day=self._accrues_from, convention=convention)
        for day, fall, payments in _by_day(self.facts, self.as_of):
            self._accrue_to(counter.last_counted(day) if counter else day)
            self.principal_cents -= fall
            if payments:
                self._close(day, counter)
            for payment in payments:
                self._appropriate(payment)
        self._accrue_to(counter.last_counted(self.as_of) if counter else self.as_of)
        self._close(self.as_of, counter)

    def _accrue_to(self, day: date) -> None:
        if self._accrues_from is not None and self._accrues_from <= day:
            # Money that went back beyond what came in is owed, but it is no part of the invoice in default.
            base = min(max(self.principal_cents, 0), self.facts.principal_cents)
            self._pending.append(BaseStretch(first_day=self._accrues_from, last_day=day, base_cents=base))
            self._accrues_from = day + _ONE_DAY

    def _close(self, day: date, counter: DayCounter | None) -> None:
        """End the stretch between two appropriations: this is where interest is rounded."""
        if counter is None or not self.rates:
            return
        segments = interest_segments(self._pending, self.rates, counter=counter)
        self._pending = []
        for segment, cents in zip(segments, rounded_shares(segments), strict=True):
            self.accrued.append(AccruedLine(segment=segment, cents=cents, closed_on=day))

    def _appropriate(self, payment: Payment) -> None:
        if payment.booked is not None:
            self._settle(payment, payment.booked)
            return
        if payment.cents < 0:
            self._give_back(payment)
            return
        costs, interest = self.unpaid_demands_on(payment.day)
        parts = appropriate_to_parts(
            payment.cents,
            costs_cents=costs,
            interest_cents=interest,
            principal_cents=max(self.principal_cents, 0),
        )
        self._settle(payment, parts)

    def _give_back(self, payment: Payment) -> None:
        """Undo in the reverse order of § 367 what money that went back had settled."""
        left = -payment.cents
        taken = []
        for settled in (
            self.surplus_cents,
            self.principal_paid_cents,
            self.interest_paid_cents,
            self.cost_paid_cents,
        ):
            taken.append(min(left, settled))
            left -= taken[-1]
        surplus, principal, interest, costs = taken
        # More went back than ever came in: a refund to the customer, which he owes like principal.
        self._settle(
            payment,
            Appropriation(
                costs_cents=-costs,
                interest_cents=-interest,
                principal_cents=-principal - left,
                surplus_cents=-surplus,
            ),
        )

    def _settle(self, payment: Payment, parts: Appropriation) -> None:
        self.costs_demanded.take(payment.day, parts.costs_cents)
        self.interest_demanded.take(payment.day, parts.interest_cents)
        if parts.interest_cents > 0:
            self.interest_paid_until = payment.day
        self.appropriations.append((payment, parts))
        self.cost_paid_cents += parts.costs_cents
        self.interest_paid_cents += parts.interest_cents
        self.principal_paid_cents += parts.principal_cents
        self.principal_cents -= parts.principal_cents
        self.surplus_cents += parts.surplus_cents


def history_of(facts: ClaimFacts, *, as_of: date, law: LawBook) -> History:
    """Return the history to the end of `as_of`. Figures past the last verified day are forecasts, and marked."""
    policy = facts.policy
    fallen = sum(one.cents for one in facts.credit_notes if one.day <= as_of)
    history = History(
        facts=facts,
        as_of=as_of,
        rates=_rates(facts, as_of, law),
        lump_sum=_lump_sum(facts, as_of, law),
        interest_demanded=DemandedPart.of(facts.demanded, lambda one: one.interest_cents),
        costs_demanded=DemandedPart.of(facts.demanded, lambda one: one.cost_cents),
        principal_cents=facts.principal_cents - (fallen if policy.credit_notes_work_back else 0),
    )
    history._run()
    return history


def _rates(facts: ClaimFacts, as_of: date, law: LawBook) -> tuple[RateStretch, ...]:
    """Return the rates where interest matters: it is demanded now, or was and may have been paid."""
    default = facts.default
    matters = facts.policy.demands_interest or any(one.interest_cents for one in facts.demanded)
    if default is None or not matters or as_of < default.first_interest_day:
        return ()
    return default_interest_rates(
        facts.obligation, first_day=default.first_interest_day, last_day=as_of, law=law, forecast=True
    )


def _lump_sum(facts: ClaimFacts, as_of: date, law: LawBook) -> LumpSum | None:
    """Return the lump sum where it matters and the claim was still open when default began (§ 288 V 1 BGB)."""
    default = facts.default
    policy = facts.policy
    is_named = policy.demands_lump_sum or policy.shows_waived_lump_sum
    matters = is_named or any(one.cost_cents for one in facts.demanded)
    if default is None or not matters or as_of < default.since:
        return None
    paid = sum(one.cents for one in facts.payments if one.day < default.since)
    fallen = sum(
        one.cents
        for one in facts.credit_notes
        if one.day <= as_of and (facts.policy.credit_notes_work_back or one.day < default.since)
    )
    given_up = sum(one.cents for one in facts.waivers if one.day < default.since)
    if paid + fallen + given_up >= facts.principal_cents:
        return None
    found = late_payment_lump_sum(facts.obligation, prosecution_cost_cents=0, law=law, forecast=True)
    return found if found.cents else None


def _by_day(facts: ClaimFacts, as_of: date) -> Iterator[tuple[date, int, list[Payment]]]:
    """Yield day by day what falls from the principal and what is paid, in the order of the days."""
    falls = [(one.day, one.cents) for one in facts.waivers]
    if not facts.policy.credit_notes_work_back:
        falls += [(one.day, one.cents) for one in facts.credit_notes]
    for day in sorted({day for day, _ in falls} | {one.day for one in facts.payments}):
        if day <= as_of:
            payments = [one for one in facts.payments if one.day == day]
            yield day, sum(cents for on, cents in falls if on == day), payments
