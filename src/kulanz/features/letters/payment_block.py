"""How to pay by transfer: recipient, IBAN, amount, reference, and the same as an EPC QR code."""

from dataclasses import dataclass
from typing import Any

from kulanz.features.letters import wording
from kulanz.features.letters.payee import Payee, grouped
from kulanz.features.outbox.handlers import CannotRender
from kulanz.formats import epc_qr

REFERENCE_LENGTH = 140  # what a transfer and an EPC code carry
QR_CID = "epc-qr"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentBlock:
    """The rows that people copy, and what a banking app reads as a code (None where no code is possible)."""

    rows: tuple[tuple[str, str], ...]
    qr_payload: bytes | None
    qr_cid: str
    qr_alt: str


def payment_block(
    *,
    payee: Payee,
    numbers: list[str],
    customer_number: str,
    totals: dict[str, int],
    language: str,
    words: dict[str, Any],
) -> PaymentBlock:
    """Return the block for one transfer that pays all `numbers`; `totals` are cents per currency."""
    reference = reference_for(numbers, customer_number=customer_number, words=words)
    money = sum_in_words(totals, language)
    rows = [
        (words["recipient"], wording.on_one_line(payee.owner_name)),
        (words["iban"], grouped(payee.iban)),
        (words["amount"], money),
        (words["reference"], reference),
    ]
    payload = _qr(payee, totals, reference)
    alt = words["qr_alt"].format(
        amount=money, recipient=rows[0][1], iban=grouped(payee.iban), reference=reference
    )
    return PaymentBlock(rows=tuple(rows), qr_payload=payload, qr_cid=QR_CID if payload else "", qr_alt=alt)


def reference_for(numbers: list[str], *, customer_number: str, words: dict[str, Any]) -> str:
    """Return the invoice numbers, or the customer's number where so many do not fit into a transfer."""
    reference = " ".join(wording.on_one_line(number) for number in numbers)
    if len(reference) <= REFERENCE_LENGTH:
        return reference
    return str(words["customer_reference"]).format(number=wording.on_one_line(customer_number))


def sum_in_words(totals: dict[str, int], language: str) -> str:
    """Return `129,90 €`, or `129,90 € und 50,00 CHF` where two currencies meet."""
    return wording.listed((wording.amount(cents, code, language) for code, cents in totals.items()), language)


def _qr(payee: Payee, totals: dict[str, int], reference: str) -> bytes | None:
    if list(totals) != ["EUR"] or totals["EUR"] <= 0:
        return None
    try:
        return epc_qr.payload(
            name=payee.owner_name,
            iban=payee.iban,
            bic=payee.bic,
            amount_cents=totals["EUR"],
            text=reference,
        )
    except (epc_qr.PayloadTooLong, epc_qr.AmountOutOfRange):
        return None  # the rows above say the same; a code cannot carry this much
    except epc_qr.EpcRefused as cause:
        raise CannotRender(
            f"Die Bankverbindung passt in keinen Überweisungscode: {cause} Die Nachricht wurde angehalten."
        ) from cause
