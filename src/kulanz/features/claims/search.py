"""Find invoices and customers by what a person remembers: name, number, amount, end of an IBAN.

Every look-up goes through an index: a number by its beginning or its end, a name by its first or last word, capitals
and umlauts aside. What stands in the middle of a name is looked for only where nothing else was found.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from kulanz.core.actor import Actor
from kulanz.features.claims.models import Case, Invoice
from kulanz.features.parties.models import Customer, KnownIban
from kulanz.features.parties.names import searched

LIMIT = 8
MOST_INVOICES, MOST_CUSTOMERS = 500, 500
_SHORTEST_IN_THE_MIDDLE = 3
_LAST = "\U0010ffff"  # sorts behind every letter


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
    customers = found_customers(actor, wanted, most=50)
    return _invoices(actor, wanted, customers) + [
        Hit(kind="customer", public_id=row.public_id, title=row.name, detail=row.number, cents=None)
        for row in Customer.objects.filter(pk__in=customers).order_by("name")[:LIMIT]
    ]


def open_invoices(actor: Actor, text: str) -> list[Invoice]:
    """Return at most 25 invoices with something open that fit a number, a name or an amount, oldest first."""
    wanted = text.strip()
    ids = set(found_invoices(actor, wanted, most=MOST_INVOICES))
    by_customer = Case.objects.filter(
        merchant_id=actor.merchant_id,
        customer_id__in=found_customers(actor, wanted, most=MOST_CUSTOMERS),
        state=Case.State.OPEN,
    )
    ids.update(by_customer.values_list("invoice_id", flat=True))
    cents = _as_cents(wanted)
    if cents is not None:
        owed = Invoice.objects.filter(merchant_id=actor.merchant_id, open_item__open_cents=cents)
        ids.update(owed.values_list("pk", flat=True)[:MOST_INVOICES])
    rows = Invoice.objects.filter(
        merchant_id=actor.merchant_id, pk__in=list(ids)[:5000], open_item__open_cents__gt=0
    )
    return list(rows.select_related("customer", "open_item").order_by("due_date", "id")[:25])


def found_invoices(actor: Actor, wanted: str, *, most: int) -> list[int]:
    """Return the ids of at most `most` invoices by number (beginning, end), order number and amount."""
    if not wanted:
        return []
    mine = Invoice.objects.filter(merchant_id=actor.merchant_id)
    rows = [
        mine.filter(_begins("number_turned", _spelled(wanted[::-1]))),
        mine.filter(_begins("number", _spelled(wanted))),
        mine.filter(_begins("order_number", _spelled(wanted))),
    ]
    cents = _as_cents(wanted)
    if cents is not None:
        rows.append(mine.filter(total_cents=cents))
    return _ids(rows, most=most)


def found_customers(actor: Actor, wanted: str, *, most: int) -> list[int]:
    """Return the ids of at most `most` customers by name, number, e-mail, telephone and account."""
    if not wanted:
        return []
    mine, name = Customer.objects.filter(merchant_id=actor.merchant_id), searched(wanted)
    rows = [
        mine.filter(_begins("name_turned", [name])),
        mine.filter(_begins("name_folded", [name])),
        mine.filter(_begins("number", _spelled(wanted))),
        mine.filter(_begins("email", [wanted.lower()])),
    ]
    found = _ids(rows, most=most)
    digits = re.sub(r"\D", "", wanted)
    if not found and len(digits) >= 4:
        ibans = KnownIban.objects.filter(merchant_id=actor.merchant_id, iban__endswith=digits)
        found = list(ibans.values_list("customer_id", flat=True)[:most])
        found += mine.filter(phone__contains=digits[-6:]).values_list("pk", flat=True)[:most]
    if not found and not digits and len(name) >= _SHORTEST_IN_THE_MIDDLE:
        found = list(mine.filter(name_folded__contains=name).values_list("pk", flat=True)[:most])
    return found[:most]


def cases_found(actor: Actor, text: str) -> Q:
    """Return the condition on cases whose invoice or customer fits a text; finds at most some hundreds of customers."""
    wanted = text.strip()
    invoices = found_invoices(actor, wanted, most=MOST_INVOICES)
    customers = found_customers(actor, wanted, most=MOST_CUSTOMERS)
    mine = Case.objects.filter(merchant_id=actor.merchant_id)
    ids = set(mine.filter(invoice_id__in=invoices).values_list("pk", flat=True))
    ids.update(mine.filter(customer_id__in=customers).values_list("pk", flat=True)[:10_000])
    return Q(pk__in=ids)


def _invoices(actor: Actor, wanted: str, customers: list[int]) -> list[Hit]:
    ids = found_invoices(actor, wanted, most=MOST_INVOICES)
    mine = Invoice.objects.filter(merchant_id=actor.merchant_id, case__isnull=False)
    rows = mine.filter(Q(pk__in=ids) | Q(pk__in=_of_customers(customers)))
    shown = rows.select_related("customer", "case", "open_item").order_by(
        "-open_item__open_cents", "-due_date"
    )
    return [
        Hit(
            kind="case",
            public_id=row.case.public_id,
            title=f"{row.number} · {row.customer.name}",
            detail=row.due_date.isoformat(),
            cents=row.open_item.open_cents,
        )
        for row in shown[:LIMIT]
    ]


def _of_customers(customers: list[int]) -> list[int]:
    return list(
        Case.objects.filter(customer_id__in=customers).values_list("invoice_id", flat=True)[:MOST_INVOICES]
    )


def _begins(field: str, beginnings: Iterable[str]) -> Q:
    """Return the condition that a field begins with one of these texts, as ranges that every index understands."""
    condition = Q()
    for beginning in beginnings:
        condition |= Q(**{f"{field}__gte": beginning, f"{field}__lt": beginning + _LAST})
    return condition


def _spelled(text: str) -> list[str]:
    """Return the ways in which somebody may have meant a number: as typed, and in capitals."""
    return list(dict.fromkeys((text, text.upper())))


def _ids(rows: "Iterable[QuerySet[Invoice] | QuerySet[Customer]]", *, most: int) -> list[int]:
    found: dict[int, None] = {}
    for one in rows:
        if len(found) < most:
            found.update(dict.fromkeys(one.values_list("pk", flat=True)[:most]))
    return list(found)[:most]


def _as_cents(text: str) -> int | None:
    found = re.fullmatch(r"(\d{1,7})(?:[.,](\d{2}))?\s*€?", text)
    return int(found[1]) * 100 + int(found[2] or 0) if found else None
