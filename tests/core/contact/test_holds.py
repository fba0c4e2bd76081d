from datetime import date, timedelta

import pytest

from kulanz.core.contact import HOLD_KINDS, Ends, Hold, HoldKind, free_again_on, planned_end, sentences

from ..places import in_berlin

TODAY = date(2026, 12, 1)


def test_every_kind_has_a_rule_and_every_sentence_names_its_day():
    assert set(HOLD_KINDS) == set(HoldKind)
    for kind in HoldKind:
        german, english = sentences(Hold(kind=kind, since=TODAY))
        assert "01.12.2026" in german and "1 Dec 2026" in english
        assert german.endswith(".") and english.endswith(".")


@pytest.mark.parametrize(
    ("kind", "starts", "end"),
    [
        (HoldKind.UNANSWERED_REPLY, TODAY, date(2026, 12, 3)),
        (HoldKind.UNANSWERED_REPLY, date(2026, 12, 4), date(2026, 12, 8)),
        (HoldKind.PROMISE, date(2026, 12, 15), date(2026, 12, 17)),
        (HoldKind.PROMISE, date(2026, 12, 24), date(2026, 12, 29)),
        (HoldKind.DEFERRAL, date(2026, 12, 15), date(2026, 12, 17)),
        (HoldKind.PAID_CLAIMED, TODAY, date(2026, 12, 8)),
        (HoldKind.DISPUTE_DECIDED, TODAY, date(2026, 12, 8)),
        (HoldKind.GOODS_RETURN, date(2026, 11, 28), date(2026, 12, 19)),
        (HoldKind.BEREAVEMENT, TODAY, date(2027, 3, 1)),
        (HoldKind.VULNERABILITY, TODAY, date(2026, 12, 31)),
        (HoldKind.DEBT_ADVICE, TODAY, date(2027, 1, 30)),
        (HoldKind.DISPUTE, TODAY, None),
        (HoldKind.PLAN, TODAY, None),
        (HoldKind.CALLBACK_WISHED, TODAY, None),
        (HoldKind.ADDRESS_REPAIR, TODAY, None),
        (HoldKind.INSOLVENCY, TODAY, None),
    ],
)
def test_the_table_of_pauses(kind, starts, end):
    assert planned_end(kind, starts=starts, calendars=in_berlin()) == end


def test_what_ends_by_itself_and_what_only_a_person_ends():
    by_date = {kind for kind in HoldKind if HOLD_KINDS[kind].ends is Ends.BY_DATE}
    assert by_date == {
        HoldKind.PROMISE,
        HoldKind.DEFERRAL,
        HoldKind.PAUSE,
        HoldKind.PAID_CLAIMED,
        HoldKind.DISPUTE_DECIDED,
        HoldKind.EXCLUDED,
    }


def test_a_pause_runs_from_its_first_to_its_last_day_inclusive():
    pause = Hold(kind=HoldKind.PAUSE, since=TODAY, until=date(2026, 12, 3))
    assert [pause.runs_on(TODAY + timedelta(days=n)) for n in range(-1, 4)] == [
        False,
        True,
        True,
        True,
        False,
    ]


def test_a_hold_of_a_person_runs_past_its_day_to_look_at_it():
    returned = Hold(kind=HoldKind.GOODS_RETURN, since=TODAY, until=date(2026, 12, 22))
    assert returned.runs_on(date(2026, 12, 23)) and returned.last_day() is None


def test_a_lifted_hold_ends_the_day_before_even_if_it_was_planned_for_longer():
    pause = Hold(kind=HoldKind.PAUSE, since=TODAY, until=date(2026, 12, 20), lifted_on=date(2026, 12, 3))
    assert pause.runs_on(date(2026, 12, 2)) and not pause.runs_on(date(2026, 12, 3))


def test_a_hold_lifted_on_its_first_day_never_ran():
    undone = Hold(kind=HoldKind.DISPUTE, since=TODAY, lifted_on=TODAY)
    assert not any(undone.runs_on(TODAY + timedelta(days=n)) for n in range(-1, 3))


def test_holds_that_follow_one_another_free_the_day_after_the_last():
    holds = (
        Hold(kind=HoldKind.PAUSE, since=TODAY, until=date(2026, 12, 3)),
        Hold(kind=HoldKind.PROMISE, since=date(2026, 12, 4), until=date(2026, 12, 8)),
        Hold(kind=HoldKind.PAUSE, since=date(2026, 12, 10), until=date(2026, 12, 11)),
    )
    assert free_again_on(holds, day=TODAY) == date(2026, 12, 9)
    assert free_again_on(holds, day=date(2026, 12, 9)) == date(2026, 12, 9)
    assert free_again_on((*holds, Hold(kind=HoldKind.DISPUTE, since=date(2026, 12, 8))), day=TODAY) is None


def test_a_pause_without_an_end_does_not_claim_to_go_on_by_itself():
    german, _ = sentences(Hold(kind=HoldKind.PAUSE, since=TODAY))
    assert german == "Angehalten seit 01.12.2026. Wird frei, wenn jemand die Sperre aufhebt."
    german, _ = sentences(Hold(kind=HoldKind.PAUSE, since=TODAY, until=date(2026, 12, 10)))
    assert german == "Angehalten seit 01.12.2026. Gilt bis 10.12.2026. Läuft danach von selbst weiter."
