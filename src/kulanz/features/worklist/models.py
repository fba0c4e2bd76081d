"""Calls: who was called, and what came of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kulanz.features.rows import MerchantRow


class CallAttempt(MerchantRow):
    """One attempt to reach a customer by telephone about one case."""

    class Outcome(models.TextChoices):
        TALKED = "talked", _("gesprochen")
        NOT_REACHED = "not_reached", _("nicht erreicht")
        VOICEMAIL = "voicemail", _("Mailbox")
        THIRD_PERSON = "third_person", _("jemand anderes")
        WRONG_NUMBER = "wrong_number", _("falsche Nummer")

    case = models.ForeignKey("claims.Case", on_delete=models.PROTECT, related_name="calls")
    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="calls")
    attempted_at = models.DateTimeField()  # business time
    day = models.DateField()
    outcome = models.CharField(max_length=14, choices=Outcome.choices)
    reason = models.CharField(max_length=20, blank=True)  # code of ux reasons, where the person named one
    note = models.CharField(max_length=500, blank=True)
    agent = models.ForeignKey("tenants.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["customer", "-day"], name="call_of_customer")]
