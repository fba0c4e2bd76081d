"""Strategies of a merchant: published as versions, read as values."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kulanz.core.actor import Actor
from kulanz.core.strategy import PRESETS, Strategy, StrategyRefused, preset_definition, strategy_from_dict
from kulanz.features.audit.actions import record
from kulanz.features.claims.actions import look_again_at_all
from kulanz.features.claims.models import Case
from kulanz.features.dunning.models import StrategyVersion
from kulanz.features.letters.texts import LayoutUnknown, ensure_layout
from kulanz.features.tenants.models import Merchant

# Channels we cannot carry out yet need no text of their own.
_WRITTEN_BY_US = "email"


class StrategyMissing(LookupError):
    """A storefront names a strategy that this merchant has never published."""


def publish_presets(*, actor: Actor, at: datetime) -> list[StrategyVersion]:
    """Publish the house's strategies as version 1, where the merchant has none of that code yet."""
    with transaction.atomic():
        known = set(
            StrategyVersion.objects.filter(merchant_id=actor.merchant_id).values_list("code", flat=True)
        )
        return [
            _publish(actor=actor, code=code, definition=preset_definition(code), day=at.date(), at=at)
            for code in PRESETS
            if code not in known
        ]


def publish(
    *, actor: Actor, code: str, definition: Mapping[str, Any], day: date, at: datetime
) -> StrategyVersion:
    """Publish a new version of a strategy; every open case is looked at again.

    Raises StrategyRefused with a sentence about the first thing that is not understood. Nothing changes then.
    """
    _check(definition)
    with transaction.atomic():
        version = _publish(actor=actor, code=code, definition=definition, day=day, at=at)
        look_again_at_all(actor=actor, day=day)
    return version


def latest_versions(merchant_id: int) -> dict[str, StrategyVersion]:
    """Return the version in force of each strategy by its code."""
    rows = StrategyVersion.objects.filter(merchant_id=merchant_id).order_by("code", "version")
    return {row.code: row for row in rows}


def strategy_of(version: StrategyVersion) -> Strategy:
    """Return the strategy that a version describes."""
    return strategy_from_dict(version.definition)


def strategy_for(case: Case) -> StrategyVersion:
    """Return the version in force for this case; raise StrategyMissing where there is none."""
    return version_for(case, latest_versions(case.merchant_id))


def version_for(case: Case, versions: Mapping[str, StrategyVersion]) -> StrategyVersion:
    """Choose by what the storefront set for this kind of customer. A missing kind means consumer."""
    storefront = case.invoice.storefront
    is_business = case.customer.kind == "business"
    code = storefront.strategy_business if is_business else storefront.strategy_consumer
    try:
        return versions[code]
    except KeyError:
        raise StrategyMissing(
            _(
                "Für %(name)s ist die Strategie „%(code)s“ eingestellt, aber nie veröffentlicht worden. Bitte unter Einrichtung eine Strategie wählen."
            )
            % {"name": storefront.name, "code": code}
        ) from None


def used(versions: Iterable[StrategyVersion]) -> dict[str, int]:
    """Return code and version of each, as a run names them."""
    return {version.code: version.version for version in versions}


def _publish(
    *, actor: Actor, code: str, definition: Mapping[str, Any], day: date, at: datetime
) -> StrategyVersion:
    # The merchant's row is what two people who publish at once wait for.
    Merchant.objects.select_for_update(no_key=True).get(pk=actor.merchant_id)
    strategy = strategy_from_dict(definition)
    earlier = StrategyVersion.objects.filter(merchant_id=actor.merchant_id, code=code).order_by("-version")
    last = earlier.first()
    version = StrategyVersion.objects.create(
        merchant_id=actor.merchant_id,
        code=code,
        version=last.version + 1 if last else 1,
        name=strategy.name,
        audience=strategy.audience.value,
        definition=dict(definition),
        published_at=at,
    )
    record(
        actor=actor,
        kind="StrategyPublished",
        day=day,
        at=at,
        subject=f"strategy:{version.pk}",
        facts={"code": code, "version": version.version},
    )
    return version


def _check(definition: Mapping[str, Any]) -> None:
    strategy = strategy_from_dict(definition)
    for step in strategy.steps:
        if not any(choice.channel.value == _WRITTEN_BY_US for choice in step.channels):
            continue
        try:
            ensure_layout(step.layout)
        except LayoutUnknown as cause:
            raise StrategyRefused(
                _("Schritt „%(code)s“: %(cause)s") % {"code": step.code, "cause": cause}
            ) from cause
