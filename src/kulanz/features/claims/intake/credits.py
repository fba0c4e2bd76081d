"""Carry out what credit notes and corrections say about earlier invoices: each lowers or replaces exactly once."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Sum

from kulanz.core.contact import CollectibleBy, HoldKind
from kulanz.core.ledger import Allocation, EntryReason, credit_note_applied, credit_note_issued
from kulanz.features.audit.actions import record
from kulanz.features.audit.models import Event
from kulanz.features.claims.actions import close_case, look_again
from kulanz.features.claims.intake.desk import Desk
from kulanz.features.claims.models import Case, Delivery, Invoice
from kulanz.features.ledger.bulk import EntryDraft, post_all
from kulanz.features.ledger.models import Posting
from kulanz.features.parties.actions import lock_customer, place_hold

_CREDITED = (EntryReason.CREDIT_NOTE_ISSUED.value, EntryReason.CREDIT_NOTE_APPLIED.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """A document of this import that was booked, with the key of the event that says so."""

    invoice_id: int
    event_id: int
    number: str
    type: str
    total_cents: int
    preceding_number: str

    @property
    def lowers(self) -> bool:
        """Return whether it is a credit note that names the invoice it lowers."""
        return self.total_cents < 0 and bool(self.preceding_number)

    @property
    def replaces(self) -> bool:
        """Return whether it is a correction that takes the place of its invoice."""
        return self.type == Invoice.Type.CORRECTION and self.total_cents > 0


def settle_references(desk: Desk, booked: Sequence[Booked]) -> None:
    """Apply the credit notes among these documents, then corrections, then notes that waited for an invoice of them."""
    referring = [one for one in booked if one.lowers or one.replaces]
    # Few documents name another one: only those are read back as objects.
    invoices = Invoice.objects.select_related("open_item").in_bulk([one.invoice_id for one in referring])
    events = Event.objects.in_bulk([one.event_id for one in referring])
    for one in referring:
        if one.lowers:
            _apply_to_the_named(desk, invoices[one.invoice_id], events[one.event_id])
    for one in referring:
        if one.replaces:
            _replace_the_named(desk, invoices[one.invoice_id], events[one.event_id])
    _apply_what_waited(desk, booked)


def _apply_what_waited(desk: Desk, booked: Sequence[Booked]) -> None:
    """A credit note may come before its invoice. It lowers the invoice on the day that comes."""
    event_of = {one.number: one.event_id for one in booked if one.total_cents > 0}
    waiting = Invoice.objects.filter(
        merchant_id=desk.actor.merchant_id,
        preceding_number__in=event_of,
        total_cents__lt=0,
        open_item__open_cents__lt=0,
    ).order_by("issue_date", "id")
    for note in waiting:
        _apply_to_the_named(desk, note, Event.objects.get(pk=event_of[note.preceding_number]))


def _named_by(desk: Desk, later: Invoice) -> Invoice | None:
    """Return the invoice that a document names, of the same customer and currency, as it stands now."""
    return (
        Invoice.objects.filter(
            merchant_id=desk.actor.merchant_id,
            number=later.preceding_number,
            currency=later.currency,
            customer_id=later.customer_id,
        )
        .exclude(pk=later.pk)
        .select_related("open_item", "case")
        .first()
    )


def _open_cents(invoice: Invoice) -> int:
    invoice.open_item.refresh_from_db(fields=["open_cents"])
    return invoice.open_item.open_cents


def _apply_to_the_named(desk: Desk, note: Invoice, event: Event) -> None:
    """Lower the invoice that the credit note names; what is left of the note stays the customer's credit."""
    lock_customer(actor=desk.actor, customer_id=note.customer_id)
    lowered, credit = _named_by(desk, note), -_open_cents(note)
    if lowered is None and credit > 0:
        _ask_whose_it_is(desk, note)
    if lowered is None or lowered.open_item.open_cents <= 0 or credit <= 0:
        return
    left = lowered.open_item.open_cents
    cents = min(credit, left)
    applied = _apply(desk, source=note, target=lowered, cents=cents, event=event, value_date=note)
    if cents == left and lowered.case.state == Case.State.OPEN:
        close_case(
            actor=desk.actor,
            case=lowered.case,
            because="credited",
            day=desk.day,
            at=desk.at,
            caused_by=applied,
        )
    look_again(actor=desk.actor, day=desk.day, customer_ids=[lowered.customer_id])


def _ask_whose_it_is(desk: Desk, note: Invoice) -> None:
    """Demand nothing of somebody whose invoice a credit note of another customer names, until a person has looked."""
    named = Invoice.objects.filter(
        merchant_id=desk.actor.merchant_id,
        number=note.preceding_number,
        open_item__open_cents__gt=0,
        case__state=Case.State.OPEN,
    ).exclude(customer_id=note.customer_id)
    for invoice in named:
        because = f"Die Gutschrift {note.number} nennt diese Rechnung, steht aber bei einem anderen Kunden."
        _ask_a_person(desk, invoice, because=because)


def _ask_a_person(desk: Desk, invoice: Invoice, *, because: str) -> None:
    """Hold an invoice of which two amounts can be meant; the lower one of both demands nothing by mistake."""
    place_hold(
        actor=desk.actor,
        customer_id=invoice.customer_id,
        invoice_id=invoice.pk,
        kind=HoldKind.DISPUTE.value,
        since=desk.day,
        until=None,
        because=because,
        day=desk.day,
        at=desk.at,
    )
    look_again(actor=desk.actor, day=desk.day, customer_ids=[invoice.customer_id])


def _apply(
    desk: Desk, *, source: Invoice, target: Invoice, cents: int, event: Event, value_date: Invoice
) -> Event:
    """Book a credit of `source` to `target`, from the day of the document that says so."""
    planned = credit_note_applied(
        booking_date=value_date.issue_date,
        currency=source.currency,
        credit_item=source.open_item_id,
        allocations=[Allocation(open_item=target.open_item_id, cents=cents)],
    )
    post_all(
        actor=desk.actor,
        drafts=[EntryDraft(planned=planned, event_id=event.pk, value_date=value_date.issue_date)],
    )
    return record(
        actor=desk.actor,
        kind="CreditNoteApplied",
        day=desk.day,
        at=desk.at,
        customer_id=target.customer_id,
        invoice_id=target.pk,
        case_id=target.case.pk if hasattr(target, "case") else None,
        facts={"cents": cents, "currency": source.currency, "credit_note": source.pk},
        caused_by=event,
    )


def _replace_the_named(desk: Desk, correction: Invoice, event: Event) -> None:
    """Credit the earlier invoice whole; what was paid on it goes to the correction, and so do its holds."""
    lock_customer(actor=desk.actor, customer_id=correction.customer_id)
    earlier = _named_by(desk, correction)
    assert earlier is not None, "planning refuses a correction without its invoice"
    replaced = record(
        actor=desk.actor,
        kind="InvoiceReplaced",
        day=desk.day,
        at=desk.at,
        customer_id=earlier.customer_id,
        invoice_id=earlier.pk,
        case_id=earlier.case.pk if hasattr(earlier, "case") else None,
        facts={"correction": correction.pk, "uncredited_cents": _uncredited(earlier)},
        caused_by=event,
    )
    doubt = _doubt(earlier, correction)
    _credit_whole(desk, earlier, correction, replaced)
    if hasattr(earlier, "case") and earlier.case.state == Case.State.OPEN:
        close_case(
            actor=desk.actor,
            case=earlier.case,
            because="replaced",
            day=desk.day,
            at=desk.at,
            caused_by=replaced,
        )
    paid, owed = -_open_cents(earlier), _open_cents(correction)
    if paid > 0 and owed > 0:
        moved = _apply(
            desk,
            source=earlier,
            target=correction,
            cents=min(paid, owed),
            event=replaced,
            value_date=correction,
        )
        if paid >= owed and hasattr(correction, "case"):
            close_case(
                actor=desk.actor,
                case=correction.case,
                because="paid",
                day=desk.day,
                at=desk.at,
                caused_by=moved,
            )
    _carry_over(desk, earlier, correction)
    if doubt and _open_cents(correction) > 0:
        _ask_a_person(desk, correction, because=doubt)
    look_again(actor=desk.actor, day=desk.day, customer_ids=[correction.customer_id])


def _doubt(earlier: Invoice, correction: Invoice) -> str:
    """Say why a person should look before the correction is demanded, blank where it can only mean one amount."""
    if correction.total_cents > earlier.total_cents:
        return (
            f"Die Korrektur {correction.number} fordert mehr als die Rechnung {earlier.number}. Bitte prüfen."
        )
    if 0 < _uncredited(earlier) < earlier.total_cents:
        return (
            f"Auf die Rechnung {earlier.number} war schon ein Teil gutgeschrieben. Bitte prüfen, ob die "
            f"Korrektur {correction.number} ihn berücksichtigt."
        )
    return ""


def _uncredited(earlier: Invoice) -> int:
    """Return what no credit note has taken off the invoice yet: by its name, or by booking."""
    named = Invoice.objects.filter(
        merchant_id=earlier.merchant_id, preceding_number=earlier.number, total_cents__lt=0
    ).aggregate(cents=Sum("total_cents"))["cents"]
    booked = Posting.objects.filter(
        open_item_id=earlier.open_item_id, entry__reason__in=_CREDITED, cents__lt=0
    ).aggregate(cents=Sum("cents"))["cents"]
    return max(earlier.total_cents + min(named or 0, booked or 0), 0)


def _credit_whole(desk: Desk, earlier: Invoice, correction: Invoice, event: Event) -> None:
    cents = _uncredited(earlier)
    if not cents:
        return
    whole = cents == earlier.total_cents
    planned = credit_note_issued(
        booking_date=correction.issue_date,
        open_item=earlier.open_item_id,
        total_cents=cents,
        currency=earlier.currency,
        net_cents=earlier.net_cents if whole else None,
    )
    post_all(
        actor=desk.actor,
        drafts=[EntryDraft(planned=planned, event_id=event.pk, value_date=correction.issue_date)],
    )


def _carry_over(desk: Desk, earlier: Invoice, correction: Invoice) -> None:
    """What kept the earlier invoice from being demanded keeps the correction too; so does what is known of delivery."""
    if earlier.collectible_by != CollectibleBy.MERCHANT.value:
        # A claim of others stays theirs, whichever means of payment the new document prints.
        correction.collectible_by = earlier.collectible_by
        correction.payment_method, correction.sales_channel = earlier.payment_method, earlier.sales_channel
        correction.save(update_fields=["collectible_by", "payment_method", "sales_channel"])
    if correction.delivery == Delivery.UNKNOWN and earlier.delivery != Delivery.UNKNOWN:
        correction.delivery, correction.delivered_on = earlier.delivery, earlier.delivered_on
        correction.delivered_cents = earlier.delivered_cents
        correction.save(update_fields=["delivery", "delivered_on", "delivered_cents"])
    for hold in earlier.holds.filter(lifted_at__isnull=True):
        if hold.until is not None and hold.until < desk.day:
            continue
        place_hold(
            actor=desk.actor,
            customer_id=correction.customer_id,
            invoice_id=correction.pk,
            kind=hold.kind,
            since=hold.since,
            until=hold.until,
            because=hold.because,
            day=desk.day,
            at=desk.at,
        )
