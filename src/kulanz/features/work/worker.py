"""Carry out long work: take it by a lease, keep the lease while the process lives, write down what came of it."""

import logging
import secrets
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, close_old_connections, connection, transaction
from django.db.models import Q, QuerySet

from kulanz.core.actor import Actor, Role
from kulanz.features.audit.actions import machine_now
from kulanz.features.work.handlers import WorkRefused, handler_of
from kulanz.features.work.models import LongWork

LEASE = timedelta(seconds=60)
MOST_PROBLEMS = 50
Clock = Callable[[], datetime]
logger = logging.getLogger(__name__)


class Stopped(Exception):
    """A person asked the work to stop."""


class LeaseLost(Exception):
    """Another worker has taken the work over: this one must not touch it any more."""


def actor_of(work: LongWork) -> Actor:
    """Return who began the work: what it does is done in this name."""
    if work.actor_kind != "user":
        return Actor.command(work.merchant_id)
    return Actor(
        kind="user",
        name=work.actor_name,
        merchant_id=work.merchant_id,
        user_id=work.actor_user_id,
        role=Role(work.actor_role),
    )


def carry_out_next(*, clock: Clock = machine_now, lease: timedelta = LEASE) -> LongWork | None:
    """Take the oldest work that waits, or whose worker fell silent, and carry it out; None where there is none."""
    work = _take(clock(), lease)
    if work is None:
        return None
    try:
        with _LeaseKeeper(work, clock=clock, lease=lease):
            outcome = handler_of(work.kind)(work, progress=_progress(work, clock, lease), machine_now=clock())
    except Stopped:
        _end(work, state=LongWork.State.STOPPED, message="")
    except LeaseLost:
        logger.warning("Long work %s was taken over by another worker.", work.public_id)
    except WorkRefused as refused:
        _end(work, state=LongWork.State.FAILED, message=str(refused))
    except (OperationalError, InterfaceError):
        raise  # the database is away; the lease runs out, and somebody goes on
    except Exception as cause:
        logger.exception("Long work %s failed.", work.public_id)
        _end(work, state=LongWork.State.FAILED, message=f"{type(cause).__name__}: {cause}")
    else:
        problems = [{"place": place, "message": text} for place, text in outcome.problems[:MOST_PROBLEMS]]
        _end(
            work,
            state=LongWork.State.DONE,
            message=outcome.message,
            problems=problems,
            result_id=outcome.result_id,
            finished_at=clock(),
            done=work.total,
        )
    work.refresh_from_db()
    return work


def work_forever(stop: threading.Event, *, idle_seconds: float = 1.0) -> None:
    """Carry out long work until stopped. A door: it reads the clock. What is in hand at the end is taken up later."""
    while not stop.is_set():
        try:
            found = carry_out_next()
        except (OperationalError, InterfaceError):
            logger.exception("The database did not answer; long work goes on later.")
            close_old_connections()
            found = None
        if found is None:
            stop.wait(idle_seconds)
    connection.close()


def _take(now: datetime, lease: timedelta) -> LongWork | None:
    due = Q(state=LongWork.State.WAITING) | Q(state=LongWork.State.RUNNING, leased_until__lt=now)
    with transaction.atomic():
        rows = LongWork.objects.filter(due).order_by("id")
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True)
        work = rows.first()
        if work is None:
            return None
        work.state, work.lease_token, work.leased_until = (
            LongWork.State.RUNNING,
            secrets.token_hex(8),
            now + lease,
        )
        # What is done already is passed over quickly: the count begins anew.
        work.began_at, work.done, work.message = now, 0, ""
        work.save()
    return work


def _progress(work: LongWork, clock: Clock, lease: timedelta) -> Callable[[int, int], None]:
    """Return what notes how far the work is, renews the lease, and hears a wish to stop: at most once a second."""
    noted_at = clock() - timedelta(seconds=2)

    def progress(done: int, total: int) -> None:
        nonlocal noted_at
        now = clock()
        if now - noted_at < timedelta(seconds=1) and done < total:
            return
        noted_at = now
        work.done, work.total = done, total
        mine = _mine(work)
        if not mine.update(done=done, total=total, leased_until=now + lease):
            raise LeaseLost
        if done < total and mine.filter(is_to_stop=True).exists():
            raise Stopped

    return progress


def _end(work: LongWork, *, state: str, message: str, **facts: object) -> None:
    """Write down how a stretch ended, where the work is still ours."""
    _mine(work).update(
        state=state, message=message[:500], lease_token="", leased_until=None, is_to_stop=False, **facts
    )


def _mine(work: LongWork) -> QuerySet[LongWork]:
    """Return the row while it is still in this worker's hand."""
    return LongWork.objects.filter(pk=work.pk, lease_token=work.lease_token, state=LongWork.State.RUNNING)


class _LeaseKeeper:
    """Renews the lease from a thread of its own: reading a file or looking at a whole run reports no progress for minutes."""

    def __init__(self, work: LongWork, *, clock: Clock, lease: timedelta) -> None:
        self._work, self._clock, self._lease = work, clock, lease
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="work-lease-keeper", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _keep(self) -> None:
        try:
            while not self._over.wait(self._lease.total_seconds() / 3):
                self._renew()
        finally:
            connection.close()

    def _renew(self) -> None:
        try:
            _mine(self._work).update(leased_until=self._clock() + self._lease)
        except (OperationalError, InterfaceError):
            # Busy or away for a moment: two more turns come before the lease runs out.
            logger.exception("The lease of long work could not be renewed; the worker tries again.")
            close_old_connections()
