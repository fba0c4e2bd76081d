"""Checks of what must prove things later: events, seals, stored bytes, messages."""

from django.db.models import Exists, F, OuterRef, Q

from kulanz.features.audit.actions import text_digest
from kulanz.features.audit.models import EventText
from kulanz.features.audit.seal import broken_seals
from kulanz.features.claims.models import StepDone
from kulanz.features.doctor.finding import Finding
from kulanz.features.documents.actions import DocumentDamaged, read
from kulanz.features.documents.models import Document
from kulanz.features.letters.actions import WENT_OUT
from kulanz.features.letters.models import Message, MessageItem
from kulanz.features.outbox.models import Effect

# What became of a message, and what its effect may say then. A mail can come back after it was handed over.
FITTING = {
    Message.State.RELEASED: {Effect.State.WAITING, Effect.State.LEASED, Effect.State.SENDING},
    Message.State.READY: {Effect.State.DONE},
    Message.State.PRINTED: {Effect.State.DONE},
    Message.State.HANDED_OVER: {Effect.State.DONE},
    Message.State.SENT: {Effect.State.DONE},
    Message.State.SHOWN: {Effect.State.DONE},
    # A letter can be set aside after it was rendered, and before it is posted.
    Message.State.WITHDRAWN: {Effect.State.WITHDRAWN, Effect.State.DONE},
    Message.State.UNDELIVERABLE: {Effect.State.FAILED, Effect.State.DONE},
    Message.State.UNCERTAIN: {Effect.State.UNCERTAIN},
    # A postal provider can refuse a letter after it took the draft.
    Message.State.FAILED: {Effect.State.FAILED, Effect.State.DONE},
}
RESTORE = "Restore the file from a backup."


def check_seals(*, merchant_id: int) -> list[Finding]:
    """No sealed event was changed, removed or slipped in."""
    return [
        Finding(
            check="seals",
            subject=f"seal of {broken.day}",
            wrong=broken.found,
            remedy="Compare the events of this day with a backup.",
        )
        for broken in broken_seals(merchant_id=merchant_id)
    ]


def check_event_texts(*, merchant_id: int) -> list[Finding]:
    """The words of each event are those that its digest was made of, or were erased."""
    texts = EventText.objects.filter(event__merchant_id=merchant_id).select_related("event").iterator(2000)
    return [
        Finding(
            check="event words",
            subject=f"event {text.event_id} ({text.event.kind})",
            wrong="its words were changed after they were written",
            remedy="Compare with a backup; words may be erased, never rewritten.",
        )
        for text in texts
        if text.salt and text_digest(salt=text.salt, words=text.words) != text.event.text_digest
    ]


def check_documents(*, merchant_id: int) -> list[Finding]:
    """Every stored file is there with the bytes it came with."""
    findings = []
    for document in Document.objects.filter(merchant_id=merchant_id).iterator(500):
        try:
            read(document)
        except DocumentDamaged as damage:
            findings.append(
                Finding(check="documents", subject=document.original_name, wrong=str(damage), remedy=RESTORE)
            )
    return findings


def check_messages(*, merchant_id: int) -> list[Finding]:
    """A message says the same as the effect that carries it."""
    messages = Message.objects.filter(merchant_id=merchant_id).select_related("effect")
    return [
        Finding(
            check="messages",
            subject=f"message {message.public_id}",
            wrong=f"is {message.state}, but its effect is {message.effect.state}",
            remedy="Look at the message in the outbox and say what became of it.",
        )
        for message in messages.iterator(2000)
        if message.effect.state not in FITTING[Message.State(message.state)]
    ]


def check_copies(*, merchant_id: int) -> list[Finding]:
    """Of every message that went out, the bytes are kept as they were handed over."""
    went_out = Message.objects.filter(merchant_id=merchant_id, state__in=WENT_OUT)
    wrong = went_out.filter(Q(document__isnull=True) | ~Q(sha256=F("document__sha256")))
    return [
        Finding(
            check="copies",
            subject=f"message {message.public_id}",
            wrong="was sent, but the copy of what was sent is missing or another one",
            remedy=RESTORE,
        )
        for message in wrong
    ]


def check_steps(*, merchant_id: int) -> list[Finding]:
    """Each step that a message took to a customer stands with its case, so that it is never taken twice."""
    done = StepDone.objects.filter(
        case=OuterRef("case"), step=OuterRef("step"), outcome=StepDone.Outcome.SENT
    )
    forgotten = (
        MessageItem.objects.filter(
            message__merchant_id=merchant_id,
            message__state__in=WENT_OUT,
            message__purpose=Message.Purpose.REMINDER,
            is_standing=True,
        )
        .exclude(step="")
        .exclude(Exists(done))
        .select_related("message", "invoice")
    )
    return [
        Finding(
            check="steps",
            subject=f"case of {item.invoice.number}",
            wrong=f"message {item.message.public_id} took the step {item.step}, but the case does not know it",
            remedy="Pause the case, so that the step is not taken a second time, and ask for help with this output.",
        )
        for item in forgotten
    ]
