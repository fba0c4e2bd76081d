"""What may be seen of events."""

from kulanz.core.actor import Actor
from kulanz.features.audit.models import Event


def latest_by_itself(actor: Actor, *, limit: int = 25) -> list[Event]:
    """Return what Kulanz did by itself, newest first."""
    return list(
        Event.objects.filter(merchant_id=actor.merchant_id, actor_kind="system")
        .select_related("text")
        .order_by("-id")[:limit]
    )


def latest_event_id(actor: Actor) -> int:
    """Return the id of the merchant's newest event, 0 before the first: what changed since has another."""
    rows = Event.objects.filter(merchant_id=actor.merchant_id).order_by("-id")
    return rows.values_list("id", flat=True).first() or 0
