"""Who owes, and who must be left in peace for now."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from kulanz.features.parties.names import searched_names
from kulanz.features.rows import MerchantRow


class Customer(MerchantRow):
    """A person or a company the merchant sold to. Similar guests are never merged by themselves."""

    class Kind(models.TextChoices):
        CONSUMER = "consumer", _("Privat")
        BUSINESS = "business", _("Geschäft")

    public_id = models.CharField(max_length=24, unique=True)
    number = models.CharField(_("Kundennummer"), max_length=60)
    name = models.CharField(_("Name"), max_length=200)
    name_folded = models.CharField(max_length=220, blank=True)  # for the search, see names.py
    name_turned = models.CharField(max_length=220, blank=True)  # the same, last word first
    kind = models.CharField(_("Art"), max_length=10, choices=Kind.choices, default=Kind.CONSUMER)
    kind_is_stated = models.BooleanField(default=False)  # False: nobody said so, consumer is the safe reading
    email = models.EmailField(_("E-Mail"), blank=True)
    email_undeliverable_since = models.DateField(null=True)
    post_undeliverable_since = models.DateField(null=True)
    phone = models.CharField(_("Telefon"), max_length=40, blank=True)
    street = models.CharField(_("Straße"), max_length=200, blank=True)
    postcode = models.CharField(_("Postleitzahl"), max_length=12, blank=True)
    city = models.CharField(_("Ort"), max_length=100, blank=True)
    country = models.CharField(_("Land"), max_length=2, blank=True)  # "" where nobody said so
    state = models.CharField(
        _("Bundesland"), max_length=2, blank=True
    )  # "" = unknown: any Land's holiday counts
    vat_id = models.CharField(_("USt-IdNr."), max_length=20, blank=True)
    language = models.CharField(_("Sprache"), max_length=2, default="de")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "number"], name="customer_number_is_unique"),
        ]
        indexes = [
            models.Index(fields=["merchant", "name"], name="customer_by_name"),
            models.Index(fields=["merchant", "name_folded"], name="customer_by_first_word"),
            models.Index(fields=["merchant", "name_turned"], name="customer_by_last_word"),
            models.Index(fields=["merchant", "email"], name="customer_by_email"),
            models.Index(
                fields=["merchant", "email_undeliverable_since"],
                name="customer_to_repair",
                condition=models.Q(email_undeliverable_since__isnull=False),
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with the name as the search compares it."""
        self.name_folded, self.name_turned = searched_names(self.name)
        super().save(*args, **kwargs)

    def __str__(self) -> str:
        return self.name

    @property
    def has_postal_address(self) -> bool:
        """Whether everything is known that an envelope needs; a country nobody stated is not guessed."""
        return bool(self.street and self.postcode and self.city and self.country)


class KnownIban(MerchantRow):
    """An account this customer has paid from before, learnt from a confirmed match."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="ibans")
    iban = models.CharField(max_length=34, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "iban"], name="iban_is_known_once")]


class ContactHold(MerchantRow):
    """A reason not to contact, on one invoice or on the whole person. Lifted, never deleted."""

    public_id = models.CharField(max_length=24, unique=True)
    kind = models.CharField(max_length=30)  # see kulanz.core.contact: one registry of kinds
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="holds")
    invoice = models.ForeignKey("claims.Invoice", null=True, on_delete=models.PROTECT, related_name="holds")
    since = models.DateField()
    until = models.DateField(null=True)  # last day, inclusive; null: until somebody lifts it
    because = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_because = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("since")),
                name="hold_ends_after_it_begins",
            ),
        ]
        indexes = [
            models.Index(
                fields=["customer", "until"], name="hold_running", condition=models.Q(lifted_at__isnull=True)
            ),
            models.Index(
                fields=["merchant", "customer"],
                name="hold_running_at_merchant",
                condition=models.Q(lifted_at__isnull=True),
            ),
        ]
