"""Words with a fixed meaning in invoice tables. An unknown word is refused, never taken for the nearest one."""

from functools import lru_cache
from types import MappingProxyType

from babel import Locale
from babel.core import get_global

from kulanz.formats.cells import CellUnreadable
from kulanz.formats.invoice_csv.columns import normalised
from kulanz.formats.quoting import quoted
from kulanz.formats.records import CustomerKind, InvoiceType


def _table(meanings: dict[str, str]) -> MappingProxyType[str, str]:
    return MappingProxyType(
        {normalised(word): meaning for meaning, words in meanings.items() for word in words.split("|")}
    )


_KINDS = _table(
    {
        "consumer": "Privat|Privatkunde|Privatperson|Verbraucher|Endkunde|Endverbraucher|consumer|private|b2c|private customer",
        "business": "Firma|Firmenkunde|Gewerbe|Gewerblich|Gewerbekunde|Geschäft|Geschäftskunde|Unternehmen|Unternehmer"
        "|business|company|b2b|business customer",
    }
)
_TYPES = _table(
    {
        "invoice": "Rechnung|Invoice|Ausgangsrechnung|Teilrechnung|Schlussrechnung|Abschlagsrechnung|RE|380",
        "credit_note": "Gutschrift|Rechnungsgutschrift|Stornorechnung|Storno|Credit note|Credit memo|Cancellation|GS|381",
        "correction": "Rechnungskorrektur|Korrekturrechnung|Korrektur|Corrected invoice|Correction|384",
        "other": "Angebot|Lieferschein|Auftragsbestätigung|Proforma|Proformarechnung|Mahnung|Quote|Proforma invoice|Delivery note",
    }
)
_PAYMENT = _table(
    {
        "paid": "bezahlt|gezahlt|beglichen|ausgeglichen|vollständig bezahlt|ja|paid|completed|settled|yes|true|1",
        "open": "offen|unbezahlt|nicht bezahlt|ausstehend|überfällig|nein|open|unpaid|pending|due|overdue|no|false|0",
        "partly": "teilweise bezahlt|teilbezahlt|teilzahlung|partly paid|partially paid|partial",
        "refunded": "erstattet|rückerstattet|refunded|teilweise erstattet|partially refunded",
        "cancelled": "storniert|abgebrochen|cancelled|canceled|voided",
    }
)
_YES_NO = _table({"yes": "ja|j|yes|y|true|wahr|x|1", "no": "nein|n|no|false|falsch|0"})
_LANGUAGES = _table({"de": "de|deutsch|german|de-de|de-at|de-ch", "en": "en|englisch|english|en-gb|en-us"})
_STATES = _table(
    {
        "BW": "BW|Baden-Württemberg", "BY": "BY|Bayern|Bavaria", "BE": "BE|Berlin", "BB": "BB|Brandenburg",
        "HB": "HB|Bremen", "HH": "HH|Hamburg", "HE": "HE|Hessen|Hesse", "MV": "MV|Mecklenburg-Vorpommern",
        "NI": "NI|Niedersachsen|Lower Saxony", "NW": "NW|NRW|Nordrhein-Westfalen|North Rhine-Westphalia",
        "RP": "RP|Rheinland-Pfalz|Rhineland-Palatinate", "SL": "SL|Saarland", "SN": "SN|Sachsen|Saxony",
        "ST": "ST|Sachsen-Anhalt|Saxony-Anhalt", "SH": "SH|Schleswig-Holstein", "TH": "TH|Thüringen|Thuringia",
    }
)  # fmt: skip


def customer_kind(cell: str) -> CustomerKind:
    """Return consumer or business. Raises `CellUnreadable`."""
    meaning = _meaning(_KINDS, cell, "keine Kundenart. Erwartet wird Privat oder Firma")
    return "consumer" if meaning == "consumer" else "business"


def invoice_type(cell: str) -> InvoiceType:
    """Return what kind of document a row is. Raises `CellUnreadable`."""
    meaning = _meaning(
        _TYPES, cell, "keine Belegart. Erwartet wird Rechnung, Gutschrift oder Rechnungskorrektur"
    )
    known: dict[str, InvoiceType] = {
        "invoice": "invoice",
        "credit_note": "credit_note",
        "correction": "correction",
    }
    return known.get(meaning, "other")


def payment_status(cell: str) -> str:
    """Return paid, open, partly, refunded or cancelled. Raises `CellUnreadable`."""
    return _meaning(
        _PAYMENT, cell, "kein Zahlungsstatus. Erwartet wird bezahlt, offen oder teilweise bezahlt"
    )


def yes_or_no(cell: str) -> bool:
    """Read ja / nein. Raises `CellUnreadable`."""
    return _meaning(_YES_NO, cell, "weder ja noch nein") == "yes"


def language(cell: str) -> str | None:
    """Return de or en, None for a language we do not write in."""
    return _LANGUAGES.get(normalised(cell))


def federal_state(cell: str) -> str | None:
    """Return the code of a German Land (BE), None for anything else: any Land's holiday then counts."""
    return _STATES.get(normalised(cell.removeprefix("DE-")))


def country(cell: str) -> str:
    """Return the ISO code of a country given as code (DE, DEU) or German or English name. Raises `CellUnreadable`."""
    code = cell.strip().upper()
    if code in _countries().values():
        return code
    found = _countries().get(normalised(cell))
    if found is None:
        raise CellUnreadable(
            f"{quoted(cell)} ist kein bekanntes Land. Erwartet wird ein Name oder ein Kürzel wie DE."
        )
    return found


def _meaning(table: MappingProxyType[str, str], cell: str, otherwise: str) -> str:
    found = table.get(normalised(cell))
    if found is None:
        raise CellUnreadable(f"{quoted(cell)} ist {otherwise}.")
    return found


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    known: dict[str, str] = {}
    for locale in ("en", "de"):
        for code, name in Locale(locale).territories.items():
            if len(code) == 2 and code.isalpha() and code not in ("EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"):
                known[normalised(name)] = code
    for alias, codes in get_global("territory_aliases").items():
        if len(alias) == 3 and alias.isalpha() and len(codes) == 1 and codes[0] in known.values():
            known[normalised(alias)] = codes[0]
    return known | {
        "d": "DE",
        "brd": "DE",
        "a": "AT",
        "fl": "LI",
        "holland": "NL",
        "england": "GB",
        "uk": "GB",
    }
