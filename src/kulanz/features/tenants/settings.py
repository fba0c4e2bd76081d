"""Change how a merchant works: particulars, sender, mail server, the switch to live."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kulanz.core.actor import Actor
from kulanz.features.audit.actions import record
from kulanz.features.tenants.models import Merchant, Storefront
from kulanz.features.tenants.storefronts import StorefrontRefused, checked_names

MERCHANT_FIELDS = frozenset(
    {
        "name", "legal_name", "legal_form", "street", "postcode", "city", "state", "register_court",
        "register_number", "managers", "supervisory_chair", "vat_id", "notice_30_days_on_invoice",
        "tolerance_cents", "send_delay_minutes", "alarm_email", "smtp_host", "smtp_port", "smtp_security",
        "smtp_user", "smtp_password", "letters", "days_to_post", "postal_days", "postal_provider",
        "postal_account", "postal_client_id", "postal_secret",
    }
)  # fmt: skip
STOREFRONT_FIELDS = frozenset(
    {
        "name", "code", "domain", "sender_email", "contact_name", "contact_phone", "contact_hours", "imprint_url",
        "privacy_url", "strategy_consumer", "strategy_business",
    }
)  # fmt: skip
SECRETS = frozenset({"smtp_password", "postal_secret"})


class SettingRefused(ValueError):
    """The setting cannot be changed like this; nothing was changed."""


def change_merchant(*, actor: Actor, values: dict[str, Any], day: date, at: datetime) -> Merchant:
    """Change particulars and settings of the actor's merchant; the event names the fields, secrets unseen."""
    return _change(
        row=Merchant.objects.select_for_update(),
        key={"pk": actor.merchant_id},
        allowed=MERCHANT_FIELDS,
        kind="MerchantChanged",
        actor=actor,
        values=values,
        day=day,
        at=at,
    )


def change_storefront(
    *, actor: Actor, storefront_id: int, values: dict[str, Any], day: date, at: datetime
) -> Storefront:
    """Change names, sender, contact person, links and strategies of one storefront.

    Raises SettingRefused where a name, code or domain already means another one.
    """
    with transaction.atomic():
        Merchant.objects.select_for_update(no_key=True).get(pk=actor.merchant_id)
        shop = Storefront.objects.get(pk=storefront_id, merchant_id=actor.merchant_id)
        stated = {name: values.get(name, getattr(shop, name)) for name in ("name", "code", "domain")}
        try:
            named = checked_names(actor, but=shop.pk, **stated)
        except StorefrontRefused as cause:
            raise SettingRefused(str(cause)) from cause
        changed: Storefront = _change(
            row=Storefront.objects.select_for_update(),
            key={"pk": storefront_id, "merchant_id": actor.merchant_id},
            allowed=STOREFRONT_FIELDS,
            kind="StorefrontChanged",
            actor=actor,
            values={**values, **{name: named[name] for name in named if name in values}},
            day=day,
            at=at,
        )
    return changed


def _change(
    *,
    row: Any,
    key: dict[str, int],
    allowed: frozenset[str],
    kind: str,
    actor: Actor,
    values: dict[str, Any],
    day: date,
    at: datetime,
) -> Any:
    unknown = set(values) - allowed
    if unknown:
        raise SettingRefused(
            _("Diese Angaben lassen sich hier nicht ändern: %(names)s.")
            % {"names": ", ".join(sorted(unknown))}
        )
    with transaction.atomic():
        target = row.get(**key)
        changed = [name for name, value in values.items() if getattr(target, name) != value]
        if changed:
            before = {name: "•" if name in SECRETS else str(getattr(target, name)) for name in changed}
            for name in changed:
                setattr(target, name, values[name])
            target.save(update_fields=changed)
            after = {name: "•" if name in SECRETS else str(values[name]) for name in changed}
            record(
                actor=actor,
                kind=kind,
                day=day,
                at=at,
                subject=f"{target._meta.model_name}:{target.pk}",
                facts={"fields": sorted(changed)},
                words={"before": before, "after": after},
            )
    return target
