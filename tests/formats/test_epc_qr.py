"""EPC QR codes: what is written is decoded back by an independent reader; what does not fit is refused by name."""

import cv2
import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kulanz.formats import epc_qr
from kulanz.formats.epc_qr import (
    AmountOutOfRange,
    BicUnfit,
    CharacterUnfit,
    EpcRefused,
    IbanUnfit,
    NameUnfit,
    PayloadTooLong,
    PurposeUnfit,
    ReferenceAndText,
    ReferenceUnfit,
    TextTooLong,
)

IBAN = "DE89370400440532013000"


def made(**elements) -> bytes:
    return epc_qr.payload(**{"name": "Muster Versand GmbH", "iban": IBAN, "amount_cents": 12_345, **elements})


def decoded(png: bytes) -> str:
    """Read the code as a camera would: OpenCV misses a sound code at some distances, so it gets several looks."""
    picture = cv2.imdecode(numpy.frombuffer(png, numpy.uint8), cv2.IMREAD_GRAYSCALE)
    for distance in (1.0, 0.75, 1.5, 1.25, 0.5):
        seen = cv2.resize(picture, None, fx=distance, fy=distance, interpolation=cv2.INTER_AREA)
        text, _, _ = cv2.QRCodeDetector().detectAndDecode(seen)
        if text:
            return text
    return ""


def test_a_structured_reference_stands_in_line_ten() -> None:
    assert made(reference="RF18539007547034") == (
        b"BCD\n002\n1\nSCT\n\nMuster Versand GmbH\nDE89370400440532013000\nEUR123.45\n\nRF18539007547034"
    )


def test_a_free_text_stands_in_line_eleven_and_nothing_follows_the_last_element() -> None:
    lines = made(text="RE-2026-0815").split(b"\n")
    assert lines[8:] == [b"", b"", b"RE-2026-0815"]
    assert made().endswith(b"EUR123.45")
    assert made(amount_cents=None).endswith(IBAN.encode())
    assert made(text="x", information="danke").split(b"\n")[10:] == [b"x", b"danke"]


def test_all_elements_in_their_order() -> None:
    lines = made(bic="COBADEFFXXX", purpose="GDDS", text="x", version="001").decode().split("\n")
    assert lines[1] == "001"
    assert lines[4] == "COBADEFFXXX"
    assert lines[8] == "GDDS"


def test_blanks_of_a_printed_iban_are_left_out() -> None:
    assert made(iban="DE89 3704 0044 0532 0130 00") == made()


@pytest.mark.parametrize(
    ("cents", "printed"), [(1, "EUR0.01"), (2000, "EUR20.00"), (99_999_999_999, "EUR999999999.99")]
)
def test_amounts_have_a_point_and_two_decimals(cents: int, printed: str) -> None:
    assert made(amount_cents=cents).split(b"\n")[7].decode() == printed


@pytest.mark.parametrize(
    ("elements", "error"),
    [
        ({"amount_cents": 0}, AmountOutOfRange),
        ({"amount_cents": -5}, AmountOutOfRange),
        ({"amount_cents": 100_000_000_000}, AmountOutOfRange),
        ({"text": "x" * 141}, TextTooLong),
        ({"information": "x" * 71}, TextTooLong),
        ({"reference": "x" * 36}, ReferenceUnfit),
        ({"reference": "RF19539007547034"}, ReferenceUnfit),
        ({"name": "x" * 71}, NameUnfit),
        ({"name": "  "}, NameUnfit),
        ({"reference": "RF18539007547034", "text": "x"}, ReferenceAndText),
        ({"bic": "ABC"}, BicUnfit),
        ({"version": "001"}, BicUnfit),
        ({"version": "003"}, EpcRefused),
        ({"iban": "DE88370400440532013000"}, IbanUnfit),
        ({"iban": ""}, IbanUnfit),
        ({"purpose": "GOODS"}, PurposeUnfit),
        ({"text": "eins\nzwei"}, CharacterUnfit),
        ({"name": "Muster\r\nGmbH"}, CharacterUnfit),
        ({"text": "5 €", "character_set": 2}, CharacterUnfit),
        ({"character_set": 9}, EpcRefused),
        ({"text": "€" * 140}, PayloadTooLong),
    ],
)
def test_what_does_not_fit_is_refused_by_name(elements: dict, error: type[EpcRefused]) -> None:
    with pytest.raises(error) as refused:
        made(**elements)
    assert type(refused.value) is error


@pytest.mark.parametrize(
    "elements",
    [
        {"text": "x" * 140},
        {"text": "x", "information": "x" * 70},
        {"reference": "x" * 35},
        {"name": "x" * 70},
        {"text": "5 €", "character_set": 8},
        {"purpose": "GDDS"},
        {"bic": "COBADEFF", "version": "001"},
    ],
)
def test_the_neighbours_of_the_refusals_fit(elements: dict) -> None:
    data = made(**elements).decode(epc_qr.CHARACTER_SETS[elements.get("character_set", 1)])
    assert all(value in data.split("\n") for key, value in elements.items() if key != "character_set")


def test_331_bytes_fit_and_332_do_not() -> None:
    wide = (331 - len(made(text="x")) + 1) // 3
    rest = 331 - len(made(text="€" * wide))
    biggest = made(text="€" * wide + "x" * rest)
    assert len(biggest) == 331
    assert epc_qr.version_of(biggest) == 13
    assert decoded(epc_qr.png(biggest)) == biggest.decode()
    with pytest.raises(PayloadTooLong, match="332"):
        made(text="€" * wide + "x" * (rest + 1))


def test_a_picture_is_decoded_back_by_an_independent_reader() -> None:
    data = made(name="Bäckerei Müller e. K.", text="RE-2026-0815 Kd 104711 überfällig")
    assert decoded(epc_qr.png(data)) == data.decode()


def test_the_svg_stands_inside_a_page() -> None:
    picture = epc_qr.svg(made())
    assert picture.startswith(b"<svg ")
    assert b"<?xml" not in picture
    assert b"http" not in picture.replace(b"http://www.w3.org/2000/svg", b"")


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 10**8), st.text("ABCDEFGäöüß 0123456789-/.", max_size=140))
def test_every_payload_survives_the_picture(cents: int, text: str) -> None:
    data = made(amount_cents=cents, text=text.strip())
    assert decoded(epc_qr.png(data)) == data.decode()
