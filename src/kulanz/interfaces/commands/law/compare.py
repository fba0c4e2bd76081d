"""Compare what a worked case expects with what our rules say, leaf by leaf."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

_NOT_SAID = "—"


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One expected leaf by its path ("segments[1].days") beside ours."""

    key: str
    expected: Any
    actual: Any
    is_equal: bool


def compared(expected: Mapping[str, Any], actual: Mapping[str, Any]) -> list[Compared]:
    """Compare every expected leaf. What is not expected is not looked at; a list must have the expected length."""
    return [
        one for key, value in expected.items() for one in _compared(key, value, actual.get(key, _NOT_SAID))
    ]


def _compared(key: str, expected: Any, actual: Any) -> Iterator[Compared]:
    if isinstance(expected, dict) and isinstance(actual, dict):
        for name, value in expected.items():
            yield from _compared(f"{key}.{name}", value, actual.get(name, _NOT_SAID))
    elif isinstance(expected, list) and isinstance(actual, list):
        yield from _compared_lists(key, expected, actual)
    else:
        yield Compared(key=key, expected=expected, actual=actual, is_equal=_equal(expected, actual))


def _compared_lists(key: str, expected: list[Any], actual: list[Any]) -> Iterator[Compared]:
    if len(expected) != len(actual):
        yield Compared(key=f"{key}.length", expected=len(expected), actual=len(actual), is_equal=False)
    for place, value in enumerate(expected):
        yield from _compared(f"{key}[{place}]", value, actual[place] if place < len(actual) else _NOT_SAID)


def _equal(expected: Any, actual: Any) -> bool:
    """Equal values; numbers by their value, so that 8.120 is 8.12. A yes is no number."""
    if isinstance(expected, bool) or isinstance(actual, bool) or expected is None or actual is None:
        return expected is actual
    numbers = _number(expected), _number(actual)
    if None not in numbers:
        return numbers[0] == numbers[1]
    return bool(expected == actual)


def _number(value: Any) -> Decimal | None:
    try:
        found = Decimal(value if isinstance(value, int | Decimal | str) else "no number")
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def compared_epc(expected: Mapping[str, Any], actual: Mapping[str, Any]) -> list[Compared]:
    """Compare an EPC case with its amount as a number: EUR20 and EUR20.00 are one amount, and the size follows."""
    alike = _with_two_decimals(expected)
    return [replace(one, expected=expected.get(one.key, one.expected)) for one in compared(alike, actual)]


def _with_two_decimals(expected: Mapping[str, Any]) -> dict[str, Any]:
    lines = str(expected.get("payload", "")).split("\n")
    amount = _number(lines[7][3:]) if len(lines) > 7 and lines[7].startswith("EUR") else None
    if amount is None or amount != round(amount, 2):
        return dict(expected)
    printed = f"EUR{amount:.2f}"
    alike = {**expected, "payload": "\n".join([*lines[:7], printed, *lines[8:]])}
    if isinstance(expected.get("bytes"), int):
        alike["bytes"] = expected["bytes"] + len(printed) - len(lines[7])
    return alike
