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
        READY = "ready", _("im Poststapel")  # a letter: rendered, not printed yet
        PRINTED = "printed", _("gedruckt")
        HANDED_OVER = "handed_over", _("beim Postdienst")
        SENT = "sent", _("gesendet")
        SHOWN = "shown", _("nur angezeigt (Test)")  # test mode: rendered and kept, nothing left the machine
        WITHDRAWN = "withdrawn", _("zurückgezogen")
        UNDELIVERABLE = "undeliverable", _("nicht zustellbar")
        UNCERTAIN = "uncertain", _("ungewiss")
        FAILED = "failed", _("fehlgeschlagen")  # we gave up, or it could not be put into words

    # What was released and has neither gone out nor ended otherwise.
    ON_ITS_WAY = (State.RELEASED, State.READY, State.PRINTED, State.HANDED_OVER, State.UNCERTAIN)

    public_id = models.CharField(max_length=24, unique=True)
    storefront = models.ForeignKey("tenants.Storefront", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="messages")
    effect = models.OneToOneField("outbox.Effect", on_delete=models.PROTECT, related_name="message")
    run_public_id = models.CharField(max_length=24, blank=True, db_index=True)
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    channel = models.CharField(max_length=10, default="email")
    also_by = models.CharField(max_length=10, blank=True)  # the channel of the message that goes with it
    companion_of = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="companions"
    )  # the letter this mail goes with: one step, one demand, one deadline
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
    sent_at = models.DateTimeField(null=True)  # business time; of a letter: when it was posted

    class Meta:
        indexes = [
            models.Index(fields=["customer", "-id"], name="message_of_customer"),
            models.Index(fields=["merchant", "-id"], name="message_newest_first"),
            models.Index(fields=["merchant", "state", "-id"], name="message_by_state"),
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
    is_companion = models.BooleanField(default=False)  # of a mail that goes with a letter
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
                condition=models.Q(is_standing=True, is_companion=False) & ~models.Q(step=""),
                name="a_step_of_a_case_is_on_its_way_once",
            ),
        ]


class PaperLetter(MerchantRow):
    """What happens to a message on paper: rendered, printed, posted, perhaps returned. Only posting starts a deadline."""

    class Route(models.TextChoices):
        PRINT = "print", _("selbst gedruckt")
        PROVIDER = "provider", _("Postdienst")

    message = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="paper")
    route = models.CharField(max_length=8, choices=Route.choices)
    # The printed deadline is kept when the letter is posted on this day or before.
    planned_posting_on = models.DateField()
    postal_days = models.PositiveSmallIntegerField()
    recipient_lines = models.JSONField(default=list)
    pages = models.PositiveSmallIntegerField(default=0)
    rendered_at = models.DateTimeField(null=True)
    printed_at = models.DateTimeField(null=True)  # the last time
    printed_by = models.CharField(max_length=160, blank=True)
    times_printed = models.PositiveSmallIntegerField(default=0)
    posted_on = models.DateField(null=True)
    posted_by = models.CharField(max_length=160, blank=True)
    posted_noted_at = models.DateTimeField(null=True)
    posted_despite = models.TextField(
        blank=True
    )  # what spoke against it when it lay in the letter box already
    provider = models.CharField(max_length=20, blank=True)
    provider_letter_id = models.CharField(max_length=80, blank=True)
    provider_state = models.CharField(max_length=40, blank=True)
    provider_seen_at = models.DateTimeField(null=True)
    returned_on = models.DateField(null=True)
    returned_because = models.CharField(max_length=300, blank=True)
    returned_by = models.CharField(max_length=160, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(posted_on__isnull=True) | models.Q(rendered_at__isnull=False),
                name="only_what_was_rendered_is_posted",
            ),
            models.CheckConstraint(
                condition=models.Q(returned_on__isnull=True) | models.Q(posted_on__isnull=False),
                name="only_what_was_posted_comes_back",
            ),
        ]
        indexes = [
            models.Index(
                fields=["merchant", "message"],
                name="paper_not_posted",
                condition=models.Q(posted_on__isnull=True),
            ),
        ]
