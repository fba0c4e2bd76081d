"""One row of an invoice table → one record, with every fault of the row named at once."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import TypeVar

from kulanz.formats.amounts import NO_CURRENCY, AmountUnreadable, read_currency
from kulanz.formats.cells import AmountColumn, CellUnreadable, DateColumn, percent, term_days
from kulanz.formats.invoice_csv import words
from kulanz.formats.invoice_csv.columns import WHO, currency_of_heading
from kulanz.formats.quoting import quoted
from kulanz.formats.records import InvoiceRecord, Party, Problem, TaxLine
from kulanz.formats.table import Row

_AMOUNTS = ("total", "net", "tax_amount", "due_amount")
_DATES = ("issue_date", "due_date", "order_date", "delivered_on", "received_on", "paid_on", "last_dunned_on")
_LONGEST = MappingProxyType(
    {
        "number": 60, "order_number": 60, "customer_number": 60, "payment_method": 80, "sales_channel": 80,
        "postcode": 12, "phone": 40, "city": 100, "vat_id": 20, "email": 254, "dunning_step": 30,
    }
)  # fmt: skip
_LONGEST_OTHERWISE = 200
_EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]+")
_EXCEL_TEXT = re.compile(r'="(.*)"')
_SYMBOL = {"€": "EUR", "$": "USD", "£": "GBP", "EURO": "EUR"}
_T = TypeVar("_T")


class Unreadable(Exception):
    """A row is not taken over; `problems` says why, one per cell."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = tuple(problems)


class RowReader:
    """Reads the rows of one table. It looks at all rows first: a column shows how it writes amounts and days."""

    def __init__(
        self, *, file: str, header: tuple[str, ...], mapping: dict[str, str], rows: Sequence[Row]
    ) -> None:
        self.file, self.header, self.mapping = file, header, mapping
        self.index = {field: header.index(heading) for field, heading in mapping.items()}
        self.amounts = {
            field: AmountColumn(self._column(field, rows)) for field in _AMOUNTS if field in mapping
        }
        self.dates = {field: DateColumn(self._column(field, rows)) for field in _DATES if field in mapping}
        if "payment_term_days" in mapping:
            self.dates["payment_term_days"] = DateColumn(self._column("payment_term_days", rows))

    def file_warnings(self) -> Iterator[Problem]:
        """Yield what concerns the whole file."""
        headings = (self.mapping[field] for field in _AMOUNTS if field in self.mapping)
        if "currency" not in self.mapping and not any(currency_of_heading(heading) for heading in headings):
            yield Problem(
                file=self.file,
                place="",
                message="Die Datei hat keine Spalte Währung. Wo kein Betrag eine nennt, bleibt sie offen.",
            )

    def duplicate(self, row: Row, *, number: str, first_line: int) -> Problem:
        """Say that a number was there before."""
        return Problem(
            file=self.file,
            place=self._place(row, "number"),
            message=f"Die Nummer {quoted(number)} steht schon in Zeile {first_line}. Diese Zeile wurde nicht übernommen.",
        )

    def read(self, row: Row) -> tuple[InvoiceRecord, list[Problem]]:
        """Return the record and what to look at. Raises `Unreadable`."""
        reading = _Reading(self, row)
        reading.check_width()
        invoice = reading.invoice()
        if reading.errors or invoice is None:
            raise Unreadable(reading.errors)
        return invoice, reading.warnings

    def cell(self, field: str, row: Row) -> str:
        """Return the trimmed cell of a field, "" where there is none."""
        at = self.index.get(field)
        if at is None or at >= len(row.cells):
            return ""
        text = row.cells[at].strip()
        wrapped = _EXCEL_TEXT.fullmatch(text)
        return " ".join((wrapped[1] if wrapped else text).split())

    def _column(self, field: str, rows: Sequence[Row]) -> Iterator[str]:
        return (cell for row in rows if (cell := self.cell(field, row)))

    def _place(self, row: Row, field: str) -> str:
        heading = self.mapping.get(field)
        return f"Zeile {row.line}, Spalte {heading}" if heading else f"Zeile {row.line}"

    def problem(self, row: Row, field: str, message: str) -> Problem:
        """Return a problem at a cell."""
        return Problem(file=self.file, place=self._place(row, field), message=message)


class _Reading:
    """One row while it is read: its faults are collected, so that a person mends them in one go."""

    def __init__(self, table: RowReader, row: Row) -> None:
        self.table, self.row = table, row
        self.errors: list[Problem] = []
        self.warnings: list[Problem] = []

    def check_width(self) -> None:
        extra = [cell for cell in self.row.cells[len(self.table.header) :] if cell.strip()]
        if extra:
            self.fail(
                "",
                f"Die Zeile hat {len(self.row.cells)} Zellen, die Überschrift nur {len(self.table.header)}. "
                "Steht ein Trennzeichen ohne Anführungszeichen im Text?",
            )

    def fail(self, field: str, message: str) -> None:
        self.errors.append(self.table.problem(self.row, field, message))

    def warn(self, field: str, message: str) -> None:
        self.warnings.append(self.table.problem(self.row, field, message))

    def text(self, field: str) -> str | None:
        cell = self.table.cell(field, self.row)
        longest = _LONGEST.get(field, _LONGEST_OTHERWISE)
        if len(cell) > longest:
            self.fail(field, f"Der Text hat {len(cell)} Zeichen, höchstens {longest} sind möglich.")
            return None
        return cell or None

    def needed(self, field: str) -> str:
        cell = self.text(field)
        if cell is None and not self.table.cell(field, self.row):
            self.fail(field, "Die Zelle ist leer. Diese Angabe wird gebraucht.")
        return cell or ""

    def value(self, field: str, read: Callable[[str], _T]) -> _T | None:
        cell = self.table.cell(field, self.row)
        if not cell:
            return None
        try:
            return read(cell)
        except CellUnreadable as cause:
            self.fail(field, str(cause))
            return None

    def day(self, field: str) -> date | None:
        column = self.table.dates.get(field)
        return self.value(field, column.day) if column else None

    def cents(self, field: str, currency: str | None) -> int | None:
        column = self.table.amounts.get(field)
        if column is None:
            return None
        return self.value(
            field, lambda cell: column.cents(cell, currency=currency or column.currency(cell) or NO_CURRENCY)
        )

    def currency(self) -> str | None:
        """Return the currency of the row: its own column, else the heading, else what stands beside the total."""
        cell = self.table.cell("currency", self.row)
        if cell:
            try:
                return read_currency(_SYMBOL.get(cell.upper(), cell))
            except AmountUnreadable as cause:
                self.fail("currency", str(cause))
                return None
        named = currency_of_heading(self.table.mapping["total"])
        if named:
            return named
        try:
            return self.table.amounts["total"].currency(self.table.cell("total", self.row))
        except CellUnreadable:
            return None  # the amount itself is reported where it is read

    def invoice(self) -> InvoiceRecord | None:
        number = self.needed("number")
        self.needed("total")
        self.needed("issue_date")
        currency = self.currency()
        total, issue_date = self.cents("total", currency), self.day("issue_date")
        due_date, term = self.due()
        net, tax, rate = self.cents("net", currency), self.cents("tax_amount", currency), self.rate()
        type_ = self.value("type", words.invoice_type)
        if type_ is None:
            type_ = "credit_note" if total is not None and total < 0 else "invoice"
        made = {
            "buyer": self.buyer(),
            "due_cents": self.cents("due_amount", currency),
            "tax_country": self.value("tax_country", words.country),
            "due_date_is_agreed": self.value("due_date_is_agreed", words.yes_or_no),
            "payment_status": self.value("payment_status", words.payment_status),
            **{field: self.day(field) for field in ("order_date", "delivered_on", "received_on", "paid_on")},
            "last_dunned_on": self.day("last_dunned_on"),
            **{field: self.text(field) for field in _PLAIN_TEXTS},
            "iban": _compact(self.text("iban")),
        }
        if issue_date and due_date and due_date < issue_date:
            self.warn("due_date", "Die Rechnung ist vor ihrem Rechnungsdatum fällig.")
        if self.errors or total is None or issue_date is None:
            return None
        return InvoiceRecord(
            file=self.table.file,
            place=f"Zeile {self.row.line}",
            number=number,
            type=type_,
            type_code=None,
            issue_date=issue_date,
            due_date=due_date,
            payment_term_days=term,
            currency=currency,
            total_cents=total,
            net_cents=net,
            tax_cents=tax,
            taxes=() if rate is None else (TaxLine(rate=rate, net_cents=net, tax_cents=tax),),
            **made,  # type: ignore[arg-type]  # one mapping of optional fields, each of the type its name has
        )

    def due(self) -> tuple[date | None, int | None]:
        """Return due date and term; a column "Zahlungsziel" holds days in some exports and a date in others."""
        due_date = self.day("due_date")
        cell = self.table.cell("payment_term_days", self.row)
        if not cell:
            return due_date, None
        if re.fullmatch(r"[\d./-]*\d[./-]\d[\d./-]*", cell):
            return due_date or self.day("payment_term_days"), None
        try:
            return due_date, term_days(cell)
        except CellUnreadable as cause:
            self.warn("payment_term_days", f"{cause} Die Angabe blieb offen.")
            return due_date, None

    def rate(self) -> Decimal | None:
        return self.value("tax_rate", percent)

    def buyer(self) -> Party:
        if not any(self.table.cell(field, self.row) for field in WHO):
            self.fail("", "Die Zeile nennt keinen Kunden (Name, Firma, Kundennummer oder E-Mail).")
        first, last, company = self.text("first_name"), self.text("last_name"), self.text("company")
        person = " ".join(part for part in (first, last) if part) or None
        named = self.text("customer_name")
        contact = named or person
        house = self.text("house_number")
        street = self.text("street")
        return Party(
            name=company or named or person,
            company=company,
            contact_name=contact if company and contact != company else None,
            salutation=self.text("salutation"),
            first_name=first,
            last_name=last,
            vat_id=_compact(self.text("vat_id")),
            country=self.value("country", words.country),
            number=self.text("customer_number"),
            kind=self.value("customer_kind", words.customer_kind),
            email=self.email(),
            phone=self.text("phone"),
            street=f"{street} {house}" if street and house else street,
            postcode=self.text("postcode"),
            city=self.text("city"),
            state=self.state(),
            language=self.spoken(),
            iban=_compact(self.text("customer_iban")),
        )

    def email(self) -> str | None:
        cell = self.text("email")
        if cell is None or _EMAIL.fullmatch(cell):
            return cell
        self.warn("email", f"{quoted(cell)} ist keine E-Mail-Adresse und wurde weggelassen.")
        return None

    def state(self) -> str | None:
        cell = self.text("state")
        state = words.federal_state(cell) if cell else None
        if cell and state is None:
            self.warn("state", f"{quoted(cell)} ist kein deutsches Bundesland und wurde weggelassen.")
        return state

    def spoken(self) -> str | None:
        cell = self.text("language")
        language = words.language(cell) if cell else None
        if cell and language is None:
            self.warn(
                "language",
                f"Die Sprache {quoted(cell)} wird nicht unterstützt (Deutsch und Englisch) und blieb offen.",
            )
        return language


_PLAIN_TEXTS = (
    "payment_reference", "payment_method", "sales_channel", "storefront", "order_number", "delivery_status",
    "dunning_step",
)  # fmt: skip


def _compact(text: str | None) -> str | None:
    return "".join(text.split()).upper() if text else None
