"""Open, close and look again at cases. Intake lies in `intake.py`."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q

from kulanz.core.actor import Actor
from kulanz.features.audit.actions import record
from kulanz.features.audit.models import Event
from kulanz.features.claims.models import Case
from kulanz.features.deadlines.actions import settle_all_of_case
from kulanz.features.deadlines.models import Deadline


def look_again(
    *, actor: Actor, day: date, case_ids: Iterable[int] = (), customer_ids: Iterable[int] = ()
) -> int:
    """Let the daily run read these open cases on `day`. Every action that changes a fact calls this.

    Never moves a look to a later day; returns how many cases were moved.
    """
    cases = Case.objects.filter(
        Q(pk__in=list(case_ids)) | Q(customer_id__in=list(customer_ids)),
        merchant_id=actor.merchant_id,
        state=Case.State.OPEN,
    )
    return cases.filter(Q(look_again_on__isnull=True) | Q(look_again_on__gt=day)).update(look_again_on=day)


def look_again_at_all(*, actor: Actor, day: date) -> int:
    """Let the daily run read every open case on `day`: after a change of strategy or settings."""
    cases = Case.objects.filter(merchant_id=actor.merchant_id, state=Case.State.OPEN)
    return cases.filter(Q(look_again_on__isnull=True) | Q(look_again_on__gt=day)).update(look_again_on=day)


def close_case(
    *, actor: Actor, case: Case, because: str, day: date, at: datetime, caused_by: Event | None
) -> Event:
    """Close a case and drop its running deadlines. `because` is a code: paid, credited, written_off …"""
    case.state = Case.State.CLOSED
    case.closed_on = day
    case.closed_because = because
    case.look_again_on = None
    case.save(update_fields=["state", "closed_on", "closed_because", "look_again_on"])
    settle_all_of_case(
        actor=actor,
        case_id=case.pk,
        day=day,
        state=Deadline.State.KEPT if because == "paid" else Deadline.State.DROPPED,
    )
    return record(
        actor=actor,
        kind="CaseClosed",
        day=day,
        at=at,
        customer_id=case.customer_id,
        invoice_id=case.invoice_id,
        case_id=case.pk,
        because=because,
        caused_by=caused_by,
    )


def reopen_case(
    *, actor: Actor, case: Case, because: str, day: date, at: datetime, caused_by: Event | None
) -> Event:
    """Open a closed case again, where it stood: its steps stay done."""
    case.state = Case.State.OPEN
    case.closed_on = None
    case.closed_because = ""
    case.look_again_on = day
    case.save(update_fields=["state", "closed_on", "closed_because", "look_again_on"])
    return record(
        actor=actor,
        kind="CaseReopened",
        day=day,
        at=at,
        customer_id=case.customer_id,
        invoice_id=case.invoice_id,
        case_id=case.pk,
        because=because,
        caused_by=caused_by,
    )
