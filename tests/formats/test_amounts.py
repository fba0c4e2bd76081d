"""Amounts never pass through a float and never lose a cent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kulanz.formats.amounts import AmountUnreadable, amount_text, cents_of_plain, minor_digits
from kulanz.formats.cells import AmountColumn


@given(cents=st.integers(-(10**15), 10**15), currency=st.sampled_from(["EUR", "JPY", "KWD"]))
def test_an_amount_written_plainly_reads_back(cents: int, currency: str) -> None:
    digits = minor_digits(currency)
    whole, rest = divmod(abs(cents), 10**digits)
    written = f"{'-' if cents < 0 else ''}{whole}" + (f".{rest:0{digits}}" if digits else "")
    assert cents_of_plain(written, currency=currency) == cents


@given(cents=st.integers(-(10**15), 10**15))
def test_what_we_write_into_sentences_a_table_would_read_back(cents: int) -> None:
    written = amount_text(cents, currency="EUR")
    assert AmountColumn([written]).cents(written, currency="EUR") == cents


@pytest.mark.parametrize(
    "text", ["", ".", "-", "+", "1,5", "1 000", "NaN", "Infinity", "1e5", "0x1", "١٢", None, "1" * 16]
)
def test_what_is_no_plain_amount_is_refused(text: str | None) -> None:
    with pytest.raises(AmountUnreadable):
        cents_of_plain(text, currency="EUR")


@pytest.mark.parametrize(
    ("text", "cents"), [("1", 100), ("1.5", 150), (".5", 50), ("5.", 500), (" 5.00 ", 500), ("+1.10", 110)]
)
def test_plain_amounts(text: str, cents: int) -> None:
    assert cents_of_plain(text, currency="EUR") == cents
