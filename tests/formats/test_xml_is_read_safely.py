"""Hostile XML is refused before it does anything, in bank files and invoices alike."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kulanz.formats.bank_files import read_bank_file
from kulanz.formats.camt import read_camt
from kulanz.formats.einvoice import read_einvoice
from kulanz.formats.invoice_files import read_invoice_file
from tests.formats.places import sample

READERS = [read_camt, read_bank_file, read_einvoice, read_invoice_file]
BOMB = (
    '<!DOCTYPE a [<!ENTITY b "'
    + "x" * 1000
    + '"><!ENTITY c "'
    + "&b;" * 1000
    + '"><!ENTITY d "'
    + "&c;" * 1000
    + '">]>'
)


def with_prolog(name: str, prolog: str) -> bytes:
    text = sample(name).decode()
    head, _, rest = text.partition("?>")
    return f"{head}?>{prolog}{rest}".encode()


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize(
    "prolog", ["<!DOCTYPE Document>", '<!DOCTYPE D SYSTEM "http://example.invalid/x.dtd">', BOMB]
)
@pytest.mark.parametrize("name", ["lindenladen.camt053.v08.xml", "xrechnung.ubl.xml"])
def test_a_doctype_is_refused(read: Callable[..., Any], prolog: str, name: str) -> None:
    result = read(with_prolog(name, prolog), file="x.xml")
    found = getattr(result, "invoices", ()) or getattr(result, "statements", ())
    assert found == ()
    assert any("DOCTYPE" in one.message for one in result.errors)


@pytest.mark.parametrize("read", READERS)
def test_a_file_of_the_machine_is_not_read_through_an_entity(
    read: Callable[..., Any], tmp_path: Path
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("geheim")
    prolog = f'<!DOCTYPE a [<!ENTITY s SYSTEM "{secret.as_uri()}">]>'
    data = with_prolog("xrechnung.ubl.xml", prolog).replace(b"LL-2026-1001", b"&s;")
    assert "geheim" not in repr(read(data, file="x.xml"))


def test_the_same_file_without_doctype_is_read() -> None:
    assert read_camt(sample("lindenladen.camt053.v08.xml"), file="x.xml").errors == ()
    assert read_einvoice(sample("xrechnung.ubl.xml"), file="x.xml").errors == ()


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize(
    "data", [b"<a>", b"<a/>", b"<?xml version='1.0' encoding='klingon'?><a/>", b"<" * 50, b"<a>" * 5000]
)
def test_broken_or_foreign_xml_is_one_clear_error(read: Callable[..., Any], data: bytes) -> None:
    result = read(data, file="x.xml")
    assert len(result.errors) == 1
    assert result.errors[0].file == "x.xml" and result.errors[0].message


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "utf-8"])
def test_other_encodings_of_xml_are_read(encoding: str) -> None:
    text = sample("xrechnung.ubl.xml").decode().replace('encoding="UTF-8"', "")
    assert (
        read_invoice_file(text.encode(encoding), file="x.xml").invoices[0].buyer.name == "Café Nordlicht OHG"
    )
    text = sample("lindenladen.camt053.v08.xml").decode().replace('encoding="UTF-8"', "")
    assert (
        read_bank_file(text.encode(encoding), file="x.xml").statements[0].lines[2].counterparty_name
        == "Café Nordlicht OHG"
    )


@pytest.mark.parametrize(
    "data", [b"BEGIN:VCARD\r\nFN:Erika\r\n", b"Buchungstag;Betrag\r\n01.12.2026;5,00\r\n"]
)
def test_a_bank_format_that_is_not_known_is_named_as_such(data: bytes) -> None:
    result = read_bank_file(data, file="x")
    assert (result.statements, "nicht bekannt" in result.errors[0].message) == ((), True)
