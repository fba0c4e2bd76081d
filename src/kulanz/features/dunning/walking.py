"""Walk through the customers whom a day concerns, some at a time: memory does not grow with their number."""

from array import array
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from kulanz.features.claims.models import Case
from kulanz.features.contact.facts import payment_sources
from kulanz.features.dunning.by_shape import OURS, ByShape, Part, Scope
from kulanz.features.dunning.evaluation import Evaluation, evaluate
from kulanz.features.dunning.models import StrategyVersion
from kulanz.features.dunning.raw import customers_of, parts_of
from kulanz.features.parties.models import ContactHold
from kulanz.features.tenants.models import Merchant, Storefront

CUSTOMERS_AT_ONCE = 1000


class Walk:
    """One question about many customers, and the answers kept while it is asked."""

    def __init__(
        self,
        merchant: Merchant,
        *,
        day: date,
        at: datetime,
        is_confirmed: bool,
        bank_assumed_to: date | None = None,
    ) -> None:
        self._merchant, self._day, self._at, self._is_confirmed = merchant, day, at, is_confirmed
        self._bank_assumed_to = bank_assumed_to
        self._by_shape = self._fresh()
        self._known = basis_of(merchant)

    def parts(
        self, customers: "array[int]", *, scope: Scope, at_once: int = CUSTOMERS_AT_ONCE
    ) -> Iterator[tuple[Part, Evaluation]]:
        """Yield what becomes of these customers' cases: of the plain ones, and of those that went the full way."""
        for ids in parts_of(customers, at_once=at_once):
            yield self.part(ids, scope=scope)

    def part(self, customer_ids: list[int], *, scope: Scope) -> tuple[Part, Evaluation]:
        """Return what becomes of these customers' cases in scope."""
        part = self.plain_part(customer_ids, scope=scope)
        return part, self.full_way(part.the_rest)

    def plain_part(self, customer_ids: list[int], *, scope: Scope) -> Part:
        """Return what becomes of the plain ones of these customers."""
        basis = basis_of(self._merchant)
        if basis != self._known:
            # An account, a strategy or a setting has changed meanwhile: nothing that was answered so far counts.
            self._merchant, self._known = Merchant.objects.get(pk=self._merchant.pk), basis
            self._by_shape = self._fresh()
        return self._by_shape.part(customer_ids, scope=scope)

    def full_way(self, case_ids: list[int]) -> Evaluation:
        """Return what becomes of these cases, each looked at for itself."""
        if not case_ids:
            return Evaluation()
        return evaluate(
            merchant=self._merchant,
            case_ids=case_ids,
            day=self._day,
            at=self._at,
            is_confirmed=self._is_confirmed,
            bank_assumed_to=self._bank_assumed_to,
        )

    def _fresh(self) -> ByShape:
        return ByShape(
            self._merchant,
            day=self._day,
            at=self._at,
            is_confirmed=self._is_confirmed,
            bank_assumed_to=self._bank_assumed_to,
        )


def basis_of(merchant: Merchant) -> tuple[Any, ...]:
    """Return all that answers rest on besides the customers themselves."""
    return (
        Merchant.objects.filter(pk=merchant.pk).values_list().get(),
        payment_sources(merchant),
        tuple(StrategyVersion.objects.filter(merchant=merchant).order_by("pk").values_list("pk", flat=True)),
        tuple(Storefront.objects.filter(merchant=merchant).order_by("pk").values_list()),
    )


def customers_due(merchant: Merchant, day: date) -> "array[int]":
    """Return the customers with a case that is due for a look by `day`."""
    return customers_of(_open(merchant).filter(look_again_on__lte=day))


def customers_parked(merchant: Merchant, day: date) -> "array[int]":
    """Return the customers with a case of ours that only an event can move, or that a hold covers; none of those due."""
    ours = _open(merchant).filter(invoice__collectible_by__in=OURS)
    holds = ContactHold.objects.filter(merchant=merchant, lifted_at__isnull=True, since__lte=day)
    waiting = set(customers_of(ours.filter(look_again_on__isnull=True)))
    on_person = Q(customer_id__in=holds.filter(invoice__isnull=True).values("customer_id"))
    on_invoice = Q(invoice_id__in=holds.filter(invoice__isnull=False).values("invoice_id"))
    for covered in (on_person, on_invoice):
        waiting.update(customers_of(ours.filter(covered)))
    return array("q", sorted(waiting.difference(customers_due(merchant, day))))


def customers_open(merchant: Merchant) -> "array[int]":
    """Return the customers with an open case."""
    return customers_of(_open(merchant))


def _open(merchant: Merchant) -> QuerySet[Case]:
    return Case.objects.filter(merchant=merchant, state=Case.State.OPEN)
