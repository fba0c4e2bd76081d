"""Decide about a line that may be one we have: a payment of its own, or the same one again."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kulanz.core.actor import Actor
from kulanz.core.ledger import bank_line_booked
from kulanz.features.audit.actions import record
from kulanz.features.banking.actions import locked_line
from kulanz.features.banking.booking import PaymentRefused
from kulanz.features.banking.desk import Desk
from kulanz.features.banking.models import BankLine, MatchProposal, ProposedCustomer
from kulanz.features.claims.actions import look_again
from kulanz.features.ledger.actions import post


def confirm_twin_is_new(
    *, actor: Actor, line_public_id: str, at: datetime, machine_now: datetime
) -> BankLine:
    """Book a doubtful line as a payment of its own, and match it. A second click changes nothing."""
    with transaction.atomic():
        line = locked_line(actor, line_public_id)
        if line.state != BankLine.State.TWIN:
            return _decided(line, is_new=True)
        event = record(
            actor=actor,
            kind="TwinConfirmedAsNew",
            day=at.date(),
            at=at,
            subject=f"bank_line:{line.pk}",
            facts={"cents": line.amount_cents, "currency": line.currency},
        )
        planned = bank_line_booked(
            booking_date=line.booking_date, cents=line.amount_cents, currency=line.currency
        )
        line.entry = post(actor=actor, planned=planned, event=event, value_date=line.value_date)
        line.state, line.unallocated_cents = BankLine.State.OPEN, line.amount_cents
        line.save(update_fields=["entry", "state", "unallocated_cents"])
        Desk(actor=actor, at=at, machine_now=machine_now).match([line], are_new=False)
    return line


def drop_twin(*, actor: Actor, line_public_id: str, at: datetime) -> BankLine:
    """Say that a doubtful line is a payment we have. It stays as a note, so that no file asks again."""
    with transaction.atomic():
        line = locked_line(actor, line_public_id)
        if line.state != BankLine.State.TWIN:
            return _decided(line, is_new=False)
        concerned = set(ProposedCustomer.objects.filter(bank_line=line).values_list("customer_id", flat=True))
        MatchProposal.objects.filter(bank_line=line).delete()
        ProposedCustomer.objects.filter(bank_line=line).delete()
        line.state = BankLine.State.SET_ASIDE
        line.because = "Dieselbe Zahlung wie eine, die schon da ist"
        line.because_en = "The same payment as one that is here already"
        line.save(update_fields=["state", "because", "because_en"])
        record(
            actor=actor,
            kind="TwinDropped",
            day=at.date(),
            at=at,
            subject=f"bank_line:{line.pk}",
            facts={"cents": line.amount_cents, "currency": line.currency},
        )
        look_again(actor=actor, day=at.date(), customer_ids=concerned)
    return line


def _decided(line: BankLine, *, is_new: bool) -> BankLine:
    """Return a line that was decided the same way before; refuse the opposite."""
    was_new = line.entry_id is not None
    if was_new != is_new:
        raise PaymentRefused(
            _("Über diese Zeile ist schon anders entschieden: Sie ist als eigene Zahlung gebucht.")
            if was_new
            else _(
                "Über diese Zeile ist schon anders entschieden: Sie gilt als dieselbe Zahlung wie eine andere."
            )
        )
    return line
