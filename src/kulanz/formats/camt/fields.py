"""Single values of a camt element: texts, days, amounts."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from lxml import etree

from kulanz.formats.amounts import AmountUnreadable, cents_of_plain, read_currency

_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T.*|Z|[+-]\d{2}:\d{2})?", re.ASCII)


class FieldUnreadable(ValueError):
    """A value of an entry cannot be read. The German sentence shows the value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """An amount without sign, in minor units."""

    cents: int
    currency: str


@lru_cache(maxsize=2048)
def _path(namespace: str, path: str) -> str:
    prefix = f"{{{namespace}}}" if namespace else ""
    return "/".join(prefix + step for step in path.split("/"))


def find(element: etree._Element, path: str) -> etree._Element | None:
    """Return the first descendant under a path of local names in the element's own namespace."""
    return element.find(_path(_namespace(element), path))


def find_all(element: etree._Element, path: str) -> list[etree._Element]:
    """Return all descendants under a path of local names."""
    return element.findall(_path(_namespace(element), path))


def _namespace(element: etree._Element) -> str:
    return str(element.tag)[1:].partition("}")[0] if str(element.tag).startswith("{") else ""


def text(element: etree._Element | None, *paths: str) -> str | None:
    """Return the trimmed text of the first path that has one."""
    if element is None:
        return None
    for path in paths:
        found = element.findtext(_path(_namespace(element), path))
        if found and (trimmed := found.strip()):
            return trimmed
    return None


def day(element: etree._Element, path: str) -> date | None:
    """Return the day under `path/Dt` or `path/DtTm` as the bank printed it, or None where there is none."""
    printed = text(element, f"{path}/Dt", f"{path}/DtTm")
    if printed is None:
        return None
    found = _DAY.fullmatch(printed)
    try:
        return date.fromisoformat(found[1]) if found else _no_day(printed)
    except ValueError:
        return _no_day(printed)


def _no_day(printed: str) -> date:
    raise FieldUnreadable(f"„{printed}“ ist kein lesbares Datum.")


def amount(element: etree._Element | None) -> Amount | None:
    """Read an `Amt` element with its currency. None where the element is missing."""
    if element is None:
        return None
    try:
        currency = read_currency(element.get("Ccy"))
        cents = cents_of_plain(element.text, currency=currency)
    except AmountUnreadable as cause:
        raise FieldUnreadable(str(cause)) from cause
    if cents < 0:
        raise FieldUnreadable(
            f"Der Betrag „{(element.text or '').strip()}“ trägt ein Vorzeichen, camt kennt keines."
        )
    return Amount(cents=cents, currency=currency)


def is_credit(element: etree._Element) -> bool | None:
    """Return True for money in, False for money out, None where `CdtDbtInd` is missing."""
    indicator = text(element, "CdtDbtInd")
    if indicator is None:
        return None
    if indicator not in ("CRDT", "DBIT"):
        raise FieldUnreadable(f"„{indicator}“ ist weder Gutschrift (CRDT) noch Belastung (DBIT).")
    return indicator == "CRDT"


def is_true(printed: str | None) -> bool:
    """Read an XML boolean; missing is False."""
    return printed in ("true", "1")
