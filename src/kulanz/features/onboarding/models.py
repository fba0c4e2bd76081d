"""The first hour: comparisons of the merchant's own open items with ours."""

from django.db import models

from kulanz.features.rows import MerchantRow


class OpenItemsCheck(MerchantRow):
    """One comparison (Abgleich), kept as it was. A later one is a new row; only confirming adds to it, once."""

    public_id = models.CharField(max_length=24, unique=True)
    day = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)
    currency = models.CharField(max_length=3)
    own_cents = models.BigIntegerField()
    own_count = models.PositiveIntegerField(null=True)  # lines of the own list; null: a total only
    here_cents = models.BigIntegerField()
    here_count = models.PositiveIntegerField()
    differences = models.JSONField(default=list)  # core.opening.Difference, field by field
    document = models.ForeignKey("documents.Document", null=True, on_delete=models.PROTECT, related_name="+")
    last_invoice_id = models.BigIntegerField(default=0)  # what was imported later is new
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.CharField(max_length=150, blank=True)
    confirmed_because = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["merchant", "-id"], name="open_items_check_latest")]

    @property
    def difference_cents(self) -> int:
        """Return own total − total here."""
        return self.own_cents - self.here_cents
