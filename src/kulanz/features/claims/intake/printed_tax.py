"""The tax an invoice prints, beside the merchant's tax profile of its day. A note, never a refusal."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from kulanz.core.tax import Oddity, PrintedTax, ProfileRow, oddities_of, profile_on
from kulanz.formats.records import InvoiceRecord


def tax_notes(record: InvoiceRecord, profiles: Sequence[ProfileRow]) -> list[str]:
    """Return what does not fit the profile of the invoice's day, in words; nothing where there is no profile."""
    if not profiles or not record.taxes or record.issue_date is None:
        return []
    profile = profile_on(profiles, record.issue_date)
    if profile is None:
        return []
    country = (record.tax_country or "").upper()[:2]
    printed = [PrintedTax(rate=tax.rate, tax_cents=tax.tax_cents) for tax in record.taxes]
    found = oddities_of(profile, country=country, taxes=printed)
    return [
        _sentence(oddity, country=country, rate="" if rate is None else f"{rate:f}") for oddity, rate in found
    ]


def _sentence(oddity: Oddity, *, country: str, rate: str) -> str:
    sentences = {
        Oddity.TAX_ALTHOUGH_SMALL_BUSINESS: _(
            "Die Rechnung weist Umsatzsteuer aus, laut Steuerprofil gilt an ihrem Tag § 19 UStG. Bitte mit der Steuerberatung klären."
        ),
        Oddity.FOREIGN_TAX_WITHOUT_OSS: _(
            "Das Steuerland ist %(country)s, im Steuerprofil steht kein One-Stop-Shop. Bitte Steuerland oder Profil prüfen."
        ),
        Oddity.RATE_UNUSUAL_IN_COUNTRY: _(
            "%(rate)s %% ist in %(country)s kein üblicher Steuersatz. Bitte prüfen."
        ),
    }
    return sentences[oddity] % {"country": country, "rate": rate}
