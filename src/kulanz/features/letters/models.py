"""What goes out to customers, and what went out exactly as it was sent."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kulanz.features.rows import MerchantRow


class Message(MerchantRow):
    """One message to one person in the name of one storefront. It may concern several invoices."""

    class Purpose(models.TextChoices):
        REMINDER = "reminder", _("Erinnerung")
        THANK_YOU = "thank_you", _("Dank")
        ANSWER = "answer", _("Antwort")

    class State(models.TextChoices):
        RELEASED = "released", _("freigegeben")
        SENT = "sent", _("gesendet")
        SHOWN = "shown", _("nur angezeigt (Test)")  # test mode: rendered and kept, nothing left the machine
        WITHDRAWN = "withdrawn", _("zurückgezogen")
        UNDELIVERABLE = "undeliverable", _("nicht zustellbar")
        UNCERTAIN = "uncertain", _("ungewiss")
        FAILED = "failed", _("fehlgeschlagen")  # we gave up, or it could not be put into words

    public_id = models.CharField(max_length=24, unique=True)
    storefront = models.ForeignKey("tenants.Storefront", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="messages")
    effect = models.OneToOneField("outbox.Effect", on_delete=models.PROTECT, related_name="message")
    run_public_id = models.CharField(max_length=24, blank=True, db_index=True)
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    channel = models.CharField(max_length=10, default="email")
    layout = models.CharField(max_length=30)  # template key of the furthest step
    language = models.CharField(max_length=2)
    state = models.CharField(max_length=14, choices=State.choices, default=State.RELEASED)
    state_because = models.CharField(max_length=500, blank=True)
    day = models.DateField()  # message day: the claim is stated as of it
    to_address = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=250, blank=True)
    message_id = models.CharField(max_length=250, blank=True)
    document = models.ForeignKey("documents.Document", null=True, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64, blank=True)  # of the bytes as handed over
    released_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)  # business time

    class Meta:
        indexes = [
            models.Index(fields=["customer", "-id"], name="message_of_customer"),
            models.Index(fields=["merchant", "-id"], name="message_newest_first"),
        ]


class MessageItem(models.Model):
    """What a message says about one invoice, each with its own sum, step, deadline and consequence."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="items")
    invoice = models.ForeignKey("claims.Invoice", on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey("claims.Case", on_delete=models.PROTECT, related_name="+")
    step = models.CharField(max_length=30, blank=True)  # blank: "außerdem offen", does not advance
    layout = models.CharField(max_length=30, blank=True)  # template key of its own step
    # True until the message is withdrawn, refused or given up: then the step may be proposed again.
    is_standing = models.BooleanField(default=True)
    deadline = models.DateField(null=True)
    total_cents = models.BigIntegerField()
    # What it demands besides the principal, by code; null where its statement was handed over at release.
    shows = models.CharField(max_length=80, null=True)
    statement = models.JSONField(null=True)  # as shown, from the moment the message is put into words
    strategy_code = models.CharField(max_length=40, blank=True)
    strategy_version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "invoice"], name="an_invoice_stands_once"),
            models.UniqueConstraint(
                fields=["case", "step"],
                condition=models.Q(is_standing=True) & ~models.Q(step=""),
                name="a_step_of_a_case_is_on_its_way_once",
            ),
        ]
