"""Read a strategy from plain data, strictly: what is not understood is refused, by name."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from kulanz.core.contact import Channel
from kulanz.core.strategy.model import (
    Audience,
    ChannelChoice,
    Customers,
    Need,
    Segment,
    Shows,
    Step,
    StepKind,
    Strategy,
)


class StrategyRefused(ValueError):
    """The data are no strategy. The sentence names the place and what to do."""


Parser = Callable[[Any, str], Any]


def strategy_from_dict(data: Mapping[str, Any]) -> Strategy:
    """Return the strategy that these plain data describe; raise StrategyRefused for anything else."""
    fields = _fields(data, _STRATEGY, place="Strategie", required={"name", "audience", "steps"})
    strategy = Strategy(**fields)
    _check_steps(strategy.steps)
    _check_segments(strategy)
    return strategy


def _check_steps(steps: tuple[Step, ...]) -> None:
    codes = [step.code for step in steps]
    for code in codes:
        if codes.count(code) > 1:
            raise StrategyRefused(
                f"Der Schritt „{code}“ steht mehrmals in der Strategie. Bitte einen umbenennen."
            )
    if not steps:
        raise StrategyRefused("Die Strategie hat keinen Schritt. Bitte mindestens einen anlegen.")
    for step in steps:
        _check_step(step)
    _check_first_demand(steps)


def _check_step(step: Step) -> None:
    place = f"Schritt „{step.code}“"
    if step.due_offset_days is None and step.after_deadline_banking_days is None:
        raise StrategyRefused(f"{place} sagt nicht, wann er beginnt. Bitte due_offset_days angeben.")
    if step.kind is StepKind.MESSAGE and not (step.channels and step.layout):
        raise StrategyRefused(f"{place} ist eine Nachricht. Bitte channels und layout angeben.")
    if step.also_by is not None and step.also_by is not Channel.EMAIL:
        raise StrategyRefused(
            f"{place}: Neben dem Brief geht nur E-Mail. Bitte also_by weglassen oder ändern."
        )
    if step.also_by is not None and Channel.LETTER not in {choice.channel for choice in step.channels}:
        raise StrategyRefused(f"{place}: also_by gilt für Briefe, aber channels nennt keinen Brief.")
    is_call = step.kind is StepKind.CALL
    if is_call != (step.call_attempts is not None) or is_call != (step.call_window_days is not None):
        raise StrategyRefused(
            f"{place}: call_attempts und call_window_days gehören zu jedem Anruf, nur dort."
        )
    if step.kind is not StepKind.MESSAGE and (
        step.channels or step.payment_period_days is not None or step.shows
    ):
        raise StrategyRefused(
            f"{place}: channels, payment_period_days und shows gibt es nur für Nachrichten."
        )


def _check_first_demand(steps: tuple[Step, ...]) -> None:
    """Nobody is asked for interest or costs before one kind, free reminder has been sent."""
    for step in steps:
        if step.shows:
            raise StrategyRefused(
                f"Schritt „{step.code}“ nennt Zinsen oder Kosten, bevor einmal ohne Kosten erinnert wurde. "
                "Bitte shows leeren oder den Schritt nach hinten stellen."
            )
        if step.payment_period_days is not None:
            return


def _check_segments(strategy: Strategy) -> None:
    for segment in strategy.segments:
        unknown = (segment.without | segment.changes.keys()) - {step.code for step in strategy.steps}
        if unknown:
            raise StrategyRefused(
                f"Das Segment „{segment.code}“ ändert Schritte, die es nicht gibt: {', '.join(sorted(unknown))}."
            )
        _check_steps(segment.applied(strategy.steps))


def _fields(data: Any, parsers: Mapping[str, Parser], *, place: str, required: set[str]) -> dict[str, Any]:
    if not isinstance(data, Mapping):
        raise StrategyRefused(f"{place}: erwartet sind benannte Angaben, da steht {data!r}.")
    if unknown := sorted(set(data) - set(parsers)):
        raise StrategyRefused(
            f"{place} kennt die Angabe „{unknown[0]}“ nicht. Erlaubt sind: {', '.join(parsers)}."
        )
    if missing := sorted(required - set(data)):
        raise StrategyRefused(f"{place}: Die Angabe „{missing[0]}“ fehlt.")
    return {key: parsers[key](value, f"{place}, {key}") for key, value in data.items()}


def _whole(value: Any, place: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise StrategyRefused(f"{place}: erwartet ist eine ganze Zahl, da steht {value!r}.")
    return value


def _count(value: Any, place: str) -> int:
    if _whole(value, place) < 0:
        raise StrategyRefused(f"{place}: {value} ist kleiner als null.")
    return int(value)


def _at_least_one(value: Any, place: str) -> int:
    if _whole(value, place) < 1:
        raise StrategyRefused(f"{place}: {value} ist zu klein, mindestens 1 ist möglich.")
    return int(value)


def _flag(value: Any, place: str) -> bool:
    if not isinstance(value, bool):
        raise StrategyRefused(f"{place}: erwartet ist true oder false, da steht {value!r}.")
    return value


def _text(value: Any, place: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise StrategyRefused(f"{place}: erwartet ist ein Text, da steht {value!r}.")
    return value


def _list(value: Any, place: str) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise StrategyRefused(f"{place}: erwartet ist eine Liste, da steht {value!r}.")
    return list(value)


def _one_of(choices: type[StrEnum]) -> Parser:
    def parse(value: Any, place: str) -> StrEnum:
        try:
            return choices(value)
        except ValueError:
            allowed = ", ".join(choice.value for choice in choices)
            raise StrategyRefused(f"{place}: {value!r} gibt es nicht. Möglich sind: {allowed}.") from None

    return parse


def _shows(value: Any, place: str) -> frozenset[Shows]:
    return frozenset(_one_of(Shows)(one, place) for one in _list(value, place))


def _channels(value: Any, place: str) -> tuple[ChannelChoice, ...]:
    return tuple(
        ChannelChoice(**_fields(one, _CHANNEL, place=place, required={"channel"}))
        for one in _list(value, place)
    )


def _steps(value: Any, place: str) -> tuple[Step, ...]:
    return tuple(
        Step(**_fields(one, _STEP, place=f"Schritt {number}", required={"code", "kind", "name", "name_en"}))
        for number, one in enumerate(_list(value, place), start=1)
    )


def _segments(value: Any, place: str) -> tuple[Segment, ...]:
    return tuple(
        Segment(**_fields(one, _SEGMENT, place=f"Segment {number}", required={"code", "name"}))
        for number, one in enumerate(_list(value, place), start=1)
    )


def _codes(value: Any, place: str) -> frozenset[str]:
    return frozenset(_text(one, place) for one in _list(value, place))


def _changes(value: Any, place: str) -> dict[str, dict[str, object]]:
    if not isinstance(value, Mapping):
        raise StrategyRefused(f"{place}: erwartet sind Schritte mit ihren Änderungen, da steht {value!r}.")
    return {
        code: _fields(one, _CHANGEABLE, place=f"{place}.{code}", required=set())
        for code, one in value.items()
    }


_CHANNEL: dict[str, Parser] = {"channel": _one_of(Channel), "min_open_cents": _count}
_CHANGEABLE: dict[str, Parser] = {
    "due_offset_days": _whole,
    "after_deadline_banking_days": _count,
    "within_deadline": _flag,
    "payment_period_days": _at_least_one,
    "channels": _channels,
    "also_by": _one_of(Channel),
    "layout": _text,
    "tone": _text,
    "shows": _shows,
    "customers": _one_of(Customers),
    "min_open_cents": _count,
    "max_open_cents": _count,
    "only_unanswered": _flag,
    "only_wished": _flag,
    "optional": _flag,
    "needs": _one_of(Need),
    "call_attempts": _at_least_one,
    "call_window_days": _at_least_one,
}
_STEP: dict[str, Parser] = {
    "code": _text,
    "kind": _one_of(StepKind),
    "name": _text,
    "name_en": _text,
    **_CHANGEABLE,
}
_SEGMENT: dict[str, Parser] = {
    "code": _text,
    "name": _text,
    "min_open_cents": _count,
    "max_open_cents": _count,
    "min_paid_invoices": _count,
    "max_late_invoices": _count,
    "first_invoice": _flag,
    "without": _codes,
    "changes": _changes,
}
_STRATEGY: dict[str, Parser] = {
    "name": _text,
    "audience": _one_of(Audience),
    "min_open_cents": _count,
    "min_days_between_messages": _at_least_one,
    "steps": _steps,
    "segments": _segments,
}
