"""Write down many things that happened in one transaction, in a few statements."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from kulanz.core.actor import Actor
from kulanz.features.audit.actions import machine_now, text_digest
from kulanz.features.audit.models import Event, EventText
from kulanz.features.fast_insert import insert_all


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


def record_all(*, actor: Actor, drafts: Sequence[EventDraft], day: date, at: datetime) -> list[Event]:
    """Add one event per draft and return them in the same order."""
    recorded_at = machine_now()
    salts = [secrets.token_hex(16) if draft.words else "" for draft in drafts]
    events = insert_all(
        Event,
        (
            Event(
                merchant_id=actor.merchant_id,
                kind=draft.kind,
                day=day,
                at=at,
                recorded_at=recorded_at,
                actor_kind=actor.kind,
                actor_user_id=actor.user_id,
                customer_id=draft.customer_id,
                invoice_id=draft.invoice_id,
                case_id=draft.case_id,
                subject=draft.subject,
                facts=draft.facts,
                because=draft.because,
                text_digest=text_digest(salt=salt, words=draft.words) if draft.words else "",
                caused_by=draft.caused_by,
            )
            for draft, salt in zip(drafts, salts, strict=True)
        ),
    )
    EventText.objects.bulk_create(
        EventText(event=event, salt=salt, words=draft.words)
        for event, draft, salt in zip(events, drafts, salts, strict=True)
        if draft.words
    )
    return events
