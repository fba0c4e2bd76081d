"""Read one field of a worked case: the type is checked, a missing field has a sentence."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from kulanz.core.law.obligation import DebtorKind

Inputs = Mapping[str, Any]

# Arithmetic a little beyond these still has a calendar, and no claim is older or later.
_FIRST_YEAR, _LAST_YEAR = 1900, 2999


class InputUnusable(ValueError):
    """A worked case lacks an input or states it in a way that cannot be read."""


class NotSupportedYet(Exception):
    """The case asks for a rule that Kulanz does not have yet. The sentence names it."""


class Looked(Mapping[str, Any]):
    """Inputs that remember which of them a rule looked at, so that none is passed over in silence."""

    def __init__(self, stated: Inputs, place: str = "") -> None:
        self._place = place
        self._stated = {key: self._within(key, value) for key, value in stated.items()}
        self._seen: set[str] = set()

    def __getitem__(self, key: str) -> Any:
        self._seen.add(key)
        return self._stated[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._stated)

    def __len__(self) -> int:
        return len(self._stated)

    def passed_over(self) -> list[str]:
        """Return the paths of the stated inputs that nobody asked for; what is null states nothing."""
        paths = []
        for key, value in self._stated.items():
            if value is None:
                continue
            if key not in self._seen:
                paths.append(f"{self._place}{key}")
            elif isinstance(value, list):
                paths += [path for one in value if isinstance(one, Looked) for path in one.passed_over()]
        return paths

    def _within(self, key: str, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return [
            Looked(one, f"{self._place}{key}[{place}].") if isinstance(one, dict) else one
            for place, one in enumerate(value)
        ]


def required(inputs: Inputs, *keys: str) -> Any:
    """Return the first of these keys that is stated and not null; raise InputUnusable where none is."""
    for key in keys:
        if inputs.get(key) is not None:
            return inputs[key]
    raise InputUnusable(f"the input '{keys[0]}' is missing")


def day(inputs: Inputs, *keys: str) -> date:
    """Return a required day, written as 2026-12-01."""
    value = required(inputs, *keys)
    try:
        found = date.fromisoformat(value)
    except (TypeError, ValueError) as cause:
        raise InputUnusable(f"the input '{keys[0]}' is {value!r}, not a day like 2026-12-01") from cause
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise InputUnusable(
            f"the input '{keys[0]}' is {value}; only the years {_FIRST_YEAR} to {_LAST_YEAR} are counted"
        )
    return found


def day_or_none(inputs: Inputs, *keys: str) -> date | None:
    """Return a day, or None where no key states one."""
    return day(inputs, *keys) if any(inputs.get(key) is not None for key in keys) else None


def number(inputs: Inputs, *keys: str) -> Decimal:
    """Return a required exact number, written as text or as a JSON number."""
    value = required(inputs, *keys)
    if isinstance(value, bool):
        raise InputUnusable(f"the input '{keys[0]}' is {value!r}, not a number")
    try:
        found = Decimal(value if isinstance(value, int | Decimal) else str(value))
    except InvalidOperation as cause:
        raise InputUnusable(f"the input '{keys[0]}' is {value!r}, not a number") from cause
    if not found.is_finite() or abs(found.adjusted()) > 15:
        raise InputUnusable(f"the input '{keys[0]}' is {value!r}, not a number that money could have")
    return found


def cents(inputs: Inputs, *keys: str) -> int:
    """Return a required amount of two decimals in cents."""
    amount = number(inputs, *keys) * 100
    if amount != amount.to_integral_value():
        raise InputUnusable(f"the input '{keys[0]}' has more than two decimals: {inputs.get(keys[0])!r}")
    return int(amount)


def cents_owed(inputs: Inputs, *keys: str) -> int:
    """Return a required amount in cents that somebody owes: zero or more."""
    found = cents(inputs, *keys)
    if found < 0:
        raise InputUnusable(f"the input '{keys[0]}' is {amount_text(found)}; an amount owed is not negative")
    return found


def whole(inputs: Inputs, *keys: str) -> int:
    """Return a required whole number."""
    found = number(inputs, *keys)
    if found != found.to_integral_value():
        raise InputUnusable(f"the input '{keys[0]}' is {found}, not a whole number")
    return int(found)


def flag(inputs: Inputs, key: str, *, unstated: bool) -> bool:
    """Return a yes or no, or `unstated` where the case does not say."""
    value = inputs.get(key)
    if value is None:
        return unstated
    if not isinstance(value, bool):
        raise InputUnusable(f"the input '{key}' is {value!r}, not true or false")
    return value


def text(inputs: Inputs, *keys: str) -> str:
    """Return a required text."""
    value = required(inputs, *keys)
    if not isinstance(value, str):
        raise InputUnusable(f"the input '{keys[0]}' is {value!r}, not a text")
    return value


def text_or_empty(inputs: Inputs, *keys: str) -> str:
    """Return a text, or nothing where no key states one."""
    return text(inputs, *keys) if any(inputs.get(key) is not None for key in keys) else ""


def parts(inputs: Inputs, key: str) -> list[Inputs]:
    """Return a required list of objects."""
    value = required(inputs, key)
    if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
        raise InputUnusable(f"the input '{key}' is no list of objects")
    return value


def amount_text(cents_: int) -> str:
    """Return cents as the worked cases write amounts: "12.34"."""
    sign, plain = ("-" if cents_ < 0 else ""), str(abs(cents_)).rjust(3, "0")
    return f"{sign}{plain[:-2]}.{plain[-2:]}"


def debtor_kind(inputs: Inputs) -> DebtorKind:
    """Return who owes: consumer or business."""
    kind = text(inputs, "debtor")
    if kind == "consumer":
        return "consumer"
    if kind == "business":
        return "business"
    raise InputUnusable(f"the input 'debtor' is {kind!r}, not consumer or business")
