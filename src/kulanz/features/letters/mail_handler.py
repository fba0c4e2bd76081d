"""Carries out the effects that are mails: asks, renders, stores, hands over, writes down."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.db import transaction

from kulanz.core.actor import Actor
from kulanz.core.contact.hold_kinds import HOLD_KINDS, HoldKind
from kulanz.features.audit.actions import record
from kulanz.features.claims.actions import look_again
from kulanz.features.claims.models import Case, Demand
from kulanz.features.deadlines.models import Deadline
from kulanz.features.documents.actions import store
from kulanz.features.letters.actions import ensure_not_on_its_way
from kulanz.features.letters.mail import RenderedMail
from kulanz.features.letters.models import Message, MessageItem
from kulanz.features.letters.rendering import render_message
from kulanz.features.letters.stating import items_of, keep_statements
from kulanz.features.outbox.models import Effect
from kulanz.features.parties.actions import lock_customer, place_hold
from kulanz.features.parties.models import ContactHold
from kulanz.features.tenants.models import Merchant

LATEST = timedelta(days=2)  # after its day a message is stale: it is proposed again with new days

StillWanted = Callable[..., str | None]  # (effect, *, at)
Done = Callable[..., None]  # (effect, *, proof, at)
Withdrawn = Callable[..., None]  # (effect, *, because, at)


class Transport(Protocol):
    """A way out for mails."""

    def send(self, mail: RenderedMail) -> dict[str, Any]: ...

    def close(self) -> None: ...


class MessageHandler:
    """What is the same for a message on any way. What only the sender of one kind knows comes in as functions."""

    def __init__(self, *, still_wanted: StillWanted, done: Done, withdrawn: Withdrawn) -> None:
        self._still_wanted, self._done, self._withdrawn = still_wanted, done, withdrawn

    def lock(self, effect: Effect) -> None:
        assert effect.customer_id is not None, "a message has a customer"
        lock_customer(actor=actor_of(effect), customer_id=effect.customer_id)

    def still_wanted(self, effect: Effect, *, at: datetime) -> str | None:
        return _out_of_date(effect, at=at) or self._still_wanted(effect, at=at)

    def withdrawn(self, effect: Effect, *, because: str, at: datetime) -> None:
        fall(message_of(effect), Message.State.WITHDRAWN, because=because, at=at, event="MessageWithdrawn")
        self._withdrawn(effect, because=because, at=at)

    def failed(self, effect: Effect, *, because: str, at: datetime) -> None:
        fall(message_of(effect), Message.State.FAILED, because=because, at=at, event="MessageFailed")

    def uncertain(self, effect: Effect, *, because: str, at: datetime) -> None:
        message = message_of(effect)
        message.state, message.state_because = Message.State.UNCERTAIN, because[:500]
        message.save(update_fields=["state", "state_because"])
        note(message, event="MessageUncertain", at=at)

    def wanted_again(self, effect: Effect, *, at: datetime) -> None:
        message = message_of(effect)
        fallen = message.items.filter(is_standing=False, is_companion=False).exclude(step="")
        ensure_not_on_its_way(actor_of(effect), list(fallen))
        message.state, message.state_because = Message.State.RELEASED, ""
        message.save(update_fields=["state", "state_because"])
        message.items.update(is_standing=True)


class MailHandler(MessageHandler):
    """One kind of mail."""

    is_idempotent = False  # SMTP does not recognise a repetition

    def __init__(
        self,
        *,
        live: Transport,
        shown: Transport,
        still_wanted: StillWanted,
        done: Done,
        withdrawn: Withdrawn,
    ) -> None:
        super().__init__(still_wanted=still_wanted, done=done, withdrawn=withdrawn)
        self._live, self._shown = live, shown

    def render(self, effect: Effect, *, at: datetime) -> RenderedMail:
        message = message_of(effect)
        keep_statements(message)
        mail = render_message(message, at=at)
        document, _ = store(
            actor=actor_of(effect),
            data=mail.raw,
            kind="message",
            media_type="message/rfc822",
            original_name=f"{message.public_id}.eml",
            at=at,
        )
        message.document, message.sha256 = document, document.sha256
        message.subject = mail.letter.subject[:250]
        message.to_address, message.message_id = mail.recipient, mail.message_id
        message.save(update_fields=["document", "sha256", "subject", "to_address", "message_id"])
        return mail

    def send(self, effect: Effect, rendered: RenderedMail) -> dict[str, Any]:
        transport = self._live if rendered.is_live else self._shown
        return transport.send(rendered)

    def done(self, effect: Effect, *, proof: dict[str, Any], at: datetime) -> None:
        message = message_of(effect)
        message.state = Message.State.SHOWN if proof.get("shown") else Message.State.SENT
        message.state_because, message.sent_at = "", at
        message.save(update_fields=["state", "state_because", "sent_at"])
        self._done(effect, proof=proof, at=at)

    def refused(self, effect: Effect, *, because: str, code: str, at: datetime) -> None:
        message = message_of(effect)
        fall(message, Message.State.UNDELIVERABLE, because=because, at=at, event="MessageUndeliverable")
        mark_address_undeliverable(message, because=because, at=at)

    def end_of_batch(self) -> None:
        self._live.close()
        self._shown.close()


def reminder_still_wanted(effect: Effect, *, at: datetime) -> str | None:
    """Say which of the cases is closed by now: then nothing is asked for any more."""
    cases = Case.objects.filter(pk__in=message_of(effect).items.values("case_id"))
    closed = cases.exclude(state=Case.State.OPEN).select_related("invoice").first()
    return (
        f"Der Fall zu {closed.invoice.number} ist erledigt. Es wird nichts mehr gefordert."
        if closed
        else None
    )


def thank_you_still_wanted(effect: Effect, *, at: datetime) -> str | None:
    """Say why thanks are out of place: the payment was undone, or this person must be left alone."""
    message = message_of(effect)
    cases = Case.objects.filter(pk__in=message.items.values("case_id"))
    reopened = cases.exclude(state=Case.State.CLOSED, closed_because="paid").select_related("invoice").first()
    if reopened is not None:
        return (
            f"Die Zahlung zu {reopened.invoice.number} wurde zurückgenommen; es gibt nichts mehr zu danken."
        )
    quiet = [kind.value for kind, rule in HOLD_KINDS.items() if rule.stops_answers]
    held = ContactHold.objects.filter(
        customer_id=message.customer_id, kind__in=quiet, lifted_at__isnull=True, since__lte=at.date()
    ).exclude(until__lt=at.date())
    if held.exists():
        return "Diese Person soll auch keine Danksagung bekommen: Es läuft eine Kontaktsperre."
    if message.customer.email_undeliverable_since:
        return "Die E-Mail-Adresse ist nicht zustellbar."
    return None


def thank_you_done(effect: Effect, *, proof: dict[str, Any], at: datetime) -> None:
    """Write down that thanks went out."""
    note(message_of(effect), event="ThankYouSent", at=at)


def nothing_follows(effect: Effect, **_: Any) -> None:
    """Nothing else follows for this kind of mail."""


def mark_address_undeliverable(message: Message, *, because: str, at: datetime) -> None:
    """Stop everything to this address until somebody has repaired it."""
    customer, actor = message.customer, Actor.system(message.merchant_id)
    if customer.email != message.to_address or customer.email_undeliverable_since:
        return  # the address was mended while the mail was under way, or is known to be bad
    customer.email_undeliverable_since = at.date()
    customer.save(update_fields=["email_undeliverable_since"])
    if _writes_by_letter(message):
        look_again(actor=actor, day=at.date(), customer_ids=[customer.pk])
        return  # the way by letter is open: the step goes that way, and nobody has to repair anything first
    wait_for_address(message, because=because, at=at)


def _writes_by_letter(message: Message) -> bool:
    customer, merchant = message.customer, message.merchant
    letters_go_out = merchant.letters != Merchant.LetterMode.OFF
    return letters_go_out and customer.has_postal_address and customer.post_undeliverable_since is None


def wait_for_address(message: Message, *, because: str, at: datetime) -> None:
    """Hold everything to this person until somebody has repaired the contact data."""
    customer, actor = message.customer, Actor.system(message.merchant_id)
    place_hold(
        actor=actor,
        customer_id=customer.pk,
        invoice_id=None,
        kind=HoldKind.ADDRESS_REPAIR.value,
        since=at.date(),
        until=None,
        because=because,
        day=at.date(),
        at=at,
    )
    look_again(actor=actor, day=at.date(), customer_ids=[customer.pk])


def came_back(*, message: Message, because: str, at: datetime) -> None:
    """Take note that a message that had gone out was returned: what it demanded never reached anybody.

    Its steps may be taken again, no deadline runs from it, and the address waits for repair.
    """
    with transaction.atomic():
        never_arrived(message, because=because, at=at)
        mark_address_undeliverable(message, because=because, at=at)
        letter = message.companion_of
        if letter is not None and letter.paper.returned_on is not None:
            never_arrived(letter, because=because, at=at)  # neither of the two reached anybody


def was_shown_only(*, message: Message, because: str, at: datetime) -> None:
    """Let a message of a test count as what it is: nobody got it, and nothing is wrong with the address."""
    with transaction.atomic():
        never_arrived(message, because=because, at=at)


def never_arrived(message: Message, *, because: str, at: datetime) -> None:
    """Take back what a message brought about: its demand does not count and no deadline runs from it."""
    lock_customer(actor=Actor.system(message.merchant_id), customer_id=message.customer_id)
    Demand.objects.filter(merchant_id=message.merchant_id, message_public_id=message.public_id).update(
        is_undeliverable=True
    )
    Deadline.objects.filter(
        merchant_id=message.merchant_id,
        kind=Deadline.Kind.NOTICE,
        origin__startswith=f"message:{message.pk}:",
        state=Deadline.State.RUNNING,
    ).update(state=Deadline.State.DROPPED, settled_on=at.date())
    fall(message, Message.State.UNDELIVERABLE, because=because, at=at, event="MessageUndeliverable")


def _out_of_date(effect: Effect, *, at: datetime) -> str | None:
    message = message_of(effect)
    if message.purpose != Message.Purpose.REMINDER:
        return None
    # The mail that goes with a letter says what the letter says, on whatever day that was posted.
    if message.companion_of_id is None and at.date() > message.day + LATEST:
        return f"Die Nachricht war für den {message.day:%d.%m.%Y} bestimmt und ist veraltet. Sie wird neu vorgeschlagen."
    passed = [item.deadline for item in message.items.all() if item.deadline and item.deadline <= at.date()]
    if passed:
        return f"Die Frist {min(passed):%d.%m.%Y} ist schon da. Die Nachricht wird mit neuer Frist vorgeschlagen."
    return None


def fall(message: Message, state: str, *, because: str, at: datetime, event: str) -> None:
    """Let a message end without having gone out: its steps may be proposed again."""
    message.state, message.state_because = state, because[:500]
    message.save(update_fields=["state", "state_because"])
    MessageItem.objects.filter(message=message).update(is_standing=False)
    look_again(
        actor=Actor.system(message.merchant_id),
        day=at.date(),
        case_ids=message.items.values_list("case_id", flat=True),
    )
    note(message, event=event, at=at)


def note(message: Message, *, event: str, at: datetime) -> None:
    """Record an event about a message and the cases it concerns."""
    items = list(message.items.all())
    single = items[0] if len(items) == 1 else None
    record(
        actor=Actor.system(message.merchant_id),
        kind=event,
        day=at.date(),
        at=at,
        customer_id=message.customer_id,
        invoice_id=single.invoice_id if single else None,
        case_id=single.case_id if single else None,
        subject=f"message:{message.pk}",
        facts={"cases": [item.case_id for item in items], "purpose": message.purpose},
        words={"because": message.state_because} if message.state_because else None,
    )


def message_of(effect: Effect) -> Message:
    """Return the message that an effect carries, with its merchant, storefront and customer."""
    # Each transaction of the worker reads its effect anew under the lock: for as long the message is read once too.
    known: Message | None = effect.__dict__.get("_carried")
    if known is None:
        rows = Message.objects.select_related("merchant", "storefront", "customer", "companion_of__document")
        known = rows.get(effect=effect)
        items_of(known)
        effect.__dict__["_carried"] = known
    return known


def actor_of(effect: Effect) -> Actor:
    """Return the house itself as the one who acts at the merchant of this effect."""
    return Actor.system(effect.merchant_id)
