"""Worked cases of default interest: under the stated convention, and under each of the others."""

import re
from decimal import Decimal
from typing import Any

from kulanz.core.law.book import LawBook, RateStretch
from kulanz.core.law.day_count import Convention, DayCount, DayCounter
from kulanz.core.law.interest import (
    BaseStretch,
    InterestSegment,
    default_interest_rates,
    interest_segments,
    rounded_total,
)
from kulanz.core.law.obligation import Obligation
from kulanz.core.money import half_up
from kulanz.interfaces.commands.law.inputs import (
    Inputs,
    InputUnusable,
    NotSupportedYet,
    amount_text,
    cents,
    day,
    debtor_kind,
    flag,
    number,
    text_or_empty,
)

_DAY_COUNTS: tuple[DayCount, ...] = ("act/act", "act/365", "30/360")


def interest_de(inputs: Inputs, law: LawBook) -> dict[str, Any]:
    """Return total, days and segments as the case counts, and the total by every other convention."""
    if inputs.get("jurisdiction", "DE") != "DE":
        raise NotSupportedYet(f"default interest of {inputs['jurisdiction']}")
    stated = _convention(inputs)
    segments = _segments(inputs, stated, law)
    actual: dict[str, Any] = {
        "interest_total": amount_text(rounded_total(segments)),
        "days": sum(one.days for one in segments),
        "segments": [_segment(one) for one in segments],
    }
    for day_count in _DAY_COUNTS:
        name = re.sub(r"\W", "_", day_count)
        for counts, long, short in ((True, "including", "inclusive"), (False, "excluding", "exclusive")):
            other = _segments(inputs, Convention(day_count=day_count, counts_last_day=counts), law)
            total = amount_text(rounded_total(other))
            if counts is stated.counts_last_day:
                actual[f"alternative_{name}"] = total
            actual[f"alternative_{name}_{long}_payment_day"] = total
            actual[f"{name}_{short}_{sum(one.days for one in other)}_days"] = total
    return actual


def _segments(inputs: Inputs, convention: Convention, law: LawBook) -> tuple[InterestSegment, ...]:
    first, last = day(inputs, "first_interest_day"), day(inputs, "last_interest_day")
    counter = DayCounter(first_day=first, convention=convention)
    end = counter.last_counted(last)
    if end < first:
        return ()
    base = BaseStretch(first_day=first, last_day=end, base_cents=cents(inputs, "principal"))
    return interest_segments([base], _rates(inputs, law), counter=counter)


def _rates(inputs: Inputs, law: LawBook) -> tuple[RateStretch, ...]:
    """Return the rate that the case states, or its margin, or the margin of the law, above the base rate."""
    first, last = day(inputs, "first_interest_day"), day(inputs, "last_interest_day")
    if inputs.get("rate") is not None:
        rate = number(inputs, "rate")
        return (RateStretch(first_day=first, last_day=last, percent=rate, is_provisional=False),)
    if inputs.get("surcharge_pp") is not None:
        margin = number(inputs, "surcharge_pp")
        return tuple(
            RateStretch(
                first_day=one.first_day,
                last_day=one.last_day,
                percent=one.percent + margin,
                is_provisional=False,
            )
            for one in law.base_rates(first_day=first, last_day=last)
        )
    obligation = Obligation(arose_on=day(inputs, "obligation_arose"), debtor=debtor_kind(inputs))
    return default_interest_rates(obligation, first_day=first, last_day=last, law=law)


def _convention(inputs: Inputs) -> Convention:
    """Read "act/act", "act/365", "30E/360 both days counted", "30/360, one boundary day not counted"."""
    stated = text_or_empty(inputs, "day_count")
    found = re.match(r"(act/act|act/365|30E?/360)\b(.*)", stated or "act/act")
    if not found:
        raise InputUnusable(f"the input 'day_count' is {stated!r}; known are act/act, act/365 and 30/360")
    day_count = next(one for one in _DAY_COUNTS if one == found[1].replace("E", ""))
    counts = "not counted" not in found[2]
    return Convention(day_count=day_count, counts_last_day=flag(inputs, "end_day_included", unstated=counts))


def _segment(one: InterestSegment) -> dict[str, Any]:
    return {
        "from": one.first_day.isoformat(),
        "to": one.last_day.isoformat(),
        "days": one.days,
        "rate": str(one.percent),
        "interest_unrounded": str(Decimal(half_up(one.exact_cents * 10_000)).scaleb(-6)),
    }
