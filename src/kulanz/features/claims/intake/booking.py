"""Write a planned chunk: customers, open items, invoices, cases, events, entries, deadlines; a few statements each."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from kulanz.core.ledger import (
    Allocation,
    Entry,
    LedgerAccount,
    credit_note_issued,
    credit_note_paid_out,
    invoice_issued,
    payment_by_hand,
)
from kulanz.features.audit.actions import machine_now, record
from kulanz.features.audit.bulk import EventDraft, record_keys
from kulanz.features.claims.actions import look_again
from kulanz.features.claims.intake.credits import Booked, settle_references
from kulanz.features.claims.intake.customers import CustomerBook
from kulanz.features.claims.intake.desk import Desk
from kulanz.features.claims.intake.planning import PAID_CLAIMED, Planned, Update
from kulanz.features.claims.models import Case, Invoice
from kulanz.features.deadlines.models import Deadline
from kulanz.features.fast_insert import insert_rows
from kulanz.features.ledger.bulk import EntryDraft, post_all
from kulanz.features.ledger.models import OpenItem
from kulanz.features.parties.actions import lock_customer, place_hold
from kulanz.features.parties.models import Customer, KnownIban
from kulanz.features.parties.names import searched_names
from kulanz.features.rows import new_public_id
from kulanz.formats.records import CashDiscount

PAID_CLAIMED_DAYS = 7
_OPENED_BY = "invoice_imported"


def save_customers(book: CustomerBook) -> int:
    """Save new customers and what became known of others; return how many are new."""
    added = book.take_added()
    _insert(added)
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


def _insert(customers: Sequence[Customer]) -> None:
    """Insert new customers and give them their keys: rows of the same file name them."""
    created_at = machine_now()
    rows = [
        (*(getattr(one, name) for name in _CUSTOMER), *searched_names(one.name), created_at)
        for one in customers
    ]
    names = (*_CUSTOMER, "name_folded", "name_turned", "created_at")
    for customer, key in zip(customers, insert_rows(Customer, names, rows), strict=True):
        customer.pk = key
        customer._state.adding = False


_CUSTOMER = (
    "merchant_id", "public_id", "number", "name", "kind", "kind_is_stated", "language", "email", "phone", "street",
    "postcode", "city", "country", "state", "vat_id",
)  # fmt: skip


def book_invoices(desk: Desk, chunk: Sequence[Planned]) -> None:
    """Book a chunk of new invoices and credit notes and open a case for each that is owed."""
    if not chunk:
        return
    merchant = desk.actor.merchant_id
    items = insert_rows(OpenItem, ("merchant_id", "currency"), [(merchant, row.currency) for row in chunk])
    invoices = insert_rows(
        Invoice, _INVOICE, [_invoice(desk, row, item) for row, item in zip(chunk, items, strict=True)]
    )
    owed = [(row, key) for row, key in zip(chunk, invoices, strict=True) if row.amounts.open_cents > 0]
    cases = insert_rows(Case, _CASE, [_case(desk, row, key) for row, key in owed])
    case_of = {key: case for (_, key), case in zip(owed, cases, strict=True)}
    events = record_keys(
        actor=desk.actor,
        drafts=[
            _event(desk, row, key, case_of.get(key)) for row, key in zip(chunk, invoices, strict=True)
        ],
        day=desk.day,
        at=desk.at,
    )  # fmt: skip
    post_all(
        actor=desk.actor,
        drafts=[
            EntryDraft(planned=planned, event_id=event, value_date=planned.booking_date)
            for row, item, event in zip(chunk, items, events, strict=True)
            for planned in _entries(row, item)
        ],
    )
    insert_rows(Deadline, _DEADLINE, [_deadline(desk, row, key, case_of[key]) for row, key in owed])
    for row, key in zip(chunk, invoices, strict=True):
        if row.delivery.hold_kind:
            _hold(desk, invoice_id=key, customer_id=row.customer.pk, kind=row.delivery.hold_kind)
    settle_references(
        desk,
        [
            Booked(
                invoice_id=key,
                event_id=event,
                number=row.record.number,
                type=_type(row),
                total_cents=row.amounts.total_cents,
                preceding_number=_preceding(row),
            )
            for row, key, event in zip(chunk, invoices, events, strict=True)
        ],
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
        _hold(desk, invoice_id=invoice.pk, customer_id=invoice.customer_id, kind=kind)
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


_INVOICE = (
    "merchant_id", "public_id", "storefront_id", "customer_id", "open_item_id", "type", "number", "number_turned", "issue_date",
    "due_date", "due_date_is_agreed", "received_on", "currency", "total_cents", "net_cents", "taxes", "tax_country",
    "order_number", "order_date", "preceding_number", "cash_discounts", "payment_method", "sales_channel",
    "collectible_by", "delivery", "delivered_on", "document_id", "imported_at",
)  # fmt: skip


def _invoice(desk: Desk, row: Planned, open_item_id: int) -> tuple[Any, ...]:
    source = row.record
    taxes = [
        {
            "rate": None if tax.rate is None else str(tax.rate),
            "net_cents": tax.net_cents,
            "tax_cents": tax.tax_cents,
            **({"category": tax.category} if tax.category else {}),
        }
        for tax in source.taxes
    ]
    return (
        desk.actor.merchant_id, new_public_id("inv"), row.storefront.pk, row.customer.pk, open_item_id, _type(row),
        source.number, source.number[::-1], source.issue_date, row.due_date, bool(source.due_date_is_agreed), source.received_on,
        row.currency, row.amounts.total_cents, row.amounts.net_cents, taxes, (source.tax_country or "")[:2],
        (source.order_number or "")[:60], source.order_date, _preceding(row),
        [_discount(one) for one in source.cash_discounts], row.payment_method, (source.sales_channel or "")[:80],
        row.collectible_by, row.delivery.delivery, row.delivery.delivered_on, desk.document.pk, desk.at,
    )  # fmt: skip


def _type(row: Planned) -> str:
    is_lowered = row.amounts.is_credit and row.record.type == "invoice"
    return "credit_note" if is_lowered else row.record.type


def _preceding(row: Planned) -> str:
    return (row.record.preceding_invoice or "")[:60]


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


_CASE = (
    "merchant_id", "public_id", "invoice_id", "customer_id", "due_date", "opened_on", "look_again_on", "imported_step",
    "imported_step_on",
)  # fmt: skip


def _case(desk: Desk, row: Planned, invoice_id: int) -> tuple[Any, ...]:
    step = (row.record.dunning_step or "").strip()
    return (
        desk.actor.merchant_id, new_public_id("case"), invoice_id, row.customer.pk, row.due_date, desk.day, desk.day,
        "" if step == "0" else step[:30], row.record.last_dunned_on,
    )  # fmt: skip


def _event(desk: Desk, row: Planned, invoice_id: int, case_id: int | None) -> EventDraft:
    return EventDraft(
        kind="CreditNoteImported" if row.amounts.is_credit else "InvoiceImported",
        customer_id=row.customer.pk,
        invoice_id=invoice_id,
        case_id=case_id,
        facts={
            "total_cents": row.amounts.total_cents,
            "open_cents": row.amounts.open_cents,
            "currency": row.currency,
            "collectible_by": row.collectible_by,
            "document": desk.document.pk,
        },
        because=_OPENED_BY,
    )


def _entries(row: Planned, item: int) -> list[Entry]:
    """Return the entry of the document itself, and one for what was settled before it came here."""
    amounts, issued = row.amounts, row.record.issue_date
    if amounts.total_cents == 0:
        return []
    settled = abs(amounts.settled_cents)
    if amounts.is_credit:
        entries = [
            credit_note_issued(
                booking_date=issued,
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
            booking_date=issued,
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


_DEADLINE = (
    "merchant_id", "kind", "origin", "starts_on", "ends_on", "rule", "consequence", "case_id", "customer_id", "state",
    "settled_on",
)  # fmt: skip


def _deadline(desk: Desk, row: Planned, invoice_id: int, case_id: int) -> tuple[Any, ...]:
    has_passed = row.due_date < desk.day
    return (
        desk.actor.merchant_id, Deadline.Kind.DUE_DATE, f"invoice:{invoice_id}",
        min(row.record.issue_date, row.due_date), row.due_date,
        "Fälligkeit laut Rechnung" if row.record.due_date else "Fälligkeit aus dem Zahlungsziel",
        "Danach beginnt die Erinnerung.", case_id, row.customer.pk,
        Deadline.State.PASSED if has_passed else Deadline.State.RUNNING, desk.day if has_passed else None,
    )  # fmt: skip


def _hold(desk: Desk, *, invoice_id: int, customer_id: int, kind: str) -> None:
    until = desk.day + timedelta(days=PAID_CLAIMED_DAYS) if kind == PAID_CLAIMED else None
    place_hold(
        actor=desk.actor,
        customer_id=customer_id,
        invoice_id=invoice_id,
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
