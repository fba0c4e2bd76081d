"""What a world consists of: customers, invoices, bank lines, and the truth about each line. Plain values only.

Every amount is integer euro cents; money that comes in is positive, money that goes out negative.
"""

from dataclasses import dataclass
from datetime import date

Allocation = tuple[tuple[str, int], ...]  # (invoice number, cents), ordered by number


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer as the merchant's books know them. `known_ibans` are accounts they have paid from before."""

    number: str
    name: str
    is_company: bool
    postcode: str
    city: str
    known_ibans: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice; `open_cents` 0 means cleared, less than `total_cents` means paid in part.

    `discount_basis_points` (200 = 2 %) of the total may be deducted up to and including `discount_until`.
    """

    number: str
    customer: str
    order: str
    issued: date
    due: date
    total_cents: int
    open_cents: int
    discount_basis_points: int = 0
    discount_until: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a bank statement, as a reader of camt, MT940 or CSV hands it on. Texts may be empty."""

    id: int
    day: date
    amount_cents: int
    payer_name: str
    payer_iban: str
    purpose: str
    end_to_end: str
    booking_text: str


@dataclass(frozen=True, slots=True)
class Truth:
    """What is right to book for a line, known from how the line was made.

    `allocation` is empty when no open invoice is paid. `decidable` says whether a careful human would book it from
    the customers, invoices and this line alone, without asking; where not, `because` says what is in doubt.
    """

    line: int
    kind: str
    allocation: Allocation
    decidable: bool
    because: str = ""


@dataclass(frozen=True, slots=True)
class World:
    """One merchant on one morning: each line is judged against these invoices as they stand, not after one another."""

    seed: int
    shop: str
    customers: tuple[Customer, ...]
    invoices: tuple[Invoice, ...]
    lines: tuple[Line, ...]
    truths: tuple[Truth, ...]

    @property
    def open_invoices(self) -> tuple[Invoice, ...]:
        return tuple(invoice for invoice in self.invoices if invoice.open_cents > 0)
