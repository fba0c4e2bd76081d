"""Does the amount fit, and which cents go where?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from itertools import combinations

from kulanz.core.matching.evidence import Evidence, evidence, money
from kulanz.core.matching.facts import OpenItem
from kulanz.core.matching.rules import Rules
from kulanz.core.matching.verdict import Allocation

_MAX_DISCOUNTED = 6


class Fit(Enum):
    """How an amount stands to what is open."""

    EXACT = "exact"
    DISCOUNT = "discount"
    SMALL_DIFFERENCE = "small difference"
    BANK_FEE = "bank fee"
    PART = "part"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Fitted:
    """Allocations that never exceed what is open, what is left over, and how well it fits."""

    fit: Fit
    allocations: tuple[Allocation, ...]
    leftover_cents: int
    evidence: Evidence

    @property
    def agrees(self) -> bool:
        """True when the amount is right to the cent, with or without cash discount."""
        return self.fit in (Fit.EXACT, Fit.DISCOUNT)


def fit(
    items: Sequence[OpenItem], *, amount_cents: int, currency: str, day: date, rules: Rules
) -> Fitted | None:
    """Lays a positive amount that came on `day` on items, in their order; None where credit notes are among them and
    it is not exact."""
    total = sum(item.open_cents for item in items)
    difference = amount_cents - total
    if difference == 0:
        code = "amount_exact" if len(items) == 1 else "amount_sum"
        shares = [item.open_cents for item in items]
        return Fitted(Fit.EXACT, _allocations(items, shares), 0, evidence(code, count=str(len(items))))
    if any(item.open_cents < 0 for item in items):
        return None
    discounted = _less_cash_discount(items, amount_cents, day)
    if discounted is not None:
        reason = evidence("cash_discount", **money(difference, currency))
        return Fitted(Fit.DISCOUNT, _allocations(items, discounted), 0, reason)
    shares, left = _fill(items, amount_cents)
    kind, code = _kind(difference, total, rules)
    return Fitted(kind, _allocations(items, shares), left, evidence(code, **money(difference, currency)))


def _kind(difference: int, total: int, rules: Rules) -> tuple[Fit, str]:
    if abs(difference) <= rules.tolerance_cents:
        return Fit.SMALL_DIFFERENCE, "small_difference"
    if difference > 0:
        return Fit.OVER, "overpayment"
    if -difference <= rules.bank_fee_cents and -difference * 10 <= total:
        return Fit.BANK_FEE, "bank_fee"
    return Fit.PART, "part_payment"


def _less_cash_discount(items: Sequence[OpenItem], amount_cents: int, day: date) -> list[int] | None:
    """The shares, when the cash discounts of some of the items explain the whole difference."""
    granted = [
        place
        for place, item in enumerate(items)
        if 0 < (item.cash_discount_cents or 0) < item.open_cents
        and (item.cash_discount_until is None or day <= item.cash_discount_until)
    ]
    missing = sum(item.open_cents for item in items) - amount_cents
    if missing <= 0 or not granted:
        return None
    sizes = range(len(granted), 0, -1) if len(granted) <= _MAX_DISCOUNTED else [len(granted)]
    for size in sizes:
        for taken in combinations(granted, size):
            if sum(items[place].cash_discount_cents or 0 for place in taken) == missing:
                return [
                    item.open_cents - ((item.cash_discount_cents or 0) if place in taken else 0)
                    for place, item in enumerate(items)
                ]
    return None


def _fill(items: Sequence[OpenItem], amount_cents: int) -> tuple[list[int], int]:
    shares, left = [], amount_cents
    for item in items:
        share = min(item.open_cents, left)
        shares.append(share)
        left -= share
    return shares, left


def _allocations(items: Sequence[OpenItem], shares: Sequence[int]) -> tuple[Allocation, ...]:
    return tuple(
        Allocation(item_id=item.id, number=item.number, cents=cents)
        for item, cents in zip(items, shares, strict=True)
        if cents
    )
