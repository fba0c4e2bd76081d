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


def timeline_of_case(actor: Actor, *, case_id: int, customer_id: int, limit: int = 80) -> list[Event]:
    """Return what happened with a case, and with its person apart from any invoice, newest first."""
    mine = Event.objects.filter(merchant_id=actor.merchant_id)
    rows = mine.filter(case_id=case_id) | mine.filter(
        customer_id=customer_id, case_id__isnull=True, invoice_id__isnull=True
    )
    return list(rows.select_related("text").order_by("-id")[:limit])
