"""Invoices come in: every good row once, every bad row with its place, nothing twice."""

from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from kulanz.features.audit.models import Event
from kulanz.features.claims.intake import Outcome
from kulanz.features.claims.models import Case, Invoice
from kulanz.features.deadlines.models import Deadline
from kulanz.features.documents.actions import read
from kulanz.features.documents.models import Document
from kulanz.features.ledger.models import OpenItem, Posting
from kulanz.features.parties.models import ContactHold, Customer
from tests.features.builders import TODAY, a_merchant
from tests.features.claims.files import a_row, a_table, take_in

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).parents[2] / "formats" / "samples"


def all_rows() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def stored_files() -> set[str]:
    folder = Path(settings.KULANZ_DOCUMENTS)
    return {str(path) for path in folder.rglob("*") if path.is_file()}


def outcomes(report) -> list[str]:
    return [row.outcome.value for row in report.rows]


def the_invoice(number: str) -> Invoice:
    return Invoice.objects.select_related("open_item", "customer").get(number=number)


def test_a_row_becomes_an_invoice_an_open_item_a_case_and_a_deadline():
    shop = a_merchant()
    report = take_in(shop, a_table(a_row()))
    assert outcomes(report) == ["imported"] and report.open_cents == (("EUR", 12990),)
    invoice = the_invoice("RE-1")
    assert (invoice.total_cents, invoice.open_item.open_cents, invoice.due_date) == (
        12990,
        12990,
        date(2026, 11, 27),
    )
    assert invoice.collectible_by == "merchant" and invoice.customer.number == "K-77"
    assert (invoice.case.state, invoice.case.look_again_on) == ("open", TODAY)
    assert Deadline.objects.get(case_id=invoice.case.pk).ends_on == date(2026, 11, 27)
    event = Event.objects.get(kind="InvoiceImported")
    assert (event.invoice_id, event.case_id, event.customer_id) == (
        invoice.pk,
        invoice.case.pk,
        invoice.customer_id,
    )
    assert sum(Posting.objects.values_list("cents", flat=True)) == 0


def test_a_bad_row_is_reported_with_its_place_and_loses_no_other_row():
    shop = a_merchant()
    data = a_table(
        a_row(), a_row(Rechnungsnummer="RE-2", Bruttobetrag="zwölf"), a_row(Rechnungsnummer="RE-3")
    )
    report = take_in(shop, data)
    assert sorted(Invoice.objects.values_list("number", flat=True)) == ["RE-1", "RE-3"]
    [problem] = report.problems
    assert "Zeile 3" in problem.place and "Bruttobetrag" in problem.place


def test_the_same_file_again_books_nothing_twice():
    shop = a_merchant()
    data = a_table(a_row(), a_row(Rechnungsnummer="RE-2", Bruttobetrag="20,00"))
    take_in(shop, data)
    before = all_rows()
    report = take_in(shop, data)
    assert outcomes(report) == ["duplicate", "duplicate"]
    assert all_rows() == before


def test_the_same_number_with_another_amount_is_a_problem_that_names_the_difference():
    shop = a_merchant()
    take_in(shop, a_table(a_row()))
    report = take_in(shop, a_table(a_row(Bruttobetrag="130,90")))
    [problem] = report.problems
    assert "129,90 EUR" in problem.message and "130,90 EUR" in problem.message
    assert the_invoice("RE-1").open_item.open_cents == 12990


def test_a_dry_run_writes_nothing_and_reports_the_same():
    shop = a_merchant()
    take_in(shop, a_table(a_row(Rechnungsnummer="RE-0")))
    data = a_table(
        a_row(Rechnungsnummer="RE-0"),
        a_row(),
        a_row(Rechnungsnummer="RE-2", Bruttobetrag="x"),
        a_row(Rechnungsnummer="RE-3", Zahlart="Bitcoin", Kundennummer="", Kunde="Jonas Muster"),
    )
    before, files = all_rows(), stored_files()
    dry = take_in(shop, data, dry_run=True)
    assert all_rows() == before and stored_files() == files
    real = take_in(shop, data)
    assert dry.rows == real.rows
    assert (dry.customers_added, dry.open_cents, dry.questions) == (
        real.customers_added,
        real.open_cents,
        real.questions,
    )
    assert all_rows() != before


def test_the_original_bytes_are_kept():
    shop = a_merchant()
    data = a_table(a_row())
    take_in(shop, data, file="Export Nov.csv")
    document = Document.objects.get(merchant=shop)
    assert (document.kind, document.original_name) == ("invoice_list", "Export Nov.csv")
    assert read(document) == data and the_invoice("RE-1").document == document


def test_what_was_paid_before_is_not_open_and_has_no_case():
    shop = a_merchant()
    rows = [
        a_row(Rechnungsnummer="PAID", Offener_Betrag="0,00", Bezahlt_am="20.11.2026"),
        a_row(Rechnungsnummer="PART", Offener_Betrag="29,90", Bezahlt_am=""),
        a_row(Rechnungsnummer="OPEN", Offener_Betrag="129,90", Bezahlt_am=""),
    ]
    take_in(shop, a_table(*rows))
    assert [the_invoice(number).open_item.open_cents for number in ("PAID", "PART", "OPEN")] == [
        0,
        2990,
        12990,
    ]
    assert not Case.objects.filter(invoice__number="PAID").exists()
    assert Case.objects.filter(invoice__number="PART").exists()
    assert the_invoice("PAID").open_item.cleared_on == date(2026, 11, 20)
    for item in OpenItem.objects.all():
        assert item.open_cents == sum(item.postings.values_list("cents", flat=True))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"Offener_Betrag": "200,00"}, "größer als der Rechnungsbetrag"),
        ({"Offener_Betrag": "10,00", "Zahlungsstatus": "bezahlt"}, "bezahlt"),
        ({"Zahlungsstatus": "teilweise bezahlt"}, "offene Betrag fehlt"),
        ({"Zahlungsstatus": "offen", "Bezahlt_am": "20.11.2026"}, "offen und am 20.11.2026 bezahlt"),
        ({"Nettobetrag": "200,00"}, "Nettobetrag"),
        ({"Belegart": "Angebot"}, "weder Rechnung noch Gutschrift"),
    ],
)
def test_a_row_that_contradicts_itself_is_refused_and_nothing_of_it_is_booked(changes, said):
    shop = a_merchant()
    report = take_in(shop, a_table(a_row(**changes)))
    [problem] = report.problems
    assert said in problem.message and "Zeile 2" in problem.place
    assert not Invoice.objects.exists() and not Posting.objects.exists() and not Customer.objects.exists()


def test_a_cancelled_invoice_is_skipped_because_nothing_is_owed():
    shop = a_merchant()
    report = take_in(shop, a_table(a_row(Zahlungsstatus="storniert")))
    assert outcomes(report) == ["skipped"] and not Invoice.objects.exists()


def test_a_credit_note_is_the_customers_credit_until_somebody_uses_it():
    shop = a_merchant()
    take_in(
        shop, a_table(a_row(), a_row(Rechnungsnummer="GS-1", Belegart="Gutschrift", Bruttobetrag="29,90"))
    )
    note = the_invoice("GS-1")
    assert (note.type, note.total_cents, note.open_item.open_cents) == ("credit_note", -2990, -2990)
    assert the_invoice("RE-1").open_item.open_cents == 12990
    assert not Case.objects.filter(invoice=note).exists()


def test_net_and_vat_are_kept_and_booked_apart():
    shop = a_merchant()
    take_in(
        shop,
        a_table(a_row(Bruttobetrag="119,00", Nettobetrag="100,00", **{"USt-Satz": "19", "Steuerland": "DE"})),
    )
    invoice = the_invoice("RE-1")
    assert (invoice.net_cents, invoice.tax_country, invoice.taxes[0]["rate"]) == (10000, "DE", "19")
    booked = dict(Posting.objects.values_list("ledger_account", "cents"))
    assert booked == {"receivables": 11900, "revenue": -10000, "output_vat": -1900}


def test_another_currency_is_taken_over_and_said():
    shop = a_merchant()
    report = take_in(shop, a_table(a_row(Währung="CHF")))
    assert the_invoice("RE-1").open_item.currency == "CHF"
    assert any("CHF" in note for note in report.rows[0].notes)


def test_the_dunning_stage_of_the_former_system_is_kept_with_the_case():
    shop = a_merchant()
    take_in(
        shop,
        a_table(
            a_row(Mahnstufe="2", Letzte_Mahnung_am="25.11.2026"), a_row(Rechnungsnummer="B", Mahnstufe="0")
        ),
    )
    case = Case.objects.get(invoice__number="RE-1")
    assert (case.imported_step, case.imported_step_on) == ("2", date(2026, 11, 25))
    assert Case.objects.get(invoice__number="B").imported_step == ""


def test_an_invoice_without_any_term_waits_thirty_days_and_says_so():
    shop = a_merchant()
    report = take_in(shop, a_table(a_row(**{"Fällig am": ""})))
    assert the_invoice("RE-1").due_date == date(2026, 12, 13)
    assert any("Keine Fälligkeit" in note for note in report.rows[0].notes)


def test_a_return_in_the_shipping_status_holds_the_invoice():
    shop = a_merchant()
    take_in(
        shop, a_table(a_row(Versandstatus="Retoure"), a_row(Rechnungsnummer="B", Versandstatus="zugestellt"))
    )
    hold = ContactHold.objects.get()
    assert (hold.kind, hold.invoice.number) == ("goods_return", "RE-1")
    assert the_invoice("B").delivery == "delivered" and the_invoice("RE-1").delivery == "unknown"


def test_a_later_export_that_knows_of_payment_stops_reminders_but_books_nothing():
    shop = a_merchant()
    take_in(shop, a_table(a_row()))
    report = take_in(shop, a_table(a_row(Bezahlt_am="30.11.2026")))
    assert outcomes(report) == ["updated"]
    assert the_invoice("RE-1").open_item.open_cents == 12990
    assert ContactHold.objects.get().kind == "paid_claimed"
    assert outcomes(take_in(shop, a_table(a_row(Bezahlt_am="30.11.2026")))) == ["duplicate"]


def test_a_later_export_that_knows_of_delivery_updates_it():
    shop = a_merchant()
    take_in(shop, a_table(a_row()))
    report = take_in(shop, a_table(a_row(Zustelldatum="16.11.2026")))
    assert outcomes(report) == ["updated"]
    assert (the_invoice("RE-1").delivery, the_invoice("RE-1").delivered_on) == (
        "delivered",
        date(2026, 11, 16),
    )


def test_an_invoice_of_another_seller_is_not_ours():
    shop = a_merchant(vat_id="DE999999999")
    data = (SAMPLES / "xrechnung.ubl.xml").read_bytes()
    [problem] = take_in(shop, data, file="xrechnung.xml").problems
    assert "Eingangsrechnungen" in problem.message and not Invoice.objects.exists()


@pytest.mark.parametrize("sample", ["xrechnung.ubl.xml", "zugferd.cii.xml"])
def test_an_e_invoice_is_booked_with_its_file(sample):
    shop = a_merchant()
    report = take_in(shop, (SAMPLES / sample).read_bytes(), file=sample)
    assert [row.outcome for row in report.rows] == [Outcome.IMPORTED], report.rows
    invoice = Invoice.objects.get()
    assert invoice.document.kind == "invoice" and invoice.collectible_by == "merchant"


@pytest.mark.parametrize("sample", ["rechnungen.cp1252.csv", "invoices.en.csv"])
def test_our_own_samples_come_in_without_a_problem(sample):
    shop = a_merchant()
    report = take_in(shop, (SAMPLES / sample).read_bytes(), file=sample)
    assert not report.problems, report.problems
    assert Invoice.objects.count() == len(report.rows)


def test_another_merchants_invoice_with_the_same_number_is_none_of_ours():
    one, other = a_merchant(), a_merchant(iban=None)
    take_in(one, a_table(a_row()))
    report = take_in(other, a_table(a_row(Bruttobetrag="5,00")))
    assert outcomes(report) == ["imported"]
    assert Invoice.objects.get(merchant=one).open_item.open_cents == 12990
