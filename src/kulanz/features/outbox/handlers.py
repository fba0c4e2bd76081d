"""What a kind of effect must be able to do, and how its sending may fail."""

from datetime import datetime, timedelta
from typing import Any, Protocol

from django.utils.translation import gettext as _

from kulanz.features.outbox.models import Effect


class HandlerUnknown(LookupError):
    """Nobody said how effects of this kind are carried out."""


class CannotRender(ValueError):
    """The effect cannot be put into words: something it needs is missing. Trying again will not help."""


class PermanentRefusal(Exception):
    """The other side refuses this recipient for good. Nothing was handed over."""

    def __init__(self, sentence: str, *, code: str) -> None:
        super().__init__(sentence)
        self.code = code


class PassingRefusal(Exception):
    """Not now, perhaps later. Nothing was handed over.

    `is_ours` says that the fault lies with our server, account or sender and not with the recipient:
    then nothing else goes out over this way either, and the owner must hear of it. `wait` is how long the other
    side asked us to wait, where it did.
    """

    def __init__(self, sentence: str, *, code: str, is_ours: bool, wait: timedelta = timedelta(0)) -> None:
        super().__init__(sentence)
        self.code = code
        self.is_ours = is_ours
        self.wait = wait


class OutcomeUnknown(Exception):
    """It was handed over, but no answer came: it may or may not have arrived."""


class Handler(Protocol):
    """Carries out one kind of effect. All but `send` run in a transaction of the worker."""

    is_idempotent: bool  # the other side recognises a repetition: what is uncertain may be sent again

    def lock(self, effect: Effect) -> None:
        """Take the lock that every booking for the same person takes."""

    def still_wanted(self, effect: Effect, *, at: datetime) -> str | None:
        """Return why the effect is no longer wanted, or None. May change rows."""

    def render(self, effect: Effect, *, at: datetime) -> Any:
        """Return what `send` hands over, stored as it will be sent; raise CannotRender."""

    def send(self, effect: Effect, rendered: Any) -> dict[str, Any]:
        """Hand over and return the proof; raise PermanentRefusal, PassingRefusal or OutcomeUnknown.

        Runs outside any transaction.
        """

    def done(self, effect: Effect, *, proof: dict[str, Any], at: datetime) -> None:
        """Write down that it happened."""

    def withdrawn(self, effect: Effect, *, because: str, at: datetime) -> None:
        """Write down that it will not happen."""

    def refused(self, effect: Effect, *, because: str, code: str, at: datetime) -> None:
        """Write down that the recipient cannot be reached this way."""

    def failed(self, effect: Effect, *, because: str, at: datetime) -> None:
        """Write down that we gave up."""

    def uncertain(self, effect: Effect, *, because: str, at: datetime) -> None:
        """Write down that nobody knows whether it happened."""

    def wanted_again(self, effect: Effect, *, at: datetime) -> None:
        """Write down that a person wants it to be tried once more."""

    def end_of_batch(self) -> None:
        """Let go of connections."""


_HANDLERS: dict[str, Handler] = {}


def bind(kind: str, handler: Handler) -> None:
    """Say who carries out effects of this kind. Called by config.wiring alone, and by tests."""
    _HANDLERS[kind] = handler


def handler_of(effect: Effect) -> Handler:
    """Return the handler; raise HandlerUnknown where none is bound."""
    ensure_bound(effect.kind)
    return _HANDLERS[effect.kind]


def ensure_bound(kind: str) -> None:
    """Raise HandlerUnknown where nobody carries out effects of this kind."""
    if kind not in _HANDLERS:
        raise HandlerUnknown(
            _(
                "Für Ausgänge der Art „%(kind)s“ ist kein Weg eingerichtet. Bitte die Installation prüfen (kulanz doctor)."
            )
            % {"kind": kind}
        )


def bound_kinds() -> list[str]:
    """Return the kinds that somebody carries out."""
    return sorted(_HANDLERS)


def bound_handlers() -> list[Handler]:
    """Return every handler once."""
    return list({id(handler): handler for handler in _HANDLERS.values()}.values())
