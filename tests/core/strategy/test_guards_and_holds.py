"""What stops a case before any step is looked at: paid, not ours, held. Reminder due on 1 Dec 2026."""

from dataclasses import replace
from datetime import date

import pytest

from kulanz.core.contact import Channel, CollectibleBy, HoldKind

from .builders import a_case, a_hold, on, sent, what

DAY = date(2026, 12, 1)


def test_a_paid_or_closed_case_is_finished_whatever_else_is_true():
    held = (a_hold(HoldKind.DISPUTE, DAY),)
    for case in (
        a_case(open_cents=0, holds=held),
        a_case(open_cents=-100),
        a_case(is_closed=True, holds=held),
    ):
        decision = on(DAY, case)
        assert (decision.action.value, decision.look_again_on, decision.step) == ("finished", None, None)


def test_one_cent_more_than_nothing_is_not_paid():
    assert on(DAY, a_case(open_cents=1)).action.value == "hold"


@pytest.mark.parametrize("whose", [CollectibleBy.SOLD, CollectibleBy.MARKETPLACE, CollectibleBy.PREPAYMENT])
def test_what_is_not_ours_is_never_dunned(whose):
    decision = on(DAY, a_case(collectible_by=whose))
    assert (decision.action.value, decision.code, decision.look_again_on) == ("finished", "not_ours", None)
    assert decision.would is None


def test_an_unknown_owner_is_asked_for_and_waits():
    decision = on(DAY, a_case(collectible_by=CollectibleBy.UNKNOWN))
    assert (decision.action.value, decision.code, decision.look_again_on) == ("hold", "owner_unknown", None)
    assert "zugeordnet" in decision.because


def test_amira_is_withheld_because_her_return_is_on_its_way():
    amira = a_case(
        open_cents=8950,
        due_date=date(2026, 11, 20),
        holds=(a_hold(HoldKind.GOODS_RETURN, date(2026, 11, 28), date(2026, 12, 19)),),
    )
    decision = on(DAY, amira)
    assert decision.because == (
        "Zurückgehalten: Rücksendung seit 28.11.2026 angemeldet. Wieder anzusehen am 19.12.2026. "
        "Wird frei, wenn der Wareneingang gebucht ist."
    )
    assert decision.look_again_on is None
    assert decision.would is not None and what(decision.would) == ("do", "reminder")
    assert on(date(2027, 6, 1), amira).action.value == "hold"


def test_a_promise_holds_until_its_last_day_and_not_one_day_longer():
    case = a_case(holds=(a_hold(HoldKind.PROMISE, date(2026, 11, 30), date(2026, 12, 10)),))
    assert what(on(date(2026, 12, 10), case)) == ("hold", "reminder")
    assert on(DAY, case).look_again_on == date(2026, 12, 11)
    assert what(on(date(2026, 12, 11), case)) == ("do", "reminder")


def test_a_lifted_hold_frees_the_day_it_is_lifted():
    case = a_case(holds=(a_hold(HoldKind.DISPUTE, date(2026, 11, 24), lifted_on=DAY),))
    assert what(on(date(2026, 11, 30), case))[0] == "hold"
    assert what(on(DAY, case)) == ("do", "reminder")


def test_several_holds_free_the_case_when_the_last_one_ends():
    case = a_case(
        holds=(
            a_hold(HoldKind.PAUSE, DAY, date(2026, 12, 4)),
            a_hold(HoldKind.PAID_CLAIMED, DAY, date(2026, 12, 8)),
            a_hold(HoldKind.PROMISE, date(2026, 12, 9), date(2026, 12, 10)),
        )
    )
    assert on(DAY, case).look_again_on == date(2026, 12, 11)
    assert "schon bezahlt" in on(DAY, case).because
    assert on(date(2026, 12, 10), case).action.value == "hold"


def test_an_open_hold_beside_a_dated_one_waits_for_the_person():
    case = a_case(holds=(a_hold(HoldKind.PAUSE, DAY, date(2026, 12, 4)), a_hold(HoldKind.DISPUTE, DAY)))
    assert on(DAY, case).look_again_on is None
    assert on(DAY, case).code == "dispute"


def test_a_planned_pause_is_the_next_day_to_look_at():
    case = a_case(holds=(a_hold(HoldKind.PAUSE, date(2026, 11, 30), date(2026, 12, 2)),))
    assert on(date(2026, 11, 28), case).look_again_on == date(2026, 11, 30)


def test_bereavement_does_not_end_by_itself_after_three_months():
    case = a_case(holds=(a_hold(HoldKind.BEREAVEMENT, DAY, date(2027, 3, 1)),))
    for day in (date(2027, 3, 1), date(2027, 3, 2), date(2028, 3, 2)):
        assert on(day, case).action.value == "hold"
    assert on(DAY, case).look_again_on is None


def test_a_case_goes_on_where_it_stood_when_the_hold_ends():
    case = a_case(
        history=(sent("reminder", DAY, date(2026, 12, 8)),),
        holds=(a_hold(HoldKind.DEFERRAL, date(2026, 12, 3), date(2026, 12, 17)),),
    )
    assert what(on(date(2026, 12, 17), case)) == ("hold", "call")
    assert what(on(date(2026, 12, 18), case)) == ("do", "call")


def test_days_held_back_do_not_use_up_the_window_of_the_call():
    history = (sent("reminder", DAY, date(2026, 12, 8)),)
    held = a_case(history=history, holds=(a_hold(HoldKind.PAUSE, date(2026, 12, 10), date(2026, 12, 22)),))
    assert what(on(date(2026, 12, 23), held)) == ("do", "call")
    assert what(on(date(2026, 12, 23), replace(held, holds=()))) == ("do", "notice")


def test_an_unverified_country_gets_one_kind_reminder_and_then_a_person():
    abroad = a_case(country_is_supported=False, is_first_invoice=True)
    assert what(on(date(2026, 11, 24), abroad)) == ("wait", "reminder")
    first = on(DAY, abroad)
    assert what(first) == ("do", "reminder")
    assert first.step is not None and first.step.shows == frozenset()
    reminded = replace(abroad, history=(sent("reminder", DAY, date(2026, 12, 7)),))
    assert what(on(date(2026, 12, 8), reminded)) == ("wait", "decision")
    after = on(date(2026, 12, 9), reminded)
    assert (what(after), after.code) == (("hold", "decision"), "country_unsupported")
    assert what(on(date(2027, 12, 9), reminded)) == ("hold", "decision")


def test_an_undeliverable_reminder_counts_as_not_sent():
    returned = replace(sent("reminder", DAY, date(2026, 12, 8)), is_undeliverable=True)
    case = a_case(history=(returned,), channels_available=frozenset({Channel.EMAIL, Channel.PHONE}))
    assert what(on(date(2026, 12, 9), case)) == ("do", "reminder")
