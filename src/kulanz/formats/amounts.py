"""Amounts in files → integer minor units. Never a float, never rounded, never zero for what cannot be read."""

import re
from decimal import Decimal

from kulanz.formats.quoting import quoted

_WITHOUT_MINOR_UNIT = frozenset(
    [
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "ISK",
        "JPY",
        "KMF",
        "KRW",
        "PYG",
        "RWF",
        "UGX",
        "UYI",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    ]
)
_WITH_THOUSANDTHS = frozenset(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"])
_PLAIN = re.compile(r"([+-]?)(\d{0,16})(?:\.(\d{0,30}))?", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
LARGEST_CENTS = 10**15
NO_CURRENCY = "XXX"  # ISO 4217 for "none stated": read with two decimals, as almost all are


class AmountUnreadable(ValueError):
    """The text is no amount in this currency. The German sentence shows the text."""


def minor_digits(currency: str) -> int:
    """Return how many decimals the currency has (ISO 4217): 2 for EUR, 0 for JPY, 3 for KWD."""
    if currency in _WITHOUT_MINOR_UNIT:
        return 0
    return 3 if currency in _WITH_THOUSANDTHS else 2


def read_currency(text: str | None) -> str:
    """Return the ISO code of three capital letters, or refuse."""
    code = (text or "").strip().upper()
    if not _CURRENCY.fullmatch(code):
        raise AmountUnreadable(f"{quoted(text or '')} ist keine Währung. Erwartet wird ein Code wie EUR.")
    return code


def cents_of_plain(text: str | None, *, currency: str) -> int:
    """Read the decimal notation of XML ("1234.5", "-0.10", "18.15000") as minor units of the currency.

    Decimals beyond the minor unit must be zeros: a tenth of a cent cannot be booked and is refused.
    """
    raw = (text or "").strip()
    found = _PLAIN.fullmatch(raw)
    if not found or not (found[2] or found[3]):
        raise AmountUnreadable(f"{quoted(raw)} ist kein lesbarer Betrag.")
    return _in_minor_units(raw, sign=found[1], whole=found[2], decimals=found[3] or "", currency=currency)


def _in_minor_units(raw: str, *, sign: str, whole: str, decimals: str, currency: str) -> int:
    digits = minor_digits(currency)
    if decimals[digits:].strip("0"):
        raise AmountUnreadable(
            f"{quoted(raw)} hat mehr Nachkommastellen, als {currency} hat ({digits}). Bitte den Betrag prüfen."
        )
    cents = int((whole or "0") + decimals[:digits].ljust(digits, "0"))
    if cents > LARGEST_CENTS:
        raise AmountUnreadable(f"{quoted(raw)} ist als Betrag zu groß.")
    return -cents if sign == "-" else cents


def percent_of_plain(text: str | None) -> Decimal:
    """Read a rate in percent as XML writes it ("19", "7.00")."""
    raw = (text or "").strip()
    found = _PLAIN.fullmatch(raw)
    if not found or not (found[2] or found[3]):
        raise AmountUnreadable(f"{quoted(raw)} ist kein lesbarer Steuersatz.")
    return tidy_percent(Decimal(raw))


def tidy_percent(rate: Decimal) -> Decimal:
    """Drop zeros that say nothing: 19.00 and 19 are the same rate, and look the same."""
    whole = rate.to_integral_value()
    return whole if whole == rate else rate.normalize()


def amount_text(cents: int, *, currency: str) -> str:
    """Return an amount for a sentence: "1234,50 EUR". Without grouping, so that it can be searched for."""
    digits = minor_digits(currency)
    sign, plain = ("-" if cents < 0 else ""), str(abs(cents)).rjust(digits + 1, "0")
    number = f"{plain[:-digits]},{plain[-digits:]}" if digits else plain
    return f"{sign}{number} {currency}".removesuffix(NO_CURRENCY).rstrip()
