"""Worked cases of default interest: under the stated convention, and under each of the others."""

import re
from datetime import timedelta
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
    cents_owed,
    day,
    debtor_kind,
    flag,
    number,
    text_or_empty,
)

_DAY_COUNTS: tuple[DayCount, ...] = ("act/act", "act/365", "30/360")
_DAY_COUNT_TEXT = re.compile(
    r"(?P<count>(?:act|actual)/(?:act|actual|365)|30E?/360)(?P<rest>(?:[\s,;(:].*)?)", re.IGNORECASE
)
_LEAVES_A_DAY_OUT = re.compile(r"not (?:counted|included)|exclu(?:ding|sive|ded)|without", re.IGNORECASE)
# Conventions of the same name that treat the 31st or the end of February otherwise.
_OTHER_360 = re.compile(r"\b(?:US|NASD|bond|ISDA|German)\b", re.IGNORECASE)


def interest_de(inputs: Inputs, law: LawBook) -> dict[str, Any]:
    """Return total, days and segments as the case counts, and the total by every other convention."""
    if inputs.get("jurisdiction", "DE") != "DE":
        raise NotSupportedYet(f"default interest of {inputs['jurisdiction']}")
    _require_known_rounding(inputs)
    if inputs.get("payments"):
        raise NotSupportedYet(
            "part payments within a case of interest; state each stretch as a case of its own"
        )
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
    if last < first - timedelta(days=1):
        raise InputUnusable(f"the input 'last_interest_day' is {last}, before the first one, {first}")
    counter = DayCounter(first_day=first, convention=convention)
    end = counter.last_counted(last)
    if end < first:
        return ()
    base = BaseStretch(first_day=first, last_day=end, base_cents=cents_owed(inputs, "principal"))
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
    debtor = debtor_kind(inputs)
    # The margin where a consumer takes part has never changed; that of businesses hangs on the day.
    arose = first if debtor == "consumer" and inputs.get("obligation_arose") is None else None
    obligation = Obligation(arose_on=arose or day(inputs, "obligation_arose"), debtor=debtor)
    return default_interest_rates(obligation, first_day=first, last_day=last, law=law)


def _convention(inputs: Inputs) -> Convention:
    """Read "act/act", "act/365", "30E/360 both days counted", "30/360, one boundary day not counted"."""
    stated = text_or_empty(inputs, "day_count")
    found = _DAY_COUNT_TEXT.fullmatch((stated or "act/act").strip())
    if not found or (found["count"].startswith("30") and _OTHER_360.search(found["rest"])):
        raise InputUnusable(f"the input 'day_count' is {stated!r}; known are act/act, act/365 and 30E/360")
    short = found["count"].lower().replace("actual", "act").replace("e", "")
    day_count = next(one for one in _DAY_COUNTS if one == short)
    counts = not _LEAVES_A_DAY_OUT.search(found["rest"])
    return Convention(day_count=day_count, counts_last_day=flag(inputs, "end_day_included", unstated=counts))


def _require_known_rounding(inputs: Inputs) -> None:
    """Only one way of rounding is ours: add up unrounded, round once (ADR 1)."""
    stated = text_or_empty(inputs, "rounding")
    if stated and "unrounded" not in stated.lower():
        raise NotSupportedYet(f"rounding as in {stated!r}; ours adds up unrounded segments and rounds once")


def _segment(one: InterestSegment) -> dict[str, Any]:
    return {
        "from": one.first_day.isoformat(),
        "to": one.last_day.isoformat(),
        "days": one.days,
        "rate": str(one.percent),
        "interest_unrounded": str(Decimal(half_up(one.exact_cents * 10_000)).scaleb(-6)),
    }
