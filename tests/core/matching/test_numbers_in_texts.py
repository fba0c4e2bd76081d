"""The invoice number, in all the ways people and banks write it."""

import pytest

from kulanz.core.matching import Matcher
from tests.core.matching.builders import (
    ERIKAS_IBAN,
    MAXS_IBAN,
    UNKNOWN_IBAN,
    a_line,
    an_invoice,
    ask,
    booked,
    codes,
    first,
)

WRITTEN = [
    "RE-2026-1043",
    "re-2026-1043",
    "RE20261043",
    "RE 2026 1043",
    "RE-2026/1043",
    "RE_2026.1043",
    "2026-1043",
    "Rechnung Nr. RE-2026-1043 vom 02.11.2026",
    "Rg.Nr.: 20261043",
    "RECHNUNGRE20261043VOM02112026DANKE",
    "Rechnung 2026\n1043",
    "RE-2026-10 43",
    "RE-20\n26-1043",
    "SVWZ+RE-2026-1043 DATUM 20.11.2026, 10.33 UHR",
    "Vielen Dank für die schnelle Lieferung! rechnungsnummer re-2026-1043, kundennummer 20017",
    "RE-2026-1043 129,90 EUR",
    "Überweisung für Rg RE-2026-1043 Tel 030/1234567",
]


@pytest.mark.parametrize("text", WRITTEN)
def test_a_number_that_is_written_out_and_an_exact_amount_are_booked(text):
    verdict = ask(
        [an_invoice("RE-2026-1043", 12990), an_invoice("RE-2026-2001", 4500, customer="Max Muster")],
        a_line(12990, text, name="Erika Beispiel", iban=UNKNOWN_IBAN),
    )
    assert booked(verdict) == {"RE-2026-1043": 12990}


@pytest.mark.parametrize("text", [text for text in WRITTEN if text != "RE-20\n26-1043"])
def test_the_same_text_names_nothing_where_the_number_is_another(text):
    verdict = ask([an_invoice("RE-2026-7788", 12990)], a_line(12990, text))
    assert booked(verdict) is None


def test_a_whole_number_and_the_amount_need_no_known_payer():
    verdict = ask([an_invoice("RE-2026-1043", 12990)], a_line(12990, "RE-2026-1043", name="Oma Unbekannt"))
    assert booked(verdict) == {"RE-2026-1043": 12990}


def test_a_whole_number_alone_with_another_amount_and_payer_is_only_proposed():
    verdict = ask([an_invoice("RE-2026-1043", 12990)], a_line(5555, "RE-2026-1043", name="Oma Unbekannt"))
    assert booked(verdict) is None
    assert first(verdict) == {"RE-2026-1043": 5555}


@pytest.mark.parametrize("short", ["1043", "Rg 1043", "61043", "261043", "RE-26-1043", "RE 1043"])
def test_a_shortened_number_is_booked_when_amount_and_payer_confirm_it(short):
    verdict = ask([an_invoice("RE-2026-1043", 12990)], a_line(12990, short, name="Erika Beispiel"))
    assert booked(verdict) == {"RE-2026-1043": 12990}
    assert "number_short" in codes(verdict)


@pytest.mark.parametrize("short", ["1043", "Rg 1043", "261043"])
def test_a_shortened_number_of_an_unknown_payer_is_proposed(short):
    verdict = ask([an_invoice("RE-2026-1043", 12990)], a_line(12990, short, name="Oma Unbekannt"))
    assert booked(verdict) is None
    assert first(verdict) == {"RE-2026-1043": 12990}


def test_a_shortened_number_with_another_amount_is_proposed():
    verdict = ask([an_invoice("RE-2026-1043", 12990)], a_line(9000, "Rg 1043", name="Erika Beispiel"))
    assert booked(verdict) is None
    assert first(verdict) == {"RE-2026-1043": 9000}


def test_two_years_share_a_shortened_number_and_the_amount_decides():
    items = [an_invoice("RE-2025-1043", 4000), an_invoice("RE-2026-1043", 12990)]
    assert booked(ask(items, a_line(12990, "RE 1043", name="Erika Beispiel"))) == {"RE-2026-1043": 12990}


def test_two_years_share_a_shortened_number_and_the_amount_and_nobody_decides():
    items = [an_invoice("RE-2025-1043", 12990), an_invoice("RE-2026-1043", 12990)]
    assert booked(ask(items, a_line(12990, "RE 1043", name="Erika Beispiel"))) is None


@pytest.mark.parametrize("slip", ["RE-2026-1034", "RE-2026-1053", "RE-2026-143", "RE-2026-10443", "20261034"])
def test_one_slip_of_the_key_is_booked_when_amount_and_payer_confirm(slip):
    verdict = ask([an_invoice("RE-2026-1043", 12990)], a_line(12990, slip, name="Erika Beispiel"))
    assert booked(verdict) == {"RE-2026-1043": 12990}
    assert "number_slip" in codes(verdict)


@pytest.mark.parametrize("slip", ["RE-2026-1034", "RE-2026-1053"])
def test_one_slip_without_the_payer_is_proposed(slip):
    verdict = ask([an_invoice("RE-2026-1043", 12990)], a_line(12990, slip, name="Oma Unbekannt"))
    assert booked(verdict) is None
    assert first(verdict) == {"RE-2026-1043": 12990}


def test_one_slip_without_the_amount_is_not_booked():
    verdict = ask([an_invoice("RE-2026-1043", 12990)], a_line(9000, "RE-2026-1034", name="Erika Beispiel"))
    assert booked(verdict) is None


def test_a_slip_that_hits_a_neighbour_finds_the_payers_own_invoice():
    items = [
        an_invoice("RE-2026-1043", 12990, iban=ERIKAS_IBAN),
        an_invoice("RE-2026-1044", 5000, customer="Max Muster"),
    ]
    verdict = ask(items, a_line(12990, "RE-2026-1044", name="Erika Beispiel", iban=ERIKAS_IBAN))
    assert booked(verdict) == {"RE-2026-1043": 12990}


def test_a_slip_that_hits_a_neighbour_of_the_same_amount_is_never_booked():
    items = [
        an_invoice("RE-2026-1043", 12990, iban=ERIKAS_IBAN),
        an_invoice("RE-2026-1044", 12990, customer="Max Muster", iban=MAXS_IBAN),
    ]
    verdict = ask(items, a_line(12990, "RE-2026-1044", name="Erika Beispiel", iban=ERIKAS_IBAN))
    assert booked(verdict) is None
    assert {share.number for proposal in verdict.proposals for share in proposal.allocations} == {
        "RE-2026-1043",
        "RE-2026-1044",
    }


def test_the_right_number_is_booked_although_a_neighbour_has_the_same_amount():
    items = [
        an_invoice("RE-2026-1043", 12990, iban=ERIKAS_IBAN),
        an_invoice("RE-2026-1044", 12990, customer="Max Muster", iban=MAXS_IBAN),
    ]
    verdict = ask(items, a_line(12990, "RE-2026-1044", name="M. Muster", iban=MAXS_IBAN))
    assert booked(verdict) == {"RE-2026-1044": 12990}


def test_an_unknown_payer_with_a_neighbour_of_the_same_amount_is_proposed():
    items = [an_invoice("RE-2026-1043", 12990), an_invoice("RE-2026-1044", 12990, customer="Max Muster")]
    assert booked(ask(items, a_line(12990, "RE-2026-1044", name="Oma Unbekannt"))) is None


def test_a_number_is_not_confused_with_one_it_begins():
    items = [an_invoice("RE-104", 12990), an_invoice("RE-1043", 12990, customer="Max Muster")]
    assert booked(ask(items, a_line(12990, "RE-1043", name="Max Muster"))) == {"RE-1043": 12990}
    assert booked(ask(items, a_line(12990, "RE-104", name="Erika Beispiel"))) == {"RE-104": 12990}


def test_a_number_that_a_space_may_have_torn_is_left_to_the_amount():
    items = [an_invoice("RE-104", 4000), an_invoice("RE-1043", 12990)]
    assert booked(ask(items, a_line(4000, "RE-104 3 Artikel", name="Erika Beispiel"))) is None
    assert first(ask(items, a_line(4000, "RE-104 3 Artikel", name="Erika Beispiel"))) == {"RE-104": 4000}


def test_another_series_with_the_same_digits_is_another_invoice():
    items = [an_invoice("RE-20261043", 12990), an_invoice("GS-99999999", 100, customer="Max Muster")]
    assert booked(ask(items, a_line(12990, "GS-20261043", name="Oma Unbekannt"))) is None
    assert booked(ask(items, a_line(12990, "RE-20261043", name="Oma Unbekannt"))) == {"RE-20261043": 12990}


@pytest.mark.parametrize(
    "text",
    [
        "Lieferung vom 10.43.2026",
        "Ihre Lieferung 20.11.2026",
        "Tel. 0177 20261043",
        "Kundennr 20261043",
        "IBAN DE02120300002026104305",
        "+49 30 20261043",
        "Mandat 20261043",
    ],
)
def test_dates_telephones_accounts_and_customer_numbers_are_no_invoice_numbers(text):
    items = [an_invoice("20261043", 12990), an_invoice("20112026", 12990, customer="Max Muster")]
    verdict = ask(items, a_line(12990, text, name="Oma Unbekannt"))
    assert booked(verdict) is None


def test_a_short_number_needs_its_label():
    items = [an_invoice("1043", 12990)]
    assert booked(ask(items, a_line(12990, "Rechnung 1043", name="Oma Unbekannt"))) == {"1043": 12990}
    assert booked(ask(items, a_line(12990, "1043 Danke", name="Oma Unbekannt"))) is None
    assert booked(ask(items, a_line(12990, "Bestellung 1043", name="Oma Unbekannt"))) is None


def test_leading_zeros_may_be_dropped():
    items = [an_invoice("RE-2026-00143", 12990)]
    assert booked(ask(items, a_line(12990, "RE 2026-143", name="Oma Unbekannt"))) == {"RE-2026-00143": 12990}


def test_a_year_at_the_end_is_understood():
    items = [an_invoice("1043/2026", 12990)]
    assert booked(ask(items, a_line(12990, "Rechnung 1043-2026"))) == {"1043/2026": 12990}
    assert booked(ask(items, a_line(12990, "Rg 1043", name="Erika Beispiel"))) == {"1043/2026": 12990}


def test_a_creditor_reference_names_its_invoice():
    items = [an_invoice("RE20261043", 12990)]
    verdict = ask(items, a_line(12990, reference="RF08 RE20 2610 43"))
    assert booked(verdict) == {"RE20261043": 12990}


def test_the_end_to_end_id_of_our_own_request_names_its_invoice():
    items = [an_invoice("RE-2026-1043", 12990)]
    assert booked(ask(items, a_line(12990, "Danke", e2e="RE-2026-1043"))) == {"RE-2026-1043": 12990}
    assert booked(ask(items, a_line(12990, "Danke", e2e="NOTPROVIDED"))) is None


def test_an_order_number_is_booked_when_amount_and_payer_confirm_it():
    items = [an_invoice("RE-2026-1043", 12990, order="4711888")]
    verdict = ask(items, a_line(12990, "Bestellung 4711888", name="Erika Beispiel"))
    assert booked(verdict) == {"RE-2026-1043": 12990}
    assert booked(ask(items, a_line(12990, "Bestellung 4711888", name="Oma Unbekannt"))) is None


def test_a_short_order_number_is_proposed():
    items = [an_invoice("RE-2026-0902", 5900, customer="Paul Probe", order="4711")]
    verdict = ask(items, a_line(5900, "Bestellung 4711", name="Paul Probe"))
    assert verdict.decision == "propose"
    assert first(verdict) == {"RE-2026-0902": 5900}
    assert {"order_number", "amount_exact", "name_same"} <= codes(verdict)


def test_a_customer_number_is_booked_when_the_payer_confirms_and_nothing_else_makes_the_amount():
    items = [an_invoice("RE-2026-1043", 12990, customer_number="K-20017"), an_invoice("RE-2026-1050", 4000)]
    assert booked(ask(items[:1], a_line(12990, "Kd.Nr. K-20017", name="Erika Beispiel"))) == {
        "RE-2026-1043": 12990
    }
    assert booked(ask(items[:1], a_line(12990, "Kd.Nr. K-20017", name="Oma Unbekannt"))) is None


def test_a_text_of_any_length_is_read_within_bounds():
    matcher = Matcher([an_invoice("RE-2026-1043", 12990)])
    verdict = matcher.propose(a_line(12990, "1 2 3 4 5 6 7 8 9 " * 20000, name="Erika Beispiel"))
    assert verdict.decision == "propose"
