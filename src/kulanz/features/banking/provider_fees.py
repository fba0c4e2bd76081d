"""A provider keeps its fee out of the payment: the customer paid the gross, and the fee is the merchant's own cost."""

from collections.abc import Iterator
from dataclasses import replace

from kulanz.features.banking.statement_accounts import provider_of
from kulanz.formats.records import BankLine, BankStatement


def parts_of(line: BankLine, *, statement: BankStatement) -> Iterator[BankLine]:
    """Yield the line, or, where a provider kept a fee of money that came in, the payment and the fee.

    Together they move the account as the line did. Of a bank's charges nobody knows whose cost they are: such a line
    stays one.
    """
    provider, fee = provider_of(statement), line.charges_cents
    kept_of_payment = (
        provider is not None
        and fee is not None
        and fee > 0
        and line.amount_cents > 0
        and line.original_amount_cents == line.amount_cents + fee
        and line.original_currency == line.currency
    )
    if not kept_of_payment or fee is None or provider is None:
        yield line
        return
    yield replace(line, amount_cents=line.amount_cents + fee, charges_cents=None)
    yield BankLine(
        place=line.place,
        status=line.status,
        booking_date=line.booking_date,
        value_date=line.value_date,
        amount_cents=-fee,
        currency=line.currency,
        remittance_text=f"Gebühr {line.bank_reference or ''}".strip(),
        bank_reference=line.bank_reference,
        booking_text="Gebühr",
    )
