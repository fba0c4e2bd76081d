"""What became of each row of an invoice file."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kulanz.formats.records import Problem


class Outcome(StrEnum):
    """What became of one row."""

    IMPORTED = "imported"
    UPDATED = "updated"  # known already; the file knows more about delivery or payment
    DUPLICATE = "duplicate"  # known already with the same content: nothing was booked
    SKIPPED = "skipped"  # read, and nothing is owed by it
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowReport:
    """One row: its place in the file, what became of it, and why. Amounts in cents, negative for credit notes."""

    file: str
    place: str
    outcome: Outcome
    number: str = ""
    customer: str = ""
    total_cents: int | None = None
    open_cents: int | None = None
    currency: str = ""
    due_date: date | None = None
    message: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """Everything about one file. `warnings` concern what was read, not what failed.

    `open_cents` is what the imported rows leave open, per currency.
    """

    file: str
    is_dry_run: bool
    rows: tuple[RowReport, ...]
    warnings: tuple[Problem, ...] = ()
    customers_added: int = 0
    open_cents: tuple[tuple[str, int], ...] = ()
    questions: tuple[str, ...] = ()  # payment methods and channels that nobody has explained yet

    def count(self, outcome: Outcome) -> int:
        """Return how many rows ended so."""
        return self.counts.get(outcome, 0)

    @property
    def counts(self) -> dict[Outcome, int]:
        """Return the number of rows per outcome."""
        return dict(Counter(row.outcome for row in self.rows))

    @property
    def problems(self) -> tuple[RowReport, ...]:
        """Return the rows that were not taken over."""
        return tuple(row for row in self.rows if row.outcome is Outcome.PROBLEM)
