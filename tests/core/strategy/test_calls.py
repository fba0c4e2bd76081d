"""The call step: done by a result; after three attempts or five working days without one it lapses."""

from datetime import date, timedelta

from kulanz.core.contact import Channel, Hold, HoldKind
from kulanz.core.strategy import CallAttempt, StepOutcome

from .builders import a_case, called, not_reached, on, sent, what

# Jonas: due 10 Nov, reminder on Monday 16 Nov, deadline on Monday 23 Nov.
REMINDED = (sent("reminder", date(2026, 11, 16), date(2026, 11, 23)),)


def jonas(**facts):
    return a_case(open_cents=24000, due_date=date(2026, 11, 10), history=REMINDED, **facts)


def test_the_call_of_jonas_is_due_on_the_day_of_the_demo():
    call = on(date(2026, 12, 1), jonas())
    assert what(call) == ("do", "call")
    assert "24.11.2026" in call.because


def test_the_window_is_open_for_five_working_days_after_its_first_day():
    assert what(on(date(2026, 11, 24), jonas())) == ("do", "call")
    # 25, 26, 27, 30 Nov and 1 Dec are the five.
    assert what(on(date(2026, 12, 1), jonas())) == ("do", "call")
    after = on(date(2026, 12, 2), jonas())
    assert what(after) == ("do", "notice")
    assert after.passed[-1].outcome is StepOutcome.LAPSED
    assert after.passed[-1].because == "Anruf entfällt: seit 24.11.2026 kein Ergebnis in 5 Arbeitstagen."


def test_weekends_do_not_use_up_the_window():
    for day in (date(2026, 11, 28), date(2026, 11, 29)):
        assert what(on(day, jonas())) == ("wait", "call")
        assert on(day, jonas()).look_again_on == date(2026, 11, 30)


def test_two_attempts_leave_the_call_open_and_the_third_ends_it():
    days = [date(2026, 11, 24), date(2026, 11, 25), date(2026, 11, 26)]
    assert what(on(days[2], jonas(call_attempts=not_reached(*days[:2])))) == ("do", "call")
    assert what(on(days[2], jonas(call_attempts=not_reached(*days)))) == ("wait", "notice")


def test_the_notice_never_goes_out_on_the_day_of_the_last_attempt():
    days = [date(2026, 11, 26), date(2026, 11, 27), date(2026, 11, 30)]
    case = jonas(call_attempts=not_reached(*days))
    assert what(on(days[2], case)) == ("wait", "notice")
    assert what(on(date(2026, 12, 1), case)) == ("do", "notice")


def test_a_conversation_ends_the_step_even_before_anybody_wrote_it_down_as_done():
    talked = jonas(call_attempts=(CallAttempt(day=date(2026, 11, 24), reached=True),))
    passed = on(date(2026, 11, 25), talked).passed[-1]
    assert (passed.step.code, passed.outcome) == ("call", StepOutcome.CALLED)


def test_a_call_that_ended_in_a_promise_is_done_when_the_promise_is_broken():
    day, last = date(2026, 11, 24), date(2026, 11, 27)
    promise = Hold(kind=HoldKind.PROMISE, since=day, until=last)
    talked = jonas(call_attempts=(CallAttempt(day=day, reached=True),), holds=(promise,))
    assert what(on(date(2026, 11, 30), talked)) == ("do", "notice")
    missed = jonas(call_attempts=not_reached(day), holds=(promise,))
    assert what(on(date(2026, 11, 30), missed)) == ("do", "call")


def test_attempts_before_the_window_do_not_count():
    early = not_reached(date(2026, 11, 17), date(2026, 11, 18), date(2026, 11, 19))
    assert what(on(date(2026, 11, 24), jonas(call_attempts=early))) == ("do", "call")


def test_without_a_telephone_number_the_call_lapses_when_it_would_be_due():
    unknown = jonas(channels_available=frozenset({Channel.EMAIL}))
    assert what(on(date(2026, 11, 23), unknown)) == ("wait", "call")
    after = on(date(2026, 11, 24), unknown)
    assert what(after) == ("wait", "notice")
    assert "keine Telefonnummer" in after.passed[-1].because


def test_a_case_that_comes_in_late_still_gets_its_call():
    imported = a_case(
        due_date=date(2026, 9, 1),
        known_since=date(2026, 12, 1),
        imported_step="reminder",
        imported_step_on=date(2026, 9, 7),
    )
    assert what(on(date(2026, 12, 1), imported)) == ("do", "call")
    assert what(on(date(2026, 12, 8), imported)) == ("do", "call")
    assert what(on(date(2026, 12, 9), imported)) == ("do", "notice")


def test_a_call_done_too_early_does_not_carry_the_case_past_its_first_reminder():
    talked = a_case(history=(called("call", date(2026, 11, 30)),))
    assert what(on(date(2026, 12, 1), talked)) == ("do", "reminder")


def test_a_call_stays_due_every_working_day_of_its_window():
    day = date(2026, 11, 24)
    while day <= date(2026, 12, 1):
        if day.weekday() < 5:
            assert what(on(day, jonas())) == ("do", "call")
            assert on(day, jonas()).look_again_on == day
        day += timedelta(days=1)
