"""Write down what came of a call."""

from datetime import date, datetime

from django.db import transaction

from kulanz.core.actor import Actor
from kulanz.features.audit.actions import record
from kulanz.features.claims.actions import look_again
from kulanz.features.claims.models import Case
from kulanz.features.parties.actions import lock_customer
from kulanz.features.worklist.models import CallAttempt


class CallRefused(ValueError):
    """The call cannot be written down like this; nothing was changed."""


def record_call(
    *, actor: Actor, case: Case, outcome: str, note: str, reason: str = "", day: date, at: datetime
) -> CallAttempt:
    """Write down one attempt to reach the customer by telephone.

    Whether the call step is thereby done, or lapses after the last attempt, is decided by the strategy
    when the case is looked at again, which is today.
    """
    if case.merchant_id != actor.merchant_id:
        raise CallRefused("Diesen Fall gibt es hier nicht.")
    if outcome not in CallAttempt.Outcome.values:
        raise CallRefused(f"„{outcome}“ ist kein Ergebnis eines Anrufs. Bitte eines aus der Liste wählen.")
    with transaction.atomic():
        lock_customer(actor=actor, customer_id=case.customer_id)
        attempt = CallAttempt.objects.create(
            merchant_id=actor.merchant_id,
            case=case,
            customer_id=case.customer_id,
            attempted_at=at,
            day=day,
            outcome=outcome,
            reason=reason,
            note=note.strip()[:500],
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
            facts={"outcome": outcome, "attempt": attempt.pk},
            words={"note": attempt.note} if attempt.note else None,
        )
        look_again(actor=actor, day=day, customer_ids=[case.customer_id])
    return attempt
