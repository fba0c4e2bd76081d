"""The worker: claims what is due, carries it out one by one, and shows that it is alive."""

import logging
import os
import socket
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.db.models import Q

from kulanz.features.outbox import alarms
from kulanz.features.outbox.carry_out import carry_out
from kulanz.features.outbox.daily import make_rounds
from kulanz.features.outbox.handlers import bound_handlers
from kulanz.features.outbox.leases import LEASE, claim, extend, let_go, take_back_from_the_dead
from kulanz.features.outbox.models import Effect, WorkerBeat

BATCH = 20
IDLE_SECONDS = 2.0
BEAT_EVERY = timedelta(seconds=20)
LONGEST_SILENCE = timedelta(minutes=15)
logger = logging.getLogger(__name__)
Clock = Callable[[], datetime]


def work_once(
    *,
    worker_name: str,
    machine_now: datetime,
    limit: int = BATCH,
    lease: timedelta = LEASE,
    stop: threading.Event | None = None,
) -> int:
    """Carry out up to `limit` due effects and return how many were touched; 0 means nothing is due.

    `machine_now` is the machine's time at the call; what passes meanwhile is added to it.
    """
    clock = _running_from(machine_now)
    take_back_from_the_dead(machine_now=clock())
    token, ids = claim(machine_now=clock(), limit=limit, lease=lease)
    if not ids:
        return 0
    touched = 0
    silenced: dict[int, datetime] = {}  # merchants whose own server fails now: it is asked once, not per mail
    try:
        with _LeaseKeeper(token=token, clock=clock, lease=lease):
            for pk in ids:
                if stop is not None and stop.is_set():
                    break
                touched += _one(pk=pk, token=token, clock=clock, silenced=silenced)
    finally:
        let_go(token=token)
        for handler in bound_handlers():
            handler.end_of_batch()
    return touched


def _one(*, pk: int, token: str, clock: Clock, silenced: dict[int, datetime]) -> int:
    merchant_id = Effect.objects.values_list("merchant_id", flat=True).get(pk=pk)
    if merchant_id in silenced:
        Effect.objects.filter(pk=pk, lease_token=token, state=Effect.State.LEASED).update(
            state=Effect.State.WAITING, lease_token="", leased_until=None, retry_at=silenced[merchant_id]
        )
        return 0
    effect = carry_out(pk=pk, token=token, machine_now=clock())
    if effect.state == Effect.State.WAITING and effect.fault_is_ours:
        silenced[merchant_id] = _spare_the_others(effect, now=clock())
    return 1


def _spare_the_others(failed: Effect, *, now: datetime) -> datetime:
    """Let the merchant's other effects of this kind wait as well; return until when.

    They wait a quarter of an hour at most, so that all go out soon after the server is back.
    """
    until = min(failed.retry_at or now, now + LONGEST_SILENCE)
    waiting = Effect.objects.filter(
        merchant_id=failed.merchant_id, kind=failed.kind, state=Effect.State.WAITING
    )
    waiting.filter(Q(retry_at__isnull=True) | Q(retry_at__lt=until)).update(retry_at=until)
    return until


def work_until_idle(*, worker_name: str, machine_now: datetime, lease: timedelta = LEASE) -> int:
    """Carry out everything that is due now and return how many effects were touched."""
    clock, total = _running_from(machine_now), 0
    beat(worker_name=worker_name, machine_now=clock())
    while touched := work_once(worker_name=worker_name, machine_now=clock(), lease=lease):
        total += touched
    beat(worker_name=worker_name, machine_now=clock())
    return total


def run_forever(
    stop: threading.Event,
    *,
    worker_name: str | None = None,
    lease: timedelta = LEASE,
    idle_seconds: float = IDLE_SECONDS,
) -> None:
    """Work until `stop` is set; the effect in hand is finished first. This is a door: it reads the clock."""
    name = worker_name or own_worker_name()
    last_beat = datetime.min.replace(tzinfo=UTC)
    while not stop.is_set():
        now = datetime.now(UTC)
        try:
            if now - last_beat >= BEAT_EVERY:
                alarms.watch(machine_now=now)
                make_rounds(machine_now=now)
                beat(worker_name=name, machine_now=now)
                last_beat = now
            touched = work_once(worker_name=name, machine_now=now, lease=lease, stop=stop)
        except (OperationalError, InterfaceError):
            # The database is away or busy. Leases run out by themselves; the worker must outlive it.
            logger.exception("The database did not answer; the worker tries again.")
            close_old_connections()
            touched = 0
        if not touched:
            stop.wait(idle_seconds)
    connection.close()


def watch_forever(stop: threading.Event, *, every_seconds: float = 60.0) -> None:
    """Look for failures from outside the worker, so that its silence is noticed. A door: it reads the clock."""
    while not stop.wait(every_seconds):
        try:
            alarms.watch(machine_now=datetime.now(UTC))
        except (OperationalError, InterfaceError):
            logger.exception("The database did not answer; the watch goes on.")
        finally:
            close_old_connections()
    connection.close()


def beat(*, worker_name: str, machine_now: datetime) -> None:
    """Leave a sign of life."""
    WorkerBeat.objects.update_or_create(worker=worker_name[:80], defaults={"beat_at": machine_now})


def own_worker_name() -> str:
    """Return a name that tells this process from others."""
    return f"{socket.gethostname()}:{os.getpid()}"


def _running_from(start: datetime) -> Clock:
    began = time.monotonic()
    return lambda: start + timedelta(seconds=time.monotonic() - began)


class _LeaseKeeper:
    """Extends the leases of a batch from a thread of its own, so that a slow server costs no lease."""

    def __init__(self, *, token: str, clock: Clock, lease: timedelta) -> None:
        self._token, self._clock, self._lease = token, clock, lease
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="lease-keeper", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _keep(self) -> None:
        try:
            while not self._over.wait(self._lease.total_seconds() / 3):
                self._extend()
        finally:
            connection.close()

    def _extend(self) -> None:
        try:
            extend(token=self._token, machine_now=self._clock(), lease=self._lease)
        except (OperationalError, InterfaceError):
            # Busy or away for a moment: two more turns come before the lease runs out.
            logger.exception("A lease could not be extended; the worker tries again.")
            close_old_connections()
