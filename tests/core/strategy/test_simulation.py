from datetime import date

from kulanz.core.contact import HoldKind
from kulanz.core.strategy import simulate

from ..places import in_berlin
from .builders import B2B, B2C, a_business_case, a_case, a_hold


def _course(case, strategy=B2C, last_day=date(2027, 6, 30)):
    forecasts = simulate(
        case, strategy, first_day=date(2026, 11, 20), last_day=last_day, calendars=in_berlin()
    )
    return [
        (forecast.day.isoformat(), forecast.decision.action.value, forecast.decision.step.code)
        for forecast in forecasts
        if forecast.decision.step and forecast.decision.action.value != "wait"
    ]


def test_the_whole_course_of_a_case_that_nobody_answers():
    assert _course(a_case()) == [
        ("2026-12-01", "do", "reminder"),
        ("2026-12-09", "do", "call"),
        ("2026-12-17", "do", "notice"),
        ("2026-12-29", "do", "callback_offer"),
        ("2027-01-04", "do", "final_notice"),
        ("2027-01-20", "hold", "decision"),
    ]


def test_the_whole_course_of_a_business_case():
    course = _course(a_business_case(open_cents=500000), B2B)
    assert [code for _, _, code in course] == [step.code for step in B2B.steps]
    assert course[0] == ("2026-11-20", "do", "service_note")


def test_a_simulation_changes_nothing_and_ends_on_its_last_day():
    case = a_case()
    assert _course(case, last_day=date(2026, 12, 8)) == [("2026-12-01", "do", "reminder")]
    assert case == a_case()


def test_a_hold_stands_in_the_simulation_with_its_days():
    held = a_case(holds=(a_hold(HoldKind.PAUSE, date(2026, 11, 25), date(2026, 12, 10)),))
    assert _course(held)[:2] == [("2026-11-25", "hold", "reminder"), ("2026-12-11", "do", "reminder")]
