"""The window of a call step: when it opens, and when the call lapses without a result."""

from dataclasses import dataclass
from datetime import date, timedelta

from kulanz.core.strategy.course import Course, earliest_day
from kulanz.core.strategy.model import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class CallWindow:
    """How a call step stands on the day of the course. `opens_on` is the first day to call."""

    opens_on: date
    attempts: int
    was_reached: bool
    is_over: bool  # all its contact days went by


def call_window(course: Course, step: Step) -> CallWindow:
    """Return the window of this call step.

    The day it opens is not counted (§ 187 I BGB), and days on which a hold ran do not use it up. It never
    opens before Kulanz knew the case, so that a late start still gets its call.
    """
    starts_on = course.calendars.contact_day_from(max(earliest_day(course, step), course.case.known_since))
    opens_on = _next_free(course, starts_on)
    attempts = [attempt for attempt in course.attempts if attempt.day >= opens_on]
    # What was agreed in a call is often a hold from that very day on; the call took place all the same.
    talks = [attempt for attempt in course.attempts if attempt.reached and attempt.day >= starts_on]
    return CallWindow(
        opens_on=opens_on,
        attempts=len(attempts),
        was_reached=bool(talks),
        is_over=_days_used(course, after=opens_on) >= (step.call_window_days or 0),
    )


def _next_free(course: Course, day: date) -> date:
    """Return the first contact day from `day` that is not held back; days to come are taken as free."""
    day = course.calendars.contact_day_from(day)
    while day <= course.day and _was_held(course, day):
        day = course.calendars.next_contact_day(day)
    return day


def _days_used(course: Course, *, after: date) -> int:
    """Count the free contact days after `after` that are over, today not among them."""
    day, used = after, 0
    while (day := day + timedelta(days=1)) < course.day:
        if course.calendars.is_contact_day(day) and not _was_held(course, day):
            used += 1
    return used


def _was_held(course: Course, day: date) -> bool:
    return any(hold.runs_on(day) for hold in course.case.holds)
