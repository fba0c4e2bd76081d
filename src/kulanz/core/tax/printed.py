"""What an invoice prints about tax, beside the profile of its day. An oddity is a question, never a refusal.

The rates of other countries serve this question alone: they are no law parameters, no amount is computed with
them, and a rate that was or will be in force there is taken as plausible.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from kulanz.core.tax.profile import Profile


class Oddity(StrEnum):
    """What does not fit together on an invoice, to be looked at by a person."""

    TAX_ALTHOUGH_SMALL_BUSINESS = "tax_although_small_business"
    FOREIGN_TAX_WITHOUT_OSS = "foreign_tax_without_oss"
    RATE_UNUSUAL_IN_COUNTRY = "rate_unusual_in_country"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedTax:
    """One line of tax as printed: rate in percent, tax in cents; None where the invoice does not say."""

    rate: Decimal | None
    tax_cents: int | None


def _rates(text: str) -> frozenset[Decimal]:
    return frozenset(Decimal(rate) for rate in text.split())


# Standard and reduced rates since about 2020 with the changes announced since; not for computing.
_USUAL = MappingProxyType(
    {
        "AT": _rates("20 13 10 5 19"), "BE": _rates("21 12 6"), "BG": _rates("20 9"), "CY": _rates("19 9 5 3"),
        "CZ": _rates("21 15 12 10"), "DE": _rates("19 7 16 5"), "DK": _rates("25"), "EE": _rates("20 22 24 13 9 5"),
        "ES": _rates("21 10 7.5 5 4 2"), "FI": _rates("24 25.5 14 13.5 10"), "FR": _rates("20 10 5.5 2.1"),
        "GR": _rates("24 17 13 9 6 4"), "HR": _rates("25 13 5"), "HU": _rates("27 18 5"),
        "IE": _rates("23 21 13.5 9 4.8"), "IT": _rates("22 10 5 4"), "LT": _rates("21 12 9 5"),
        "LU": _rates("17 16 14 13 8 7 3"), "LV": _rates("21 12 5"), "MT": _rates("18 12 7 5"), "NL": _rates("21 9"),
        "PL": _rates("23 8 7 5"), "PT": _rates("23 22 18 16 13 12 9 6 5 4"), "RO": _rates("19 21 11 9 5"),
        "SE": _rates("25 12 6"), "SI": _rates("22 9.5 5"), "SK": _rates("20 23 19 10 5"),
    }
)  # fmt: skip


def oddities_of(
    profile: Profile, *, country: str, taxes: Sequence[PrintedTax]
) -> tuple[tuple[Oddity, Decimal | None], ...]:
    """Return what does not fit, each with the rate it is about (None: the invoice prints none).

    `country` is the tax country as stated, "" where nobody said so: then only § 19 is looked at. A rate of 0 and a
    country whose rates we do not know are never odd.
    """
    charged = [tax for tax in taxes if tax.tax_cents or (tax.tax_cents is None and tax.rate)]
    if not charged:
        return ()
    if profile.is_small_business and country in ("", "DE"):
        return ((Oddity.TAX_ALTHOUGH_SMALL_BUSINESS, charged[0].rate),)
    if not country:
        return ()
    found: list[tuple[Oddity, Decimal | None]] = []
    if country != "DE" and not profile.uses_oss:
        found.append((Oddity.FOREIGN_TAX_WITHOUT_OSS, charged[0].rate))
    usual = _USUAL.get(country)
    if usual is not None:
        found += [
            (Oddity.RATE_UNUSUAL_IN_COUNTRY, tax.rate)
            for tax in charged
            if tax.rate is not None and tax.rate not in usual
        ]
    return tuple(found)
