"""Business event → balanced entry. One builder per event; each says which account gives and which takes.

Amounts are positive minor units unless a builder says otherwise. Interest and costs are booked as income when they
are paid, not when they are demanded: until then they stand in the statement, and the receivable is the principal.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from kulanz.core.ledger.accounts import EntryReason, LedgerAccount
from kulanz.core.ledger.entry import Entry, OpenItemId, Posting


class AmountNotPositive(ValueError):
    """The event needs an amount above zero."""


class NetExceedsTotal(ValueError):
    """The net amount of a document lies outside of zero and its total."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """How much of a payment goes to one open item. Positive."""

    open_item: str | int
    cents: int


def invoice_issued(
    *,
    booking_date: date,
    open_item: str | int,
    total_cents: int,
    currency: str,
    net_cents: int | None = None,
) -> Entry:
    """Receivables to revenue and output VAT; without a known net amount the whole goes to revenue."""
    return _entry(
        booking_date,
        EntryReason.INVOICE_ISSUED,
        currency,
        [
            (LedgerAccount.RECEIVABLES, _positive(total_cents, "an invoice"), open_item),
            *_revenue_parts(total_cents, net_cents, sign=-1),
        ],
    )


def credit_note_issued(
    *,
    booking_date: date,
    open_item: str | int,
    total_cents: int,
    currency: str,
    net_cents: int | None = None,
) -> Entry:
    """Revenue and output VAT back to receivables. `total_cents` is positive, `open_item` the item it lowers."""
    return _entry(
        booking_date,
        EntryReason.CREDIT_NOTE_ISSUED,
        currency,
        [
            *_revenue_parts(_positive(total_cents, "a credit note"), net_cents, sign=1),
            (LedgerAccount.RECEIVABLES, -total_cents, open_item),
        ],
    )


def credit_note_applied(
    *, booking_date: date, currency: str, credit_item: str | int, allocations: Sequence[Allocation]
) -> Entry:
    """A credit note to the open items that it pays: receivables against receivables."""
    total = sum(_positive(one.cents, "an allocation") for one in allocations)
    return _entry(
        booking_date,
        EntryReason.CREDIT_NOTE_APPLIED,
        currency,
        [(LedgerAccount.RECEIVABLES, total, credit_item), *_receivables(allocations, sign=-1)],
    )


def credit_note_paid_out(
    *,
    booking_date: date,
    currency: str,
    credit_item: str | int,
    cents: int,
    paid_from: LedgerAccount = LedgerAccount.UNALLOCATED_PAYMENTS,
) -> Entry:
    """A credit note to the money that went out for it: a bank line that waits, or other means."""
    return _entry(
        booking_date,
        EntryReason.CREDIT_NOTE_PAID_OUT,
        currency,
        [
            (LedgerAccount.RECEIVABLES, _positive(cents, "a refund"), credit_item),
            (paid_from, -cents, None),
        ],
    )


def bank_line_booked(*, booking_date: date, cents: int, currency: str) -> Entry:
    """Bank to unallocated payments, as the bank booked it: money in is positive, money out negative."""
    if cents == 0:
        raise AmountNotPositive("a bank line of nothing cannot be booked; read the amount again")
    return _entry(
        booking_date,
        EntryReason.BANK_LINE_BOOKED,
        currency,
        [(LedgerAccount.BANK, cents, None), (LedgerAccount.UNALLOCATED_PAYMENTS, -cents, None)],
    )


def payment_allocated(
    *,
    booking_date: date,
    currency: str,
    allocations: Sequence[Allocation],
    interest_cents: int = 0,
    cost_cents: int = 0,
    customer_credit_cents: int = 0,
) -> Entry:
    """Unallocated payments to the open items it pays, and to interest, costs and credit where it pays those."""
    return _money_in(
        LedgerAccount.UNALLOCATED_PAYMENTS,
        EntryReason.PAYMENT_ALLOCATED,
        booking_date=booking_date,
        currency=currency,
        allocations=allocations,
        interest_cents=interest_cents,
        cost_cents=cost_cents,
        customer_credit_cents=customer_credit_cents,
    )


def payment_by_hand(
    *,
    booking_date: date,
    currency: str,
    allocations: Sequence[Allocation],
    interest_cents: int = 0,
    cost_cents: int = 0,
    customer_credit_cents: int = 0,
) -> Entry:
    """The same for money that no bank line shows: cash, a voucher, an account that is not read here."""
    return _money_in(
        LedgerAccount.PAID_BY_OTHER_MEANS,
        EntryReason.PAYMENT_BY_HAND,
        booking_date=booking_date,
        currency=currency,
        allocations=allocations,
        interest_cents=interest_cents,
        cost_cents=cost_cents,
        customer_credit_cents=customer_credit_cents,
    )


def overpayment(*, booking_date: date, currency: str, cents: int) -> Entry:
    """Unallocated payments to customer credit: what nothing of this customer is left to take."""
    return _entry(
        booking_date,
        EntryReason.OVERPAYMENT,
        currency,
        [
            (LedgerAccount.UNALLOCATED_PAYMENTS, _positive(cents, "an overpayment"), None),
            (LedgerAccount.CUSTOMER_CREDIT, -cents, None),
        ],
    )


def customer_credit_applied(*, booking_date: date, currency: str, allocations: Sequence[Allocation]) -> Entry:
    """Customer credit to the open items that it pays."""
    total = sum(_positive(one.cents, "an allocation") for one in allocations)
    return _entry(
        booking_date,
        EntryReason.CUSTOMER_CREDIT_APPLIED,
        currency,
        [(LedgerAccount.CUSTOMER_CREDIT, total, None), *_receivables(allocations, sign=-1)],
    )


def customer_credit_paid_out(*, booking_date: date, currency: str, cents: int) -> Entry:
    """Customer credit to unallocated payments, where the bank line of the refund (money out) waits for it."""
    return _entry(
        booking_date,
        EntryReason.CUSTOMER_CREDIT_PAID_OUT,
        currency,
        [
            (LedgerAccount.CUSTOMER_CREDIT, _positive(cents, "a refund"), None),
            (LedgerAccount.UNALLOCATED_PAYMENTS, -cents, None),
        ],
    )


def returned_debit(
    *, booking_date: date, currency: str, allocations: Sequence[Allocation], charges_cents: int = 0
) -> Entry:
    """The open items are open again; the bank line (money out) waits in unallocated payments.

    `charges_cents` is what the bank took besides: our cost. What of it may be demanded is another question.
    """
    total = sum(_positive(one.cents, "an allocation") for one in allocations)
    return _entry(
        booking_date,
        EntryReason.RETURNED_DEBIT,
        currency,
        [
            *_receivables(allocations, sign=1),
            (LedgerAccount.BANK_CHARGES, _not_negative(charges_cents, "bank charges"), None),
            (LedgerAccount.UNALLOCATED_PAYMENTS, -total - charges_cents, None),
        ],
    )


def small_difference(*, booking_date: date, currency: str, open_item: str | int, open_cents: int) -> Entry:
    """Clear what is left on an item: `open_cents` is negative where a little too much was paid."""
    return _entry(
        booking_date,
        EntryReason.SMALL_DIFFERENCE,
        currency,
        [
            (LedgerAccount.SMALL_DIFFERENCES, open_cents, None),
            (LedgerAccount.RECEIVABLES, -open_cents, open_item),
        ],
    )


def waiver(*, booking_date: date, currency: str, open_item: str | int, cents: int) -> Entry:
    """Give up part of a receivable for good (Kulanz)."""
    return _entry(
        booking_date,
        EntryReason.WAIVER,
        currency,
        [
            (LedgerAccount.WAIVED, _positive(cents, "a waiver"), None),
            (LedgerAccount.RECEIVABLES, -cents, open_item),
        ],
    )


def write_off(*, booking_date: date, currency: str, open_item: str | int, cents: int) -> Entry:
    """Take an uncollectible receivable out of the books (Ausbuchung); the claim itself may live on."""
    return _entry(
        booking_date,
        EntryReason.WRITE_OFF,
        currency,
        [
            (LedgerAccount.WRITE_OFF, _positive(cents, "a write-off"), None),
            (LedgerAccount.RECEIVABLES, -cents, open_item),
        ],
    )


def _money_in(
    source: LedgerAccount,
    reason: EntryReason,
    *,
    booking_date: date,
    currency: str,
    allocations: Sequence[Allocation],
    interest_cents: int,
    cost_cents: int,
    customer_credit_cents: int,
) -> Entry:
    total = (
        sum(_positive(one.cents, "an allocation") for one in allocations)
        + _not_negative(interest_cents, "interest")
        + _not_negative(cost_cents, "costs")
        + _not_negative(customer_credit_cents, "customer credit")
    )
    return _entry(
        booking_date,
        reason,
        currency,
        [
            (source, _positive(total, "a payment"), None),
            *_receivables(allocations, sign=-1),
            (LedgerAccount.INTEREST_INCOME, -interest_cents, None),
            (LedgerAccount.DUNNING_COST_INCOME, -cost_cents, None),
            (LedgerAccount.CUSTOMER_CREDIT, -customer_credit_cents, None),
        ],
    )


_Side = tuple[LedgerAccount, int, OpenItemId]


def _entry(booking_date: date, reason: EntryReason, currency: str, sides: Iterable[_Side]) -> Entry:
    postings = tuple(
        Posting(ledger_account=account, cents=cents, currency=currency, open_item=open_item)
        for account, cents, open_item in sides
        if cents
    )
    return Entry(booking_date=booking_date, reason=reason, postings=postings)


def _receivables(allocations: Sequence[Allocation], *, sign: int) -> list[_Side]:
    return [(LedgerAccount.RECEIVABLES, sign * one.cents, one.open_item) for one in allocations]


def _revenue_parts(total_cents: int, net_cents: int | None, *, sign: int) -> list[_Side]:
    net = total_cents if net_cents is None else net_cents
    if not 0 <= net <= total_cents:
        raise NetExceedsTotal(
            f"a net amount of {net} does not fit a total of {total_cents}; check the document"
        )
    return [
        (LedgerAccount.REVENUE, sign * net, None),
        (LedgerAccount.OUTPUT_VAT, sign * (total_cents - net), None),
    ]


def _positive(cents: int, what: str) -> int:
    if cents <= 0:
        raise AmountNotPositive(f"{what} needs an amount above zero, not {cents}")
    return cents


def _not_negative(cents: int, what: str) -> int:
    if cents < 0:
        raise AmountNotPositive(f"{what} cannot be negative: {cents}")
    return cents
