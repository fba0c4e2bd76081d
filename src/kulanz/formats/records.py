"""What the readers of bank files and invoice files hand over: plain frozen values.

A field is `None` where the file does not say it; nothing is completed or guessed. Amounts are integers in the
minor unit of their currency (cents). Days are `date`s as printed in the file.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

BankLineStatus = Literal["booked", "pending", "info"]
InvoiceType = Literal["invoice", "credit_note", "correction", "other"]
CustomerKind = Literal["consumer", "business"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something a reader could not read (error) or wants to be looked at (warning).

    `place` says where in the file in the reader's words ("Zeile 7, Spalte Bruttobetrag") and is empty where the
    whole file is meant; `message` is a German sentence that says what happened and what to do.
    """

    file: str
    place: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BankLine:
    """One line of an account (Umsatz). Money in is positive; a reversal carries the sign of its own booking.

    `counterparty_*` is the other party, never the account's owner. `remittance_text` is the free text as the
    payer wrote it; `structured_reference` is the creditor reference beside it; `booking_text` is the bank's own
    description. `charges_cents` is how much the bank kept, positive. `original_*` is the amount as instructed,
    where the file states it. `batch_count` is how many payments a line stands for that the file does not list.
    """

    place: str
    status: BankLineStatus
    booking_date: date | None
    value_date: date | None
    amount_cents: int
    currency: str
    remittance_text: str | None = None
    structured_reference: str | None = None
    counterparty_name: str | None = None
    counterparty_iban: str | None = None
    counterparty_account: str | None = None
    ultimate_counterparty_name: str | None = None
    end_to_end_id: str | None = None
    mandate_reference: str | None = None
    creditor_identifier: str | None = None
    bank_reference: str | None = None
    return_reason: str | None = None
    is_reversal: bool = False
    transaction_code: str | None = None
    booking_text: str | None = None
    charges_cents: int | None = None
    original_amount_cents: int | None = None
    original_currency: str | None = None
    batch_reference: str | None = None
    batch_count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BankStatement:
    """One account over one stretch of time (Kontoauszug).

    `account` is the IBAN, or the bank's own account number where there is no IBAN. `balances` is True where
    opening balance plus booked lines is the closing balance, False where not, None where it cannot be told.
    """

    file: str
    format: str
    statement_id: str | None
    account: str | None
    owner_name: str | None
    currency: str | None
    opening_cents: int | None
    opening_date: date | None
    closing_cents: int | None
    closing_date: date | None
    balances: bool | None
    lines: tuple[BankLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadStatements:
    """Everything one bank file said, and what of it could not be read."""

    statements: tuple[BankStatement, ...] = ()
    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Seller or buyer as the invoice names them. `country` is the ISO 3166 code of two letters.

    `name` is who owes: the company where there is one, and then `contact_name` is the person beside it.
    """

    name: str | None = None
    vat_id: str | None = None
    country: str | None = None
    number: str | None = None
    kind: CustomerKind | None = None
    company: str | None = None
    contact_name: str | None = None
    salutation: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    phone: str | None = None
    street: str | None = None
    postcode: str | None = None
    city: str | None = None
    state: str | None = None
    language: str | None = None
    iban: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxLine:
    """One rate of value added tax. `rate` is in percent: Decimal("19"), not 0.19."""

    rate: Decimal | None
    net_cents: int | None
    tax_cents: int | None
    category: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CashDiscount:
    """A cash discount (Skonto): who pays within `days` days may deduct it.

    `percent` is Decimal("2.25") for 2.25 %, of `base_cents` or, where that is None, of the total; `cents` is a fixed
    deduction. The days are counted from `from_day`, or, where that is None, from the date of the invoice.
    """

    days: int
    percent: Decimal | None = None
    cents: int | None = None
    base_cents: int | None = None
    from_day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceRecord:
    """One invoice, credit note or correction as its file states it.

    `total_cents` is the amount with tax as printed: most credit notes print a positive amount, some a negative
    one; `type` says what it is. `due_cents` is what is still to be paid, only where stated: the total less
    `prepaid_cents`, plus `rounding_cents` and `third_party_cents` (claims of others that are collected with it).
    `iban` is the account the document or the row names (in a table possibly the customer's; `buyer.iban` surely is).
    `payment_term_days` is a term without a date ("14 Tage netto"). `preceding_invoice` is the one earlier invoice
    that the document refers to; where it refers to several, it is None and `preceding_invoices` has them all.
    `profile` is the one of an e-invoice: "EN 16931", "XRECHNUNG" and so on.
    """

    file: str
    place: str
    number: str
    type: InvoiceType
    type_code: str | None
    issue_date: date
    due_date: date | None
    currency: str | None
    total_cents: int
    due_cents: int | None = None
    net_cents: int | None = None
    tax_cents: int | None = None
    taxes: tuple[TaxLine, ...] = ()
    tax_country: str | None = None
    seller: Party = Party()
    buyer: Party = Party()
    iban: str | None = None
    payment_reference: str | None = None
    payment_term_days: int | None = None
    payment_terms: str | None = None
    due_date_is_agreed: bool | None = None
    payment_method: str | None = None
    sales_channel: str | None = None
    storefront: str | None = None
    order_number: str | None = None
    order_date: date | None = None
    delivered_on: date | None = None
    delivery_status: str | None = None
    received_on: date | None = None
    payment_status: str | None = None
    paid_on: date | None = None
    preceding_invoice: str | None = None
    preceding_invoices: tuple[str, ...] = ()
    prepaid_cents: int | None = None
    rounding_cents: int | None = None
    third_party_cents: int | None = None
    cash_discounts: tuple[CashDiscount, ...] = ()
    profile: str | None = None
    dunning_step: str | None = None
    last_dunned_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadInvoices:
    """Everything one invoice file said, and what of it could not be read.

    `mapping` (field → heading) and `unknown_columns` are filled by tables only.
    """

    invoices: tuple[InvoiceRecord, ...] = ()
    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    mapping: tuple[tuple[str, str], ...] = ()
    unknown_columns: tuple[str, ...] = ()


class FileRefused(Exception):
    """The file as a whole cannot be read. The German sentence says why and what to do."""
