"""Credit notes lower the invoice they name; what they leave is the customer's credit."""

from dataclasses import replace
from datetime import date

import pytest

from kulanz.features.claims.intake import ImportReport, import_invoices
from kulanz.features.claims.models import Case, Invoice
from kulanz.features.ledger.models import OpenItem
from kulanz.features.tenants.models import Merchant
from kulanz.formats.records import InvoiceRecord, Party, ReadInvoices
from tests.features.builders import NOW, a_merchant, actor_of

pytestmark = pytest.mark.django_db
INVOICE = InvoiceRecord(
    file="x.xml", place="", number="RE-1", type="invoice", type_code="380", issue_date=date(2026, 11, 13),
    due_date=date(2026, 11, 27), currency="EUR", total_cents=10000, payment_method="58",
    buyer=Party(name="Erika Beispiel", number="K-1"),
)  # fmt: skip
NOTE = replace(
    INVOICE, number="GS-1", type="credit_note", type_code="381", total_cents=3000, preceding_invoice="RE-1"
)


def take(shop: Merchant, *records: InvoiceRecord) -> ImportReport:
    return import_invoices(
        actor=actor_of(shop), records=ReadInvoices(invoices=records), data=repr(records).encode(),
        file_name="x.xml", at=NOW, machine_now=NOW,
    )  # fmt: skip


def open_of(number: str) -> int:
    return OpenItem.objects.get(invoice__number=number).open_cents


@pytest.mark.parametrize(
    ("cents", "invoice_open", "note_open", "state"),
    [(3000, 7000, 0, "open"), (10000, 0, 0, "closed"), (12000, 0, -2000, "closed"), (-3000, 7000, 0, "open")],
)
def test_a_credit_note_lowers_the_invoice_it_names(cents, invoice_open, note_open, state):
    shop = a_merchant()
    take(shop, INVOICE)
    take(shop, replace(NOTE, total_cents=cents))
    assert (open_of("RE-1"), open_of("GS-1"), Case.objects.get().state) == (invoice_open, note_open, state)
    for item in OpenItem.objects.all():
        assert item.open_cents == sum(item.postings.values_list("cents", flat=True))


def test_invoice_and_credit_note_may_come_in_one_file():
    shop = a_merchant()
    take(shop, INVOICE, NOTE)
    assert (open_of("RE-1"), open_of("GS-1")) == (7000, 0)


def test_a_credit_note_lowers_no_invoice_of_somebody_else():
    shop = a_merchant()
    take(shop, INVOICE)
    take(shop, replace(NOTE, buyer=Party(name="Jonas Muster", number="K-2")))
    assert (open_of("RE-1"), open_of("GS-1")) == (10000, -3000)


def test_a_correction_that_says_neither_more_nor_less_needs_a_person():
    shop = a_merchant()
    [problem] = take(shop, replace(INVOICE, type="correction", type_code="384")).problems
    assert "ersetzt oder ergänzt" in problem.message and not Invoice.objects.exists()
    take(shop, INVOICE, replace(NOTE, type="correction", type_code="384", total_cents=-3000))
    assert open_of("RE-1") == 7000


def test_an_invoice_with_a_negative_amount_is_a_credit():
    shop = a_merchant()
    take(shop, replace(INVOICE, total_cents=-500))
    assert (Invoice.objects.get().type, open_of("RE-1")) == ("credit_note", -500)


@pytest.mark.parametrize(
    ("method", "iban", "expected"),
    [
        ("58", None, "merchant"),
        ("Zahlung per SEPA Überweisung.", "DE89370400440532013000", "merchant"),
        ("49", None, "merchant"),
        ("97", None, "unknown"),
        (None, None, "unknown"),
    ],
)
def test_the_payment_means_of_an_e_invoice_say_whose_claim_it_is(method, iban, expected):
    shop = a_merchant()
    take(shop, replace(INVOICE, payment_method=method, iban=iban))
    assert Invoice.objects.get().collectible_by == expected
