"""What may be seen of calls."""

from kulanz.core.actor import Actor
from kulanz.features.worklist.models import CallAttempt


def calls_of_case(actor: Actor, *, case_id: int) -> list[CallAttempt]:
    """Return the attempts about one case, newest first."""
    rows = CallAttempt.objects.filter(merchant_id=actor.merchant_id, case_id=case_id)
    return list(rows.select_related("agent").order_by("-day", "-id"))


def calls_of_customer(actor: Actor, *, customer_id: int, limit: int = 30) -> list[CallAttempt]:
    """Return the attempts to reach one person, newest first."""
    rows = CallAttempt.objects.filter(merchant_id=actor.merchant_id, customer_id=customer_id)
    return list(rows.select_related("agent", "case__invoice").order_by("-day", "-id")[:limit])
