"""A second count of a claim: one day after the other, in fractions, with tables of its own.

It shares nothing with the product but the facts of the claim. Slow and plain on purpose.
"""

from calendar import isleap
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from kulanz.core.claim import ClaimFacts

# § 247 BGB, hundredths of a percent, as the Bundesbank announced them.
BASE_RATES = {
    (2002, 1): 257, (2002, 7): 247, (2003, 1): 197, (2003, 7): 122, (2004, 1): 114, (2004, 7): 113,
    (2005, 1): 121, (2005, 7): 117, (2006, 1): 137, (2006, 7): 195, (2007, 1): 270, (2007, 7): 319,
    (2008, 1): 332, (2008, 7): 319, (2009, 1): 162, (2009, 7): 12, (2011, 7): 37, (2012, 1): 12,
    (2013, 1): -13, (2013, 7): -38, (2014, 1): -63, (2014, 7): -73, (2015, 1): -83, (2016, 7): -88,
    (2023, 1): 162, (2023, 7): 312, (2024, 1): 362, (2024, 7): 337, (2025, 1): 227, (2025, 7): 127,
    (2026, 7): 152,
}  # fmt: skip
PROSECUTION = ("dunning_cost", "collection_cost", "court_cost")
ONE_DAY = timedelta(days=1)


@dataclass
class Owed:
    """What is open at the end of the day, in cents."""

    principal: int
    interest: int
    costs: int
    surplus: int

    @property
    def total(self) -> int:
        return self.principal + self.interest + self.costs - self.surplus


def percent_on(day: date, *, debtor: str, arose_on: date) -> Fraction:
    """Base rate of the day plus 5, or 9 (8 for what arose before 29 July 2014), in percent."""
    half_year = max(key for key in BASE_RATES if key <= (day.year, day.month))
    margin = 5 if debtor == "consumer" else 9 if arose_on >= date(2014, 7, 29) else 8
    return Fraction(BASE_RATES[half_year], 100) + margin


def cents_of_a_day(day: date, base: int, facts: ClaimFacts) -> Fraction:
    is_long = isleap(day.year) and facts.policy.convention.day_count == "act/act"
    length = 366 if is_long else 365
    obligation = facts.obligation
    return base * percent_on(day, debtor=obligation.debtor, arose_on=obligation.arose_on) / 100 / length


def rounded(exact: Fraction) -> int:
    """Half a cent goes up."""
    return int(exact + Fraction(1, 2)) if exact >= 0 else -int(-exact + Fraction(1, 2))


class Ledger:
    """The claim while the days pass."""

    def __init__(self, facts: ClaimFacts, as_of: date) -> None:
        self.facts, self.as_of = facts, as_of
        credits = sum(one.cents for one in facts.credit_notes if one.day <= as_of)
        self.works_back = facts.policy.credit_notes_work_back
        self.principal = facts.principal_cents - (credits if self.works_back else 0)
        self.running = Fraction(0)  # not rounded yet
        self.accrued = 0
        self.paid = {"costs": 0, "interest": 0, "principal": 0, "surplus": 0}
        self.demands = {"interest": self._by_day("interest_cents"), "costs": self._by_day("cost_cents")}

    def _by_day(self, name: str) -> dict[date, int]:
        return {one.day: getattr(one, name) for one in sorted(self.facts.demanded, key=lambda one: one.day)}

    def live(self) -> None:
        facts = self.facts
        days = [one.day for one in (*facts.payments, *facts.waivers, *facts.credit_notes)]
        default = facts.default
        if default is not None:
            days.append(default.first_interest_day)
        day = min([*days, self.as_of])
        while day <= self.as_of:
            if facts.policy.convention.counts_last_day:
                self.accrue(day)
                self.change(day)
            else:  # the day of a change belongs to what comes after it, and the very last day to nobody
                self.change(day)
                if day < self.as_of:
                    self.accrue(day)
            day += ONE_DAY

    def accrue(self, day: date) -> None:
        default = self.facts.default
        if default is not None and day >= default.first_interest_day:
            base = min(max(self.principal, 0), self.facts.principal_cents)
            self.running += cents_of_a_day(day, base, self.facts)

    def change(self, day: date) -> None:
        falls = (*self.facts.waivers, *(() if self.works_back else self.facts.credit_notes))
        self.principal -= sum(one.cents for one in falls if one.day == day)
        payments = [one for one in self.facts.payments if one.day == day]
        if payments or day == self.as_of:
            self.accrued += rounded(self.running)
            self.running = Fraction(0)
        for payment in payments:
            self.come_in(payment.cents, day) if payment.cents >= 0 else self.go_back(-payment.cents, day)

    def answered(self, part: str, day: date) -> date | None:
        """The demand that money of this day answers: the last one, or the one before where the last, of the very
        day, demands less than was still unpaid of it (it knew of the money)."""
        reached = sorted(on for on in self.demands[part] if on <= day)
        if not reached:
            return None
        asked = self.demands_as_sent(part)
        for before, last in list(pairwise(reached))[-1:]:
            if last == day and max(self.demands[part][before], 0) > asked[last]:
                return before
        return reached[-1]

    def demands_as_sent(self, part: str) -> dict[date, int]:
        return self._by_day("interest_cents" if part == "interest" else "cost_cents")

    def unpaid(self, part: str, day: date) -> int:
        on = self.answered(part, day)
        asked = 0 if on is None else max(self.demands[part][on], 0)
        there_is = self.accrued if part == "interest" else self.costs(day)
        return max(min(asked, there_is - self.paid[part]), 0)

    def come_in(self, cents: int, day: date) -> None:
        for part in ("costs", "interest"):
            taken = min(cents, self.unpaid(part, day))
            self.settle(part, taken, day)
            cents -= taken
        taken = min(cents, max(self.principal, 0))
        self.principal -= taken
        self.paid["principal"] += taken
        self.paid["surplus"] += cents - taken

    def go_back(self, cents: int, day: date) -> None:
        for part in ("surplus", "principal", "interest", "costs"):
            taken = min(cents, self.paid[part])
            cents -= taken
            if part in ("interest", "costs"):
                self.settle(part, -taken, day)
                continue
            self.paid[part] -= taken
            if part == "principal":
                self.principal += taken
        self.principal += cents
        self.paid["principal"] -= cents

    def settle(self, part: str, cents: int, day: date) -> None:
        self.paid[part] += cents
        on = self.answered(part, day)
        if on is not None:
            self.demands[part][on] -= cents

    def lump(self, day: date) -> int:
        facts = self.facts
        default, obligation = facts.default, facts.obligation
        if default is None or day < default.since or obligation.debtor == "consumer":
            return 0
        if obligation.arose_on < date(2014, 7, 29):
            return 0
        before = sum(one.cents for one in (*facts.payments, *facts.waivers) if one.day < default.since)
        credits = sum(
            one.cents
            for one in facts.credit_notes
            if one.day <= self.as_of and (self.works_back or one.day < default.since)
        )
        return 4000 if before + credits < facts.principal_cents else 0

    def plain_costs(self, day: date, kinds: tuple[str, ...] = (*PROSECUTION, "returned_debit_cost")) -> int:
        return sum(one.cents for one in self.facts.costs if one.day <= day and one.kind in kinds)

    def costs(self, day: date) -> int:
        """Costs of prosecution or lump sum, whichever is larger, and the costs of a returned debit."""
        prosecution = self.plain_costs(day, PROSECUTION)
        return max(prosecution, self.lump(day)) + self.plain_costs(day, ("returned_debit_cost",))

    def is_over(self) -> bool:
        asks = self.unpaid("interest", self.as_of), self.unpaid("costs", self.as_of)
        return self.facts.policy.waives_what_accrued_silently and self.principal <= 0 and asks == (0, 0)


def owed(facts: ClaimFacts, as_of: date) -> Owed:
    """Return what the debtor is asked for at the end of `as_of` under the policy of the facts (act/act or act/365)."""
    book = Ledger(facts, as_of)
    book.live()
    policy, over = facts.policy, book.is_over()
    interest = book.accrued if policy.demands_interest and not over else book.paid["interest"]
    costs = 0
    if not over and policy.demands_costs and policy.demands_lump_sum:
        costs = book.costs(as_of)
    elif not over and policy.demands_costs:
        costs = book.plain_costs(as_of)
    elif not over and policy.demands_lump_sum:
        costs = book.lump(as_of)
    return Owed(
        principal=max(book.principal, 0),
        interest=interest - book.paid["interest"],
        costs=max(costs, book.paid["costs"]) - book.paid["costs"],
        surplus=book.paid["surplus"] + max(-book.principal, 0),
    )
