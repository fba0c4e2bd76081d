"""Work that takes longer than a page may: what it is, how far it is, who has it in hand."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kulanz.features.rows import MerchantRow


class LongWork(MerchantRow):
    """One piece of long work. It survives a crash of its process: whoever finds its lease run out goes on."""

    class State(models.TextChoices):
        WAITING = "waiting", _("wartet")
        RUNNING = "running", _("läuft")
        STOPPED = "stopped", _("angehalten")
        DONE = "done", _("fertig")
        FAILED = "failed", _("gescheitert")
        GIVEN_UP = "given_up", _("aufgegeben")

    public_id = models.CharField(max_length=24, unique=True)
    kind = models.CharField(max_length=30)  # selects the handler bound in config.wiring
    title = models.CharField(
        max_length=255
    )  # what a person calls it: the name of the file, the day of the run
    payload = models.JSONField(default=dict)  # ids and codes only: what was asked for, never changed
    noted = models.JSONField(default=dict)  # what the handler needs to go on after a crash
    actor_kind = models.CharField(max_length=10)
    actor_name = models.CharField(max_length=160)
    actor_user_id = models.BigIntegerField(null=True)
    actor_role = models.CharField(max_length=12, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    is_to_stop = models.BooleanField(default=False)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    lease_token = models.CharField(max_length=32, blank=True)
    leased_until = models.DateTimeField(null=True)  # machine time
    created_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)  # of the current stretch, machine time
    finished_at = models.DateTimeField(null=True)
    message = models.CharField(max_length=500, blank=True)  # what came of it, or why it failed
    problems = models.JSONField(default=list)  # the first of them: [{"place", "message"}]
    result_id = models.CharField(max_length=24, blank=True)  # of the run that was released

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["merchant", "kind"],
                condition=models.Q(state__in=["waiting", "running", "stopped", "failed"]),
                name="one_long_work_per_kind",
            ),
        ]
        indexes = [models.Index(fields=["merchant", "-id"], name="long_work_newest_first")]

    def __str__(self) -> str:
        return f"{self.kind} {self.title} ({self.state})"

    @property
    def is_over(self) -> bool:
        """Return whether nothing more will happen to it."""
        return self.state in (self.State.DONE, self.State.GIVEN_UP)
