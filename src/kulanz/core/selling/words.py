"""Shops' words made comparable: technical names, gift cards beside another method."""

import re

_BETWEEN_WORDS = re.compile(r"[\s_\-./\\:()\[\]]+")
_BETWEEN_METHODS = re.compile(r"\s*(?:[,;+&|]|\bund\b|\band\b)\s*", re.IGNORECASE)
_GIFT_CARD = re.compile(
    r"gift ?cards?|geschenk(?:karte|gutschein)|(?:wert)?gutschein(?:e|code)?|voucher|store ?credit|shop ?guthaben"
    r"|guthaben|giftup|ywgc gift ?card|pw gift ?card"
)


def plain_words(value: str) -> str:
    """Return a method or channel in lower case with single spaces: `ppcp-pay-upon-invoice-gateway` → `ppcp pay upon …`."""
    return _BETWEEN_WORDS.sub(" ", value.casefold()).strip()


def is_gift_card(value: str) -> bool:
    """Return whether this is a gift card and nothing else."""
    return _GIFT_CARD.fullmatch(plain_words(value)) is not None


def other_method(value: str) -> str | None:
    """Return the one method beside a gift card, None where there is no gift card or not exactly one other.

    A gift card pays its part at the till; what is left is owed by the other method ("Gutschein + Rechnung").
    """
    parts = [part for part in _BETWEEN_METHODS.split(value) if part.strip()]
    others = [part for part in parts if not is_gift_card(part)]
    return others[0] if len(others) == 1 and len(parts) > 1 else None
