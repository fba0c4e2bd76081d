"""A column headed only "USt" or "MwSt" holds rates in some exports and amounts in others. Its cells tell."""

from collections.abc import Sequence
from decimal import Decimal

from kulanz.formats.cells import CellUnreadable, percent
from kulanz.formats.table import Row

_RATES = frozenset(
    Decimal(rate)
    for rate in [
        "0",
        "2.1",
        "2.5",
        "2.6",
        "3",
        "3.7",
        "3.8",
        "4",
        "4.5",
        "4.8",
        "5",
        "5.5",
        "6",
        "7",
        "7.7",
        "8",
        "8.1",
        "9",
        "9.5",
        "10",
        "12",
        "13",
        "13.5",
        "14",
        "15",
        "16",
        "17",
        "18",
        "19",
        "20",
        "21",
        "22",
        "23",
        "24",
        "25",
        "25.5",
        "27",
    ]
)


def with_tax_understood(
    mapping: dict[str, str], *, header: tuple[str, ...], rows: Sequence[Row]
) -> dict[str, str]:
    """Return the mapping with the field "tax" made "tax_rate" or "tax_amount".

    It is a rate where every cell is a rate of value added tax in Europe, else an amount. A column that already
    has its own clear heading keeps it, and the unclear one is left unused.
    """
    heading = mapping.get("tax")
    if heading is None:
        return mapping
    at = header.index(heading)
    cells = [cell for row in rows if at < len(row.cells) and (cell := row.cells[at].strip())]
    field = "tax_rate" if all(_is_rate(cell) for cell in cells) else "tax_amount"
    understood = {name: column for name, column in mapping.items() if name != "tax"}
    return understood if field in understood else {**understood, field: heading}


def _is_rate(cell: str) -> bool:
    try:
        return percent(cell) in _RATES
    except CellUnreadable:
        return False
