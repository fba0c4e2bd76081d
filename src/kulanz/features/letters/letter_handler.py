"""Carries out the effects that are letters printed here: asks, renders, stores, and puts them on the print stack.

The effect ends with the letter on the stack (Poststapel). Printing and posting are a person's, and only posting
starts a deadline: `letters/stack.py` and `dunning/letter_box.py`.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol

from kulanz.features.documents.actions import store
from kulanz.features.letters.mail_handler import (
    Done,
    MessageHandler,
    StillWanted,
    Withdrawn,
    actor_of,
    fall,
    message_of,
)
from kulanz.features.letters.models import Message
from kulanz.features.letters.stating import keep_statements
from kulanz.features.outbox.models import Effect


class Paper(Protocol):
    """A letter as it will be printed."""

    @property
    def pdf(self) -> bytes: ...
    @property
    def sha256(self) -> str: ...
    @property
    def pages(self) -> int: ...
    @property
    def recipient_lines(self) -> tuple[str, ...]: ...
    @property
    def subject(self) -> str: ...


Renderer = Callable[..., Paper]  # (message, *, at); raises CannotRender


class PrintHandler(MessageHandler):
    """Letters of merchants who print themselves."""

    is_idempotent = True  # nothing leaves the house: a letter that is rendered again is still one letter

    def __init__(
        self, *, render: Renderer, still_wanted: StillWanted, done: Done, withdrawn: Withdrawn
    ) -> None:
        super().__init__(still_wanted=still_wanted, done=done, withdrawn=withdrawn)
        self._render = render

    def render(self, effect: Effect, *, at: datetime) -> Paper:
        return render_and_keep(message_of(effect), self._render, at=at)

    def send(self, effect: Effect, rendered: Paper) -> dict[str, Any]:
        return {"on_stack": True, "sha256": rendered.sha256}

    def done(self, effect: Effect, *, proof: dict[str, Any], at: datetime) -> None:
        message = message_of(effect)
        message.state, message.state_because = Message.State.READY, ""
        message.save(update_fields=["state", "state_because"])
        self._done(effect, proof=proof, at=at)

    def refused(self, effect: Effect, *, because: str, code: str, at: datetime) -> None:
        fall(message_of(effect), Message.State.FAILED, because=because, at=at, event="MessageFailed")

    def end_of_batch(self) -> None:
        """Nothing was opened."""


def render_and_keep(message: Message, render: Renderer, *, at: datetime) -> Paper:
    """Render a letter, keep its bytes as they will be printed, and note to whom it goes."""
    keep_statements(message)
    rendered = render(message, at=at)
    document, _ = store(
        actor=actor_of(message.effect),
        data=rendered.pdf,
        kind="letter",
        media_type="application/pdf",
        original_name=f"{message.public_id}.pdf",
        at=at,
    )
    message.document, message.sha256 = document, document.sha256
    message.subject = rendered.subject[:250]
    message.to_address = ", ".join(rendered.recipient_lines)[:254]
    message.save(update_fields=["document", "sha256", "subject", "to_address"])
    paper = message.paper
    paper.recipient_lines, paper.pages, paper.rendered_at = list(rendered.recipient_lines), rendered.pages, at
    paper.save(update_fields=["recipient_lines", "pages", "rendered_at"])
    return rendered
