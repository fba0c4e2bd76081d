"""E-invoices in both syntaxes: the amounts as printed, and nothing that is not printed."""

from datetime import date
from decimal import Decimal

import pytest

from kulanz.formats.einvoice import read_einvoice
from kulanz.formats.einvoice.type_codes import type_of
from kulanz.formats.records import InvoiceRecord
from tests.formats.places import sample

SHOP = "DE89370400440532013000"


def only(data: bytes) -> InvoiceRecord:
    result = read_einvoice(data, file="r.xml")
    assert result.errors == ()
    (invoice,) = result.invoices
    return invoice


def changed(name: str, old: str, new: str) -> bytes:
    text = sample(name).decode()
    assert old in text
    return text.replace(old, new).encode()


def test_an_xrechnung_in_ubl() -> None:
    invoice = only(sample("xrechnung.ubl.xml"))
    assert (invoice.number, invoice.type, invoice.type_code) == ("LL-2026-1001", "invoice", "380")
    assert (invoice.issue_date, invoice.due_date, invoice.delivered_on) == (
        date(2026, 11, 2), date(2026, 11, 16), date(2026, 11, 4),
    )  # fmt: skip
    assert (invoice.total_cents, invoice.due_cents, invoice.net_cents, invoice.tax_cents) == (
        17_100,
        15_000,
        14_860,
        2240,
    )
    assert [(tax.rate, tax.net_cents, tax.tax_cents) for tax in invoice.taxes] == [
        (Decimal(19), 10_000, 1900), (Decimal(7), 4860, 340),
    ]  # fmt: skip
    assert (invoice.seller.name, invoice.seller.vat_id, invoice.seller.country) == (
        "Lindenladen GmbH",
        "DE123456789",
        "DE",
    )
    assert (invoice.buyer.name, invoice.buyer.vat_id, invoice.buyer.number) == (
        "Café Nordlicht OHG",
        None,
        "K-1001",
    )
    assert (invoice.buyer.email, invoice.buyer.city) == ("buero@nordlicht.example", "Leipzig")
    assert (invoice.iban, invoice.payment_reference) == (SHOP, "RF18539007547034")
    assert (invoice.payment_method, invoice.order_number) == ("SEPA-Überweisung", "B-77")


def test_a_zugferd_in_cii() -> None:
    invoice = only(sample("zugferd.cii.xml"))
    assert (invoice.number, invoice.type_code, invoice.currency) == ("LL-2026-1002", "380", "EUR")
    assert (invoice.issue_date, invoice.due_date) == (date(2026, 11, 3), date(2026, 11, 17))
    assert (invoice.total_cents, invoice.due_cents, invoice.net_cents) == (5950, 5950, 5000)
    assert (invoice.seller.vat_id, invoice.buyer.name, invoice.buyer.country) == (
        "DE123456789",
        "Jonas Muster",
        "AT",
    )
    assert (invoice.buyer.email, invoice.buyer.kind, invoice.order_number) == (
        "jonas@muster.example",
        None,
        "B-78",
    )
    assert (invoice.iban, invoice.payment_reference, invoice.delivered_on) == (SHOP, "LL-2026-1002", None)


def test_the_tax_in_the_currency_of_the_books_is_not_taken_for_the_one_of_the_invoice() -> None:
    assert only(sample("zugferd.cii.xml")).tax_cents == 950


def test_a_credit_note_keeps_the_amount_as_printed() -> None:
    text = sample("xrechnung.ubl.xml").decode().replace("xsd:Invoice-2", "xsd:CreditNote-2")
    text = text.replace("<Invoice ", "<CreditNote ").replace("</Invoice>", "</CreditNote>")
    text = text.replace("InvoiceTypeCode>380<", "CreditNoteTypeCode>381<").replace(
        "/cbc:InvoiceTypeCode", "/cbc:CreditNoteTypeCode"
    )
    invoice = only(text.replace("<cbc:DueDate>2026-11-16</cbc:DueDate>", "").encode())
    assert (invoice.type, invoice.type_code, invoice.total_cents, invoice.due_date) == (
        "credit_note",
        "381",
        17_100,
        None,
    )


@pytest.mark.parametrize(
    ("code", "kind"),
    [("380", "invoice"), ("326", "invoice"), ("386", "invoice"), ("381", "credit_note"), ("261", "credit_note"),
     ("396", "credit_note"), ("384", "correction"), ("325", "other"), ("220", "other"), ("999", "other"), (None, "other")],
)  # fmt: skip
def test_type_codes(code: str | None, kind: str) -> None:
    assert type_of(code) == kind


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("xrechnung.ubl.xml", "<cbc:DueDate>2026-11-16</cbc:DueDate>"),
        (
            "zugferd.cii.xml",
            '<ram:DueDateDateTime><udt:DateTimeString format="102">20261117</udt:DateTimeString></ram:DueDateDateTime>',
        ),
    ],
)
def test_no_due_date_is_worked_out_where_none_is_stated(name: str, line: str) -> None:
    assert only(changed(name, line, "")).due_date is None


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("xrechnung.ubl.xml", '<cbc:PayableAmount currencyID="EUR">150.00</cbc:PayableAmount>'),
        ("zugferd.cii.xml", "<ram:DuePayableAmount>59.50</ram:DuePayableAmount>"),
    ],
)
def test_no_amount_due_is_worked_out_where_none_is_stated(name: str, line: str) -> None:
    assert only(changed(name, line, "")).due_cents is None


def test_several_due_dates_are_left_to_a_person() -> None:
    second = "<ram:SpecifiedTradePaymentTerms><ram:DueDateDateTime><udt:DateTimeString>20261217</udt:DateTimeString></ram:DueDateDateTime></ram:SpecifiedTradePaymentTerms>"
    data = changed(
        "zugferd.cii.xml",
        "<ram:SpecifiedTradeSettlementHeader",
        second + "<ram:SpecifiedTradeSettlementHeader",
    )
    result = read_einvoice(data, file="r.xml")
    assert result.invoices[0].due_date is None
    assert "2026-11-17, 2026-12-17" in result.warnings[0].message


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("xrechnung.ubl.xml", ">171.00<", ">171,00<"),
        ("xrechnung.ubl.xml", ">171.00<", ">171.005<"),
        ("xrechnung.ubl.xml", ">171.00<", "><"),
        ("xrechnung.ubl.xml", "<cbc:ID>LL-2026-1001</cbc:ID>", ""),
        ("xrechnung.ubl.xml", "2026-11-02", "2026-11-31"),
        ("xrechnung.ubl.xml", ">EUR<", ">Euro<"),
        ("xrechnung.ubl.xml", ">150.00<", ">n/a<"),
        ("zugferd.cii.xml", ">59.50</ram:GrandTotalAmount>", "></ram:GrandTotalAmount>"),
        ("zugferd.cii.xml", ">20261103<", ">3. November<"),
        ("zugferd.cii.xml", ">19.00<", ">neunzehn<"),
    ],
)
def test_what_cannot_be_read_is_an_error_and_never_zero(name: str, old: str, new: str) -> None:
    result = read_einvoice(changed(name, old, new), file="r.xml")
    assert result.invoices == ()
    assert len(result.errors) == 1


def test_net_and_tax_that_do_not_make_the_total_are_a_warning() -> None:
    result = read_einvoice(
        changed("zugferd.cii.xml", ">50.00</ram:TaxBasis", ">49.00</ram:TaxBasis"), file="r.xml"
    )
    assert result.invoices[0].total_cents == 5950
    assert "1,00 EUR" in result.warnings[0].message
    assert read_einvoice(sample("zugferd.cii.xml"), file="r.xml").warnings == ()


def test_an_account_number_that_is_no_iban_is_not_passed_off_as_one() -> None:
    assert only(changed("xrechnung.ubl.xml", "DE89 3704 0044 0532 0130 00", "532013000")).iban is None


def test_an_order_is_no_invoice() -> None:
    result = read_einvoice(
        b'<Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2"/>', file="r.xml"
    )
    assert "Order" in result.errors[0].message
