"""Whether the balances a table prints beside its rows follow from one another."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One row that moved the balance, and the balance after it. `place` is for people."""

    place: str
    day: date | None
    cents: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """What the printed balances say: whether they follow, the last one, and where and by how much they break."""

    adds_up: bool
    closing_cents: int | None
    place: str = ""
    gap: int = 0


def chain_of(steps: Sequence[Step]) -> Chain | None:
    """Follow the balances, whatever order the rows of a day are in. None where there are none.

    Each row leads from one balance to another. All rows together are one way where every balance that is left was
    reached before, except the first one and the last one.
    """
    if not steps:
        return None
    left = Counter(step.after - step.cents for step in steps)
    reached = Counter(step.after for step in steps)
    ends = list((reached - left).elements())
    if len(ends) <= 1:
        newest_first = _is_newest_first(steps)
        return Chain(
            adds_up=True, closing_cents=ends[0] if ends else (steps[0] if newest_first else steps[-1]).after
        )
    ordered = list(reversed(steps)) if _is_newest_first(steps) else list(steps)
    for before, step in zip(ordered, ordered[1:], strict=False):
        gap = step.after - before.after - step.cents
        if gap:
            return Chain(adds_up=False, closing_cents=ordered[-1].after, place=step.place, gap=gap)
    return Chain(adds_up=False, closing_cents=ordered[-1].after, place=ordered[-1].place)


def _is_newest_first(steps: Sequence[Step]) -> bool:
    days = [step.day for step in steps if step.day is not None]
    if days and days[0] != days[-1]:
        return days[0] > days[-1]
    follows = sum(two.after == one.after + two.cents for one, two in zip(steps, steps[1:], strict=False))
    follows_back = sum(one.after == two.after + one.cents for one, two in zip(steps, steps[1:], strict=False))
    return follows_back > follows
