"""Amounts, days and lists as people write them, in German and English."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import lru_cache

from babel.dates import format_date
from babel.numbers import format_currency

LOCALES = {"de": "de_DE", "en": "en_GB"}
PATTERNS = {
    ("de", "day"): "dd.MM.yyyy",
    ("en", "day"): "d MMMM yyyy",
    ("de", "short_day"): "dd.MM.",
    ("en", "short_day"): "d MMMM",
    ("de", "weekday_day"): "EEEE, dd.MM.yyyy",
    ("en", "weekday_day"): "EEEE, d MMMM yyyy",
}
# Newlines and other control characters would end a header or a line; they never belong to a name.
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


class LanguageUnknown(LookupError):
    """There are no texts in this language."""


def locale_of(language: str) -> str:
    """Return the locale; raise LanguageUnknown where we have no texts."""
    try:
        return LOCALES[language]
    except KeyError:
        raise LanguageUnknown(
            f"In der Sprache „{language}“ gibt es noch keine Texte. Möglich sind: {', '.join(LOCALES)}."
        ) from None


@lru_cache(maxsize=4096)
def amount(cents: int, currency: str, language: str) -> str:
    """Return `129,90 €` or `€129.90`."""
    return format_currency(Decimal(cents).scaleb(-2), currency, locale=locale_of(language))


@lru_cache(maxsize=4096)
def day(value: date, language: str) -> str:
    """Return `08.12.2026` or `8 December 2026`."""
    return format_date(value, PATTERNS[language, "day"], locale=locale_of(language))


@lru_cache(maxsize=4096)
def short_day(value: date, language: str) -> str:
    """Return `08.12.` or `8 December`."""
    return format_date(value, PATTERNS[language, "short_day"], locale=locale_of(language))


@lru_cache(maxsize=4096)
def weekday_day(value: date, language: str) -> str:
    """Return `Dienstag, 08.12.2026` or `Tuesday, 8 December 2026`."""
    return format_date(value, PATTERNS[language, "weekday_day"], locale=locale_of(language))


def listed(words: Iterable[str], language: str) -> str:
    """Return `A, B und C`."""
    found = list(words)
    last = " and " if language == "en" else " und "
    return last.join([", ".join(found[:-1]), found[-1]]) if len(found) > 1 else "".join(found)


def on_one_line(text: str) -> str:
    """Return the text without control characters, its white space collapsed."""
    return " ".join(CONTROL.sub(" ", text).split())
