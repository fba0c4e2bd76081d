"""What every table of a merchant has in common."""

import secrets
from itertools import product

from django.db import models

# Lists are counted so far and no further: a number beyond it helps nobody, and takes seconds in a big shop.
MOST_COUNTED = 10_000
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def new_public_id(prefix: str) -> str:
    """Return an opaque id such as `inv_7kq4m2xr9h3w5n`, safe to show outside (about 70 random bits)."""
    # One draw of 80 bits for all letters: the bias of the division is below 2**-10, and imports draw many thousands.
    number = secrets.randbits(80)
    number, one = divmod(number, _TRIPLE)
    number, two = divmod(number, _TRIPLE)
    number, three = divmod(number, _TRIPLE)
    number, four = divmod(number, _TRIPLE)
    return f"{prefix}_{_TRIPLES[one]}{_TRIPLES[two]}{_TRIPLES[three]}{_TRIPLES[four]}{_PAIRS[number % _PAIR]}"


_TRIPLES = tuple("".join(letters) for letters in product(ALPHABET, repeat=3))
_PAIRS = tuple("".join(letters) for letters in product(ALPHABET, repeat=2))
_TRIPLE, _PAIR = len(_TRIPLES), len(_PAIRS)


class MerchantRow(models.Model):
    """A row that belongs to one merchant. Queries reach it through the actor's merchant only."""

    merchant = models.ForeignKey("tenants.Merchant", on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True
