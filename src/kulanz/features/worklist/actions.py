"""Write down calls: who was called, and what came of it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from kulanz.core.actor import Actor
from kulanz.core.contact import HOLD_KINDS, HoldKind
from kulanz.features.audit.actions import record
from kulanz.features.claims.actions import look_again
from kulanz.features.claims.models import Case
from kulanz.features.contact.actions import hold, lift
from kulanz.features.parties.actions import lock_customer
from kulanz.features.parties.models import ContactHold
from kulanz.features.worklist.models import CallAttempt

SAME_CALL = timedelta(minutes=1)  # a double click is one call


class CallRefused(ValueError):
    """The result as entered makes no sense; nothing was changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldAfterCall:
    """What was agreed or learnt in the call. `until`: the day agreed, or the last day; None: as usual."""

    kind: str
    until: date | None = None


def record_call(
    *,
    actor: Actor,
    case: Case,
    outcome: str,
    day: date,
    at: datetime,
    reason: str = "",
    note: str = "",
    hold_after: HoldAfterCall | None = None,
) -> CallAttempt:
    """Note an attempt to reach a customer about a case; the same result again within a minute adds nothing.

    A conversation completes the call step and fulfils a wish to be called back. Raises CallRefused for an
    unknown outcome, HoldRefused for a hold that makes no sense.
    """
    if outcome not in CallAttempt.Outcome.values:
        known = ", ".join(CallAttempt.Outcome.values)
        raise CallRefused(
            _("Das Ergebnis „%(outcome)s“ gibt es nicht. Möglich sind: %(known)s.")
            % {"outcome": outcome, "known": known}
        )
    with transaction.atomic():
        lock_customer(actor=actor, customer_id=case.customer_id)
        same = CallAttempt.objects.filter(
            merchant_id=actor.merchant_id,
            case=case,
            outcome=outcome,
            agent_id=actor.user_id,
            attempted_at__gt=at - SAME_CALL,
            attempted_at__lte=at,
        ).first()
        if same is not None:
            return same
        attempt = CallAttempt.objects.create(
            merchant_id=actor.merchant_id,
            case=case,
            customer_id=case.customer_id,
            attempted_at=at,
            day=day,
            outcome=outcome,
            reason=reason[:20],
            note=note[:500],
            agent_id=actor.user_id,
        )
        record(
            actor=actor,
            kind="CallRecorded",
            day=day,
            at=at,
            customer_id=case.customer_id,
            invoice_id=case.invoice_id,
            case_id=case.pk,
            subject=f"call:{attempt.pk}",
            facts={"outcome": outcome},
            words={"note": note, "reason": reason} if note or reason else None,
        )
        if outcome == CallAttempt.Outcome.TALKED:
            _fulfil_wish(actor, case, day=day, at=at)
        if hold_after is not None:
            _hold(actor, case, hold_after, because=note or "Im Gespräch vereinbart", day=day, at=at)
        look_again(actor=actor, day=day, customer_ids=[case.customer_id])
    return attempt


def _fulfil_wish(actor: Actor, case: Case, *, day: date, at: datetime) -> None:
    wishes = ContactHold.objects.filter(
        merchant_id=actor.merchant_id,
        customer_id=case.customer_id,
        kind=HoldKind.CALLBACK_WISHED.value,
        lifted_at__isnull=True,
    )
    for wish in wishes:
        lift(actor=actor, hold_public_id=wish.public_id, because="Wir haben angerufen", day=day, at=at)


def _hold(
    actor: Actor, case: Case, wanted: HoldAfterCall, *, because: str, day: date, at: datetime
) -> ContactHold:
    try:
        stops = HOLD_KINDS[HoldKind(wanted.kind)].stops
    except ValueError:
        raise CallRefused(_("Den Grund „%(kind)s“ gibt es nicht.") % {"kind": wanted.kind}) from None
    return hold(
        actor=actor,
        customer_id=case.customer_id,
        invoice_id=case.invoice_id if stops == "invoice" else None,
        kind=wanted.kind,
        since=day,
        until=wanted.until,
        because=because,
        day=day,
        at=at,
    )
