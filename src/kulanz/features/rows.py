"""What every table of a merchant has in common."""

import secrets

from django.db import models

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def new_public_id(prefix: str) -> str:
    """Return an opaque id such as `inv_7kq4m2xr9h3w5n`, safe to show outside (about 70 random bits)."""
    # One draw of 80 bits for all letters: the bias of the division is below 2**-10, and imports draw many thousands.
    number = secrets.randbits(80)
    letters = []
    for _ in range(14):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return f"{prefix}_{''.join(letters)}"


class MerchantRow(models.Model):
    """A row that belongs to one merchant. Queries reach it through the actor's merchant only."""

    merchant = models.ForeignKey("tenants.Merchant", on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True
