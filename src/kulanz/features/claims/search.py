"""Find invoices and customers by what a person remembers: name, number, amount, end of an IBAN."""

import re
from dataclasses import dataclass

from django.db.models import Q

from kulanz.core.actor import Actor
from kulanz.features.claims.models import Invoice
from kulanz.features.parties.models import Customer

LIMIT = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One thing found: what it is, which, and the words to show."""

    kind: str  # case | customer
    public_id: str
    title: str
    detail: str
    cents: int | None


def find(actor: Actor, text: str) -> list[Hit]:
    """Return at most LIMIT invoices and LIMIT customers, invoices first. Too short a text finds nothing."""
    wanted = text.strip()
    if len(wanted) < 2:
        return []
    return _invoices(actor, wanted) + _customers(actor, wanted)


def open_invoices(actor: Actor, text: str) -> list[Invoice]:
    """Return at most 25 invoices with something open that fit a number, a name or an amount, oldest first."""
    wanted = text.strip()
    condition = (
        Q(number__icontains=wanted) | Q(order_number__icontains=wanted) | Q(customer__name__icontains=wanted)
    )
    cents = _as_cents(wanted)
    if cents is not None:
        condition |= Q(open_item__open_cents=cents)
    rows = Invoice.objects.filter(condition, merchant_id=actor.merchant_id, open_item__open_cents__gt=0)
    return list(rows.select_related("customer", "open_item").order_by("due_date", "id")[:25])


def _invoices(actor: Actor, wanted: str) -> list[Hit]:
    condition = (
        Q(number__icontains=wanted) | Q(order_number__icontains=wanted) | Q(customer__name__icontains=wanted)
    )
    cents = _as_cents(wanted)
    if cents is not None:
        condition |= Q(total_cents=cents) | Q(open_item__open_cents=cents)
    rows = (
        Invoice.objects.filter(condition, merchant_id=actor.merchant_id, case__isnull=False)
        .select_related("customer", "case", "open_item")
        .order_by("-open_item__open_cents", "-due_date")[:LIMIT]
    )
    return [
        Hit(
            kind="case",
            public_id=row.case.public_id,
            title=f"{row.number} · {row.customer.name}",
            detail=row.due_date.isoformat(),
            cents=row.open_item.open_cents,
        )
        for row in rows
    ]


def _customers(actor: Actor, wanted: str) -> list[Hit]:
    condition = Q(name__icontains=wanted) | Q(number__icontains=wanted) | Q(email__icontains=wanted)
    digits = re.sub(r"\D", "", wanted)
    if len(digits) >= 4:
        condition |= Q(phone__contains=digits[-6:]) | Q(ibans__iban__endswith=digits)
    rows = (
        Customer.objects.filter(condition, merchant_id=actor.merchant_id).distinct().order_by("name")[:LIMIT]
    )
    return [
        Hit(kind="customer", public_id=row.public_id, title=row.name, detail=row.number, cents=None)
        for row in rows
    ]


def _as_cents(text: str) -> int | None:
    found = re.fullmatch(r"(\d{1,7})(?:[.,](\d{2}))?\s*€?", text)
    return int(found[1]) * 100 + int(found[2] or 0) if found else None
