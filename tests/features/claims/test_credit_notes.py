"""Credit notes lower the invoice they name, corrections replace it, each exactly once."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from kulanz.features.claims.intake import ImportReport, import_invoices
from kulanz.features.claims.models import Case, Invoice
from kulanz.features.doctor.checks import examine
from kulanz.features.dunning.strategies import publish_presets
from kulanz.features.ledger.models import OpenItem
from kulanz.features.parties.actions import place_hold
from kulanz.features.parties.models import ContactHold, Customer
from kulanz.features.tenants.models import Merchant
from kulanz.formats.records import CashDiscount, InvoiceRecord, Party, ReadInvoices
from tests.features.builders import NOW, TODAY, a_merchant, actor_of

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


CORRECTION = replace(
    INVOICE, number="KO-1", type="correction", type_code="384", total_cents=8000, preceding_invoice="RE-1"
)


def books_are_right() -> bool:
    """Every open amount is the sum of its postings, and the examination of the books finds nothing."""
    for item in OpenItem.objects.all():
        assert item.open_cents == sum(item.postings.values_list("cents", flat=True))
    for shop in Merchant.objects.all():
        publish_presets(actor=actor_of(shop), at=NOW)
    found = [finding for title, findings in examine(machine_now=NOW) for finding in findings]
    assert found == []
    return True


def state_of(number: str) -> tuple[str, str]:
    case = Case.objects.get(invoice__number=number)
    return case.state, case.closed_because


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


def test_a_credit_note_taken_in_twice_lowers_once():
    shop = a_merchant()
    take(shop, INVOICE)
    take(shop, NOTE)
    [row] = take(shop, NOTE).rows
    assert (row.outcome.value, open_of("RE-1"), open_of("GS-1")) == ("duplicate", 7000, 0)


def test_a_credit_note_before_its_invoice_waits_and_lowers_it_once():
    shop = a_merchant()
    [row] = take(shop, NOTE).rows
    assert "noch nicht eingelesen" in row.notes[-1] and open_of("GS-1") == -3000
    take(shop, replace(INVOICE, number="RE-2"))
    assert (open_of("RE-2"), open_of("GS-1")) == (10000, -3000), "another invoice is none of its business"
    take(shop, INVOICE)
    take(shop, INVOICE)
    assert (open_of("RE-1"), open_of("GS-1"), open_of("RE-2")) == (7000, 0, 10000)
    assert books_are_right()


def test_two_credit_notes_that_waited_lower_one_after_the_other():
    shop = a_merchant()
    take(shop, replace(NOTE, total_cents=8000), replace(NOTE, number="GS-2", total_cents=5000))
    take(shop, INVOICE)
    assert (open_of("RE-1"), open_of("GS-1"), open_of("GS-2")) == (0, 0, -3000)
    assert Case.objects.get(invoice__number="RE-1").closed_because == "credited"


def test_a_credit_note_that_waited_is_not_taken_by_the_invoice_of_somebody_else():
    shop, other = a_merchant(), a_merchant()
    take(shop, replace(NOTE, buyer=Party(name="Jonas Muster", number="K-2")))
    take(other, INVOICE)
    take(shop, INVOICE)
    assert {item.open_cents for item in OpenItem.objects.filter(invoice__number="RE-1")} == {10000}
    assert open_of("GS-1") == -3000


def test_a_credit_note_for_several_invoices_is_allotted_by_a_person():
    shop = a_merchant()
    take(shop, INVOICE, replace(INVOICE, number="RE-2"))
    [row] = take(shop, replace(NOTE, preceding_invoice=None, preceding_invoices=("RE-1", "RE-2"))).rows
    assert "RE-1, RE-2" in row.notes[-1]
    assert (open_of("RE-1"), open_of("RE-2"), open_of("GS-1")) == (10000, 10000, -3000)


def test_a_credit_note_without_number_for_the_customer_is_his_whose_invoice_it_names():
    shop = a_merchant()
    buyer = Party(name="Café Nordlicht OHG")
    take(shop, replace(INVOICE, buyer=buyer))
    take(shop, replace(NOTE, buyer=buyer))
    take(shop, replace(NOTE, number="GS-2", buyer=Party(name="Café Südlicht OHG")))
    assert (open_of("RE-1"), open_of("GS-1"), open_of("GS-2")) == (7000, 0, -3000)


def test_a_negative_correction_lowers_like_a_credit_note():
    shop = a_merchant()
    take(shop, INVOICE, replace(NOTE, type="correction", type_code="384", total_cents=-3000))
    assert open_of("RE-1") == 7000


def test_a_correction_takes_the_place_of_the_invoice_it_names():
    shop = a_merchant()
    take(shop, INVOICE)
    [row] = take(shop, CORRECTION).rows
    assert "Ersetzt die Rechnung RE-1" in row.notes[0]
    assert (open_of("RE-1"), open_of("KO-1")) == (0, 8000)
    assert (state_of("RE-1"), state_of("KO-1")) == (("closed", "replaced"), ("open", ""))
    take(shop, CORRECTION)
    take(shop, INVOICE)
    assert (open_of("RE-1"), open_of("KO-1")) == (0, 8000), "a second import changes nothing"
    assert books_are_right()


def test_invoice_and_correction_may_come_in_one_file_in_either_order_of_rows():
    shop = a_merchant()
    assert [row.outcome.value for row in take(shop, CORRECTION, INVOICE).rows] == ["problem", "imported"]
    shop = a_merchant()
    take(shop, replace(INVOICE, number="RE-7"), replace(CORRECTION, number="KO-7", preceding_invoice="RE-7"))
    assert (open_of("RE-7"), open_of("KO-7")) == (0, 8000)


@pytest.mark.parametrize(
    ("due", "total", "correction_open", "earlier_open", "closed_because"),
    [
        (6000, 8000, 4000, 0, ""),  # 40.00 paid, 80.00 owed
        (6000, 4000, 0, 0, "paid"),
        (6000, 3000, 0, -1000, "paid"),  # ten euros too much stay the customer's credit
        (0, 10000, 0, 0, "paid"),
    ],
)
def test_what_was_paid_on_the_earlier_invoice_counts_for_the_correction(
    due, total, correction_open, earlier_open, closed_because
):
    shop = a_merchant()
    take(shop, replace(INVOICE, due_cents=due))
    take(shop, replace(CORRECTION, total_cents=total))
    assert (open_of("KO-1"), open_of("RE-1")) == (correction_open, earlier_open)
    assert state_of("KO-1")[1] == closed_because
    assert books_are_right()


def test_a_correction_after_the_cancellation_of_its_invoice_credits_nothing_twice():
    shop = a_merchant()
    take(shop, INVOICE, replace(NOTE, total_cents=10000), CORRECTION)
    assert (open_of("RE-1"), open_of("GS-1"), open_of("KO-1")) == (0, 0, 8000)
    assert books_are_right()


def test_what_is_replaced_is_neither_lowered_nor_replaced_again():
    shop = a_merchant()
    take(shop, INVOICE)
    take(shop, CORRECTION)
    for again in (NOTE, replace(CORRECTION, number="KO-2", total_cents=9000)):
        [problem] = take(shop, again).problems
        assert "schon durch die Korrektur KO-1 ersetzt" in problem.message
    assert (open_of("RE-1"), open_of("KO-1"), Invoice.objects.count()) == (0, 8000, 2)
    take(shop, replace(CORRECTION, number="KO-2", total_cents=9000, preceding_invoice="KO-1"))
    assert (open_of("KO-1"), open_of("KO-2")) == (0, 9000), "a correction may itself be corrected"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"preceding_invoice": None}, "steht nicht in der Datei"),
        ({"preceding_invoice": "RE-9"}, "ist nicht eingelesen"),
        ({"preceding_invoice": "GS-1"}, "keine Rechnung dieses Kunden"),
        ({"currency": "CHF"}, "keine Rechnung dieses Kunden"),
        ({"buyer": Party(name="Jonas Muster", number="K-2")}, "keine Rechnung dieses Kunden"),
    ],
)
def test_a_correction_that_replaces_nothing_known_needs_a_person(changes, said):
    shop = a_merchant()
    take(shop, INVOICE, replace(NOTE, preceding_invoice=None))
    [problem] = take(shop, replace(CORRECTION, **changes)).problems
    assert said in problem.message
    assert (open_of("RE-1"), Invoice.objects.count(), Customer.objects.count()) == (10000, 2, 1)


def test_a_hold_on_the_earlier_invoice_keeps_the_correction_from_being_demanded():
    shop = a_merchant()
    take(shop, INVOICE)
    earlier = Invoice.objects.get()
    until = {"since": TODAY, "until": None, "because": "Klärung", "day": TODAY, "at": NOW}
    place_hold(
        actor=actor_of(shop), customer_id=earlier.customer_id, invoice_id=earlier.pk, kind="dispute", **until
    )
    take(shop, CORRECTION)
    [hold] = ContactHold.objects.filter(invoice__number="KO-1")
    assert (hold.kind, hold.until, hold.because) == ("dispute", None, "Klärung")


def asked(number: str) -> list[tuple[str, str]]:
    """The holds of an invoice that wait for a person, with their words."""
    rows = ContactHold.objects.filter(invoice__number=number, until__isnull=True, lifted_at__isnull=True)
    return list(rows.values_list("kind", "because"))


@pytest.mark.parametrize(("total", "is_asked"), [(10001, True), (10000, False), (9999, False)])
def test_a_correction_that_demands_more_than_its_invoice_waits_for_a_person(total, is_asked):
    shop = a_merchant()
    take(shop, INVOICE)
    take(shop, replace(CORRECTION, total_cents=total))
    assert [kind for kind, _ in asked("KO-1")] == (["dispute"] if is_asked else [])
    assert open_of("KO-1") == total and books_are_right()


def test_what_is_paid_with_the_correction_asks_nobody():
    shop = a_merchant()
    take(shop, replace(INVOICE, due_cents=0))
    take(shop, replace(CORRECTION, total_cents=10000))
    assert asked("KO-1") == [] and state_of("KO-1") == ("closed", "paid")


@pytest.mark.parametrize(("credited", "is_asked"), [(3000, True), (9999, True), (10000, False)])
def test_whether_a_correction_counts_an_earlier_credit_note_is_asked(credited, is_asked):
    shop = a_merchant()
    take(shop, INVOICE, replace(NOTE, total_cents=credited), CORRECTION)
    assert bool(asked("KO-1")) == is_asked
    if is_asked:
        assert "ein Teil gutgeschrieben" in asked("KO-1")[0][1]
    assert books_are_right()


@pytest.mark.parametrize("owner", ["sold", "marketplace", "prepayment", "unknown"])
def test_a_claim_of_others_stays_theirs_when_it_is_corrected(owner):
    shop = a_merchant()
    take(shop, INVOICE)
    Invoice.objects.update(collectible_by=owner, payment_method="Klarna", sales_channel="Markt")
    take(shop, CORRECTION)
    correction = Invoice.objects.get(number="KO-1")
    assert (correction.collectible_by, correction.payment_method, correction.sales_channel) == (
        owner,
        "Klarna",
        "Markt",
    )


def test_a_claim_of_ours_is_not_taken_from_others_by_its_correction():
    shop = a_merchant()
    take(shop, INVOICE)
    take(shop, replace(CORRECTION, payment_method="97"))
    assert Invoice.objects.get(number="KO-1").collectible_by == "unknown"


@pytest.mark.parametrize("note_comes_first", [True, False])
def test_nothing_is_demanded_for_an_invoice_that_a_credit_note_of_somebody_else_names(note_comes_first):
    shop, foreign = a_merchant(), replace(NOTE, buyer=Party(name="Jonas Muster", number="K-2"))
    take(a_merchant(), INVOICE)
    for one in (foreign, INVOICE) if note_comes_first else (INVOICE, foreign):
        take(shop, one)
    [hold] = ContactHold.objects.all()
    assert (hold.merchant, hold.invoice.number, hold.kind) == (shop, "RE-1", "dispute")
    take(shop, foreign)
    take(shop, INVOICE)
    assert ContactHold.objects.count() == 1, "taken in again it asks nothing again"


def test_an_invoice_that_no_credit_note_of_somebody_else_names_is_left_alone():
    shop = a_merchant()
    take(shop, INVOICE, replace(INVOICE, number="RE-2"), NOTE)
    take(
        shop,
        replace(NOTE, number="GS-2", buyer=Party(name="Jonas Muster", number="K-2"), preceding_invoice=None),
    )
    assert not ContactHold.objects.exists()


def test_the_cash_discount_stays_with_the_invoice():
    shop = a_merchant()
    terms = (CashDiscount(days=14, percent=Decimal("2.00")), CashDiscount(days=7, cents=300, base_cents=9000))
    take(shop, replace(INVOICE, cash_discounts=terms))
    take(shop, replace(INVOICE, number="RE-2"))
    assert Invoice.objects.get(number="RE-1").cash_discounts == [
        {"days": 14, "percent": "2.00"},
        {"days": 7, "cents": 300, "base_cents": 9000},
    ]
    assert Invoice.objects.get(number="RE-2").cash_discounts == []


@pytest.mark.parametrize(
    ("changes", "total", "still_open"),
    [
        ({"due_cents": 10002, "rounding_cents": 2}, 10002, 10002),
        ({"prepaid_cents": 2500}, 10000, 7500),
        ({"prepaid_cents": 2500, "due_cents": 7500}, 10000, 7500),
        ({"net_cents": 10000, "rounding_cents": -1, "due_cents": 9999}, 9999, 9999),
    ],
)
def test_rounding_and_prepayment_are_part_of_what_is_open(changes, total, still_open):
    shop = a_merchant()
    take(shop, replace(INVOICE, **changes))
    assert (Invoice.objects.get().total_cents, open_of("RE-1")) == (total, still_open)
    assert books_are_right()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"third_party_cents": 2996, "due_cents": 12996}, "Forderungen anderer"),
        ({"total_cents": -500, "due_cents": 500}, "der offene Betrag aber nicht"),
        ({"total_cents": 500, "due_cents": -500}, "negativ"),
    ],
)
def test_amounts_that_contradict_each_other_are_refused(changes, said):
    shop = a_merchant()
    [problem] = take(shop, replace(INVOICE, **changes)).problems
    assert said in problem.message and not Invoice.objects.exists()


def test_a_credit_note_whose_amount_due_is_printed_negative_is_a_credit_all_the_same():
    shop = a_merchant()
    take(shop, INVOICE, replace(NOTE, due_cents=-3000))
    assert (open_of("RE-1"), open_of("GS-1")) == (7000, 0)


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
