"""What besides their invoices is known of many customers, and who of them has to be looked at closely."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kulanz.core.actor import Actor
from kulanz.core.contact import PastContact
from kulanz.core.ledger import LedgerAccount
from kulanz.features.banking.queries import unallocated_for
from kulanz.features.claims.models import Case, Demand
from kulanz.features.claims.models import StepDone as StepRow
from kulanz.features.contact.facts import contacts_of
from kulanz.features.dunning.facts import habits_of, on_their_way
from kulanz.features.dunning.models import StepConfirmation
from kulanz.features.dunning.raw import (
    CASE,
    CUSTOMER,
    DELIVERY,
    ITEM,
    OPEN,
    STATE,
    TOTAL,
    Row,
    Unread,
    among,
    fetched,
)
from kulanz.features.ledger.models import Posting
from kulanz.features.letters.models import Message
from kulanz.features.parties.models import ContactHold
from kulanz.features.tenants.models import Merchant
from kulanz.features.worklist.models import CallAttempt


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """What is known by customer or by case.

    `odd`: customers with holds, calls, loose money, credit, something delivered in part, confirmed or bounced.
    `held`: the invoices on which a hold runs, None for the person. `lowered`: open items on which more is booked
    than their invoice.
    """

    odd: set[int]
    held: dict[int, set[int | None]]
    habits: dict[int, tuple[int, int]]
    contacts: dict[int, tuple[PastContact, ...]]
    steps: dict[int, tuple[tuple[Any, ...], ...]]
    on_way: dict[int, int]
    lowered: set[int]


def read_sides(merchant: Merchant, ids: Sequence[int], rows: Sequence[Row], *, day: date) -> Sides:
    """Read what is known of these customers; `rows` are their invoices (see `raw.ROW`)."""
    held, odd = _holds(merchant, ids, day=day)
    odd |= _looked_at_closely(merchant, ids, rows)
    paying = {row[CUSTOMER] for row in rows if row[OPEN] <= 0 < row[TOTAL]} - odd
    written_to = {
        key
        for (key,) in _of(merchant, Message.objects, "letters_message", ids, "customer_id")
        if key not in odd
    }
    open_cases = [row[CASE] for row in rows if row[STATE] == "open" and row[CUSTOMER] in written_to]
    untouched = [row[ITEM] for row in rows if row[STATE] == "open" and row[OPEN] == row[TOTAL]]
    contacts = contacts_of(merchant, written_to, without_messages=()) if written_to else {}
    lowering = among(Posting.objects.filter(cents__lt=0), "ledger_posting.open_item_id", untouched)
    return Sides(
        odd=odd,
        held=held,
        habits=habits_of(merchant, paying) if paying else {},
        contacts={key: tuple(found) for key, found in contacts.items()},
        steps=_steps(merchant, ids),
        on_way=on_their_way(open_cases, without_messages=()) if open_cases else {},
        lowered={key for (key,) in fetched(lowering, "open_item_id")},
    )


def _holds(
    merchant: Merchant, ids: Sequence[int], *, day: date
) -> tuple[dict[int, set[int | None]], set[int]]:
    held: dict[int, set[int | None]] = defaultdict(set)
    holders: set[int] = set()
    names = ("customer_id", "invoice_id", "since", "lifted_at")
    for customer_id, invoice_id, since, lifted_at in _of(
        merchant, ContactHold.objects, "parties_contacthold", ids, *names
    ):
        holders.add(customer_id)
        if lifted_at is None and since <= day:
            held[customer_id].add(invoice_id)
    return held, holders


def _looked_at_closely(merchant: Merchant, ids: Sequence[int], rows: Sequence[Row]) -> set[int]:
    # Partly delivered, or overpaid: sums of money decide here, and they are nobody else's.
    found = {row[CUSTOMER] for row in rows if row[DELIVERY] == "partly" or row[OPEN] < 0}
    found.update(
        key for (key,) in _of(merchant, CallAttempt.objects, "worklist_callattempt", ids, "customer_id")
    )
    money = unallocated_for(Actor.system(merchant.pk), ids)
    found.update(key for key, lines in money.items() if lines)
    found.update(_with_credit(merchant, ids))
    confirmed = StepConfirmation.objects.filter(merchant=merchant, case__state=Case.State.OPEN)
    if confirmed.exists():
        listed = among(confirmed, "claims_case.customer_id", ids)
        found.update(key for (key,) in fetched(listed, "case__customer_id"))
    bounced = Demand.objects.filter(merchant=merchant, is_undeliverable=True)
    if bounced.exists():
        listed = among(bounced.filter(invoice__merchant=merchant), "claims_invoice.customer_id", ids)
        found.update(key for (key,) in fetched(listed, "invoice__customer_id"))
    return found


def _with_credit(merchant: Merchant, ids: Sequence[int]) -> set[int]:
    postings = Posting.objects.filter(entry__event__merchant=merchant).extra(
        # Said in so many words, so that the small index of these postings is used.
        where=[f"ledger_posting.ledger_account = '{LedgerAccount.CUSTOMER_CREDIT.value}'"]
    )
    listed = among(postings, "audit_event.customer_id", ids)
    return {key for (key,) in fetched(listed, "entry__event__customer_id")}


def _steps(merchant: Merchant, ids: Sequence[int]) -> dict[int, tuple[tuple[Any, ...], ...]]:
    rows = StepRow.objects.filter(merchant=merchant)
    if not rows.exists():
        return {}
    rows = rows.filter(case__state=Case.State.OPEN).order_by("done_on", "pk")
    listed = among(rows, "claims_case.customer_id", ids)
    found: dict[int, tuple[tuple[Any, ...], ...]] = {}
    for case_id, *step in fetched(
        listed, "case_id", "step", Unread("done_on"), "outcome", Unread("deadline")
    ):
        found[case_id] = (*found.get(case_id, ()), tuple(step))
    return found


def _of(merchant: Merchant, rows: Any, table: str, ids: Sequence[int], *names: str) -> list[Row]:
    return fetched(among(rows.filter(merchant=merchant), f"{table}.customer_id", ids), *names)
