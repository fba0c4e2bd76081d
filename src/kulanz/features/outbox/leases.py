"""Leases: a worker takes effects for a while, so that no other worker takes them too.

All times here are machine time. A lease that its worker no longer extends belongs to a dead worker.
"""

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from kulanz.features.outbox.due import business_instant, due_effects
from kulanz.features.outbox.handlers import bound_kinds, handler_of
from kulanz.features.outbox.models import Effect

LEASE = timedelta(seconds=120)
IN_FLIGHT = (Effect.State.LEASED, Effect.State.SENDING)


def claim(*, machine_now: datetime, limit: int, lease: timedelta) -> tuple[str, list[int]]:
    """Lease up to `limit` due effects; return the lease's token and their ids in order."""
    token = secrets.token_hex(16)
    if not due_effects(machine_now=machine_now).exists():
        return token, []  # an idle worker takes no write lock
    with transaction.atomic():
        # PostgreSQL skips what another worker is claiming this moment; SQLite lets one writer in at a time.
        rows = due_effects(machine_now=machine_now).select_for_update(skip_locked=True, of=("self",))
        ids = list(rows.values_list("pk", flat=True)[:limit])
        Effect.objects.filter(pk__in=ids).update(
            state=Effect.State.LEASED, lease_token=token, leased_until=machine_now + lease
        )
    return token, ids


def extend(*, token: str, machine_now: datetime, lease: timedelta) -> int:
    """Keep what this worker holds for another while; return how many effects that are."""
    return Effect.objects.filter(lease_token=token, state__in=IN_FLIGHT).update(
        leased_until=machine_now + lease
    )


def let_go(*, token: str) -> int:
    """Give back what was leased but not begun; return how many."""
    return Effect.objects.filter(lease_token=token, state=Effect.State.LEASED).update(
        state=Effect.State.WAITING, lease_token="", leased_until=None
    )


def take_back_from_the_dead(*, machine_now: datetime) -> int:
    """Free what dead workers held; return how many effects were touched.

    What was only leased waits again. What was being handed over may have arrived: it becomes
    uncertain, unless the other side recognises a repetition.
    """
    if not Effect.objects.filter(state__in=IN_FLIGHT, leased_until__lt=machine_now).exists():
        return 0
    given_back = Effect.objects.filter(state=Effect.State.LEASED, leased_until__lt=machine_now).update(
        state=Effect.State.WAITING, lease_token="", leased_until=None
    )
    stranded = Effect.objects.filter(state=Effect.State.SENDING, leased_until__lt=machine_now).filter(
        kind__in=bound_kinds()
    )
    return given_back + sum(
        _strand(pk, machine_now=machine_now) for pk in stranded.values_list("pk", flat=True)
    )


def _strand(pk: int, *, machine_now: datetime) -> bool:
    effect = Effect.objects.select_related("merchant").get(pk=pk)
    handler = handler_of(effect)
    with transaction.atomic():
        handler.lock(effect)
        effect = Effect.objects.select_related("merchant").select_for_update(of=("self",)).get(pk=pk)
        if (
            effect.state != Effect.State.SENDING
            or not effect.leased_until
            or effect.leased_until >= machine_now
        ):
            return False
        if handler.is_idempotent:
            effect.state, effect.lease_token = Effect.State.WAITING, ""
        else:
            # The token stays: if the worker was only slow, its proof still settles the matter.
            effect.state = Effect.State.UNCERTAIN
            effect.error_code = "worker_died"
            effect.error = (
                "Der Versand brach mitten in der Übergabe ab. Ob die Nachricht ankam, weiß nur der Mailserver. "
                "Bitte dort nachsehen und hier entscheiden."
            )
            handler.uncertain(
                effect, because=effect.error, at=business_instant(effect, machine_now=machine_now)
            )
        effect.leased_until = None
        effect.save(update_fields=["state", "lease_token", "leased_until", "error", "error_code"])
    return True
