"""Amounts and days in the reader's language. Only templates format; everything below counts cents."""

from datetime import date, datetime
from decimal import Decimal

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal
from django import template
from django.utils.translation import get_language

register = template.Library()


def _locale() -> str:
    return "en_GB" if (get_language() or "de").startswith("en") else "de_DE"


@register.filter
def money(cents: int | None, currency: str = "EUR") -> str:
    """Write cents as `129,90 €`; nothing for None, because an unknown amount is not zero."""
    if cents is None:
        return ""
    return str(format_currency(Decimal(cents).scaleb(-2), currency or "EUR", locale=_locale()))


@register.filter
def percent(rate: object) -> str:
    """Write a rate given in percent as `6,52 %`."""
    return f"{format_decimal(Decimal(str(rate)), format='0.00', locale=_locale())} %"


@register.filter
def day(value: date | str | None) -> str:
    """Write a day as `08.12.2026`."""
    if not value:
        return ""
    when = date.fromisoformat(value) if isinstance(value, str) else value
    return str(format_date(when, "dd.MM.yyyy" if _locale() == "de_DE" else "d MMM yyyy", locale=_locale()))


@register.filter
def weekday(value: date | None) -> str:
    """Write a day with its weekday: `Dienstag, 08.12.2026`."""
    if not value:
        return ""
    return str(
        format_date(
            value, "EEEE, dd.MM.yyyy" if _locale() == "de_DE" else "EEEE d MMM yyyy", locale=_locale()
        )
    )


@register.filter
def moment(value: datetime | None, merchant: object = None) -> str:
    """Write an instant as `01.12.2026, 09:05` in the zone of Germany."""
    if not value:
        return ""
    pattern = "dd.MM.yyyy, HH:mm" if _locale() == "de_DE" else "d MMM yyyy, HH:mm"
    zone = getattr(merchant, "time_zone", "Europe/Berlin")
    from zoneinfo import ZoneInfo

    return str(format_datetime(value.astimezone(ZoneInfo(zone)), pattern, locale=_locale()))
