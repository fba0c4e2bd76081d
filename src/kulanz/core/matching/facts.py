"""What the matcher reads: open items, the facts of one bank line, a customer as the gate knows him."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenItem:
    """One invoice or credit note as the books know it.

    `open_cents` is what is still to be cleared, in minor units: positive for an invoice, negative for a
    credit note, 0 where `is_cleared`. Cleared items may be given too: they let a double payment and a
    returned debit be recognised, and they never receive money. `ibans` are bank accounts from which this
    customer has paid before. `cash_discount_cents` may be deducted up to and including `cash_discount_until`,
    at any time where that is None.
    """

    id: int | str
    number: str
    open_cents: int
    currency: str
    customer_id: int | str
    customer_name: str
    customer_number: str | None
    ibans: frozenset[str]
    issue_date: date
    due_date: date
    order_number: str | None
    cash_discount_cents: int | None
    is_cleared: bool
    cash_discount_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BankLineFacts:
    """One line of a bank statement. Money in is positive; what the bank did not say is None or empty."""

    amount_cents: int
    currency: str
    booking_date: date
    remittance_text: str = ""
    structured_reference: str | None = None
    end_to_end_id: str | None = None
    counterparty_name: str | None = None
    counterparty_iban: str | None = None
    mandate_reference: str | None = None
    return_reason: str | None = None
    is_pending: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerFacts:
    """A customer as the gate asks about him: is unallocated money perhaps his?"""

    id: int | str
    name: str
    number: str | None = None
    ibans: frozenset[str] = frozenset()
