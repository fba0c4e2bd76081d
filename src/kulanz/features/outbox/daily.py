"""The round of each business day: what must happen once a day at every merchant, whoever is there to do it.

The chores lie in features above this one and are bound in config.wiring. They may run again after a crash, and
beside another worker: each must come to the same when it runs twice.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import InterfaceError, OperationalError

from kulanz.features.outbox import alarms
from kulanz.features.outbox.models import DailyRound

Chore = Callable[..., None]  # (*, merchant_id, at, machine_now)
ALARM = "daily_round_failing"

_CHORES: list[Chore] = []


def bind_chore(chore: Chore | None) -> None:
    """Say what is to be done each day; None forgets all."""
    _CHORES[:] = [chore] if chore else []


def make_rounds(*, machine_now: datetime) -> int:
    """Do the chores of every merchant whose business day has come since the last round; return how many there were.

    A merchant whose round fails gets an alarm and is tried again at the next call; the others are not kept waiting.
    """
    made = 0
    for merchant in _merchants():
        at = (merchant.clock_at or machine_now).astimezone(ZoneInfo(merchant.time_zone))
        if _is_made(merchant.pk, at.date()):
            continue
        try:
            for chore in _CHORES:
                chore(merchant_id=merchant.pk, at=at, machine_now=machine_now)
        except (OperationalError, InterfaceError):
            raise  # the database is away: that is no merchant's fault, and the worker outlives it
        except Exception as cause:
            sentence = (
                f"Der tägliche Rundgang vom {at:%d.%m.%Y} ist gescheitert: {type(cause).__name__}: {cause}. "
                "Er wird wiederholt; bitte „kulanz doctor“ ausführen."
            )
            alarms.begin(merchant=merchant, kind=ALARM, detail=sentence, machine_now=machine_now)
            continue
        alarms.end(merchant=merchant, kind=ALARM, machine_now=machine_now)
        DailyRound.objects.update_or_create(merchant=merchant, defaults={"day": at.date()})
        made += 1
    return made


def _is_made(merchant_id: int, day: date) -> bool:
    return DailyRound.objects.filter(merchant_id=merchant_id, day__gte=day).exists()


def _merchants() -> Any:
    # Merchants lie above this feature; the foreign key is the way to them that imports nothing upwards.
    return DailyRound._meta.get_field("merchant").related_model.objects.order_by("pk")
