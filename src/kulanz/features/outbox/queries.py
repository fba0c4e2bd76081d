"""What may be seen of the outbox."""

from datetime import datetime

from django.db.models import Count, Min, QuerySet

from kulanz.core.actor import Actor
from kulanz.features.outbox.due import due_effects
from kulanz.features.outbox.models import Alarm, Effect


def effects(actor: Actor, *, states: tuple[str, ...] = ()) -> QuerySet[Effect]:
    """Return the merchant's effects, newest first; all states where none is named."""
    rows = Effect.objects.filter(merchant_id=actor.merchant_id).order_by("-id")
    return rows.filter(state__in=states) if states else rows


def count_by_state(actor: Actor) -> dict[str, int]:
    """Return how many effects stand in each state; states without any are left out."""
    rows = Effect.objects.filter(merchant_id=actor.merchant_id).values("state").annotate(n=Count("pk"))
    return {row["state"]: row["n"] for row in rows.order_by("state")}


def due_count(actor: Actor, *, machine_now: datetime) -> int:
    """Return how many effects could go out now."""
    return due_effects(machine_now=machine_now).filter(merchant_id=actor.merchant_id).count()


def running_alarms(actor: Actor) -> list[Alarm]:
    """Return the alarms that have not ended, oldest first."""
    return list(Alarm.objects.filter(merchant_id=actor.merchant_id, ended_at__isnull=True).order_by("since"))


def next_instants() -> dict[int, datetime]:
    """Return by merchant when the first of its waiting effects may go out, in business time: for the operator alone."""
    waiting = Effect.objects.filter(state=Effect.State.WAITING).values("merchant_id")
    return {row["merchant_id"]: row["at"] for row in waiting.annotate(at=Min("not_before"))}


def count_all_by_state() -> dict[str, int]:
    """Return how many effects of the whole installation stand in each state: for its operator alone."""
    rows = Effect.objects.values("state").annotate(n=Count("pk"))
    return {row["state"]: row["n"] for row in rows.order_by("state")}
