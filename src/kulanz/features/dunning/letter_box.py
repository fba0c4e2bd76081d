"""Posting letters: the moment at which a letter on paper becomes a demand with a deadline.

Before a letter is posted the gate is asked once more and the claim is looked at again. What must not go out stays on
the stack with its reason, until a person sets it aside or says that it lies in the letter box already.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from kulanz.core.actor import Actor
from kulanz.core.contact import Calendars
from kulanz.core.days import shift_193
from kulanz.core.strategy import PostalTimes, arrives_by
from kulanz.features.audit.actions import record
from kulanz.features.contact.calendars import calendars_of
from kulanz.features.dunning.sending import write_down_steps
from kulanz.features.dunning.wanted import reason_against, reasons_against, settled_items
from kulanz.features.letters.actions import release_companion
from kulanz.features.letters.contact_hours import first_mail_hour
from kulanz.features.letters.models import Message, PaperLetter
from kulanz.features.letters.stack import (
    NotOnTheStack,
    as_one_pdf,
    ensure_on_the_stack,
    letter_of,
    letters_on_the_stack,
    locked_letter,
    note_printed,
    set_aside,
)


class PostingRefused(ValueError):
    """The letter must not be posted, or not like this. `code`: not_wanted | too_late | not_printed | wrong_day."""

    def __init__(self, sentence: str, *, code: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class StackedLetter:
    """A letter on the stack as a person sees it. `against` says why it must not be posted, blank where it may."""

    message: Message
    against: str
    code: str  # "", not_wanted or too_late

    @property
    def paper(self) -> PaperLetter:
        return self.message.paper

    @property
    def is_printed(self) -> bool:
        return self.message.state == Message.State.PRINTED


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What came out of the printer: one PDF, and what was set aside because it is not wanted any more."""

    pdf: bytes
    letters: tuple[Message, ...]
    set_aside: tuple[tuple[Message, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StackPosted:
    """What became of a stack that was marked as posted."""

    posted: tuple[Message, ...]
    refused: tuple[tuple[Message, str], ...]


def look_through(
    actor: Actor, *, day: date, at: datetime, letters: Sequence[Message] | None = None
) -> list[StackedLetter]:
    """Return the stack, or these letters of it, with what speaks against each as things stand on `day`.

    Writes nothing.
    """
    letters = list(letters_on_the_stack(actor)) if letters is None else letters
    against = reasons_against(letters, at=at)
    return [_stacked(message, against.get(message.pk, ""), day=day) for message in letters]


def print_letters(
    *, actor: Actor, day: date, at: datetime, public_ids: Collection[str] | None = None, again: bool = False
) -> Printed:
    """Print letters as one PDF and note it: those named, or all that were not printed yet (`again`: all).

    A letter that is not wanted any more is left out. If nobody printed it so far, it is set aside at once and
    proposed anew should it become due again; a printed one stays on the stack with its reason. Raises MessageUnknown.
    """
    for public_id in public_ids or ():
        letter_of(actor, public_id)  # a slip in an id is said, not passed over
    wanted, aside = [], []
    for one in look_through(actor, day=day, at=at):
        is_meant = one.message.public_id in public_ids if public_ids is not None else True
        if not is_meant or (public_ids is None and one.is_printed and not again):
            continue
        if not one.against:
            wanted.append(note_printed(actor=actor, public_id=one.message.public_id, day=day, at=at))
        elif not one.is_printed:
            because = one.against[:500]
            aside.append(
                (
                    set_aside(actor=actor, public_id=one.message.public_id, because=because, day=day, at=at),
                    because,
                )
            )
    return Printed(pdf=as_one_pdf(wanted) if wanted else b"", letters=tuple(wanted), set_aside=tuple(aside))


def mark_posted(
    *,
    actor: Actor,
    public_id: str,
    posted_on: date,
    day: date,
    at: datetime,
    machine_now: datetime,
    is_in_letter_box: bool = False,
) -> Message:
    """Note that a printed letter was posted on a day up to `day`: only now its steps are taken and its deadlines run.

    Refused (PostingRefused) where it is not wanted any more, and where its printed deadline would be shorter than
    promised. `is_in_letter_box` says that it cannot be held back any more: then what is true is written down, the
    person gets the longer deadline, and settled invoices are not demanded. Raises NotOnTheStack for a letter that was
    posted before. One transaction: a crash leaves the letter on the stack.
    """
    with transaction.atomic():
        message = locked_letter(actor, public_id)
        ensure_on_the_stack(message)
        _ensure_can_be_posted(message, posted_on=posted_on, day=day)
        against = reason_against(message, at=at)
        late = _too_late(message, posted_on=posted_on)
        if not is_in_letter_box:
            if against is not None:
                refusal = _("Nicht einwerfen: %(because)s") % {"because": against}
                raise PostingRefused(refusal, code="not_wanted")
            if late:
                raise PostingRefused(late, code="too_late")
        write_down_posting(
            actor=actor,
            message=message,
            posted_on=posted_on,
            at=at,
            machine_now=machine_now,
            despite=against or late,
        )
    return message


def mark_stack_posted(
    *,
    actor: Actor,
    posted_on: date,
    day: date,
    at: datetime,
    machine_now: datetime,
    without: Collection[str] = (),
) -> StackPosted:
    """Note that everything printed was posted, but for the ids in `without`. Each letter is one transaction.

    What is refused stays on the stack with its sentence; a crash in between is mended by doing it again.
    """
    posted, refused = [], []
    for message in (
        letters_on_the_stack(actor).filter(state=Message.State.PRINTED).exclude(public_id__in=without)
    ):
        try:
            posted.append(
                mark_posted(
                    actor=actor,
                    public_id=message.public_id,
                    posted_on=posted_on,
                    day=day,
                    at=at,
                    machine_now=machine_now,
                )
            )
        except (PostingRefused, NotOnTheStack) as cause:
            refused.append((message, str(cause)))
    return StackPosted(posted=tuple(posted), refused=tuple(refused))


def write_down_posting(
    *, actor: Actor, message: Message, posted_on: date, at: datetime, machine_now: datetime, despite: str
) -> None:
    """Write down that a letter was posted: its day, its steps, demands and deadlines, and the mail that goes with it.

    The customer is locked by the caller. `despite` is what spoke against posting, blank where nothing did.
    """
    paper, merchant = message.paper, message.merchant
    calendars = calendars_of(merchant, message.customer)
    settled = settled_items(message)
    paper.posted_on, paper.posted_by, paper.posted_noted_at = posted_on, actor.name[:160], at
    paper.posted_despite = despite
    paper.save(update_fields=["posted_on", "posted_by", "posted_noted_at", "posted_despite"])
    message.state = Message.State.SENT if merchant.is_live else Message.State.SHOWN
    message.state_because, message.sent_at = despite[:500], _instant(message, posted_on, at=at)
    message.save(update_fields=["state", "state_because", "sent_at"])
    record(
        actor=actor,
        kind="LetterPosted",
        day=posted_on,
        at=at,
        customer_id=message.customer_id,
        subject=f"message:{message.pk}",
        facts={"cases": [item.case_id for item in message.items.all()], "despite": bool(despite)},
        words={"because": despite} if despite else None,
    )
    write_down_steps(
        message,
        sent_on=posted_on,
        arrives_on=arrives_by(posted_on, _times(paper), calendars),
        deadlines=_granted(message, posted_on=posted_on, calendars=calendars),
        at=at,
        is_shown=not merchant.is_live,
        without_demand=settled,
    )
    if not settled and not despite:
        release_companion(
            actor=actor,
            letter=message,
            not_before=first_mail_hour(merchant, message.customer, at=at),
            at=at,
            machine_now=machine_now,
        )


def posted_by_provider(message: Message, *, posted_on: date, by: str, at: datetime) -> None:
    """Write down that a postal provider posted a letter. It is out, whatever speaks against it by now.

    The customer is locked by the caller.
    """
    message = letter_of(Actor.system(message.merchant_id), message.public_id)
    write_down_posting(
        actor=replace(Actor.system(message.merchant_id), name=by),
        message=message,
        posted_on=posted_on,
        at=at,
        machine_now=at,
        despite=reason_against(message, at=at) or _too_late(message, posted_on=posted_on),
    )


def _stacked(message: Message, against: str, *, day: date) -> StackedLetter:
    if against:
        return StackedLetter(message=message, against=against, code="not_wanted")
    late = _too_late(message, posted_on=day)
    return StackedLetter(message=message, against=late, code="too_late" if late else "")


def _ensure_can_be_posted(message: Message, *, posted_on: date, day: date) -> None:
    paper, name = message.paper, message.customer.name
    if message.state != Message.State.PRINTED:
        raise PostingRefused(
            _("Der Brief an %(name)s ist noch nicht gedruckt. Bitte zuerst drucken.") % {"name": name},
            code="not_printed",
        )
    zone = ZoneInfo(message.merchant.time_zone)
    earliest = paper.rendered_at.astimezone(zone).date() if paper.rendered_at else day
    if not earliest <= posted_on <= day:
        raise PostingRefused(
            _("Eingeworfen am %(day)s kann nicht sein: Der Brief ist vom %(first)s, heute ist der %(last)s.")
            % {
                "day": f"{posted_on:%d.%m.%Y}",
                "first": f"{earliest:%d.%m.%Y}",
                "last": f"{day:%d.%m.%Y}",
            },
            code="wrong_day",
        )


def _too_late(message: Message, *, posted_on: date) -> str:
    """Say that posting on this day would shorten a printed deadline, blank where it would not."""
    deadlines = [item.deadline for item in message.items.all() if item.step and item.deadline]
    if not deadlines or not _days_late(message, posted_on=posted_on):
        return ""
    return _(
        "Der Brief an %(name)s nennt den %(deadline)s als letzten Tag und musste dafür bis zum %(planned)s eingeworfen sein. Am %(day)s eingeworfen wäre die Frist kürzer als versprochen. Bitte aussortieren; er wird mit neuer Frist vorgeschlagen."
    ) % {
        "name": message.customer.name,
        "deadline": f"{min(deadlines):%d.%m.%Y}",
        "planned": f"{message.paper.planned_posting_on:%d.%m.%Y}",
        "day": f"{posted_on:%d.%m.%Y}",
    }


def _days_late(message: Message, *, posted_on: date) -> int:
    """Return by how many days the letter arrives later than its deadline allows for, 0 where it does not."""
    calendars = calendars_of(message.merchant, message.customer)
    planned = arrives_by(message.paper.planned_posting_on, _times(message.paper), calendars)
    return max((arrives_by(posted_on, _times(message.paper), calendars) - planned).days, 0)


def _granted(message: Message, *, posted_on: date, calendars: Calendars) -> dict[int, date]:
    """Return the later deadlines of a letter that was posted too late: nobody has less time than was promised."""
    late = _days_late(message, posted_on=posted_on)
    if not late:
        return {}
    return {
        item.pk: shift_193(item.deadline + timedelta(days=late), calendars.customer)
        for item in message.items.all()
        if item.deadline
    }


def _times(paper: PaperLetter) -> PostalTimes:
    return PostalTimes(postal_days=paper.postal_days)


def _instant(message: Message, posted_on: date, *, at: datetime) -> datetime:
    zone = ZoneInfo(message.merchant.time_zone)
    return (
        at if at.astimezone(zone).date() == posted_on else datetime.combine(posted_on, time(12), tzinfo=zone)
    )
