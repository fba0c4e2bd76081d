"""The print stack (Poststapel): letters that are rendered and not posted yet. Printed here, set aside, never lost."""

import io
from collections.abc import Sequence
from datetime import date, datetime

import pikepdf
from django.db import transaction
from django.db.models import Min, QuerySet
from django.utils.translation import gettext as _

from kulanz.core.actor import Actor
from kulanz.features.audit.actions import record
from kulanz.features.documents.actions import read
from kulanz.features.letters.actions import MessageUnknown
from kulanz.features.letters.mail_handler import fall
from kulanz.features.letters.models import Message, PaperLetter
from kulanz.features.parties.actions import lock_customer

ON_THE_STACK = (Message.State.READY, Message.State.PRINTED)


class NotOnTheStack(ValueError):
    """The letter is not on the print stack: it was posted, set aside, or is with a postal provider."""


def letters_on_the_stack(actor: Actor) -> QuerySet[Message]:
    """Return the merchant's letters that wait to be printed or posted, the most urgent first."""
    return (
        Message.objects.filter(
            merchant_id=actor.merchant_id,
            state__in=ON_THE_STACK,
            paper__route=PaperLetter.Route.PRINT,
        )
        .select_related("merchant", "customer", "storefront", "paper", "document", "effect")
        .prefetch_related("items__invoice")
        .order_by("paper__planned_posting_on", "pk")
    )


def letters_posted(actor: Actor) -> QuerySet[Message]:
    """Return the merchant's letters that were posted, newest first; those that came back too."""
    return (
        Message.objects.filter(merchant_id=actor.merchant_id, paper__posted_on__isnull=False)
        .select_related("customer", "paper", "document")
        .prefetch_related("items__invoice")
        .order_by("-paper__posted_on", "-pk")
    )


def letter_of(actor: Actor, public_id: str) -> Message:
    """Return one letter of the merchant, on the stack or not; raise MessageUnknown."""
    rows = Message.objects.select_related("merchant", "customer", "storefront", "paper", "document", "effect")
    found = rows.filter(merchant_id=actor.merchant_id, public_id=public_id, paper__isnull=False).first()
    if found is None:
        raise MessageUnknown(_("Es gibt keinen Brief mit der Kennung %(id)s.") % {"id": public_id})
    return found


def waiting_since(actor: Actor) -> datetime | None:
    """Return when the oldest letter on the stack was rendered, None where the stack is empty."""
    found: datetime | None = letters_on_the_stack(actor).aggregate(first=Min("paper__rendered_at"))["first"]
    return found


def locked_letter(actor: Actor, public_id: str) -> Message:
    """Lock the customer, then the letter, and return it as it stands. Call it in a transaction."""
    message = letter_of(actor, public_id)
    lock_customer(actor=actor, customer_id=message.customer_id)
    PaperLetter.objects.select_for_update().get(message=message)
    return letter_of(actor, public_id)


def ensure_on_the_stack(message: Message) -> None:
    """Raise NotOnTheStack where the letter was posted, set aside or is on another way."""
    paper = message.paper
    if paper.posted_on is not None:
        raise NotOnTheStack(
            _("Der Brief an %(name)s ist schon am %(day)s eingeworfen. Nichts wurde geändert.")
            % {"name": message.customer.name, "day": f"{paper.posted_on:%d.%m.%Y}"}
        )
    if message.state not in ON_THE_STACK:
        raise NotOnTheStack(
            _("Der Brief an %(name)s liegt nicht im Poststapel: %(state)s. Nichts wurde geändert.")
            % {"name": message.customer.name, "state": message.get_state_display()}
        )


def note_printed(*, actor: Actor, public_id: str, day: date, at: datetime) -> Message:
    """Note that a letter was printed, by whom and how often; raise NotOnTheStack. Printing again changes nothing else."""
    with transaction.atomic():
        message = locked_letter(actor, public_id)
        ensure_on_the_stack(message)
        paper = message.paper
        paper.times_printed += 1
        paper.printed_at, paper.printed_by = at, actor.name[:160]
        paper.save(update_fields=["times_printed", "printed_at", "printed_by"])
        if message.state == Message.State.READY:
            message.state = Message.State.PRINTED
            message.save(update_fields=["state"])
        record(
            actor=actor,
            kind="LetterPrinted",
            day=day,
            at=at,
            customer_id=message.customer_id,
            subject=f"message:{message.pk}",
            facts={"cases": _cases(message), "times": paper.times_printed},
        )
    return message


def set_aside(*, actor: Actor, public_id: str, because: str, day: date, at: datetime) -> Message:
    """Take a letter off the stack: it is not posted. Its step is proposed again if it is still due.

    Raises NotOnTheStack. Paper that was printed already must be destroyed; the page says so.
    """
    with transaction.atomic():
        message = locked_letter(actor, public_id)
        ensure_on_the_stack(message)
        fall(message, Message.State.WITHDRAWN, because=because, at=at, event="LetterSetAside")
    return message


def as_one_pdf(letters: Sequence[Message]) -> bytes:
    """Return the stored letters as one file, each on a sheet of its own: an odd letter is followed by a blank page."""
    whole = pikepdf.Pdf.new()
    for message in letters:
        assert message.document is not None, "a letter on the stack is rendered"
        with pikepdf.Pdf.open(io.BytesIO(read(message.document))) as one:
            whole.pages.extend(one.pages)
            if len(one.pages) % 2 and message is not letters[-1]:
                whole.add_blank_page(page_size=(595.276, 841.89))  # A4; a two-sided printer starts anew
    out = io.BytesIO()
    whole.save(out, deterministic_id=True)
    return out.getvalue()


def _cases(message: Message) -> list[int]:
    return [item.case_id for item in message.items.all()]
