"""Original bytes, kept as they came: found by their hash, stored once per merchant."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kulanz.features.rows import MerchantRow


class Document(MerchantRow):
    """One file whose bytes lie below KULANZ_HOME/documents, named by their SHA-256."""

    class Kind(models.TextChoices):
        BANK_STATEMENT = "bank_statement", _("Kontoauszug")
        INVOICE_LIST = "invoice_list", _("Rechnungsliste")
        INVOICE = "invoice", _("Rechnung")
        OPEN_ITEMS = "open_items", _("Eigene Liste offener Posten")
        MESSAGE = "message", _("Gesendete Nachricht")

    kind = models.CharField(max_length=20, choices=Kind.choices)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    original_name = models.CharField(max_length=255)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "kind", "sha256"], name="same_bytes_are_stored_once"),
        ]

    def __str__(self) -> str:
        return self.original_name
