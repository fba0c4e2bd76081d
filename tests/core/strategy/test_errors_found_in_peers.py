"""Errors of other dunning systems that concern deciding, one test or more for each."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from kulanz.core.contact import Channel, HoldKind
from kulanz.core.strategy import Decision, carried_out

from ..places import BERLIN
from .builders import B2C, a_case, a_hold, on, sent, what


def test_openxe_a_late_start_begins_at_the_mildest_step_not_at_the_harshest():
    for age in (5, 30, 60, 200, 365):
        old = a_case(due_date=date(2026, 12, 1) - timedelta(days=age), issue_date=date(2025, 11, 1))
        assert what(on(date(2026, 12, 1), old)) == ("do", "reminder")


def test_openxe_a_late_start_keeps_the_rhythm_afterwards():
    old = a_case(
        due_date=date(2026, 6, 1), issue_date=date(2026, 5, 1), channels_available=frozenset({Channel.EMAIL})
    )
    reminded = replace(old, history=(sent("reminder", date(2026, 12, 1), date(2026, 12, 8)),))
    # As many days after the reminder as in the strategy: 18 − 4.
    assert what(on(date(2026, 12, 14), reminded)) == ("wait", "notice")
    assert what(on(date(2026, 12, 15), reminded)) == ("do", "notice")


def test_openxe_a_step_that_was_not_carried_out_is_not_behind_the_case():
    failed = a_case()
    assert what(on(date(2026, 12, 1), failed)) == ("do", "reminder")
    assert what(on(date(2026, 12, 2), failed)) == ("do", "reminder")


@pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.LETTER, Channel.SMS, Channel.PHONE])
def test_tryton_a_hold_holds_whatever_the_channel(channel):
    held = a_case(
        channels_available=frozenset({channel}), holds=(a_hold(HoldKind.DISPUTE, date(2026, 11, 1)),)
    )
    assert on(date(2026, 12, 1), held).action.value == "hold"


def test_tryton_two_runs_on_one_day_do_not_raise_two_stages():
    day = date(2026, 12, 1)
    after_one = carried_out(a_case(), on(day, a_case()), day=day)
    second = on(day, after_one)
    assert second.action.value == "wait"
    assert carried_out(after_one, second, day=day) == after_one


def test_tryton_messages_keep_their_distance_even_without_a_deadline():
    offered = a_case(
        history=(
            sent("reminder", date(2026, 12, 1), date(2026, 12, 8)),
            sent("notice", date(2026, 12, 17), date(2026, 12, 28)),
            sent("callback_offer", date(2027, 1, 4)),
        )
    )
    assert what(on(date(2027, 1, 6), offered)) == ("wait", "final_notice")
    assert what(on(date(2027, 1, 7), offered)) == ("do", "final_notice")


def test_tryton_and_lago_only_what_is_left_decides_after_a_part_payment():
    assert what(on(date(2026, 11, 30), a_case(open_cents=25000))) == ("do", "reminder")
    assert what(on(date(2026, 11, 30), a_case(open_cents=24999))) == ("wait", "reminder")
    assert on(date(2026, 12, 1), a_case(open_cents=99)).code == "below_minimum"


@pytest.mark.parametrize("missed", range(15))
def test_invoice_ninja_and_akaunting_a_missed_day_is_caught_up(missed):
    assert what(on(date(2026, 12, 1) + timedelta(days=missed), a_case()))[1] == "reminder"
    first_contact_day = BERLIN.business_day_from(date(2026, 12, 1) + timedelta(days=missed))
    assert what(on(first_contact_day, a_case())) == ("do", "reminder")


def test_invoice_ninja_an_hourly_run_adds_nothing():
    day, case = date(2026, 12, 1), a_case()
    done: list[Decision] = []
    for _ in range(24):
        decision = on(day, case)
        if decision.action.value == "do":
            done.append(decision)
        case = carried_out(case, decision, day=day)
    assert len(done) == 1


def test_dolibarr_days_after_the_due_date_are_after_it_and_days_before_are_before():
    assert on(date(2026, 11, 23), a_case(late_invoices=1)).look_again_on == date(2026, 11, 24)
    assert on(date(2026, 11, 30), a_case()).look_again_on == date(2026, 12, 1)
    assert "seit 4 Tagen überfällig" in on(date(2026, 12, 1), a_case()).because


def test_oca_a_reminder_of_one_case_does_not_hide_the_step_of_another():
    day = date(2026, 12, 1)
    batch = [
        a_case(
            history=(sent("reminder", date(2026, 11, 16), date(2026, 11, 23)),), due_date=date(2026, 11, 10)
        ),
        a_case(),
        a_case(holds=(a_hold(HoldKind.PLAN, day),)),
        a_case(open_cents=0),
        a_case(due_date=date(2026, 12, 10)),
    ]
    assert [what(on(day, case)) for case in batch] == [
        ("do", "call"),
        ("do", "reminder"),
        ("hold", "reminder"),
        ("finished", ""),
        ("wait", "reminder"),
    ]


def test_sap_a_paid_case_forgets_its_stage_and_the_next_invoice_begins_mildly():
    final = sent("final_notice", date(2026, 11, 2), date(2026, 11, 16))
    assert on(date(2026, 12, 1), a_case(open_cents=0, history=(final,))).action.value == "finished"
    assert what(on(date(2026, 12, 1), a_case(late_invoices=1))) == ("do", "reminder")


def test_jtl_no_case_is_too_old_to_be_seen():
    ancient = a_case(due_date=date(2025, 1, 10), issue_date=date(2024, 12, 27))
    assert on(date(2026, 12, 1), ancient).action.value == "do"


def test_jtl_a_step_that_left_the_strategy_does_not_make_its_cases_undunnable():
    shorter = replace(B2C, steps=tuple(step for step in B2C.steps if step.code != "notice"))
    case = a_case(
        has_answered=True,
        history=(
            sent("reminder", date(2026, 11, 2), date(2026, 11, 9)),
            sent("notice", date(2026, 11, 20), date(2026, 11, 30)),
        ),
        due_date=date(2026, 10, 29),
    )
    assert what(on(date(2026, 11, 30), case, shorter))[0] == "wait"
    assert on(date(2027, 3, 1), case, shorter).step is not None


def test_upflow_an_undone_call_does_not_freeze_the_case():
    reminded = a_case(history=(sent("reminder", date(2026, 12, 1), date(2026, 12, 8)),))
    assert what(on(date(2026, 12, 9), reminded)) == ("do", "call")
    assert what(on(date(2026, 12, 17), reminded)) == ("do", "notice")
