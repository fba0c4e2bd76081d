"""Who was not contacted, and why: each refusal of the gate is kept."""

from django.db import models

from kulanz.features.rows import MerchantRow


class Refusal(MerchantRow):
    """One time the gate stood in the way of a message or a call."""

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="+")
    case_id = models.BigIntegerField(null=True, db_index=True)
    channel = models.CharField(max_length=10)
    day = models.DateField()
    asked_at = models.DateTimeField()
    moment = models.CharField(max_length=10)  # release | sending
    reasons = models.JSONField()  # [{"code", "text_de", "text_en", "until"}]

    class Meta:
        indexes = [models.Index(fields=["merchant", "-day"], name="refusal_newest_first")]
