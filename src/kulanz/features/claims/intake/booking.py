"""Write a planned chunk: customers, open items, invoices, cases, events, entries, deadlines; a few statements each."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta

from kulanz.core.ledger import (
    Allocation,
    Entry,
    LedgerAccount,
    credit_note_issued,
    credit_note_paid_out,
    invoice_issued,
    payment_by_hand,
)
from kulanz.features.audit.actions import record
from kulanz.features.audit.bulk import EventDraft, record_all
from kulanz.features.claims.actions import look_again
from kulanz.features.claims.intake.credits import Booked, settle_references
from kulanz.features.claims.intake.customers import CustomerBook
from kulanz.features.claims.intake.desk import Desk
from kulanz.features.claims.intake.planning import PAID_CLAIMED, Planned, Update
from kulanz.features.claims.models import Case, Invoice
from kulanz.features.deadlines.models import Deadline
from kulanz.features.fast_insert import insert_all
from kulanz.features.ledger.bulk import EntryDraft, open_new_items, post_all
from kulanz.features.parties.actions import lock_customer, place_hold
from kulanz.features.parties.models import Customer, KnownIban
from kulanz.features.rows import new_public_id
from kulanz.formats.records import CashDiscount

PAID_CLAIMED_DAYS = 7
_OPENED_BY = "invoice_imported"


def save_customers(book: CustomerBook) -> int:
    """Save new customers and what became known of others; return how many are new."""
    added = book.take_added()
    Customer.objects.bulk_create(added)
    completed = book.take_completed()
    if completed:
        Customer.objects.bulk_update(
            completed,
            [
                "email",
                "phone",
                "street",
                "postcode",
                "city",
                "country",
                "state",
                "vat_id",
                "kind",
                "kind_is_stated",
            ],
        )
    KnownIban.objects.bulk_create(
        (
            KnownIban(merchant_id=book.actor.merchant_id, customer=customer, iban=iban[:34])
            for customer, iban in book.take_ibans()
        ),
        ignore_conflicts=True,
    )
    return len(added)


def book_invoices(desk: Desk, chunk: Sequence[Planned]) -> None:
    """Book a chunk of new invoices and credit notes and open a case for each that is owed."""
    if not chunk:
        return
    items = open_new_items(actor=desk.actor, currencies=[row.currency for row in chunk])
    invoices = insert_all(
        Invoice, (_invoice(desk, row, open_item_id=item.pk) for row, item in zip(chunk, items, strict=True))
    )
    pairs = list(zip(chunk, invoices, strict=True))
    cases = insert_all(
        Case, (_case(desk, row, invoice) for row, invoice in pairs if row.amounts.open_cents > 0)
    )
    case_of = {case.invoice_id: case for case in cases}
    events = record_all(
        actor=desk.actor,
        drafts=[_event(row, invoice, case_of.get(invoice.pk)) for row, invoice in pairs],
        day=desk.day,
        at=desk.at,
    )
    post_all(
        actor=desk.actor,
        drafts=[
            EntryDraft(planned=planned, event_id=event.pk, value_date=planned.booking_date)
            for (row, invoice), event in zip(pairs, events, strict=True)
            for planned in _entries(row, invoice)
        ],
    )
    insert_all(
        Deadline,
        (
            _deadline(desk, row, invoice, case_of[invoice.pk])
            for row, invoice in pairs
            if invoice.pk in case_of
        ),
    )
    for row, invoice in pairs:
        if row.delivery.hold_kind:
            _hold(desk, invoice, kind=row.delivery.hold_kind)
    settle_references(
        desk,
        [Booked(invoice=invoice, event=event) for invoice, event in zip(invoices, events, strict=True)],
    )
    _look_again_where_credit_came(desk, chunk)


def apply_update(desk: Desk, update: Update) -> None:
    """Write what the file knows more about a known invoice."""
    invoice = update.invoice
    lock_customer(actor=desk.actor, customer_id=invoice.customer_id)
    if update.delivery is not None:
        invoice.delivery, invoice.delivered_on = update.delivery, update.delivered_on
        invoice.save(update_fields=["delivery", "delivered_on"])
    for kind in update.holds:
        _hold(desk, invoice, kind=kind)
    record(
        actor=desk.actor,
        kind="InvoiceUpdated",
        day=desk.day,
        at=desk.at,
        customer_id=invoice.customer_id,
        invoice_id=invoice.pk,
        facts={"delivery": str(invoice.delivery), "document": desk.document.pk, "held": len(update.holds)},
    )
    look_again(actor=desk.actor, day=desk.day, customer_ids=[invoice.customer_id])


def _invoice(desk: Desk, row: Planned, *, open_item_id: int) -> Invoice:
    source, type_ = row.record, row.record.type
    if row.amounts.is_credit and type_ == "invoice":
        type_ = "credit_note"
    return Invoice(
        merchant_id=desk.actor.merchant_id,
        public_id=new_public_id("inv"),
        storefront=row.storefront,
        customer=row.customer,
        open_item_id=open_item_id,
        type=type_,
        number=source.number,
        issue_date=source.issue_date,
        due_date=row.due_date,
        due_date_is_agreed=bool(source.due_date_is_agreed),
        received_on=source.received_on,
        currency=row.currency,
        total_cents=row.amounts.total_cents,
        net_cents=row.amounts.net_cents,
        taxes=[
            {
                "rate": None if tax.rate is None else str(tax.rate),
                "net_cents": tax.net_cents,
                "tax_cents": tax.tax_cents,
                **({"category": tax.category} if tax.category else {}),
            }
            for tax in source.taxes
        ],
        tax_country=(source.tax_country or "")[:2],
        order_number=(source.order_number or "")[:60],
        order_date=source.order_date,
        preceding_number=(source.preceding_invoice or "")[:60],
        cash_discounts=[_discount(one) for one in source.cash_discounts],
        payment_method=row.payment_method,
        sales_channel=(source.sales_channel or "")[:80],
        collectible_by=row.collectible_by,
        delivery=row.delivery.delivery,
        delivered_on=row.delivery.delivered_on,
        document=desk.document,
        imported_at=desk.at,
    )


def _discount(one: CashDiscount) -> dict[str, object]:
    """Return a cash discount as the invoice keeps it: what the document states, and nothing else."""
    stated: dict[str, object] = {"days": one.days}
    if one.percent is not None:
        stated["percent"] = str(one.percent)
    if one.cents is not None:
        stated["cents"] = one.cents
    if one.base_cents is not None:
        stated["base_cents"] = one.base_cents
    if one.from_day is not None:
        stated["from_day"] = one.from_day.isoformat()
    return stated


def _case(desk: Desk, row: Planned, invoice: Invoice) -> Case:
    step = (row.record.dunning_step or "").strip()
    return Case(
        merchant_id=desk.actor.merchant_id,
        public_id=new_public_id("case"),
        invoice=invoice,
        customer=row.customer,
        opened_on=desk.day,
        look_again_on=desk.day,
        imported_step="" if step == "0" else step[:30],
        imported_step_on=row.record.last_dunned_on,
    )


def _event(row: Planned, invoice: Invoice, case: Case | None) -> EventDraft:
    return EventDraft(
        kind="CreditNoteImported" if row.amounts.is_credit else "InvoiceImported",
        customer_id=row.customer.pk,
        invoice_id=invoice.pk,
        case_id=case.pk if case else None,
        facts={
            "total_cents": row.amounts.total_cents,
            "open_cents": row.amounts.open_cents,
            "currency": row.currency,
            "collectible_by": row.collectible_by,
            "document": invoice.document_id,
        },
        because=_OPENED_BY,
    )


def _entries(row: Planned, invoice: Invoice) -> list[Entry]:
    """Return the entry of the document itself, and one for what was settled before it came here."""
    amounts, item = row.amounts, invoice.open_item_id
    if amounts.total_cents == 0:
        return []
    settled = abs(amounts.settled_cents)
    if amounts.is_credit:
        entries = [
            credit_note_issued(
                booking_date=invoice.issue_date,
                open_item=item,
                total_cents=-amounts.total_cents,
                currency=row.currency,
                net_cents=None if amounts.net_cents is None else -amounts.net_cents,
            )
        ]
        if settled:
            entries.append(
                credit_note_paid_out(
                    booking_date=row.settled_on,
                    currency=row.currency,
                    credit_item=item,
                    cents=settled,
                    paid_from=LedgerAccount.PAID_BY_OTHER_MEANS,
                )
            )
        return entries
    entries = [
        invoice_issued(
            booking_date=invoice.issue_date,
            open_item=item,
            total_cents=amounts.total_cents,
            currency=row.currency,
            net_cents=amounts.net_cents,
        )
    ]
    if settled:
        entries.append(
            payment_by_hand(
                booking_date=row.settled_on,
                currency=row.currency,
                allocations=[Allocation(open_item=item, cents=settled)],
            )
        )
    return entries


def _deadline(desk: Desk, row: Planned, invoice: Invoice, case: Case) -> Deadline:
    return Deadline(
        merchant_id=desk.actor.merchant_id,
        kind=Deadline.Kind.DUE_DATE,
        origin=f"invoice:{invoice.pk}",
        starts_on=min(invoice.issue_date, invoice.due_date),
        ends_on=invoice.due_date,
        rule="Fälligkeit laut Rechnung" if row.record.due_date else "Fälligkeit aus dem Zahlungsziel",
        consequence="Danach beginnt die Erinnerung.",
        case_id=case.pk,
        customer_id=invoice.customer_id,
        state=Deadline.State.PASSED if invoice.due_date < desk.day else Deadline.State.RUNNING,
        settled_on=desk.day if invoice.due_date < desk.day else None,
    )


def _hold(desk: Desk, invoice: Invoice, *, kind: str) -> None:
    until = desk.day + timedelta(days=PAID_CLAIMED_DAYS) if kind == PAID_CLAIMED else None
    place_hold(
        actor=desk.actor,
        customer_id=invoice.customer_id,
        invoice_id=invoice.pk,
        kind=kind,
        since=desk.day,
        until=until,
        because="Laut importierter Rechnungsliste",
        day=desk.day,
        at=desk.at,
    )


def _look_again_where_credit_came(desk: Desk, chunk: Sequence[Planned]) -> None:
    """A new credit of a customer withholds what he owes; a new invoice changes what his message says."""
    by_kind: dict[bool, set[int]] = defaultdict(set)
    for row in chunk:
        by_kind[row.amounts.is_credit].add(row.customer.pk)
    if by_kind[True]:
        look_again(actor=desk.actor, day=desk.day, customer_ids=by_kind[True])
