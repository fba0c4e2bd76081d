"""`decide`: what happens with a case on a day, and why."""

from dataclasses import replace
from datetime import date

from kulanz.core.contact import Calendars, CollectibleBy, Hold, HoldScope, free_again_on, sentences
from kulanz.core.contact.claim_checks import whose_claim
from kulanz.core.contact.words import amount_de, amount_en
from kulanz.core.strategy.course import Course, course_of
from kulanz.core.strategy.decision import Action, Decision
from kulanz.core.strategy.facts import CaseFacts
from kulanz.core.strategy.model import Audience, Strategy
from kulanz.core.strategy.next_step import next_step


class StrategyForOthers(ValueError):
    """A strategy for businesses was asked about a consumer, who owes neither its rate nor its lump sum."""


def decide(case: CaseFacts, strategy: Strategy, *, day: date, calendars: Calendars) -> Decision:
    """Return what to do with the case on `day`: the law's guards first, then holds, then the next step.

    Pure: another day gives the answer of that day, with what was done up to it. Raises StrategyForOthers
    where a strategy for businesses is used on a consumer, CalendarUnknown beyond the calendars' years.
    """
    if strategy.audience is Audience.BUSINESS and case.customer_kind is not Audience.BUSINESS:
        raise StrategyForOthers(
            f"The strategy “{strategy.name}” is for businesses. Choose one for consumers."
        )
    return (
        _finished(case)
        or _not_ours(case)
        or _held(case, strategy, day=day, calendars=calendars)
        or _following_course(case, strategy, day=day, calendars=calendars)
    )


def _finished(case: CaseFacts) -> Decision | None:
    if case.is_closed:
        return Decision(
            action=Action.FINISHED,
            code="closed",
            because="Der Fall ist erledigt.",
            because_en="The case is closed.",
        )
    if case.open_cents <= 0:
        return Decision(
            action=Action.FINISHED,
            code="paid",
            because="Die Rechnung ist bezahlt.",
            because_en="The invoice has been paid.",
        )
    return None


def _not_ours(case: CaseFacts) -> Decision | None:
    """A sold claim never becomes ours by waiting; an unanswered question holds until it is answered."""
    for reason in whose_claim(case.collectible_by):
        is_open_question = case.collectible_by is CollectibleBy.UNKNOWN
        return Decision(
            action=Action.HOLD if is_open_question else Action.FINISHED,
            code=reason.code,
            because=reason.withheld_de() if is_open_question else reason.text_de,
            because_en=f"Withheld: {reason.text_en}" if is_open_question else reason.text_en,
        )
    return None


def _held(case: CaseFacts, strategy: Strategy, *, day: date, calendars: Calendars) -> Decision | None:
    running = tuple(hold for hold in case.holds if hold.runs_on(day))
    if not running:
        return None
    # The one that lasts longest tells when it goes on; a person's comes before an invoice's.
    first = max(running, key=_weight)
    because, because_en = sentences(first)
    would = _following_course(case, strategy, day=day, calendars=calendars)
    return Decision(
        action=Action.HOLD,
        code=first.kind.value,
        because=f"Zurückgehalten: {because}",
        because_en=f"Withheld: {because_en}",
        step=would.step,
        look_again_on=free_again_on(case.holds, day=day),
        would=would,
    )


def _weight(hold: Hold) -> tuple[bool, date, bool]:
    last = hold.last_day()
    return last is None, last or hold.since, hold.scope is HoldScope.PERSON


def _following_course(case: CaseFacts, strategy: Strategy, *, day: date, calendars: Calendars) -> Decision:
    if case.open_cents < strategy.min_open_cents:
        lowest = strategy.min_open_cents
        return Decision(
            action=Action.HOLD,
            code="below_minimum",
            because=f"Unter {amount_de(lowest, case.currency)} mahnen wir nicht. Bitte ausbuchen oder stehen lassen.",
            because_en=f"We do not remind below {amount_en(lowest, case.currency)}. Write it off or let it stand.",
        )
    course = course_of(case, strategy, day=day, calendars=calendars)
    return _until_next_hold(next_step(course), course)


def _until_next_hold(decision: Decision, course: Course) -> Decision:
    """A planned hold that begins before the wait is over is the first day anything can change."""
    if decision.action is not Action.WAIT or decision.look_again_on is None:
        return decision
    starts = (
        hold.since for hold in course.case.holds if hold.since > course.day and hold.runs_on(hold.since)
    )
    return replace(decision, look_again_on=min((*starts, decision.look_again_on)))
