"""The facts of one claim, and what the merchant's policy demands of it."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from kulanz.core.law.appropriation import Appropriation
from kulanz.core.law.day_count import Convention
from kulanz.core.law.default_of_debtor import DefaultOfDebtor
from kulanz.core.law.obligation import Obligation

CostKind = Literal["dunning_cost", "returned_debit_cost", "collection_cost", "court_cost"]

# Whether an own reminder is a cost of prosecuting the claim is disputed; crediting the lump sum against it as well
# is the reading that is safer for the debtor (§ 288 V 3 BGB).
PROSECUTION_COSTS: frozenset[CostKind] = frozenset({"dunning_cost", "collection_cost", "court_cost"})


class FactsRefused(ValueError):
    """These facts cannot be those of a claim. The sentence names the fact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """Money that came in on its value date, positive; negative where it went back, e.g. a returned debit.

    `booked` says how the books have appropriated it, and then it stays so; None leaves that to the rules.
    """

    id: str
    day: date
    cents: int
    booked: Appropriation | None = None

    def __post_init__(self) -> None:
        if self.booked is not None and self.booked.total_cents != self.cents:
            raise FactsRefused(
                f"The payment {self.id} is {self.cents} cents, booked are {self.booked.total_cents}; check its entry."
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditNote:
    """A credit (Gutschrift) on the invoice: `cents` positive, `day` its date."""

    number: str
    day: date
    cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """What the merchant gave up of the principal (Kulanz, small difference): `cents` positive, from `day` on."""

    id: str
    day: date
    cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """A cost that the debtor owes since `day`, with the § that says so. Positive."""

    id: str
    day: date
    cents: int
    kind: CostKind
    paragraph: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What a sent statement demanded on its day besides the principal: the interest and costs still open then."""

    day: date
    interest_cents: int
    cost_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What the merchant demands in this statement, and by which conventions.

    A first kind reminder demands none of the three. `shows_waived_lump_sum` names the lump sum and takes it off again:
    it is owed only by who lets the deadline of the message pass too. `waives_what_accrued_silently`: once principal and all that was
    demanded are paid, the rest is not stated. `credit_notes_work_back`: a credit lowers the principal from the
    beginning, which is the reading that is safer for the debtor; else from its own day.
    """

    demands_interest: bool = False
    demands_costs: bool = False
    demands_lump_sum: bool = False
    shows_waived_lump_sum: bool = False
    waives_what_accrued_silently: bool = True
    credit_notes_work_back: bool = True
    convention: Convention = field(default_factory=Convention)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimFacts:
    """Everything that decides what one invoice's debtor owes. Amounts are minor units of `currency`.

    `default` is None where the debtor is not in default. Entries after the day of a statement are left out of it.
    """

    invoice_number: str
    currency: str
    principal_cents: int
    issue_date: date
    due_date: date
    obligation: Obligation
    default: DefaultOfDebtor | None = None
    payments: tuple[Payment, ...] = ()
    credit_notes: tuple[CreditNote, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    costs: tuple[Cost, ...] = ()
    demanded: tuple[Demand, ...] = ()
    policy: Policy = field(default_factory=Policy)

    def __post_init__(self) -> None:
        if self.principal_cents <= 0:
            raise FactsRefused(
                f"The principal of {self.invoice_number} is {self.principal_cents} cents; a claim is above zero."
            )
        for what, cents in (
            *(("credit note " + one.number, one.cents) for one in self.credit_notes),
            *(("waiver " + one.id, one.cents) for one in self.waivers),
            *(("cost " + one.id, one.cents) for one in self.costs),
        ):
            if cents <= 0:
                raise FactsRefused(
                    f"The {what} of {self.invoice_number} must be above zero, not {cents} cents."
                )
        for demand in self.demanded:
            if demand.interest_cents < 0 or demand.cost_cents < 0:
                raise FactsRefused(f"The demand of {demand.day} for {self.invoice_number} is negative.")
