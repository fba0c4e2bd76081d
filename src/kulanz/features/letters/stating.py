"""What a message states of each claim: found when it is put into words, and kept then as evidence.

A release keeps step, deadline and total. The lines follow from the books as of the message's day; if they come to
another total by then, the message is withdrawn before anybody puts it into words.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects

from kulanz.core.claim import Policy, Statement
from kulanz.core.strategy import Shows
from kulanz.features.claims.models import Invoice
from kulanz.features.claims.statements import statements_of
from kulanz.features.letters.models import Message, MessageItem


def policy_of(shows: Iterable[Shows]) -> Policy:
    """Return what a message demands that shows these things besides principal and payments."""
    shown = frozenset(shows)
    return Policy(
        demands_interest=Shows.INTEREST in shown,
        demands_costs=Shows.DUNNING_COST in shown,
        demands_lump_sum=Shows.LUMP_SUM in shown,
        shows_waived_lump_sum=Shows.WAIVED_LUMP_SUM in shown,
    )


def shows_as_text(shows: Iterable[Shows]) -> str:
    """Return how an item keeps what it shows: codes in order, parted by blanks."""
    return " ".join(sorted(one.value for one in shows))


def shows_of(item: MessageItem) -> frozenset[Shows]:
    """Return what this item shows besides principal and payments."""
    return frozenset(Shows(code) for code in (item.shows or "").split())


def state_claims(
    wanted: Sequence[tuple[Invoice, frozenset[Shows]]], *, day: date
) -> dict[tuple[int, frozenset[Shows]], Statement]:
    """State these claims as of `day`, as a message of that day shows them; by invoice id and what is shown.

    Invoices come with `customer`, `merchant` and `open_item` loaded. Money that is booked counts, even where the
    bank values it later: nobody is asked for it again.
    """
    by_shows: dict[frozenset[Shows], dict[int, Invoice]] = defaultdict(dict)
    for invoice, shows in wanted:
        by_shows[shows][invoice.pk] = invoice
    return {
        (key, shows): statement
        for shows, invoices in by_shows.items()
        for key, statement in statements_of(
            list(invoices.values()), as_of=day, policy=policy_of(shows), forecast=True, known_by=day
        ).items()
    }


def stated_once(
    message: Message, wanted: Sequence[tuple[Invoice, frozenset[Shows]]]
) -> dict[tuple[int, frozenset[Shows]], Statement]:
    """State these claims as of the day of the message, each once per reading of the message.

    Whoever sends reads the message under the lock of its customer, which bookings take too: what was stated to ask
    whether the message is still wanted is what it shows.
    """
    known: dict[tuple[int, frozenset[Shows]], Statement] = message.__dict__.setdefault("_stated", {})
    missing = [(invoice, shows) for invoice, shows in wanted if (invoice.pk, shows) not in known]
    known.update(state_claims(missing, day=message.day))
    return known


def keep_statements(message: Message) -> None:
    """State every claim of the message as of its day and keep what it shows. The customer is locked by the caller.

    What was handed over with its statement (a thank-you) stays as it is.
    """
    items = [item for item in items_of(message) if item.shows is not None]
    found = stated_once(message, [(item.invoice, shows_of(item)) for item in items])
    for item in items:
        item.statement = found[item.invoice_id, shows_of(item)].as_dict()
        item.save(update_fields=["statement"])


def items_of(message: Message) -> list[MessageItem]:
    """Return the items of a message with their invoices, read once: `message.items.all()` gives the same rows then."""
    rows = MessageItem.objects.select_related("invoice__open_item", "invoice__document").order_by("pk")
    prefetch_related_objects([message], Prefetch("items", rows))  # leaves alone what was read before
    items = list(message.items.all())
    for item in items:
        item.invoice.customer, item.invoice.merchant = message.customer, message.merchant
    return items


def statements_of_items(message: Message) -> dict[int, dict[str, Any]]:
    """Return, by item id, the statements that a message shows: the kept ones, and the others as they would be."""
    items = items_of(message)
    open_ones = [(item.invoice, shows_of(item)) for item in items if item.statement is None]
    stated = stated_once(message, open_ones) if open_ones else {}
    return {
        item.pk: stated[item.invoice_id, shows_of(item)].as_dict()
        if item.statement is None
        else item.statement
        for item in items
    }


def statement_of_item(item: MessageItem) -> dict[str, Any]:
    """Return the statement that this item of a message shows: the kept one, or before that, as it would be."""
    if item.statement is None:
        invoice = _with_all(Invoice.objects.filter(pk=item.invoice_id)).get()
        shows = shows_of(item)
        return state_claims([(invoice, shows)], day=item.message.day)[invoice.pk, shows].as_dict()
    kept: dict[str, Any] = item.statement
    return kept


def _with_all(rows: Any) -> Any:
    return rows.select_related("customer", "merchant", "open_item")
