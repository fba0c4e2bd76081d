"""The days to come of a case, by the same `decide`, with every step carried out when it is due."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from kulanz.core.contact import Calendars
from kulanz.core.strategy.deciding import decide
from kulanz.core.strategy.decision import Action, Decision
from kulanz.core.strategy.facts import CaseFacts, StepDone, StepOutcome
from kulanz.core.strategy.model import StepKind, Strategy


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What the case is about to see on a day, if nobody pays, answers or picks up the telephone."""

    day: date
    decision: Decision


def simulate(
    case: CaseFacts, strategy: Strategy, *, first_day: date, last_day: date, calendars: Calendars
) -> tuple[Forecast, ...]:
    """Return each day from `first_day` to `last_day` (inclusive) on which something new happens.

    Messages are taken as sent on their day, calls as never answered. Days that only repeat the answer of
    the day before (a wait, a call still due, a hold still running) are left out.
    """
    forecasts: list[Forecast] = []
    day = first_day
    while day <= last_day:
        decision = decide(case, strategy, day=day, calendars=calendars)
        if not forecasts or _is_news(decision, after=forecasts[-1].decision):
            forecasts.append(Forecast(day=day, decision=decision))
        case = carried_out(case, decision, day=day)
        day += timedelta(days=1)
    return tuple(forecasts)


def carried_out(case: CaseFacts, decision: Decision, *, day: date) -> CaseFacts:
    """Return the case after its message of this day has been sent; a call leaves no trace without an answer."""
    if (
        decision.action is not Action.DO
        or decision.step is None
        or decision.step.kind is not StepKind.MESSAGE
    ):
        return case
    done = StepDone(
        code=decision.step.code, done_on=day, outcome=StepOutcome.SENT, deadline=decision.deadline
    )
    return replace(case, history=(*case.history, done))


def _is_news(decision: Decision, *, after: Decision) -> bool:
    """A weekend inside the window of a call is no news."""
    if decision.code == "no_contact_day" and decision.step == after.step:
        return False
    return _key(decision) != _key(after)


def _key(decision: Decision) -> tuple[Action, str, str]:
    return decision.action, decision.code, decision.step.code if decision.step else ""
