"""Whatever bytes come, a reader answers with records or sentences and never with a crash."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kulanz.formats.bank_files import sniff
from kulanz.formats.records import FileRefused
from tests.formats.places import sample
from tests.formats.readers import READERS, answer, found_in
from tests.formats.seeds import every_sample

ORIGINALS = every_sample()
starts = st.sampled_from(
    [
        b"",
        b"%PDF-1.7\n",
        b"<?xml version='1.0'?><Document>",
        b"Rechnungsnummer;Bruttobetrag\n",
        b"\xff\xfe",
        b":20:X\n:61:2611301130C",
    ]
)
# What files that are out to do harm, or were broken on the way, are made of.
pieces = st.one_of(
    st.binary(max_size=20),
    st.sampled_from(
        [b"\x00", b"<!DOCTYPE a>", b"&a;", b"]]>", b'"', b";" * 50, b"\r", b"9" * 400, b"1e99", b"-", b"NaN",
         b"Infinity", b"\xff\xfe", b"\xef\xbb\xbf", b"0", b"<" * 30, b"/Length 99999999999 ", b"\xed\xa0\x80", b"\n" * 30]
    ),
)  # fmt: skip


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=40, deadline=None)
@given(start=starts, data=st.binary(max_size=300))
def test_any_bytes_get_an_answer(name: str, start: bytes, data: bytes) -> None:
    assert answer(READERS[name], start + data)


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_real_file_with_pieces_replaced_gets_an_answer(name: str, data: st.DataObject) -> None:
    file = data.draw(st.sampled_from(ORIGINALS))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(file)))
        until = data.draw(st.integers(at, min(len(file), at + 60)))
        file = file[:at] + data.draw(pieces) + file[until:]
    assert answer(READERS[name], file)


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_real_file_cut_off_anywhere_gets_an_answer(name: str, data: st.DataObject) -> None:
    file = data.draw(st.sampled_from(ORIGINALS))
    assert answer(READERS[name], file[: data.draw(st.integers(0, len(file)))])


def test_an_xml_cut_off_at_any_byte_gives_no_invoice() -> None:
    file = sample("zugferd.cii.xml").rstrip()
    for end in range(0, len(file), 7):
        assert found_in(answer(READERS["invoice"], file[:end])) == ()
    assert found_in(answer(READERS["invoice"], file))


@pytest.mark.parametrize(
    ("name", "file", "said"),
    [
        (
            "einvoice",
            sample("zugferd.cii.xml")
            .replace(b"<ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>", b"")
            .replace(b"<ram:GrandTotalAmount>59.50</ram:GrandTotalAmount>", b""),
            "keinen Gesamtbetrag",
        ),
        ("invoice_csv", b"Rechnungsnummer;Rechnungsdatum;Bruttobetrag;Kunde\n", "keine Rechnung"),
    ],
)
def test_what_the_fuzzer_found_ends_in_a_sentence(name: str, file: bytes, said: str) -> None:
    """Each of these was once read as nothing at all: no record, and not a word about it."""
    result = answer(READERS[name], file)
    assert found_in(result) == ()
    assert any(said in one.message for one in (*result.errors, *result.warnings))


@settings(max_examples=40, deadline=None)
@given(data=st.binary(max_size=200))
def test_sniffing_any_bytes_knows_them_or_not(data: bytes) -> None:
    try:
        assert sniff(data) in (None, "camt", "mt940", "bank_csv")
    except FileRefused as refused:
        assert str(refused)
