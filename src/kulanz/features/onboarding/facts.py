"""Rows → what the comparison of the first hour knows of our books and of waiting payments."""

import re
from collections.abc import Iterable, Iterator

from django.db.models import Q, QuerySet

from kulanz.core.actor import Actor
from kulanz.core.opening import Here, Waiting
from kulanz.features.banking.models import BankLine
from kulanz.features.claims.models import CollectibleBy, Invoice

_CHUNK = 500
_FIELDS = (
    "number", "open_item__open_cents", "currency", "collectible_by", "type", "total_cents", "customer__name",
    "case__public_id",
)  # fmt: skip
_WORDS = re.compile(r"[\s,;:/()]+")


def counted(actor: Actor, *, currency: str) -> QuerySet[Invoice]:
    """Return the invoices that make the total here: open, the merchant's own, in this currency."""
    return Invoice.objects.filter(
        merchant_id=actor.merchant_id,
        collectible_by=CollectibleBy.MERCHANT,
        currency=currency,
        open_item__open_cents__gt=0,
    ).exclude(type=Invoice.Type.CREDIT_NOTE)


def books(actor: Actor, numbers: Iterable[str]) -> list[Here]:
    """Return every document that is open, and those with these numbers that are settled."""
    mine = Invoice.objects.filter(merchant_id=actor.merchant_id)
    found = [
        _here(row) for row in mine.filter(~Q(open_item__open_cents=0)).values_list(*_FIELDS).iterator(2000)
    ]
    known = {one.number for one in found}
    wanted = sorted({number.strip() for number in numbers} - known)
    for start in range(0, len(wanted), _CHUNK):
        settled = mine.filter(number__in=wanted[start : start + _CHUNK]).values_list(*_FIELDS)
        found += [_here(row) for row in settled]
    return found


def waiting_payments(actor: Actor, numbers: Iterable[str]) -> list[Waiting]:
    """Return the payments without invoice that name one of these numbers, or for which matching proposes one."""
    wanted = {_plain(number): number for number in numbers}
    lines = (
        BankLine.objects.filter(
            merchant_id=actor.merchant_id,
            amount_cents__gt=0,
            state__in=(BankLine.State.OPEN, BankLine.State.PROPOSED, BankLine.State.TWIN),
        )
        .prefetch_related("proposals")
        .order_by("id")
    )
    found = []
    for line in lines:
        named = list(dict.fromkeys(_named(line, wanted)))
        if named:
            cents = line.unallocated_cents or line.amount_cents
            found.append(Waiting(line=line.public_id, cents=cents, numbers=tuple(named)))
    return found


def _named(line: BankLine, wanted: dict[str, str]) -> Iterator[str]:
    for word in _WORDS.split(line.remittance_text):
        if _plain(word) in wanted:
            yield wanted[_plain(word)]
    for proposal in line.proposals.all():
        for allocation in proposal.allocations:
            number = str(allocation.get("number", ""))
            if _plain(number) in wanted:
                yield wanted[_plain(number)]


def _plain(number: str) -> str:
    return number.strip().casefold()


def _here(row: tuple[str, int, str, str, str, int, str, str | None]) -> Here:
    number, open_cents, currency, collectible_by, kind, total_cents, customer, case = row
    return Here(
        number=number,
        open_cents=open_cents,
        currency=currency,
        is_ours=collectible_by == CollectibleBy.MERCHANT,
        is_credit=kind == Invoice.Type.CREDIT_NOTE or total_cents < 0 or open_cents < 0,
        customer=customer,
        case=case or "",
    )
