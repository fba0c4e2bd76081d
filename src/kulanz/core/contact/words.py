"""Dates and amounts inside the sentences of the gate and of the decision, German and English.

`core` may not use a locale, so the few forms that its sentences need stand here.
"""

from datetime import date

_MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_de(day: date) -> str:
    """28.11.2026"""
    return f"{day.day:02d}.{day.month:02d}.{day.year:04d}"


def day_en(day: date) -> str:
    """28 Nov 2026"""
    return f"{day.day} {_MONTHS_EN[day.month - 1]} {day.year}"


def amount_de(cents: int, currency: str) -> str:
    """1.284,30 € (other currencies by their ISO code)"""
    sign, units, rest = _parts(cents)
    return f"{sign}{f'{units:,}'.replace(',', '.')},{rest:02d} {'€' if currency == 'EUR' else currency}"


def amount_en(cents: int, currency: str) -> str:
    """EUR 1,284.30"""
    sign, units, rest = _parts(cents)
    return f"{sign}{currency} {units:,}.{rest:02d}"


def _parts(cents: int) -> tuple[str, int, int]:
    units, rest = divmod(abs(cents), 100)
    return "-" if cents < 0 else "", units, rest
