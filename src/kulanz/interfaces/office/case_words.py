"""A case in words: the lines of a statement, and since when there is default."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kulanz.core.claim import Statement
from kulanz.core.claim.statement import LineKind
from kulanz.core.law.default_of_debtor import DefaultOfDebtor
from kulanz.features.dunning.case_page import CasePage
from kulanz.interfaces.office.templatetags.kulanz_format import day as day_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a statement as the page shows it. Nothing here is computed."""

    title: str
    paragraph: str
    first_day: date
    last_day: date
    days: int | None
    rate: Decimal | None
    base_cents: int | None
    cents: int
    is_provisional: bool


def line_titles() -> dict[LineKind, str]:
    """Return what each kind of line is called."""
    return {
        LineKind.PRINCIPAL: _("Rechnungsbetrag"),
        LineKind.CREDIT_NOTE: _("Gutschrift"),
        LineKind.INTEREST: _("Verzugszinsen"),
        LineKind.DUNNING_COST: _("Mahnkosten"),
        LineKind.RETURNED_DEBIT_COST: _("Kosten der Rücklastschrift"),
        LineKind.COLLECTION_COST: _("Inkassokosten"),
        LineKind.COURT_COST: _("Gerichtskosten"),
        LineKind.LUMP_SUM: _("Verzugspauschale"),
        LineKind.LUMP_SUM_WAIVED: _("Entfällt bei Zahlung bis zur Frist"),
        LineKind.LUMP_SUM_CREDIT: _("Anrechnung der Pauschale"),
        LineKind.PAYMENT: _("Zahlung"),
        LineKind.WAIVER: _("Erlassen"),
    }


def statement_rows(statement: Statement) -> list[Row]:
    """Return the lines in their order."""
    titles = line_titles()
    return [
        Row(
            title=titles[line.kind],
            paragraph=line.paragraph,
            first_day=line.first_day,
            last_day=line.last_day,
            days=line.days,
            rate=line.rate,
            base_cents=line.base_cents,
            cents=line.cents,
            is_provisional=line.is_provisional,
        )
        for line in statement.lines
    ]


def sentence_on_default_of_debtor(shown: CasePage) -> str:
    """Say since when there is default and why, or why there is none."""
    ground = shown.default
    is_english = (get_language() or "de").startswith("en")
    because = ground.paragraph if is_english else f"{ground.because} ({ground.paragraph})"
    if isinstance(ground, DefaultOfDebtor):
        if shown.is_in_default:
            return _("Seit %(day)s. %(because)s") % {"day": day_words(ground.since), "because": because}
        return _("Noch nicht; ab %(day)s. %(because)s") % {"day": day_words(ground.since), "because": because}
    return _("Nein. %(because)s") % {"because": because}
