"""A merchant's own list of open items: number and open amount, perhaps the customer. Any usual header and encoding."""

from dataclasses import dataclass

from kulanz.formats.cells import AmountColumn, CellUnreadable
from kulanz.formats.invoice_csv.columns import guess_columns
from kulanz.formats.records import FileRefused, Problem
from kulanz.formats.table import DELIMITERS, BrokenRow, Row, decode, rows, split_lines

_LINES_BEFORE_HEADER = 20
_AMOUNTS = ("due_amount", "total")  # the open amount where there is one, else the invoice's


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnItem:
    """One open item as the merchant's own list states it."""

    number: str
    cents: int
    customer: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOpenItems:
    """What was read. A row that cannot be read is a problem with its place; its amount is in no sum."""

    items: tuple[OwnItem, ...] = ()
    errors: tuple[Problem, ...] = ()
    amount_heading: str = ""


def read_open_items_csv(data: bytes, *, file: str, currency: str) -> ReadOpenItems:
    """Read a list of open items in one currency. Never raises for content.

    Rows without a number and sums below the list are no items: a row needs a number. An empty amount is an error.
    """
    try:
        lines, named, skip = split_lines(decode(data))
        best: tuple[int, str, Row, dict[str, str]] | None = None
        for delimiter in (named,) if named else DELIMITERS:
            head = rows(list(lines[: skip + _LINES_BEFORE_HEADER]), delimiter=delimiter, skip=skip)
            for row in head:
                if isinstance(row, Row):
                    mapping = guess_columns(tuple(" ".join(cell.split()) for cell in row.cells))
                    known = sum(name in mapping for name in ("number", *_AMOUNTS, "customer_name"))
                    if best is None or known > best[0]:
                        best = (known, delimiter, row, mapping)
        if best is None or "number" not in best[3] or not any(name in best[3] for name in _AMOUNTS):
            raise FileRefused(
                "Es fehlen Spalten: Rechnungsnummer und Offener Betrag. Bitte eine Liste mit diesen Überschriften wählen."
            )
    except FileRefused as refused:
        return ReadOpenItems(errors=(Problem(file=file, place="", message=str(refused)),))
    _known, delimiter, header, mapping = best
    headings = [" ".join(cell.split()) for cell in header.cells]
    amount_heading = mapping[next(name for name in _AMOUNTS if name in mapping)]
    at_number, at_amount = headings.index(mapping["number"]), headings.index(amount_heading)
    at_customer = headings.index(mapping["customer_name"]) if "customer_name" in mapping else -1
    body = [one for one in rows(lines, delimiter=delimiter, skip=skip) if one.line > header.line]
    column = AmountColumn(_cell(one, at_amount) for one in body if isinstance(one, Row))
    items: list[OwnItem] = []
    errors: list[Problem] = []
    for one in body:
        place = f"Zeile {one.line}"
        if isinstance(one, BrokenRow):
            errors.append(Problem(file=file, place=place, message=one.message))
            continue
        number = _cell(one, at_number)
        if not number:
            continue
        try:
            cents = column.cents(_cell(one, at_amount), currency=currency)
        except CellUnreadable as unreadable:
            errors.append(Problem(file=file, place=place, message=f"{amount_heading}: {unreadable}"))
            continue
        items.append(
            OwnItem(number=number[:60], cents=cents, customer=_cell(one, at_customer)[:200], line=one.line)
        )
    return ReadOpenItems(items=tuple(items), errors=tuple(errors), amount_heading=amount_heading)


def _cell(row: Row, at: int) -> str:
    return row.cells[at].strip() if 0 <= at < len(row.cells) else ""
