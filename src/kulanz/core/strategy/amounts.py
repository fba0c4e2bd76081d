"""Where the open amount makes a difference to a decision: cases between two bounds are decided alike."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from kulanz.core.strategy.model import Segment, Step, Strategy


def amount_bounds(strategies: Iterable[Strategy]) -> tuple[int, ...]:
    """Return, in order, every amount in cents from which on some strategy may decide otherwise than just below it.

    `decide` looks at the open amount only to compare it with bounds that the strategy names, and with zero.
    """
    bounds = {1}
    for strategy in strategies:
        bounds.add(strategy.min_open_cents)
        for segment in strategy.segments:
            bounds.update(_of_segment(segment))
            for step in segment.applied(strategy.steps):
                bounds.update(_of_step(step))
        for step in strategy.steps:
            bounds.update(_of_step(step))
    return tuple(sorted(bound for bound in bounds if bound > 0))


def representative(bounds: Sequence[int], cents: int) -> int:
    """Return the smallest amount that is decided like `cents`; 0 for all that is not above zero."""
    place = bisect_right(bounds, cents)
    return bounds[place - 1] if place else 0


def _of_segment(segment: Segment) -> Iterable[int]:
    yield from _from(segment.min_open_cents, segment.max_open_cents)


def _of_step(step: Step) -> Iterable[int]:
    yield from _from(step.min_open_cents, step.max_open_cents)
    for choice in step.channels:
        yield from _from(choice.min_open_cents, None)


def _from(lowest: int | None, highest: int | None) -> Iterable[int]:
    if lowest is not None:
        yield lowest
    if highest is not None:
        yield highest + 1
