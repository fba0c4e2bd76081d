"""What the owner must hear of: told once when it begins, ended when it is over.

Each check answers for one merchant: a sentence while something is wrong, else None. The messenger
carries the sentence to the owner; without one the alarm stands on the page only.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, Max, Q

from kulanz.features.outbox.due import due_effects
from kulanz.features.outbox.models import Alarm, Effect, WorkerBeat

SILENCE = timedelta(minutes=10)
SMTP_FAILURES_BEFORE_ALARM = 3
POSTAL = "provider_"  # how the kinds of effects begin that a postal provider carries out

Check = Callable[[Any, datetime], str | None]  # (merchant, machine_now) -> what is wrong
Messenger = Callable[[Any, str, str], bool]  # (merchant, subject, text) -> whether somebody was told

logger = logging.getLogger(__name__)
_CHECKS: dict[str, Check] = {}
_MESSENGERS: list[Messenger] = []


def bind_check(kind: str, check: Check) -> None:
    """Add a check; its kind names the alarm."""
    _CHECKS[kind] = check


def bind_messenger(messenger: Messenger | None) -> None:
    """Say who carries alarms to the owner."""
    _MESSENGERS[:] = [messenger] if messenger else []


def watch(*, machine_now: datetime) -> None:
    """Look at every live merchant once, begin and end alarms. Called by workers and by `kulanz serve`."""
    # Merchants lie above this feature; the foreign key is the way to them that imports nothing upwards.
    merchants = Alarm._meta.get_field("merchant").related_model.objects.filter(is_live=True)
    for merchant in merchants.order_by("pk"):
        own = {
            "worker_silent": worker_silent,
            "smtp_failing": smtp_failing,
            "postal_failing": postal_failing,
        }
        for kind, check in {**own, **_CHECKS}.items():
            sentence = check(merchant, machine_now)
            if sentence:
                begin(merchant=merchant, kind=kind, detail=sentence, machine_now=machine_now)
            else:
                end(merchant=merchant, kind=kind, machine_now=machine_now)


def begin(*, merchant: Any, kind: str, detail: str, machine_now: datetime) -> bool:
    """Begin an alarm unless it runs already, and tell the owner; return whether it is new."""
    if Alarm.objects.filter(merchant=merchant, kind=kind, ended_at__isnull=True).exists():
        return False
    try:
        with transaction.atomic():
            Alarm.objects.create(merchant=merchant, kind=kind, since=machine_now, detail=detail)
    except IntegrityError:
        return False  # another process was quicker and tells the owner
    for messenger in _MESSENGERS:
        messenger(merchant, f"Kulanz: {TITLES.get(kind, kind)} ({merchant.name})", detail)
    return True


def end(*, merchant: Any, kind: str, machine_now: datetime) -> bool:
    """End the running alarm of this kind; return whether there was one."""
    running = Alarm.objects.filter(merchant=merchant, kind=kind, ended_at__isnull=True)
    return bool(running.update(ended_at=machine_now))


TITLES = {
    "worker_silent": "Der Versand steht still",
    "smtp_failing": "Der Mailserver nimmt nichts an",
    "postal_failing": "Der Postdienst nimmt nichts an",
    "bank_stale": "Bankdaten fehlen",
    "daily_round_failing": "Der tägliche Rundgang scheitert",
}


def worker_silent(merchant: Any, machine_now: datetime) -> str | None:
    """No worker has shown itself for ten minutes although something should have gone out."""
    last = WorkerBeat.objects.aggregate(last=Max("beat_at"))["last"]
    if last is not None and last > machine_now - SILENCE:
        return None
    overdue = due_effects(machine_now=machine_now - SILENCE).filter(
        merchant=merchant, created_at__lte=machine_now - SILENCE
    )
    count = overdue.count()
    if not count:
        return None
    since = f"seit {last:%d.%m.%Y %H:%M} UTC" if last else "noch nie"
    return (
        f"{count} Nachrichten warten, aber der Versanddienst hat sich {since} nicht gemeldet. "
        "Bitte „kulanz serve“ oder „kulanz worker“ starten."
    ).replace("noch nie nicht", "noch nie")


def smtp_failing(merchant: Any, machine_now: datetime) -> str | None:
    """Our own server, account or sender was refused several times, and nothing went through since."""
    sentence = _refused_ours(merchant, Q(kind__startswith=POSTAL), by_postal=False)
    return sentence and (
        f"Der Mailserver hat mehrmals nichts angenommen. Zuletzt: {sentence} Bitte die SMTP-Einstellungen prüfen."
    )


def postal_failing(merchant: Any, machine_now: datetime) -> str | None:
    """The postal provider refused our account or could not be reached several times, and nothing went through since."""
    sentence = _refused_ours(merchant, Q(kind__startswith=POSTAL), by_postal=True)
    return sentence and (
        f"Der Postdienst hat mehrmals nichts angenommen. Zuletzt: {sentence} Bitte den Zugang unter Einrichtung prüfen."
    )


def _refused_ours(merchant: Any, postal: Q, *, by_postal: bool) -> str | None:
    refused = Effect.objects.filter(
        postal if by_postal else ~postal,
        state=Effect.State.WAITING,
        merchant=merchant,
        fault_is_ours=True,
    )
    found = refused.aggregate(effects=Count("pk"), attempts=Max("attempts"))
    if max(found["effects"], found["attempts"] or 0) < SMTP_FAILURES_BEFORE_ALARM:
        return None
    return refused.order_by("-retry_at", "-pk").values_list("error", flat=True)[0]
