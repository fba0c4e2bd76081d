"""The forms in which one invoice number may be written, and the slips that lead to it."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from kulanz.core.matching.folding import fold

_GROUP = re.compile(r"[0-9]+")
_PLAIN = re.compile(r"[A-Z0-9]+")
_YEAR = re.compile(r"20[0-4][0-9]")
_DIGITS = "0123456789"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

LONG_ENOUGH = 5
"""From so many digits on, digits alone name an invoice; fewer look like a year, a postcode, a quantity."""

SHORTEST_SHORT = 3


class NumberForms(NamedTuple):
    """One number in all its forms, each without separators.

    `whole`: letters and digits. `prefix`: the leading letters. `digits`: all digits, also with leading
    zeros of the serial dropped. `short`: what people write instead: year dropped or cut, last 4–6 digits.
    """

    whole: str
    prefix: str
    digits: tuple[str, ...]
    short: tuple[str, ...]


def number_forms(number: str) -> NumberForms:
    """Takes a number apart: "RE-2026-0143" → RE20260143; 20260143, 2026143; 0143, 143, 260143, 60143 …"""
    whole, prefix, groups = _taken_apart(number)
    if not groups:
        return NumberForms(whole, prefix, (), ())
    year, serial, year_first = _year_and_serial(groups)
    full = _full(groups, year, serial, year_first)
    return NumberForms(whole, prefix, full, _shortened(full, year, serial, year_first))


def whole_and_digits(number: str) -> tuple[str, str, tuple[str, ...]]:
    """`whole`, `prefix` and `digits` of `number_forms` alone: what the indexes ask, for half the work."""
    whole, prefix, groups = _taken_apart(number)
    return whole, prefix, _full(groups, *_year_and_serial(groups)) if groups else ()


def _full(groups: list[str], year: str, serial: str, year_first: bool) -> tuple[str, ...]:
    digits, bare = "".join(groups), serial.lstrip("0")
    if not year or not bare or bare == serial:
        return (digits,)
    return (digits, year + bare if year_first else bare + year)


def _shortened(full: tuple[str, ...], year: str, serial: str, year_first: bool) -> tuple[str, ...]:
    bare, cut, whole_year = serial.lstrip("0") or serial, year[-2:], f"20{year[-2:]}"
    short = [serial, bare, cut + serial, cut + bare] if year else []
    if year:
        short += [serial + whole_year, whole_year + serial, serial + cut]
    if not year and bare != serial:
        short.append(bare)
    tail_of = full[0] if year_first else serial
    short += [tail_of[-length:] for length in (4, 5, 6) if length < len(tail_of)]
    return tuple(form for form in dict.fromkeys(short) if len(form) >= SHORTEST_SHORT and form not in full)


def continued(number: str, tail: str) -> str:
    """The digits of the number whose serial ends otherwise: "RE-2026-1043" and "45" → 20261045; "" where it is too long."""
    _, _, groups = _taken_apart(number)
    year, serial, year_first = _year_and_serial(groups) if groups else ("", "", True)
    if year_first:
        digits = "".join(groups)
        return digits[: -len(tail)] + tail if len(tail) < len(digits) else ""
    return serial[: len(serial) - len(tail)] + tail + year if len(tail) <= len(serial) else ""


def _taken_apart(number: str) -> tuple[str, str, list[str]]:
    folded = fold(number)
    whole = "".join(_PLAIN.findall(folded))
    return whole, whole[: len(whole) - len(whole.lstrip(_LETTERS))], _GROUP.findall(folded)


def _year_and_serial(groups: list[str]) -> tuple[str, str, bool]:
    """The year ("" where there is none; of four or of two digits), the serial, and whether the year stands first."""
    if len(groups) > 1 and _YEAR.fullmatch(groups[0]):
        return groups[0], "".join(groups[1:]), True
    if len(groups) > 1 and _YEAR.fullmatch(groups[-1]):
        return groups[-1], "".join(groups[:-1]), False
    if len(groups) == 2 and len(groups[1]) == 2 and len(groups[0]) >= SHORTEST_SHORT:
        return groups[1], groups[0], False
    if len(groups) == 2 and len(groups[0]) == 2 and len(groups[1]) >= SHORTEST_SHORT:
        return groups[0], groups[1], True
    joined = "".join(groups)
    if len(joined) >= 7 and _YEAR.fullmatch(joined[:4]):
        return joined[:4], joined[4:], True
    return "", joined, True


def one_slip_away(digits: str) -> Iterator[str]:
    """Every digit string that one changed digit or two swapped neighbours make of this one."""
    for place, digit in enumerate(digits):
        head, tail = digits[:place], digits[place + 1 :]
        for other in _DIGITS:
            if other != digit:
                yield head + other + tail
        if tail and tail[0] != digit:
            yield head + tail[0] + digit + tail[1:]


def one_digit_more_or_less(digits: str) -> Iterator[str]:
    """Every digit string with one digit left out or one put in."""
    for place in range(len(digits)):
        yield digits[:place] + digits[place + 1 :]
    for place in range(len(digits) + 1):
        for other in _DIGITS:
            yield digits[:place] + other + digits[place:]
