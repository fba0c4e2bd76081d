"""Accept, assign by hand, undo, set aside: each does what it says, refuses what it must, and can be taken back."""

from datetime import date
from typing import Any

import pytest

from kulanz.features.audit.models import Event
from kulanz.features.banking.actions import (
    Assignment,
    InvoiceUnknown,
    LineUnknown,
    accept_proposal,
    match_by_hand,
    payment_by_hand,
    set_aside,
    take_back,
)
from kulanz.features.banking.booking import PaymentRefused
from kulanz.features.banking.models import BankLine, Match, ProposedCustomer
from kulanz.features.banking.queries import queue_counts
from kulanz.features.banking.rematching import rematch_open_lines
from kulanz.features.banking.twins import confirm_twin_is_new, drop_twin
from kulanz.features.banking.undoing import undo_line, undo_match
from kulanz.features.claims.models import Case, Demand, Invoice
from kulanz.features.ledger.models import Posting
from kulanz.features.parties.models import KnownIban
from kulanz.features.tenants.models import Merchant
from tests.features.banking.files import a_line, a_statement, bring_in
from tests.features.builders import NOW, TODAY, a_bank_line, a_customer, a_merchant, actor_of, an_invoice

pytestmark = pytest.mark.django_db
WHEN: dict[str, Any] = {"at": NOW, "machine_now": NOW}


def balances() -> dict[str, int]:
    sums: dict[str, int] = {}
    for account, cents in Posting.objects.values_list("ledger_account", "cents"):
        sums[account] = sums.get(account, 0) + cents
    return {account: cents for account, cents in sums.items() if cents}


def open_cents(invoice: Invoice) -> int:
    invoice.open_item.refresh_from_db()
    return invoice.open_item.open_cents


def by_hand(
    shop: Merchant, line: BankLine, *shares: tuple[Invoice, int], leftover: str = "refuse"
) -> list[Match]:
    return match_by_hand(
        actor=actor_of(shop),
        line_public_id=line.public_id,
        assignments=[Assignment(invoice_id=invoice.pk, cents=cents) for invoice, cents in shares],
        leftover=leftover,
        **WHEN,
    )


def a_demand(
    invoice: Invoice, *, interest: int = 0, costs: int = 0, day: date = date(2026, 11, 20)
) -> Demand:
    return Demand.objects.create(
        merchant=invoice.merchant, invoice=invoice, step="notice", demanded_on=day, channel="email",
        principal_cents=invoice.total_cents, interest_cents=interest, cost_cents=costs, statement={},
        message_public_id="msg_test",
    )  # fmt: skip


def test_an_accepted_proposal_is_booked_once_however_often_it_is_clicked():
    shop = a_merchant()
    invoice = an_invoice(a_customer(shop))
    of_some_erika = a_line(
        counterparty_iban=None, counterparty_name="E. Beispiel", remittance_text="danke Erika"
    )
    bring_in(shop, a_statement(of_some_erika))
    line = BankLine.objects.get()
    assert line.state == "proposed"
    first = accept_proposal(actor=actor_of(shop), line_public_id=line.public_id, **WHEN)
    second = accept_proposal(actor=actor_of(shop), line_public_id=line.public_id, **WHEN)
    assert [one.pk for one in first] == [one.pk for one in second] and Match.objects.count() == 1
    assert open_cents(invoice) == 0 and Case.objects.get().state == "closed"
    assert not ProposedCustomer.objects.exists() and queue_counts(actor_of(shop))["booked"] == 1


def test_without_a_proposal_nothing_is_accepted():
    shop = a_merchant()
    line = a_bank_line(shop)
    with pytest.raises(PaymentRefused, match="keinen Vorschlag"):
        accept_proposal(actor=actor_of(shop), line_public_id=line.public_id, **WHEN)
    assert not Match.objects.exists()


def test_a_line_is_split_over_two_invoices_to_the_cent():
    shop = a_merchant()
    customer = a_customer(shop)
    one, two = an_invoice(customer, cents=10000), an_invoice(customer, number="RE-2", cents=5000)
    line = a_bank_line(shop, cents=12000)
    by_hand(shop, line, (one, 10000), (two, 2000))
    assert (open_cents(one), open_cents(two)) == (0, 3000)
    assert [case.state for case in Case.objects.order_by("id")] == ["closed", "open"]
    line.refresh_from_db()
    assert (line.state, line.unallocated_cents) == ("booked", 0)


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        ([20000], "nur noch|nur|übrig"),
        ([13500], "übrig"),
        ([0], "größer als 0"),
        ([-100], "größer als 0"),
        ([], "keine Rechnung"),
    ],
)
def test_more_than_the_line_has_or_nothing_at_all_is_refused(shares, said):
    shop = a_merchant()
    invoice = an_invoice(a_customer(shop), cents=50000)
    line = a_bank_line(shop)
    before = balances()
    with pytest.raises(PaymentRefused, match=said):
        by_hand(shop, line, *[(invoice, cents) for cents in shares])
    assert balances() == before and not Match.objects.exists() and open_cents(invoice) == 50000


def test_more_than_is_open_needs_a_word_about_the_rest():
    shop = a_merchant()
    invoice = an_invoice(a_customer(shop), cents=10000)
    line = a_bank_line(shop)
    with pytest.raises(PaymentRefused, match="hat nur 100,00 EUR offen"):
        by_hand(shop, line, (invoice, 12990))
    with pytest.raises(PaymentRefused, match="29,90 EUR übrig"):
        by_hand(shop, line, (invoice, 10000))
    assert open_cents(invoice) == 10000
    by_hand(shop, line, (invoice, 10000), leftover="stay_open")
    line.refresh_from_db()
    assert (line.state, line.unallocated_cents) == ("open", 2990)
    assert ProposedCustomer.objects.get().customer == invoice.customer


def test_an_overpayment_becomes_the_customers_credit():
    shop = a_merchant()
    invoice = an_invoice(a_customer(shop), cents=10000)
    line = a_bank_line(shop)
    [match] = by_hand(shop, line, (invoice, 10000), leftover="customer_credit")
    assert (match.cents, match.credit_cents, open_cents(invoice)) == (10000, 2990, 0)
    assert balances()["customer_credit"] == -2990
    line.refresh_from_db()
    assert line.unallocated_cents == 0


def test_credit_cannot_belong_to_two_customers():
    shop = a_merchant()
    one = an_invoice(a_customer(shop), cents=1000)
    two = an_invoice(a_customer(shop), number="RE-2", cents=1000)
    with pytest.raises(PaymentRefused, match="demselben Kunden"):
        by_hand(shop, a_bank_line(shop), (one, 1000), (two, 1000), leftover="customer_credit")
    assert not Match.objects.exists()


@pytest.mark.parametrize(
    ("paid", "left", "state"), [(12985, 0, "closed"), (12984, 6, "open"), (12995, 0, "closed")]
)
def test_a_small_difference_is_let_go_up_to_the_merchants_tolerance(paid, left, state):
    shop = a_merchant(tolerance_cents=5)
    invoice = an_invoice(a_customer(shop))
    by_hand(shop, a_bank_line(shop, cents=paid), (invoice, paid))
    assert (open_cents(invoice), Case.objects.get().state) == (left, state)
    assert balances().get("small_differences", 0) == (12990 - paid if state == "closed" else 0)


def test_a_payment_pays_demanded_costs_then_interest_then_principal():
    shop = a_merchant()
    invoice = an_invoice(a_customer(shop), cents=10000)
    a_demand(invoice, interest=100, costs=4000)
    by_hand(shop, a_bank_line(shop, cents=14100), (invoice, 14100))
    assert open_cents(invoice) == 0 and Case.objects.get().state == "closed"
    assert balances() == {
        "bank": 14100,
        "revenue": -10000,
        "interest_income": -100,
        "dunning_cost_income": -4000,
    }


def test_costs_demanded_after_the_money_came_are_not_taken_from_it():
    shop = a_merchant()
    invoice = an_invoice(a_customer(shop), cents=10000)
    a_demand(invoice, costs=4000, day=date(2026, 12, 1))
    by_hand(shop, a_bank_line(shop, cents=10000), (invoice, 10000))
    assert open_cents(invoice) == 0 and "dunning_cost_income" not in balances()


def test_demanded_costs_are_taken_once_over_two_payments():
    shop = a_merchant()
    invoice = an_invoice(a_customer(shop), cents=10000)
    a_demand(invoice, costs=4000)
    by_hand(shop, a_bank_line(shop, cents=5000), (invoice, 5000))
    assert open_cents(invoice) == 9000
    by_hand(shop, a_bank_line(shop, cents=9000), (invoice, 9000))
    assert open_cents(invoice) == 0 and balances()["dunning_cost_income"] == -4000


def test_undo_restores_everything_to_the_cent():
    shop = a_merchant()
    invoice = an_invoice(a_customer(shop))
    line = a_bank_line(shop, cents=13500)
    a_demand(invoice, interest=10)
    before = balances()
    case = Case.objects.values().get()
    [match] = by_hand(shop, line, (invoice, 13000), leftover="customer_credit")
    assert KnownIban.objects.exists()
    undo_match(actor=actor_of(shop), match_public_id=match.public_id, because="falscher Kunde", at=NOW)
    undo_match(actor=actor_of(shop), match_public_id=match.public_id, because="noch ein Klick", at=NOW)
    assert balances() == before and open_cents(invoice) == 12990
    line.refresh_from_db()
    assert (line.unallocated_cents, line.state) == (13500, "open")
    assert {**Case.objects.values().get()} == {**case, "look_again_on": TODAY}
    assert not KnownIban.objects.exists()
    assert Event.objects.filter(kind="PaymentUnmatched").count() == 1


def test_undo_takes_a_small_difference_back_too():
    shop = a_merchant()
    invoice = an_invoice(a_customer(shop))
    [match] = by_hand(shop, a_bank_line(shop, cents=12987), (invoice, 12987))
    undo_match(actor=actor_of(shop), match_public_id=match.public_id, because="", at=NOW)
    assert open_cents(invoice) == 12990 and "small_differences" not in balances()


def test_what_a_person_has_undone_is_never_booked_by_itself_again():
    shop = a_merchant()
    invoice = an_invoice(a_customer(shop))
    bring_in(shop, a_statement(a_line()))
    line = BankLine.objects.get()
    undo_line(actor=actor_of(shop), line_public_id=line.public_id, because="", at=NOW)
    rematch_open_lines(actor=actor_of(shop), **WHEN)
    line.refresh_from_db()
    assert line.state == "proposed" and open_cents(invoice) == 12990


def test_waiting_lines_are_matched_again_when_their_invoice_comes():
    shop = a_merchant()
    bring_in(shop, a_statement(a_line()))
    assert BankLine.objects.get().state == "open"
    invoice = an_invoice(a_customer(shop))
    assert rematch_open_lines(actor=actor_of(shop), **WHEN).booked == 1
    assert open_cents(invoice) == 0 and BankLine.objects.get().state == "booked"


def test_cash_is_booked_once_and_closes_the_case():
    shop = a_merchant()
    invoice = an_invoice(a_customer(shop))
    pay = {
        "actor": actor_of(shop),
        "invoice_id": invoice.pk,
        "cents": 5000,
        "paid_on": TODAY,
        "because": "bar",
        **WHEN,
    }
    first = payment_by_hand(once_key="form-1", **pay)
    assert payment_by_hand(once_key="form-1", **pay).pk == first.pk
    assert open_cents(invoice) == 7990
    payment_by_hand(once_key="form-2", **pay)
    assert open_cents(invoice) == 2990 and balances()["paid_by_other_means"] == 10000
    undo_match(actor=actor_of(shop), match_public_id=first.public_id, because="", at=NOW)
    assert open_cents(invoice) == 7990


@pytest.mark.parametrize(
    "changes", [{"cents": 99999}, {"cents": 0}, {"paid_on": date(2026, 12, 2)}, {"because": " "}]
)
def test_a_payment_by_hand_that_makes_no_sense_is_refused(changes):
    shop = a_merchant()
    invoice = an_invoice(a_customer(shop))
    pay = {
        "invoice_id": invoice.pk,
        "cents": 5000,
        "paid_on": TODAY,
        "because": "bar",
        "once_key": "x",
        **changes,
    }
    with pytest.raises(PaymentRefused):
        payment_by_hand(actor=actor_of(shop), **pay, **WHEN)
    assert open_cents(invoice) == 12990 and not Match.objects.exists()


def test_a_foreign_merchant_reaches_neither_lines_nor_invoices_nor_matches():
    shop, stranger = a_merchant(), a_merchant(iban=None)
    invoice, theirs = an_invoice(a_customer(shop)), an_invoice(a_customer(stranger), number="THEIRS")
    line = a_bank_line(shop)
    with pytest.raises(LineUnknown):
        by_hand(stranger, line, (theirs, 12990))
    with pytest.raises(InvoiceUnknown):
        by_hand(shop, line, (theirs, 12990))
    with pytest.raises(LineUnknown):
        set_aside(actor=actor_of(stranger), line_public_id=line.public_id, because="x", at=NOW)
    [match] = by_hand(shop, line, (invoice, 12990))
    with pytest.raises(LookupError):
        undo_match(actor=actor_of(stranger), match_public_id=match.public_id, because="", at=NOW)
    assert (open_cents(invoice), open_cents(theirs)) == (0, 12990)
    assert undo_line(actor=actor_of(stranger), line_public_id=line.public_id, because="", at=NOW) == []


def test_a_line_in_another_currency_pays_no_invoice():
    shop = a_merchant()
    invoice = an_invoice(a_customer(shop), currency="CHF")
    with pytest.raises(PaymentRefused, match="CHF"):
        by_hand(shop, a_bank_line(shop), (invoice, 12990))
    assert open_cents(invoice) == 12990


def test_a_line_set_aside_withholds_nobody_and_can_be_taken_back():
    shop = a_merchant()
    an_invoice(a_customer(shop))
    bring_in(shop, a_statement(a_line(5000, remittance_text="danke", counterparty_iban=None)))
    line = BankLine.objects.get()
    assert ProposedCustomer.objects.exists()
    set_aside(actor=actor_of(shop), line_public_id=line.public_id, because="Privateinlage", at=NOW)
    line.refresh_from_db()
    assert (line.state, line.unallocated_cents) == (
        "set_aside",
        5000,
    ) and not ProposedCustomer.objects.exists()
    take_back(actor=actor_of(shop), line_public_id=line.public_id, at=NOW)
    line.refresh_from_db()
    assert line.state == "open"


def test_a_returned_debit_reverses_its_payment_and_takes_the_case_up_again():
    shop = a_merchant()
    invoice = an_invoice(a_customer(shop))
    bring_in(shop, a_statement(a_line()))
    assert open_cents(invoice) == 0
    back = a_line(-12990, return_reason="AC04", booking_date=TODAY, value_date=TODAY)
    bring_in(shop, a_statement(back, closing_date=TODAY))
    line = BankLine.objects.get(amount_cents=-12990)
    assert line.state == "proposed" and open_cents(invoice) == 0
    [match] = accept_proposal(actor=actor_of(shop), line_public_id=line.public_id, **WHEN)
    assert match.cents == -12990 and open_cents(invoice) == 12990
    assert Case.objects.get().state == "open"
    assert balances().get("unallocated_payments", 0) == 0
    payment = Match.objects.get(cents__gt=0)
    with pytest.raises(PaymentRefused, match="zurückgegangen"):
        undo_match(actor=actor_of(shop), match_public_id=payment.public_id, because="", at=NOW)
    undo_match(actor=actor_of(shop), match_public_id=match.public_id, because="", at=NOW)
    assert open_cents(invoice) == 0 and Case.objects.get().state == "closed"


def test_what_the_bank_charges_for_a_return_is_our_cost_not_the_customers():
    shop = a_merchant()
    invoice = an_invoice(a_customer(shop))
    by_hand(shop, a_bank_line(shop), (invoice, 12990))
    back = a_bank_line(shop, cents=-13390, return_reason="MS03")
    by_hand(shop, back, (invoice, -13390))
    assert open_cents(invoice) == 12990 and balances()["bank_charges"] == 400
    back.refresh_from_db()
    assert back.unallocated_cents == 0


def test_a_return_without_a_payment_is_refused():
    shop = a_merchant()
    invoice = an_invoice(a_customer(shop))
    line = a_bank_line(shop, cents=-12990, return_reason="AC04")
    with pytest.raises(PaymentRefused, match="keine Zahlung"):
        by_hand(shop, line, (invoice, -12990))
    assert open_cents(invoice) == 12990


def test_a_twin_is_booked_or_dropped_by_a_person_and_no_file_asks_again():
    shop = a_merchant()
    invoice = an_invoice(a_customer(shop))
    for reference in ("A1", "B2", "C3"):
        bring_in(shop, a_statement(a_line(bank_reference=reference)))
    first, second = BankLine.objects.filter(state="twin").order_by("id")
    with pytest.raises(PaymentRefused, match="eigene Zahlung"):
        by_hand(shop, first, (invoice, 12990))
    drop_twin(actor=actor_of(shop), line_public_id=first.public_id, at=NOW)
    confirmed = confirm_twin_is_new(actor=actor_of(shop), line_public_id=second.public_id, **WHEN)
    confirm_twin_is_new(actor=actor_of(shop), line_public_id=second.public_id, **WHEN)
    assert confirmed.unallocated_cents == 12990 and balances()["bank"] == 25980
    with pytest.raises(PaymentRefused, match="anders entschieden"):
        drop_twin(actor=actor_of(shop), line_public_id=second.public_id, at=NOW)
    for reference in ("A1", "B2", "C3"):
        assert bring_in(shop, a_statement(a_line(bank_reference=reference))).new == 0
    assert balances()["bank"] == 25980


def test_a_debit_that_was_entered_by_hand_comes_back_out_of_the_bank():
    shop = a_merchant()
    invoice = an_invoice(a_customer(shop))
    payment_by_hand(
        actor=actor_of(shop),
        invoice_id=invoice.pk,
        cents=12990,
        paid_on=TODAY,
        because="Lastschrift",
        once_key="1",
        **WHEN,
    )
    by_hand(shop, a_bank_line(shop, cents=-12990, return_reason="AC04"), (invoice, -12990))
    assert open_cents(invoice) == 12990 and "unallocated_payments" not in balances()
