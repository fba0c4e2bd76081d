"""What sent statements have demanded so far, and what of it is still unpaid on a day."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from kulanz.core.claim.facts import Demand


@dataclass(slots=True)
class DemandedPart:
    """The demanded sums of one part (interest or costs), used up by payments in the order of their days.

    The latest demand replaces the ones before: a statement demands all that is open on its day.
    """

    demands: list[tuple[date, int]]
    _paid: dict[date, int] = field(default_factory=dict)  # by the day of the demand that was paid

    @classmethod
    def of(cls, demands: Iterable[Demand], cents: Callable[[Demand], int]) -> "DemandedPart":
        """Return one part of the demands, sorted by day; of several on one day the last counts."""
        by_day = {demand.day: cents(demand) for demand in sorted(demands, key=lambda one: one.day)}
        return cls(sorted(by_day.items()))

    def unpaid_on(self, day: date) -> int:
        """Return what was demanded on or before `day` and is not paid yet, in cents."""
        _, cents = self._standing(day)
        return cents

    def take(self, day: date, cents: int) -> None:
        """Note that a payment of `day` settled `cents` of what was demanded."""
        demand_day, _ = self._standing(day)
        if demand_day is not None:
            self._paid[demand_day] = self._paid.get(demand_day, 0) + cents

    def _standing(self, day: date) -> tuple[date | None, int]:
        """Return the demand that a payment of `day` answers, and what is unpaid of it.

        A statement sent on the very day of the payment may have deducted that payment already. It did where it
        demands less than the one before it left unpaid; then the payment answers the earlier one.
        """
        reached = [(demanded_on, cents) for demanded_on, cents in self.demands if demanded_on <= day]
        if not reached:
            return None, 0
        last = self._left(*reached[-1])
        if reached[-1][0] == day and len(reached) > 1:
            before = self._left(*reached[-2])
            if before[1] > reached[-1][1]:
                return before
        return last

    def _left(self, demanded_on: date, cents: int) -> tuple[date, int]:
        return demanded_on, max(cents - self._paid.get(demanded_on, 0), 0)
