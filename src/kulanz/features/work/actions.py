"""Begin long work, stop it, let it go on, give it up."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kulanz.core.actor import Actor
from kulanz.features.rows import new_public_id
from kulanz.features.work.models import LongWork

UNFINISHED = (
    LongWork.State.WAITING,
    LongWork.State.RUNNING,
    LongWork.State.STOPPED,
    LongWork.State.FAILED,
)  # fmt: skip


class WorkInHand(ValueError):
    """Work of this kind is not finished yet; `work` is the piece in hand."""

    def __init__(self, sentence: str, work: LongWork) -> None:
        super().__init__(sentence)
        self.work = work


class NotNow(ValueError):
    """The work is not in a state in which this could be done."""


def begin(*, actor: Actor, kind: str, title: str, payload: dict[str, Any], machine_now: datetime) -> LongWork:
    """Want a piece of work; raise WorkInHand where one of this kind is unfinished at this merchant.

    The same again (a double click) is that very piece.
    """
    try:
        with transaction.atomic():
            return LongWork.objects.create(
                merchant_id=actor.merchant_id,
                public_id=new_public_id("work"),
                kind=kind,
                title=title[:255],
                payload=payload,
                actor_kind=actor.kind,
                actor_name=actor.name[:160],
                actor_user_id=actor.user_id,
                actor_role=actor.role.value if actor.role else "",
                created_at=machine_now,
            )
    except IntegrityError:
        earlier = LongWork.objects.get(merchant_id=actor.merchant_id, kind=kind, state__in=UNFINISHED)
    if earlier.payload == payload and earlier.state in (LongWork.State.WAITING, LongWork.State.RUNNING):
        return earlier
    raise WorkInHand(
        _("„%(title)s“ ist noch nicht fertig (%(state)s). Bitte warten, fortsetzen oder aufgeben.")
        % {"title": earlier.title, "state": earlier.get_state_display()},
        earlier,
    )


def stop(*, actor: Actor, public_id: str) -> LongWork:
    """Ask work to stop: what is done stays done, and it can go on later. It stops after the part in hand."""
    with transaction.atomic():
        work = _locked(actor, public_id)
        if work.state == LongWork.State.WAITING:
            work.state = LongWork.State.STOPPED
        elif work.state == LongWork.State.RUNNING:
            work.is_to_stop = True
        else:
            raise NotNow(_not_now(work))
        work.save(update_fields=["state", "is_to_stop"])
    return work


def go_on(*, actor: Actor, public_id: str) -> LongWork:
    """Let stopped or failed work go on where it ended."""
    with transaction.atomic():
        work = _locked(actor, public_id)
        if work.state not in (LongWork.State.STOPPED, LongWork.State.FAILED):
            raise NotNow(_not_now(work))
        work.state, work.is_to_stop, work.message = LongWork.State.WAITING, False, ""
        work.save(update_fields=["state", "is_to_stop", "message"])
    return work


def give_up(*, actor: Actor, public_id: str, machine_now: datetime) -> LongWork:
    """Leave stopped or failed work as it is; what it did stays."""
    with transaction.atomic():
        work = _locked(actor, public_id)
        if work.state not in (LongWork.State.STOPPED, LongWork.State.FAILED):
            raise NotNow(_not_now(work))
        work.state, work.finished_at = LongWork.State.GIVEN_UP, machine_now
        work.save(update_fields=["state", "finished_at"])
    return work


class WorkUnknown(LookupError):
    """No long work with this id at this merchant."""


def _locked(actor: Actor, public_id: str) -> LongWork:
    rows = LongWork.objects.select_for_update().filter(merchant_id=actor.merchant_id, public_id=public_id)
    work = rows.first()
    if work is None:
        raise WorkUnknown(_("Es gibt keinen Vorgang mit der Kennung %(id)s.") % {"id": public_id})
    return work


def _not_now(work: LongWork) -> str:
    return _("„%(title)s“: %(state)s. Bitte die Seite neu laden.") % {
        "title": work.title,
        "state": work.get_state_display(),
    }
