"""Read a camt file in one stream: memory does not grow with the XML."""

import re
from dataclasses import dataclass, field
from io import BytesIO
from typing import BinaryIO

from lxml import etree

from kulanz.formats.camt.balances import Balance, difference, frame_of, read_balance
from kulanz.formats.camt.details import Details, read_details
from kulanz.formats.camt.entry import Entry, Holder, lines_of, read_entry, turned
from kulanz.formats.camt.fields import FieldUnreadable, Leaves
from kulanz.formats.records import BankLine, BankStatement, FileRefused, Problem, ReadStatements
from kulanz.formats.sums import gap_sentence
from kulanz.formats.xml import elements, first_elements, forget, local_name

_NAMESPACE = re.compile(r"urn:iso:std:iso:20022:tech:xsd:(camt\.05[234]\.001\.\d{2})")
MOST_ERRORS = 10_000
_STATEMENTS = frozenset({"Stmt", "Rpt", "Ntfctn"})
_UNKNOWN_HOLDER = Holder(account=None, owner_name=None)
_TAGS = (*sorted(_STATEMENTS), "Acct", "Bal", "Ntry", "TxDtls")


def camt_version(source: BinaryIO) -> str | None:
    """Return "camt.053.001.08" and the like, None where the XML is something else. Raises `FileRefused`."""
    root = first_elements(source, count=1)[0]
    found = _NAMESPACE.fullmatch(root[0])
    if root[1] == "Document" and found:
        return found[1]
    return None


def read_camt(data: bytes | BinaryIO, *, file: str) -> ReadStatements:
    """Read camt.052, .053 or .054 of any version. `data` is seekable where it is a stream. Never raises for content.

    What cannot be read is an error with its place and takes no other line with it. A statement cut off in the
    middle is not handed over; the complete ones before it are.
    """
    source = BytesIO(data) if isinstance(data, bytes) else data
    reading = _Reading(file=file)
    try:
        version = camt_version(source)
        if version is None:
            raise FileRefused("Das XML ist kein Kontoauszug im Format camt.052, camt.053 oder camt.054.")
        reading.format = version
        for event, element in elements(source, tags=_TAGS):
            reading.take(event, element)
        if not reading.statements and not reading.errors:
            raise FileRefused(f"Die Datei ({version}) enthält keinen Kontoauszug.")
    except FileRefused as refused:
        reading.refuse(str(refused))
    return ReadStatements(
        statements=tuple(reading.statements), errors=tuple(reading.errors), warnings=tuple(reading.warnings)
    )


@dataclass(slots=True)
class _Reading:
    """What has been read of the file so far, and the statement that is open."""

    file: str
    format: str = ""
    statements: list[BankStatement] = field(default_factory=list)
    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    current: "_OpenStatement | None" = None
    seen: int = 0

    def take(self, event: str, element: etree._Element) -> None:
        name = local_name(element)
        if event == "start":
            if name in _STATEMENTS and self.current is None:
                self.seen += 1
                self.current = _OpenStatement(number=self.seen)
            return
        current = self.current
        if current is None:
            return
        if name == "TxDtls":
            current.take_details(element)
        elif name in _STATEMENTS:
            self.close(current, element)
        elif local_name_of_parent(element) in _STATEMENTS:
            self.take_part(current, name, element)

    def take_part(self, current: "_OpenStatement", name: str, element: etree._Element) -> None:
        if name == "Acct":
            current.take_account(element)
        elif name == "Bal":
            try:
                current.balances.append(read_balance(element))
            except FieldUnreadable as cause:
                current.is_complete = False
                self.errors.append(self.problem(f"{current.place}, Saldo", str(cause)))
        elif name == "Ntry":
            self.take_entry(current, element)
            forget(element)

    def take_entry(self, current: "_OpenStatement", element: etree._Element) -> None:
        if len(self.errors) >= MOST_ERRORS:
            raise FileRefused(f"Mehr als {MOST_ERRORS} Fehler. Ab hier wurde nicht mehr gelesen.")
        current.entries += 1
        place = f"{current.place}, Umsatz {current.entries}"
        details, current.details = current.details, []
        fault, current.fault = current.fault, None
        try:
            if fault is not None:
                raise fault
            entry = read_entry(element)
        except FieldUnreadable as cause:
            current.is_complete = False
            self.errors.append(self.problem(place, f"{cause} Der Umsatz wurde nicht übernommen."))
            return
        made = lines_of(entry, details, holder=current.holder, place=place)
        current.add(entry, details, made.lines, place=place)
        if made.warning:
            self.warnings.append(self.problem(place, made.warning))
        if entry.status == "booked" and entry.booking_date is None:
            self.warnings.append(self.problem(place, "Der gebuchte Umsatz nennt keinen Buchungstag."))

    def close(self, current: "_OpenStatement", element: etree._Element) -> None:
        current.statement_id = current.statement_id or Leaves(element).text("Id")
        frame = frame_of(current.balances)
        gap = difference(frame, current.booked) if current.is_complete else None
        if gap and gap == -2 * current.reversed_cents():
            current.turn_reversals()
            gap = 0
            self.warnings.append(self.problem(current.place, _TURNED))
        if gap and frame.closing is not None:
            self.warnings.append(
                self.problem(current.place, gap_sentence(gap, currency=frame.closing.currency))
            )
        opening, closing = frame.opening, frame.closing
        self.statements.append(
            BankStatement(
                file=self.file,
                format=self.format,
                statement_id=current.statement_id,
                account=current.holder.account,
                owner_name=current.holder.owner_name,
                currency=current.currency or _only_currency(current),
                opening_cents=opening.cents if opening else None,
                opening_date=opening.day if opening else None,
                closing_cents=closing.cents if closing else None,
                closing_date=closing.day if closing else None,
                balances=None if gap is None else gap == 0,
                lines=tuple(current.lines),
            )
        )
        self.current = None
        forget(element)

    def problem(self, place: str, message: str) -> Problem:
        return Problem(file=self.file, place=place, message=message)

    def refuse(self, sentence: str) -> None:
        place = ""
        if self.current is not None:
            place = self.current.place
            sentence = f"{sentence} Dieser Auszug wurde nicht übernommen."
        self.errors.append(self.problem(place, sentence))


@dataclass(slots=True)
class _OpenStatement:
    """The statement whose end has not come yet."""

    number: int
    holder: Holder = _UNKNOWN_HOLDER
    statement_id: str | None = None
    currency: str | None = None
    balances: list[Balance] = field(default_factory=list)
    lines: list[BankLine] = field(default_factory=list)
    details: list[Details] = field(default_factory=list)
    fault: FieldUnreadable | None = None
    booked: dict[str, int] = field(default_factory=dict)
    reversals: list["_Reversal"] = field(default_factory=list)
    entries: int = 0
    is_complete: bool = True

    @property
    def place(self) -> str:
        return f"Auszug {self.number}"

    def take_account(self, element: etree._Element) -> None:
        parent = element.getparent()
        self.statement_id = None if parent is None else Leaves(parent).text("Id")
        leaves = Leaves(element)
        number = leaves.text("Id/IBAN", "Id/Othr/Id")
        self.holder = Holder(
            account="".join(number.split()) if number else None,
            owner_name=leaves.text("Ownr/Nm", "Ownr/Pty/Nm", "Nm"),
        )
        self.currency = leaves.text("Ccy")

    def take_details(self, element: etree._Element) -> None:
        try:
            self.details.append(read_details(element))
        except FieldUnreadable as cause:
            self.fault = self.fault or cause
        element.clear()

    def add(self, entry: Entry, details: list[Details], lines: tuple[BankLine, ...], *, place: str) -> None:
        if entry.is_reversal and entry.status == "booked":
            self.reversals.append(_Reversal(len(self.lines), len(lines), entry, details, place))
        self.lines.extend(lines)
        if entry.status == "booked":
            self.booked[entry.currency] = self.booked.get(entry.currency, 0) + entry.cents

    def reversed_cents(self) -> int:
        return sum(one.entry.cents for one in self.reversals)

    def turn_reversals(self) -> None:
        """Give every reversal the other sign. Its number of lines may change, so the last one goes first."""
        for one in reversed(self.reversals):
            made = lines_of(turned(one.entry), one.details, holder=self.holder, place=one.place)
            self.lines[one.at : one.at + one.count] = made.lines


@dataclass(frozen=True, slots=True)
class _Reversal:
    """A reversal that was read, and where its lines stand."""

    at: int
    count: int
    entry: Entry
    details: list[Details]
    place: str


def local_name_of_parent(element: etree._Element) -> str:
    """Return the local name of the parent, or ""."""
    parent = element.getparent()
    return "" if parent is None else local_name(parent)


_TURNED = (
    "Die Bank gibt Stornobuchungen mit der Richtung der ersten Buchung an: nur umgekehrt geht der Auszug auf. "
    "Sie wurden umgekehrt übernommen."
)


def _only_currency(current: _OpenStatement) -> str | None:
    """Return the one currency everything is in, None where there are none or several."""
    seen = {one.currency for one in current.balances} | {line.currency for line in current.lines}
    return seen.pop() if len(seen) == 1 else None
