"""Close many cases in one transaction, in a few statements. The same promises as `actions.close_case`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from kulanz.core.actor import Actor
from kulanz.features.audit.bulk import EventDraft, record_keys
from kulanz.features.claims.models import Case
from kulanz.features.deadlines.models import Deadline


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """A case that is done, and the event that did it."""

    case_id: int
    customer_id: int
    invoice_id: int
    caused_by_id: int


def close_cases(*, actor: Actor, closings: Sequence[Closing], because: str, day: date, at: datetime) -> None:
    """Close these open cases, end their deadlines and write an event for each."""
    if not closings:
        return
    ids = [one.case_id for one in closings]
    Case.objects.filter(merchant_id=actor.merchant_id, pk__in=ids).update(
        state=Case.State.CLOSED, closed_on=day, closed_because=because, look_again_on=None
    )
    Deadline.objects.filter(
        merchant_id=actor.merchant_id, case_id__in=ids, state=Deadline.State.RUNNING
    ).update(state=Deadline.State.KEPT if because == "paid" else Deadline.State.DROPPED, settled_on=day)
    record_keys(
        actor=actor,
        drafts=[
            EventDraft(
                kind="CaseClosed",
                customer_id=one.customer_id,
                invoice_id=one.invoice_id,
                case_id=one.case_id,
                because=because,
                caused_by_id=one.caused_by_id,
            )
            for one in closings
        ],
        day=day,
        at=at,
    )
