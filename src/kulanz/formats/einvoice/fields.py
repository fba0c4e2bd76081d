"""Single values of an e-invoice, with every fault of the document collected."""

import re
from datetime import date
from decimal import Decimal

from lxml import etree

from kulanz.formats.amounts import (
    NO_CURRENCY,
    AmountUnreadable,
    cents_of_plain,
    percent_of_plain,
    read_currency,
)
from kulanz.formats.iban import has_iban_form
from kulanz.formats.quoting import quoted
from kulanz.formats.records import FileRefused

MOST_FAULTS = 100
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T.*|Z|[+-]\d{2}:\d{2})?", re.ASCII)
_BASIC = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\d{4}|\d{6})?", re.ASCII)


def find_all(element: etree._Element | None, path: str) -> list[etree._Element]:
    """Return the elements under a path of local names, in whatever namespace."""
    if element is None:
        return []
    return element.findall("/".join(f"{{*}}{step}" for step in path.split("/")))


def find(element: etree._Element | None, *paths: str) -> etree._Element | None:
    """Return the first element under the first path that has one."""
    return next((found for path in paths for found in find_all(element, path)), None)


def text(element: etree._Element | None, *paths: str) -> str | None:
    """Return the first text that is not empty, white space collapsed."""
    for path in paths:
        for found in find_all(element, path):
            collapsed = " ".join((found.text or "").split())
            if collapsed:
                return collapsed
    return None


def texts(element: etree._Element | None, *paths: str) -> tuple[str, ...]:
    """Return every text that is not empty, white space collapsed, each once."""
    found = (" ".join((one.text or "").split()) for path in paths for one in find_all(element, path))
    return tuple(dict.fromkeys(one for one in found if one))


def iban(printed: str | None) -> str | None:
    """Return an account number if it has the form of an IBAN, without spaces."""
    compact = "".join((printed or "").split()).upper()
    return compact if has_iban_form(compact) else None


def first_iban(element: etree._Element | None, *paths: str) -> str | None:
    """Return the first account number under these paths that has the form of an IBAN."""
    return next((found for printed in texts(element, *paths) if (found := iban(printed))), None)


class Reading:
    """One document while it is read: `faults` are the sentences that keep it from being taken over."""

    def __init__(self, *, currency: str | None) -> None:
        self.faults: list[tuple[str, str]] = []
        self.notices: list[tuple[str, str]] = []
        self.currency = self._checked(currency)

    def _checked(self, currency: str | None) -> str | None:
        if currency is None:
            self.notice("", "Die Rechnung nennt keine Währung.")
            return None
        try:
            return read_currency(currency)
        except AmountUnreadable as cause:
            self.fail("Currency", str(cause))
            return None

    def fail(self, place: str, sentence: str) -> None:
        """Note why the document cannot be taken over. Raises `FileRefused` where there is no end of it."""
        if len(self.faults) >= MOST_FAULTS:
            raise FileRefused(
                f"Die Rechnung hat mehr als {MOST_FAULTS} Fehler. Der erste: {self.faults[0][1]}"
            )
        self.faults.append((place, sentence))

    def notice(self, place: str, sentence: str) -> None:
        """Note what a person should look at. After a hundred nobody looks any more."""
        if len(self.notices) < MOST_FAULTS:
            self.notices.append((place, sentence))

    def cents(self, element: etree._Element | None, *paths: str) -> int | None:
        """Return the amount in the currency of the invoice; amounts marked with another currency are passed by."""
        for path in paths:
            for found in find_all(element, path):
                if not (found.text or "").strip() or found.get("currencyID") not in (None, "", self.currency):
                    continue
                try:
                    return cents_of_plain(found.text, currency=self.currency or NO_CURRENCY)
                except AmountUnreadable as cause:
                    self.fail(path, str(cause))
                    return None
        return None

    def rate(self, element: etree._Element | None, *paths: str) -> Decimal | None:
        """Return a tax rate in percent, None where none is stated."""
        printed = text(element, *paths)
        if printed is None:
            return None
        try:
            return percent_of_plain(printed)
        except AmountUnreadable as cause:
            self.fail(paths[0], str(cause))
            return None

    def day(self, element: etree._Element | None, *paths: str) -> date | None:
        """Return the first day stated as 2026-11-24 or 20261124."""
        printed = text(element, *paths)
        return None if printed is None else self.day_of(printed, place=paths[0])

    def day_if_whole(self, element: etree._Element | None, *paths: str) -> date | None:
        """Return a day that the invoice may state but does not need; a month alone is a notice and no day."""
        printed = text(element, *paths)
        if printed is None:
            return None
        day = _day(printed)
        if day is None:
            self.notice(paths[0], f"{quoted(printed)} ist kein lesbares Datum und wurde weggelassen.")
        return day

    def day_of(self, printed: str, *, place: str) -> date | None:
        """Read one printed day; a fault and None where it is none."""
        day = _day(printed)
        if day is None:
            self.fail(place, f"{quoted(printed)} ist kein lesbares Datum.")
        return day


def _day(printed: str) -> date | None:
    found = _ISO.fullmatch(printed) or _BASIC.fullmatch(printed)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None  # the caller says that it is no day
