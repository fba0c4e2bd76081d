"""Which of a customer's items add up to an amount? A search that always ends."""

from collections.abc import Sequence
from dataclasses import dataclass

from kulanz.core.matching.facts import OpenItem


@dataclass(frozen=True, slots=True)
class Selection:
    """Items that add up to the amount; `is_only_one` when the search ended and found no other."""

    items: tuple[OpenItem, ...]
    is_only_one: bool


def items_that_add_up(
    items: Sequence[OpenItem], *, amount_cents: int, max_items: int, max_steps: int
) -> Selection | None:
    """Two or more of the items, whose open amounts make the amount; the oldest where several selections do.

    `items` come the oldest first; one that is more than the amount is none of them. All of the others are tried first; more than `max_items` are tried only as a
    whole. None where nothing adds up, or nothing was found within `max_steps`.
    """
    items = [item for item in items if item.open_cents <= amount_cents]
    if len(items) < 2:
        return None
    total = sum(item.open_cents for item in items)
    if total < amount_cents:
        return None
    if len(items) > max_items:
        return Selection(tuple(items), False) if total == amount_cents else None
    found, ended = _search([item.open_cents for item in items], amount_cents, max_steps)
    if total == amount_cents:
        return Selection(tuple(items), ended and len(found) == 1)
    if not found:
        return None
    return Selection(tuple(items[place] for place in found[0]), ended and len(found) == 1)


def _search(amounts: list[int], wanted: int, max_steps: int) -> tuple[list[tuple[int, ...]], bool]:
    """Up to two selections of two or more places, and whether the whole tree (or enough of it) was seen."""
    remaining = [0] * (len(amounts) + 1)
    for place in range(len(amounts) - 1, -1, -1):
        remaining[place] = remaining[place + 1] + amounts[place]
    found: list[tuple[int, ...]] = []
    stack: list[tuple[int, int, tuple[int, ...]]] = [(0, wanted, ())]
    steps = 0
    while stack and len(found) < 2:
        steps += 1
        if steps > max_steps:
            return found, False
        place, missing, chosen = stack.pop()
        if missing == 0:
            if len(chosen) > 1:
                found.append(chosen)
            continue
        if place == len(amounts) or remaining[place] < missing:
            continue
        stack.append((place + 1, missing, chosen))
        if amounts[place] <= missing:
            stack.append((place + 1, missing - amounts[place], (*chosen, place)))
    return found, True
