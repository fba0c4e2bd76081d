"""MT940 and MT942 → bank statements. One message is one statement (or one page of it)."""

import re
from dataclasses import dataclass, field

from kulanz.formats.amounts import NO_CURRENCY, amount_text, minor_digits
from kulanz.formats.mt940.details import NO_DETAILS, Details, looks_structured, read_details, stated_cents
from kulanz.formats.mt940.entry import Entry, read_entry
from kulanz.formats.mt940.fields import EndOfMessage, Field, tagged_fields
from kulanz.formats.mt940.values import Balance, FieldUnreadable, read_amount, read_balance
from kulanz.formats.quoting import quoted
from kulanz.formats.records import (
    BankLine,
    BankLineStatus,
    BankStatement,
    FileRefused,
    Problem,
    ReadStatements,
)
from kulanz.formats.sums import gap_sentence
from kulanz.formats.table import decoded

_SEEN = re.compile(
    rb"(?:^|[\r\n])[ \t]{0,4}(?:\xef\xbb\xbf)?:(?:20|25P?|28C?|13D?|34F|60[FM]|61|62[FM]|64|86|90[CD]|21):"
)
_HEAD = 8192
_ACCOUNT = re.compile(r"(.*?)(?<=\d)([A-Z]{3})?", re.ASCII)
_SUM = re.compile(r"(\d{1,5})([A-Z]{3})(\d[\d,]*)", re.ASCII)
_OPENING, _CLOSING = ("60F", "60M"), ("62F", "62M")
_REPORT = ("34F", "13", "13D", "90C", "90D")  # only MT942 has them


def is_mt940(data: bytes) -> bool:
    """Return whether the file begins with fields of SWIFT statements."""
    return _SEEN.search(data[:_HEAD]) is not None


def read_mt940(data: bytes, *, file: str) -> ReadStatements:
    """Read MT940 and MT942. Never raises for content.

    A line that cannot be read is an error with its place and takes no other line with it. What MT942 reports is
    pending: the bank has not booked it yet.
    """
    reading = _Reading(file=file)
    try:
        for part in tagged_fields(decoded(data)):
            reading.take(part)
        reading.close()
        if not reading.statements and not reading.errors:
            raise FileRefused("Die Datei enthält keinen Kontoauszug im Format MT940 oder MT942.")
    except FileRefused as refused:
        reading.errors.append(Problem(file=file, place="", message=str(refused)))
    return ReadStatements(
        statements=tuple(reading.statements), errors=tuple(reading.errors), warnings=tuple(reading.warnings)
    )


@dataclass(slots=True)
class _Message:
    """The message whose end has not come yet.

    Lines wait for their details and for the currency; in a file that names it behind them only at the end.
    """

    number: int
    reference: str | None = None
    statement_number: str | None = None
    account: str | None = None
    currency: str | None = None
    opening: Balance | None = None
    closing: Balance | None = None
    is_closed: bool = False
    is_report: bool = False
    is_complete: bool = True
    waiting: list[tuple[int, Field, list[str]]] = field(default_factory=list)
    lines: list[BankLine] = field(default_factory=list)
    count: int = 0
    sums: list[tuple[str, Field]] = field(default_factory=list)

    @property
    def place(self) -> str:
        return f"Auszug {self.number}"


class _Reading:
    """What has been read of the file so far, and the message that is open."""

    def __init__(self, *, file: str) -> None:
        self.file = file
        self.statements: list[BankStatement] = []
        self.errors: list[Problem] = []
        self.warnings: list[Problem] = []
        self._message: _Message | None = None
        self._seen = 0

    def take(self, part: Field | EndOfMessage) -> None:
        if isinstance(part, EndOfMessage):
            self.close()
            return
        if part.tag in ("NS", "940", "942") or (self._message is not None and self._opens_another(part.tag)):
            self.close()
        if part.tag in ("NS", "940", "942"):
            return
        if self._message is None:
            self._seen += 1
            self._message = _Message(number=self._seen)
        self._take_field(self._message, part)

    def _opens_another(self, tag: str) -> bool:
        """Return whether a field cannot belong to the open message: some banks write no end between messages."""
        message = self._message
        if message is None:
            return False
        if tag == "20":
            return message.reference is not None or message.is_closed or message.count > 0
        if tag in _OPENING:
            return message.opening is not None or message.is_closed or message.count > 0
        return tag == "61" and message.is_closed

    def _take_field(self, message: _Message, part: Field) -> None:
        tag = part.tag
        if tag == "61":
            if message.opening is not None:
                self._settle(message, currency=message.opening.currency, is_report=False)
            message.count += 1
            message.waiting.append((message.count, part, []))
        elif tag == "86":
            if message.waiting and not message.is_closed:
                message.waiting[-1][2].extend(part.lines)
        elif tag == "20":
            message.reference = part.first or None
        elif tag in ("28", "28C"):
            message.statement_number = part.first or None
        elif tag in ("25", "25P"):
            self._take_account(message, part)
        elif tag in (*_OPENING, *_CLOSING):
            self._take_balance(message, part)
        elif tag in _REPORT:
            message.is_report = True
            if tag == "34F":
                message.currency = message.currency or part.first[:3]
            elif tag in ("90C", "90D"):
                message.sums.append((tag, part))

    def _take_account(self, message: _Message, part: Field) -> None:
        if message.waiting and looks_structured("".join(part.lines)):
            message.waiting[-1][2].extend(part.lines)  # a bank wrote 25 where 86 was meant
            return
        found = _ACCOUNT.fullmatch(part.first)
        number, currency = (found[1], found[2]) if found else (part.first, None)
        message.account = "".join(number.split()) or None
        message.currency = message.currency or currency

    def _take_balance(self, message: _Message, part: Field) -> None:
        is_opening = part.tag in _OPENING
        message.is_closed = message.is_closed or not is_opening
        try:
            balance = read_balance(part.first)
        except FieldUnreadable as cause:
            message.is_complete = False
            self._error(message, part, str(cause))
            return
        if balance.day is None:
            sentence = (
                f"Der Saldo {quoted(part.first)} nennt keinen Tag, den es gibt. Der Betrag wurde übernommen."
            )
            self.warnings.append(
                Problem(file=self.file, place=f"{message.place}, Zeile {part.line}", message=sentence)
            )
        message.currency = balance.currency
        if is_opening:
            message.opening = balance
        else:
            message.closing = balance

    def close(self) -> None:
        """Hand the open message over, if there is one."""
        message, self._message = self._message, None
        if message is None:
            return
        is_report = message.is_report and message.opening is None and message.closing is None
        currency = message.currency if _is_currency(message.currency) else None
        self._settle(message, currency=currency, is_report=is_report)
        gap = _gap(message)
        if gap and message.closing is not None:
            self.warnings.append(
                Problem(
                    file=self.file,
                    place=message.place,
                    message=gap_sentence(gap, currency=message.closing.currency),
                )
            )
        if message.is_complete:
            self._compare_sums(message)
        opening, closing = message.opening, message.closing
        self.statements.append(
            BankStatement(
                file=self.file,
                format="mt942" if is_report else "mt940",
                statement_id=message.statement_number or message.reference,
                account=message.account,
                owner_name=None,
                currency=currency,
                opening_cents=opening.cents if opening else None,
                opening_date=opening.day if opening else None,
                closing_cents=closing.cents if closing else None,
                closing_date=closing.day if closing else None,
                balances=None if gap is None else gap == 0,
                lines=tuple(message.lines),
            )
        )

    def _settle(self, message: _Message, *, currency: str | None, is_report: bool) -> None:
        """Make lines of the fields that wait."""
        for number, part, details in message.waiting:
            line = self._line(message, number, part, details, currency=currency, is_report=is_report)
            if line is not None:
                message.lines.append(line)
        message.waiting.clear()

    def _line(
        self,
        message: _Message,
        number: int,
        part: Field,
        details: list[str],
        *,
        currency: str | None,
        is_report: bool,
    ) -> BankLine | None:
        try:
            entry = read_entry(part.lines, currency=currency or NO_CURRENCY)
        except FieldUnreadable as cause:
            message.is_complete = False
            self._error(message, part, f"{cause} Der Umsatz wurde nicht übernommen.")
            return None
        place = f"{message.place}, Umsatz {number} (Zeile {part.line})"
        status: BankLineStatus = "pending" if is_report or entry.is_expected else "booked"
        return _bank_line(entry, read_details(details) if details else NO_DETAILS, status=status, place=place)

    def _compare_sums(self, message: _Message) -> None:
        """Compare what MT942 counts at its end (90C, 90D) with its lines."""
        for tag, part in message.sums:
            found = _SUM.fullmatch(part.first)
            if not found:
                continue
            try:
                stated = read_amount(found[3], currency=found[2])
            except FieldUnreadable:
                continue
            moved = [line.amount_cents for line in message.lines if (line.amount_cents > 0) == (tag == "90C")]
            if stated != abs(sum(moved)):
                direction = "Gutschriften" if tag == "90C" else "Belastungen"
                sentence = (
                    f"Die Bank nennt als Summe der {direction} {amount_text(stated, currency=found[2])}, die Umsätze "
                    f"ergeben {amount_text(abs(sum(moved)), currency=found[2])}. Bitte den Auszug bei der Bank prüfen."
                )
                self.warnings.append(Problem(file=self.file, place=message.place, message=sentence))

    def _error(self, message: _Message, part: Field, sentence: str) -> None:
        place = f"{message.place}, Zeile {part.line}"
        self.errors.append(Problem(file=self.file, place=place, message=sentence))


def _is_currency(code: str | None) -> bool:
    return (
        code is not None and len(code) == 3 and code.isascii() and code.isalpha() and minor_digits(code) >= 0
    )


def _gap(message: _Message) -> int | None:
    """Return closing − (opening + booked lines), None where it cannot be told."""
    opening, closing = message.opening, message.closing
    if opening is None or closing is None or opening.currency != closing.currency or not message.is_complete:
        return None
    return (
        closing.cents
        - opening.cents
        - sum(line.amount_cents for line in message.lines if line.status == "booked")
    )


def _bank_line(entry: Entry, details: Details, *, status: BankLineStatus, place: str) -> BankLine:
    first, second = details.payer_behind, details.payee_behind
    original = entry.original_cents
    original_currency = entry.original_currency
    if original is None and details.original_amount is not None:
        original = stated_cents(details.original_amount, currency=entry.currency)
        original_currency = entry.currency if original is not None else None
    charges = entry.charges_cents
    if charges is None:
        charges = stated_cents(details.compensation, currency=entry.currency)
    return BankLine(
        place=place,
        status=status,
        booking_date=entry.entry_date,
        value_date=entry.value_date,
        amount_cents=entry.cents,
        currency=entry.currency,
        remittance_text=details.remittance_text,
        counterparty_name=details.counterparty_name or entry.behind_reference,
        counterparty_iban=details.counterparty_iban,
        counterparty_account=details.counterparty_account,
        ultimate_counterparty_name=(first or second) if entry.cents >= 0 else (second or first),
        end_to_end_id=details.end_to_end_id,
        mandate_reference=details.mandate_reference,
        creditor_identifier=details.creditor_identifier,
        bank_reference=entry.bank_reference,
        return_reason=details.return_reason,
        is_reversal=entry.is_reversal,
        transaction_code="+".join(part for part in (entry.kind, details.code) if part) or None,
        booking_text=details.booking_text,
        charges_cents=charges,
        original_amount_cents=original,
        original_currency=original_currency,
    )
