"""Each row of the strategy for businesses, on its first day and on the day before.

Worked out by hand. Due on Friday 27 Nov 2026; 30 days to pay.
"""

from datetime import date

import pytest

from kulanz.core.contact import Channel
from kulanz.core.strategy import Audience, Shows, StrategyForOthers, decide

from ..places import in_berlin
from .builders import B2B, a_business_case, a_case, called, on, sent, what

REMINDED = (sent("reminder", date(2026, 11, 30), date(2026, 12, 7)),)
TALKED = (*REMINDED, called("call", date(2026, 12, 8)))
NOTICED = (*TALKED, sent("notice", date(2026, 12, 14), date(2026, 12, 21)))
LED = (*NOTICED, called("management_call", date(2026, 12, 22)))
FINAL = (*LED, sent("final_notice", date(2026, 12, 28), date(2027, 1, 7)))


def test_the_invoice_check_goes_out_a_week_before_the_due_date():
    assert what(on(date(2026, 11, 19), a_business_case(), B2B)) == ("wait", "service_note")
    assert what(on(date(2026, 11, 20), a_business_case(), B2B)) == ("do", "service_note")


def test_from_5000_euros_somebody_calls_before_the_due_date():
    checked = (sent("service_note", date(2026, 11, 20)),)
    large = a_business_case(open_cents=500000, history=checked)
    # D−5 is Sunday 22 Nov.
    assert on(date(2026, 11, 21), large, B2B).look_again_on == date(2026, 11, 23)
    assert what(on(date(2026, 11, 23), large, B2B)) == ("do", "early_call")
    smaller = a_business_case(open_cents=499999, history=checked)
    assert what(on(date(2026, 11, 23), smaller, B2B)) == ("wait", "reminder")


def test_the_early_call_lapses_with_the_due_date():
    large = a_business_case(open_cents=500000, history=(sent("service_note", date(2026, 11, 20)),))
    assert what(on(date(2026, 11, 27), large, B2B)) == ("do", "early_call")
    assert what(on(date(2026, 11, 28), large, B2B)) == ("wait", "reminder")


def test_the_reminder_goes_out_two_days_after_the_due_date_with_seven_days():
    # D+2 is Sunday 29 Nov.
    assert what(on(date(2026, 11, 29), a_business_case(), B2B)) == ("wait", "reminder")
    reminder = on(date(2026, 11, 30), a_business_case(), B2B)
    assert what(reminder) == ("do", "reminder")
    assert reminder.deadline == date(2026, 12, 7)
    assert reminder.step is not None and reminder.step.shows == frozenset()


def test_the_accounts_department_is_called_after_the_deadline():
    assert what(on(date(2026, 12, 7), a_business_case(history=REMINDED), B2B)) == ("wait", "call")
    assert what(on(date(2026, 12, 8), a_business_case(history=REMINDED), B2B)) == ("do", "call")


def test_the_notice_states_interest_and_lump_sum_with_seven_days():
    # The reminder went out one day late, on Monday, so the notice waits for D+16 instead of D+15.
    assert what(on(date(2026, 12, 12), a_business_case(history=TALKED), B2B)) == ("wait", "notice")
    notice = on(date(2026, 12, 14), a_business_case(history=TALKED), B2B)
    assert what(notice) == ("do", "notice")
    assert notice.deadline == date(2026, 12, 21)
    assert notice.step is not None and notice.step.shows == {Shows.INTEREST, Shows.WAIVED_LUMP_SUM}


@pytest.mark.parametrize(("cents", "channel"), [(50000, Channel.LETTER), (49999, Channel.EMAIL)])
def test_the_notice_goes_by_letter_from_500_euros(cents, channel):
    both = frozenset({Channel.EMAIL, Channel.LETTER, Channel.PHONE})
    case = a_business_case(history=TALKED, open_cents=cents, channels_available=both)
    assert on(date(2026, 12, 14), case, B2B).channel is channel


def test_then_the_management_is_called():
    assert what(on(date(2026, 12, 21), a_business_case(history=NOTICED), B2B)) == ("wait", "management_call")
    assert what(on(date(2026, 12, 22), a_business_case(history=NOTICED), B2B)) == ("do", "management_call")


def test_the_final_deadline_gives_ten_days():
    assert what(on(date(2026, 12, 27), a_business_case(history=LED), B2B)) == ("wait", "final_notice")
    final = on(date(2026, 12, 28), a_business_case(history=LED), B2B)
    assert what(final) == ("do", "final_notice")
    assert final.deadline == date(2027, 1, 7)


def test_two_banking_days_later_a_person_decides():
    assert what(on(date(2027, 1, 10), a_business_case(history=FINAL), B2B)) == ("wait", "decision")
    assert what(on(date(2027, 1, 11), a_business_case(history=FINAL), B2B)) == ("hold", "decision")


def test_the_strategy_for_businesses_is_refused_for_a_consumer():
    with pytest.raises(StrategyForOthers, match="Geschäftskunden"):
        decide(a_case(), B2B, day=date(2026, 12, 1), calendars=in_berlin())
    assert a_case().customer_kind is Audience.CONSUMER  # nobody said so: the safe reading
