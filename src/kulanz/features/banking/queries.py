"""What may be seen of money in: accounts, the queues of lines, and money that has no invoice yet."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from kulanz.core.actor import Actor
from kulanz.features.banking.models import BankAccount, BankLine, Match, ProposedCustomer, StatementImport
from kulanz.features.parties.models import KnownIban
from kulanz.features.rows import MOST_COUNTED

RUNNING_MATCHES = Prefetch(
    "matches",
    queryset=Match.objects.filter(undone_on__isnull=True)
    .select_related("invoice", "invoice__customer")
    .order_by("id"),
    to_attr="running_matches",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnallocatedMoney:
    """A line that may be somebody's payment and belongs to no invoice yet. Cents as on the line."""

    bank_line_id: int
    booked_on: date
    cents: int
    currency: str
    because_de: str
    because_en: str


def bank_accounts(actor: Actor) -> list[BankAccount]:
    """Return the merchant's accounts, the one that messages name first."""
    return list(BankAccount.objects.filter(merchant_id=actor.merchant_id).order_by("-is_shown", "iban"))


def covered_to(actor: Actor) -> date | None:
    """Return the last day that every active account's statements reach; None where one has none, or there is none."""
    days = list(
        BankAccount.objects.filter(merchant_id=actor.merchant_id, is_active=True).values_list(
            "covered_to", flat=True
        )
    )
    return min(days) if days and all(days) else None


def lines(actor: Actor) -> QuerySet[BankLine]:
    """Return all lines, the newest first, each with `running_matches` and its proposals, best first."""
    return (
        BankLine.objects.filter(merchant_id=actor.merchant_id)
        .select_related("bank_account")
        .prefetch_related(RUNNING_MATCHES, Prefetch("proposals"))
        .order_by("-booking_date", "-id")
    )


def queue(actor: Actor, state: str) -> QuerySet[BankLine]:
    """Return the lines in one state: proposed, open, twin, booked or set_aside."""
    return lines(actor).filter(state=state)


def queue_counts(actor: Actor) -> dict[str, int]:
    """Return how many lines stand in each state, every state named; counting stops at MOST_COUNTED."""
    rows = BankLine.objects.filter(merchant_id=actor.merchant_id)
    return {
        str(state): rows.filter(state=state).values("pk")[:MOST_COUNTED].count()
        for state in BankLine.State.values
    }


def line(actor: Actor, public_id: str) -> BankLine | None:
    """Return one line with matches and proposals, None where this merchant has no such line."""
    return lines(actor).filter(public_id=public_id).first()


def imports(actor: Actor, *, limit: int = 20) -> list[StatementImport]:
    """Return the latest statement files."""
    return list(
        StatementImport.objects.filter(merchant_id=actor.merchant_id)
        .select_related("document")
        .order_by("-id")[:limit]
    )


def matches_of_invoice(actor: Actor, *, invoice_id: int) -> list[Match]:
    """Return every payment of an invoice, undone ones too, oldest first."""
    return list(
        Match.objects.filter(merchant_id=actor.merchant_id, invoice_id=invoice_id)
        .select_related("bank_line", "entry")
        .order_by("id")
    )


def unallocated_for(actor: Actor, customer_ids: Collection[int]) -> dict[int, tuple[UnallocatedMoney, ...]]:
    """Return the money that may be these customers' and has no invoice yet. Every given id has an answer.

    A line counts where matching noted that it may concern the customer, or where it came from an account he has
    paid from. A doubtful twin counts too: until somebody looked, it may be a second payment.
    """
    loose = BankLine.objects.filter(
        Q(state=BankLine.State.TWIN)
        | ~Q(unallocated_cents=0) & Q(state__in=(BankLine.State.OPEN, BankLine.State.PROPOSED)),
        merchant_id=actor.merchant_id,
    )
    found: dict[int, dict[int, UnallocatedMoney]] = defaultdict(dict)
    noted = ProposedCustomer.objects.filter(customer_id__in=customer_ids, bank_line__in=loose).select_related(
        "bank_line"
    )
    for concern in noted.order_by("bank_line_id"):
        found[concern.customer_id][concern.bank_line_id] = _money(
            concern.bank_line, concern.because, concern.because_en or concern.because
        )
    owners: dict[str, list[int]] = defaultdict(list)
    known = KnownIban.objects.filter(merchant_id=actor.merchant_id, customer_id__in=customer_ids)
    for iban, customer_id in known.values_list("iban", "customer_id"):
        owners[iban].append(customer_id)
    for one in loose.filter(counterparty_iban__in=list(owners)):
        for customer_id in owners[one.counterparty_iban]:
            found[customer_id].setdefault(
                one.pk,
                _money(one, "IBAN ist von diesem Kunden bekannt", "The IBAN is known from this customer"),
            )
    return {customer_id: tuple(found[customer_id].values()) for customer_id in customer_ids}


def _money(line: BankLine, because_de: str, because_en: str) -> UnallocatedMoney:
    return UnallocatedMoney(
        bank_line_id=line.pk,
        booked_on=line.booking_date,
        cents=line.unallocated_cents or line.amount_cents,
        currency=line.currency,
        because_de=because_de,
        because_en=because_en,
    )


def waiting_cents(actor: Actor) -> int | None:
    """Return what came in and waits for a decision, in cents of euro accounts; None where other currencies wait too."""
    rows = BankLine.objects.filter(
        merchant_id=actor.merchant_id,
        state__in=(BankLine.State.PROPOSED, BankLine.State.OPEN, BankLine.State.TWIN),
    )
    if rows.exclude(currency="EUR").exists():
        return None
    return sum(rows.filter(amount_cents__gt=0).values_list("amount_cents", flat=True))
