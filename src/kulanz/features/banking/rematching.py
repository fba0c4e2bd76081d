"""Match waiting lines again: after new invoices, or when somebody asks."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import transaction

from kulanz.core.actor import Actor
from kulanz.features.banking.desk import Desk, Matched
from kulanz.features.banking.models import BankLine
from kulanz.features.claims.intake import ImportReport, Outcome, Progress, import_invoices
from kulanz.formats.records import ReadInvoices

CHUNK = 500
WAITING = (BankLine.State.OPEN, BankLine.State.PROPOSED, BankLine.State.TWIN)


def rematch_open_lines(*, actor: Actor, at: datetime, machine_now: datetime) -> Matched:
    """Match every line that waits, oldest first; what is certain now is booked. Twins only learn whom they concern.

    Lines of which a person undid a match, or took a part by hand, are proposed, never booked by themselves.
    """
    ids = list(
        BankLine.objects.filter(merchant_id=actor.merchant_id, state__in=WAITING)
        .order_by("booking_date", "id")
        .values_list("id", flat=True)
    )
    total = Matched()
    if not ids:
        return total
    desk = Desk(actor=actor, at=at, machine_now=machine_now)
    for chunk in _chunks(ids):
        with transaction.atomic():
            rows = BankLine.objects.select_for_update().filter(pk__in=chunk, state__in=WAITING)
            total += desk.match(list(rows.order_by("booking_date", "id")), are_new=False)
    return total


def take_in_invoices(
    *,
    actor: Actor,
    records: ReadInvoices,
    data: bytes,
    file_name: str,
    at: datetime,
    machine_now: datetime,
    dry_run: bool = False,
    collectible_by_for_unstated: str | None = None,
    progress: Progress | None = None,
) -> tuple[ImportReport, Matched]:
    """Import a file of invoices and match the lines that waited for them. See `claims.intake.import_invoices`."""
    report = import_invoices(
        actor=actor,
        records=records,
        data=data,
        file_name=file_name,
        at=at,
        machine_now=machine_now,
        dry_run=dry_run,
        collectible_by_for_unstated=collectible_by_for_unstated,
        progress=progress,
    )
    if dry_run or not report.count(Outcome.IMPORTED):
        return report, Matched()
    return report, rematch_open_lines(actor=actor, at=at, machine_now=machine_now)


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]
