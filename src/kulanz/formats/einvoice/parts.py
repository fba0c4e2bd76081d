"""What both syntaxes say, before it is known whether the document can be taken over."""

from dataclasses import dataclass
from datetime import date

from kulanz.formats.amounts import amount_text
from kulanz.formats.einvoice.fields import Reading
from kulanz.formats.einvoice.type_codes import type_of
from kulanz.formats.records import CashDiscount, InvoiceRecord, Party, Problem, ReadInvoices, TaxLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The fields of one document as printed. `reading` holds currency and faults."""

    reading: Reading
    number: str | None
    type_code: str | None
    issue_date: date | None
    due_date: date | None
    total_cents: int | None
    due_cents: int | None
    net_cents: int | None
    tax_cents: int | None
    taxes: tuple[TaxLine, ...]
    seller: Party
    buyer: Party
    iban: str | None
    payment_reference: str | None
    payment_method: str | None
    payment_terms: str | None
    order_number: str | None
    delivered_on: date | None
    preceding_invoices: tuple[str, ...]
    prepaid_cents: int | None
    rounding_cents: int | None
    third_party_cents: int | None
    cash_discounts: tuple[CashDiscount, ...]
    profile: str | None


def finished(parts: Parts, *, file: str, place: str) -> ReadInvoices:
    """Return the record, or every reason why there is none."""
    reading = parts.reading
    failed = {where for where, _sentence in reading.faults}
    if parts.number is None:
        reading.fail("", "Die Rechnung nennt keine Nummer.")
    if parts.issue_date is None and not any("Issue" in where for where in failed):
        reading.fail("", "Die Rechnung nennt kein Rechnungsdatum.")
    if parts.total_cents is None and not failed & {"Currency", "GrandTotalAmount", "TaxInclusiveAmount"}:
        wanted = f" in {reading.currency}" if reading.currency else ""
        reading.fail("", f"Die Rechnung nennt keinen Gesamtbetrag{wanted}.")
    if reading.faults or parts.number is None or parts.issue_date is None or parts.total_cents is None:
        return ReadInvoices(errors=_problems(reading.faults, file=file, place=place))
    record = InvoiceRecord(
        file=file,
        place=place,
        number=parts.number,
        type=type_of(parts.type_code),
        type_code=parts.type_code,
        issue_date=parts.issue_date,
        due_date=parts.due_date,
        currency=reading.currency,
        total_cents=parts.total_cents,
        due_cents=parts.due_cents,
        net_cents=parts.net_cents,
        tax_cents=parts.tax_cents,
        taxes=parts.taxes,
        seller=parts.seller,
        buyer=parts.buyer,
        iban=parts.iban,
        payment_reference=parts.payment_reference,
        payment_method=parts.payment_method,
        payment_terms=parts.payment_terms,
        order_number=parts.order_number,
        delivered_on=parts.delivered_on,
        preceding_invoice=parts.preceding_invoices[0] if len(parts.preceding_invoices) == 1 else None,
        preceding_invoices=parts.preceding_invoices,
        prepaid_cents=parts.prepaid_cents,
        rounding_cents=parts.rounding_cents,
        third_party_cents=parts.third_party_cents,
        cash_discounts=parts.cash_discounts,
        profile=parts.profile,
    )
    _check_sum(record, reading)
    _check_due(record, reading)
    return ReadInvoices(invoices=(record,), warnings=_problems(reading.notices, file=file, place=place))


def _check_sum(record: InvoiceRecord, reading: Reading) -> None:
    """Notice where net and tax do not make the total. The printed total stays."""
    if record.net_cents is None or record.tax_cents is None:
        return
    gap = record.total_cents - record.net_cents - record.tax_cents
    if gap:
        difference = amount_text(gap, currency=record.currency or "")
        reading.notice(
            "", f"Netto und Steuer ergeben nicht den Gesamtbetrag; die Differenz ist {difference}."
        )


def _check_due(record: InvoiceRecord, reading: Reading) -> None:
    """Notice where the amount due is not what total, prepayment and rounding leave. The printed one stays."""
    if record.due_cents is None:
        return
    left = record.total_cents - (record.prepaid_cents or 0)
    left += (record.rounding_cents or 0) + (record.third_party_cents or 0)
    if record.due_cents != left:
        difference = amount_text(record.due_cents - left, currency=record.currency or "")
        reading.notice(
            "",
            "Der Zahlbetrag ist nicht, was Gesamtbetrag, Vorauszahlung und Rundung ergeben; "
            f"die Differenz ist {difference}.",
        )


def _problems(found: list[tuple[str, str]], *, file: str, place: str) -> tuple[Problem, ...]:
    return tuple(
        Problem(file=file, place=", ".join(part for part in (place, where) if part), message=sentence)
        for where, sentence in found
    )
