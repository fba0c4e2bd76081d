"""What the matcher says about one bank line."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from kulanz.core.matching.evidence import Evidence

Decision = Literal["book", "propose", "open"]


class Allocation(NamedTuple):
    """So many cents of the line to this item; negative for a credit note and for a returned debit."""

    item_id: int | str
    number: str
    cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One reading of the line. The allocations and `leftover_cents` add up to the amount of the line."""

    allocations: tuple[Allocation, ...]
    score: int
    evidence: tuple[Evidence, ...]
    leftover_cents: int


class Concern(NamedTuple):
    """A customer whose money this may be: as long as it is unallocated, he is not to be reminded."""

    customer_id: int | str
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Proposals, the best first; what to do with the line, and why; and whom the money may concern."""

    proposals: tuple[Proposal, ...]
    decision: Decision
    because: str
    because_en: str
    concerns: tuple[Concern, ...] = ()
