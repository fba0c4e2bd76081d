"""Makes texts comparable: capitals, umlauts written out, accents dropped."""

import re
import unicodedata

_WRITTEN_OUT = str.maketrans(
    {"Ä": "AE", "Ö": "OE", "Ü": "UE", "ẞ": "SS", "Æ": "AE", "Ø": "OE", "Œ": "OE", "Ł": "L", "Đ": "D"}
)
_NOT_PLAIN = re.compile(r"[^A-Z0-9]+")


def fold(text: str) -> str:
    """The text in capitals, "ä" as "AE", "ß" as "SS", other accents dropped; signs and spaces stay."""
    if text.isascii():
        return text.upper()
    folded = unicodedata.normalize("NFC", text).upper().translate(_WRITTEN_OUT)
    decomposed = unicodedata.normalize("NFKD", folded)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def compact(text: str) -> str:
    """Only the letters A–Z and digits of the folded text."""
    return _NOT_PLAIN.sub("", fold(text))


def iban(text: str | None) -> str:
    """An IBAN without spaces in capitals; empty when none is given."""
    return "".join(text.split()).upper() if text else ""


def word_set(words: str) -> frozenset[str]:
    """The words of a list that is written in one string."""
    return frozenset(words.split())
