"""The gate: may this person be contacted about this claim now, over this channel?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from kulanz.core.contact.claim_checks import claim_reasons
from kulanz.core.contact.facts import Channel, GateFacts, Purpose
from kulanz.core.contact.person_checks import address_reasons, hold_reasons, money_reasons
from kulanz.core.contact.reasons import Reason, ReasonCode, reason
from kulanz.core.contact.times import density_reasons, time_reasons


class InstantWithoutZone(ValueError):
    """The gate was asked with an instant that does not say in which zone its hour is."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """Nothing stands in the way."""

    is_allowed: Literal[True] = True


@dataclass(frozen=True, slots=True)
class Withheld:
    """Contact is held back, for every one of these reasons (at least one)."""

    reasons: tuple[Reason, ...]
    is_allowed: Literal[False] = False

    def until(self) -> date | None:
        """Return the day before the first day on which time alone may open the gate, None if only events can."""
        ends = [reason.until for reason in self.reasons]
        return None if any(end is None for end in ends) else max(end for end in ends if end is not None)


def may_contact(facts: GateFacts, *, channel: Channel, at: datetime) -> Allowed | Withheld:
    """Ask the gate; `at` is an aware instant in the zone of the customer's place.

    All reasons are collected, none outweighs another and nothing lifts one: there is no score here.
    Raises InstantWithoutZone for a naive instant.
    """
    if at.tzinfo is None:
        raise InstantWithoutZone(
            f"The instant {at.isoformat()} has no time zone. Give it in the customer's zone."
        )
    reasons = tuple(_reasons(facts, channel=channel, at=at))
    return Withheld(reasons) if reasons else Allowed()


def _reasons(facts: GateFacts, *, channel: Channel, at: datetime) -> Iterator[Reason]:
    day = at.date()
    if facts.sending_stopped:
        yield _stopped()
    is_reminder = facts.purpose is Purpose.REMINDER
    if is_reminder:
        yield from claim_reasons(facts, day=day)
    yield from hold_reasons(facts, channel=channel, day=day, is_answer=not is_reminder)
    if is_reminder:
        yield from money_reasons(facts, day=day)
    yield from address_reasons(facts.person, channel=channel)
    # An answer may follow at once, whenever the customer wrote; a thank-you comes unasked and can wait.
    if facts.purpose is not Purpose.ANSWER:
        yield from time_reasons(facts.calendars, channel=channel, at=at)
    if is_reminder:
        yield from density_reasons(facts.person, channel=channel, day=day)


def _stopped() -> Reason:
    return reason(
        ReasonCode.SENDING_STOPPED,
        said=("Alles ist angehalten.", "Everything has been stopped."),
        release=(
            "Wird frei, wenn der Versand wieder eingeschaltet ist.",
            "Released once sending is on again.",
        ),
        concerns_person=True,
    )
