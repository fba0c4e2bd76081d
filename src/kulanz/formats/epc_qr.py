"""The EPC QR code ("GiroCode", EPC069-12): a transfer in euro that a banking app reads.

The payload is text of up to twelve elements, one per line, nothing after the last; the code is its picture.
"""

import io
import re
from functools import lru_cache

import segno
from stdnum import iban as iban_numbers

from kulanz.formats import rf_reference

ERROR_CORRECTION = "M"
MAX_BYTES = 331
MAX_VERSION = 13
_MAX_CENTS = 99_999_999_999
# Any fixed mask is valid; trying all eight makes the code four times as slow.
_MASK = 3

_BIC = re.compile(r"[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?")
_LOOKS_LIKE_RF = re.compile(r"RF\d\d", re.IGNORECASE)

# Element 3, by its number.
CHARACTER_SETS = {
    1: "utf-8",
    2: "iso-8859-1",
    3: "iso-8859-2",
    4: "iso-8859-4",
    5: "iso-8859-5",
    6: "iso-8859-7",
    7: "iso-8859-10",
    8: "iso-8859-15",
}


class EpcRefused(ValueError):
    """No EPC payload can be made of this. The German sentence says which element is unfit and what would fit."""


class AmountOutOfRange(EpcRefused):
    """An EPC code carries 0.01 to 999,999,999.99 euro, or no amount."""


class NameUnfit(EpcRefused):
    """The name of the recipient has 1 to 70 characters."""


class IbanUnfit(EpcRefused):
    """The IBAN is missing or its check digits are wrong."""


class BicUnfit(EpcRefused):
    """A BIC has 8 or 11 characters; version 001 needs one."""


class ReferenceUnfit(EpcRefused):
    """A structured reference has at most 35 characters, and right check digits where it is an RF one."""


class TextTooLong(EpcRefused):
    """A free text has at most 140 characters, the hint to the payer 70."""


class ReferenceAndText(EpcRefused):
    """A payload carries a structured reference or a free text, never both."""


class PurposeUnfit(EpcRefused):
    """A purpose code has at most four characters."""


class CharacterUnfit(EpcRefused):
    """A character cannot be carried: a line break, or a letter that the character set lacks."""


class PayloadTooLong(EpcRefused):
    """The whole payload has at most 331 bytes."""


def payload(
    *,
    name: str,
    iban: str,
    amount_cents: int | None,
    text: str = "",
    reference: str = "",
    bic: str = "",
    purpose: str = "",
    information: str = "",
    character_set: int = 1,
    version: str = "002",
) -> bytes:
    """Return the payload in its character set (1 is UTF-8). `amount_cents` are euro cents; None leaves it open.

    Raise a named EpcRefused where an element does not fit; nothing is ever cut to fit.
    """
    name, iban, bic = name.strip(), "".join(iban.split()).upper(), bic.strip().upper()
    if _LOOKS_LIKE_RF.match(reference.strip()):
        reference = rf_reference.compact(reference)
    _check_recipient(name, iban, bic, version)
    _check_purpose_of_payment(text, reference, purpose, information)
    elements = [
        "BCD",
        version,
        str(character_set),
        "SCT",
        bic,
        name,
        iban,
        _amount(amount_cents),
        purpose,
        reference,
        text,
        information,
    ]
    for element in elements:
        if any(ord(character) < 32 or ord(character) == 127 for character in element):
            raise CharacterUnfit(
                f"„{element!r}“ enthält einen Zeilenumbruch oder ein Steuerzeichen; bitte entfernen."
            )
    while not elements[-1]:
        elements.pop()
    return _encoded("\n".join(elements), character_set)


def png(data: bytes, *, scale: int = 4) -> bytes:
    """Return the code of a payload as PNG, `scale` pixels per module, with the quiet zone of four modules."""
    out = io.BytesIO()
    _code(data).save(out, kind="png", scale=scale, border=4)
    return out.getvalue()


def svg(data: bytes, *, scale: int = 4) -> bytes:
    """Return the code of a payload as SVG without XML declaration, ready to stand inside a page."""
    out = io.BytesIO()
    _code(data).save(out, kind="svg", scale=scale, border=4, xmldecl=False, nl=False)
    return out.getvalue()


def version_of(data: bytes) -> int:
    """Return the QR version (size) that this payload takes at error correction M."""
    return int(_code(data).version)


@lru_cache(maxsize=16)  # the same code is drawn for the mail and for its letter
def _code(data: bytes) -> segno.QRCode:
    code = segno.make_qr(data, error=ERROR_CORRECTION, mode="byte", mask=_MASK, boost_error=False)
    assert int(code.version) <= MAX_VERSION, "331 bytes fit into version 13"
    return code


def _check_recipient(name: str, iban: str, bic: str, version: str) -> None:
    if not 1 <= len(name) <= 70:
        raise NameUnfit(f"Der Empfängername hat {len(name)} Zeichen; erlaubt sind 1 bis 70.")
    if len(iban) > 34 or not iban_numbers.is_valid(iban):
        raise IbanUnfit(f"„{iban}“ ist keine gültige IBAN; bitte prüfen.")
    if bic and not _BIC.fullmatch(bic):
        raise BicUnfit(
            f"„{bic}“ ist keine BIC; sie hat 8 oder 11 Zeichen, das fünfte und sechste nennen das Land."
        )
    if version not in ("001", "002"):
        raise EpcRefused(f"Version „{version}“ gibt es nicht; erlaubt sind 001 und 002.")
    if version == "001" and not bic:
        raise BicUnfit("Version 001 verlangt eine BIC; ohne BIC ist es Version 002.")


def _check_purpose_of_payment(text: str, reference: str, purpose: str, information: str) -> None:
    if text and reference:
        raise ReferenceAndText("Entweder eine Referenz oder ein Verwendungszweck, nicht beides.")
    if len(text) > 140:
        raise TextTooLong(f"Der Verwendungszweck hat {len(text)} Zeichen; erlaubt sind 140.")
    if len(information) > 70:
        raise TextTooLong(f"Der Hinweis an den Zahler hat {len(information)} Zeichen; erlaubt sind 70.")
    if len(reference) > 35:
        raise ReferenceUnfit(f"Die Referenz hat {len(reference)} Zeichen; erlaubt sind 35.")
    if _LOOKS_LIKE_RF.match(reference) and not rf_reference.is_valid(reference):
        raise ReferenceUnfit(f"Die Prüfziffer der Referenz „{reference}“ stimmt nicht.")
    if len(purpose) > 4:
        raise PurposeUnfit(f"Der Zweckcode „{purpose}“ hat mehr als vier Zeichen.")


def _amount(cents: int | None) -> str:
    if cents is None:
        return ""
    if not 1 <= cents <= _MAX_CENTS:
        raise AmountOutOfRange(f"{cents} Cent gehen nicht; erlaubt sind 0,01 bis 999.999.999,99 Euro.")
    return f"EUR{cents // 100}.{cents % 100:02d}"


def _encoded(text: str, character_set: int) -> bytes:
    if character_set not in CHARACTER_SETS:
        raise EpcRefused(f"Zeichensatz {character_set} gibt es nicht; erlaubt sind 1 bis 8.")
    try:
        data = text.encode(CHARACTER_SETS[character_set])
    except UnicodeEncodeError as cause:
        raise CharacterUnfit(
            f"„{text[cause.start]}“ kommt im Zeichensatz {CHARACTER_SETS[character_set]} nicht vor; nehmen Sie 1."
        ) from cause
    if len(data) > MAX_BYTES:
        raise PayloadTooLong(f"Der Inhalt hat {len(data)} Bytes; erlaubt sind {MAX_BYTES}. Bitte kürzen.")
    return data
