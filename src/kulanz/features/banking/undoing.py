"""Undo a match by reversal: the claim is owed again, the money waits again, and a person decides from then on."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kulanz.core.actor import Actor
from kulanz.features.audit.actions import record
from kulanz.features.audit.models import Event
from kulanz.features.banking.booking import PaymentRefused
from kulanz.features.banking.concerns import note_concerns
from kulanz.features.banking.models import BankLine, Match, ProposedCustomer
from kulanz.features.banking.reopening import settle_again, take_up_again
from kulanz.features.ledger.actions import reverse
from kulanz.features.ledger.models import OpenItem
from kulanz.features.parties.actions import lock_customer
from kulanz.features.parties.models import KnownIban
from kulanz.features.tenants.models import Merchant
from kulanz.formats.amounts import amount_text


class MatchUnknown(LookupError):
    """There is no such match at this merchant."""


def undo_match(*, actor: Actor, match_public_id: str, because: str, at: datetime) -> Match:
    """Reverse one match to the cent; a second click changes nothing.

    The line goes back to the queue and is never booked by itself again. The account that was learnt from it is
    forgotten where no other match confirms it. Raises MatchUnknown, PaymentRefused.
    """
    with transaction.atomic():
        found = Match.objects.filter(merchant_id=actor.merchant_id, public_id=match_public_id).first()
        if found is None:
            raise MatchUnknown(_("Es gibt keine Zuordnung mit der Kennung %(id)s.") % {"id": match_public_id})
        line = BankLine.objects.select_for_update().get(pk=found.bank_line_id) if found.bank_line_id else None
        invoice = found.invoice
        lock_customer(actor=actor, customer_id=invoice.customer_id)
        match = (
            Match.objects.select_for_update(of=("self",)).select_related("entry", "invoice").get(pk=found.pk)
        )
        if match.undone_on is not None:
            return match
        _refuse_returned(match)
        _refuse_paid_twice(match)
        event = record(
            actor=actor,
            kind="PaymentUnmatched",
            day=at.date(),
            at=at,
            customer_id=invoice.customer_id,
            invoice_id=invoice.pk,
            case_id=invoice.case.pk if hasattr(invoice, "case") else None,
            subject=f"bank_line:{line.pk}" if line else "",
            facts={"cents": match.cents, "credit_cents": match.credit_cents, "currency": invoice.currency},
            words={"because": because.strip()[:300]} if because.strip() else None,
            caused_by=match.entry.event,
        )
        reverse(actor=actor, entry=match.entry, event=event, day=at.date())
        match.undone_on = at.date()
        match.save(update_fields=["undone_on"])
        _settle_claim(actor, match, event=event, at=at)
        if line is not None:
            _give_back(actor, line, match)
            _forget_iban(actor, line, match)
            # Who was meant instead was noted nowhere while the line was booked.
            note_concerns(actor=actor, line=line, at=at)
    return match


def undo_line(*, actor: Actor, line_public_id: str, because: str, at: datetime) -> list[Match]:
    """Undo every match of a line in one transaction; return them."""
    with transaction.atomic():
        ids = Match.objects.filter(
            merchant_id=actor.merchant_id, bank_line__public_id=line_public_id, undone_on__isnull=True
        ).order_by("-id")
        return [
            undo_match(actor=actor, match_public_id=public_id, because=because, at=at)
            for public_id in list(ids.values_list("public_id", flat=True))
        ]


def _refuse_returned(match: Match) -> None:
    """A payment that came back cannot be undone as well: the claim would be owed twice."""
    returned = Match.objects.filter(
        invoice_id=match.invoice_id,
        undone_on__isnull=True,
        entry__event__facts__returned_match=match.public_id,
    )
    if returned.exists():
        raise PaymentRefused(
            _(
                "Diese Zahlung zur Rechnung %(number)s ist zurückgegangen. Bitte zuerst die Rückgabe rückgängig machen."
            )
            % {"number": match.invoice.number}
        )
    spent = Match.objects.filter(invoice_id=match.invoice_id, undone_on__isnull=True, credit_cents__lt=0)
    if match.credit_cents > 0 and spent.filter(entry__event__kind="CustomerCreditPaidOut").exists():
        raise PaymentRefused(
            _(
                "Das Guthaben von %(amount)s aus dieser Zahlung ist schon ausgezahlt. Bitte zuerst die Auszahlung rückgängig machen."
            )
            % {"amount": amount_text(match.credit_cents, currency=match.invoice.currency)}
        )


def _refuse_paid_twice(match: Match) -> None:
    """A return cannot be undone once the claim was settled otherwise: its first payment would count besides."""
    if match.cents >= 0 or match.invoice.total_cents < 0:
        return
    item = OpenItem.objects.get(invoice=match.invoice_id)
    if item.open_cents + match.cents < -_tolerance(match.merchant_id):
        raise PaymentRefused(
            _(
                "Die Rechnung %(number)s wurde nach der Rückgabe anders ausgeglichen. "
                "Bitte zuerst die spätere Zahlung zurücknehmen."
            )
            % {"number": match.invoice.number}
        )


def _settle_claim(actor: Actor, match: Match, *, event: Event, at: datetime) -> None:
    if match.cents >= 0:
        take_up_again(actor=actor, invoice_id=match.invoice_id, because="payment_undone", event=event, at=at)
        return
    tolerance = _tolerance(actor.merchant_id)
    settle_again(actor=actor, invoice_id=match.invoice_id, event=event, tolerance_cents=tolerance, at=at)


def _tolerance(merchant_id: int) -> int:
    return int(Merchant.objects.values_list("tolerance_cents", flat=True).get(pk=merchant_id))


def _give_back(actor: Actor, line: BankLine, match: Match) -> None:
    line.unallocated_cents += match.cents + match.credit_cents
    line.state = BankLine.State.OPEN
    line.because = "Eine Zuordnung wurde rückgängig gemacht; ein Mensch entscheidet"
    line.because_en = "A match was undone; a person decides"
    line.save(update_fields=["state", "because", "because_en", "unallocated_cents"])
    ProposedCustomer.objects.get_or_create(
        merchant_id=actor.merchant_id,
        bank_line=line,
        customer_id=match.invoice.customer_id,
        defaults={
            "because": f"War der Rechnung {match.invoice.number} zugeordnet",
            "because_en": f"Was matched to invoice {match.invoice.number}",
        },
    )


def _forget_iban(actor: Actor, line: BankLine, match: Match) -> None:
    others = Match.objects.filter(
        merchant_id=actor.merchant_id,
        undone_on__isnull=True,
        invoice__customer_id=match.invoice.customer_id,
        bank_line__counterparty_iban=line.counterparty_iban,
        cents__gt=0,
    )
    if line.counterparty_iban and not others.exists():
        KnownIban.objects.filter(
            merchant_id=actor.merchant_id, customer_id=match.invoice.customer_id, iban=line.counterparty_iban
        ).delete()
