"""What is never booked without a person."""

from datetime import date

import pytest

from kulanz.core.matching import Rules
from tests.core.matching.builders import (
    ERIKAS_IBAN,
    MAXS_IBAN,
    a_line,
    an_invoice,
    ask,
    booked,
    concerned,
    first,
)

BY_NAME = Rules(books_by_name=True)  # the rarer permission: even then the neighbours below are never booked


def test_equal_amounts_with_no_other_evidence():
    assert (
        booked(ask([an_invoice("RE-2026-1043", 12990)], a_line(12990, "Danke", name="Oma Unbekannt"))) is None
    )


def test_an_amount_that_many_invoices_have_stays_open_and_says_so():
    items = [
        an_invoice(f"RE-2026-{1000 + n}", 2990, customer=f"Kunde {'abcdefgh'[n]}{'xyzuvwqr'[n]}")
        for n in range(8)
    ]
    verdict = ask(items, a_line(2990, "Danke", name="Oma Unbekannt"))
    assert verdict.decision == "open"
    assert verdict.proposals == ()
    assert "8 offene Rechnungen" in verdict.because


@pytest.mark.parametrize("name", ["Beispiel", "E. Beispiel", "Erika Beispeil", "Erika und Max Beispiel"])
def test_an_amount_and_less_than_the_whole_name(name):
    verdict = ask([an_invoice("RE-2026-1043", 12990)], a_line(12990, "Danke", name=name))
    assert booked(verdict) is None


def test_name_and_amount_of_which_there_are_two():
    items = [an_invoice("RE-2026-1043", 12990), an_invoice("RE-2026-1044", 12990)]
    assert booked(ask(items, a_line(12990, "Danke", name="Erika Beispiel"), BY_NAME)) is None
    namesakes = [an_invoice("RE-2026-1043", 12990), an_invoice("RE-2026-1044", 12990, customer_id="another")]
    assert booked(ask(namesakes, a_line(12990, "Danke", name="Erika Beispiel"), BY_NAME)) is None
    alike = [items[0], an_invoice("RE-2026-1045", 12990, customer="Erika Beispeil")]
    assert booked(ask(alike, a_line(12990, "Danke", name="Erika Beispiel"), BY_NAME)) is None


def test_name_and_amount_beside_a_number_nobody_knows_or_from_an_account_of_somebody_else():
    item = an_invoice("RE-2026-1043", 12990)
    assert booked(ask([item], a_line(12990, "Vertrag 4455667", name="Erika Beispiel"), BY_NAME)) is None
    of_max = an_invoice("RE-2026-3300", 777, customer="Max Muster", iban=MAXS_IBAN)
    line = a_line(12990, "Danke", name="Erika Beispiel", iban=MAXS_IBAN)
    assert booked(ask([item, of_max], line, BY_NAME)) is None


def test_a_whole_name_and_the_amount_because_a_namesake_may_not_be_in_the_books_yet():
    item, line = an_invoice("RE-2026-1043", 4990), a_line(4990, "Danke", name="Erika Beispiel")
    verdict = ask([item], line)
    assert verdict.decision == "propose" and first(verdict) == {"RE-2026-1043": 4990}
    assert booked(ask([item], line, Rules(books_by_name=True))) == {"RE-2026-1043": 4990}


def test_a_name_alone():
    verdict = ask([an_invoice("RE-2026-1043", 12990)], a_line(333, "Danke", name="Erika Beispiel"))
    assert verdict.decision == "propose"


def test_a_pending_line_of_perfect_evidence():
    line = a_line(12990, "RE-2026-1043", name="Erika Beispiel", pending=True)
    assert booked(ask([an_invoice("RE-2026-1043", 12990)], line)) is None


def test_another_currency():
    items = [an_invoice("RE-2026-1043", 12990, currency="CHF")]
    verdict = ask(items, a_line(12990, "RE-2026-1043", name="Erika Beispiel"))
    assert verdict.decision == "open"
    assert "CHF" in verdict.because and "EUR" in verdict.because
    assert concerned(verdict) == {"Erika Beispiel"}


def test_an_invoice_that_is_already_cleared():
    items = [an_invoice("RE-2026-1043", 0, cleared=True)]
    verdict = ask(items, a_line(12990, "RE-2026-1043", name="Oma Unbekannt"))
    assert verdict.decision == "open"
    assert "schon ausgeglichen" in verdict.because
    assert concerned(verdict) == {"Erika Beispiel"}


def test_a_double_payment_does_not_slip_to_the_next_invoice_of_the_customer():
    items = [an_invoice("RE-2026-1043", 0, cleared=True), an_invoice("RE-2026-1044", 12990, iban=ERIKAS_IBAN)]
    verdict = ask(items, a_line(12990, "RE-2026-1043", name="Erika Beispiel", iban=ERIKAS_IBAN))
    assert verdict.decision == "propose"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Lohn/Gehalt November 2026", "Arbeit GmbH"),
        ("Steuererstattung", "Finanzamt Mitte"),
        ("Kartenumsatz Terminal 60123456", "Kartenabrechnung AG"),
        ("SUMUP PAYOUT 120326", "SumUp"),
        ("Zinsgutschrift", "Musterbank"),
    ],
)
def test_noise_that_is_no_payment_stays_open(text, name):
    verdict = ask([an_invoice("RE-2026-1043", 12990)], a_line(12990, text, name=name))
    assert verdict.decision == "open"
    assert verdict.proposals == ()


def test_a_collector_that_names_an_invoice_is_a_payment_after_all():
    verdict = ask([an_invoice("RE-2026-1043", 12990)], a_line(12990, "RE-2026-1043", name="PayPal Europe"))
    assert booked(verdict) == {"RE-2026-1043": 12990}


def test_fees_of_the_bank():
    verdict = ask(
        [an_invoice("RE-2026-1043", 12990)], a_line(-990, "Entgelt Kontoführung", name="Musterbank")
    )
    assert verdict.decision == "open"
    assert verdict.proposals == ()


def test_nothing_at_all():
    assert ask([], a_line(12990, "RE-2026-1043")).decision == "open"
    assert ask([an_invoice("RE-2026-1043", 12990)], a_line(0, "RE-2026-1043")).decision == "open"


def test_money_that_came_before_the_invoice_and_names_none():
    items = [an_invoice("RE-2026-1043", 12990, iban=ERIKAS_IBAN)]
    assert booked(ask(items, a_line(12990, "Danke", iban=ERIKAS_IBAN, day=date(2026, 11, 1)))) is None
    assert booked(ask(items, a_line(12990, "Danke", iban=ERIKAS_IBAN, day=date(2026, 11, 2)))) is not None


def test_a_merchant_who_wants_to_see_everything():
    line = a_line(12990, "RE-2026-1043", name="Erika Beispiel")
    assert booked(ask([an_invoice("RE-2026-1043", 12990)], line, Rules(auto_score=101 + 50))) is None
    assert booked(ask([an_invoice("RE-2026-1043", 12990)], line)) is not None


def test_without_number_is_a_rule_of_the_merchant():
    items = [an_invoice("RE-2026-1043", 12990, iban=ERIKAS_IBAN)]
    line = a_line(12990, "Danke", iban=ERIKAS_IBAN)
    assert booked(ask(items, line)) is not None
    assert booked(ask(items, line, Rules(books_without_number=False))) is None


@pytest.mark.parametrize(
    "text", ["Kd.Nr. K-20017 Rechnung 88123", "K-20017 Rg 17", "K-20017 Vertrag 4455667"]
)
def test_a_customer_number_beside_a_number_nobody_knows(text):
    items = [an_invoice("RE-2026-1043", 12990, customer_number="K-20017")]
    assert booked(ask(items, a_line(12990, text, name="Erika Beispiel"))) is None
    assert booked(ask(items, a_line(12990, "Kd.Nr. K-20017", name="Erika Beispiel"))) is not None


def test_a_text_too_long_to_be_read_whole_and_without_a_number():
    items = [an_invoice("RE-2026-1043", 12990, iban=ERIKAS_IBAN)]
    assert booked(ask(items, a_line(12990, "Danke " * 500, iban=ERIKAS_IBAN))) is None
    assert booked(ask(items, a_line(12990, "Danke " * 50, iban=ERIKAS_IBAN))) is not None


def test_a_customer_with_more_items_than_are_compared():
    items = [an_invoice(f"RE-2026-{1000 + n}", 10000 + 100 * n, iban=ERIKAS_IBAN) for n in range(70)]
    line = a_line(10000, "Danke", iban=ERIKAS_IBAN)
    assert booked(ask(items, line)) is None
    assert booked(ask(items[:59], line)) == {"RE-2026-1000": 10000}
