import copy
from typing import Any

import pytest

from kulanz.core.strategy import PRESETS, StrategyRefused, preset, preset_definition, strategy_from_dict


def definition() -> dict[str, Any]:
    return {
        "name": "Kurz",
        "audience": "consumer",
        "steps": [
            {
                "code": "reminder",
                "kind": "message",
                "name": "Erinnerung",
                "name_en": "reminder",
                "due_offset_days": 4,
                "payment_period_days": 7,
                "channels": [{"channel": "email"}],
                "layout": "reminder",
            },
            {
                "code": "call",
                "kind": "call",
                "name": "Anruf",
                "name_en": "call",
                "due_offset_days": 12,
                "call_attempts": 3,
                "call_window_days": 5,
            },
        ],
    }


def changed(*path: Any, to: Any) -> dict[str, Any]:
    data = copy.deepcopy(definition())
    place: Any = data
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = to
    return data


def test_a_plain_definition_becomes_a_strategy():
    strategy = strategy_from_dict(definition())
    assert [step.code for step in strategy.steps] == ["reminder", "call"]
    assert strategy.segments == () and strategy.min_open_cents == 0


@pytest.mark.parametrize("code", PRESETS)
def test_the_presets_are_plain_data_that_parse_to_the_same_strategy_again(code):
    assert strategy_from_dict(preset_definition(code)) == preset(code)


@pytest.mark.parametrize("code", PRESETS)
def test_each_preset_ends_with_a_person(code):
    assert preset(code).steps[-1].kind.value == "person"


def test_an_unknown_preset_is_named():
    with pytest.raises(KeyError, match="b2x"):
        preset("b2x")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (changed("colour", to="red"), "„colour“"),
        (changed("steps", 0, "dealine", to=7), "„dealine“"),
        (changed("steps", 0, "channels", 0, "chanel", to="sms"), "„chanel“"),
        (changed("audience", to="everybody"), "consumer, business"),
        (changed("name", to=" "), "name"),
        (changed("steps", to=[]), "keinen Schritt"),
        (changed("steps", to="reminder"), "Liste"),
        (changed("steps", 0, to="reminder"), "Schritt 1"),
        (changed("steps", 0, "due_offset_days", to="4"), "ganze Zahl"),
        (changed("steps", 0, "due_offset_days", to=4.0), "ganze Zahl"),
        (changed("steps", 0, "due_offset_days", to=True), "ganze Zahl"),
        (changed("steps", 0, "payment_period_days", to=0), "mindestens 1"),
        (changed("steps", 0, "channels", to=[]), "channels und layout"),
        (changed("steps", 0, "channels", to=[{"channel": "fax"}]), "fax"),
        (changed("steps", 0, "optional", to="yes"), "true oder false"),
        (changed("steps", 0, "shows", to=["interest"]), "bevor einmal ohne Kosten"),
        (changed("steps", 0, "shows", to=["fee"]), "fee"),
        (changed("steps", 0, "min_open_cents", to=-1), "kleiner als null"),
        (changed("steps", 0, "call_attempts", to=3), "gehören zu jedem Anruf"),
        (changed("steps", 1, "code", to="reminder"), "mehrmals"),
        (changed("steps", 1, "payment_period_days", to=7), "nur für Nachrichten"),
        (changed("segments", to=[{"code": "x", "name": "X", "without": ["letter"]}]), "letter"),
        (
            changed("segments", to=[{"code": "x", "name": "X", "changes": {"reminder": {"code": "y"}}}]),
            "„code“",
        ),
        (
            changed(
                "segments", to=[{"code": "x", "name": "X", "changes": {"reminder": {"shows": ["interest"]}}}]
            ),
            "bevor einmal ohne Kosten",
        ),
        ([], "Strategie"),
    ],
)
def test_what_is_not_understood_is_refused_by_name(data, words):
    with pytest.raises(StrategyRefused) as refused:
        strategy_from_dict(data)
    assert words in str(refused.value)


@pytest.mark.parametrize("key", ["name", "audience", "steps"])
def test_a_missing_part_is_named(key):
    data = definition()
    del data[key]
    with pytest.raises(StrategyRefused, match=key):
        strategy_from_dict(data)


def test_a_step_that_never_begins_is_refused():
    data = definition()
    del data["steps"][1]["due_offset_days"]
    with pytest.raises(StrategyRefused, match="wann er beginnt"):
        strategy_from_dict(data)


def test_costs_may_be_shown_after_one_free_reminder():
    data = definition()
    data["steps"].append(
        {**data["steps"][0], "code": "notice", "due_offset_days": 18, "shows": ["interest", "dunning_cost"]}
    )
    assert len(strategy_from_dict(data).steps[2].shows) == 2
