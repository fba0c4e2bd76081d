"""Every effect on the outside is a row here, written in the transaction that wants it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kulanz.features.rows import MerchantRow


class Effect(MerchantRow):
    """One thing to be done outside, at most once. Holds who and why, no text."""

    class State(models.TextChoices):
        WAITING = "waiting", _("wartet")
        LEASED = "leased", _("in Arbeit")
        SENDING = "sending", _("wird übergeben")  # from here on a crash leaves it uncertain
        DONE = "done", _("erledigt")
        UNCERTAIN = "uncertain", _("ungewiss")
        FAILED = "failed", _("fehlgeschlagen")
        WITHDRAWN = "withdrawn", _("zurückgezogen")

    kind = models.CharField(max_length=40)  # selects the handler bound in config.wiring
    dedupe_key = models.CharField(max_length=200)
    customer_id = models.BigIntegerField(null=True, db_index=True)
    payload = models.JSONField(default=dict)  # ids only
    not_before = models.DateTimeField()  # business time of the merchant
    retry_at = models.DateTimeField(null=True)  # machine time: back-off
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_token = models.CharField(max_length=32, blank=True)
    leased_until = models.DateTimeField(null=True)  # machine time
    error = models.TextField(blank=True)
    error_code = models.CharField(max_length=30, blank=True)
    fault_is_ours = models.BooleanField(default=False)  # our server, account or sender; not the recipient
    proof = models.JSONField(default=dict)  # message id, receipt, address
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "dedupe_key"], name="an_effect_happens_once"),
        ]
        indexes = [
            models.Index(
                fields=["not_before", "id"],
                name="effect_waiting",
                condition=models.Q(state="waiting"),
            ),
            models.Index(
                fields=["leased_until"],
                name="effect_in_flight",
                condition=models.Q(state__in=["leased", "sending"]),
            ),
            models.Index(fields=["merchant", "-id"], name="effect_newest_first"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.dedupe_key} ({self.state})"


class WorkerBeat(models.Model):
    """The last sign of life of each worker, so that silence is noticed."""

    worker = models.CharField(max_length=80, unique=True)
    beat_at = models.DateTimeField()


class DailyRound(MerchantRow):
    """The last business day whose chores are done at a merchant."""

    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merchant"], name="one_round_per_merchant")]


class Alarm(MerchantRow):
    """Something the owner must know: a worker, a bank feed or SMTP fails. Told once, until it ends."""

    kind = models.CharField(max_length=40)  # worker_silent | bank_stale | smtp_failing | daily_round_failing
    since = models.DateTimeField()
    detail = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["merchant", "kind"],
                condition=models.Q(ended_at__isnull=True),
                name="one_running_alarm_per_kind",
            ),
        ]
