"""Costs beside the claim: the lump sum of § 288 V BGB and how it meets the costs of prosecuting the claim."""

from dataclasses import dataclass

from kulanz.core.law.book import LawBook
from kulanz.core.law.obligation import Obligation, lump_sum_cents


@dataclass(frozen=True, slots=True, kw_only=True)
class LumpSum:
    """The lump sum (Verzugspauschale) of one late claim, and what of it is credited against costs, in cents."""

    cents: int
    credited_cents: int
    is_provisional: bool

    @property
    def remaining_cents(self) -> int:
        """What the debtor owes on top of the costs."""
        return self.cents - self.credited_cents


def late_payment_lump_sum(
    obligation: Obligation, *, prosecution_cost_cents: int, law: LawBook, forecast: bool = False
) -> LumpSum:
    """Return the lump sum and its credit against the costs of prosecuting the claim (§ 288 V 1, 3 BGB).

    Lump sum and costs together are the larger of the two. It is owed per late invoice (CJEU, 20 October 2022,
    C-585/20): the caller asks once for each.
    """
    cents, is_provisional = lump_sum_cents(obligation, law=law, forecast=forecast)
    return LumpSum(
        cents=cents, credited_cents=min(cents, prosecution_cost_cents), is_provisional=is_provisional
    )
