"""A person who may be reminded on Tuesday 1 Dec 2026 at 10:00, and one change at a time."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from kulanz.core.contact import (
    Channel,
    ClaimToContact,
    CollectibleBy,
    ContactKind,
    Delivery,
    GateFacts,
    Hold,
    HoldKind,
    PastContact,
    PaymentSource,
    PersonFacts,
    Purpose,
    Withheld,
    may_contact,
)

from ..places import in_berlin

BERLIN_TIME = ZoneInfo("Europe/Berlin")
TODAY = date(2026, 12, 1)
MORNING = datetime(2026, 12, 1, 10, 0, tzinfo=BERLIN_TIME)


def a_person(**facts: Any) -> PersonFacts:
    known: dict[str, Any] = {
        "email": "erika@example.org",
        "phone": "+49301234567",
        "has_postal_address": True,
        "sms_allowed": True,
    }
    return PersonFacts(**known | facts)


def a_claim(**facts: Any) -> ClaimToContact:
    known: dict[str, Any] = {
        "collectible_by": CollectibleBy.MERCHANT,
        "total_cents": 12990,
        "open_cents": 12990,
        "demanded_cents": 12990,
        "currency": "EUR",
        "delivery": Delivery.DELIVERED,
        "returns_are_known": True,
    }
    return ClaimToContact(**known | facts)


def gate_facts(**facts: Any) -> GateFacts:
    known: dict[str, Any] = {
        "purpose": Purpose.REMINDER,
        "person": a_person(),
        "claim": a_claim(),
        "payment_sources": (PaymentSource(name="Hauptkonto", covered_to=date(2026, 11, 30)),),
        "calendars": in_berlin(),
        "confirmed_on": None,
        "sending_stopped": False,
    }
    return GateFacts(**known | facts)


def held(kind: HoldKind, since: date = TODAY, until: date | None = None) -> GateFacts:
    return gate_facts(claim=a_claim(holds=(Hold(kind=kind, since=since, until=until),)))


def contacts(kind: ContactKind, *days: date) -> GateFacts:
    return gate_facts(person=a_person(contacts=tuple(PastContact(day=day, kind=kind) for day in days)))


def asked(facts: GateFacts, *, channel: Channel = Channel.EMAIL, at: datetime = MORNING) -> list[str]:
    """The codes of the reasons, nothing where contact is allowed."""
    answer = may_contact(facts, channel=channel, at=at)
    return [reason.code for reason in answer.reasons] if isinstance(answer, Withheld) else []


def on(day: date, hour: int = 10, minute: int = 0) -> datetime:
    return MORNING.replace(year=day.year, month=day.month, day=day.day, hour=hour, minute=minute)


def with_purpose(facts: GateFacts, purpose: Purpose) -> GateFacts:
    return replace(facts, purpose=purpose)
