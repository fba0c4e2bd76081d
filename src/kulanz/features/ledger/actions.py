"""Write entries into the books. The only place that inserts postings and moves `open_cents`."""

from collections import defaultdict
from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from kulanz.core.actor import Actor
from kulanz.core.ledger import Entry as PlannedEntry
from kulanz.core.ledger import Posting as PlannedPosting
from kulanz.core.ledger import reversal
from kulanz.features.audit.models import Event
from kulanz.features.ledger.models import Entry, OpenItem, Posting
from kulanz.features.rows import new_public_id


class AlreadyReversed(ValueError):
    """The entry has a reversal; a second one would book the money twice."""


def open_new_item(*, actor: Actor, currency: str) -> OpenItem:
    """Create an item with nothing on it yet."""
    return OpenItem.objects.create(merchant_id=actor.merchant_id, currency=currency)


def post(
    *, actor: Actor, planned: PlannedEntry, event: Event, value_date: date, reverses: Entry | None = None
) -> Entry:
    """Write a balanced entry and move its open items, all or nothing."""
    with transaction.atomic():
        entry = Entry.objects.create(
            merchant_id=actor.merchant_id,
            public_id=new_public_id("ent"),
            booking_date=planned.booking_date,
            value_date=value_date,
            reason=str(planned.reason),
            event=event,
            reverses=reverses,
        )
        Posting.objects.bulk_create(
            Posting(
                entry=entry,
                ledger_account=str(posting.ledger_account),
                open_item_id=posting.open_item,
                cents=posting.cents,
                currency=posting.currency,
            )
            for posting in planned.postings
        )
        _move_open_items(actor=actor, postings=planned.postings, day=planned.booking_date)
    return entry


def reverse(*, actor: Actor, entry: Entry, event: Event, day: date) -> Entry:
    """Add the mirror image of an entry; raise AlreadyReversed where there is one."""
    if Entry.objects.filter(reverses=entry).exists():
        raise AlreadyReversed(
            _("Die Buchung %(id)s ist schon storniert. Bitte die Seite neu laden.") % {"id": entry.public_id}
        )
    return post(
        actor=actor,
        planned=reversal(as_planned(entry), booking_date=day),
        event=event,
        value_date=entry.value_date,
        reverses=entry,
    )


def as_planned(entry: Entry) -> PlannedEntry:
    """Return the value that this row was written from."""
    return PlannedEntry(
        booking_date=entry.booking_date,
        reason=entry.reason,
        postings=tuple(
            PlannedPosting(
                ledger_account=row.ledger_account,
                cents=row.cents,
                currency=row.currency,
                open_item=row.open_item_id,
            )
            for row in entry.postings.order_by("id")
        ),
    )


def _move_open_items(*, actor: Actor, postings: tuple[PlannedPosting, ...], day: date) -> None:
    moved: dict[int, int] = defaultdict(int)
    for posting in postings:
        if posting.open_item is not None:
            moved[int(posting.open_item)] += posting.cents
    for item_id, cents in sorted(moved.items()):
        item = OpenItem.objects.filter(merchant_id=actor.merchant_id, pk=item_id)
        item.update(open_cents=F("open_cents") + cents)
        item.filter(open_cents=0).update(cleared_on=day)
        item.exclude(open_cents=0).update(cleared_on=None)
