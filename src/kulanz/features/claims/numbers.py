"""Find invoices by the merchant's own numbers."""

from collections.abc import Iterable

from kulanz.core.actor import Actor
from kulanz.features.claims.models import Invoice


def invoice_ids_by_number(actor: Actor, numbers: Iterable[str]) -> dict[str, int]:
    """Return the id of each invoice of this merchant that has one of these numbers; others are left out."""
    rows = Invoice.objects.filter(merchant_id=actor.merchant_id, number__in=list(numbers))
    return dict(rows.values_list("number", "pk"))
