"""Change settings that the decision reads: every open case is looked at again."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from kulanz.core.actor import Actor
from kulanz.features.claims.actions import look_again_at_all
from kulanz.features.tenants import settings
from kulanz.features.tenants.models import Merchant

# The Land moves the days on which anybody is contacted; letters open a way, and their times move deadlines.
READ_BY_THE_DECISION = frozenset({"state", "letters", "days_to_post", "postal_days"})


def change_merchant(*, actor: Actor, values: dict[str, Any], day: date, at: datetime) -> Merchant:
    """Change particulars and settings as `tenants.settings.change_merchant` does, and look again where it matters."""
    with transaction.atomic():
        before = Merchant.objects.select_for_update(no_key=True).get(pk=actor.merchant_id)
        merchant = settings.change_merchant(actor=actor, values=values, day=day, at=at)
        if any(getattr(before, name) != getattr(merchant, name) for name in READ_BY_THE_DECISION):
            look_again_at_all(actor=actor, day=day)
    return merchant
