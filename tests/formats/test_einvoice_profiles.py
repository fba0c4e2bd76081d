"""The same bill in every profile and syntax says the same, as far as the profile carries it, and nothing more."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from kulanz.formats.einvoice import read_einvoice
from kulanz.formats.records import CashDiscount, InvoiceRecord
from tests.formats.einvoice_samples import SKONTO, Sample, a_cii, a_ubl, einvoice_samples

SAMPLES = {one.name: one for one in einvoice_samples()}
TWO_PERCENT = CashDiscount(days=14, percent=Decimal("2.00"))


def only(data: bytes) -> InvoiceRecord:
    result = read_einvoice(data, file="r.xml")
    assert (result.errors, result.warnings) == ((), ())
    (invoice,) = result.invoices
    return invoice


def changed(data: bytes, old: str, new: str) -> bytes:
    assert old.encode() in data
    return data.replace(old.encode(), new.encode())


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_every_profile_says_number_day_total_and_parties(sample: Sample) -> None:
    invoice = only(sample.data)
    assert (invoice.number, invoice.issue_date, invoice.currency) == (
        "LL-2026-2001",
        date(2026, 11, 2),
        "EUR",
    )
    assert (invoice.total_cents, invoice.net_cents, invoice.tax_cents) == (10_710, 9000, 1710)
    assert (invoice.seller.name, invoice.seller.vat_id) == ("Lindenladen GmbH", "DE123456789")
    assert (invoice.buyer.name, invoice.profile) == ("Café Nordlicht OHG", sample.profile)
    is_note = sample.name == "ubl credit note"
    assert (invoice.type, invoice.type_code) == (("credit_note", "381") if is_note else ("invoice", "380"))


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_what_a_profile_does_not_carry_stays_unsaid(sample: Sample) -> None:
    invoice = only(sample.data)
    without_terms = sample.name in ("cii MINIMUM", "zugferd 1 BASIC")
    assert invoice.due_date == (None if without_terms else date(2026, 11, 16))
    assert (invoice.payment_terms is None) == without_terms
    assert invoice.prepaid_cents == (None if without_terms else 710)
    due = {"cii MINIMUM": 10_710, "zugferd 1 BASIC": None, "ubl XRECHNUNG EXTENSION": 10_500}
    assert invoice.due_cents == due.get(sample.name, 10_000)
    assert invoice.third_party_cents == (500 if sample.name == "ubl XRECHNUNG EXTENSION" else None)
    assert invoice.iban == (None if sample.name == "cii MINIMUM" else "DE89370400440532013000")
    assert len(invoice.taxes) == (0 if sample.name == "cii MINIMUM" else 1)


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_a_cash_discount_is_read_where_it_is_stated_in_a_notation_and_nowhere_else(sample: Sample) -> None:
    stated = sample.name.startswith("ubl") or sample.name in (
        "cii XRECHNUNG",
        "cii EXTENDED",
        "zugferd 1 EXTENDED",
    )
    assert only(sample.data).cash_discounts == ((TWO_PERCENT,) if stated else ())


@pytest.mark.parametrize(
    ("words", "discounts"),
    [
        ("#SKONTO#TAGE=7#PROZENT=3.00#\n#SKONTO#TAGE=14#PROZENT=2.00#\n30 Tage netto", [(7, "3.00", None), (14, "2.00", None)]),
        ("#SKONTO#TAGE=14#PROZENT=2.00#BASISBETRAG=95.20#", [(14, "2.00", 9520)]),
        ("#SKONTO#TAGE=14#PROZENT=2.00#BASISBETRAG=-95.20#", [(14, "2.00", -9520)]),
        ("2 % Skonto binnen 14 Tagen", []),
        ("#VERZUG#TAGE=3#PROZENT=3.00#", []),
    ],
)  # fmt: skip
def test_the_lines_of_xrechnung_are_read_and_prose_is_not(
    words: str, discounts: list[tuple[int, str, int]]
) -> None:
    read = only(changed(a_ubl("XRECHNUNG"), SKONTO, words)).cash_discounts
    assert [(one.days, str(one.percent), one.base_cents) for one in read] == discounts


@pytest.mark.parametrize(
    "words",
    ["#SKONTO#TAGE=14#PROZENT=2,00#", "#SKONTO#TAGE=bald#PROZENT=2.00#", "#SKONTO#", "#SKONTO#TAGE=14#"],
)
def test_a_discount_that_cannot_be_read_is_left_out_and_said(words: str) -> None:
    result = read_einvoice(changed(a_ubl("XRECHNUNG"), SKONTO, words), file="r.xml")
    assert result.invoices[0].cash_discounts == ()
    assert words in result.warnings[0].message and "Skonto" in result.warnings[0].message


def test_a_discount_for_months_is_not_taken_for_one_of_days() -> None:
    result = read_einvoice(changed(a_cii("EXTENDED"), 'unitCode="DAY"', 'unitCode="MON"'), file="r.xml")
    assert result.invoices[0].cash_discounts == ()
    assert "keine Frist in Tagen" in result.warnings[0].message


def test_the_last_day_of_a_discount_is_not_the_due_date() -> None:
    end = "<ram:SpecifiedTradeSettlementHeaderMonetarySummation>"
    discount = (
        "<ram:SpecifiedTradePaymentTerms><ram:DueDateDateTime><udt:DateTimeString>20261109</udt:DateTimeString></ram:DueDateDateTime>"
        "<ram:ApplicableTradePaymentDiscountTerms><ram:BasisPeriodMeasure>7</ram:BasisPeriodMeasure>"
        "<ram:CalculationPercent>3</ram:CalculationPercent></ram:ApplicableTradePaymentDiscountTerms></ram:SpecifiedTradePaymentTerms>"
    )
    invoice = only(changed(a_cii("EN 16931"), end, discount + end))
    assert (invoice.due_date, invoice.cash_discounts) == (
        date(2026, 11, 16),
        (replace(TWO_PERCENT, days=7, percent=Decimal(3)),),
    )


def test_an_earlier_invoice_is_named_where_it_is_one_and_all_are_kept_where_they_are_several() -> None:
    for make in (lambda **kw: a_cii("EN 16931", **kw), lambda **kw: a_ubl("XRECHNUNG", **kw)):
        none, one, two = (
            only(make(type_code="384", preceding=some)) for some in ((), ("A-1",), ("A-1", "A-2"))
        )
        assert (none.preceding_invoice, none.preceding_invoices) == (None, ())
        assert (one.preceding_invoice, one.preceding_invoices) == ("A-1", ("A-1",))
        assert (two.preceding_invoice, two.preceding_invoices) == (None, ("A-1", "A-2"))
        assert {one.type, two.type} == {"correction"}


def test_prepayment_and_rounding_explain_the_amount_due_and_a_gap_is_said() -> None:
    rounded = changed(
        a_cii("EN 16931", due="100.02"),
        "<ram:DuePayableAmount>", "<ram:RoundingAmount>0.02</ram:RoundingAmount><ram:DuePayableAmount>",
    )  # fmt: skip
    invoice = only(rounded)
    assert (invoice.due_cents, invoice.prepaid_cents, invoice.rounding_cents) == (10_002, 710, 2)
    result = read_einvoice(a_cii("EN 16931", due="100.02"), file="r.xml")
    assert result.invoices[0].due_cents == 10_002
    assert "0,02 EUR" in result.warnings[0].message


@pytest.mark.parametrize("code", ["326", "380", "384", "389", "381", "875", "876", "877"])
def test_negative_amounts_and_every_type_code_of_xrechnung_are_read_as_printed(code: str) -> None:
    invoice = only(a_cii("XRECHNUNG", type_code=code, due="-100.00").replace(b">1", b">-1").replace(b">7.10", b">-7.10")
                   .replace(b">90.00", b">-90.00").replace(b">-19.00", b">19.00").replace(b">-14<", b">14<"))  # fmt: skip
    assert (invoice.total_cents, invoice.due_cents, invoice.type_code) == (-10_710, -10_000, code)
