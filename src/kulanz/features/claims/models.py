"""What is owed: invoices, the case that follows each, and what was demanded so far."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from kulanz.features.ledger.models import OpenItem
from kulanz.features.parties.models import Customer
from kulanz.features.rows import MerchantRow


class CollectibleBy(models.TextChoices):
    MERCHANT = "merchant", _("vom Händler")
    SOLD = "sold", _("verkauft (z. B. Klarna, PayPal)")
    MARKETPLACE = "marketplace", _("Marktplatz")
    PREPAYMENT = "prepayment", _("im Voraus oder sofort bezahlt (keine Forderung)")
    UNKNOWN = "unknown", _("noch ungeklärt")


class Delivery(models.TextChoices):
    UNKNOWN = "unknown", _("nicht bekannt")
    UNDELIVERED = "undelivered", _("nicht geliefert")
    PARTLY = "partly", _("teilweise geliefert")
    DELIVERED = "delivered", _("geliefert")


class Invoice(MerchantRow):
    """An invoice, credit note or correction as the merchant's own system issued it."""

    class Type(models.TextChoices):
        INVOICE = "invoice", _("Rechnung")
        CREDIT_NOTE = "credit_note", _("Gutschrift")
        CORRECTION = "correction", _("Korrektur")

    public_id = models.CharField(max_length=24, unique=True)
    storefront = models.ForeignKey("tenants.Storefront", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="invoices")
    open_item = models.OneToOneField(OpenItem, on_delete=models.PROTECT, related_name="invoice")
    type = models.CharField(max_length=12, choices=Type.choices, default=Type.INVOICE)
    number = models.CharField(_("Rechnungsnummer"), max_length=60)
    number_turned = models.CharField(
        max_length=60, blank=True
    )  # backwards: people remember how a number ends
    issue_date = models.DateField(_("Rechnungsdatum"))
    due_date = models.DateField(_("Fällig am"))
    due_date_is_agreed = models.BooleanField(default=False)  # § 286 II Nr. 1; a printed date alone is not
    received_on = models.DateField(null=True)  # of the invoice, where proven
    currency = models.CharField(max_length=3)
    total_cents = models.BigIntegerField()
    net_cents = models.BigIntegerField(null=True)
    taxes = models.JSONField(default=list)  # [{"rate": "19", "net_cents": …, "tax_cents": …}] as printed
    tax_country = models.CharField(max_length=2, blank=True)
    preceding_number = models.CharField(max_length=60, blank=True)  # the one earlier invoice it names (BT-25)
    cash_discounts = models.JSONField(default=list)  # [{"days": 14, "percent": "2.00", …}] as agreed (Skonto)
    order_number = models.CharField(_("Bestellnummer"), max_length=60, blank=True)
    order_date = models.DateField(null=True)
    payment_method = models.CharField(_("Zahlart"), max_length=80, blank=True)
    sales_channel = models.CharField(_("Verkaufskanal"), max_length=80, blank=True)
    collectible_by = models.CharField(max_length=12, choices=CollectibleBy.choices)
    delivery = models.CharField(max_length=12, choices=Delivery.choices, default=Delivery.UNKNOWN)
    delivered_on = models.DateField(null=True)
    delivered_cents = models.BigIntegerField(null=True)  # the part that is due, where partly delivered
    document = models.ForeignKey("documents.Document", null=True, on_delete=models.PROTECT, related_name="+")
    imported_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "number"], name="invoice_number_is_unique"),
        ]
        indexes = [
            models.Index(fields=["merchant", "due_date"], name="invoice_by_due_date"),
            models.Index(fields=["customer"], name="invoice_of_customer"),
            # How far the books reach back is asked before every message: without this it reads every invoice.
            models.Index(fields=["merchant", "issue_date"], name="invoice_by_issue_date"),
            models.Index(fields=["merchant", "number_turned"], name="invoice_by_end_of_number"),
            models.Index(fields=["merchant", "order_number"], name="invoice_by_order"),
            models.Index(fields=["merchant", "total_cents"], name="invoice_by_total"),
            models.Index(
                fields=["merchant", "preceding_number"],
                name="invoice_by_preceding",
                condition=~models.Q(preceding_number=""),
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with the number written backwards too."""
        self.number_turned = self.number[::-1]
        super().save(*args, **kwargs)

    def __str__(self) -> str:
        return self.number


class Case(MerchantRow):
    """The follow-up of one invoice: one case per invoice, never per customer."""

    class State(models.TextChoices):
        OPEN = "open", _("offen")
        CLOSED = "closed", _("erledigt")

    public_id = models.CharField(max_length=24, unique=True)
    invoice = models.OneToOneField(Invoice, on_delete=models.PROTECT, related_name="case")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="cases")
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    due_date = models.DateField()  # of its invoice, so that lists are read in this order
    look_again_on = models.DateField(null=True)  # null: only an event can change the decision
    imported_step = models.CharField(max_length=30, blank=True)  # Mahnstufe another system had reached
    imported_step_on = models.DateField(null=True)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    closed_because = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["merchant", "look_again_on"], name="case_to_look_at", condition=models.Q(state="open")
            ),
            models.Index(fields=["customer", "state"], name="case_of_customer"),
            models.Index(
                fields=["merchant", "due_date", "id"],
                name="case_open_by_due_date",
                condition=models.Q(state="open"),
            ),
            models.Index(
                fields=["merchant", "-closed_on", "-id"],
                name="case_closed_newest_first",
                condition=models.Q(state="closed"),
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with the due date of the invoice, which never changes."""
        if self.due_date is None:
            self.due_date = self.invoice.due_date
        super().save(*args, **kwargs)


class StepDone(MerchantRow):
    """One step of the strategy that is behind this case. The unique row is what forbids doing it twice."""

    class Outcome(models.TextChoices):
        SENT = "sent", _("gesendet")
        CALLED = "called", _("angerufen")
        LAPSED = "lapsed", _("entfallen")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=30)
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    done_on = models.DateField()
    deadline = models.DateField(null=True)  # last day to pay that this step named, inclusive
    because = models.CharField(max_length=300, blank=True)
    because_en = models.CharField(max_length=300, blank=True)
    strategy_code = models.CharField(max_length=40)
    strategy_version = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "step"], name="a_step_happens_once")]


class Demand(MerchantRow):
    """What a sent message demanded for one invoice: the evidence of default and of what a payment clears."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="demands")
    step = models.CharField(max_length=30)
    demanded_on = models.DateField()  # of a letter: the day by which it is taken to have arrived
    deadline = models.DateField(null=True)
    channel = models.CharField(max_length=10)
    principal_cents = models.BigIntegerField()
    interest_cents = models.BigIntegerField(default=0)
    cost_cents = models.BigIntegerField(default=0)
    statement = models.JSONField()  # the statement as shown
    message_public_id = models.CharField(max_length=24)
    is_undeliverable = models.BooleanField(default=False)  # a bounce takes its effect away

    class Meta:
        indexes = [models.Index(fields=["invoice", "demanded_on"], name="demand_of_invoice")]
