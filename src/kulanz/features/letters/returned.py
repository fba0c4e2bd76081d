"""A letter that came back (Rückläufer): what it demanded reached nobody, and the address waits for repair."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kulanz.core.actor import Actor
from kulanz.features.audit.actions import record
from kulanz.features.claims.actions import look_again
from kulanz.features.letters.actions import WENT_OUT
from kulanz.features.letters.mail_handler import never_arrived, wait_for_address
from kulanz.features.letters.models import Message
from kulanz.features.letters.paper.address import recipient_lines
from kulanz.features.letters.stack import locked_letter
from kulanz.features.outbox.handlers import CannotRender


class NothingCameBack(ValueError):
    """The letter was not posted, came back before, or cannot have come back on that day."""


def letter_came_back(
    *, actor: Actor, public_id: str, returned_on: date, because: str, day: date, at: datetime
) -> Message:
    """Take note that a posted letter was returned as undeliverable on a day up to `day`.

    Its demand does not count, no deadline runs from it, its step may be taken again, and everything to this person
    waits until the contact data are repaired. Only where the mail that went with it arrived, the demand stands: it
    reached the person with the same sum and the same deadline.
    """
    with transaction.atomic():
        message = locked_letter(actor, public_id)
        _ensure_came_back(message, returned_on=returned_on, day=day)
        paper = message.paper
        paper.returned_on, paper.returned_because = returned_on, because[:300]
        paper.returned_by = actor.name[:160]
        paper.save(update_fields=["returned_on", "returned_because", "returned_by"])
        record(
            actor=actor,
            kind="LetterCameBack",
            day=returned_on,
            at=at,
            customer_id=message.customer_id,
            subject=f"message:{message.pk}",
            facts={"cases": [item.case_id for item in message.items.all()]},
            words={"because": because},
        )
        if not message.companions.filter(state__in=WENT_OUT).exists():
            never_arrived(message, because=because, at=at)
        mark_postal_address(actor, message, because=because, day=day, at=at)
        message.refresh_from_db()
    return message


def _ensure_came_back(message: Message, *, returned_on: date, day: date) -> None:
    paper, name = message.paper, message.customer.name
    if paper.posted_on is None:
        raise NothingCameBack(
            _("Der Brief an %(name)s ist nicht eingeworfen; er kann nicht zurückgekommen sein.")
            % {"name": name}
        )
    if paper.returned_on is not None:
        raise NothingCameBack(
            _("Dass der Brief an %(name)s zurückkam, steht schon da (%(day)s).")
            % {"name": name, "day": f"{paper.returned_on:%d.%m.%Y}"}
        )
    if not paper.posted_on <= returned_on <= day:
        raise NothingCameBack(
            _("Zurück am %(day)s kann nicht sein: Eingeworfen wurde am %(posted)s, heute ist der %(today)s.")
            % {
                "day": f"{returned_on:%d.%m.%Y}",
                "posted": f"{paper.posted_on:%d.%m.%Y}",
                "today": f"{day:%d.%m.%Y}",
            }
        )


def mark_postal_address(actor: Actor, message: Message, *, because: str, day: date, at: datetime) -> None:
    """Write no more letters to this address until somebody has corrected it."""
    customer = message.customer
    if not is_still_the_address(message) or customer.post_undeliverable_since is not None:
        return  # mended while the letter was under way, or known to be bad
    customer.post_undeliverable_since = day
    customer.save(update_fields=["post_undeliverable_since"])
    wait_for_address(message, because=because, at=at)
    look_again(actor=actor, day=day, customer_ids=[customer.pk])


def is_still_the_address(message: Message) -> bool:
    """Return whether a rendered letter bears the name and address that the person has now."""
    try:
        lines = recipient_lines(message.customer, message.merchant)
    except CannotRender:
        return False
    return list(lines) == message.paper.recipient_lines
