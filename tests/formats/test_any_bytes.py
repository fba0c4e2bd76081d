"""Whatever bytes come, a reader answers with records or sentences and never with a crash."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kulanz.formats.bank_files import read_bank_file, sniff
from kulanz.formats.camt import read_camt
from kulanz.formats.einvoice import read_einvoice
from kulanz.formats.invoice_csv import read_invoice_csv
from kulanz.formats.invoice_files import read_invoice_file
from kulanz.formats.records import FileRefused
from tests.formats.places import SAMPLES

READERS = [read_camt, read_bank_file, read_einvoice, read_invoice_csv, read_invoice_file]
starts = st.sampled_from(
    [b"", b"%PDF-1.7\n", b"<?xml version='1.0'?><Document>", b"Rechnungsnummer;Bruttobetrag\n", b"\xff\xfe"]
)
ORIGINALS = [path.read_bytes() for path in sorted(SAMPLES.iterdir())]


def answers(read: Callable[..., Any], data: bytes) -> None:
    result = read(data, file="x")
    found = getattr(result, "invoices", ()) or getattr(result, "statements", ())
    assert found or result.errors or result.warnings
    assert all(problem.message and problem.file == "x" for problem in (*result.errors, *result.warnings))


@pytest.mark.parametrize("read", READERS)
@settings(max_examples=40, deadline=None)
@given(start=starts, data=st.binary(max_size=300))
def test_any_bytes_get_an_answer(read: Callable[..., Any], start: bytes, data: bytes) -> None:
    answers(read, start + data)


@pytest.mark.parametrize("read", READERS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_real_file_with_a_piece_replaced_gets_an_answer(
    read: Callable[..., Any], data: st.DataObject
) -> None:
    original = data.draw(st.sampled_from(ORIGINALS))
    at = data.draw(st.integers(0, len(original)))
    until = data.draw(st.integers(at, min(len(original), at + 60)))
    answers(read, original[:at] + data.draw(st.binary(max_size=20)) + original[until:])


@settings(max_examples=40, deadline=None)
@given(data=st.binary(max_size=200))
def test_sniffing_any_bytes_knows_them_or_not(data: bytes) -> None:
    try:
        assert sniff(data) in (None, "camt")
    except FileRefused as refused:
        assert str(refused)
