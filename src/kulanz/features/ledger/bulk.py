"""Write many entries in one transaction, in a few statements. The same promises as `actions.post`."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from kulanz.core.actor import Actor
from kulanz.core.ledger import Entry as PlannedEntry
from kulanz.features.fast_insert import insert_all, insert_rows
from kulanz.features.ledger.models import Entry, OpenItem, Posting
from kulanz.features.rows import new_public_id


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryDraft:
    """A balanced entry with its source event. `value_date` is the day that interest follows."""

    planned: PlannedEntry
    event_id: int
    value_date: date


def open_new_items(*, actor: Actor, currencies: Sequence[str]) -> list[OpenItem]:
    """Create one empty item per currency given, in this order."""
    return insert_all(
        OpenItem, (OpenItem(merchant_id=actor.merchant_id, currency=currency) for currency in currencies)
    )


def post_all(*, actor: Actor, drafts: Sequence[EntryDraft]) -> Sequence[int]:
    """Write balanced entries and move their open items, all or nothing; return their keys in the same order."""
    with transaction.atomic():
        keys = insert_rows(
            Entry,
            ("merchant_id", "public_id", "booking_date", "value_date", "reason", "event_id", "reverses_id"),
            [
                (
                    actor.merchant_id,
                    new_public_id("ent"),
                    draft.planned.booking_date,
                    draft.value_date,
                    draft.planned.reason,
                    draft.event_id,
                    None,
                )
                for draft in drafts
            ],
        )
        insert_rows(
            Posting,
            ("entry_id", "ledger_account", "open_item_id", "cents", "currency"),
            [
                (key, posting.ledger_account, posting.open_item, posting.cents, posting.currency)
                for key, draft in zip(keys, drafts, strict=True)
                for posting in draft.planned.postings
            ],
        )
        _move_open_items(actor=actor, drafts=drafts)
    return keys


def _move_open_items(*, actor: Actor, drafts: Sequence[EntryDraft]) -> None:
    moved: dict[int, int] = defaultdict(int)
    last_day: dict[int, date] = {}
    for draft in drafts:
        for posting in draft.planned.postings:
            if posting.open_item is not None:
                item = int(posting.open_item)
                moved[item] += posting.cents
                last_day[item] = max(
                    last_day.get(item, draft.planned.booking_date), draft.planned.booking_date
                )
    with connection.cursor() as cursor:
        # One statement per item: the ORM would build an expression tree for each and take ten times as long.
        cursor.executemany(
            "UPDATE ledger_openitem SET open_cents = open_cents + %s, "
            "cleared_on = CASE WHEN open_cents + %s = 0 THEN %s ELSE NULL END "
            "WHERE id = %s AND merchant_id = %s",
            [
                (cents, cents, connection.ops.adapt_datefield_value(last_day[item]), item, actor.merchant_id)
                for item, cents in sorted(moved.items())
            ],
        )
