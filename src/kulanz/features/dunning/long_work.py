"""A run of many messages: released by the worker, part by part."""

from collections.abc import Collection
from datetime import date, datetime

from django.utils.translation import gettext as _

from kulanz.core.actor import Actor
from kulanz.features.dunning.actions import NotToday, RunChanged, SendingStopped, release
from kulanz.features.dunning.queries import messages_released
from kulanz.features.dunning.seen import Seen
from kulanz.features.letters.readiness import SendingLocked
from kulanz.features.tenants.clock import business_now
from kulanz.features.tenants.queries import merchant_of
from kulanz.features.work.actions import begin
from kulanz.features.work.handlers import Outcome, Progress, WorkRefused
from kulanz.features.work.models import LongWork
from kulanz.features.work.worker import actor_of

RELEASE = "run_release"
LONG = 500  # messages: smaller runs are released while the person waits


def begin_release(
    *,
    actor: Actor,
    day: date,
    expected: str,
    delivery_and_returns_confirmed: bool,
    excluded_case_ids: Collection[int],
    machine_now: datetime,
) -> LongWork:
    """Let the worker release the run that a person saw. Raises WorkInHand."""
    payload = {
        "day": day.isoformat(),
        "expected": expected,
        "confirmed": delivery_and_returns_confirmed,
        "excluded": sorted(excluded_case_ids),
    }
    title = _("Lauf vom %(day)s") % {"day": f"{day:%d.%m.%Y}"}
    return begin(actor=actor, kind=RELEASE, title=title, payload=payload, machine_now=machine_now)


def release_of(work: LongWork, *, progress: Progress, machine_now: datetime) -> Outcome:
    """Release the run that was seen. Begun anew, it adds what is missing of it and nothing that nobody has seen."""
    actor, wanted = actor_of(work), work.payload
    agreed = Seen.from_text(work.noted["agreed"]) if "agreed" in work.noted else None

    def note(seen: Seen) -> None:
        # Before the first part: a crash after it must not look like a change since the preview.
        work.noted = {"agreed": seen.as_text()}
        work.save(update_fields=["noted"])

    try:
        run = release(
            actor=actor,
            day=date.fromisoformat(wanted["day"]),
            expected=wanted["expected"],
            delivery_and_returns_confirmed=wanted["confirmed"],
            excluded_case_ids=wanted["excluded"],
            at=business_now(merchant_of(actor), machine_now=machine_now),
            machine_now=machine_now,
            agreed=agreed,
            on_agreed=note,
            progress=progress,
        )
    except (NotToday, RunChanged, SendingStopped, SendingLocked) as refused:
        raise WorkRefused(str(refused)) from refused
    count = messages_released(actor, run)
    return Outcome(message=_("%(n)d Nachrichten freigegeben.") % {"n": count}, result_id=run.public_id)
