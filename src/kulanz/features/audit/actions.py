"""Write down what happened. Called by the one action that made it happen, in its transaction."""

import hashlib
import json
import secrets
from datetime import UTC, date, datetime
from typing import Any

from kulanz.core.actor import Actor
from kulanz.features.audit.models import Event, EventText


def record(
    *,
    actor: Actor,
    kind: str,
    day: date,
    at: datetime,
    customer_id: int | None = None,
    invoice_id: int | None = None,
    case_id: int | None = None,
    subject: str = "",
    facts: dict[str, Any] | None = None,
    because: str = "",
    words: dict[str, Any] | None = None,
    caused_by: Event | None = None,
) -> Event:
    """Add one event and return it.

    `facts` holds ids, codes and cents and is sealed; `words` holds names and free text and can be
    erased later: the sealed row keeps only their salted digest.
    """
    salt, digest = "", ""
    if words:
        salt = secrets.token_hex(16)
        digest = text_digest(salt=salt, words=words)
    event = Event.objects.create(
        merchant_id=actor.merchant_id,
        kind=kind,
        day=day,
        at=at,
        recorded_at=machine_now(),
        actor_kind=actor.kind,
        actor_user_id=actor.user_id,
        customer_id=customer_id,
        invoice_id=invoice_id,
        case_id=case_id,
        subject=subject,
        facts=facts or {},
        because=because,
        text_digest=digest,
        caused_by=caused_by,
    )
    if words:
        EventText.objects.create(event=event, salt=salt, words=words)
    return event


def text_digest(*, salt: str, words: dict[str, Any]) -> str:
    """Return the digest that the sealed row keeps of its erasable words."""
    return digest_of_words(salt=salt, canonical=canonical_words(words))


def canonical_words(words: dict[str, Any]) -> str:
    """Return words in the one form that digests are made of."""
    return json.dumps(words, sort_keys=True, ensure_ascii=False)


def digest_of_words(*, salt: str, canonical: str) -> str:
    """Return the digest of words in their canonical form."""
    return hashlib.sha256((salt + canonical).encode()).hexdigest()


def machine_now() -> datetime:
    """Read the machine's clock, which says when a row was written, never what day it is in business."""
    return datetime.now(UTC)
