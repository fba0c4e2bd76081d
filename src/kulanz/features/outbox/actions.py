"""Put effects into the outbox, take them out again, and decide what nobody knows."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kulanz.core.actor import Actor
from kulanz.features.audit.actions import record
from kulanz.features.outbox.handlers import ensure_bound, handler_of
from kulanz.features.outbox.models import Effect


class TooLateToWithdraw(ValueError):
    """The effect is being handed over, or is done: it cannot be taken back."""


class NotUncertain(ValueError):
    """Somebody decided already, or there was nothing to decide."""


class NotFailed(ValueError):
    """Only what failed can be tried once more."""


def enqueue(
    *,
    actor: Actor,
    kind: str,
    dedupe_key: str,
    payload: dict[str, Any],
    customer_id: int | None,
    not_before: datetime,
    machine_now: datetime,
) -> tuple[Effect, bool]:
    """Want an effect; return it and whether it is new. The same `dedupe_key` again adds nothing.

    Raises HandlerUnknown for a kind that nobody carries out. Call it in the transaction of the action that wants it. `not_before` is business time.
    """
    ensure_bound(kind)
    return Effect.objects.get_or_create(
        merchant_id=actor.merchant_id,
        dedupe_key=dedupe_key,
        defaults={
            "kind": kind,
            "payload": payload,
            "customer_id": customer_id,
            "not_before": not_before,
            "created_at": machine_now,
        },
    )


def withdraw(*, actor: Actor, effect: Effect, because: str, at: datetime) -> Effect:
    """Take back an effect that has not begun; raise TooLateToWithdraw once it has."""
    handler = handler_of(effect)
    with transaction.atomic():
        handler.lock(effect)
        effect = _locked(actor, effect)
        if effect.state == Effect.State.WITHDRAWN:
            return effect
        if effect.state not in (Effect.State.WAITING, Effect.State.LEASED):
            raise TooLateToWithdraw(
                _("Nr. %(number)s lässt sich nicht mehr zurückziehen: %(state)s.")
                % {"number": effect.pk, "state": effect.get_state_display()}
            )
        effect.state = Effect.State.WITHDRAWN
        effect.error = because
        effect.lease_token = ""
        effect.leased_until = None
        effect.finished_at = at
        effect.save(update_fields=["state", "error", "lease_token", "leased_until", "finished_at"])
        handler.withdrawn(effect, because=because, at=at)
    return effect


def resolve_uncertain(*, actor: Actor, effect: Effect, was_sent: bool, day: date, at: datetime) -> Effect:
    """Write down what a person found out. `was_sent` False lets it go out again, once."""
    handler = handler_of(effect)
    with transaction.atomic():
        handler.lock(effect)
        effect = _locked(actor, effect)
        if effect.state != Effect.State.UNCERTAIN:
            raise NotUncertain(
                _("Nr. %(number)s ist nicht ungewiss, sondern %(state)s. Bitte die Seite neu laden.")
                % {"number": effect.pk, "state": effect.get_state_display()}
            )
        effect.lease_token = ""
        effect.error = ""
        effect.error_code = ""
        if was_sent:
            effect.proof = {**effect.proof, "confirmed_by": actor.name, "confirmed_on": day.isoformat()}
            effect.state = Effect.State.DONE
            effect.finished_at = at
            handler.done(effect, proof=effect.proof, at=at)
        else:
            effect.proof = {}
            effect.state = Effect.State.WAITING
            effect.retry_at = None
            handler.wanted_again(effect, at=at)
        effect.save()
        record(
            actor=actor,
            kind="UncertainEffectResolved",
            day=day,
            at=at,
            customer_id=effect.customer_id,
            subject=f"effect:{effect.pk}",
            facts={"was_sent": was_sent},
        )
    return effect


def try_again(*, actor: Actor, effect: Effect, day: date, at: datetime) -> Effect:
    """Let a failed effect wait again, after a person mended its cause."""
    handler = handler_of(effect)
    with transaction.atomic():
        handler.lock(effect)
        effect = _locked(actor, effect)
        if effect.state != Effect.State.FAILED:
            raise NotFailed(
                _("Nr. %(number)s ist nicht fehlgeschlagen, sondern %(state)s. Bitte die Seite neu laden.")
                % {"number": effect.pk, "state": effect.get_state_display()}
            )
        effect.state = Effect.State.WAITING
        effect.attempts = 0
        effect.retry_at = effect.finished_at = None
        effect.error = effect.error_code = ""
        handler.wanted_again(effect, at=at)
        effect.save()
        record(
            actor=actor,
            kind="EffectTriedAgain",
            day=day,
            at=at,
            customer_id=effect.customer_id,
            subject=f"effect:{effect.pk}",
        )
    return effect


def _locked(actor: Actor, effect: Effect) -> Effect:
    rows = Effect.objects.select_related("merchant").select_for_update(of=("self",))
    return rows.get(merchant_id=actor.merchant_id, pk=effect.pk)
