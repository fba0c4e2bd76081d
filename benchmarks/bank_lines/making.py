"""A world out of a seed: the shop, then as many lines of each kind as its share asks for, shuffled."""

from random import Random

from . import (
    bad_numbers,
    no_invoice,
    other_amounts,
    other_clues,
    other_people,
    several_invoices,
    whole_numbers,
)
from .audit import doubt, names_by_chance
from .desk import Desk, Draft
from .kinds import KINDS, Kind
from .shop import open_shop
from .world import Line, Truth, World
from .writing import BOOKING_TEXTS, through_bank

# Importing them registers their kinds, in this order.
MAKERS = (whole_numbers, bad_numbers, other_clues, other_people, several_invoices, other_amounts, no_invoice)
LEAST_PER_KIND = 3


def make_world(seed: int, lines: int = 10_000, invoices: int = 50_000) -> World:
    """The same seed and sizes always make the same world, on every machine.

    `invoices` counts the open ones; there are two cleared ones for every five, and two customers for every five.
    Raises LookupError when there are too few invoices for so many lines of every kind (ten for each line will do; at 10,000 lines five).
    """
    books = open_shop(seed, customers=invoices * 2 // 5, invoices=invoices)
    chance = Random(f"lines {seed}")
    desk = Desk(books, chance)
    made: list[tuple[Kind, Draft, Line]] = []
    # The rarest first: they are the hardest to find an invoice for.
    for kind, number in sorted(_numbers(lines), key=lambda pair: pair[0].share):
        for _ in range(number):
            made.append((kind, *_made(desk, kind)))
    chance.shuffle(made)
    finished, truths = [], []
    for place, (kind, draft, line) in enumerate(made):
        because = draft.doubt or doubt(desk, draft, line.purpose)
        finished.append(_numbered(line, place))
        allocation = tuple(sorted(draft.pays.items()))
        truths.append(Truth(place, kind.name, allocation, bool(allocation) and not because, because))
    customers = tuple(profile.customer for profile in books.profiles.values())
    return World(seed, books.name, customers, books.invoices, tuple(finished), tuple(truths))


def _numbers(lines: int) -> list[tuple[Kind, int]]:
    """How many lines of each kind; the largest kind takes what rounding leaves."""
    whole = sum(kind.share for kind in KINDS)
    numbers = {kind.name: max(LEAST_PER_KIND, lines * kind.share // whole) for kind in KINDS}
    largest = max(KINDS, key=lambda kind: kind.share)
    numbers[largest.name] += lines - sum(numbers.values())
    if numbers[largest.name] < LEAST_PER_KIND:
        raise LookupError(f"{lines} lines are too few for {len(KINDS)} kinds")
    return [(kind, numbers[kind.name]) for kind in KINDS]


def _made(desk: Desk, kind: Kind) -> tuple[Draft, Line]:
    while True:
        draft = kind.make(desk)
        line = _line(desk, draft)
        if not names_by_chance(desk, draft, line.purpose):
            return draft, line


def _line(desk: Desk, draft: Draft) -> Line:
    chance = desk.chance
    day = draft.day or desk.day()
    end_to_end = draft.end_to_end or _reference(desk)
    purpose = draft.typed
    if not draft.ready:
        purpose = _shown(desk, draft, end_to_end)
    booking = draft.booking_text or chance.choice(BOOKING_TEXTS)
    return Line(0, day, draft.amount, draft.payer.name, draft.payer.iban, purpose, end_to_end, booking)


def _shown(desk: Desk, draft: Draft, end_to_end: str) -> str:
    """What the bank makes of the text; where the kind promises a whole number, as often as it takes to stay whole."""
    typed = draft.typed if draft.verbatim.upper() in draft.typed[:140].upper() else draft.verbatim
    for gently in [draft.gently] * 6 + [True]:
        text = through_bank(
            typed,
            end_to_end=end_to_end if draft.end_to_end else "",
            iban=draft.payer.iban,
            day=desk.day(),
            chance=desk.chance,
            gently=gently,
        )
        if draft.verbatim.upper() in text.upper():
            return text
    return typed


def _reference(desk: Desk) -> str:
    draw = desk.chance.random()
    if draw < 0.55:
        return ""
    if draw < 0.9:
        return "NOTPROVIDED"
    return f"{desk.chance.randrange(16**12):012X}"


def _numbered(line: Line, place: int) -> Line:
    return Line(
        place,
        line.day,
        line.amount_cents,
        line.payer_name,
        line.payer_iban,
        line.purpose,
        line.end_to_end,
        line.booking_text,
    )
