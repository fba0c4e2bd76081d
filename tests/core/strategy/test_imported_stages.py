from datetime import date

import pytest

from kulanz.core.strategy import Action, step_of_imported_stage

from .builders import B2B, B2C, a_case, on, what


@pytest.mark.parametrize(
    ("stage", "code"),
    [
        ("1", "reminder"),
        (" 2 ", "notice"),
        ("3", "final_notice"),
        ("Sachliche Mahnung", "notice"),
        ("final_notice", "final_notice"),
        ("0", None),
        ("4", None),
        ("", None),
        ("-1", None),
        ("²", None),
        ("Vollstreckung", None),
    ],
)
def test_a_stage_means_the_step_that_demands_that_often(stage, code):
    assert step_of_imported_stage(B2C, stage) == code


def test_stages_mean_the_same_in_the_strategy_for_businesses():
    assert step_of_imported_stage(B2B, "2") == "notice"


def test_an_imported_stage_is_gone_on_from_and_not_repeated():
    imported = a_case(
        due_date=date(2026, 10, 1),
        imported_step="notice",
        imported_step_on=date(2026, 11, 26),
        known_since=date(2026, 12, 1),
        has_answered=True,
    )
    # 26 Nov + 10 days is Sunday 6 Dec, so the deadline is taken to be the 7th.
    assert what(on(date(2026, 12, 1), imported)) == ("wait", "final_notice")
    assert what(on(date(2026, 12, 7), imported)) == ("wait", "final_notice")
    assert what(on(date(2026, 12, 8), imported)) == ("do", "final_notice")


def test_an_imported_stage_without_a_day_counts_from_the_import():
    imported = a_case(due_date=date(2026, 10, 1), imported_step="reminder", known_since=date(2026, 12, 1))
    assert what(on(date(2026, 12, 8), imported)) == ("wait", "call")
    assert what(on(date(2026, 12, 9), imported)) == ("do", "call")


@pytest.mark.parametrize("stage", ["reminder", "notice", "final_notice"])
def test_who_was_reminded_elsewhere_is_not_reminded_again_where_we_do_not_know_the_law(stage):
    abroad = a_case(
        due_date=date(2026, 10, 1),
        imported_step=stage,
        imported_step_on=date(2026, 11, 20),
        known_since=date(2026, 12, 1),
        country_is_supported=False,
    )
    assert on(date(2026, 12, 1), abroad).action is not Action.DO
    assert on(date(2026, 12, 14), abroad).code == "country_unsupported"


def test_who_was_never_reminded_gets_the_one_kind_reminder_where_we_do_not_know_the_law():
    abroad = a_case(due_date=date(2026, 10, 1), known_since=date(2026, 12, 1), country_is_supported=False)
    assert what(on(date(2026, 12, 1), abroad)) == ("do", "reminder")


def test_an_unknown_stage_begins_at_step_one():
    imported = a_case(due_date=date(2026, 10, 1), imported_step="Vollstreckung")
    assert what(on(date(2026, 12, 1), imported)) == ("do", "reminder")
