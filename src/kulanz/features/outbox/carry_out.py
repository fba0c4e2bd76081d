"""One effect from lease to proof.

First transaction, under the customer's lock: is it still wanted? If so it is rendered, its bytes are
stored and it is marked SENDING. Then it is handed over outside any transaction. Second transaction:
proof, consequences and DONE together. A crash between the two leaves SENDING, which becomes uncertain.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from kulanz.features.outbox.due import business_instant
from kulanz.features.outbox.handlers import (
    CannotRender,
    Handler,
    OutcomeUnknown,
    PassingRefusal,
    PermanentRefusal,
    handler_of,
)
from kulanz.features.outbox.models import Effect

MAX_ATTEMPTS = 13  # with the waits below about two days
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)


def carry_out(*, pk: int, token: str, machine_now: datetime) -> Effect:
    """Carry out a leased effect and return it as it stands afterwards. Raises nothing for its failures."""
    try:
        prepared = _prepare(pk=pk, token=token, machine_now=machine_now)
    except CannotRender as cause:
        return _give_up(pk, token, str(cause), code="cannot_render", machine_now=machine_now)
    except Exception as cause:
        return _try_later(
            pk, token, _described(cause), code="preparing", is_ours=False, machine_now=machine_now
        )
    if prepared is None:
        return _read(pk)
    return _hand_over(prepared, token, machine_now=machine_now)


def wait_before(attempt: int) -> timedelta:
    """Return how long to wait after the given failed attempt (1, 2, …): 1, 4, 16 minutes … up to 6 hours."""
    return min(FIRST_WAIT * 4 ** min(attempt - 1, 9), LONGEST_WAIT)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Prepared:
    """What is to be handed over, and the effect that wanted it."""

    effect: Effect
    rendered: Any


def _prepare(*, pk: int, token: str, machine_now: datetime) -> _Prepared | None:
    """Return what to hand over, None where there is nothing: withdrawn, or with another worker."""
    known = _read(pk)
    handler = handler_of(known)
    with transaction.atomic():
        handler.lock(known)
        effect = _locked(pk)
        if effect.state != Effect.State.LEASED or effect.lease_token != token:
            return None  # withdrawn meanwhile, or another worker has it
        at = business_instant(effect, machine_now=machine_now)
        because = handler.still_wanted(effect, at=at)
        if because is not None:
            _finish(effect, Effect.State.WITHDRAWN, error=because, at=at)
            handler.withdrawn(effect, because=because, at=at)
            return None
        rendered = handler.render(effect, at=at)
        effect.state = Effect.State.SENDING
        effect.attempts += 1
        effect.error = effect.error_code = ""
        effect.fault_is_ours = False
        effect.save(update_fields=["state", "attempts", "error", "error_code", "fault_is_ours"])
    return _Prepared(effect=effect, rendered=rendered)


def _hand_over(prepared: _Prepared, token: str, *, machine_now: datetime) -> Effect:
    effect, pk = prepared.effect, prepared.effect.pk
    handler = handler_of(effect)
    try:
        proof = handler.send(effect, prepared.rendered)
    except PermanentRefusal as refusal:
        return _refuse(pk, token, refusal, machine_now=machine_now)
    except PassingRefusal as refusal:
        return _try_later(
            pk,
            token,
            str(refusal),
            code=refusal.code,
            is_ours=refusal.is_ours,
            wait=refusal.wait,
            machine_now=machine_now,
        )
    except OutcomeUnknown as cause:
        return _leave_uncertain(pk, token, str(cause), proof={}, machine_now=machine_now)
    except Exception as cause:
        return _leave_uncertain(pk, token, _described(cause), proof={}, machine_now=machine_now)
    try:
        return _settle(effect, token, handler, proof, machine_now=machine_now)
    except Exception as cause:
        sentence = (
            "Die Nachricht wurde angenommen, aber ihre Folgen ließen sich nicht eintragen "
            f"({_described(cause)}). Bitte als gesendet bestätigen, wenn die Ursache behoben ist."
        )
        return _leave_uncertain(pk, token, sentence, proof=proof, machine_now=machine_now)


def _settle(
    handed_over: Effect, token: str, handler: Handler, proof: dict[str, Any], *, machine_now: datetime
) -> Effect:
    with transaction.atomic():
        handler.lock(handed_over)
        effect = _locked(handed_over.pk)
        # UNCERTAIN with our own token: we were slow and given up for dead, but here is the proof.
        if effect.lease_token != token or effect.state not in (Effect.State.SENDING, Effect.State.UNCERTAIN):
            return effect
        at = business_instant(effect, machine_now=machine_now)
        effect.proof = proof
        _finish(effect, Effect.State.DONE, error="", at=at)
        handler.done(effect, proof=proof, at=at)
    return effect


def _refuse(pk: int, token: str, refusal: PermanentRefusal, *, machine_now: datetime) -> Effect:
    handler = handler_of(_read(pk))
    with transaction.atomic():
        handler.lock(_read(pk))
        effect = _locked(pk)
        if effect.lease_token != token:
            return effect
        at = business_instant(effect, machine_now=machine_now)
        _finish(effect, Effect.State.FAILED, error=str(refusal), code=refusal.code, at=at)
        handler.refused(effect, because=str(refusal), code=refusal.code, at=at)
    return effect


def _try_later(
    pk: int,
    token: str,
    sentence: str,
    *,
    code: str,
    is_ours: bool,
    machine_now: datetime,
    wait: timedelta = timedelta(0),
) -> Effect:
    handler = handler_of(_read(pk))
    with transaction.atomic():
        handler.lock(_read(pk))
        effect = _locked(pk)
        if effect.lease_token != token:
            return effect
        was_given_up = effect.state == Effect.State.UNCERTAIN
        # An attempt that broke before SENDING was committed has not been counted yet.
        attempts = effect.attempts + (effect.state == Effect.State.LEASED)
        if attempts < MAX_ATTEMPTS:
            effect.state = Effect.State.WAITING
            effect.attempts = attempts
            effect.retry_at = machine_now + max(wait_before(attempts), min(wait, LONGEST_WAIT))
            effect.error, effect.error_code, effect.fault_is_ours = sentence, code, is_ours
            effect.lease_token, effect.leased_until = "", None
            effect.save()
            if was_given_up:  # we were slow, but here is the answer: nothing was handed over
                handler.wanted_again(effect, at=business_instant(effect, machine_now=machine_now))
            return effect
    return _give_up(pk, token, sentence, code=code, machine_now=machine_now)


def _give_up(pk: int, token: str, sentence: str, *, code: str, machine_now: datetime) -> Effect:
    handler = handler_of(_read(pk))
    with transaction.atomic():
        handler.lock(_read(pk))
        effect = _locked(pk)
        if effect.lease_token != token:
            return effect
        at = business_instant(effect, machine_now=machine_now)
        _finish(effect, Effect.State.FAILED, error=sentence, code=code, at=at)
        handler.failed(effect, because=sentence, at=at)
    return effect


def _leave_uncertain(
    pk: int, token: str, sentence: str, *, proof: dict[str, Any], machine_now: datetime
) -> Effect:
    handler = handler_of(_read(pk))
    if handler.is_idempotent:
        return _try_later(pk, token, sentence, code="outcome_unknown", is_ours=False, machine_now=machine_now)
    with transaction.atomic():
        handler.lock(_read(pk))
        effect = _locked(pk)
        if effect.lease_token != token or effect.state not in (Effect.State.SENDING, Effect.State.UNCERTAIN):
            return effect
        effect.state = Effect.State.UNCERTAIN
        effect.error, effect.error_code = sentence, "outcome_unknown"
        effect.proof = proof
        effect.lease_token, effect.leased_until = "", None
        effect.save()
        handler.uncertain(effect, because=sentence, at=business_instant(effect, machine_now=machine_now))
    return effect


def _finish(effect: Effect, state: Effect.State, *, error: str, at: datetime, code: str = "") -> None:
    effect.state = state
    effect.error, effect.error_code = error, code
    effect.lease_token, effect.leased_until, effect.retry_at = "", None, None
    effect.finished_at = at
    effect.save()


def _read(pk: int) -> Effect:
    return Effect.objects.select_related("merchant").get(pk=pk)


def _locked(pk: int) -> Effect:
    return Effect.objects.select_related("merchant").select_for_update(of=("self",)).get(pk=pk)


def _described(cause: Exception) -> str:
    return f"{type(cause).__name__}: {cause}"
