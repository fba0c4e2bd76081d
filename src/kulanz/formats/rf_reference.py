"""Creditor references of ISO 11649 (RF): create, check, print. A payer's slip of the key is found by the bank."""

import re

_BODY = re.compile(r"[A-Z0-9]{1,21}")
_WHOLE = re.compile(r"RF(\d{2})([A-Z0-9]{1,21})")


class ReferenceBodyUnfit(ValueError):
    """Nothing can be made of this body: it must be 1 to 21 letters A–Z and digits."""


def create(body: str) -> str:
    """Return the reference for a body such as an invoice number; blanks are left out, small letters raised."""
    compact = _compact(body)
    # "ß" raised would be "SS": another invoice.
    if not body.isascii() or not _BODY.fullmatch(compact):
        raise ReferenceBodyUnfit(
            f"Aus „{body}“ wird keine RF-Referenz: erlaubt sind 1 bis 21 Buchstaben A–Z und Ziffern."
        )
    return f"RF{_check_digits(compact)}{compact}"


def is_valid(reference: str) -> bool:
    """Return whether this is an RF reference with the right check digits; blanks and case do not matter."""
    found = _WHOLE.fullmatch(_compact(reference))
    return reference.isascii() and found is not None and found[1] == _check_digits(found[2])


def compact(reference: str) -> str:
    """Return the reference as machines carry it: without blanks, in capitals."""
    return _compact(reference)


def print_format(reference: str) -> str:
    """Return the reference in groups of four, as people read it."""
    compact = _compact(reference)
    return " ".join(compact[at : at + 4] for at in range(0, len(compact), 4))


def _check_digits(body: str) -> str:
    number = int("".join(str(int(character, 36)) for character in body + "RF00"))
    return f"{98 - number % 97:02d}"


def _compact(text: str) -> str:
    return "".join(text.split()).upper()
