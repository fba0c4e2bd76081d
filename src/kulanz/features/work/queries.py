"""What may be seen of long work."""

from dataclasses import dataclass
from datetime import datetime

from kulanz.core.actor import Actor
from kulanz.features.work.models import LongWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How work gets on: percent done, items per second, seconds that are left; None where nobody can tell yet."""

    percent: int | None
    per_second: int | None
    seconds_left: int | None


def work_of(actor: Actor, public_id: str) -> LongWork | None:
    """Return one piece of work, None where this merchant has none with the id."""
    return LongWork.objects.filter(merchant_id=actor.merchant_id, public_id=public_id).first()


def latest_work(actor: Actor, *, limit: int = 20) -> list[LongWork]:
    """Return the newest pieces of work."""
    return list(LongWork.objects.filter(merchant_id=actor.merchant_id).order_by("-id")[:limit])


def pace_of(work: LongWork, *, machine_now: datetime) -> Pace:
    """Return how it gets on, counted over the stretch it has been running without a break."""
    percent = work.done * 100 // work.total if work.total else None
    seconds = (machine_now - work.began_at).total_seconds() if work.began_at else 0.0
    if work.state != LongWork.State.RUNNING or seconds < 1 or not work.done:
        return Pace(percent=percent, per_second=None, seconds_left=None)
    left = round((work.total - work.done) * seconds / work.done)
    return Pace(percent=percent, per_second=round(work.done / seconds), seconds_left=left)
