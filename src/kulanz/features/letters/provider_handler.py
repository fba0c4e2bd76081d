"""Carries out letters that a postal provider prints and posts: hand over a draft, then follow it until it is posted.

The draft is not sent by the provider. Each follow-up asks the gate again while the letter can still be held back,
releases or cancels it, and writes down what the provider says. Only *posted* takes a step and starts a deadline.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from kulanz.core.actor import Actor
from kulanz.features.documents.actions import read
from kulanz.features.letters.actions import PROVIDER_FOLLOW_UP
from kulanz.features.letters.letter_handler import Renderer, render_and_keep
from kulanz.features.letters.mail_handler import (
    MessageHandler,
    StillWanted,
    Withdrawn,
    actor_of,
    fall,
    message_of,
    note,
)
from kulanz.features.letters.models import Message, PaperLetter
from kulanz.features.letters.postal import (
    PostalAccount,
    PostalState,
    PostalStatus,
    account_of,
    provider_of,
)
from kulanz.features.letters.returned import letter_came_back, mark_postal_address
from kulanz.features.outbox import actions as outbox
from kulanz.features.outbox.models import Effect
from kulanz.features.parties.actions import lock_customer

# How long until the provider is asked again, by what it said last.
ASK_AGAIN = {
    PostalState.CHECKING: timedelta(minutes=10),
    PostalState.CHECKED: timedelta(hours=2),
    PostalState.IN_WORK: timedelta(hours=4),
    PostalState.UNKNOWN: timedelta(hours=4),
    PostalState.POSTED: timedelta(days=7),
}
RETURNS_ARE_ASKED_FOR = timedelta(days=28)  # letters come back within four weeks, or nobody says so
AFTER_GIVING_UP = timedelta(days=1)

Against = Callable[..., str | None]  # (message, *, at)
Posted = Callable[..., None]  # (message, *, posted_on, by, at)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """What goes to the provider."""

    pdf: bytes
    file_name: str
    provider: str
    account: PostalAccount
    key: str
    is_live: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """A question about a letter. `against` is why it must not be posted any more, blank where it may."""

    letter_id: str
    provider: str
    account: PostalAccount
    against: str
    is_posted: bool


class ProviderHandler(MessageHandler):
    """Hands over the draft."""

    is_idempotent = True  # the provider recognises the key, and sends nothing before it is released

    def __init__(
        self, *, render: Renderer, still_wanted: StillWanted, posted: Posted, withdrawn: Withdrawn
    ) -> None:
        super().__init__(still_wanted=still_wanted, done=_nothing, withdrawn=withdrawn)
        self._render, self._posted = render, posted

    def render(self, effect: Effect, *, at: datetime) -> HandOver:
        message = message_of(effect)
        if message.document is None:
            render_and_keep(message, self._render, at=at)
        # What may have been handed over before is handed over again byte for byte.
        assert message.document is not None, "a rendered letter is kept"
        return HandOver(
            pdf=read(message.document),
            file_name=f"{message.public_id}.pdf",
            provider=message.merchant.postal_provider,
            account=account_of(message.merchant),
            key=message.public_id,
            is_live=message.merchant.is_live,
        )

    def send(self, effect: Effect, rendered: HandOver) -> dict[str, Any]:
        if not rendered.is_live:
            return {"shown": True}  # a letter of a test is never handed to anybody
        provider = provider_of(rendered.provider)
        letter_id = provider.submit(
            pdf=rendered.pdf,
            file_name=rendered.file_name,
            account=rendered.account,
            key=rendered.key,
        )
        return {"provider": rendered.provider, "letter": letter_id}

    def done(self, effect: Effect, *, proof: dict[str, Any], at: datetime) -> None:
        message = message_of(effect)
        if proof.get("shown"):
            self._posted(message, posted_on=at.date(), by="Kulanz (Test)", at=at)
            return
        message.state, message.state_because = Message.State.HANDED_OVER, ""
        message.save(update_fields=["state", "state_because"])
        paper = message.paper
        paper.provider, paper.provider_letter_id = proof["provider"], proof["letter"]
        paper.save(update_fields=["provider", "provider_letter_id"])
        note(message, event="LetterHandedOver", at=at)
        ask_again(message, on=at, at=at)

    def refused(self, effect: Effect, *, because: str, code: str, at: datetime) -> None:
        fall(message_of(effect), Message.State.FAILED, because=because, at=at, event="MessageFailed")

    def end_of_batch(self) -> None:
        """The adapter keeps no connection open."""


class FollowUpHandler:
    """Asks what became of a letter, and lets it go or takes it back while that is possible."""

    is_idempotent = True  # asking twice is asking once; a release names its draft

    def __init__(self, *, against: Against, posted: Posted) -> None:
        self._against, self._posted = against, posted

    def lock(self, effect: Effect) -> None:
        assert effect.customer_id is not None, "a letter has a customer"
        lock_customer(actor=actor_of(effect), customer_id=effect.customer_id)

    def still_wanted(self, effect: Effect, *, at: datetime) -> str | None:
        is_over = letter_of_follow_up(effect).state not in (
            Message.State.HANDED_OVER,
            Message.State.SENT,
            Message.State.SHOWN,
        )
        return "Über diesen Brief ist schon entschieden." if is_over else None

    def render(self, effect: Effect, *, at: datetime) -> FollowUp:
        message = letter_of_follow_up(effect)
        paper = message.paper
        is_posted = paper.posted_on is not None
        return FollowUp(
            letter_id=paper.provider_letter_id,
            provider=paper.provider,
            account=account_of(message.merchant),
            against="" if is_posted else self._against(message, at=at) or "",
            is_posted=is_posted,
        )

    def send(self, effect: Effect, rendered: FollowUp) -> dict[str, Any]:
        provider = provider_of(rendered.provider)
        status = provider.status(rendered.letter_id, account=rendered.account)
        is_released = False
        if rendered.against and status.state in (
            PostalState.CHECKING,
            PostalState.CHECKED,
            PostalState.IN_WORK,
        ):
            if provider.cancel(rendered.letter_id, state=status.state, account=rendered.account):
                status = PostalStatus(state=PostalState.CANCELLED, code=status.code)
        elif status.state is PostalState.CHECKED:
            provider.release(rendered.letter_id, account=rendered.account)
            is_released = True
        elif status.state is PostalState.REJECTED:
            provider.cancel(rendered.letter_id, state=status.state, account=rendered.account)
        return {
            "provider": provider.name,
            "state": status.state.value,
            "code": status.code,
            "posted_on": status.posted_on.isoformat() if status.posted_on else None,
            "address_is_wrong": status.address_is_wrong,
            "released": is_released,
            "against": rendered.against,
        }

    def done(self, effect: Effect, *, proof: dict[str, Any], at: datetime) -> None:
        message, state = letter_of_follow_up(effect), PostalState(proof["state"])
        paper = message.paper
        paper.provider_state, paper.provider_seen_at = proof["code"][:40], at
        paper.save(update_fields=["provider_state", "provider_seen_at"])
        if state in (PostalState.POSTED, PostalState.UNDELIVERABLE) and paper.posted_on is None:
            self._posted(message, posted_on=_posting_day(proof, paper, at=at), by=proof["provider"], at=at)
            message.refresh_from_db()
        if state is PostalState.UNDELIVERABLE:
            _came_back(message, code=proof["code"], at=at)
        elif message.paper.posted_on is not None:
            _plan_next(message, PostalState.POSTED, at=at)  # posted is posted, whatever is said later
        elif state is PostalState.CANCELLED:
            because = proof["against"] or "Der Postdienst hat den Brief storniert."
            fall(message, Message.State.WITHDRAWN, because=because, at=at, event="MessageWithdrawn")
        elif state is PostalState.REJECTED:
            _rejected(message, proof, at=at)
        else:
            _plan_next(message, PostalState.IN_WORK if proof["released"] else state, at=at)

    def withdrawn(self, effect: Effect, *, because: str, at: datetime) -> None:
        """Nobody has to be asked any more."""

    def refused(self, effect: Effect, *, because: str, code: str, at: datetime) -> None:
        self._keep_asking(effect, because=because, at=at)

    def failed(self, effect: Effect, *, because: str, at: datetime) -> None:
        self._keep_asking(effect, because=because, at=at)

    def uncertain(self, effect: Effect, *, because: str, at: datetime) -> None:
        """Asked again anyway."""

    def wanted_again(self, effect: Effect, *, at: datetime) -> None:
        """Nothing to undo."""

    def end_of_batch(self) -> None:
        """The adapter keeps no connection open."""

    def _keep_asking(self, effect: Effect, *, because: str, at: datetime) -> None:
        """A letter at the provider is never forgotten, however long nobody answers."""
        message = letter_of_follow_up(effect)
        message.state_because = because[:500]
        message.save(update_fields=["state_because"])
        ask_again(message, on=at + AFTER_GIVING_UP, at=at)


def ask_again(message: Message, *, on: datetime, at: datetime) -> None:
    """Plan the next question about a letter."""
    stem = f"follow_up:{message.pk}#"
    earlier = Effect.objects.filter(merchant_id=message.merchant_id, dedupe_key__startswith=stem).count()
    outbox.enqueue(
        actor=Actor.system(message.merchant_id),
        kind=PROVIDER_FOLLOW_UP,
        dedupe_key=f"{stem}{earlier + 1}",
        payload={"message": message.public_id},
        customer_id=message.customer_id,
        not_before=on,
        machine_now=at,
    )


def letter_of_follow_up(effect: Effect) -> Message:
    """Return the letter that a follow-up asks about."""
    rows = Message.objects.select_related("merchant", "storefront", "customer", "paper")
    return rows.get(merchant_id=effect.merchant_id, public_id=effect.payload["message"])


def _plan_next(message: Message, state: PostalState, *, at: datetime) -> None:
    posted_on = message.paper.posted_on
    if posted_on is not None and at.date() >= posted_on + RETURNS_ARE_ASKED_FOR:
        return
    ask_again(message, on=at + ASK_AGAIN[state], at=at)


def _posting_day(proof: dict[str, Any], paper: PaperLetter, *, at: datetime) -> date:
    """Return the day the provider says, but no day to come; where it says none, the day we heard of it."""
    said = date.fromisoformat(proof["posted_on"]) if proof["posted_on"] else at.date()
    assert paper.rendered_at is not None, "a letter was rendered before it was handed over"
    return min(max(said, paper.rendered_at.astimezone(at.tzinfo).date()), at.date())


def _came_back(message: Message, *, code: str, at: datetime) -> None:
    if message.paper.returned_on is None:
        letter_came_back(
            actor=Actor.system(message.merchant_id),
            public_id=message.public_id,
            returned_on=at.date(),
            because=f"Der Postdienst meldet: nicht zustellbar ({code}).",
            day=at.date(),
            at=at,
        )


def _rejected(message: Message, proof: dict[str, Any], *, at: datetime) -> None:
    because = f"{proof['provider']} nimmt den Brief nicht an ({proof['code']})."
    if not proof["address_is_wrong"]:
        fall(message, Message.State.FAILED, because=because, at=at, event="MessageFailed")
        return
    fall(message, Message.State.UNDELIVERABLE, because=because, at=at, event="MessageUndeliverable")
    mark_postal_address(Actor.system(message.merchant_id), message, because=because, day=at.date(), at=at)


def _nothing(effect: Effect, **_: Any) -> None:
    """What follows is decided when the letter is posted."""
