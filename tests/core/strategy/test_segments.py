"""The segments of the strategy for private customers, each at its bounds. Due on Friday 27 Nov 2026."""

from datetime import date

import pytest

from kulanz.core.contact import Channel
from kulanz.core.strategy import Need
from kulanz.core.strategy.course import steps_for

from .builders import B2B, B2C, a_business_case, a_case, called, on, sent, what

REMINDED = (sent("reminder", date(2026, 12, 1), date(2026, 12, 8)),)
NOTICED = (
    *REMINDED,
    called("call", date(2026, 12, 9)),
    sent("notice", date(2026, 12, 15), date(2026, 12, 28)),
)


def _codes(**facts: object) -> list[str]:
    return [step.code for step in steps_for(a_case(**facts), B2C)]


def test_a_small_amount_is_reminded_once_noticed_once_and_then_a_person_decides():
    assert _codes(open_cents=1499) == ["service_note", "reminder", "notice", "decision"]
    assert "final_notice" in _codes(open_cents=1500)


def test_what_is_left_after_a_part_payment_counts_for_the_segment_not_the_invoice_total():
    small = a_case(open_cents=1400, history=NOTICED)
    assert what(on(date(2026, 12, 30), small)) == ("hold", "decision")
    assert what(on(date(2026, 12, 30), a_case(history=NOTICED, has_answered=True))) == ("do", "final_notice")


@pytest.mark.parametrize(("cents", "action"), [(1500, "wait"), (4000, "wait"), (4001, "do")])
def test_from_15_to_40_euros_nobody_is_called_unasked(cents, action):
    assert what(on(date(2026, 12, 9), a_case(open_cents=cents, history=REMINDED)))[0] == action


def test_from_15_to_40_euros_who_wants_a_call_gets_one():
    wished = a_case(open_cents=2500, history=REMINDED, callback_wished=True)
    assert what(on(date(2026, 12, 9), wished)) == ("do", "call")


def test_from_15_to_40_euros_the_final_deadline_prefers_the_mail():
    both = frozenset({Channel.EMAIL, Channel.LETTER})
    low = a_case(open_cents=4000, history=NOTICED, has_answered=True, channels_available=both)
    high = a_case(open_cents=4001, history=NOTICED, has_answered=True, channels_available=both)
    assert on(date(2026, 12, 29), low).channel is Channel.EMAIL
    assert on(date(2026, 12, 29), high).channel is Channel.LETTER


def test_a_large_amount_is_reminded_on_the_second_day_with_five_days():
    large = a_case(open_cents=25000, due_date=date(2026, 11, 25))
    assert what(on(date(2026, 11, 26), large)) == ("wait", "reminder")
    assert what(on(date(2026, 11, 27), large)) == ("do", "reminder")
    assert on(date(2026, 11, 27), large).deadline == date(2026, 12, 2)
    smaller = a_case(open_cents=24999, due_date=date(2026, 11, 25))
    assert what(on(date(2026, 11, 27), smaller)) == ("wait", "reminder")


def test_a_large_amount_is_called_from_the_eighth_day():
    history = (sent("reminder", date(2026, 11, 27), date(2026, 12, 2)),)
    large = a_case(open_cents=25000, due_date=date(2026, 11, 25), history=history)
    assert what(on(date(2026, 12, 2), large)) == ("wait", "call")
    assert what(on(date(2026, 12, 3), large)) == ("do", "call")


def test_the_notice_of_a_large_amount_goes_by_letter_even_if_there_is_a_mail_address():
    both = frozenset({Channel.EMAIL, Channel.LETTER})
    history = (*REMINDED, called("call", date(2026, 12, 9)))
    large = a_case(open_cents=25000, history=history, channels_available=both)
    assert on(date(2026, 12, 17), large).channel is Channel.LETTER


@pytest.mark.parametrize(
    ("paid", "late", "is_regular"), [(3, 1, True), (3, 2, False), (2, 0, False), (6, 1, True)]
)
def test_a_regular_customer_is_reminded_three_days_later(paid, late, is_regular):
    case = a_case(paid_invoices=paid, late_invoices=late)
    assert (what(on(date(2026, 12, 1), case)) == ("wait", "reminder")) is is_regular
    assert what(on(date(2026, 12, 4), case)) == ("do", "reminder")


def test_a_regular_customer_keeps_the_gentle_path_at_a_large_amount_too():
    case = a_case(paid_invoices=3, open_cents=50000)
    assert what(on(date(2026, 12, 3), case)) == ("wait", "reminder")
    assert on(date(2026, 12, 4), case).deadline == date(2026, 12, 11)


def test_the_final_deadline_of_a_regular_customer_needs_approval():
    waiting = on(date(2026, 12, 29), a_case(paid_invoices=3, history=NOTICED, has_answered=True))
    assert (what(waiting), waiting.code) == (("hold", "final_notice"), "needs_approval")
    assert waiting.look_again_on is None
    approved = a_case(
        paid_invoices=3, history=NOTICED, has_answered=True, confirmed=frozenset({Need.APPROVAL})
    )
    assert what(on(date(2026, 12, 29), approved)) == ("do", "final_notice")


def test_the_approval_is_not_asked_for_before_the_step_is_due():
    case = a_case(paid_invoices=3, history=NOTICED, has_answered=True)
    assert what(on(date(2026, 12, 28), case)) == ("wait", "final_notice")


def test_the_first_invoice_of_a_new_customer_gives_five_days():
    new = a_case(is_first_invoice=True, history=(sent("service_note", date(2026, 11, 24)),))
    # 1 Dec + 5 days is Sunday 6 Dec.
    assert on(date(2026, 12, 1), new).deadline == date(2026, 12, 7)
    known = a_case(is_first_invoice=False)
    assert on(date(2026, 12, 1), known).deadline == date(2026, 12, 8)


def test_a_new_customer_is_called_from_the_tenth_day():
    history = (sent("reminder", date(2026, 12, 1), date(2026, 12, 4)),)
    new = a_case(is_first_invoice=True, history=history)
    assert what(on(date(2026, 12, 6), new)) == ("wait", "call")
    assert what(on(date(2026, 12, 7), new)) == ("do", "call")


def test_the_address_of_a_new_customer_is_checked_before_the_final_deadline():
    new = a_case(is_first_invoice=True, history=NOTICED, has_answered=True)
    assert on(date(2026, 12, 29), new).code == "needs_address_check"
    checked = a_case(
        is_first_invoice=True,
        history=NOTICED,
        has_answered=True,
        confirmed=frozenset({Need.ADDRESS_CHECK}),
    )
    assert what(on(date(2026, 12, 29), checked)) == ("do", "final_notice")


def test_businesses_have_no_segments():
    tiny = a_business_case(open_cents=100)
    assert [step.code for step in steps_for(tiny, B2B)] == [step.code for step in B2B.steps]
