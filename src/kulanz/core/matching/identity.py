"""What makes two bank lines the same payment, in whatever file or format they come."""

from hashlib import sha256

from kulanz.core.matching.facts import BankLineFacts
from kulanz.core.matching.folding import compact, fold, iban


def line_identity(line: BankLineFacts, *, bank_account: str, ordinal: int) -> str:
    """64 hexadecimal digits: bank account, booking date, amount, counterparty, remittance text, ordinal.

    The counterparty is its IBAN, else its name in letters and digits; the text counts without white space
    and capitals. `ordinal` counts equal lines within one file from 0: two equal lines there are two payments.
    """
    counterparty = iban(line.counterparty_iban) or compact(line.counterparty_name or "")
    parts = (
        iban(bank_account),
        line.booking_date.isoformat(),
        str(line.amount_cents),
        line.currency,
        counterparty,
        "".join(fold(line.remittance_text).split()),
        str(ordinal),
    )
    return sha256("\x1f".join(parts).encode()).hexdigest()
