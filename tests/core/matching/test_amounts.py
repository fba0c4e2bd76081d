"""Less, more, or in one sum."""

from dataclasses import replace
from datetime import date

import pytest

from kulanz.core.matching import Rules
from tests.core.matching.builders import ERIKAS_IBAN, a_line, an_invoice, ask, booked, codes, first


def test_a_part_payment_is_booked_when_number_and_payer_are_sure():
    verdict = ask([an_invoice("RE-2026-1043", 12990)], a_line(5000, "RE-2026-1043", name="Erika Beispiel"))
    assert booked(verdict) == {"RE-2026-1043": 5000}
    assert "part_payment" in codes(verdict)


def test_a_part_payment_waits_where_the_merchant_says_so():
    items = [an_invoice("RE-2026-1043", 12990)]
    line = a_line(5000, "RE-2026-1043", name="Erika Beispiel")
    assert booked(ask(items, line, Rules(books_part_payments=False))) is None


def test_a_part_payment_that_is_another_invoice_of_the_customer_is_asked_about():
    items = [an_invoice("RE-2026-1043", 12990), an_invoice("RE-2026-1099", 5000)]
    verdict = ask(items, a_line(5000, "RE-2026-1043", name="Erika Beispiel"))
    assert booked(verdict) is None


def test_an_overpayment_leaves_the_rest_unallocated():
    verdict = ask([an_invoice("RE-2026-1043", 12990)], a_line(13240, "RE-2026-1043", name="Erika Beispiel"))
    assert booked(verdict) == {"RE-2026-1043": 12990}
    assert verdict.proposals[0].leftover_cents == 250


def test_a_large_overpayment_of_a_customer_who_owes_more_is_asked_about():
    items = [an_invoice("RE-2026-1043", 12990), an_invoice("RE-2026-1099", 9000)]
    line = a_line(20000, "RE-2026-1043", name="Erika Beispiel")
    assert booked(ask(items, line)) is None
    assert booked(ask(items[:1], line)) == {"RE-2026-1043": 12990}


def test_an_invoice_that_is_paid_twice_in_one_transfer_is_booked_once():
    named, other = an_invoice("RE-2026-1043", 12990), an_invoice("RE-2026-1099", 9000)
    line = a_line(25980, "RE-2026-1043", name="Erika Beispiel")
    assert booked(ask([named, other], line)) == {"RE-2026-1043": 12990}
    of_the_same_price = an_invoice("RE-2026-1100", 12990)
    assert booked(ask([named, other, of_the_same_price], line)) is None


def test_an_overpayment_by_an_unknown_payer_is_asked_about():
    verdict = ask([an_invoice("RE-2026-1043", 12990)], a_line(13240, "RE-2026-1043", name="Oma Unbekannt"))
    assert booked(verdict) is None


def test_cash_discount_is_taken_up_to_its_last_day():
    item = replace(an_invoice("RE-2026-1043", 10000, discount=200), cash_discount_until=date(2026, 11, 20))
    on_the_day = a_line(9800, "RE-2026-1043", name="Erika Beispiel", day=date(2026, 11, 20))
    a_day_late = a_line(9800, "RE-2026-1043", name="Erika Beispiel", day=date(2026, 11, 21))
    assert "cash_discount" in codes(ask([item], on_the_day))
    assert "cash_discount" not in codes(ask([item], a_day_late))


def test_cash_discount_taken_is_exact():
    items = [an_invoice("RE-2026-1043", 10000, discount=200)]
    verdict = ask(items, a_line(9800, "RE-2026-1043", name="Erika Beispiel"))
    assert booked(verdict) == {"RE-2026-1043": 9800}
    assert "cash_discount" in codes(verdict)
    other = ask(items, a_line(9799, "RE-2026-1043", name="Erika Beispiel"))
    assert "cash_discount" not in codes(other)


def test_a_cash_discount_the_invoice_does_not_grant_is_no_discount():
    items = [an_invoice("RE-2026-1043", 10000)]
    assert booked(ask(items, a_line(9800, "RE-2026-1043", name="Oma Unbekannt"))) is None


def test_cash_discount_on_one_of_two_invoices():
    items = [an_invoice("RE-2026-1043", 10000, discount=200), an_invoice("RE-2026-1050", 5000, discount=100)]
    verdict = ask(items, a_line(14900, "RE-2026-1043, RE-2026-1050", name="Erika Beispiel"))
    assert booked(verdict) == {"RE-2026-1043": 10000, "RE-2026-1050": 4900}


def test_a_fee_that_the_bank_kept():
    verdict = ask([an_invoice("RE-2026-1043", 12990)], a_line(12490, "RE-2026-1043", name="Erika Beispiel"))
    assert booked(verdict) == {"RE-2026-1043": 12490}
    assert "bank_fee" in codes(verdict)


@pytest.mark.parametrize(
    ("cents", "code"), [(12985, "small_difference"), (12995, "small_difference"), (12984, "bank_fee")]
)
def test_a_small_difference_ends_at_the_tolerance(cents, code):
    verdict = ask([an_invoice("RE-2026-1043", 12990)], a_line(cents, "RE-2026-1043", name="Erika Beispiel"))
    assert code in codes(verdict)
    assert booked(verdict) == {"RE-2026-1043": min(cents, 12990)}


def test_a_small_difference_does_not_confirm_a_number_by_itself():
    verdict = ask([an_invoice("RE-2026-1043", 12990)], a_line(12985, "RE-2026-1043", name="Oma Unbekannt"))
    assert booked(verdict) is None


@pytest.mark.parametrize(
    "text",
    [
        "RE-2026-1043, RE-2026-1044, RE-2026-1045",
        "RE-2026-1043 + 1044 + 1045",
        "RE-2026-1043, 44, 45",
        "RE-2026-1043/44/45",
        "Rg. 1043, 1044 und 1045",
        "Rechnungen RE20261043,RE20261044,RE20261045",
        "2026-1043 2026-1044 2026-1045",
    ],
)
def test_several_invoices_in_one_transfer(text):
    items = [
        an_invoice("RE-2026-1043", 12990),
        an_invoice("RE-2026-1044", 5000),
        an_invoice("RE-2026-1045", 777),
    ]
    verdict = ask(items, a_line(18767, text, name="Erika Beispiel"))
    assert booked(verdict) == {"RE-2026-1043": 12990, "RE-2026-1044": 5000, "RE-2026-1045": 777}


def test_several_invoices_whose_sum_is_not_paid_are_asked_about():
    items = [an_invoice("RE-2026-1043", 12990), an_invoice("RE-2026-1044", 5000)]
    verdict = ask(items, a_line(15000, "RE-2026-1043, RE-2026-1044", name="Erika Beispiel"))
    assert booked(verdict) is None
    assert first(verdict) == {"RE-2026-1043": 12990, "RE-2026-1044": 2010}


def test_somebody_pays_for_different_customers_when_every_number_is_whole_and_the_sum_exact():
    items = [an_invoice("RE-2026-1043", 12990), an_invoice("RE-2026-1099", 5000, customer="Max Muster")]
    both = {"RE-2026-1043": 12990, "RE-2026-1099": 5000}
    assert booked(ask(items, a_line(17990, "RE-2026-1043, RE-2026-1099", name="Oma Unbekannt"))) == both
    short = ask(items, a_line(17990, "RE-2026-1043, 1099", name="Oma Unbekannt"))
    assert booked(short) is None
    assert first(short) == both


def test_different_customers_are_asked_about_when_a_slip_may_have_led_to_one_of_them():
    items = [
        an_invoice("RE-2026-1043", 12990),
        an_invoice("RE-2026-1099", 5000, customer="Max Muster"),
        an_invoice("RE-2026-1098", 5000, customer="Ida Dritte"),
    ]
    assert booked(ask(items, a_line(17990, "RE-2026-1043, RE-2026-1099", name="Oma Unbekannt"))) is None


def test_two_named_and_the_amount_of_one_is_that_one_when_the_payer_is_known():
    items = [an_invoice("RE-2026-1043", 12990), an_invoice("RE-2026-1044", 5000)]
    text = "RE-2026-1044 ohne RE-2026-1043, reklamiert"
    assert booked(ask(items, a_line(5000, text, name="Erika Beispiel"))) == {"RE-2026-1044": 5000}
    assert booked(ask(items, a_line(5000, text, name="Oma Unbekannt"))) is None


def test_two_named_of_one_amount_that_is_paid_once_is_asked_about():
    items = [an_invoice("RE-2026-1043", 5000), an_invoice("RE-2026-1044", 5000)]
    line = a_line(5000, "RE-2026-1043, RE-2026-1044", name="Erika Beispiel")
    assert booked(ask(items, line)) is None


def test_a_range_names_the_customers_own_invoices_between_its_ends():
    items = [
        an_invoice("RE-2026-1043", 1000),
        an_invoice("RE-2026-1044", 200, customer="Max Muster"),
        an_invoice("RE-2026-1045", 3000),
        an_invoice("RE-2026-1046", 5000),
    ]
    own = {"RE-2026-1043": 1000, "RE-2026-1045": 3000, "RE-2026-1046": 5000}
    assert booked(ask(items, a_line(9000, "RE-2026-1043 bis 1046", name="Erika Beispiel"))) == own
    assert booked(ask(items, a_line(9200, "RE-2026-1043 bis 1046", name="Erika Beispiel"))) is None


def test_a_collective_payment_without_numbers_from_a_known_account():
    items = [
        an_invoice("RE-2026-1043", 12990, iban=ERIKAS_IBAN),
        an_invoice("RE-2026-1060", 5000),
        an_invoice("RE-2026-1099", 777),
    ]
    line = a_line(17990, "Sammelzahlung", iban=ERIKAS_IBAN)
    assert booked(ask(items, line)) == {"RE-2026-1043": 12990, "RE-2026-1060": 5000}


def test_a_collective_payment_that_two_selections_explain_is_asked_about():
    items = [
        an_invoice(f"RE-2026-10{n}0", cents, iban=ERIKAS_IBAN)
        for n, cents in enumerate((1000, 2000, 1500, 1500))
    ]
    assert booked(ask(items, a_line(3000, "Sammelzahlung", iban=ERIKAS_IBAN))) is None


def test_a_collective_payment_by_name_is_booked_where_allowed_when_nothing_else_of_such_a_name_makes_it():
    items = [an_invoice("RE-2026-1043", 12990), an_invoice("RE-2026-1060", 5000)]
    both = {"RE-2026-1043": 12990, "RE-2026-1060": 5000}
    line, allowed = a_line(17990, "Sammelzahlung", name="Erika Beispiel"), Rules(books_by_name=True)
    assert booked(ask(items, line, allowed)) == both
    assert booked(ask(items, line)) is None
    namesake = an_invoice("RE-2026-1070", 17990, customer_id="another Erika")
    assert booked(ask([*items, namesake], line, allowed)) is None


def test_a_hundred_open_items_do_not_make_the_search_endless():
    items = [an_invoice(f"RE-2026-{1000 + n}", 1000 + n, iban=ERIKAS_IBAN) for n in range(100)]
    verdict = ask(items, a_line(54321, "Sammelzahlung", iban=ERIKAS_IBAN))
    assert booked(verdict) is None


def test_a_credit_note_deducted_by_the_customer_is_proposed():
    items = [an_invoice("RE-2026-1043", 12990), an_invoice("GS-2026-0007", -2000)]
    verdict = ask(items, a_line(10990, "RE-2026-1043 abzgl. GS-2026-0007", name="Erika Beispiel"))
    assert verdict.decision == "propose"
    assert first(verdict) == {"RE-2026-1043": 12990, "GS-2026-0007": -2000}
