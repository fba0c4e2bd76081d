"""Original bytes, kept as they came: found by their hash, stored once per merchant."""

from django.db import models

from kulanz.features.rows import MerchantRow


class Document(MerchantRow):
    """One file whose bytes lie below KULANZ_HOME/documents, named by their SHA-256."""

    class Kind(models.TextChoices):
        BANK_STATEMENT = "bank_statement", "Kontoauszug"
        INVOICE_LIST = "invoice_list", "Rechnungsliste"
        INVOICE = "invoice", "Rechnung"
        MESSAGE = "message", "Gesendete Nachricht"

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
