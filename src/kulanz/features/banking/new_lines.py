"""A line of a file before it is in the books: what the desk reads and decides, and the row that is written of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kulanz.features.banking.models import BankLine
from kulanz.features.fast_insert import insert_rows


@dataclass(slots=True, kw_only=True)
class NewLine:
    """The fields of a `BankLine` by the same names. An object of the database for each would take most of an import."""

    pk: int
    merchant_id: int
    public_id: str
    bank_account_id: int
    statement_import_id: int
    booking_date: date
    value_date: date
    amount_cents: int
    currency: str
    remittance_text: str
    structured_reference: str
    counterparty_name: str
    counterparty_iban: str
    end_to_end_id: str
    mandate_reference: str
    bank_reference: str
    return_reason: str
    identity: str
    state: str
    because: str
    because_en: str
    unallocated_cents: int = 0
    entry_id: int | None = None


def insert_lines(lines: Sequence[NewLine]) -> None:
    """Write lines as they stand, under the keys they were given."""
    insert_rows(
        BankLine,
        _FIELDS,
        [tuple(getattr(line, name) for name in _FIELDS) for line in lines],
        keys=[line.pk for line in lines],
    )


_FIELDS = tuple(name for name in NewLine.__slots__ if name != "pk")
