"""Several storefronts of one merchant: add one, choose the standard one."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kulanz.core.actor import Actor, Capability, may
from kulanz.features.audit.actions import record
from kulanz.features.rows import new_public_id
from kulanz.features.tenants.models import Storefront


class StorefrontRefused(ValueError):
    """The storefront cannot be added or chosen like this; nothing was changed."""


def create_storefront(*, actor: Actor, name: str, at: datetime) -> Storefront:
    """Add a storefront (brand) by name; its particulars are completed before anything goes out under it.

    Raises StorefrontRefused for a name that is empty, too long or taken, in any case, and for who may not.
    """
    _refuse_who_may_not(actor)
    wanted = " ".join(name.split())
    if not wanted or len(wanted) > 120:
        raise StorefrontRefused(
            _("Die Ladenfront braucht einen Namen von höchstens 120 Zeichen. Nichts wurde angelegt.")
        )
    with transaction.atomic():
        if Storefront.objects.filter(merchant_id=actor.merchant_id, name__iexact=wanted).exists():
            raise StorefrontRefused(
                _("Die Ladenfront „%(name)s“ gibt es schon. Nichts wurde angelegt.") % {"name": wanted}
            )
        shop = Storefront.objects.create(
            merchant_id=actor.merchant_id, public_id=new_public_id("shop"), name=wanted
        )
        _note(actor, "StorefrontCreated", shop, at)
    return shop


def choose_standard(*, actor: Actor, public_id: str, at: datetime) -> Storefront:
    """Let rows that name no storefront belong to this one from now on; invoices in the books keep theirs."""
    _refuse_who_may_not(actor)
    with transaction.atomic():
        mine = Storefront.objects.select_for_update().filter(merchant_id=actor.merchant_id)
        shop = mine.filter(public_id=public_id).first()
        if shop is None:
            raise StorefrontRefused(_("Diese Ladenfront gibt es nicht. Nichts wurde geändert."))
        if shop.is_standard:
            return shop
        mine.filter(is_standard=True).update(is_standard=False)
        shop.is_standard = True
        shop.save(update_fields=["is_standard"])
        _note(actor, "StandardStorefrontChosen", shop, at)
    return shop


def _refuse_who_may_not(actor: Actor) -> None:
    if not may(actor.role, Capability.SETTINGS):
        raise StorefrontRefused(
            _("Nur die Inhaberin oder der Inhaber ändert Ladenfronten. Nichts wurde geändert.")
        )


def _note(actor: Actor, kind: str, shop: Storefront, at: datetime) -> None:
    record(
        actor=actor,
        kind=kind,
        day=at.date(),
        at=at,
        subject=f"storefront:{shop.pk}",
        words={"name": shop.name},
    )
