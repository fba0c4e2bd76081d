"""What may be seen of customers."""

from datetime import date

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from kulanz.core.actor import Actor
from kulanz.features.audit.models import Event
from kulanz.features.parties.models import ContactHold, Customer

OPEN = Q(invoices__case__state="open", invoices__open_item__open_cents__gt=0)


def customers(actor: Actor, *, text: str = "", only_open: bool = False) -> QuerySet[Customer]:
    """Return customers with `open_cents` and `open_count`, the largest sum first."""
    rows = Customer.objects.filter(merchant_id=actor.merchant_id).annotate(
        open_cents=Sum("invoices__open_item__open_cents", filter=OPEN, default=0),
        open_count=Count("invoices", filter=OPEN),
    )
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(number__icontains=text) | Q(email__icontains=text))
    if only_open:
        rows = rows.filter(open_count__gt=0)
    return rows.order_by("-open_cents", "name", "id")


def has_customers(actor: Actor) -> bool:
    """Return whether the merchant has any customer."""
    return Customer.objects.filter(merchant_id=actor.merchant_id).exists()


def customer(actor: Actor, public_id: str) -> Customer | None:
    """Return one customer with the same sums, None where this merchant has no such customer."""
    return customers(actor).filter(public_id=public_id).first()


def running_holds(actor: Actor, *, day: date, customer_id: int) -> list[ContactHold]:
    """Return the holds on the person and on single invoices that run on `day`."""
    return list(
        ContactHold.objects.filter(
            Q(until__isnull=True) | Q(until__gte=day),
            merchant_id=actor.merchant_id,
            customer_id=customer_id,
            lifted_at__isnull=True,
            since__lte=day,
        )
        .select_related("invoice")
        .order_by("since", "id")
    )


def events_of_customer(actor: Actor, *, customer_id: int, limit: int = 60) -> list[Event]:
    """Return what happened with this person, newest first."""
    return list(
        Event.objects.filter(merchant_id=actor.merchant_id, customer_id=customer_id)
        .select_related("text")
        .order_by("-id")[:limit]
    )


def unreachable_with_open_cases(actor: Actor) -> list[Customer]:
    """Return people whose e-mail or post comes back and who still owe something, oldest return first."""
    comes_back = Q(email_undeliverable_since__isnull=False) | Q(post_undeliverable_since__isnull=False)
    return list(
        customers(actor)
        .filter(comes_back, open_count__gt=0)
        .annotate(since=Coalesce("email_undeliverable_since", "post_undeliverable_since"))
        .order_by("since", "id")
    )
