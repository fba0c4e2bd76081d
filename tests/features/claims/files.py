"""Invoice tables for the tests, written as a shop would export them."""

from typing import Any

from kulanz.features.claims.intake import ImportReport, import_invoices
from kulanz.features.tenants.models import Merchant
from kulanz.formats.invoice_files import read_invoice_file
from tests.features.builders import NOW, actor_of

HEADER = [
    "Rechnungsnummer",
    "Rechnungsdatum",
    "Fällig am",
    "Bruttobetrag",
    "Währung",
    "Kundennummer",
    "Kunde",
    "E-Mail",
    "PLZ",
    "Ort",
    "Zahlart",
]
ROW: dict[str, str] = {
    "Rechnungsnummer": "RE-1",
    "Rechnungsdatum": "13.11.2026",
    "Fällig am": "27.11.2026",
    "Bruttobetrag": "129,90",
    "Währung": "EUR",
    "Kundennummer": "K-77",
    "Kunde": "Erika Beispiel",
    "E-Mail": "erika@kundin.example",
    "PLZ": "10115",
    "Ort": "Berlin",
    "Zahlart": "Rechnung",
}


def a_row(**changes: str) -> dict[str, str]:
    """One row; keys are headings, with `_` for a space."""
    return {**ROW, **{name.replace("_", " "): value for name, value in changes.items()}}


def a_table(*rows: dict[str, str], without: tuple[str, ...] = ()) -> bytes:
    """The bytes of a table with these rows, with every heading that a row uses."""
    headings = [name for name in dict.fromkeys(name for row in rows for name in row) if name not in without]
    lines = [";".join(headings), *(";".join(row.get(name, "") for name in headings) for row in rows)]
    return "\r\n".join(lines).encode()


def take_in(merchant: Merchant, data: bytes, *, file: str = "rechnungen.csv", **changes: Any) -> ImportReport:
    """Import a file as the command line does."""
    return import_invoices(
        actor=actor_of(merchant),
        records=read_invoice_file(data, file=file),
        data=data,
        file_name=file,
        at=changes.pop("at", NOW),
        machine_now=NOW,
        **changes,
    )
