"""Invoice numbers as merchants make them, and as payers write them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from random import Random

# Digits that lie beside one another on a keyboard's row.
NEIGHBOURS = {
    "1": "2",
    "2": "13",
    "3": "24",
    "4": "35",
    "5": "46",
    "6": "57",
    "7": "68",
    "8": "79",
    "9": "80",
    "0": "9",
}
LOOKALIKES = {"0": "O", "1": "lI", "5": "S", "8": "B"}


@dataclass(frozen=True, slots=True)
class Number:
    """An invoice number in its parts: `prefix` of letters, then `parts` of digits; `tail` is what tells it apart."""

    canonical: str
    prefix: str
    parts: tuple[str, ...]
    tail: str


@dataclass(frozen=True, slots=True)
class Range:
    """One habit of numbering. `restarts` says when the counter begins anew: never, each year, each month."""

    name: str
    make: Callable[[date, int], Number]
    restarts: str
    first: int


def _year_dashed(day: date, count: int) -> Number:
    return Number(f"RE-{day.year}-{count}", "RE", (str(day.year), str(count)), str(count))


def _year_joined(day: date, count: int) -> Number:
    return Number(f"{day.year}{count}", "", (str(day.year), str(count)), str(count))


def _slash(day: date, count: int) -> Number:
    return Number(f"R{count}/{day.year % 100}", "R", (str(count), str(day.year % 100)), str(count))


def _padded(day: date, count: int) -> Number:
    return Number(f"AR-{count:07d}", "AR", (f"{count:07d}",), str(count))


def _monthly(day: date, count: int) -> Number:
    parts = (str(day.year), f"{day.month:02d}", f"{count:05d}")
    return Number("-".join(parts), "", parts, parts[2])


def _glued(day: date, count: int) -> Number:
    return Number(f"INV{count}", "INV", (str(count),), str(count))


def _plain(day: date, count: int) -> Number:
    return Number(str(count), "", (str(count),), str(count))


RANGES = (
    Range("RE-2026-1043", _year_dashed, "year", 1043),
    Range("20261043", _year_joined, "year", 1043),
    Range("R1043/26", _slash, "year", 1043),
    Range("AR-0012345", _padded, "never", 12345),
    Range("2026-11-00123", _monthly, "month", 1),
    Range("INV10234", _glued, "never", 10234),
    Range("104321", _plain, "never", 51043),
)


def spaced(number: Number, chance: Random) -> str:
    """Every digit and in its order, but the parts set apart another way than on the invoice."""
    pieces = [*([number.prefix] if number.prefix else []), *number.parts]
    if len(pieces) == 1:
        digits = pieces[0]
        cut = 3 if len(digits) == 6 else len(digits) - 3
        pieces = [digits[:cut], digits[cut:]]
        separators: tuple[str, ...] = (" ", ".", " ")
    else:
        separators = (" ", " ", "/", "-", ".", "", " - ", "_", ": ")
    ways = [separator.join(pieces) for separator in separators]
    ways = [way for way in ways if way.casefold() != number.canonical.casefold()]
    written = chance.choice(ways)
    return written.lower() if chance.random() < 0.2 else written


def split(number: Number, chance: Random) -> str:
    """Every digit and in its order, but broken at places where no number breaks."""
    digits = " ".join(number.parts) if chance.random() < 0.5 else "".join(number.parts)
    if chance.random() < 0.5:
        groups = [digits[at : at + 2] for at in range(0, len(digits), 2)]
        broken = " ".join(group.strip() for group in groups)
    else:
        at = chance.randrange(2, len(digits) - 1)
        broken = f"{digits[:at].strip()}{chance.choice((' ', '  ', '-', ' / ', '. '))}{digits[at:].strip()}"
    return f"{number.prefix} {broken}".strip()


def other_prefix(number: Number, chance: Random) -> str:
    """Every digit, under another prefix than the invoice's: what the payer calls an invoice, or nothing."""
    digits = chance.choice(("-", "/", " ", "")).join(number.parts)
    prefixes = [
        prefix for prefix in ("RG", "R", "RNR", "INV", "RE", "Nr", "AR", "") if prefix != number.prefix
    ]
    prefix = chance.choice(prefixes)
    return f"{prefix}{chance.choice(('-', ' ', '', ' Nr '))}{digits}" if prefix else digits


def shortened(number: Number, chance: Random) -> str:
    """The counter alone, without the year, the prefix or the leading noughts."""
    ways = [number.tail, number.tail]
    if number.tail.lstrip("0") != number.tail:
        ways.append(number.tail.lstrip("0"))
    if number.prefix and len(number.parts) == 1 and number.parts[0] != number.tail:  # AR-12345 for AR-0012345
        ways.append(f"{number.prefix}{chance.choice(('-', ' ', ''))}{number.tail}")
    if len(number.parts) == 3:
        ways.append(f"{number.parts[1]}-{number.parts[2]}")
    if number.prefix and len(number.parts) == 2 and number.parts[0].startswith("20"):
        ways.append(f"{number.prefix} {number.tail}")
    if number.canonical == number.tail:  # nothing to leave out but the first digit
        ways = [number.tail[1:]]
    return chance.choice(ways)


def slips(text: str) -> list[str]:
    """Every text that one slip of the fingers makes of this number: swapped, doubled, missing, neighbouring key."""
    made: dict[str, None] = {}
    for at, sign in enumerate(text):
        if not sign.isdigit():
            continue
        if at + 1 < len(text) and text[at + 1].isdigit() and text[at + 1] != sign:
            made[text[:at] + text[at + 1] + sign + text[at + 2 :]] = None
        for other in NEIGHBOURS[sign]:
            made[text[:at] + other + text[at + 1 :]] = None
        made[text[:at] + text[at + 1 :]] = None
        made[text[:at] + sign + text[at:]] = None
    made.pop(text, None)
    return list(made)


def misread(text: str, chance: Random) -> str:
    """A digit written as the letter that looks like it; the text itself where there is no such digit."""
    places = [at for at, sign in enumerate(text) if sign in LOOKALIKES]
    if not places:
        return text
    at = chance.choice(places)
    return text[:at] + chance.choice(LOOKALIKES[text[at]]) + text[at + 1 :]


def slip(text: str, chance: Random) -> str:
    """One slip of the fingers, or of the eye."""
    if chance.random() < 0.15 and (seen := misread(text, chance)) != text:
        return seen
    return chance.choice(slips(text))
