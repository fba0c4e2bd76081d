"""One parameter of law: its dated values, read strictly from TOML."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any, Literal, get_args

Unit = Literal["percent", "percentage_points", "cents", "days"]
Anchor = Literal["interest_day", "obligation_arose"]

_KEYS = {"id", "term_de", "paragraph", "unit", "anchor", "known_until", "values"}
_VALUE_KEYS = {"valid_from", "value", "source"}


class LawFileRefused(ValueError):
    """A file with values of law cannot be used as it is. The sentence names the parameter, the key and the fault."""


class LawUnknown(LookupError):
    """Nobody has verified this value for this day. Add a dated value with its source, or ask for a forecast."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedValue:
    """A value in force from `valid_from` (inclusive) to the day before the next one."""

    valid_from: date
    value: Decimal
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A value of law for one day. `is_provisional`: carried forward past the last day that was verified."""

    value: Decimal
    paragraph: str
    is_provisional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A figure of the law with its history. `known_until` is the last verified day, inclusive."""

    id: str
    term_de: str
    paragraph: str
    unit: Unit
    anchor: Anchor
    known_until: date
    values: tuple[DatedValue, ...]

    def on(self, day: date, *, forecast: bool) -> Known:
        """Return the value for `day`, the day that the anchor means.

        Raise LawUnknown before the first value, and past `known_until` unless `forecast` asks for the last value
        to be carried forward.
        """
        found = next((one for one in reversed(self.values) if one.valid_from <= day), None)
        if found is None:
            raise LawUnknown(
                f"{self.term_de} ({self.paragraph}) is not known for {day.isoformat()}: the values begin on "
                f"{self.values[0].valid_from.isoformat()}. Add the earlier value with its source."
            )
        is_provisional = day > self.known_until
        if is_provisional and not forecast:
            raise LawUnknown(
                f"{self.term_de} ({self.paragraph}) is verified to {self.known_until.isoformat()}, not for "
                f"{day.isoformat()}. Add the new value with its source to the folder 'law' of this installation."
            )
        return Known(value=found.value, paragraph=self.paragraph, is_provisional=is_provisional)


def read_parameter(data: bytes, *, name: str) -> Parameter:
    """Read a complete parameter; `name` says in errors which file is meant. Unknown keys are refused."""
    table = _table(data, name)
    missing = _KEYS - set(table)
    if missing:
        raise LawFileRefused(f"{name}: '{min(missing)}' is missing.")
    values = _values(table["values"], name)
    if not values:
        raise LawFileRefused(f"{name}: there is no value at all.")
    return Parameter(
        id=_text(table, "id", name),
        term_de=_text(table, "term_de", name),
        paragraph=_text(table, "paragraph", name),
        unit=_one_of(table, "unit", get_args(Unit), name),
        anchor=_one_of(table, "anchor", get_args(Anchor), name),
        known_until=_day(table, "known_until", name),
        values=values,
    )


def extended(known: Mapping[str, Parameter], data: bytes, *, name: str) -> Parameter:
    """Return the parameter that `data` extends, with its later values added and `known_until` moved.

    Verified values are never rewritten: a different value for a verified day is refused, the same is accepted.
    """
    table = _table(data, name)
    parameter = known.get(_text(table, "id", name))
    if parameter is None:
        raise LawFileRefused(
            f"{name}: there is no parameter '{table['id']}'. Known: {', '.join(sorted(known))}."
        )
    for key in ("term_de", "paragraph", "unit", "anchor"):
        if key in table and table[key] != getattr(parameter, key):
            raise LawFileRefused(
                f"{name}: '{key}' of {parameter.id} is {getattr(parameter, key)!r} and stays so."
            )
    values = _values(table.get("values", []), name)
    for one in values:
        _refuse_rewriting(parameter, one, name)
    until = _day(table, "known_until", name)
    added = {one.valid_from: one for one in values if one.valid_from > parameter.known_until}
    late = [day for day in added if day > until]
    if late:
        raise LawFileRefused(
            f"{name}: a value begins on {late[0]}, after known_until {until}. Move known_until."
        )
    kept = {one.valid_from: one for one in parameter.values}
    return replace(
        parameter,
        known_until=max(until, parameter.known_until),
        values=tuple(one for _, one in sorted({**kept, **added}.items())),
    )


def _refuse_rewriting(parameter: Parameter, one: DatedValue, name: str) -> None:
    if one.valid_from > parameter.known_until:
        return
    verified = parameter.on(one.valid_from, forecast=False).value
    if verified != one.value:
        raise LawFileRefused(
            f"{name}: {parameter.id} is verified as {verified} on {one.valid_from}, the file says {one.value}. "
            "A verified value is not rewritten; remove it from the file."
        )


def _table(data: bytes, name: str) -> dict[str, Any]:
    try:
        table = tomllib.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as cause:
        raise LawFileRefused(f"{name}: this is no TOML in UTF-8 ({cause}).") from cause
    _refuse_unknown(set(table) - _KEYS, name)
    return table


def _refuse_unknown(unknown: set[str], name: str) -> None:
    if unknown:
        raise LawFileRefused(
            f"{name}: the key '{min(unknown)}' is unknown; a misspelling would go unnoticed."
        )


def _values(rows: Any, name: str) -> tuple[DatedValue, ...]:
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise LawFileRefused(f"{name}: write each value as a table [[values]].")
    values = tuple(_dated_value(row, name) for row in rows)
    for earlier, later in pairwise(values):
        if earlier.valid_from >= later.valid_from:
            raise LawFileRefused(
                f"{name}: {later.valid_from} stands after {earlier.valid_from}; sort by valid_from."
            )
    return values


def _dated_value(row: dict[str, Any], name: str) -> DatedValue:
    _refuse_unknown(set(row) - _VALUE_KEYS, name)
    text = _text(row, "value", name)
    try:
        value = Decimal(text)
    except InvalidOperation as cause:
        raise LawFileRefused(f'{name}: {text!r} is no number; write it like "1.27".') from cause
    if not value.is_finite():
        raise LawFileRefused(f'{name}: {text!r} is no number; write it like "1.27".')
    return DatedValue(
        valid_from=_day(row, "valid_from", name), value=value, source=_text(row, "source", name)
    )


def _text(table: Mapping[str, Any], key: str, name: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise LawFileRefused(f"{name}: '{key}' must be a text in quotes, not {value!r}.")
    return value


def _day(table: Mapping[str, Any], key: str, name: str) -> date:
    value = table.get(key)
    if not isinstance(value, date) or isinstance(value, datetime):
        raise LawFileRefused(f"{name}: '{key}' must be a day like 2026-12-31 without quotes, not {value!r}.")
    return value


def _one_of(table: Mapping[str, Any], key: str, known: tuple[Any, ...], name: str) -> Any:
    value = _text(table, key, name)
    if value not in known:
        raise LawFileRefused(f"{name}: '{key}' is {value!r}; known are {', '.join(known)}.")
    return value
