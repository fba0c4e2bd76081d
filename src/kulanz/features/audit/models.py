"""What happened, who did it and why: rows that are added and never changed."""

from django.db import models

from kulanz.features.rows import MerchantRow


class Event(MerchantRow):
    """One thing that happened. Holds ids, codes and cents only; words about people lie in EventText.

    Triggers refuse UPDATE and DELETE, because the daily seal covers these rows.
    """

    kind = models.CharField(max_length=60)  # past tense: PaymentMatched
    day = models.DateField()  # business day at the merchant
    at = models.DateTimeField()  # business instant, UTC
    recorded_at = models.DateTimeField()  # machine instant, UTC
    actor_kind = models.CharField(max_length=10)  # user | system | command
    actor_user_id = models.BigIntegerField(null=True)
    customer_id = models.BigIntegerField(null=True)
    invoice_id = models.BigIntegerField(null=True)
    case_id = models.BigIntegerField(null=True)
    subject = models.CharField(max_length=60, blank=True)  # "bank_line:17" where it is none of the three
    facts = models.JSONField(default=dict)  # ids, codes, cents
    because = models.CharField(max_length=60, blank=True)  # a code; its sentence is the reader's business
    text_digest = models.CharField(
        max_length=64, blank=True
    )  # sha256(salt + text), so erasure keeps the seal
    caused_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="effects")

    class Meta:
        indexes = [
            models.Index(fields=["merchant", "day", "id"], name="event_by_day"),
            models.Index(fields=["case_id", "id"], name="event_timeline_of_case"),
            models.Index(fields=["customer_id", "id"], name="event_timeline_of_customer"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.kind}"


class EventText(models.Model):
    """The erasable words of an event: names, free text, the salt of its digest."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="text")
    salt = models.CharField(max_length=32)
    words = models.JSONField(default=dict)


class Seal(MerchantRow):
    """The hash over one merchant's events of a day and the seal before it."""

    day = models.DateField()
    last_event_id = models.BigIntegerField()
    event_count = models.PositiveIntegerField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "day"], name="one_seal_per_merchant_and_day")
        ]
