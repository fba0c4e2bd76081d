"""Worked cases of periods (§§ 187 to 193 BGB) and of the start of default (§ 286 BGB)."""

from decimal import Decimal
from typing import Any, get_args

from kulanz.core.days import Calendar, Period, PeriodUnit, period_end, shift_193
from kulanz.core.law.book import LawBook
from kulanz.core.law.default_of_debtor import (
    DefaultFacts,
    DefaultOfDebtor,
    Notice,
    start_of_default,
    thirty_day_end,
)
from kulanz.core.law.obligation import Obligation
from kulanz.features.deadlines.calendars import StateUnknown, german_calendar
from kulanz.interfaces.commands.law.inputs import (
    Inputs,
    InputUnusable,
    NotSupportedYet,
    day,
    day_or_none,
    debtor_kind,
    flag,
    number,
    text,
    text_or_empty,
    whole,
)

# § 189 I BGB.
_FIXED_BY_189 = {"half_months": (15, "days"), "quarters": (3, "months"), "half_years": (6, "months")}


def deadline(inputs: Inputs, law: LawBook) -> dict[str, Any]:
    """Return the end of a period before and after § 193 BGB, and the weekday of the latter."""
    if "event_date" not in inputs and ("first_written_reminder" in inputs or "cases" in inputs):
        raise NotSupportedYet("reports to credit bureaus (§ 31 II BDSG)")
    end = period_end(day(inputs, "event_date"), _period(inputs))
    shifted = shift_193(end, _calendar(inputs))
    return {
        "nominal_end": end.isoformat(),
        "end_after_weekend_holiday_shift": shifted.isoformat(),
        "weekday": f"{shifted:%A}",
    }


def default_start(inputs: Inputs, law: LawBook) -> dict[str, Any]:
    """Return the start of default, the first interest day, and the ends of the periods that lead there."""
    facts, calendar = _facts(inputs, law), _calendar(inputs)
    found = start_of_default(facts, calendar=calendar, law=law)
    end = thirty_day_end(facts, law=law)
    last = None if facts.agreed_due_date is None else shift_193(facts.agreed_due_date, calendar)
    if facts.agreed_event_on is not None and facts.agreed_period is not None:
        end = period_end(facts.agreed_event_on, facts.agreed_period)
        last = shift_193(end, calendar)
    in_default = isinstance(found, DefaultOfDebtor)
    first_interest_day = found.first_interest_day.isoformat() if isinstance(found, DefaultOfDebtor) else None
    return {
        "in_default": in_default,
        "default_day": found.since.isoformat() if isinstance(found, DefaultOfDebtor) else None,
        "first_interest_day": first_interest_day,
        "default_and_first_interest_day": first_interest_day,
        "last_day_to_pay": last.isoformat() if last else None,
        "period_end_nominal": end.isoformat() if end else None,
        "period_end_after_193": shift_193(end, calendar).isoformat() if end else None,
        "because": found.because,
        "paragraph": found.paragraph,
    }


def _facts(inputs: Inputs, law: LawBook) -> DefaultFacts:
    # A missing customer kind means consumer.
    debtor = debtor_kind(inputs) if inputs.get("debtor") is not None else "consumer"
    newest = law.parameters["default_without_notice"].known_until
    due = day_or_none(inputs, "due_date")
    agreed = due if flag(inputs, "agreed_by_contract", unstated=False) else None
    event = day_or_none(inputs, "agreed_event_date", "event_date", "delivery_date")
    return DefaultFacts(
        obligation=Obligation(arose_on=day_or_none(inputs, "obligation_arose") or newest, debtor=debtor),
        due_date=due,
        agreed_due_date=day_or_none(inputs, "agreed_due_date") or agreed,
        agreed_event_on=event,
        agreed_period=_period(inputs) if event else None,
        invoice_received_on=day_or_none(inputs, "invoice_received"),
        goods_received_on=day_or_none(inputs, "goods_received"),
        has_30_day_notice=flag(inputs, "special_notice_on_invoice", unstated=False),
        notices=_notices(inputs),
        refusal_received_on=day_or_none(inputs, "refusal_received"),
        is_debtor_responsible=flag(inputs, "debtor_responsible", unstated=True),
    )


def _notices(inputs: Inputs) -> tuple[Notice, ...]:
    notices = []
    received = day_or_none(inputs, "reminder_received")
    if received:
        notices.append(Notice(received_on=received, deadline=day_or_none(inputs, "reminder_deadline")))
    elif inputs.get("reminders_received") or inputs.get("reminders"):
        raise InputUnusable(
            "the input 'reminder_received' is missing: the day on which a reminder was received"
        )
    served = day_or_none(inputs, "payment_order_served", "action_served")
    if served:
        notices.append(Notice(received_on=served, is_service=True))
    return tuple(notices)


def _period(inputs: Inputs) -> Period:
    """Read `length` and `unit`, or `period_days`. Half a year, a quarter and half a month are those of § 189 BGB."""
    if inputs.get("period_days") is not None:
        key, unit = "period_days", "days"
    else:
        key, unit = "length", text(inputs, "unit").lower().rstrip("s") + "s"
    halves = unit == "months" and number(inputs, key) % 1 == Decimal("0.5")
    length = int(number(inputs, key)) if halves else whole(inputs, key)
    if unit in _FIXED_BY_189:
        times, unit = _FIXED_BY_189[unit]
        length *= times
    known = next((one for one in get_args(PeriodUnit) if one == unit), None)
    if known is None:
        raise InputUnusable(
            f"the input 'unit' is {inputs['unit']!r}, not days, weeks, half_months, months, quarters, half_years "
            "or years"
        )
    try:
        return Period(length, known, and_a_half_month=halves)
    except ValueError as cause:
        raise InputUnusable(f"the input '{key}' is unusable: {cause}") from cause


def _calendar(inputs: Inputs) -> Calendar:
    """Return the calendar of the Land; where none is stated, any Land's holiday counts."""
    country = text_or_empty(inputs, "country", "jurisdiction").upper() or "DE"
    if country != "DE":
        raise NotSupportedYet(f"the public holidays of {country}")
    state = text_or_empty(inputs, "state").strip()
    try:
        return german_calendar((state.upper() if len(state) == 2 else state) or None)
    except StateUnknown as cause:
        raise InputUnusable(f"the input 'state': {cause}") from cause
