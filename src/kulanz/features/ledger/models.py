"""The books: entries that balance, are added and never changed; and what is still open."""

from django.db import models

from kulanz.features.rows import MerchantRow


class OpenItem(MerchantRow):
    """One thing that is to be cleared. `open_cents` is the sum of its postings, kept in the same transaction."""

    currency = models.CharField(max_length=3)
    open_cents = models.BigIntegerField(default=0)
    cleared_on = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["merchant", "currency", "open_cents"],
                name="item_still_open",
                condition=models.Q(open_cents__gt=0),
            ),
        ]


class Entry(MerchantRow):
    """A journal entry: at least two postings that sum to zero per currency. Corrected by reversal only."""

    public_id = models.CharField(max_length=24, unique=True)
    booking_date = models.DateField()
    value_date = models.DateField()  # interest follows it
    reason = models.CharField(max_length=40)  # see kulanz.core.ledger
    event = models.ForeignKey("audit.Event", on_delete=models.PROTECT, related_name="entries")
    reverses = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="reversed_by")

    class Meta:
        indexes = [models.Index(fields=["merchant", "booking_date", "id"], name="journal")]


class Posting(models.Model):
    """One side of an entry: debit positive, credit negative, in minor units."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="postings")
    ledger_account = models.CharField(max_length=40)
    open_item = models.ForeignKey(OpenItem, null=True, on_delete=models.PROTECT, related_name="postings")
    cents = models.BigIntegerField()
    currency = models.CharField(max_length=3)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(cents=0), name="a_posting_moves_something"),
        ]
