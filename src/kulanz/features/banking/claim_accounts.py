"""What an invoice can take of a payment now: open principal, and interest and costs that were demanded."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, Sum

from kulanz.core.actor import Actor
from kulanz.core.claim import Demand as DemandFact
from kulanz.core.claim.demanded import DemandedPart
from kulanz.core.ledger import LedgerAccount
from kulanz.features.claims.models import Case, Demand, Invoice
from kulanz.features.ledger.models import Posting


@dataclass(slots=True)
class ClaimAccount:
    """One invoice while it is being paid. `open_cents` is the principal; it moves with each booking."""

    invoice_id: int
    number: str
    open_item_id: int
    customer_id: int
    customer_name: str
    currency: str
    total_cents: int
    open_cents: int
    case_id: int | None
    case_is_open: bool
    interest: DemandedPart
    costs: DemandedPart

    def demanded_on(self, day: date) -> tuple[int, int]:
        """Return the interest and the costs that were demanded by `day` and are unpaid."""
        return self.interest.unpaid_on(day), self.costs.unpaid_on(day)

    def to_settle(self, day: date) -> int:
        """Return what settles the claim when it is paid on `day`: principal and what was demanded besides."""
        return self.open_cents + sum(self.demanded_on(day)) if self.open_cents > 0 else self.open_cents


def claim_accounts(actor: Actor, invoice_ids: Collection[int]) -> dict[int, ClaimAccount]:
    """Return these invoices of the actor's merchant as they stand; foreign ids are left out."""
    rows = Invoice.objects.filter(merchant_id=actor.merchant_id, pk__in=invoice_ids).values_list(
        "pk", "number", "open_item_id", "customer_id", "customer__name", "currency", "total_cents",
        "open_item__open_cents", "case__pk", "case__state",
    )  # fmt: skip
    found = list(rows)
    interest, costs = demanded_parts([row[0] for row in found])
    return {
        row[0]: ClaimAccount(
            invoice_id=row[0],
            number=row[1],
            open_item_id=row[2],
            customer_id=row[3],
            customer_name=row[4],
            currency=row[5],
            total_cents=row[6],
            open_cents=row[7],
            case_id=row[8],
            case_is_open=row[9] == Case.State.OPEN,
            interest=interest.get(row[0]) or DemandedPart([]),
            costs=costs.get(row[0]) or DemandedPart([]),
        )
        for row in found
    }


def demanded_parts(invoice_ids: Collection[int]) -> tuple[dict[int, DemandedPart], dict[int, DemandedPart]]:
    """Return interest and costs that were demanded of these invoices, less what payments took, by invoice id.

    Most invoices have neither, and stand in neither answer.
    """
    demands: dict[int, list[DemandFact]] = defaultdict(list)
    rows = Demand.objects.filter(
        Q(interest_cents__gt=0) | Q(cost_cents__gt=0), invoice_id__in=invoice_ids, is_undeliverable=False
    )
    for row in rows.order_by("demanded_on", "id"):
        demands[row.invoice_id].append(
            DemandFact(day=row.demanded_on, interest_cents=row.interest_cents, cost_cents=row.cost_cents)
        )
    if not demands:
        return {}, {}
    # A later statement that demands none of them takes the former demand back, so those count too.
    rest = Demand.objects.filter(
        invoice_id__in=list(demands), interest_cents=0, cost_cents=0, is_undeliverable=False
    )
    for row in rest:
        demands[row.invoice_id].append(DemandFact(day=row.demanded_on, interest_cents=0, cost_cents=0))
    interest = {
        key: DemandedPart.of(one, lambda demand: demand.interest_cents) for key, one in demands.items()
    }
    costs = {key: DemandedPart.of(one, lambda demand: demand.cost_cents) for key, one in demands.items()}
    for invoice_id, day, account, cents in _paid_besides(demands):
        part = interest if account == LedgerAccount.INTEREST_INCOME.value else costs
        part[invoice_id].take(day, cents)
    return interest, costs


def _paid_besides(invoice_ids: Iterable[int]) -> Iterable[tuple[int, date, str, int]]:
    """Yield what earlier payments of each invoice took for interest and costs, oldest first."""
    return (
        Posting.objects.filter(
            entry__event__invoice_id__in=list(invoice_ids),
            ledger_account__in=[LedgerAccount.INTEREST_INCOME.value, LedgerAccount.DUNNING_COST_INCOME.value],
            entry__reverses__isnull=True,
            entry__reversed_by__isnull=True,
        )
        .values("entry__event__invoice_id", "entry__value_date", "ledger_account", "entry_id")
        .annotate(paid=-Sum("cents"))
        .order_by("entry__value_date", "entry_id")
        .values_list("entry__event__invoice_id", "entry__value_date", "ledger_account", "paid")
    )
