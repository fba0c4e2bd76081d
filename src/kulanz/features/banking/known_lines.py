"""The lines of other imports, and what of them stands in a new file too: new, known, or a doubtful twin?"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from kulanz.core.matching.folding import compact
from kulanz.features.banking.identity import Known, Places, compared, contradict, may_be_twins
from kulanz.features.banking.models import BankAccount, BankLine, StatementImport
from kulanz.formats.records import BankLine as ReadLine


class LinesOfFile:
    """What the whole file holds, so that a line that stands in it is no twin of another line of it.

    Reads the file once more when somebody first asks: most files bring nothing that looks like a line of another.
    """

    def __init__(self, lines: Callable[[], Iterable[tuple[ReadLine, date]]]) -> None:
        self._lines = lines
        self._places: Places | None = None
        self._references: set[int] = set()

    def holds(self, identity: str) -> bool:
        """Return whether a line of this file has this identity."""
        return self._read().holds(*base_and_ordinal(identity))

    def names(self, known: Known) -> bool:
        """Return whether a line of this file carries the references of this known line."""
        self._read()
        return any(hash((known.base, reference)) in self._references for reference in _references(known))

    def _read(self) -> Places:
        if self._places is None:
            self._places = Places()
            for line, day in self._lines():
                key = self._places.compared(line, day)
                self._references.update(hash((key.base, reference)) for reference in _references(key))
        return self._places


class OtherLines:
    """The lines of other imports that may be a line of a chunk, found by what makes two lines equal or alike."""

    def __init__(self, rows: Iterable[BankLine], *, taken: dict[str, int]) -> None:
        self._by_base: dict[str, list[tuple[Known, BankLine]]] = {}
        self._by_likeness: dict[tuple[date, int, str], list[tuple[Known, BankLine]]] = {}
        self._own, self._taken = taken, Counter(taken)
        for row in rows:
            known = _as_compared(row)
            self._taken[known.base] = max(self._taken[known.base], known.ordinal + 1)
            self._by_base.setdefault(known.base, []).append((known, row))
            for key in _filed_under(known):
                self._by_likeness.setdefault(key, []).append((known, row))

    def find(self, key: Known, file: LinesOfFile) -> tuple[bool, BankLine | None]:
        """Return whether the line is known, and the line it may be a twin of where that is in doubt."""
        alike = self._by_base.get(key.base, ())
        if any(_agree(key, known) for known, _ in alike):
            return True, None
        for known, row in alike:
            if known.ordinal == key.ordinal and not file.names(known):
                return (False, row) if contradict(key, known) else (True, None)
        for place in _looked_for_under(key):
            for known, row in self._by_likeness.get(place, ()):
                if known.base != key.base and may_be_twins(key, known) and not file.holds(row.identity):
                    return False, row
        return False, None

    def free_identity(self, key: Known) -> str:
        """Return an identity no line has, for a line that is added."""
        ordinal = max(key.ordinal, self._taken[key.base])
        self._taken[key.base] = ordinal + 1
        if ordinal != key.ordinal:
            self._own[key.base] = ordinal + 1
        return f"{key.base}:{ordinal}"


def known_lines(
    account: BankAccount, keys: Sequence[Known], *, own: StatementImport | None, taken: dict[str, int]
) -> OtherLines:
    """Return the lines of other imports with the day and the amount of one of these, which they need to be the same.

    `taken` are the places among equals that this import gave away beyond those in its file; it is kept current.
    """
    rows = BankLine.objects.filter(
        bank_account=account,
        booking_date__in={key.booking_date for key in keys},
        amount_cents__in={key.amount_cents for key in keys},
    )
    if own is not None:
        rows = rows.exclude(statement_import=own)
    return OtherLines(rows.order_by("id"), taken=taken)


def _as_compared(row: BankLine) -> Known:
    base, ordinal = base_and_ordinal(row.identity)
    return compared(
        booking_date=row.booking_date,
        amount_cents=row.amount_cents,
        counterparty_name=row.counterparty_name,
        counterparty_iban=row.counterparty_iban,
        remittance_text=row.remittance_text,
        bank_reference=row.bank_reference,
        end_to_end_id=row.end_to_end_id,
        ordinal=ordinal,
    )._replace(base=base)


def base_and_ordinal(identity: str) -> tuple[str, int]:
    """Return the two parts of an identity."""
    base, _, ordinal = identity.rpartition(":")
    return (base, int(ordinal)) if base and ordinal.isdecimal() else (identity, 0)


def _filed_under(known: Known) -> tuple[tuple[date, int, str], ...]:
    """Return where a known line is found as a twin: by payer, by the beginning of the name, by its own reference.

    A line that names nobody may be anybody's, and a line of anybody may be one that names nobody.
    """
    marks = [*_marks(known), _ANY]
    if not known.payer and not known.name:
        marks.append(_NAMELESS)
    return tuple((known.booking_date, known.amount_cents, mark) for mark in marks)


def _looked_for_under(key: Known) -> tuple[tuple[date, int, str], ...]:
    marks = [*_marks(key), _NAMELESS] if key.payer or key.name else [_ANY]
    return tuple((key.booking_date, key.amount_cents, mark) for mark in marks)


_ANY, _NAMELESS = "any", "nameless"


def _marks(known: Known) -> list[str]:
    marks = (
        f"payer {known.payer}",
        f"name {compact(known.name[:6])[:3]}",
        f"reference {known.end_to_end_id}",
    )
    return [mark for mark in marks if not mark.endswith(" ")]


def _references(known: Known) -> list[str]:
    return [one for one in (known.bank_reference, known.end_to_end_id) if one]


def _agree(one: Known, other: Known) -> bool:
    pairs = ((one.bank_reference, other.bank_reference), (one.end_to_end_id, other.end_to_end_id))
    stated = [left == right for left, right in pairs if left and right]
    return bool(stated) and all(stated)
