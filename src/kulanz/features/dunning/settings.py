"""Change settings that the decision reads: every open case is looked at again."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kulanz.core.actor import Actor
from kulanz.features.claims.actions import look_again_at_all
from kulanz.features.dunning.strategies import latest_versions
from kulanz.features.tenants import settings
from kulanz.features.tenants.models import Merchant, Storefront

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


STRATEGIES = ("strategy_consumer", "strategy_business")


def change_storefront(
    *, actor: Actor, storefront_id: int, values: dict[str, Any], day: date, at: datetime
) -> Storefront:
    """Change a storefront as `tenants.settings.change_storefront` does; another strategy looks at open cases again.

    Raises SettingRefused for a strategy that this merchant has never published.
    """
    with transaction.atomic():
        before = Storefront.objects.select_for_update(no_key=True).get(
            pk=storefront_id, merchant_id=actor.merchant_id
        )
        changed = [name for name in STRATEGIES if name in values and values[name] != getattr(before, name)]
        known = latest_versions(before.merchant_id) if changed else {}
        for name in changed:
            if values[name] not in known:
                raise settings.SettingRefused(
                    _("Die Strategie „%(code)s“ gibt es nicht. Möglich: %(known)s. Nichts wurde geändert.")
                    % {"code": values[name], "known": ", ".join(known) or "–"}
                )
        storefront = settings.change_storefront(
            actor=actor, storefront_id=storefront_id, values=values, day=day, at=at
        )
        if changed:
            look_again_at_all(actor=actor, day=day)
    return storefront
