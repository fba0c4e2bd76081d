"""A merchant's own list of open items, as accounting programs write it."""

import pytest

from kulanz.formats.open_items_csv import read_open_items_csv


def read(text: str, encoding: str = "utf-8"):
    return read_open_items_csv(text.encode(encoding), file="op.csv", currency="EUR")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_the_open_amount_is_taken_where_the_list_has_both_amounts(encoding):
    text = "Offene Posten\nBelegnummer;Kunde;Rechnungsbetrag;Offener Betrag\nRE-1;Müller;1.190,00;190,00\nRE-2;Öz;50,00;50,00\n"
    found = read(text, encoding)
    assert [(one.number, one.cents, one.customer) for one in found.items] == [
        ("RE-1", 19000, "Müller"),
        ("RE-2", 5000, "Öz"),
    ]
    assert found.errors == ()


def test_a_sum_below_the_list_is_no_item_and_an_unreadable_amount_is_an_error():
    found = read("Invoice number,Amount due\nR1,10.00\nR2,\nR3,zehn\n,20.00\n")
    assert [(one.number, one.cents) for one in found.items] == [("R1", 1000)]
    assert [one.place for one in found.errors] == ["Zeile 3", "Zeile 4"]


def test_a_list_without_the_needed_columns_is_refused():
    assert "Rechnungsnummer und Offener Betrag" in read("Name;Ort\nA;B\n").errors[0].message
