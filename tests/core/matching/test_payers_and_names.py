"""Who paid? Names as banks hand them on, known accounts, and people who pay for others."""

import pytest

from kulanz.core.matching import Likeness, likeness, names_similar
from tests.core.matching.builders import ERIKAS_IBAN, MAXS_IBAN, a_line, an_invoice, ask, booked, codes, first

ALIKE = [
    ("Erika Beispiel", "ERIKA BEISPIEL"),
    ("Beispiel, Erika", "Erika Beispiel"),
    ("E. Beispiel", "Erika Beispiel"),
    ("Dr. med. Erika Beispiel", "Erika Beispiel"),
    ("Frau Erika Beispiel", "Erika Beispiel"),
    ("Jürgen Müßig", "JUERGEN MUESSIG"),
    ("Jürgen Müller", "Jurgen Muller"),
    ("Günther Groß", "Guenther Gross"),
    ("Erika Beispeil", "Erika Beispiel"),
    ("Erika und Max Beispiel", "Erika Beispiel"),
    ("Erika u. Max Beispiel", "Erika Beispiel"),
    ("Alexandra Beispielhausen-Mu", "Alexandra Beispielhausen-Musterfrau"),
    ("Nordwind Handels GmbH", "NORDWIND HANDELS"),
    ("Nordwind Handels UG (haftungsbeschränkt)", "Nordwind Handels GmbH"),
    ("Tischlerei Vogel e.K.", "Tischlerei Vogel"),
    ("Tischlerei Vogel Inh. Hans Vogel", "Tischlerei Vogel"),
    ("ERIKABEISPIEL", "Erika Beispiel"),
    ("Maria Anna Huber", "Maria Huber"),
    ("U. Pelton", "Ursula Pelton"),
    ("José Núñez", "Jose Nunez"),
    ("Zoe\u0308 Fischer", "Zoë Fischer"),
]
DIFFERENT = [
    ("Max Beispiel", "Erika Beispiel"),
    ("Thomas Müller", "Andreas Müller"),
    ("M. Müller", "Andreas Müller"),
    ("Nordwind Handels GmbH", "Südwind Handels GmbH"),
    ("Hans Peter Müller", "Hans Jürgen Müller"),
    ("", "Erika Beispiel"),
    ("GmbH", "Nordwind GmbH"),
    ("Bank AG", "Erika Beispiel"),
    ("Li Wang", "Lu Wang"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_names_that_may_well_be_the_same(one, other):
    assert names_similar(one, other)
    assert names_similar(other, one)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_names_that_are_not(one, other):
    assert not names_similar(one, other)
    assert not names_similar(other, one)


def test_a_shared_surname_is_family_not_the_same_person():
    assert likeness("Max Beispiel", "Erika Beispiel") is Likeness.FAMILY


def test_a_known_account_pays_what_only_one_invoice_explains():
    items = [an_invoice("RE-2026-1043", 12990, iban=ERIKAS_IBAN), an_invoice("RE-2026-1050", 4000)]
    verdict = ask(items, a_line(12990, "Danke", name="E B", iban=ERIKAS_IBAN))
    assert booked(verdict) == {"RE-2026-1043": 12990}
    assert {"iban_known", "only_reading"} <= codes(verdict)


def test_a_known_account_with_two_equal_invoices_is_asked_about():
    items = [an_invoice("RE-2026-1043", 2990, iban=ERIKAS_IBAN), an_invoice("RE-2026-1050", 2990)]
    verdict = ask(items, a_line(2990, "Danke", iban=ERIKAS_IBAN))
    assert verdict.decision == "propose"


def test_two_equal_invoices_are_proposed_the_older_first():
    items = [an_invoice("RE-2026-1050", 2990), an_invoice("RE-2026-1043", 2990, iban=ERIKAS_IBAN)]
    assert first(ask(items, a_line(2990, "Danke", iban=ERIKAS_IBAN))) == {"RE-2026-1043": 2990}


def test_a_known_account_with_a_number_nobody_knows_is_asked_about():
    items = [an_invoice("RE-2026-1043", 12990, iban=ERIKAS_IBAN)]
    assert booked(ask(items, a_line(12990, "Rechnung 88123", iban=ERIKAS_IBAN))) is None
    assert booked(ask(items, a_line(12990, "Rechnung vom 02.11.2026", iban=ERIKAS_IBAN))) == {
        "RE-2026-1043": 12990
    }


def test_the_account_of_a_collector_confirms_nobody():
    names = ["Erika Beispiel", "Max Muster", "Lina Rate", "Paul Probe", "Greta Stamm"]
    items = [
        an_invoice(f"RE-2026-10{n}0", 1000 * n, customer=name, iban=MAXS_IBAN)
        for n, name in enumerate(names, 1)
    ]
    assert booked(ask(items, a_line(2000, "Danke", iban=MAXS_IBAN))) is None
    assert booked(ask(items[:1], a_line(1000, "Danke", iban=MAXS_IBAN))) == {"RE-2026-1010": 1000}


def test_an_account_of_two_customers_decides_nothing_without_a_number():
    items = [
        an_invoice("RE-2026-1043", 12990, iban=ERIKAS_IBAN),
        an_invoice("RE-2026-1044", 5000, customer="Max Beispiel", iban=ERIKAS_IBAN),
    ]
    assert booked(ask(items, a_line(12990, "Danke", iban=ERIKAS_IBAN))) is None


def test_an_account_of_a_couple_is_the_ones_who_owes_the_amount():
    items = [
        an_invoice("RE-2026-1043", 12990, iban=ERIKAS_IBAN),
        an_invoice("RE-2026-1044", 5000, customer="Max Beispiel", iban=ERIKAS_IBAN),
    ]
    line = a_line(12990, "Danke", name="Erika u. Max Beispiel", iban=ERIKAS_IBAN)
    assert booked(ask(items, line)) == {"RE-2026-1043": 12990}
    also_his = an_invoice("RE-2026-1045", 7990, customer="Max Beispiel", iban=ERIKAS_IBAN)
    assert booked(ask([*items, also_his], line)) is None


def test_somebody_pays_for_somebody_else():
    items = [
        an_invoice("RE-2026-1043", 12990),
        an_invoice("RE-2026-3300", 777, customer="Max Muster", iban=MAXS_IBAN),
    ]
    verdict = ask(items, a_line(12990, "RE-2026-1043 für Erika", name="Max Muster", iban=MAXS_IBAN))
    assert booked(verdict) == {"RE-2026-1043": 12990}


def test_somebody_names_the_customer_he_pays_for():
    items = [an_invoice("RE-2026-1043", 12990)]
    verdict = ask(items, a_line(12990, "Rg 1043 für Erika Beispiel", name="Oma Unbekannt"))
    assert booked(verdict) == {"RE-2026-1043": 12990}
    assert "name_in_text" in codes(verdict)


def test_a_payer_who_owes_the_same_amount_contradicts_the_number():
    items = [
        an_invoice("RE-2026-1043", 12990),
        an_invoice("RE-2026-8800", 12990, customer="Max Muster", iban=MAXS_IBAN),
    ]
    verdict = ask(items, a_line(12990, "RE-2026-1043", name="Max Muster", iban=MAXS_IBAN))
    assert verdict.decision == "propose"


def test_a_name_that_many_bear_does_not_choose_between_them():
    items = [
        an_invoice(f"RE-2026-{1000 + 7 * n}", 5900, customer="Thomas Müller", customer_id=f"c{n}")
        for n in range(30)
    ]
    assert booked(ask(items, a_line(5900, "Danke", name="Thomas Müller"))) is None


def test_a_spouse_is_proposed_by_surname_and_amount():
    items = [an_invoice("RE-2026-1043", 12990)] + [
        an_invoice(f"RE-2026-{2000 + n}", 12990, customer=f"Kunde Nummer{'abcdefghij'[n]}") for n in range(9)
    ]
    verdict = ask(items, a_line(12990, "Danke", name="Max Beispiel"))
    assert verdict.decision == "propose"
    assert first(verdict) == {"RE-2026-1043": 12990}
    assert "surname_shared" in codes(verdict)


def test_a_text_of_care_of_words_alone_names_nobody_and_harms_nothing():
    verdict = ask([an_invoice("RE-2026-1043", 12990)], a_line(4990, "z.Hd. ZHD c/o"))
    assert booked(verdict) is None
