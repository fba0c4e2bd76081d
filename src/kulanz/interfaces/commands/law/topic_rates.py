"""Worked cases of rates: margin, lump sum, and the lump sum against costs."""

from typing import Any

from kulanz.core.law.book import LawBook
from kulanz.core.law.costs import late_payment_lump_sum
from kulanz.core.law.obligation import (
    Obligation,
    default_interest_margin,
    default_interest_rate,
    lump_sum_cents,
)
from kulanz.interfaces.commands.law.inputs import (
    Inputs,
    InputUnusable,
    amount_text,
    cents_owed,
    day,
    day_or_none,
    debtor_kind,
    flag,
    parts,
    whole,
)

Actual = dict[str, Any]


def interest_rate(inputs: Inputs, law: LawBook) -> Actual:
    """Margin and lump sum by the day the obligation arose, or the rate of a day."""
    if "cases" not in inputs:
        return _one_rate(inputs, law)
    found = [_one_rate(case, law) for case in parts(inputs, "cases")]
    return {key: [one.get(key) for one in found] for one in found for key in one}


def _one_rate(case: Inputs, law: LawBook) -> Actual:
    arose = day(case, "obligation_arose", "date")
    obligation = Obligation(
        arose_on=arose,
        # Only the margin of businesses ever changed: a case that names no debtor asks for that one.
        debtor=debtor_kind(case) if case.get("debtor") is not None else "business",
        is_payment_for_performance=flag(case, "payment_for_performance", unstated=True),
        is_continuing=flag(case, "continuing_obligation", unstated=False),
        counter_performed_on=day_or_none(case, "counter_performance"),
    )
    lump, _ = lump_sum_cents(obligation, law=law)
    actual: Actual = {
        "surcharge_pp": str(default_interest_margin(obligation, law=law).value),
        "lump_sum_40_eur": lump == 4000,
        "lump_sum": amount_text(lump),
    }
    on = day_or_none(case, "date")
    if on is not None:
        actual["rate_percent"] = str(default_interest_rate(obligation, on, law=law).value)
        actual["base_rate_percent"] = str(law.base_rate(on).value)
    return actual


def lump_sum_offset(inputs: Inputs, law: LawBook) -> Actual:
    """The lump sum of § 288 V BGB against the costs of prosecution; once per late invoice."""
    if "late_invoices" in inputs:
        invoices = whole(inputs, "late_invoices")
        if invoices < 0:
            raise InputUnusable(f"the input 'late_invoices' is {invoices}; there are none or more")
        each = late_payment_lump_sum(_newest_obligation(inputs, law), prosecution_cost_cents=0, law=law)
        return {"lump_sum_total": amount_text(invoices * each.cents)}
    if "cases" not in inputs:
        return {"total_claim": _with_lump_sum(inputs, law)}
    return {"total_claim": [_with_lump_sum(case, law) for case in parts(inputs, "cases")]}


def _with_lump_sum(case: Inputs, law: LawBook) -> str:
    costs = cents_owed(case, "legal_costs")
    lump = late_payment_lump_sum(_newest_obligation(case, law), prosecution_cost_cents=costs, law=law)
    return amount_text(costs + lump.remaining_cents)


def _newest_obligation(case: Inputs, law: LawBook) -> Obligation:
    """Read the obligation; a case that gives no day asks for the newest law that is verified."""
    arose = day_or_none(case, "obligation_arose") or law.parameters["late_payment_lump_sum"].known_until
    return Obligation(arose_on=arose, debtor=debtor_kind(case))
