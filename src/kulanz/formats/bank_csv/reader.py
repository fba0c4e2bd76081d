"""A bank's table → statements, one per account and currency."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from kulanz.formats.amounts import amount_text
from kulanz.formats.bank_csv.balance import Step, chain_of
from kulanz.formats.bank_csv.layout import Layout, find_layout
from kulanz.formats.bank_csv.profile import normalised, profiles
from kulanz.formats.bank_csv.row import ReadRow, RowReader, RowUnreadable
from kulanz.formats.cells import AmountColumn, CellUnreadable, DateColumn
from kulanz.formats.iban import has_iban_form
from kulanz.formats.records import BankStatement, FileRefused, Problem, ReadStatements
from kulanz.formats.table import LONGEST_CELL, BrokenRow, Row, decode, rows

_DAY = re.compile(r"\d{1,2}\.\d{1,2}\.\d{2,4}|\d{4}-\d{2}-\d{2}", re.ASCII)


def is_bank_csv(data: bytes) -> bool:
    """Return whether the bytes are a table of transactions of a bank we know."""
    try:
        return find_layout(decode(data)) is not None
    except FileRefused:
        return False


def read_bank_csv(data: bytes, *, file: str) -> ReadStatements:
    """Read a table of transactions. Never raises for content.

    A row that cannot be read is an error with line and column and takes no other row with it. Printed balances
    verify the rows; what the table does not say (most name no opening balance) is None.
    """
    try:
        layout = find_layout(decode(data))
        if layout is None:
            raise FileRefused(
                f"Der Aufbau dieser Tabelle ist nicht bekannt. Lesbar sind Umsätze als CSV von: {known_banks()}."
            )
    except FileRefused as refused:
        return ReadStatements(errors=(Problem(file=file, place="", message=str(refused)),))
    return _Reading(layout, file=file).result()


def known_banks() -> str:
    """Return the names of the banks whose tables are read, for a sentence."""
    names = {name for profile in profiles() for name in profile.bank.split(", ")}
    return ", ".join(sorted(names, key=str.casefold))


@dataclass(slots=True)
class _Group:
    """The rows of one account in one currency."""

    rows: list[ReadRow] = field(default_factory=list)


class _Reading:
    """One table on its way to statements."""

    def __init__(self, layout: Layout, *, file: str) -> None:
        self._layout, self._file = layout, file
        self._preamble = _Preamble(layout)
        self._errors: list[Problem] = []
        self._warnings: list[Problem] = []

    def result(self) -> ReadStatements:
        body = list(self._body())
        reader = RowReader(
            self._layout, body, account=self._preamble.account, currency=self._preamble.balance_currency
        )
        groups: dict[tuple[str | None, str], _Group] = {}
        body.reverse()
        while body:
            row = body.pop()  # lets go of the cells as soon as they are read
            if reader.is_footer(row):
                continue
            try:
                read = reader.read(row)
            except RowUnreadable as cause:
                place = f"Zeile {row.line}" + (f", Spalte {cause.heading}" if cause.heading else "")
                self._errors.append(Problem(file=self._file, place=place, message=str(cause)))
                continue
            groups.setdefault((read.account, read.line.currency), _Group()).rows.append(read)
        if not groups and not self._errors:
            groups[self._preamble.account, ""] = _Group()
        statements = tuple(
            self._statement(account, currency or None, group, is_only=len(groups) == 1)
            for (account, currency), group in groups.items()
        )
        return ReadStatements(
            statements=statements, errors=tuple(self._errors), warnings=tuple(self._warnings)
        )

    def _body(self) -> Iterator[Row]:
        """Yield the rows. A quotation mark inside a table that does not quote is a letter like any other."""
        width = len(self._layout.headings)
        for row in rows(self._layout.lines, delimiter=self._layout.delimiter, skip=self._layout.body):
            if isinstance(row, BrokenRow):
                plain = self._unquoted(row)
                if plain is None:
                    self._errors.append(
                        Problem(file=self._file, place=f"Zeile {row.line}", message=row.message)
                    )
                    continue
                row = plain
            if len(row.cells) > width and any(cell.strip() for cell in row.cells[width:]):
                sentence = (
                    f"Die Zeile hat {len(row.cells)} Felder, die Überschrift {width}. Vielleicht steht ein "
                    "Trennzeichen im Text. Der Umsatz wurde nicht übernommen."
                )
                self._errors.append(Problem(file=self._file, place=f"Zeile {row.line}", message=sentence))
                continue
            yield row

    def _unquoted(self, broken: BrokenRow) -> Row | None:
        at = broken.line - 1
        if not self._layout.body <= at < len(self._layout.lines):
            return None
        line = self._layout.lines[at].rstrip("\r\n")
        cells = line.split(self._layout.delimiter)
        if any(len(cell) > LONGEST_CELL for cell in cells):
            return None
        return Row(line=broken.line, cells=tuple(cells)) if len(cells) == len(self._layout.headings) else None

    def _statement(
        self, account: str | None, currency: str | None, group: _Group, *, is_only: bool
    ) -> BankStatement:
        steps = [
            Step(
                place=row.line.place,
                day=row.line.booking_date or row.line.value_date,
                cents=row.line.amount_cents,
                after=row.balance_cents,
            )
            for row in group.rows
            if row.moves and row.balance_cents is not None
        ]
        # Where some rows lack their balance, the others cannot follow from one another.
        chain = chain_of(steps) if len(steps) == sum(row.moves for row in group.rows) else None
        if chain is not None and not chain.adds_up:
            self._warnings.append(
                Problem(
                    file=self._file,
                    place=chain.place,
                    message=(
                        "Der gedruckte Saldo folgt nicht aus dem vorigen und dem Umsatz: die Differenz ist "
                        f"{amount_text(chain.gap, currency=currency or '')}. Fehlt in der Tabelle eine Zeile? "
                        "Bitte die Umsätze noch einmal vollständig abrufen."
                    ),
                )
            )
        said = self._preamble if is_only else None
        closing = said.closing_cents if said else None
        return BankStatement(
            file=self._file,
            format=self._layout.profile.format,
            statement_id=None,
            account=account,
            owner_name=self._preamble.owner,
            currency=currency or self._preamble.balance_currency,
            opening_cents=None,
            opening_date=None,
            closing_cents=closing if closing is not None else chain.closing_cents if chain else None,
            closing_date=said.closing_date if said else None,
            balances=chain.adds_up if chain else None,
            lines=tuple(row.line for row in group.rows),
        )


class _Preamble:
    """What the lines above the headings say of account, owner and balance."""

    def __init__(self, layout: Layout) -> None:
        self._lines, said = layout.preamble, layout.profile.preamble
        self.account = next(
            (_account_in(cells) for cells in self._with(said.account) if _account_in(cells)), None
        )
        self.owner = next(
            (" ".join(cells[1].split()) for cells in self._with(said.owner) if len(cells) > 1), None
        )
        self.closing_cents: int | None = None
        self.closing_date: date | None = None
        self.balance_currency: str | None = None
        ends = [day for cells in self._with(said.period) for day in _days_in(" ".join(cells))]
        for cells in self._with(said.balance):
            self._take_balance(cells, decimal=layout.profile.decimal, period_end=max(ends, default=None))

    def _with(self, labels: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        for cells in self._lines:
            if cells and any(normalised(cells[0]).startswith(label) for label in labels):
                yield cells

    def _take_balance(self, cells: tuple[str, ...], *, decimal: str, period_end: date | None) -> None:
        """Take a balance, unless the rows end before its day: then it is not theirs."""
        days = _days_in(cells[0])
        if days and period_end is not None and period_end < days[0]:
            return
        printed = " ".join(cell.strip() for cell in cells[1:3] if cell.strip())
        column = AmountColumn((), mark="." if decimal == "." else ",")
        try:
            self.balance_currency = column.currency(printed) or self.balance_currency or "EUR"
            self.closing_cents = column.cents(printed, currency=self.balance_currency)
        except CellUnreadable:
            return
        self.closing_date = days[0] if days else None


def _account_in(cells: tuple[str, ...]) -> str | None:
    """Return the IBAN among the cells of a line, or the account number after its label."""
    parts = [part for cell in cells[1:] for part in (cell, *cell.split("/"))]
    bare = ["".join(part.split()).strip("'").upper() for part in parts]
    iban = next((one for one in bare if has_iban_form(one)), None)
    return iban or next((one for one in bare if one.isdecimal() and len(one) >= 5), None)


def _days_in(text: str) -> list[date]:
    column = DateColumn(())
    found = []
    for printed in _DAY.findall(text):
        try:
            found.append(column.day(printed))
        except CellUnreadable:
            continue
    return found
