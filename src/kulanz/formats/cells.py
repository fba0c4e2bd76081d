"""Cells → values: amounts in the style of their column, days, rates, and words with a fixed meaning."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Literal

from kulanz.formats.amounts import AmountUnreadable, cents_of_plain, tidy_percent
from kulanz.formats.quoting import quoted

DecimalMark = Literal[",", "."]
_SYMBOLS = {"€": "EUR", "$": "USD", "£": "GBP", "EURO": "EUR", "FR.": "CHF", "SFR.": "CHF", "FR": "CHF"}
_MONEY_WORD = re.compile(
    r"^(€|\$|£|euro|[a-z]{3}|s?fr\.?)\s*(?=[-+−(\d.,])|(?<=[\d.,)\-−+])\s*(€|\$|£|euro|[a-z]{3}|s?fr\.?)$",
    re.IGNORECASE,
)
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u202f\u2009\u2007", " "))
_NUMBER = re.compile(r"[\d.,' ]+", re.ASCII)


class CellUnreadable(ValueError):
    """A cell cannot be read. The German sentence shows the cell and says what is expected."""


class _Printed:
    """A number as printed: sign, digits with separators, currency beside it."""

    __slots__ = ("body", "currency", "is_negative")

    def __init__(self, cell: str) -> None:
        text = (
            unicodedata.normalize("NFC", cell).translate(_SPACES).replace("’", "'").replace("−", "-").strip()
        )
        self.currency: str | None = None
        while found := _MONEY_WORD.search(text):
            word = (found[1] or found[2]).upper()
            code = _SYMBOLS.get(word, word)
            if self.currency not in (None, code):
                raise CellUnreadable(f"{quoted(cell)} nennt zwei Währungen.")
            self.currency = code
            text = (text[: found.start()] + text[found.end() :]).strip()
        self.is_negative = False
        if text.startswith("(") and text.endswith(")"):
            self.is_negative, text = True, text[1:-1].strip()
        elif re.search(r"[.,]-{1,2}$", text):
            text = text.rstrip("-")[:-1]
        elif text.endswith("-"):
            self.is_negative, text = True, text[:-1].strip()
        if text.startswith(("-", "+")):
            if self.is_negative:
                raise CellUnreadable(f"{quoted(cell)} ist kein lesbarer Betrag.")
            self.is_negative, text = text[0] == "-", text[1:].strip()
        if not _NUMBER.fullmatch(text) or not any(letter.isdigit() for letter in text):
            raise CellUnreadable(f"{quoted(cell)} ist kein lesbarer Betrag.")
        self.body = text

    def mark(self) -> DecimalMark | None:
        """Return the decimal mark this number shows by itself; None where it shows none or could be either."""
        body = self.body
        comma, point = body.count(","), body.count(".")
        if comma and point:
            return "," if body.rindex(",") > body.rindex(".") else "."
        if not comma and not point:
            return None
        here: DecimalMark = "," if comma else "."
        other: DecimalMark = "." if comma else ","
        if comma + point > 1:
            return other
        before, _, after = body.partition(here)
        if len(after) == 3 and 1 <= len(before) <= 3 and not before.startswith("0"):
            return None
        return here

    def is_ambiguous(self) -> bool:
        return ("," in self.body or "." in self.body) and self.mark() is None


class AmountColumn:
    """How one column writes its amounts, learnt from all its cells: "12,50" shows that "1.234" is a thousand."""

    def __init__(self, cells: Iterable[str], *, mark: DecimalMark | None = None) -> None:
        """Learn from the cells, or take the decimal mark the column is known to have."""
        marks: set[DecimalMark] = {mark} if mark else set()
        for cell in cells:
            try:
                mark = _Printed(cell).mark()
            except CellUnreadable:
                continue
            if mark:
                marks.add(mark)
        self._mark: DecimalMark | None = marks.pop() if len(marks) == 1 else None

    def currency(self, cell: str) -> str | None:
        """Return the currency printed beside the amount, None where there is none. Raises `CellUnreadable`."""
        return _Printed(cell).currency

    def cents(self, cell: str, *, currency: str) -> int:
        """Read one cell of the column as minor units. Raises `CellUnreadable`, never returns a guess."""
        printed = _Printed(cell)
        if printed.currency not in (None, currency):
            raise CellUnreadable(f"{quoted(cell)} nennt {printed.currency}, die Zeile aber {currency}.")
        mark = printed.mark() or self._mark
        if mark is None and printed.is_ambiguous():
            raise CellUnreadable(
                f"{quoted(cell)} ist mehrdeutig: Tausenderpunkt oder Komma? Bitte mit zwei Nachkommastellen schreiben."
            )
        plain = _plain(printed.body, mark or ",")
        if plain is None:
            raise CellUnreadable(f"{quoted(cell)} ist kein lesbarer Betrag.")
        try:
            cents = cents_of_plain(plain, currency=currency)
        except AmountUnreadable as cause:
            raise CellUnreadable(str(cause).replace(f"{quoted(plain)}", f"{quoted(cell)}")) from cause
        return -cents if printed.is_negative else cents


def _plain(body: str, mark: DecimalMark) -> str | None:
    """Return the number with a point and without grouping; None where the groups are no thousands."""
    whole, _, decimals = body.partition(mark)
    if decimals and not decimals.isdecimal():
        return None
    separators = {letter for letter in whole if not letter.isdigit()}
    if len(separators) > 1:
        return None
    if separators:
        groups = whole.split(separators.pop())
        if not 1 <= len(groups[0]) <= 3 or any(len(group) != 3 for group in groups[1:]):
            return None
        whole = "".join(groups)
    return f"{whole or '0'}.{decimals or '0'}"


_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?", re.ASCII)
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)", re.ASCII)
_GERMAN = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})(?:,?\s.*)?", re.ASCII)
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?:,?\s.*)?", re.ASCII)


class DateColumn:
    """How one column writes its days. Only 03/04/2026 is unclear, until a 25 shows which part is the day."""

    def __init__(self, cells: Iterable[str]) -> None:
        found = [match for cell in cells if (match := _SLASHED.fullmatch(cell.strip()))]
        day_first = any(int(match[1]) > 12 for match in found)
        month_first = any(int(match[2]) > 12 for match in found)
        self._order = None if day_first == month_first else ("day" if day_first else "month")

    def day(self, cell: str) -> date:
        """Read 24.11.2026, 24.11.26, 2026-11-24 (also with a time). Raises `CellUnreadable`."""
        text = cell.strip()
        if match := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
            return _day(cell, year=match[1], month=match[2], day=match[3])
        if match := _GERMAN.fullmatch(text):
            return _day(cell, year=match[3], month=match[2], day=match[1])
        if match := _SLASHED.fullmatch(text):
            if self._order is None:
                raise CellUnreadable(
                    f"{quoted(cell)} ist mehrdeutig (Tag oder Monat zuerst?). Bitte als TT.MM.JJJJ schreiben."
                )
            first, second = match[1], match[2]
            month, day = (second, first) if self._order == "day" else (first, second)
            return _day(cell, year=match[3], month=month, day=day)
        raise CellUnreadable(
            f"{quoted(cell)} ist kein lesbares Datum. Erwartet wird TT.MM.JJJJ oder JJJJ-MM-TT."
        )


def _day(cell: str, *, year: str, month: str, day: str) -> date:
    full = int(year) + 2000 if len(year) == 2 else int(year)
    try:
        read = date(full, int(month), int(day))
    except ValueError as cause:
        raise CellUnreadable(f"{quoted(cell)} ist kein Tag, den es gibt.") from cause
    if not 1990 <= full <= 2099:
        raise CellUnreadable(f"{quoted(cell)} liegt nicht zwischen 1990 und 2099.")
    return read


def percent(cell: str) -> Decimal:
    """Read "19", "19 %" or "7,0%" as percent. Raises `CellUnreadable`."""
    text = cell.translate(_SPACES).replace("%", "").replace(",", ".").strip()
    if not re.fullmatch(r"\d{1,2}(\.\d{1,4})?", text, re.ASCII):
        raise CellUnreadable(f"{quoted(cell)} ist kein lesbarer Steuersatz. Erwartet wird zum Beispiel 19 %.")
    rate = Decimal(text)
    if 0 < rate < 1 and "%" not in cell:
        raise CellUnreadable(
            f"{quoted(cell)} ist als Steuersatz mehrdeutig. Bitte in Prozent schreiben, zum Beispiel 19."
        )
    return tidy_percent(rate)


def term_days(cell: str) -> int:
    """Read "14" or "14 Tage" as a number of days. Raises `CellUnreadable`."""
    found = re.fullmatch(r"(\d{1,3})\s*(?:tage?|days?)?(?:\s*netto)?", cell.strip(), re.IGNORECASE | re.ASCII)
    if not found:
        raise CellUnreadable(f"{quoted(cell)} ist keine Zahl von Tagen. Erwartet wird zum Beispiel 14.")
    return int(found[1])
