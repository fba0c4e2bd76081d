"""Strategies as versioned data, and the run of a day: propose, release, carry out."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kulanz.features.rows import MerchantRow


class StrategyVersion(MerchantRow):
    """One published version of a strategy. A change is a new version."""

    code = models.CharField(max_length=40)  # b2c, b2b or the merchant's own
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    audience = models.CharField(max_length=10)  # consumer | business
    definition = models.JSONField()  # see kulanz.core.strategy
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["merchant", "code", "version"], name="a_version_is_published_once"
            ),
        ]


class DunningRun(MerchantRow):
    """What was proposed for one day, and who released it."""

    class State(models.TextChoices):
        RELEASED = "released", _("freigegeben")
        CALLED_BACK = "called_back", _("zurückgerufen")

    public_id = models.CharField(max_length=24, unique=True)
    day = models.DateField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.RELEASED)
    released_at = models.DateTimeField()
    released_by = models.CharField(max_length=160)
    delivery_and_returns_confirmed = (
        models.BooleanField()
    )  # by the person who released, where no source knows
    sends_from = models.DateTimeField()
    strategies = models.JSONField(default=dict)  # {"b2c": 1, "b2b": 1}: the versions used

    class Meta:
        indexes = [models.Index(fields=["merchant", "-day"], name="run_newest_first")]


class RunItem(models.Model):
    """What the run decided for one case, as it stood at release."""

    class Verdict(models.TextChoices):
        SEND = "send", _("wird gesendet")
        WITHHELD = "withheld", _("zurückgehalten")
        CALL = "call", _("Anruf")

    run = models.ForeignKey(DunningRun, on_delete=models.PROTECT, related_name="items")
    case = models.ForeignKey("claims.Case", on_delete=models.PROTECT, related_name="+")
    message = models.ForeignKey("letters.Message", null=True, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    step = models.CharField(max_length=30, blank=True)
    deadline = models.DateField(null=True)
    total_cents = models.BigIntegerField()
    because = models.CharField(max_length=300)
    because_en = models.CharField(max_length=300, blank=True)
    reasons = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "case"], name="a_case_stands_once_in_a_run")]


class StepConfirmation(MerchantRow):
    """What a person confirmed so that a step may be taken: approval, or that the address was checked."""

    case = models.ForeignKey("claims.Case", on_delete=models.PROTECT, related_name="+")
    need = models.CharField(max_length=20)  # see kulanz.core.strategy.Need
    confirmed_on = models.DateField()
    confirmed_by = models.CharField(max_length=160)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "need"], name="a_need_is_confirmed_once")]
