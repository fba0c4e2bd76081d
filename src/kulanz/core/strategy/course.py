"""Where a case stands in its strategy on a day: its steps, what is behind it, when the next may start."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from kulanz.core.contact import Calendars, Channel
from kulanz.core.days import shift_193
from kulanz.core.strategy.facts import CallAttempt, CaseFacts, StepDone, StepOutcome
from kulanz.core.strategy.model import Segment, Step, StepKind, Strategy
from kulanz.core.strategy.postal import PostalTimes, arrives_by, planned_posting_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """A case seen on one day: `steps` with its segments applied, `history` and `attempts` up to that day."""

    case: CaseFacts
    strategy: Strategy
    steps: tuple[Step, ...]
    history: tuple[StepDone, ...]
    attempts: tuple[CallAttempt, ...]
    day: date
    calendars: Calendars


def course_of(case: CaseFacts, strategy: Strategy, *, day: date, calendars: Calendars) -> Course:
    """Return how the case looks on this day; what was done later is not seen."""
    steps = steps_for(case, strategy)
    history = (*_imported(case, strategy, steps, calendars=calendars), *case.history)
    return Course(
        case=case,
        strategy=strategy,
        steps=steps,
        history=tuple(done for done in history if done.done_on <= day and not done.is_undeliverable),
        attempts=tuple(attempt for attempt in case.call_attempts if attempt.day <= day),
        day=day,
        calendars=calendars,
    )


def steps_for(case: CaseFacts, strategy: Strategy) -> tuple[Step, ...]:
    """Return the steps of the strategy for this case: segments applied, foreign law kept out."""
    steps = strategy.steps
    for segment in strategy.segments:
        if applies(segment, case):
            steps = segment.applied(steps)
    return steps if case.country_is_supported else tuple(_one_reminder_then_a_person(steps))


def applies(segment: Segment, case: CaseFacts) -> bool:
    """Return whether all conditions of the segment hold. What nobody knows does not hold."""
    return (
        _within(case.open_cents, segment.min_open_cents, segment.max_open_cents)
        and _within(case.paid_invoices, segment.min_paid_invoices, None)
        and _within(case.late_invoices, None, segment.max_late_invoices)
        and (not segment.first_invoice or case.is_first_invoice is True)
    )


def _within(value: int, lowest: int | None, highest: int | None) -> bool:
    return (lowest is None or lowest <= value) and (highest is None or value <= highest)


def _one_reminder_then_a_person(steps: tuple[Step, ...]) -> Iterator[Step]:
    """Where we do not know the law: one kind reminder without costs, then somebody decides."""
    for step in steps:
        if step.payment_period_days is not None:
            yield replace(step, shows=frozenset())
            break
    yield from (step for step in steps if step.kind is StepKind.PERSON)


def _imported(
    case: CaseFacts, strategy: Strategy, steps: tuple[Step, ...], *, calendars: Calendars
) -> Iterator[StepDone]:
    """The step another system had reached counts as sent there, with the period that we would have granted."""
    step = _reached_elsewhere(case, strategy, steps)
    if step is None:
        return
    sent_on = case.imported_step_on or case.known_since
    yield StepDone(
        code=step.code,
        done_on=sent_on,
        outcome=StepOutcome.SENT,
        deadline=deadline_of(step, sent_on=sent_on, calendars=calendars),
    )


def _reached_elsewhere(case: CaseFacts, strategy: Strategy, steps: tuple[Step, ...]) -> Step | None:
    """Return the imported step; where this case does not have it, the last message it has from before it.

    Who was dunned twice elsewhere must not begin again with a kind reminder because we leave the second out.
    """
    codes = [step.code for step in strategy.steps]
    if case.imported_step not in codes:
        return None
    passed = set(codes[: codes.index(case.imported_step) + 1])
    found = [step for step in steps if step.code in passed]
    exact = (step for step in found if step.code == case.imported_step)
    messages = (step for step in reversed(found) if step.payment_period_days is not None)
    return next(exact, None) or next(messages, None)


def deadline_of(step: Step, *, sent_on: date, calendars: Calendars) -> date | None:
    """Return the last day to pay (inclusive) of a message sent on this day, None if it sets none.

    `sent_on` is the day on which it reaches the person. That day is not counted (§ 187 I BGB); an end on a Saturday, Sunday or public holiday at the
    customer's place moves on (§ 193 BGB).
    """
    if step.payment_period_days is None:
        return None
    return shift_193(sent_on + timedelta(days=step.payment_period_days), calendars.customer)


def deadline_over(
    step: Step, channel: Channel | None, *, message_day: date, postal: PostalTimes, calendars: Calendars
) -> date | None:
    """Return the last day to pay (inclusive) that a message of this day names when it goes out over this channel.

    A letter is counted from the day by which it has arrived when it is posted on its planned posting day.
    """
    if channel is not Channel.LETTER:
        return deadline_of(step, sent_on=message_day, calendars=calendars)
    posted_on = planned_posting_day(message_day, postal, calendars)
    return deadline_of(step, sent_on=arrives_by(posted_on, postal, calendars), calendars=calendars)


def is_behind(course: Course, index: int) -> bool:
    """Return whether the step at this place is done, or a message after it has been sent.

    A call or a lapsed step never carries a case past a message that was not sent.
    """
    codes = {done.code for done in course.history}
    sent = {done.code for done in course.history if done.outcome is StepOutcome.SENT}
    return course.steps[index].code in codes or any(step.code in sent for step in course.steps[index + 1 :])


def last_deadline(course: Course) -> date | None:
    """Return the latest day to pay that any step so far has named."""
    return max((done.deadline for done in course.history if done.deadline is not None), default=None)


def anchor_date(course: Course) -> date:
    """Return the day the offsets count from: the due date, or later where the first reminder went out late.

    A late start keeps the rhythm of the strategy instead of catching up with the calendar.
    """
    due = course.case.due_date
    sent = {done.code: done.done_on for done in course.history if done.outcome is StepOutcome.SENT}
    for step in course.steps:
        if step.payment_period_days is not None and step.code in sent:
            return max(due, sent[step.code] - timedelta(days=step.due_offset_days or 0))
    return due


def earliest_day(course: Course, step: Step) -> date:
    """Return the first day on which this step may start, were it a contact day. Not before the invoice."""
    case, calendars = course.case, course.calendars
    days = [case.issue_date, anchor_date(course) + timedelta(days=step.due_offset_days or 0)]
    deadline = last_deadline(course)
    if deadline is not None and not step.within_deadline:
        days.append(calendars.next_contact_day(deadline))
    if deadline is not None and step.after_deadline_banking_days is not None:
        days.append(calendars.banking.add_banking_days(deadline, step.after_deadline_banking_days))
    # Never two steps on one day.
    days.extend(
        done.done_on + timedelta(days=1) for done in course.history if done.outcome is not StepOutcome.LAPSED
    )
    if step.kind is StepKind.MESSAGE:
        days.extend(attempt.day + timedelta(days=1) for attempt in course.attempts)
        gap = timedelta(days=course.strategy.min_days_between_messages)
        days.extend(done.done_on + gap for done in course.history if done.outcome is StepOutcome.SENT)
    return max(days)
