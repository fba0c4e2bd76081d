"""What every business day brings by itself: yesterday is sealed, dates pass, cases learn when to be looked at."""

from datetime import datetime

from kulanz.core.actor import Actor
from kulanz.features.audit.seal import seal_days_before
from kulanz.features.dunning.advance import advance_all


def begin_day(*, merchant_id: int, at: datetime, machine_now: datetime) -> None:
    """Begin the merchant's day of `at`. Sends nothing; a second time on one day changes nothing more."""
    actor, day = Actor.system(merchant_id), at.date()
    seal_days_before(actor=actor, day=day, machine_now=machine_now)
    advance_all(actor=actor, day=day, at=at)
