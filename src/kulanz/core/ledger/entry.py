"""A journal entry (Buchungssatz): whole and balanced, or not at all."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from kulanz.core.ledger.accounts import EntryReason

OpenItemId = str | int | None


class EntryUnbalanced(ValueError):
    """The postings of an entry do not sum to zero in each currency."""


class EntryTooShort(ValueError):
    """An entry moves money from somewhere to somewhere: it needs two postings at least."""


class EmptyPosting(ValueError):
    """A posting of nothing would say that something happened where nothing did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """One side of an entry in minor units: debit (Soll) positive, credit (Haben) negative.

    `open_item` names the item whose open amount moves with this posting, None where it moves none.
    """

    ledger_account: str
    cents: int
    currency: str
    open_item: OpenItemId = None

    def __post_init__(self) -> None:
        if self.cents == 0:
            raise EmptyPosting(f"a posting to {self.ledger_account} must move something; leave it out")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """At least two postings that sum to zero per currency, on one booking date, for one reason."""

    booking_date: date
    reason: str
    postings: tuple[Posting, ...]

    def __post_init__(self) -> None:
        if len(self.postings) < 2:
            raise EntryTooShort(
                f"the entry {self.reason} has {len(self.postings)} postings; it needs two at least"
            )
        sums: dict[str, int] = defaultdict(int)
        for posting in self.postings:
            sums[posting.currency] += posting.cents
        unbalanced = {currency: cents for currency, cents in sums.items() if cents}
        if unbalanced:
            said = ", ".join(f"{cents} {currency}" for currency, cents in sorted(unbalanced.items()))
            raise EntryUnbalanced(f"the entry {self.reason} is out of balance by {said} (minor units)")


def reversal(entry: Entry, *, booking_date: date) -> Entry:
    """Return the mirror image of an entry (Storno): every posting with the other sign, in the same order."""
    return Entry(
        booking_date=booking_date,
        reason=EntryReason.REVERSAL,
        postings=tuple(
            Posting(
                ledger_account=posting.ledger_account,
                cents=-posting.cents,
                currency=posting.currency,
                open_item=posting.open_item,
            )
            for posting in entry.postings
        ),
    )
