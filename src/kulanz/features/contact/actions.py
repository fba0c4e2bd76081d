"""Hold contact back, let it go again, and keep what the gate refused. Cases are looked at again at once."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kulanz.core.actor import Actor
from kulanz.core.contact import HOLD_KINDS, HoldKind, HoldRule, Reason, planned_end
from kulanz.features.claims.actions import look_again
from kulanz.features.contact.calendars import calendars_of
from kulanz.features.contact.models import Refusal
from kulanz.features.deadlines.actions import register
from kulanz.features.deadlines.models import Deadline
from kulanz.features.parties import actions as parties
from kulanz.features.parties.actions import HoldRefused
from kulanz.features.parties.models import ContactHold, Customer
from kulanz.features.tenants.models import Merchant

YEARS_AROUND = 10


def hold(
    *,
    actor: Actor,
    customer_id: int,
    invoice_id: int | None,
    kind: str,
    since: date,
    until: date | None,
    because: str,
    day: date,
    at: datetime,
) -> ContactHold:
    """Hold back contact about an invoice, or (invoice_id None) with the person altogether.

    `until` is the last day, inclusive; for a promise or a deferral it is the day that was agreed, and the usual
    days for a transfer are added. None takes the usual length of the kind, counted from `since`; kinds without
    one then run until somebody lifts them. Raises HoldRefused.
    """
    rule = _rule(kind)
    _refuse_slips(since, until, day=day)
    with transaction.atomic():
        customer = parties.lock_customer(actor=actor, customer_id=customer_id)
        if until is None or rule.length_starts == "agreed_date":
            until = _usual_end(actor, customer, HoldKind(kind), since=since, agreed_on=until)
        placed = parties.place_hold(
            actor=actor,
            customer_id=customer_id,
            invoice_id=invoice_id,
            kind=kind,
            since=since,
            until=until,
            because=because,
            day=day,
            at=at,
        )
        if until is not None:
            register(
                actor=actor,
                kind=Deadline.Kind.HOLD_END,
                origin=f"hold:{placed.pk}",
                starts_on=since,
                ends_on=until,
                rule=f"{rule.name_de}: letzter Tag einschließlich",
                consequence=rule.release_de,
                customer_id=customer_id,
            )
        look_again(actor=actor, day=day, customer_ids=[customer_id])
    return placed


def _refuse_slips(*named: date | None, day: date) -> None:
    """Refuse a year that can only be a slip: no calendar reaches it, and the shop's whole run would stop there."""
    for one in named:
        if one is not None and abs(one.year - day.year) > YEARS_AROUND:
            raise HoldRefused(
                _("Der %(day)s liegt mehr als %(years)s Jahre entfernt. Bitte das Jahr prüfen.")
                % {"day": f"{one.day:02d}.{one.month:02d}.{one.year}", "years": YEARS_AROUND}
            )


def _usual_end(
    actor: Actor, customer: Customer, kind: HoldKind, *, since: date, agreed_on: date | None
) -> date | None:
    starts = since if HOLD_KINDS[kind].length_starts == "entry" else agreed_on
    if starts is None:
        return None
    if starts < since:
        raise HoldRefused(
            _("Vereinbart ist der %(starts)s, das liegt vor dem Beginn am %(since)s. Bitte prüfen.")
            % {"starts": f"{starts:%d.%m.%Y}", "since": f"{since:%d.%m.%Y}"}
        )
    merchant = Merchant.objects.get(pk=actor.merchant_id)
    return planned_end(kind, starts=starts, calendars=calendars_of(merchant, customer))


def lift(*, actor: Actor, hold_public_id: str, because: str, day: date, at: datetime) -> ContactHold:
    """End a hold now. After a dispute seven quiet days follow. Raises HoldUnknown."""
    with transaction.atomic():
        ended = parties.lift_hold(actor=actor, hold_public_id=hold_public_id, because=because, day=day, at=at)
        Deadline.objects.filter(
            merchant_id=actor.merchant_id,
            kind=Deadline.Kind.HOLD_END,
            origin=f"hold:{ended.pk}",
            state=Deadline.State.RUNNING,
        ).update(state=Deadline.State.DROPPED, settled_on=day)
        if ended.kind == HoldKind.DISPUTE:
            hold(
                actor=actor,
                customer_id=ended.customer_id,
                invoice_id=ended.invoice_id,
                kind=HoldKind.DISPUTE_DECIDED.value,
                since=day,
                until=None,
                because=because,
                day=day,
                at=at,
            )
        look_again(actor=actor, day=day, customer_ids=[ended.customer_id])
    return ended


def change_customer(
    *, actor: Actor, customer_id: int, values: dict[str, str], day: date, at: datetime
) -> Customer:
    """Change what is known of a person: a new address or telephone may open a way, a new Land moves days."""
    with transaction.atomic():
        before = parties.lock_customer(actor=actor, customer_id=customer_id)
        customer = parties.change_customer(
            actor=actor, customer_id=customer_id, values=values, day=day, at=at
        )
        if customer.email and customer.email != before.email and not customer.post_undeliverable_since:
            because = "Neue E-Mail-Adresse eingetragen."
            _end_wait_for_address(actor=actor, customer_id=customer_id, because=because, day=day, at=at)
        if before.post_undeliverable_since and not customer.post_undeliverable_since:
            because = "Neue Anschrift eingetragen."
            _end_wait_for_address(actor=actor, customer_id=customer_id, because=because, day=day, at=at)
        look_again(actor=actor, day=day, customer_ids=[customer_id])
    return customer


def _end_wait_for_address(*, actor: Actor, customer_id: int, because: str, day: date, at: datetime) -> None:
    waiting = ContactHold.objects.filter(
        merchant_id=actor.merchant_id,
        customer_id=customer_id,
        kind=HoldKind.ADDRESS_REPAIR.value,
        lifted_at__isnull=True,
    )
    for public_id in list(waiting.values_list("public_id", flat=True)):
        lift(
            actor=actor,
            hold_public_id=public_id,
            because=because,
            day=day,
            at=at,
        )


def keep_refusal(
    *,
    actor: Actor,
    customer_id: int,
    case_id: int | None,
    channel: str,
    moment: str,
    reasons: Sequence[Reason],
    day: date,
    at: datetime,
) -> Refusal:
    """Write down why somebody was not contacted. The same refusal on the same day is kept once."""
    stored = reasons_as_data(reasons)
    same = Refusal.objects.filter(
        merchant_id=actor.merchant_id, customer_id=customer_id, case_id=case_id, day=day, moment=moment
    ).order_by("-id")
    last = same.first()
    if last is not None and last.reasons == stored and last.channel == channel:
        return last
    return Refusal.objects.create(
        merchant_id=actor.merchant_id,
        customer_id=customer_id,
        case_id=case_id,
        channel=channel,
        day=day,
        asked_at=at,
        moment=moment,
        reasons=stored,
    )


def reasons_as_data(reasons: Sequence[Reason]) -> list[dict[str, str | None]]:
    """Return reasons as they are stored and printed."""
    return [
        {
            "code": reason.code,
            "text_de": reason.text_de,
            "text_en": reason.text_en,
            "until": reason.until.isoformat() if reason.until else None,
        }
        for reason in reasons
    ]


def _rule(kind: str) -> HoldRule:
    try:
        return HOLD_KINDS[HoldKind(kind)]
    except ValueError:
        known = ", ".join(one.value for one in HOLD_KINDS)
        raise HoldRefused(
            _("Den Grund „%(kind)s“ gibt es nicht. Möglich sind: %(known)s.") % {"kind": kind, "known": known}
        ) from None
