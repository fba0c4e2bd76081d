"""Read invoices from a table. Bad rows are reported with line and column and lose no other row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kulanz.formats.invoice_csv.columns import (
    HEADINGS,
    guess_columns,
    missing_columns,
)
from kulanz.formats.invoice_csv.row import RowReader, Unreadable
from kulanz.formats.invoice_csv.tax_column import with_tax_understood
from kulanz.formats.records import FileRefused, InvoiceRecord, Problem, ReadInvoices
from kulanz.formats.table import (
    DELIMITERS,
    MOST_COLUMNS,
    BrokenRow,
    Row,
    decode,
    rows,
    split_lines,
)

_LINES_BEFORE_HEADER = 20
MOST_ERRORS = 10_000
_TOO_MANY_ERRORS = f"Mehr als {MOST_ERRORS} Fehler. Ab hier wurde nicht mehr gelesen; bitte prüfen, ob Spalten und Datei zusammenpassen."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """A table whose header was found."""

    header: tuple[str, ...]
    header_line: int
    mapping: dict[str, str]
    body: tuple[Row | BrokenRow, ...]


def read_invoice_csv(data: bytes, *, file: str, columns: Mapping[str, str] | None = None) -> ReadInvoices:
    """Read a table of invoices, one per row. Never raises for content.

    `columns` (field → heading) replaces the guess. Invoice numbers are unique within the file: a second row with
    the same number is an error.
    """
    try:
        table = _find_table(data, columns)
    except FileRefused as refused:
        return ReadInvoices(errors=(Problem(file=file, place="", message=str(refused)),))
    good = [row for row in table.body if isinstance(row, Row)]
    mapping = with_tax_understood(table.mapping, header=table.header, rows=good)
    reader = RowReader(file=file, header=table.header, mapping=mapping, rows=good)
    invoices: list[InvoiceRecord] = []
    errors: list[Problem] = []
    warnings: list[Problem] = list(reader.file_warnings())
    line_of: dict[str, int] = {}
    for row in table.body:
        if len(errors) >= MOST_ERRORS:
            errors.append(Problem(file=file, place=f"Zeile {row.line}", message=_TOO_MANY_ERRORS))
            break
        if isinstance(row, BrokenRow):
            errors.append(Problem(file=file, place=f"Zeile {row.line}", message=row.message))
            continue
        try:
            invoice, noticed = reader.read(row)
        except Unreadable as unreadable:
            errors.extend(unreadable.problems)
            continue
        first = line_of.setdefault(invoice.number, row.line)
        if first != row.line:
            errors.append(reader.duplicate(row, number=invoice.number, first_line=first))
            continue
        invoices.append(invoice)
        warnings.extend(noticed)
    if not table.body:
        said = f"Unter den Überschriften in Zeile {table.header_line} steht keine Rechnung."
        warnings.append(Problem(file=file, place="", message=said))
    used = set(mapping.values())
    return ReadInvoices(
        invoices=tuple(invoices),
        errors=tuple(errors),
        warnings=tuple(warnings),
        mapping=tuple(mapping.items()),
        unknown_columns=tuple(heading for heading in table.header if heading and heading not in used),
    )


def looks_like_invoice_table(data: bytes) -> bool:
    """Return whether the bytes are a table with the columns an invoice needs."""
    try:
        _find_table(data, None)
    except FileRefused:
        return False
    return True


def _find_table(data: bytes, columns: Mapping[str, str] | None) -> _Table:
    """Try each delimiter on the first lines; the header that is best understood wins. Raises `FileRefused`."""
    lines, named, skip = split_lines(decode(data))
    best: tuple[int, int, str, Row] | None = None
    for delimiter in (named,) if named else DELIMITERS:
        for row in _first_rows(lines, delimiter=delimiter, skip=skip):
            header = _trimmed(row.cells)
            known = _known_headings(header, columns)
            if best is None or (known, len(header)) > best[:2]:
                best = (known, len(header), delimiter, row)
    if best is None:
        raise FileRefused("Die Datei enthält keine Zeile mit Spaltenüberschriften.")
    _known, _width, delimiter, row = best
    header = _trimmed(row.cells)
    if len(header) > MOST_COLUMNS:
        raise FileRefused(f"Die Datei hat {len(header)} Spalten (höchstens {MOST_COLUMNS}).")
    mapping = _checked(columns, header) if columns is not None else guess_columns(header)
    missing = missing_columns(mapping)
    if missing:
        found = ", ".join(f"„{heading[:40]}“" for heading in header[:30] if heading) or "keine"
        raise FileRefused(f"Es fehlen Spalten: {', '.join(missing)}. Gefunden in Zeile {row.line}: {found}.")
    body = [one for one in rows(lines, delimiter=delimiter, skip=skip) if one.line > row.line]
    return _Table(header=header, header_line=row.line, mapping=mapping, body=tuple(body))


def _known_headings(header: tuple[str, ...], columns: Mapping[str, str] | None) -> int:
    if len(header) > MOST_COLUMNS:
        return 0
    return len(guess_columns(header)) if columns is None else len(set(columns.values()) & set(header))


def _first_rows(lines: Sequence[str], *, delimiter: str, skip: int) -> list[Row]:
    head = list(lines[: skip + _LINES_BEFORE_HEADER])
    return [row for row in rows(head, delimiter=delimiter, skip=skip) if isinstance(row, Row)]


def _trimmed(cells: tuple[str, ...]) -> tuple[str, ...]:
    trimmed = [" ".join(cell.split()) for cell in cells]
    while trimmed and not trimmed[-1]:
        trimmed.pop()
    return tuple(trimmed)


def _checked(columns: Mapping[str, str], header: tuple[str, ...]) -> dict[str, str]:
    unknown = [field for field in columns if field not in HEADINGS]
    if unknown:
        raise FileRefused(f"Diese Felder gibt es nicht: {', '.join(unknown)}.")
    absent = [heading for heading in columns.values() if heading not in header]
    if absent:
        raise FileRefused(f"Diese Spalten stehen nicht in der Datei: {', '.join(absent)}.")
    return dict(columns)
