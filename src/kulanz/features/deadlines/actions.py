"""Put dates into the register, and take note of how they ended."""

from datetime import date

from kulanz.core.actor import Actor
from kulanz.features.deadlines.models import Deadline


def register(
    *,
    actor: Actor,
    kind: str,
    origin: str,
    starts_on: date,
    ends_on: date,
    rule: str,
    consequence: str,
    case_id: int | None = None,
    customer_id: int | None = None,
) -> Deadline:
    """Register a date; the same origin again moves it rather than adding a second one."""
    deadline, _ = Deadline.objects.update_or_create(
        merchant_id=actor.merchant_id,
        kind=kind,
        origin=origin,
        defaults={
            "starts_on": starts_on,
            "ends_on": ends_on,
            "rule": rule,
            "consequence": consequence,
            "case_id": case_id,
            "customer_id": customer_id,
            "state": Deadline.State.RUNNING,
            "settled_on": None,
        },
    )
    return deadline


def settle_all_of_case(*, actor: Actor, case_id: int, day: date, state: Deadline.State) -> int:
    """End every running date of a case on `day`; return how many there were."""
    return Deadline.objects.filter(
        merchant_id=actor.merchant_id, case_id=case_id, state=Deadline.State.RUNNING
    ).update(state=state, settled_on=day)


def mark_passed(*, actor: Actor, day: date) -> int:
    """Mark the running dates that ended before `day` as passed; return how many."""
    return Deadline.objects.filter(
        merchant_id=actor.merchant_id, state=Deadline.State.RUNNING, ends_on__lt=day
    ).update(state=Deadline.State.PASSED, settled_on=day)


def run_again_of_case(*, actor: Actor, case_id: int, settled_on: date | None, day: date) -> int:
    """Let the dates of a case run again that ended when it was closed on `settled_on`; past ones have passed."""
    ended = Deadline.objects.filter(
        merchant_id=actor.merchant_id,
        case_id=case_id,
        settled_on=settled_on,
        state__in=(Deadline.State.KEPT, Deadline.State.DROPPED),
    )
    ended.filter(ends_on__lt=day).update(state=Deadline.State.PASSED, settled_on=day)
    return ended.filter(ends_on__gte=day).update(state=Deadline.State.RUNNING, settled_on=None)
