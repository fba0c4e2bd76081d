"""Cases with names. Every amount is in cents; the usual invoice falls due on Friday 27 Nov 2026."""

from datetime import date
from typing import Any

from kulanz.core.contact import Calendars, Channel, CollectibleBy, Hold, HoldKind
from kulanz.core.strategy import (
    Audience,
    CallAttempt,
    CaseFacts,
    Decision,
    StepDone,
    StepOutcome,
    Strategy,
    decide,
    preset,
)

from ..places import in_berlin

B2C = preset("b2c")
B2B = preset("b2b")
DUE = date(2026, 11, 27)


def a_case(**facts: Any) -> CaseFacts:
    """A private customer owes 129.90 EUR; e-mail and telephone are known, nothing has happened yet."""
    known: dict[str, Any] = {
        "open_cents": 12990,
        "currency": "EUR",
        "issue_date": date(2026, 11, 13),
        "due_date": DUE,
        "collectible_by": CollectibleBy.MERCHANT,
        "known_since": date(2026, 11, 13),
        "channels_available": frozenset({Channel.EMAIL, Channel.PHONE}),
    }
    return CaseFacts(**known | facts)


def a_business_case(**facts: Any) -> CaseFacts:
    """A company owes 4,800.00 EUR."""
    known = {"open_cents": 480000, "customer_kind": Audience.BUSINESS, "issue_date": date(2026, 10, 28)}
    return a_case(**known | facts)


def sent(code: str, on: date, deadline: date | None = None) -> StepDone:
    return StepDone(code=code, done_on=on, outcome=StepOutcome.SENT, deadline=deadline)


def lapsed(code: str, on: date) -> StepDone:
    return StepDone(code=code, done_on=on, outcome=StepOutcome.LAPSED)


def called(code: str, on: date) -> StepDone:
    return StepDone(code=code, done_on=on, outcome=StepOutcome.CALLED)


def not_reached(*days: date) -> tuple[CallAttempt, ...]:
    return tuple(CallAttempt(day=day, reached=False) for day in days)


def a_hold(kind: HoldKind, since: date, until: date | None = None, lifted_on: date | None = None) -> Hold:
    return Hold(kind=kind, since=since, until=until, lifted_on=lifted_on)


def on(day: date, case: CaseFacts, strategy: Strategy = B2C, calendars: Calendars | None = None) -> Decision:
    """What happens with the case on this day."""
    return decide(case, strategy, day=day, calendars=calendars or in_berlin())


def what(decision: Decision) -> tuple[str, str]:
    """The action and the step, for short assertions."""
    return decision.action.value, decision.step.code if decision.step else ""
