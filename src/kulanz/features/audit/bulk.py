"""Write down many things that happened in one transaction, in a few statements."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from kulanz.core.actor import Actor
from kulanz.features.audit.actions import canonical_words, digest_of_words, machine_now
from kulanz.features.audit.models import Event, EventText
from kulanz.features.fast_insert import insert_all, insert_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class EventDraft:
    """One event before it is written; the fields are those of `audit.actions.record`."""

    kind: str
    customer_id: int | None = None
    invoice_id: int | None = None
    case_id: int | None = None
    subject: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    because: str = ""
    words: dict[str, Any] | None = None
    caused_by: Event | None = None
    caused_by_id: int | None = None  # instead of `caused_by`, where only the key is at hand


def record_all(*, actor: Actor, drafts: Sequence[EventDraft], day: date, at: datetime) -> list[Event]:
    """Add one event per draft and return them in the same order."""
    rows, salts = _rows(actor, drafts, day=day, at=at)
    events = insert_all(Event, (Event(**dict(zip(_FIELDS, row, strict=True))) for row in rows))
    _write_words([event.pk for event in events], drafts, salts)
    return events


def record_keys(*, actor: Actor, drafts: Sequence[EventDraft], day: date, at: datetime) -> Sequence[int]:
    """Add one event per draft and return their keys in the same order: for those who write many thousands."""
    rows, salts = _rows(actor, drafts, day=day, at=at)
    keys = insert_rows(Event, _FIELDS, rows)
    _write_words(keys, drafts, salts)
    return keys


_FIELDS = (
    "merchant_id", "kind", "day", "at", "recorded_at", "actor_kind", "actor_user_id", "customer_id", "invoice_id",
    "case_id", "subject", "facts", "because", "text_digest", "caused_by_id",
)  # fmt: skip


def _rows(
    actor: Actor, drafts: Sequence[EventDraft], *, day: date, at: datetime
) -> tuple[list[tuple[Any, ...]], list[str]]:
    """Return the fields of each event, and the salt of its words ("" where it has none)."""
    recorded_at = machine_now()
    salts = [secrets.token_hex(16) if draft.words else "" for draft in drafts]
    canonical = {id(draft.words): canonical_words(draft.words) for draft in drafts if draft.words}
    rows = [
        (
            actor.merchant_id, draft.kind, day, at, recorded_at, actor.kind, actor.user_id, draft.customer_id,
            draft.invoice_id, draft.case_id, draft.subject, draft.facts, draft.because,
            digest_of_words(salt=salt, canonical=canonical[id(draft.words)]) if draft.words else "",
            draft.caused_by_id if draft.caused_by is None else draft.caused_by.pk,
        )
        for draft, salt in zip(drafts, salts, strict=True)
    ]  # fmt: skip
    return rows, salts


def _write_words(keys: Sequence[int], drafts: Sequence[EventDraft], salts: Sequence[str]) -> None:
    insert_rows(
        EventText,
        ("event_id", "salt", "words"),
        [
            (key, salt, draft.words)
            for key, draft, salt in zip(keys, drafts, salts, strict=True)
            if draft.words
        ],
    )
