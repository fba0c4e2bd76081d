"""One row of a bank's table → one line of the account."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kulanz.formats.amounts import AmountUnreadable, read_currency
from kulanz.formats.bank_csv.layout import Layout
from kulanz.formats.bank_csv.profile import status_of
from kulanz.formats.bank_csv.words import Remittance, read_remittance
from kulanz.formats.cells import AmountColumn, CellUnreadable, DateColumn
from kulanz.formats.iban import has_iban_form
from kulanz.formats.quoting import quoted
from kulanz.formats.records import BankLine, BankLineStatus
from kulanz.formats.return_reasons import reason_in_text
from kulanz.formats.table import Row

_AMOUNTS = ("amount", "debit", "credit", "charges", "gross", "original_amount", "balance")
_NO_REFERENCE = frozenset({"NOTPROVIDED", "NONREF", "KEINE ANGABE", "N/A"})
_RETURNED = re.compile(r"r(?:ü|ue)ck(?:last|ruf|gabe|buch|beleg|zahlung)|retour|return|rueckl", re.IGNORECASE)
_MAIL = re.compile(r"[^@\s]+@[^@\s]+")  # PayPal also writes sentences where an address belongs
_CURRENCY_IN_HEADING = re.compile(r"\(?\b(EUR|CHF|USD|GBP|€)\)?\s*$", re.IGNORECASE)


class RowUnreadable(ValueError):
    """A row cannot be read. `heading` is the column, the German sentence shows the cell."""

    def __init__(self, heading: str, message: str) -> None:
        super().__init__(message)
        self.heading = heading


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadRow:
    """A line of the account, and what only the table knows: whose, the balance after it, whether it moved it."""

    line: BankLine
    account: str | None
    balance_cents: int | None
    moves: bool


class RowReader:
    """Reads the rows of one table. The style of amounts and days is the profile's, or learnt from all rows."""

    def __init__(
        self, layout: Layout, rows: Sequence[Row], *, account: str | None, currency: str | None
    ) -> None:
        self._layout, self._profile = layout, layout.profile
        self._account, self._currency = account, currency
        mark = None if self._profile.decimal == "either" else self._profile.decimal
        columns = {
            name: AmountColumn((self._cell(row, name) for row in rows) if mark is None else (), mark=mark)
            for name in _AMOUNTS
            if name in layout.places
        }
        self._amounts = columns
        self._days = DateColumn(
            self._cell(row, name)
            for name in ("booking_date", "value_date")
            if name in layout.places
            for row in rows
        )
        status = self._profile.status
        self._status_at = layout.column(status.column) if status else None
        self._asides = [(aside, layout.column(aside.column)) for aside in self._profile.asides]

    def read(self, row: Row) -> ReadRow:
        """Read one row. Raises `RowUnreadable`."""
        status, moves = self._status(row)
        currency = self._currency_of(row)
        cents = self._amount(row, currency)
        name, other = self._party(row, is_in=cents >= 0)
        words = read_remittance(
            [self._at(row, place) for place in self._layout.places.get("remittance_text", ())], self._profile
        )
        iban, number = self._counterparty(row, words, other)
        text = self._text(row, "booking_text")
        account = self._own_account(row)
        charges, original, original_currency = self._charges(row, currency, cents=cents)
        is_returned = _RETURNED.search(text or "") is not None
        line = BankLine(
            place=f"Zeile {row.line}",
            status=status,
            booking_date=self._day(row, "booking_date", status=status),
            value_date=self._day(row, "value_date", status=status),
            amount_cents=cents,
            currency=currency,
            remittance_text=words.text,
            structured_reference=self._reference(row, "structured_reference"),
            counterparty_name=name or words.values.get("counterparty_name"),
            counterparty_iban=None if iban == account else iban,
            counterparty_account=number,
            ultimate_counterparty_name=self._text(row, "ultimate_counterparty_name")
            or words.values.get("ultimate_counterparty_name"),
            end_to_end_id=self._reference(row, "end_to_end_id") or words.values.get("end_to_end_id"),
            mandate_reference=self._reference(row, "mandate_reference")
            or words.values.get("mandate_reference"),
            creditor_identifier=self._reference(row, "creditor_identifier")
            or words.values.get("creditor_identifier"),
            bank_reference=self._reference(row, "bank_reference") or words.values.get("bank_reference"),
            return_reason=reason_in_text(words.text) if is_returned else None,
            booking_text=text,
            charges_cents=charges,
            original_amount_cents=original,
            original_currency=original_currency,
        )
        return ReadRow(
            line=line, account=account, balance_cents=self._stated(row, "balance", currency), moves=moves
        )

    def is_footer(self, row: Row) -> bool:
        """Return whether a row is no transaction but a line the bank adds, such as the balance at the end."""
        first = next((cell for cell in row.cells if cell.strip()), "")
        bare = " ".join(first.split()).casefold()
        return any(bare.startswith(word) for word in self._profile.footers) or any(
            cell.strip().casefold() in self._profile.footers for cell in row.cells if cell
        )

    def _cell(self, row: Row, name: str) -> str:
        places = self._layout.places.get(name)
        return self._at(row, places[0]) if places else ""

    def _at(self, row: Row, place: int) -> str:
        return row.cells[place].strip() if place < len(row.cells) else ""

    def _text(self, row: Row, name: str) -> str | None:
        return " ".join(self._cell(row, name).split()) or None

    def _reference(self, row: Row, name: str) -> str | None:
        text = self._text(row, name)
        return None if text is None or text.upper() in _NO_REFERENCE else text

    def _heading(self, name: str) -> str:
        places = self._layout.places.get(name)
        return self._layout.headings[places[0]].strip() if places else ""

    def _day(self, row: Row, name: str, *, status: BankLineStatus) -> date | None:
        cell = self._cell(row, name)
        if not cell:
            return None
        try:
            return self._days.day(cell)
        except CellUnreadable as cause:
            if status == "pending" and not any(letter.isdigit() for letter in cell):
                return None  # "offen" instead of a day
            raise RowUnreadable(self._heading(name), str(cause)) from cause

    def _status(self, row: Row) -> tuple[BankLineStatus, bool]:
        status: BankLineStatus = "booked"
        if self._profile.status is not None and self._status_at is not None:
            cell = self._at(row, self._status_at)
            meaning = self._profile.status.means(cell)
            if meaning is None:
                heading = self._layout.headings[self._status_at].strip()
                sentence = f"Der Status {quoted(cell)} ist nicht bekannt. Der Umsatz wurde nicht übernommen."
                raise RowUnreadable(heading, sentence)
            status = status_of(meaning)
        if status == "booked":
            for aside, at in self._asides:
                if at is not None and aside.holds(self._at(row, at)):
                    return "info", aside.moves
        return status, status == "booked"

    def _currency_of(self, row: Row) -> str:
        cell = self._cell(row, "currency")
        if cell:
            code = "EUR" if cell in ("€", "Euro") else cell
            try:
                return read_currency(code)
            except AmountUnreadable as cause:
                raise RowUnreadable(self._heading("currency"), str(cause)) from cause
        for name in ("amount", "credit"):
            found = _CURRENCY_IN_HEADING.search(self._heading(name))
            if found:
                return "EUR" if found[1] == "€" else found[1].upper()
        currency = self._profile.currency or self._currency
        if currency is None:
            raise RowUnreadable("", "Die Zeile nennt keine Währung.")
        return currency

    def _stated(self, row: Row, name: str, currency: str) -> int | None:
        cell = self._cell(row, name)
        if not cell or name not in self._amounts:
            return None
        try:
            return self._amounts[name].cents(cell, currency=currency)
        except CellUnreadable as cause:
            raise RowUnreadable(self._heading(name), str(cause)) from cause

    def _amount(self, row: Row, currency: str) -> int:
        """Return the amount with its sign: of its own, of a column of directions, or of the column it stands in."""
        debit, credit = self._stated(row, "debit", currency), self._stated(row, "credit", currency)
        amount = self._stated(row, "amount", currency)
        if debit and credit:
            raise RowUnreadable(
                self._heading("debit"), "Die Zeile nennt einen Betrag im Soll und einen im Haben."
            )
        if debit or credit:
            return -abs(debit) if debit else abs(credit or 0)
        if amount is None:
            if debit is not None or credit is not None:
                return 0
            sentence = "Die Zeile nennt keinen Betrag. Der Umsatz wurde nicht übernommen."
            raise RowUnreadable(self._heading("amount") or self._heading("debit"), sentence)
        if self._profile.direction is None:
            return amount
        cell = self._cell(row, "direction")
        meaning = self._profile.direction.means(cell)
        if meaning is None:
            raise RowUnreadable(
                self._heading("direction"), f"{quoted(cell)} sagt nicht, ob Geld ein- oder ausging."
            )
        return abs(amount) if meaning == "in" else -abs(amount)

    def _charges(self, row: Row, currency: str, *, cents: int) -> tuple[int | None, int | None, str | None]:
        """Return what was kept, and the amount as instructed with its currency."""
        charges, gross = self._stated(row, "charges", currency), self._stated(row, "gross", currency)
        if gross is not None:
            if gross + (charges or 0) != cents:
                sentence = "Brutto und Gebühr ergeben nicht Netto. Der Umsatz wurde nicht übernommen."
                raise RowUnreadable(self._heading("gross"), sentence)
            # A fee that comes back (with a refund) is no charge: then net and gross say enough.
            return (-charges, gross, currency) if charges and charges < 0 else (None, None, None)
        cell = self._cell(row, "original_amount")
        if not cell:
            return abs(charges) if charges else None, None, None
        stated = self._cell(row, "original_currency") or currency
        try:
            code = read_currency(stated)
            original = self._amounts["original_amount"].cents(cell, currency=code)
        except (AmountUnreadable, CellUnreadable) as cause:
            raise RowUnreadable(self._heading("original_amount"), str(cause)) from cause
        return abs(charges) if charges else None, abs(original) or None, code if original else None

    def _party(self, row: Row, *, is_in: bool) -> tuple[str | None, str | None]:
        """Return name and account (at PayPal a mail address) of the other party."""
        places = self._layout.places.get("counterparty_name", ())
        name = " ".join(word for place in places for word in self._at(row, place).split()) or None
        side = "payer" if is_in else "payee"
        mail = self._text(row, f"{side}_account") or ""
        return name or self._text(row, f"{side}_name"), mail if _MAIL.fullmatch(mail) else None

    def _counterparty(self, row: Row, words: Remittance, other: str | None) -> tuple[str | None, str | None]:
        """Return the other party's IBAN, and a number of its own where that is none."""
        for printed in (
            self._text(row, "counterparty_iban"),
            self._text(row, "counterparty_account"),
            words.values.get("counterparty_iban"),
            other,
        ):
            if printed is None:
                continue
            bare = "".join(printed.split())
            if has_iban_form(bare.upper()):
                return bare.upper(), None
            if bare.strip("0"):  # "0000000000" stands where there is none
                return words.values.get("counterparty_iban"), bare
        return None, None

    def _own_account(self, row: Row) -> str | None:
        stated = "".join(self._cell(row, "account").strip("'").split())
        return stated.upper() or self._account
