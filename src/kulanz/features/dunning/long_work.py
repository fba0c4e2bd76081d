"""A run of many messages: released by the worker, part by part."""

from collections.abc import Collection
from datetime import date, datetime

from django.utils.translation import gettext as _

from kulanz.core.actor import Actor
from kulanz.features.dunning.actions import NotToday, RunChanged, SendingStopped, release
from kulanz.features.dunning.queries import messages_released
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
    """Release the run. Begun anew, it adds what is missing; the fingerprint is compared before the first part only."""
    actor, wanted = actor_of(work), work.payload
    has_begun = bool(wanted.get("has_begun"))

    def noted(done: int, total: int) -> None:
        if not work.payload.get("has_begun"):
            work.payload = {**work.payload, "has_begun": True}
            work.save(update_fields=["payload"])
        progress(done, total)

    try:
        run = release(
            actor=actor,
            day=date.fromisoformat(wanted["day"]),
            expected=None if has_begun else wanted["expected"],
            delivery_and_returns_confirmed=wanted["confirmed"],
            excluded_case_ids=wanted["excluded"],
            at=business_now(merchant_of(actor), machine_now=machine_now),
            machine_now=machine_now,
            progress=noted,
        )
    except (NotToday, RunChanged, SendingStopped, SendingLocked) as refused:
        raise WorkRefused(str(refused)) from refused
    count = messages_released(actor, run)
    return Outcome(message=_("%(n)d Nachrichten freigegeben.") % {"n": count}, result_id=run.public_id)
