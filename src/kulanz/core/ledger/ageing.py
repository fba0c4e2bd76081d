"""Open items by age (Altersstruktur). The sum of the buckets is the total, always."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from kulanz.core.money import CurrenciesDiffer

CONSUMER_BOUNDS = (0, 7, 14, 30, 60, 90)
BUSINESS_BOUNDS = (0, 30, 60, 90)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeingItem:
    """One open item: what is still open of it (negative: overpaid) and when it was due."""

    due_date: date
    open_cents: int
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeingBucket:
    """Days past due from `first_day` to `last_day`, both inclusive; None is without bound.

    The bucket that ends at 0 holds what is not overdue: due today is not overdue.
    """

    first_day: int | None
    last_day: int | None
    open_cents: int
    item_count: int


def ageing(
    items: Iterable[AgeingItem], *, as_of: date, bounds: Sequence[int] = CONSUMER_BOUNDS
) -> tuple[AgeingBucket, ...]:
    """Sort items of one currency into buckets by days past due at the end of `as_of`.

    `bounds` are the last days of all buckets but the last, ascending. Raise CurrenciesDiffer on a mixture.
    """
    if not bounds or list(bounds) != sorted(set(bounds)):
        raise ValueError(f"the bounds of an ageing must ascend: {tuple(bounds)}")
    cents, counts = [0] * (len(bounds) + 1), [0] * (len(bounds) + 1)
    currency: str | None = None
    for item in items:
        if currency not in (None, item.currency):
            raise CurrenciesDiffer(
                f"an ageing adds one currency, not {currency} and {item.currency}; make two"
            )
        currency = item.currency
        days = (as_of - item.due_date).days
        place = next((at for at, bound in enumerate(bounds) if days <= bound), len(bounds))
        cents[place] += item.open_cents
        counts[place] += 1
    firsts = [None, *(bound + 1 for bound in bounds)]
    return tuple(
        AgeingBucket(first_day=first, last_day=last, open_cents=one, item_count=count)
        for first, last, one, count in zip(firsts, [*bounds, None], cents, counts, strict=True)
    )
