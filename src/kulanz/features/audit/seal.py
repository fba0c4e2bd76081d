"""The daily seal: a hash over a merchant's events of a day and the seal before it.

A later change of any sealed event, or of an earlier seal, makes every following seal wrong.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from kulanz.core.actor import Actor
from kulanz.features.audit.models import Event, Seal

SEALED_FIELDS = (
    "id",
    "merchant_id",
    "kind",
    "day",
    "at",
    "recorded_at",
    "actor_kind",
    "actor_user_id",
    "customer_id",
    "invoice_id",
    "case_id",
    "subject",
    "facts",
    "because",
    "text_digest",
    "caused_by_id",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenSeal:
    """A seal that no longer fits its events: which day, and what was found."""

    day: date
    found: str


def seal_days_before(*, actor: Actor, day: date, machine_now: datetime) -> int:
    """Seal every day before `day` that has events no seal covers yet; return how many seals were added.

    Business clocks move forward only, so a sealed day gets no further events. Where one arrives all
    the same, it stands after the seal's last id and is covered by the next seal.
    """
    with transaction.atomic():
        last = Seal.objects.filter(merchant_id=actor.merchant_id).order_by("-last_event_id").first()
        start = last.last_event_id if last else 0
        previous = last.digest if last else ""
        sealed_to = last.day if last else None
        added = 0
        for seal_day, events in _unsealed_by_day(merchant_id=actor.merchant_id, after=start, before=day):
            if sealed_to is not None and seal_day <= sealed_to:
                continue
            digest = digest_of(events, previous=previous)
            Seal.objects.create(
                merchant_id=actor.merchant_id,
                day=seal_day,
                last_event_id=events[-1]["id"],
                event_count=len(events),
                previous=previous,
                digest=digest,
                sealed_at=machine_now,
            )
            previous, sealed_to = digest, seal_day
            added += 1
    return added


def broken_seals(*, merchant_id: int) -> list[BrokenSeal]:
    """Compute every seal anew and return those that do not fit."""
    broken: list[BrokenSeal] = []
    previous, after = "", 0
    for seal in Seal.objects.filter(merchant_id=merchant_id).order_by("last_event_id"):
        events = list(_rows(merchant_id=merchant_id, after=after, up_to=seal.last_event_id))
        if seal.previous != previous:
            broken.append(BrokenSeal(day=seal.day, found="it does not continue the seal before it"))
        elif len(events) != seal.event_count:
            broken.append(
                BrokenSeal(
                    day=seal.day, found=f"{seal.event_count} events were sealed, {len(events)} are there"
                )
            )
        elif digest_of(events, previous=previous) != seal.digest:
            broken.append(BrokenSeal(day=seal.day, found="an event was changed after it was sealed"))
        previous, after = seal.digest, seal.last_event_id
    return broken


def digest_of(events: Iterable[dict[str, object]], *, previous: str) -> str:
    """Return the SHA-256 over the previous seal and the events, each as canonical JSON on a line."""
    hashed = hashlib.sha256(previous.encode())
    for event in events:
        hashed.update(json.dumps(event, sort_keys=True, ensure_ascii=False, default=str).encode())
        hashed.update(b"\n")
    return hashed.hexdigest()


def _rows(*, merchant_id: int, after: int, up_to: int | None = None) -> Iterator[dict[str, object]]:
    events = Event.objects.filter(merchant_id=merchant_id, id__gt=after)
    if up_to is not None:
        events = events.filter(id__lte=up_to)
    # Read bit by bit: a shop that begins with years of history seals millions at once.
    rows = events.order_by("id").values(*SEALED_FIELDS).iterator(2000)
    return (_canonical(row) for row in rows)


def _canonical(row: dict[str, object]) -> dict[str, object]:
    # Instants are written in UTC with microseconds: SQLite and PostgreSQL give them back alike only so.
    return {
        name: value.isoformat(timespec="microseconds") if isinstance(value, datetime) else value
        for name, value in row.items()
    }


def _unsealed_by_day(
    *, merchant_id: int, after: int, before: date
) -> Iterable[tuple[date, list[dict[str, object]]]]:
    """Cut the unsealed events, in order of their ids, where the business day moves forward."""
    batch: list[dict[str, object]] = []
    batch_day: date | None = None
    for row in _rows(merchant_id=merchant_id, after=after):
        row_day = row["day"]
        assert isinstance(row_day, date)
        if batch_day is not None and row_day > batch_day:
            if batch_day < before:
                yield batch_day, batch
            batch, batch_day = [], row_day
        batch.append(row)
        batch_day = max(batch_day, row_day) if batch_day else row_day
    if batch and batch_day is not None and batch_day < before:
        yield batch_day, batch
