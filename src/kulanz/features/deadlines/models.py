"""The register of dates: each with its origin, its rule, its end and its consequence."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kulanz.features.rows import MerchantRow


class Deadline(MerchantRow):
    """One date that somebody must keep."""

    class Kind(models.TextChoices):
        DUE_DATE = "due_date", _("Fälligkeit")
        NOTICE = "notice", _("Zahlungsfrist einer Mahnung")
        HOLD_END = "hold_end", _("Ende einer Pause")
        CALL_WINDOW = "call_window", _("Anruf")

    class State(models.TextChoices):
        RUNNING = "running", _("läuft")
        KEPT = "kept", _("eingehalten")
        PASSED = "passed", _("verstrichen")
        DROPPED = "dropped", _("entfallen")

    kind = models.CharField(max_length=20, choices=Kind.choices)
    case_id = models.BigIntegerField(null=True, db_index=True)
    customer_id = models.BigIntegerField(null=True, db_index=True)
    origin = models.CharField(max_length=60)  # "message:17", "hold:4": what started it
    starts_on = models.DateField()  # the triggering day, not counted (§ 187 I BGB)
    ends_on = models.DateField()  # last day, inclusive, after § 193 BGB
    rule = models.CharField(max_length=120)  # "7 Tage, §§ 187 I, 188 I, 193 BGB"
    consequence = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    settled_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "kind", "origin"], name="one_deadline_per_origin"),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="deadline_ends_after_start"
            ),
        ]
        indexes = [models.Index(fields=["merchant", "state", "ends_on"], name="deadline_calendar")]
