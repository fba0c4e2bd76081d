"""Which customer a row means: by number, else by e-mail and name; similar guests stay apart."""

import pytest

from kulanz.features.parties.models import Customer, KnownIban
from tests.features.builders import a_merchant
from tests.features.claims.files import a_row, a_table, take_in

pytestmark = pytest.mark.django_db


def the_customers() -> list[tuple[str, str]]:
    return list(Customer.objects.order_by("id").values_list("number", "name"))


def test_a_known_number_is_the_same_customer_and_what_was_empty_is_filled():
    shop = a_merchant()
    take_in(shop, a_table(a_row(**{"E-Mail": ""})))
    take_in(shop, a_table(a_row(Rechnungsnummer="RE-2", Ort="Potsdam", Telefon="030 99")))
    customer = Customer.objects.get()
    assert (customer.email, customer.phone, customer.city) == ("erika@kundin.example", "030 99", "Berlin")


def test_one_number_for_many_guests_makes_a_customer_of_each():
    shop = a_merchant()
    guests = ["Erika Beispiel", "Jonas Muster", "Ida Ahorn", "Jonas Muster"]
    rows = [
        a_row(Rechnungsnummer=f"RE-{place}", Kundennummer="10000", Kunde=name, **{"E-Mail": ""})
        for place, name in enumerate(guests)
    ]
    report = take_in(shop, a_table(*rows))
    assert the_customers() == [
        ("10000", "Erika Beispiel"),
        ("10000-2", "Jonas Muster"),
        ("10000-3", "Ida Ahorn"),
    ]
    assert any("gehört schon zu" in note for note in report.rows[1].notes)
    take_in(
        shop, a_table(a_row(Rechnungsnummer="N", Kundennummer="10000", Kunde="Ida Ahorn", **{"E-Mail": ""}))
    )
    assert Customer.objects.count() == 3


def test_a_married_name_with_the_same_mail_and_number_is_the_same_customer():
    shop = a_merchant()
    take_in(shop, a_table(a_row()))
    take_in(shop, a_table(a_row(Rechnungsnummer="RE-2", Kunde="Erika Ahorn")))
    assert Customer.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "email", "count"),
    [
        ("Erika Beispiel", "ERIKA@kundin.example", 1),
        ("erika  beispiel", "erika@kundin.example", 1),
        ("Erika Beispiel", "erika@anderswo.example", 2),
        ("Erik Beispiel", "erika@kundin.example", 2),
        ("Erika Beispiel", "", 2),
    ],
)
def test_without_a_number_only_the_same_mail_with_the_same_name_is_the_same(name, email, count):
    shop = a_merchant()
    take_in(shop, a_table(a_row(Kundennummer="")))
    take_in(shop, a_table(a_row(Rechnungsnummer="RE-2", Kundennummer="", Kunde=name, **{"E-Mail": email})))
    assert Customer.objects.count() == count
    assert len(set(Customer.objects.values_list("number", flat=True))) == count


def test_generated_numbers_go_on_where_they_stopped():
    shop = a_merchant()
    for place in range(3):
        take_in(
            shop,
            a_table(
                a_row(Rechnungsnummer=f"RE-{place}", Kundennummer="", **{"E-Mail": f"{place}@x.example"})
            ),
        )
    assert [number for number, _ in the_customers()] == ["K-000001", "K-000002", "K-000003"]


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({}, "DE"),
        ({"PLZ": "1010"}, ""),
        ({"PLZ": ""}, ""),
        ({"Land": ""}, ""),
        ({"Land": "Österreich"}, "AT"),
        ({"Land": "DE"}, "DE"),
    ],
)
def test_a_german_postcode_counts_as_germany_only_where_no_column_could_say_otherwise(columns, expected):
    shop = a_merchant()
    take_in(shop, a_table(a_row(**columns)))
    assert Customer.objects.get().country == expected


def test_an_unstated_kind_is_a_consumer_and_a_stated_one_stays_stated():
    shop = a_merchant()
    take_in(shop, a_table(a_row(), a_row(Rechnungsnummer="B", Kundennummer="K-2", Kundenart="")))
    take_in(shop, a_table(a_row(Rechnungsnummer="C", Kundennummer="K-3", Kundenart="Firma")))
    kinds = dict(Customer.objects.values_list("number", "kind"))
    assert kinds == {"K-77": "consumer", "K-2": "consumer", "K-3": "business"}
    assert (
        Customer.objects.get(number="K-3").kind_is_stated
        and not Customer.objects.get(number="K-77").kind_is_stated
    )


def test_an_account_that_the_row_names_as_the_customers_is_known():
    shop = a_merchant()
    take_in(shop, a_table(a_row(**{"Kunden-IBAN": "DE02 1203 0000 0000 2020 51"})))
    assert KnownIban.objects.get().iban == "DE02120300000000202051"
