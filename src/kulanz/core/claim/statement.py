"""The statement of claim: explained lines, whose sum is the total. Letters store it as evidence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from kulanz.core.law.day_count import YearPart

_FORMAT = 1


class StatementUnreadable(ValueError):
    """A stored statement does not have the shape it was written in, or its lines no longer add up."""


class LineKind(StrEnum):
    """What a line stands for. The values are stored."""

    PRINCIPAL = "principal"
    CREDIT_NOTE = "credit_note"
    INTEREST = "interest"
    DUNNING_COST = "dunning_cost"
    RETURNED_DEBIT_COST = "returned_debit_cost"
    COLLECTION_COST = "collection_cost"
    COURT_COST = "court_cost"
    LUMP_SUM = "lump_sum"
    LUMP_SUM_CREDIT = "lump_sum_credit"  # § 288 V 3 BGB
    LUMP_SUM_WAIVED = "lump_sum_waived"  # falls away with payment by the deadline of the message
    PAYMENT = "payment"
    WAIVER = "waiver"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """One explained amount. `cents` is signed, so that the total is the plain sum.

    Days are inclusive: of interest the days that bear it, of a principal issue date and due date, else the one day.
    `rate` is percent a year. `year_parts` are the interest days by length of year. `references` are numbers the
    reader knows: of the invoice, the credit note, the payment.
    """

    kind: LineKind
    cents: int
    first_day: date
    last_day: date
    paragraph: str
    references: tuple[str, ...]
    base_cents: int | None = None
    rate: Decimal | None = None
    days: int | None = None
    year_parts: tuple[YearPart, ...] = ()
    is_provisional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What is owed at the end of `as_of`, in minor units of `currency`.

    The three open parts less `surplus_cents` (paid too much) are the total too. `provisional`: a figure of law in it
    is carried forward past the last day that was verified.
    """

    invoice_number: str
    as_of: date
    currency: str
    lines: tuple[StatementLine, ...]
    open_principal_cents: int
    open_interest_cents: int
    open_cost_cents: int
    surplus_cents: int
    provisional: bool

    def __post_init__(self) -> None:
        parts = self.open_principal_cents + self.open_interest_cents + self.open_cost_cents
        assert parts - self.surplus_cents == self.total_cents, "the open parts are not the sum of the lines"

    @property
    def total_cents(self) -> int:
        """The sum of the lines; negative where too much was paid."""
        return sum(line.cents for line in self.lines)

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON: days as ISO 8601, rates as text, amounts as whole cents."""
        return {
            "format": _FORMAT,
            "invoice_number": self.invoice_number,
            "as_of": self.as_of.isoformat(),
            "currency": self.currency,
            "total_cents": self.total_cents,
            "open_principal_cents": self.open_principal_cents,
            "open_interest_cents": self.open_interest_cents,
            "open_cost_cents": self.open_cost_cents,
            "surplus_cents": self.surplus_cents,
            "provisional": self.provisional,
            "lines": [_line_as_dict(line) for line in self.lines],
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> "Statement":
        """Read what `as_dict` wrote; raise StatementUnreadable where it is another shape or does not add up."""
        if stored.get("format") != _FORMAT:
            raise StatementUnreadable(
                f"This statement has the format {stored.get('format')!r}, not {_FORMAT}."
            )
        try:
            lines = tuple(_line_from_dict(line) for line in stored["lines"])
            parts = {
                name: int(stored[name])
                for name in (
                    "open_principal_cents",
                    "open_interest_cents",
                    "open_cost_cents",
                    "surplus_cents",
                )
            }
            total, as_of = int(stored["total_cents"]), date.fromisoformat(stored["as_of"])
            number, currency = str(stored["invoice_number"]), str(stored["currency"])
            provisional = bool(stored["provisional"])
        except (KeyError, TypeError, ValueError, ArithmeticError) as cause:
            raise StatementUnreadable(
                f"This is no stored statement: {cause!r} is missing or wrong."
            ) from cause
        open_parts = sum(parts.values()) - 2 * parts["surplus_cents"]
        if not total == sum(line.cents for line in lines) == open_parts:
            raise StatementUnreadable(f"The stored statement of {number} does not add up to {total} cents.")
        return cls(
            invoice_number=number,
            as_of=as_of,
            currency=currency,
            lines=lines,
            provisional=provisional,
            **parts,
        )


def _line_as_dict(line: StatementLine) -> dict[str, Any]:
    return {
        "kind": str(line.kind),
        "cents": line.cents,
        "first_day": line.first_day.isoformat(),
        "last_day": line.last_day.isoformat(),
        "paragraph": line.paragraph,
        "references": list(line.references),
        "base_cents": line.base_cents,
        "rate": None if line.rate is None else str(line.rate),
        "days": line.days,
        "year_parts": [[part.days, part.days_in_year] for part in line.year_parts],
        "is_provisional": line.is_provisional,
    }


def _line_from_dict(stored: Mapping[str, Any]) -> StatementLine:
    return StatementLine(
        kind=LineKind(stored["kind"]),
        cents=int(stored["cents"]),
        first_day=date.fromisoformat(stored["first_day"]),
        last_day=date.fromisoformat(stored["last_day"]),
        paragraph=stored["paragraph"],
        references=tuple(stored["references"]),
        base_cents=stored["base_cents"],
        rate=None if stored["rate"] is None else Decimal(stored["rate"]),
        days=stored["days"],
        year_parts=tuple(YearPart(days=days, days_in_year=year) for days, year in stored["year_parts"]),
        is_provisional=stored["is_provisional"],
    )
