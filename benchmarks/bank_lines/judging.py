"""What an outcome is worth beside the truth, and the table of it all per kind. Pure; knows no matcher."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from .world import Truth


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done with a line: booked at once, or proposed to a clerk, best first, or neither (both empty).

    `booked` is cents per invoice number; cents left over on the line are not named. A proposal is the set of
    invoices it names: the clerk still confirms its cents.
    """

    booked: Mapping[str, int] | None = None
    proposals: tuple[frozenset[str], ...] = ()


class Verdict(Enum):
    """The first two are about automatic bookings; the others leave the line to a person."""

    BOOKED_RIGHT = "booked right"
    BOOKED_WRONG = "booked wrong"
    PROPOSED_FIRST = "right one proposed first"
    PROPOSED_LATER = "right one proposed, not first"
    PROPOSED_WRONG = "only wrong ones proposed"
    LEFT_OPEN = "left open"
    LEFT_RIGHTLY = "nothing to book, nothing booked"


def judge(truth: Truth, outcome: Outcome) -> Verdict:
    """Right is exactly the true invoices with exactly the true cents; every other booking is wrong.

    * Part payment, deducted fee, cash discount: the invoice with the cents that came; what becomes of the rest is
      no part of the verdict.
    * Overpayment: the invoice with what was open; the rest of the line stays unallocated.
    * No open invoice is paid: any booking is wrong; proposing something costs a look but is `LEFT_RIGHTLY`.
    * A line that no careful human could decide counts as wrong when booked wrongly, and never as missing.
    """
    right = dict(truth.allocation)
    if outcome.booked:
        return Verdict.BOOKED_RIGHT if dict(outcome.booked) == right else Verdict.BOOKED_WRONG
    if not right:
        return Verdict.LEFT_RIGHTLY
    if not outcome.proposals:
        return Verdict.LEFT_OPEN
    wanted = frozenset(right)
    if outcome.proposals[0] == wanted:
        return Verdict.PROPOSED_FIRST
    return Verdict.PROPOSED_LATER if wanted in outcome.proposals else Verdict.PROPOSED_WRONG


@dataclass(slots=True)
class Score:
    """Counts over lines of one kind, or of all. `decidable` and its recall leave doubtful lines aside."""

    lines: int = 0
    paying: int = 0  # lines that pay open invoices
    decidable: int = 0  # of these, the ones a careful human books without asking
    decidable_right: int = 0
    right: int = 0
    wrong: int = 0
    proposed_first: int = 0
    proposed_later: int = 0
    proposed_wrong: int = 0
    left_open: int = 0

    def add(self, truth: Truth, verdict: Verdict) -> None:
        self.lines += 1
        self.paying += bool(truth.allocation)
        self.decidable += truth.decidable
        self.decidable_right += truth.decidable and verdict is Verdict.BOOKED_RIGHT
        self.right += verdict is Verdict.BOOKED_RIGHT
        self.wrong += verdict is Verdict.BOOKED_WRONG
        self.proposed_first += verdict is Verdict.PROPOSED_FIRST
        self.proposed_later += verdict is Verdict.PROPOSED_LATER
        self.proposed_wrong += verdict is Verdict.PROPOSED_WRONG
        self.left_open += verdict is Verdict.LEFT_OPEN

    @property
    def recall(self) -> float | None:
        """Of the decidable lines, the share booked right at once; None where there are none."""
        return self.decidable_right / self.decidable if self.decidable else None

    @property
    def recall_of_paying(self) -> float | None:
        """The stricter measure: of all lines that pay open invoices, doubtful ones too, the share booked right."""
        return self.right / self.paying if self.paying else None

    @property
    def precision(self) -> float | None:
        """Of the automatic bookings, the share that is right; None where nothing was booked."""
        booked = self.right + self.wrong
        return self.right / booked if booked else None


def score(truths: Iterable[Truth], outcomes: Mapping[int, Outcome]) -> dict[str, Score]:
    """A score per kind, by name, and under `all` over every line. A line without an outcome counts as left open."""
    kinds: dict[str, Score] = {}
    whole = Score()
    for truth in truths:
        verdict = judge(truth, outcomes.get(truth.line, Outcome()))
        kinds.setdefault(truth.kind, Score()).add(truth, verdict)
        whole.add(truth, verdict)
    return {**dict(sorted(kinds.items())), "all": whole}


def table(scores: Mapping[str, Score]) -> str:
    """The scores as lines of text, one kind each."""
    head = (
        "kind",
        "lines",
        "decidable",
        "recall",
        "precision",
        "right",
        "wrong",
        "first",
        "later",
        "bad",
        "open",
    )
    rows = [head] + [
        (
            name,
            str(one.lines),
            str(one.decidable),
            _percent(one.recall),
            _percent(one.precision),
            str(one.right),
            str(one.wrong),
            str(one.proposed_first),
            str(one.proposed_later),
            str(one.proposed_wrong),
            str(one.left_open),
        )
        for name, one in scores.items()
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    return "\n".join(
        "  ".join(
            [
                row[0].ljust(widths[0]),
                *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)),
            ]
        )
        for row in rows
    )


def _percent(share: float | None) -> str:
    """Rounded down, so that 100.0 % means every single one."""
    return "–" if share is None else f"{int(share * 1000) / 10:.1f} %"
