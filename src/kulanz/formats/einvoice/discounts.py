"""Cash discounts of an e-invoice: the lines of XRechnung in the payment terms (BT-20), and elements of their own."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from kulanz.formats.amounts import AmountUnreadable, amount_text, cents_of_plain
from kulanz.formats.einvoice.fields import Reading
from kulanz.formats.records import CashDiscount

_LINE = re.compile(
    r"#SKONTO#TAGE=(\d{1,3})#PROZENT=(\d{1,2}(?:\.\d{1,4})?)#(?:BASISBETRAG=(-?\d{1,13}(?:\.\d{1,2})?)#)?",
    re.ASCII,
)
_BEGINNING = "#SKONTO#"
_SHOWN = 60
_DAY = frozenset({"DAY", "d", None})


def discounts_in_words(reading: Reading, terms: str) -> Iterator[CashDiscount]:
    """Yield the discounts written as XRechnung demands: `#SKONTO#TAGE=14#PROZENT=2.25#`. Prose is not interpreted."""
    at = terms.find(_BEGINNING)
    while at >= 0:
        found = _LINE.match(terms, at)
        one = _read(reading, found) if found else None
        if one is None:
            reading.notice(
                "", f"Die Skonto-Angabe „{terms[at : at + _SHOWN]}“ ist nicht lesbar und wurde weggelassen."
            )
        else:
            yield one
        at = terms.find(_BEGINNING, found.end() if found else at + 1)


def _read(reading: Reading, found: re.Match[str]) -> CashDiscount | None:
    try:
        base = None if found[3] is None else cents_of_plain(found[3], currency=reading.currency or "EUR")
    except AmountUnreadable:
        return None  # the caller shows the line
    return CashDiscount(days=int(found[1]), percent=Decimal(found[2]), base_cents=base)


def fixed_discount(
    reading: Reading,
    *,
    place: str,
    days: str | None,
    unit: str | None,
    percent: Decimal | None,
    cents: int | None,
    base_cents: int | None,
    from_day: date | None,
) -> CashDiscount | None:
    """Return a discount stated in elements of its own; None and a notice where the period is none in days."""
    if percent is None and cents is None:
        return None
    number = re.fullmatch(r"(\d{1,3})(?:\.0+)?", days or "", re.ASCII)
    if number is None or unit not in _DAY:
        said = (
            f"{percent} %"
            if percent is not None
            else amount_text(cents or 0, currency=reading.currency or "")
        )
        reading.notice(place, f"Das Skonto von {said} nennt keine Frist in Tagen und wurde weggelassen.")
        return None
    return CashDiscount(
        days=int(number[1]), percent=percent, cents=cents, base_cents=base_cents, from_day=from_day
    )
