"""Rows → facts of a claim: the invoice, what the books say was paid or credited, what was demanded."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import F, Sum

from kulanz.core.claim import ClaimFacts, CreditNote, Payment, Policy, Waiver
from kulanz.core.claim import Demand as DemandFact
from kulanz.core.law.appropriation import Appropriation
from kulanz.core.law.default_of_debtor import (
    DefaultFacts,
    DefaultOfDebtor,
    Notice,
    NotInDefault,
    start_of_default,
)
from kulanz.core.law.obligation import Obligation
from kulanz.core.ledger import EntryReason, LedgerAccount
from kulanz.features.claims.law import law_book
from kulanz.features.claims.models import Demand, Invoice
from kulanz.features.claims.places import holidays_at
from kulanz.features.ledger.models import Entry, Posting

_CREDITED = {EntryReason.CREDIT_NOTE_ISSUED, EntryReason.CREDIT_NOTE_APPLIED}
_GIVEN_UP = {EntryReason.WAIVER, EntryReason.WRITE_OFF, EntryReason.SMALL_DIFFERENCE}
_PAID_BESIDES = (LedgerAccount.INTEREST_INCOME, LedgerAccount.DUNNING_COST_INCOME)


@dataclass(slots=True)
class _Money:
    """What the books say about one open item."""

    payments: list[Payment] = field(default_factory=list)
    credit_notes: list[CreditNote] = field(default_factory=list)
    waivers: list[Waiver] = field(default_factory=list)


def claim_facts(
    invoices: Sequence[Invoice], *, policy: Policy, known_by: date | None = None
) -> dict[int, ClaimFacts]:
    """Return the facts of each invoice by its id, in a handful of queries for all of them.

    Invoices come with `customer`, `merchant` and `open_item` loaded. Money counts from its value date, or from
    its booking date where that is earlier. `known_by`: money known by that day counts on that day at the latest,
    so that nobody is asked again for what is booked already; None leaves every day as it is. Credit notes and
    other documents that are no claim (a total of zero or less) are left out.
    """
    owed = [invoice for invoice in invoices if invoice.total_cents > 0]
    money = _money_of([invoice.open_item_id for invoice in owed], known_by=known_by)
    demands = _demands_of([invoice.pk for invoice in owed])
    return {
        invoice.pk: ClaimFacts(
            invoice_number=invoice.number,
            currency=invoice.currency,
            principal_cents=invoice.total_cents,
            issue_date=invoice.issue_date,
            due_date=invoice.due_date,
            obligation=_obligation(invoice),
            default=default_of(invoice, demands[invoice.pk]),
            payments=tuple(money[invoice.open_item_id].payments),
            credit_notes=tuple(money[invoice.open_item_id].credit_notes),
            waivers=tuple(money[invoice.open_item_id].waivers),
            demanded=tuple(
                DemandFact(
                    day=demand.demanded_on, interest_cents=demand.interest_cents, cost_cents=demand.cost_cents
                )
                for demand in demands[invoice.pk]
            ),
            policy=policy,
        )
        for invoice in owed
    }


def why_in_default(invoice: Invoice) -> DefaultOfDebtor | NotInDefault:
    """Return since when the debtor is in default and why, or why not."""
    return _start(invoice, _demands_of([invoice.pk])[invoice.pk])


def default_of(invoice: Invoice, demands: Iterable[Demand]) -> DefaultOfDebtor | None:
    """Return the start of default that agreed date, thirty-day rule or a delivered demand prove, if any."""
    found = _start(invoice, demands)
    return found if isinstance(found, DefaultOfDebtor) else None


def _start(invoice: Invoice, demands: Iterable[Demand]) -> DefaultOfDebtor | NotInDefault:
    customer = invoice.customer
    facts = DefaultFacts(
        obligation=_obligation(invoice),
        due_date=invoice.due_date,
        agreed_due_date=invoice.due_date if invoice.due_date_is_agreed else None,
        invoice_received_on=invoice.received_on,
        goods_received_on=invoice.delivered_on,
        has_30_day_notice=invoice.merchant.notice_30_days_on_invoice,
        notices=tuple(Notice(received_on=one.demanded_on, deadline=one.deadline) for one in demands),
    )
    # The thirty days hold until the law says otherwise; only figures of interest must be verified to be demanded.
    return start_of_default(
        facts,
        calendar=holidays_at(country=customer.country, state=customer.state),
        law=law_book(),
        forecast=True,
    )


def _obligation(invoice: Invoice) -> Obligation:
    return Obligation(
        arose_on=invoice.order_date or invoice.issue_date,
        debtor="business" if invoice.customer.kind == "business" else "consumer",
    )


def _demands_of(invoice_ids: Sequence[int]) -> dict[int, list[Demand]]:
    """Return what was demanded and can have arrived, by invoice, oldest first."""
    found: dict[int, list[Demand]] = defaultdict(list)
    rows = Demand.objects.filter(invoice_id__in=invoice_ids, is_undeliverable=False)
    for demand in rows.order_by("demanded_on", "id"):
        found[demand.invoice_id].append(demand)
    return found


def _money_of(item_ids: Sequence[int], *, known_by: date | None) -> dict[int, _Money]:
    """Read the postings of these items. An entry and its reversal cancel, so neither is read."""
    postings = list(
        Posting.objects.filter(
            open_item_id__in=item_ids, entry__reverses__isnull=True, entry__reversed_by__isnull=True
        )
        .exclude(entry__reason=EntryReason.INVOICE_ISSUED.value)
        .select_related("entry")
        .order_by("entry__value_date", "id")
    )
    besides = _paid_besides(postings)
    found: dict[int, _Money] = defaultdict(_Money)
    for posting in postings:
        day = min(posting.entry.value_date, posting.entry.booking_date)
        day = day if known_by is None else min(day, known_by)
        _sort_in(found[posting.open_item_id], posting, day=day, besides=besides[posting.entry_id])
    return found


def _sort_in(money: _Money, posting: Posting, *, day: date, besides: Mapping[str, int]) -> None:
    entry, cents = posting.entry, -posting.cents
    if entry.reason in _CREDITED and cents > 0:
        money.credit_notes.append(CreditNote(number=entry.public_id, day=day, cents=cents))
    elif entry.reason in _GIVEN_UP and cents > 0:
        money.waivers.append(Waiver(id=entry.public_id, day=day, cents=cents))
    else:
        # A small overpayment that was let go is negative here, and so is a debit that came back.
        booked = Appropriation(
            costs_cents=besides.get(LedgerAccount.DUNNING_COST_INCOME.value, 0),
            interest_cents=besides.get(LedgerAccount.INTEREST_INCOME.value, 0),
            principal_cents=cents,
            surplus_cents=0,
        )
        money.payments.append(Payment(id=entry.public_id, day=day, cents=booked.total_cents, booked=booked))


def _paid_besides(postings: Iterable[Posting]) -> Mapping[int, dict[str, int]]:
    """Return what each entry paid on interest and on costs, where it concerns one open item only."""
    entry_ids = {posting.entry_id for posting in postings}
    single = Entry.objects.filter(pk__in=entry_ids, postings__open_item__isnull=False)
    counted: dict[int, set[int]] = defaultdict(set)
    for entry_id, item_id in single.values_list("pk", "postings__open_item_id"):
        counted[entry_id].add(item_id)
    alone = [entry_id for entry_id, items in counted.items() if len(items) == 1]
    rows = (
        Posting.objects.filter(entry_id__in=alone, ledger_account__in=[one.value for one in _PAID_BESIDES])
        .values("entry_id", "ledger_account")
        .annotate(total=-Sum(F("cents")))
    )
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for row in rows:
        found[row["entry_id"]][row["ledger_account"]] = row["total"]
    return found
