"""Import a bank file: each line once, posted, matched at once; the original bytes are kept."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from time import monotonic

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kulanz.core.actor import Actor
from kulanz.core.days import CalendarUnknown
from kulanz.core.ledger import bank_line_booked
from kulanz.features.audit.actions import record
from kulanz.features.banking.accounts import provider_account
from kulanz.features.banking.desk import Desk, Matched
from kulanz.features.banking.identity import Known, Places
from kulanz.features.banking.known_lines import LinesOfFile, known_lines
from kulanz.features.banking.models import BankAccount, BankLine, StatementImport
from kulanz.features.banking.new_lines import NewLine, insert_lines
from kulanz.features.banking.provider_fees import parts_of
from kulanz.features.banking.statement_accounts import AccountUnknown, account_of, covered_to, provider_of
from kulanz.features.deadlines.calendars import target_calendar
from kulanz.features.documents.actions import store
from kulanz.features.documents.models import Document
from kulanz.features.fast_insert import reserve_keys
from kulanz.features.ledger.bulk import EntryDraft, post_all
from kulanz.features.rows import new_public_id
from kulanz.features.tenants.models import Merchant
from kulanz.formats.records import BankLine as ReadLine
from kulanz.formats.records import BankStatement, Problem, ReadStatements

CHUNK = 500  # lines of one transaction at most
_FIRST_CHUNK, _SMALLEST_CHUNK = 200, 20
_WANTED_SECONDS = 0.25  # of one transaction: others wait for its locks, and half a second is the promise

Progress = Callable[[int, int], None]
"""Called with the lines that are done and all lines there are, after each transaction."""

TWIN_DE = "Vielleicht dieselbe Zahlung wie eine, die schon da ist: {what}. Bitte entscheiden."
TWIN_EN = "Perhaps the same payment as one that is here already: {what}. Please decide."


@dataclass(slots=True)
class StatementReport:
    """What became of one bank file. Line counts are of booked lines; pending ones are told apart and never booked."""

    file: str
    import_id: str | None = None
    lines: int = 0
    new: int = 0
    known: int = 0
    twins: int = 0
    pending: int = 0
    matched: Matched = field(default_factory=Matched)
    covered_to: dict[str, date] = field(default_factory=dict)  # by IBAN or provider
    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    message: str = ""
    was_taken_in: bool = False  # at least one statement belonged to an account of the merchant


def import_statements(
    *,
    actor: Actor,
    read: ReadStatements,
    data: bytes,
    file_name: str,
    bank_account: str | None,
    at: datetime,
    machine_now: datetime,
    progress: Progress | None = None,
) -> StatementReport:
    """Import every statement of a read file that belongs to an account of the merchant, and match its lines.

    `bank_account` (public id or IBAN) says which account is meant where the file names none. A line that is in the
    books already is not booked again; a doubtful one waits for a person. Each chunk of lines is one transaction:
    after a crash, or where `progress` raises, the same file adds what is missing.
    """
    report = StatementReport(file=file_name, errors=list(read.errors), warnings=list(read.warnings))
    accounts = list(BankAccount.objects.filter(merchant_id=actor.merchant_id).order_by("id"))
    reader = _Import(
        actor=actor, data=data, file_name=file_name, at=at, machine_now=machine_now, report=report
    )
    by_account: dict[int, list[BankStatement]] = {}
    for statement in read.statements:
        provider = None if bank_account else provider_of(statement)
        try:
            if provider is not None:
                account = provider_account(actor=actor, provider=provider, at=at)
            else:
                account = account_of(statement, actor=actor, accounts=accounts, chosen=bank_account)
        except AccountUnknown as refused:
            place = f"Auszug {statement.statement_id}" if statement.statement_id else ""
            report.errors.append(Problem(file=file_name, place=place, message=str(refused)))
            continue
        by_account.setdefault(account.pk, []).append(statement)
    done, total = 0, sum(1 for statements in by_account.values() for _line in _lines(statements))
    for account in BankAccount.objects.filter(pk__in=by_account).order_by("id"):
        report.was_taken_in = True
        for count in reader.take_in(account, by_account[account.pk]):
            done += count
            if progress is not None:
                progress(done, total)
        reader.cover(account, by_account[account.pk])
    reader.finish()
    return report


_Keyed = tuple[ReadLine, date, Known]
"""A line to be booked, with its day and as it is compared."""


class _Import:
    """One file on its way into the books."""

    def __init__(
        self,
        *,
        actor: Actor,
        data: bytes,
        file_name: str,
        at: datetime,
        machine_now: datetime,
        report: StatementReport,
    ) -> None:
        self.actor, self.data, self.file_name = actor, data, file_name
        self.at, self.machine_now, self.report = at, machine_now, report
        self._desk: Desk | None = None
        self._row: StatementImport | None = None
        self._line_count = 0

    def take_in(self, account: BankAccount, statements: Sequence[BankStatement]) -> Iterator[int]:
        """Book and match all lines of one account; yields how many were done after each transaction."""
        places, taken, pace = Places(), dict[str, int](), Pace()
        file = LinesOfFile(lambda: _booked(_lines(statements)))
        self._line_count += sum(1 for _line in _lines(statements))
        for chunk in _chunks(_lines(statements), pace):
            self._count(chunk)
            keyed = [(line, day, places.compared(line, day)) for line, day in _booked(chunk)]
            if keyed:
                pace.begin()
                if not self._take_locked(account, keyed, file, taken):
                    self._matcher()  # Loading it may take seconds, in which nobody should wait for our locks.
                    pace.begin()
                    self._take_locked(account, keyed, file, taken)
                pace.end(len(keyed))
            yield len(chunk)

    def finish(self) -> None:
        """Close the report: what the file was, in one sentence."""
        report = self.report
        report.message = _sentence(report)
        if self._row is not None:
            self._row.report = {
                "errors": [_problem(one) for one in report.errors],
                "warnings": [_problem(one) for one in report.warnings],
                "twins": report.twins,
                "pending": report.pending,
            }
            self._row.save(update_fields=["report"])
            self._note_counts(line_count=report.lines)

    def _note_counts(self, *, line_count: int) -> None:
        """Write how far the import is, in the transaction that brought it there: an import may be stopped."""
        row, report = self._import_row(), self.report
        row.line_count, row.new_count, row.booked_count = line_count, report.new, report.matched.booked
        row.save(update_fields=["line_count", "new_count", "booked_count"])

    def _count(self, chunk: Sequence[ReadLine]) -> None:
        """Count what will be booked, and say of the other lines why they will not."""
        for line in chunk:
            if line.status != "booked":
                self.report.pending += 1
            elif _day_of(line) is None:
                self._fault(line, "Die Zeile nennt weder Buchungstag noch Wertstellung.")
            elif line.amount_cents:
                self.report.lines += 1

    def _fault(self, line: ReadLine, message: str) -> None:
        self.report.errors.append(Problem(file=self.file_name, place=line.place, message=message))

    def _take_locked(
        self, account: BankAccount, chunk: Sequence[_Keyed], file: LinesOfFile, taken: dict[str, int]
    ) -> bool:
        """Take a chunk in, in a transaction; False, and nothing written, where the matcher is needed and not loaded."""
        with transaction.atomic():
            # Imports of one account stand in line: what is known is looked up before it is added.
            BankAccount.objects.select_for_update().get(pk=account.pk)
            return self._take_chunk(account, chunk, file, taken)

    def _take_chunk(
        self, account: BankAccount, chunk: Sequence[_Keyed], file: LinesOfFile, taken: dict[str, int]
    ) -> bool:
        others = known_lines(account, [key for _, _, key in chunk], own=self._row, taken=taken)
        fresh: list[tuple[_Keyed, BankLine | None]] = []
        for one in chunk:
            is_known, twin = others.find(one[2], file)
            if not is_known:
                fresh.append((one, twin))
        if fresh and self._desk is None:
            return False
        self.report.known += len(chunk) - len(fresh)
        if not fresh:
            return True
        row, keys = self._import_row(), reserve_keys(BankLine, len(fresh))
        lines = [
            self._new_line(account, row, one, key=key, identity=others.free_identity(one[2]), twin=twin)
            for (one, twin), key in zip(fresh, keys, strict=True)
        ]
        self._post([line for line in lines if line.state != BankLine.State.TWIN])
        self.report.matched += self._matcher().match(lines, are_new=True)
        insert_lines(lines)
        self.report.new += len(lines)
        self.report.twins += sum(line.state == BankLine.State.TWIN for line in lines)
        self._note_counts(line_count=self._line_count)
        return True

    def _post(self, lines: Sequence[NewLine]) -> None:
        """Book lines from the bank to unallocated payments; one event is the source of all their entries."""
        if not lines:
            return
        event = record(
            actor=self.actor,
            kind="BankLinesBooked",
            day=self.at.date(),
            at=self.at,
            subject=f"statement_import:{self._import_row().pk}",
            facts={"lines": len(lines), "cents": sum(line.amount_cents for line in lines)},
        )
        entries = post_all(
            actor=self.actor,
            drafts=[
                EntryDraft(
                    planned=bank_line_booked(
                        booking_date=line.booking_date, cents=line.amount_cents, currency=line.currency
                    ),
                    event_id=event.pk,
                    value_date=line.value_date,
                )
                for line in lines
            ],
        )
        for line, entry in zip(lines, entries, strict=True):
            line.entry_id, line.unallocated_cents = entry, line.amount_cents

    def _new_line(
        self,
        account: BankAccount,
        row: StatementImport,
        keyed: _Keyed,
        *,
        key: int,
        identity: str,
        twin: BankLine | None,
    ) -> NewLine:
        read, day, _ = keyed
        what = (
            f"{twin.booking_date:%d.%m.%Y}, {twin.counterparty_name or twin.remittance_text}" if twin else ""
        )
        return NewLine(
            pk=key,
            merchant_id=self.actor.merchant_id,
            public_id=new_public_id("line"),
            bank_account_id=account.pk,
            statement_import_id=row.pk,
            booking_date=day,
            value_date=read.value_date or day,
            amount_cents=read.amount_cents,
            currency=read.currency,
            remittance_text=_plain(read.remittance_text),
            structured_reference=_plain(read.structured_reference)[:60],
            counterparty_name=_plain(read.counterparty_name or read.ultimate_counterparty_name)[:200],
            counterparty_iban=_plain(read.counterparty_iban).replace(" ", "").upper()[:34],
            end_to_end_id=_plain(read.end_to_end_id)[:60],
            mandate_reference=_plain(read.mandate_reference)[:60],
            bank_reference=_plain(read.bank_reference)[:80],
            return_reason=_plain(read.return_reason)[:10],
            identity=identity,
            state=BankLine.State.TWIN if twin else BankLine.State.OPEN,
            because=TWIN_DE.format(what=what)[:300] if twin else "",
            because_en=TWIN_EN.format(what=what)[:300] if twin else "",
        )

    def _import_row(self) -> StatementImport:
        if self._row is None:
            document, _is_new = store(
                actor=self.actor,
                data=self.data,
                kind=Document.Kind.BANK_STATEMENT,
                media_type="application/xml" if self.data.lstrip()[:1] == b"<" else "text/plain",
                original_name=self.file_name,
                at=self.at,
            )
            self._row = StatementImport.objects.create(
                merchant_id=self.actor.merchant_id,
                public_id=new_public_id("imp"),
                document=document,
                imported_at=self.at,
            )
            self.report.import_id = self._row.public_id
        return self._row

    def _matcher(self) -> Desk:
        if self._desk is None:
            self._desk = Desk(actor=self.actor, at=self.at, machine_now=self.machine_now)
        return self._desk

    def _warn_of_gap(self, account: BankAccount, statements: Sequence[BankStatement]) -> None:
        """Say where statements are missing: what was paid on those days nobody here knows."""
        days = [one.opening_date for one in statements if one.opening_date is not None]
        if account.covered_to is None or not days:
            return
        first = min(statements, key=lambda one: one.opening_date or date.max)
        if _opens_after_gap(first, covered_to=account.covered_to):
            message = (
                f"Zwischen dem {account.covered_to:%d.%m.%Y} und dem {min(days):%d.%m.%Y} fehlt ein Auszug des Kontos "
                f"{account.label}. Zahlungen dieser Tage sind nicht bekannt; bitte den fehlenden Auszug einlesen."
            )
            self.report.warnings.append(Problem(file=self.file_name, place="", message=message))

    def cover(self, account: BankAccount, statements: Sequence[BankStatement]) -> None:
        """Note up to which day the account's payments are known; never backwards.

        Of a live shop no day counts that has not come yet: one wrong date must not open the gate for years.
        """
        days = [
            day
            for statement in statements
            if (
                day := covered_to(
                    statement, account=account, last_booking=_last_booking(statement), today=self.at.date()
                )
            )
            is not None
        ]
        if not days:
            return
        latest = max(days)
        with transaction.atomic():
            locked = BankAccount.objects.select_for_update().get(pk=account.pk)
            self._warn_of_gap(locked, statements)
            if Merchant.objects.get(pk=self.actor.merchant_id).is_live:
                latest = min(latest, self.at.date())
            if locked.covered_to is not None and latest <= locked.covered_to:
                self.report.covered_to[account.label] = locked.covered_to
                return
            locked.covered_to = latest
            locked.save(update_fields=["covered_to"])
            self._import_row()
            record(
                actor=self.actor,
                kind="AccountCovered",
                day=self.at.date(),
                at=self.at,
                subject=f"bank_account:{account.pk}",
                facts={"covered_to": latest.isoformat()},
            )
        self.report.covered_to[account.label] = latest


def _lines(statements: Sequence[BankStatement]) -> Iterator[ReadLine]:
    return (
        part
        for statement in statements
        for line in statement.lines
        for part in parts_of(line, statement=statement)
    )


def _booked(lines: Iterable[ReadLine]) -> Iterator[tuple[ReadLine, date]]:
    """Yield the booked lines that move money, with the day they are known by."""
    for line in lines:
        day = _day_of(line)
        if line.status == "booked" and line.amount_cents and day is not None:
            yield line, day


def _day_of(line: ReadLine) -> date | None:
    return line.booking_date or line.value_date


def _chunks(lines: Iterator[ReadLine], pace: "Pace") -> Iterator[list[ReadLine]]:
    while chunk := list(islice(lines, pace.lines)):
        yield chunk


class Pace:
    """How many lines the next transaction takes, from the time the last one took.

    A slow machine, a busy database or lines with many proposals make the next transaction shorter, at once; a fast one
    makes it longer, at most twice as long. What is booked does not depend on it.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self.lines = min(_FIRST_CHUNK, CHUNK)
        self._clock, self._began = clock, 0.0

    def begin(self) -> None:
        """Note that a transaction begins."""
        self._began = self._clock()

    def end(self, lines: int) -> None:
        """Note that a transaction of so many lines is over."""
        took = max(self._clock() - self._began, 0.001)
        wanted = int(lines * _WANTED_SECONDS / took)
        self.lines = min(CHUNK, max(_SMALLEST_CHUNK, min(wanted, 2 * self.lines)))


def _opens_after_gap(statement: BankStatement, *, covered_to: date) -> bool:
    """Return whether a banking day lies between what is known and the day this statement opens on."""
    if statement.opening_date is None or statement.opening_date <= covered_to:
        return False
    try:
        return target_calendar().next_banking_day(covered_to) < statement.opening_date
    except CalendarUnknown:
        return True


def _last_booking(statement: BankStatement) -> date | None:
    days = [line.booking_date for line in statement.lines if line.status == "booked" and line.booking_date]
    return max(days, default=None)


def _plain(text: str | None) -> str:
    """Return a text as a database can hold it: no NUL."""
    return (text or "").replace("\x00", "")


def _problem(problem: Problem) -> dict[str, str]:
    return {"file": problem.file, "place": problem.place, "message": problem.message}


def _sentence(report: StatementReport) -> str:
    if report.lines and not report.new:
        if report.import_id is None:
            return _("Diese Datei war schon da: Alle Umsätze sind bekannt, nichts wurde doppelt gebucht.")
        return _("Alle Umsätze sind bekannt, nichts wurde doppelt gebucht.")
    parts = [
        ngettext("%(n)s neuer Umsatz", "%(n)s neue Umsätze", report.new) % {"n": report.new},
        _("%(n)s zugeordnet") % {"n": report.matched.booked},
        ngettext("%(n)s Vorschlag", "%(n)s Vorschläge", report.matched.proposed)
        % {"n": report.matched.proposed},
    ]
    if report.twins:
        parts.append(
            ngettext("%(n)s möglicher Zwilling", "%(n)s mögliche Zwillinge", report.twins)
            % {"n": report.twins}
        )
    if report.known:
        parts.append(_("%(n)s schon bekannt") % {"n": report.known})
    if report.pending:
        parts.append(_("%(n)s nur vorgemerkt") % {"n": report.pending})
    return ", ".join(parts) + "."
