"""The forms in which one invoice number may be written, and the slips that lead to it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kulanz.core.matching.folding import fold

_GROUP = re.compile(r"[0-9]+")
_PLAIN = re.compile(r"[A-Z0-9]+")
_YEAR = re.compile(r"20[0-4][0-9]")
_DIGITS = "0123456789"

LONG_ENOUGH = 5
"""From so many digits on, digits alone name an invoice; fewer look like a year, a postcode, a quantity."""

SHORTEST_SHORT = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberForms:
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
    folded = fold(number)
    whole = "".join(_PLAIN.findall(folded))
    groups = _GROUP.findall(folded)
    digits = "".join(groups)
    prefix = whole[: len(whole) - len(whole.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))]
    if not digits:
        return NumberForms(whole=whole, prefix=prefix, digits=(), short=())
    year, serial, year_first = _year_and_serial(groups)
    bare = serial.lstrip("0") or serial
    full = {digits: None}
    short: dict[str, None] = {}
    if year:
        full[year + bare if year_first else bare + year] = None
        for form in (serial, bare, year[2:] + serial, year[2:] + bare, serial + year, year + serial):
            short[form] = None
    elif bare != serial:
        short[bare] = None
    tail_of = digits if year_first else serial
    for length in (4, 5, 6):
        if length < len(tail_of):
            short[tail_of[-length:]] = None
    kept = tuple(form for form in short if len(form) >= SHORTEST_SHORT and form not in full)
    return NumberForms(whole=whole, prefix=prefix, digits=tuple(full), short=kept)


def _year_and_serial(groups: list[str]) -> tuple[str, str, bool]:
    """The year ("" where there is none), the serial, and whether the year stands first."""
    if len(groups) > 1 and _YEAR.fullmatch(groups[0]):
        return groups[0], "".join(groups[1:]), True
    if len(groups) > 1 and _YEAR.fullmatch(groups[-1]):
        return groups[-1], "".join(groups[:-1]), False
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
