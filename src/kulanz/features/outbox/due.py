"""Which effects are due, and what time it is for them: business time decides, never the machine alone."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet

from kulanz.features.outbox.handlers import bound_kinds
from kulanz.features.outbox.models import Effect


def due_effects(*, machine_now: datetime) -> QuerySet[Effect]:
    """Return waiting effects whose time has come, oldest first; none of a merchant who stopped all sending."""
    frozen = Q(merchant__clock_at__isnull=False, not_before__lte=F("merchant__clock_at"))
    real = Q(merchant__clock_at__isnull=True, not_before__lte=machine_now)
    not_backing_off = Q(retry_at__isnull=True) | Q(retry_at__lte=machine_now)
    return Effect.objects.filter(
        frozen | real,
        not_backing_off,
        state=Effect.State.WAITING,
        kind__in=bound_kinds(),
        merchant__is_stopped=False,
    ).order_by("not_before", "id")


def business_instant(effect: Effect, *, machine_now: datetime) -> datetime:
    """Return the instant at the merchant of this effect (aware, in the merchant's zone).

    The same rule as `tenants.clock.business_now`, which lies above this feature.
    """
    merchant = effect.merchant
    return (merchant.clock_at or machine_now).astimezone(ZoneInfo(merchant.time_zone))
