"""Whether a text is an IBAN (ISO 13616): its form and its check digits."""

import re

_FORM = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{10,30}", re.ASCII)


def has_iban_form(text: str) -> bool:
    """Return whether the text, without spaces, looks like an IBAN. The check digits may be wrong."""
    return _FORM.fullmatch(text) is not None


def is_iban(text: str) -> bool:
    """Return whether the text, without spaces, has the form of an IBAN and check digits that fit."""
    if not has_iban_form(text):
        return False
    turned = text[4:] + text[:4]
    return int("".join(str(int(letter, 36)) for letter in turned)) % 97 == 1
