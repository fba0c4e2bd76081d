"""The first step that is not yet behind a case: to be done, to be waited for, held, or lapsed."""

from dataclasses import dataclass, replace
from datetime import date

from kulanz.core.contact import Channel
from kulanz.core.contact.words import day_de, day_en
from kulanz.core.strategy.calling import call_window
from kulanz.core.strategy.course import Course, deadline_over, earliest_day, is_behind, last_deadline
from kulanz.core.strategy.decision import Action, Decision, Passed
from kulanz.core.strategy.facts import StepOutcome
from kulanz.core.strategy.model import Customers, Need, Step, StepKind


def next_step(course: Course) -> Decision:
    """Return the decision of the first step not behind the case, with the steps that lapse on the way."""
    passed: list[Passed] = []
    for index, step in enumerate(course.steps):
        if is_behind(course, index):
            continue
        verdict = _consider(course, step)
        if isinstance(verdict, Decision):
            return replace(verdict, passed=tuple(passed))
        passed.append(verdict)
    return Decision(
        action=Action.FINISHED,
        code="all_done",
        because="Alle Schritte der Strategie sind getan.",
        because_en="All steps of the strategy have been taken.",
        passed=tuple(passed),
    )


def _consider(course: Course, step: Step) -> Decision | Passed:
    if lapse := _not_for_this_case(course, step):
        return _lapsed(step, lapse)
    if step.kind is StepKind.CALL:
        return _consider_call(course, step)
    start = earliest_day(course, step)
    if step.kind is StepKind.PERSON:
        return _wait(course, step, until=start) if course.day < start else _decision_due(course, step)
    return _consider_message(course, step, start=start)


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence in both languages."""

    de: str
    en: str


def _not_for_this_case(course: Course, step: Step) -> Said | None:
    """Return why the step is not meant for this case, None if it is."""
    case = course.case
    if step.customers is Customers.NEW_OR_LATE_BEFORE and not (case.is_first_invoice or case.late_invoices):
        return Said(
            "nur für neue Kunden und für solche, die schon einmal zu spät gezahlt haben",
            "only for new customers and those who paid late before",
        )
    if step.min_open_cents is not None and case.open_cents < step.min_open_cents:
        return Said("der offene Betrag ist dafür zu klein", "the open amount is too small for it")
    if step.max_open_cents is not None and case.open_cents > step.max_open_cents:
        return Said("der offene Betrag ist dafür zu groß", "the open amount is too large for it")
    if step.only_unanswered and (case.has_answered or any(attempt.reached for attempt in course.attempts)):
        return Said("wir sind schon im Gespräch", "we are already talking")
    if step.only_wished and not case.callback_wished:
        return Said(
            "bei diesem Betrag rufen wir nur auf Wunsch an", "at this amount we only call when asked to"
        )
    return None


def _consider_call(course: Course, step: Step) -> Decision | Passed:
    if _is_before_due(step) and course.day > course.case.due_date:
        return _lapsed(step, Said("die Rechnung ist schon fällig", "the invoice is already due"))
    window = call_window(course, step)
    if window.was_reached:
        return Passed(
            step=step,
            outcome=StepOutcome.CALLED,
            because="Wir haben miteinander gesprochen.",
            because_en="We have talked with each other.",
        )
    if window.attempts >= (step.call_attempts or 0):
        return _lapsed(
            step, Said(f"{window.attempts} Mal nicht erreicht", f"not reached {window.attempts} times")
        )
    if window.is_over:
        return _lapsed(
            step,
            Said(
                f"seit {day_de(window.opens_on)} kein Ergebnis in {step.call_window_days} Arbeitstagen",
                f"no result within {step.call_window_days} business days since {day_en(window.opens_on)}",
            ),
        )
    if course.day < window.opens_on:
        return _wait(course, step, until=window.opens_on)
    if Channel.PHONE not in course.case.channels_available:
        return _lapsed(step, Said("keine Telefonnummer bekannt", "no telephone number is known"))
    if not course.calendars.is_contact_day(course.day):
        return _no_contact_day(course, step)
    return Decision(
        action=Action.DO,
        code="due",
        because=f"{step.name} ist fällig seit {day_de(window.opens_on)}.",
        because_en=f"The step “{step.name_en}” has been due since {day_en(window.opens_on)}.",
        step=step,
        look_again_on=course.day,
        channel=Channel.PHONE,
    )


def _consider_message(course: Course, step: Step, *, start: date) -> Decision | Passed:
    sends_on = course.calendars.contact_day_from(max(start, course.day))
    if lapse := _too_late(course, step, sends_on=sends_on):
        return _lapsed(step, lapse)
    channel = _channel(course, step)
    if channel is None and step.optional:
        return _lapsed(
            step, Said("dafür ist kein Weg zum Kunden offen", "no way to the customer is open for it")
        )
    stop = _no_channel(step) if channel is None else _missing(course, step)
    if course.day < start:
        # A person can clear the way on any day, so what they have to do is shown on the first one.
        return _wait(course, step, until=start if stop else sends_on)
    if stop:
        return stop
    if sends_on > course.day:
        return _no_contact_day(course, step)
    because = _due_because(course, step)
    return Decision(
        action=Action.DO,
        code="due",
        because=because.de,
        because_en=because.en,
        step=step,
        look_again_on=course.day,
        deadline=deadline_over(
            step, channel, message_day=course.day, postal=course.case.postal, calendars=course.calendars
        ),
        channel=channel,
        also_by=also_by(step, channel, course.case.channels_available),
    )


def _too_late(course: Course, step: Step, *, sends_on: date) -> Said | None:
    """Return why the moment of the step has gone by, or would before it could be sent."""
    if _is_before_due(step) and sends_on > course.case.due_date:
        return Said("die Rechnung ist schon fällig", "the invoice is already due")
    deadline = last_deadline(course)
    if step.within_deadline and (deadline is None or sends_on > deadline):
        return Said("die laufende Frist ist vorbei", "the running deadline has passed")
    return None


def _is_before_due(step: Step) -> bool:
    return step.due_offset_days is not None and step.due_offset_days < 0


def _channel(course: Course, step: Step) -> Channel | None:
    """Return the first channel of the step that is open for this case and amount."""
    for choice in step.channels:
        if choice.min_open_cents is not None and course.case.open_cents < choice.min_open_cents:
            continue
        if choice.channel in course.case.channels_available:
            return choice.channel
    return None


def also_by(step: Step, channel: Channel | None, available: frozenset[Channel]) -> Channel | None:
    """Return the second channel of a step that goes by letter, None where it has none or none is open."""
    return step.also_by if channel is Channel.LETTER and step.also_by in available else None


def _no_channel(step: Step) -> Decision:
    return _held(
        step,
        "no_channel",
        f"Für „{step.name}“ ist kein Weg zum Kunden offen. Bitte die Kontaktdaten ergänzen.",
        f"No way to the customer is open for “{step.name_en}”. Please complete the contact data.",
    )


def _missing(course: Course, step: Step) -> Decision | None:
    if step.needs is None or step.needs in course.case.confirmed:
        return None
    if step.needs is Need.APPROVAL:
        return _held(
            step,
            "needs_approval",
            f"„{step.name}“ geht an Stammkunden nur mit Zustimmung. Bitte zustimmen oder anders entscheiden.",
            f"“{step.name_en}” goes to regular customers only with approval. Approve or decide otherwise.",
        )
    return _held(
        step,
        "needs_address_check",
        f"Vor „{step.name}“ an neue Kunden bitte die Adresse prüfen.",
        f"Please check the address before “{step.name_en}” goes to a new customer.",
    )


def _decision_due(course: Course, step: Step) -> Decision:
    if not course.case.country_is_supported:
        return _held(
            step,
            "country_unsupported",
            "Die Regeln im Land des Kunden sind nicht geprüft. Nach einer Erinnerung entscheidet eine Person.",
            "The rules of the customer's country are not verified. After one reminder a person decides.",
        )
    return _held(
        step,
        "person_decides",
        "Entscheidung einer Person fällig: Alle Fristen sind vorbei.",
        "A person has to decide: all deadlines have passed.",
    )


def _due_because(course: Course, step: Step) -> Said:
    deadline = last_deadline(course)
    if deadline is not None and not step.within_deadline:
        return Said(
            f"{step.name} ist fällig, weil die Frist vom {day_de(deadline)} vorbei ist.",
            f"The step “{step.name_en}” is due because the deadline of {day_en(deadline)} has passed.",
        )
    days = (course.day - course.case.due_date).days
    if days <= 0:
        due = course.case.due_date
        return Said(
            f"{step.name} ist fällig, weil die Rechnung am {day_de(due)} fällig wird.",
            f"The step “{step.name_en}” is due because the invoice falls due on {day_en(due)}.",
        )
    return Said(
        f"{step.name} ist fällig, weil die Rechnung seit {days} Tagen überfällig ist.",
        f"The step “{step.name_en}” is due because the invoice is {days} days overdue.",
    )


def _wait(course: Course, step: Step, *, until: date) -> Decision:
    return Decision(
        action=Action.WAIT,
        code="not_yet",
        because=f"Nächster Schritt: {step.name} am {day_de(until)}.",
        because_en=f"Next step: {step.name_en} on {day_en(until)}.",
        step=step,
        look_again_on=until,
    )


def _no_contact_day(course: Course, step: Step) -> Decision:
    until = course.calendars.next_contact_day(course.day)
    return Decision(
        action=Action.WAIT,
        code="no_contact_day",
        because=f"Heute ist Wochenende oder Feiertag. {step.name} am {day_de(until)}.",
        because_en=f"Today is a weekend or a public holiday. {step.name_en} on {day_en(until)}.",
        step=step,
        look_again_on=until,
    )


def _held(step: Step, code: str, because: str, because_en: str) -> Decision:
    return Decision(action=Action.HOLD, code=code, because=because, because_en=because_en, step=step)


def _lapsed(step: Step, said: Said) -> Passed:
    return Passed(
        step=step,
        outcome=StepOutcome.LAPSED,
        because=f"{step.name} entfällt: {said.de}.",
        because_en=f"The step “{step.name_en}” lapses: {said.en}.",
    )
