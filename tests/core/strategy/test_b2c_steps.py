"""Each row of the strategy for private customers, on its first day and on the day before.

Worked out by hand. Due on Friday 27 Nov 2026 unless a test says otherwise.
"""

from dataclasses import replace
from datetime import date

import pytest

from kulanz.core.contact import Channel
from kulanz.core.strategy import StepOutcome

from ..places import BAVARIA, in_berlin
from .builders import B2C, a_case, called, lapsed, not_reached, on, sent, what

REMINDED = (sent("reminder", date(2026, 12, 1), date(2026, 12, 8)),)
TALKED = (*REMINDED, called("call", date(2026, 12, 9)))
NOTICED = (*TALKED, sent("notice", date(2026, 12, 15), date(2026, 12, 28)))
OFFERED = (*NOTICED, lapsed("callback_offer", date(2026, 12, 28)))
FINAL = (*OFFERED, sent("final_notice", date(2026, 12, 29), date(2027, 1, 12)))


def test_a_new_customer_gets_the_service_note_three_days_before_the_due_date():
    new = a_case(is_first_invoice=True)
    assert what(on(date(2026, 11, 23), new)) == ("wait", "service_note")
    assert on(date(2026, 11, 23), new).look_again_on == date(2026, 11, 24)
    assert what(on(date(2026, 11, 24), new)) == ("do", "service_note")


def test_the_service_note_sets_no_deadline_and_is_no_reminder():
    note = on(date(2026, 11, 24), a_case(late_invoices=1))
    assert note.deadline is None
    assert note.step is not None and not note.step.shows


def test_a_customer_who_was_late_before_gets_the_service_note_and_a_reliable_one_does_not():
    assert what(on(date(2026, 11, 24), a_case(late_invoices=1))) == ("do", "service_note")
    assert what(on(date(2026, 11, 24), a_case())) == ("wait", "reminder")


def test_a_customer_nobody_knows_is_not_taken_for_a_new_one():
    assert what(on(date(2026, 11, 24), a_case(is_first_invoice=None))) == ("wait", "reminder")


def test_the_service_note_lapses_once_the_due_date_has_passed():
    late = a_case(late_invoices=1)
    assert what(on(date(2026, 11, 27), late)) == ("do", "service_note")
    after = on(date(2026, 11, 28), late)
    assert what(after) == ("wait", "reminder")
    assert [(passed.step.code, passed.outcome) for passed in after.passed] == [
        ("service_note", StepOutcome.LAPSED)
    ]


def test_the_service_note_lapses_when_no_contact_day_is_left_before_the_due_date():
    weekend = a_case(late_invoices=1, due_date=date(2026, 11, 29), known_since=date(2026, 11, 27))
    assert what(on(date(2026, 11, 27), weekend)) == ("do", "service_note")
    assert what(on(date(2026, 11, 28), weekend)) == ("wait", "reminder")


@pytest.mark.parametrize("day", [28, 29, 30])
def test_for_three_days_after_the_due_date_we_wait_for_transfers(day):
    assert what(on(date(2026, 11, day), a_case())) == ("wait", "reminder")
    assert on(date(2026, 11, day), a_case()).look_again_on == date(2026, 12, 1)


def test_on_the_fourth_day_the_friendly_reminder_gives_seven_days():
    reminder = on(date(2026, 12, 1), a_case())
    assert what(reminder) == ("do", "reminder")
    assert (reminder.deadline, reminder.channel) == (date(2026, 12, 8), Channel.EMAIL)
    assert (
        reminder.because
        == "Freundliche Erinnerung ist fällig, weil die Rechnung seit 4 Tagen überfällig ist."
    )
    assert "4 days overdue" in reminder.because_en


def test_the_reminder_goes_by_letter_where_there_is_no_e_mail():
    assert (
        on(date(2026, 12, 1), a_case(channels_available=frozenset({Channel.LETTER}))).channel
        is Channel.LETTER
    )


def test_the_reminder_waits_for_a_person_where_no_way_is_open():
    unreachable = on(date(2026, 12, 1), a_case(channels_available=frozenset()))
    assert what(unreachable) == ("hold", "reminder")
    assert unreachable.code == "no_channel" and unreachable.look_again_on is None
    assert "Kontaktdaten" in unreachable.because
    assert what(on(date(2026, 11, 30), a_case(channels_available=frozenset()))) == ("wait", "reminder")


def test_the_short_message_falls_inside_the_running_deadline():
    mobile = a_case(history=REMINDED, channels_available=frozenset({Channel.EMAIL, Channel.SMS}))
    assert what(on(date(2026, 12, 4), mobile)) == ("wait", "short_sms")
    assert what(on(date(2026, 12, 7), mobile)) == ("do", "short_sms")
    assert on(date(2026, 12, 7), mobile).deadline is None


def test_the_short_message_lapses_when_the_deadline_has_passed_or_somebody_answered():
    mobile = a_case(history=REMINDED, channels_available=frozenset({Channel.EMAIL, Channel.SMS}))
    assert what(on(date(2026, 12, 8), mobile)) == ("do", "short_sms")
    assert "short_sms" in [passed.step.code for passed in on(date(2026, 12, 9), mobile).passed]
    assert "short_sms" in [
        passed.step.code for passed in on(date(2026, 12, 7), replace(mobile, has_answered=True)).passed
    ]


def test_without_text_messages_the_step_lapses_and_says_so():
    waiting = on(date(2026, 12, 2), a_case(history=REMINDED))
    assert what(waiting) == ("wait", "call")
    assert any(passed.step.code == "short_sms" and "kein Weg" in passed.because for passed in waiting.passed)


def test_the_call_opens_one_working_day_after_the_deadline():
    case = a_case(history=REMINDED)
    assert what(on(date(2026, 12, 8), case)) == ("wait", "call")
    assert on(date(2026, 12, 8), case).look_again_on == date(2026, 12, 9)
    call = on(date(2026, 12, 9), case)
    assert what(call) == ("do", "call")
    assert (call.channel, call.deadline) == (Channel.PHONE, None)


def test_the_call_opens_on_monday_when_the_deadline_is_a_friday():
    case = a_case(
        history=(sent("reminder", date(2026, 11, 27), date(2026, 12, 4)),), due_date=date(2026, 11, 20)
    )
    assert what(on(date(2026, 12, 6), case)) == ("wait", "call")
    assert what(on(date(2026, 12, 7), case)) == ("do", "call")


def test_after_a_conversation_the_notice_waits_for_its_day():
    case = a_case(history=TALKED)
    assert what(on(date(2026, 12, 14), case)) == ("wait", "notice")
    notice = on(date(2026, 12, 15), case)
    assert what(notice) == ("do", "notice")


def test_the_notice_gives_ten_days_and_its_end_moves_past_christmas():
    # 15 Dec + 10 days is Christmas Day, a Friday; the 26th is a holiday and the 27th a Sunday.
    assert on(date(2026, 12, 15), a_case(history=TALKED)).deadline == date(2026, 12, 28)


def test_the_notice_goes_by_letter_from_100_euros_where_letters_are_possible():
    both = frozenset({Channel.EMAIL, Channel.LETTER})
    day = date(2026, 12, 15)
    assert (
        on(day, a_case(history=TALKED, open_cents=10000, channels_available=both)).channel is Channel.LETTER
    )
    assert on(day, a_case(history=TALKED, open_cents=9999, channels_available=both)).channel is Channel.EMAIL
    assert on(day, a_case(history=TALKED, open_cents=10000)).channel is Channel.EMAIL


def test_the_call_back_offer_never_falls_inside_a_running_deadline():
    case = a_case(history=NOTICED)
    assert what(on(date(2026, 12, 28), case)) == ("wait", "callback_offer")
    assert what(on(date(2026, 12, 29), case)) == ("do", "callback_offer")


def test_the_call_back_offer_lapses_once_there_was_contact():
    talking = a_case(history=NOTICED, has_answered=True)
    assert what(on(date(2026, 12, 28), talking)) == ("wait", "final_notice")
    assert any(passed.step.code == "callback_offer" for passed in on(date(2026, 12, 29), talking).passed)


def test_the_final_deadline_gives_fourteen_days():
    case = a_case(history=OFFERED)
    assert what(on(date(2026, 12, 28), case)) == ("wait", "final_notice")
    final = on(date(2026, 12, 29), case)
    assert what(final) == ("do", "final_notice")
    assert final.deadline == date(2027, 1, 12)


def test_the_final_deadline_keeps_three_days_after_the_call_back_offer():
    offered = a_case(history=(*NOTICED, sent("callback_offer", date(2026, 12, 29))))
    assert what(on(date(2026, 12, 31), offered)) == ("wait", "final_notice")
    # 1 Jan is a holiday, then comes a weekend.
    assert on(date(2026, 12, 31), offered).look_again_on == date(2027, 1, 4)


def test_two_banking_days_after_the_final_deadline_a_person_decides():
    case = a_case(history=FINAL)
    assert what(on(date(2027, 1, 13), case)) == ("wait", "decision")
    decision = on(date(2027, 1, 14), case)
    assert what(decision) == ("hold", "decision")
    assert decision.look_again_on is None
    assert "Entscheidung einer Person fällig" in decision.because


def test_waiting_for_a_person_never_turns_into_doing():
    for day in (date(2027, 1, 15), date(2027, 3, 1), date(2028, 12, 29)):
        assert what(on(day, a_case(history=FINAL))) == ("hold", "decision")


def test_nothing_is_sent_at_the_weekend_and_the_wait_names_monday():
    case = a_case(due_date=date(2026, 11, 24))  # D+4 is Saturday 28 Nov
    assert on(date(2026, 11, 27), case).look_again_on == date(2026, 11, 30)
    saturday = on(date(2026, 11, 28), case)
    assert (what(saturday), saturday.code) == (("wait", "reminder"), "no_contact_day")
    assert what(on(date(2026, 11, 29), case)) == ("wait", "reminder")
    assert what(on(date(2026, 11, 30), case)) == ("do", "reminder")


def test_nothing_is_sent_on_a_holiday_of_the_merchant_or_of_the_customer():
    epiphany = date(2027, 1, 6)
    case = a_case(due_date=date(2027, 1, 2), issue_date=date(2026, 12, 19))
    assert what(on(epiphany, case)) == ("do", "reminder")
    assert what(on(epiphany, case, B2C, in_berlin(BAVARIA))) == ("wait", "reminder")
    womens_day = date(2027, 3, 8)
    berlin = a_case(due_date=date(2027, 3, 4), issue_date=date(2027, 2, 18))
    assert on(womens_day, berlin).look_again_on == date(2027, 3, 9)


def test_a_deadline_moves_by_the_calendar_of_the_customer():
    case = a_case(due_date=date(2026, 12, 26), issue_date=date(2026, 12, 12))
    # 30 Dec + 7 days is Epiphany.
    assert on(date(2026, 12, 30), case).deadline == date(2027, 1, 6)
    assert on(date(2026, 12, 30), case, B2C, in_berlin(BAVARIA)).deadline == date(2027, 1, 7)


def test_nothing_is_due_below_one_euro():
    tiny = on(date(2026, 12, 1), a_case(open_cents=99))
    assert (tiny.action.value, tiny.code, tiny.look_again_on) == ("hold", "below_minimum", None)
    assert what(on(date(2026, 12, 1), a_case(open_cents=100))) == ("do", "reminder")


def test_the_first_mails_show_neither_interest_nor_costs():
    for code in ("service_note", "reminder", "short_sms"):
        step = B2C.step(code)
        assert step is not None and step.shows == frozenset()


def test_the_third_attempt_without_an_answer_ends_the_call_step():
    attempts = not_reached(date(2026, 12, 9), date(2026, 12, 10), date(2026, 12, 11))
    assert what(on(date(2026, 12, 11), a_case(history=REMINDED, call_attempts=attempts[:2]))) == (
        "do",
        "call",
    )
    third = on(date(2026, 12, 11), a_case(history=REMINDED, call_attempts=attempts))
    assert what(third) == ("wait", "notice")
    assert "3 Mal nicht erreicht" in third.passed[-1].because
