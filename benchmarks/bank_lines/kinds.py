"""The register of kinds of lines: each has a name, a share of 10,000 lines, and a maker.

A maker draws invoices from the desk and hands back a draft with its truth. It says `doubt` where a careful human, who
sees books and line only, would ask; `audit` adds the doubts that come from chance.
"""

from collections.abc import Callable
from dataclasses import dataclass

from .desk import Desk, Draft

Maker = Callable[[Desk], Draft]


@dataclass(frozen=True, slots=True)
class Kind:
    name: str
    share: int  # of 10,000 lines
    make: Maker


KINDS: list[Kind] = []


def kind(share: int) -> Callable[[Maker], Maker]:
    """Register a maker under its own name."""

    def register(make: Maker) -> Maker:
        KINDS.append(Kind(make.__name__, share, make))
        return make

    return register
