"""Bank files: each line once, whatever file it came in; two equal lines in one file are two payments."""

from datetime import date

import pytest

from kulanz.features.banking.models import BankAccount, BankLine, Match, ProposedCustomer, StatementImport
from kulanz.features.banking.queries import covered_to, unallocated_for
from kulanz.features.claims.models import Case
from kulanz.features.documents.models import Document
from kulanz.features.ledger.models import Posting
from kulanz.features.parties.models import KnownIban
from tests.features.banking.files import a_line, a_statement, bring_in
from tests.features.builders import (
    NOW,
    PAYER_IBAN,
    SHOP_IBAN,
    TODAY,
    a_customer,
    a_merchant,
    actor_of,
    an_invoice,
)

pytestmark = pytest.mark.django_db
OTHER_IBAN = "DE02500105170137075030"


def balance(account: str) -> int:
    return sum(Posting.objects.filter(ledger_account=account).values_list("cents", flat=True))


def test_a_payment_with_number_name_and_amount_is_booked_and_closes_the_case():
    shop = a_merchant()
    invoice = an_invoice(a_customer(shop))
    report = bring_in(shop, a_statement(a_line()))
    assert (report.new, report.matched.booked) == (1, 1)
    invoice.open_item.refresh_from_db()
    assert invoice.open_item.open_cents == 0
    case = Case.objects.get(invoice=invoice)
    assert (case.state, case.closed_because, case.closed_on) == ("closed", "paid", TODAY)
    assert (balance("bank"), balance("unallocated_payments"), balance("receivables")) == (12990, 0, 0)
    match = Match.objects.get()
    assert match.is_automatic and match.cents == 12990 and match.evidence
    assert KnownIban.objects.get().iban == PAYER_IBAN


def test_the_same_file_again_books_nothing_twice_and_says_so():
    shop = a_merchant()
    an_invoice(a_customer(shop))
    bring_in(shop, a_statement(a_line()))
    postings = Posting.objects.count()
    report = bring_in(shop, a_statement(a_line()))
    assert "Diese Datei war schon da" in report.message
    assert (BankLine.objects.count(), Posting.objects.count(), StatementImport.objects.count()) == (
        1,
        postings,
        1,
    )


def test_the_same_line_in_two_files_is_one_payment_whatever_its_spaces():
    shop = a_merchant()
    bring_in(shop, a_statement(a_line(remittance_text="Rechnung RE-2026-1043")))
    again = a_line(remittance_text="Rechnung RE-2026-\n1043")
    report = bring_in(shop, a_statement(again, a_line(500, remittance_text="etwas anderes")))
    assert (report.new, report.known) == (1, 1)
    assert BankLine.objects.count() == 2


def test_two_equal_lines_in_one_file_are_two_payments():
    shop = a_merchant()
    report = bring_in(shop, a_statement(a_line(), a_line()))
    assert (report.new, BankLine.objects.count(), balance("bank")) == (2, 2, 25980)
    assert bring_in(shop, a_statement(a_line(), a_line())).new == 0


def test_one_equal_line_more_in_a_later_file_is_one_more_payment():
    shop = a_merchant()
    bring_in(shop, a_statement(a_line()))
    report = bring_in(shop, a_statement(a_line(), a_line()))
    assert (report.new, report.known, BankLine.objects.count()) == (1, 1, 2)


def test_an_equal_line_with_another_bank_reference_waits_for_a_person():
    shop = a_merchant()
    customer = a_customer(shop)
    an_invoice(customer)
    bring_in(shop, a_statement(a_line(bank_reference="A1")))
    report = bring_in(shop, a_statement(a_line(bank_reference="B2")))
    assert (report.new, report.twins) == (1, 1)
    twin = BankLine.objects.get(state="twin")
    assert twin.entry is None and twin.unallocated_cents == 0 and balance("bank") == 12990
    assert customer.pk in ProposedCustomer.objects.values_list("customer_id", flat=True)
    [money] = unallocated_for(actor_of(shop), [customer.pk])[customer.pk]
    assert money.cents == 12990


def test_lines_that_swap_places_in_a_later_file_are_recognised_by_their_references():
    shop = a_merchant()
    bring_in(shop, a_statement(a_line(bank_reference="A1"), a_line(bank_reference="B2")))
    report = bring_in(
        shop,
        a_statement(a_line(bank_reference="B2"), a_line(bank_reference="A1"), a_line(bank_reference="C3")),
    )
    assert (report.known, report.new, report.twins) == (2, 1, 0)


def test_a_line_with_less_text_from_another_format_is_a_doubtful_twin():
    shop = a_merchant()
    bring_in(shop, a_statement(a_line()))
    short = a_line(counterparty_iban=None, remittance_text="RE-2026-1043")
    assert bring_in(shop, a_statement(short, format="bank_csv")).twins == 1


def test_two_invoices_paid_on_one_day_in_two_files_are_no_twins():
    shop = a_merchant()
    bring_in(shop, a_statement(a_line()))
    report = bring_in(shop, a_statement(a_line(remittance_text="Rechnung RE-2026-1044")))
    assert (report.new, report.twins) == (1, 0)


def test_pending_lines_are_never_booked():
    shop = a_merchant()
    report = bring_in(shop, a_statement(a_line(status="pending"), a_line(status="info")))
    assert (report.new, report.pending, BankLine.objects.count()) == (0, 2, 0)


def test_an_unknown_account_is_refused_by_name_and_loses_no_other_statement():
    shop = a_merchant()
    report = bring_in(shop, a_statement(a_line(), account=OTHER_IBAN), a_statement(a_line(500)))
    [problem] = report.errors
    assert OTHER_IBAN in problem.message
    assert BankLine.objects.get().amount_cents == 500


def test_a_file_without_account_needs_one_named_where_there_are_several():
    from kulanz.features.banking.accounts import add_bank_account

    shop = a_merchant()
    assert bring_in(shop, a_statement(a_line(), account=None)).new == 1
    second = add_bank_account(actor=actor_of(shop), iban=OTHER_IBAN, owner_name="Lindenladen", at=NOW)
    refused = bring_in(shop, a_statement(a_line(700), account=None))
    assert refused.errors and refused.new == 0
    named = bring_in(shop, a_statement(a_line(700), account=None), bank_account=second.public_id)
    assert named.new == 1 and BankLine.objects.get(amount_cents=700).bank_account == second


def test_a_bank_code_and_number_name_the_account_too():
    shop = a_merchant()
    assert bring_in(shop, a_statement(a_line(), account="37040044/0532013000")).new == 1
    assert bring_in(shop, a_statement(a_line(), account="37040044/0532013001")).errors


@pytest.mark.parametrize(
    ("iban", "stated", "is_it"),
    [
        (SHOP_IBAN, "0532013000", True),  # ten digits are a number, not a bank code and the rest
        (SHOP_IBAN, "532013000", True),
        (SHOP_IBAN, "37040044532013000", True),
        (SHOP_IBAN, "532013001", False),
        ("AT611904300234573201", "19043/00234573201", True),
        ("AT611904300234573201", "234573201", True),
        ("AT611904300234573201", "19044/00234573201", False),
        ("NL91ABNA0417164300", "0417164300", False),  # no country whose numbers we know
    ],
)
def test_the_number_of_an_account_names_it_in_germany_austria_and_switzerland(iban, stated, is_it):
    shop = a_merchant(iban=iban)
    report = bring_in(shop, a_statement(a_line(), account=stated))
    assert (report.new, bool(report.errors)) == ((1, False) if is_it else (0, True))


def test_the_account_is_covered_to_the_closing_day_and_never_backwards():
    shop = a_merchant()
    assert covered_to(actor_of(shop)) is None
    bring_in(shop, a_statement(closing_date=date(2026, 11, 30)))
    bring_in(shop, a_statement(closing_date=date(2026, 11, 20)))
    assert covered_to(actor_of(shop)) == date(2026, 11, 30)


def test_a_report_within_the_day_covers_only_the_day_before():
    shop = a_merchant()
    bring_in(shop, a_statement(a_line(), format="camt.052.001.08", closing_date=None))
    assert covered_to(actor_of(shop)) == date(2026, 11, 29)


def test_a_date_in_the_future_does_not_open_the_gate_of_a_live_shop():
    shop = a_merchant(is_live=True)
    bring_in(shop, a_statement(a_line(), closing_date=date(2099, 1, 1)))
    assert BankAccount.objects.get(merchant=shop).covered_to == TODAY


def test_rent_and_fees_are_set_aside_without_bothering_anybody():
    shop = a_merchant()
    bring_in(
        shop,
        a_statement(a_line(-90000, remittance_text="Miete Dezember", counterparty_name="Hausverwaltung")),
    )
    assert BankLine.objects.get().state == "set_aside"


def test_a_name_alone_is_not_booked_but_withholds():
    shop = a_merchant()
    customer = a_customer(shop)
    an_invoice(customer)
    bring_in(shop, a_statement(a_line(5000, remittance_text="danke", counterparty_iban=None)))
    line = BankLine.objects.get()
    assert line.state in ("open", "proposed") and line.unallocated_cents == 5000 and line.because
    assert unallocated_for(actor_of(shop), [customer.pk])[customer.pk]


def test_the_original_bytes_of_the_file_are_kept():
    shop = a_merchant()
    bring_in(shop, a_statement(a_line()), data=b"<Document/>")
    assert Document.objects.get(kind="bank_statement").original_name == "auszug.xml"
    assert BankLine.objects.get().statement_import.document.size == 11


def test_a_payment_over_two_invoices_of_one_file_is_taken_once():
    shop = a_merchant()
    customer = a_customer(shop)
    one, two = an_invoice(customer), an_invoice(customer, number="RE-2026-1044", cents=1000)
    line = a_line(13990, remittance_text="RE-2026-1043 RE-2026-1044")
    bring_in(shop, a_statement(line, a_line()))
    for invoice in (one, two):
        invoice.open_item.refresh_from_db()
        assert invoice.open_item.open_cents == 0
    waiting = BankLine.objects.get(amount_cents=12990)
    assert waiting.state in ("open", "proposed") and waiting.unallocated_cents == 12990


@pytest.mark.parametrize(
    ("opens_on", "is_missing"),
    [(date(2026, 11, 20), False), (date(2026, 11, 23), False), (date(2026, 11, 24), True), (None, False)],
)
def test_a_missing_statement_is_noticed_and_a_weekend_is_none(opens_on, is_missing):
    shop = a_merchant()
    bring_in(shop, a_statement(closing_date=date(2026, 11, 20)))  # a Friday
    report = bring_in(shop, a_statement(a_line(), opening_date=opens_on))
    assert any("fehlt ein Auszug" in warning.message for warning in report.warnings) is is_missing
