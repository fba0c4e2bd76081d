"""The list of customers: who owes most first, then everybody else by name. Made for shops with hundreds of thousands."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Exists, OuterRef, Sum

from kulanz.core.actor import Actor
from kulanz.features.audit.queries import latest_event_id
from kulanz.features.claims.models import Case, Invoice
from kulanz.features.claims.search import found_customers
from kulanz.features.parties.models import Customer
from kulanz.features.parties.queries import customers
from kulanz.features.rows import MOST_COUNTED as MOST

_KEPT_SECONDS = 600


def debtors(actor: Actor) -> list[int]:
    """Return the ids of at most MOST customers who owe something, the largest sum first.

    Kept in memory until the merchant's next event: whatever moves money writes one.
    """
    key = f"debtors:{actor.merchant_id}:{latest_event_id(actor)}"
    found: list[int] | None = cache.get(key)
    if found is None:
        rows = Invoice.objects.filter(
            merchant_id=actor.merchant_id, open_item__open_cents__gt=0, case__state=Case.State.OPEN
        )
        sums = rows.values("customer_id").annotate(cents=Sum("open_item__open_cents"))
        found = list(sums.order_by("-cents", "customer_id").values_list("customer_id", flat=True)[:MOST])
        cache.set(key, found, _KEPT_SECONDS)
    return found


@dataclass(slots=True)
class CustomerList:
    """What a page of the list is cut from: it knows its length, and reads only the customers that are shown.

    Each customer carries `open_cents` and `open_count`, as they are now.
    """

    actor: Actor
    text: str = ""
    only_open: bool = False

    def __len__(self) -> int:
        """Return how many customers the list shows, MOST at most."""
        if self.text:
            return len(self._found())
        if self.only_open:
            return len(debtors(self.actor))
        everybody = Customer.objects.filter(merchant_id=self.actor.merchant_id)
        return everybody.values("pk")[:MOST].count()

    count = __len__

    def __getitem__(self, part: slice) -> list[Customer]:
        """Return the customers of a page."""
        first, last = part.start or 0, part.stop or MOST
        if self.text:
            return self._read(self._found()[first:last])
        owing = debtors(self.actor)
        shown = self._read(owing[first:last])
        if self.only_open or last <= len(owing):
            return shown
        is_owing = Exists(Case.objects.filter(customer=OuterRef("pk"), state=Case.State.OPEN))
        others = Customer.objects.filter(~is_owing, merchant_id=self.actor.merchant_id).order_by("name", "id")
        rest = others.values_list("pk", flat=True)[max(first - len(owing), 0) : last - len(owing)]
        return shown + self._read(list(rest))

    def _found(self) -> list[int]:
        """Return those who fit the text: who owes first, in the order of the list, then the others."""
        found = found_customers(self.actor, self.text, most=500)
        place = {key: at for at, key in enumerate(debtors(self.actor))}
        if self.only_open:
            found = [key for key in found if key in place]
        return sorted(found, key=lambda key: place.get(key, MOST))

    def _read(self, ids: Sequence[int]) -> list[Customer]:
        rows = {row.pk: row for row in customers(self.actor).filter(pk__in=ids)}
        return [rows[key] for key in ids if key in rows]
