"""To which account a message asks to pay. The lookup is bound in config.wiring: accounts lie above."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Payee:
    """The account that messages name."""

    owner_name: str
    iban: str  # without spaces
    bic: str
    currency: str


class PayeeLookupMissing(LookupError):
    """Nobody said where accounts are found."""


Lookup = Callable[[int], Payee | None]
_LOOKUPS: list[Lookup] = []


def bind_payee_lookup(lookup: Lookup) -> None:
    """Say how the shown account of a merchant is found."""
    _LOOKUPS[:] = [lookup]


def payee_of(merchant_id: int) -> Payee | None:
    """Return the account the merchant shows on messages, or None where there is none."""
    if not _LOOKUPS:
        raise PayeeLookupMissing("No lookup of accounts is bound; config.wiring does that at start.")
    return _LOOKUPS[0](merchant_id)


def grouped(iban: str) -> str:
    """Return an IBAN in groups of four, as people read it."""
    return " ".join(iban[start : start + 4] for start in range(0, len(iban), 4))
