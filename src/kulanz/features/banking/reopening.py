"""Take a claim up again where it stood, when a payment is undone or comes back; and settle it when that is undone."""

from datetime import datetime

from kulanz.core.actor import Actor
from kulanz.core.ledger import EntryReason, small_difference
from kulanz.features.audit.models import Event
from kulanz.features.claims.actions import close_case, look_again, reopen_case
from kulanz.features.claims.models import Case, Invoice
from kulanz.features.deadlines.actions import run_again_of_case
from kulanz.features.ledger.actions import post, reverse
from kulanz.features.ledger.models import Entry, OpenItem
from kulanz.features.letters.actions import withdraw_thank_you
from kulanz.features.rows import new_public_id


def take_up_again(*, actor: Actor, invoice_id: int, because: str, event: Event, at: datetime) -> OpenItem:
    """Open the case of an invoice that is owed again; return its item.

    A small difference that was let go when the claim was settled is owed again too. Thanks that have not gone out
    are withdrawn.
    """
    day = at.date()
    invoice = Invoice.objects.get(merchant_id=actor.merchant_id, pk=invoice_id)
    let_go = Entry.objects.filter(
        postings__open_item=invoice.open_item_id,
        reason=EntryReason.SMALL_DIFFERENCE.value,
        reversed_by__isnull=True,
    )
    for entry in let_go:
        reverse(actor=actor, entry=entry, event=event, day=day)
    withdraw_thank_you(actor=actor, invoice_id=invoice_id, because=because, at=at)
    item = OpenItem.objects.get(pk=invoice.open_item_id)
    if item.open_cents > 0:
        _open_case(actor=actor, invoice=invoice, because=because, event=event, at=at)
    look_again(actor=actor, day=day, customer_ids=[invoice.customer_id])
    return item


def settle_again(*, actor: Actor, invoice_id: int, event: Event, tolerance_cents: int, at: datetime) -> None:
    """Close the case of an invoice with nothing or next to nothing open, as a payment would."""
    invoice = Invoice.objects.get(merchant_id=actor.merchant_id, pk=invoice_id)
    item = OpenItem.objects.get(pk=invoice.open_item_id)
    case = Case.objects.select_for_update().filter(invoice=invoice, state=Case.State.OPEN).first()
    if case is None or abs(item.open_cents) > tolerance_cents:
        return
    if item.open_cents:
        planned = small_difference(
            booking_date=at.date(), currency=item.currency, open_item=item.pk, open_cents=item.open_cents
        )
        post(actor=actor, planned=planned, event=event, value_date=at.date())
    close_case(actor=actor, case=case, because="paid", day=at.date(), at=at, caused_by=event)


def _open_case(*, actor: Actor, invoice: Invoice, because: str, event: Event, at: datetime) -> None:
    day = at.date()
    case = Case.objects.select_for_update().filter(invoice=invoice).first()
    if case is None:
        Case.objects.create(
            merchant_id=actor.merchant_id,
            public_id=new_public_id("case"),
            invoice=invoice,
            customer_id=invoice.customer_id,
            opened_on=day,
            look_again_on=day,
        )
    elif case.state == Case.State.CLOSED:
        closed_on = case.closed_on
        reopen_case(actor=actor, case=case, because=because, day=day, at=at, caused_by=event)
        run_again_of_case(actor=actor, case_id=case.pk, settled_on=closed_on, day=day)
