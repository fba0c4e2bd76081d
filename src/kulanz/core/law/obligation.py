"""From which obligation a claim stems: it selects the margin and whether there is a lump sum."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from kulanz.core.law.book import LawBook
from kulanz.core.law.parameter import Known

DebtorKind = Literal["consumer", "business"]

# Art. 229 § 34 EGBGB: the new § 288 holds for obligations that arose after 28 July 2014, and for older continuing
# ones where the counter-performance is rendered after 30 June 2016.
_NEW_LAW_SINCE = date(2014, 7, 29)
_LAST_OLD_COUNTER_PERFORMANCE = date(2016, 6, 30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """Who owes, since when, and for what.

    `is_payment_for_performance`: an Entgeltforderung (§ 288 II, V BGB). `counter_performed_on` is asked only of
    continuing obligations (Dauerschuldverhältnisse) from before 29 July 2014.
    """

    arose_on: date
    debtor: DebtorKind
    is_payment_for_performance: bool = True
    is_continuing: bool = False
    counter_performed_on: date | None = None

    @property
    def anchor_day(self) -> date:
        """The day that selects the law: when the obligation arose, or the new law's first day (Art. 229 § 34)."""
        performed = self.counter_performed_on
        is_old = self.is_continuing and self.arose_on < _NEW_LAW_SINCE
        if is_old and performed is not None and performed > _LAST_OLD_COUNTER_PERFORMANCE:
            return _NEW_LAW_SINCE
        return self.arose_on


def default_interest_margin(obligation: Obligation, *, law: LawBook, forecast: bool = False) -> Known:
    """Return the percentage points above the base rate (§ 288 I, II BGB)."""
    without_consumer = obligation.debtor == "business" and obligation.is_payment_for_performance
    which = "business" if without_consumer else "consumer"
    return law.value(f"default_interest_margin_{which}", obligation.anchor_day, forecast=forecast)


def default_interest_rate(
    obligation: Obligation, day: date, *, law: LawBook, forecast: bool = False
) -> Known:
    """Return the rate of default interest on `day` in percent: margin plus the base rate of that day."""
    margin = default_interest_margin(obligation, law=law, forecast=forecast)
    base = law.base_rate(day, forecast=forecast)
    return Known(
        value=margin.value + base.value,
        paragraph=f"{margin.paragraph}, § 247 BGB",
        is_provisional=margin.is_provisional or base.is_provisional,
    )


def lump_sum_cents(obligation: Obligation, *, law: LawBook, forecast: bool = False) -> tuple[int, bool]:
    """Return the lump sum of § 288 V 1 BGB for one late claim in cents, and whether it is provisional.

    Zero where the debtor is a consumer, where the claim is no payment for a performance, and under the old law.
    """
    if obligation.debtor == "consumer" or not obligation.is_payment_for_performance:
        return 0, False
    known = law.value("late_payment_lump_sum", obligation.anchor_day, forecast=forecast)
    assert known.value == known.value.to_integral_value(), "the lump sum is a whole number of cents"
    return int(known.value), known.is_provisional
