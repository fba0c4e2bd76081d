"""Several storefronts of one merchant: add, archive, choose the standard one, and say which channel belongs where."""

import re
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kulanz.core.actor import Actor, Capability, may
from kulanz.features.audit.actions import record
from kulanz.features.rows import new_public_id
from kulanz.features.tenants.models import ChannelStorefront, Merchant, Storefront
from kulanz.features.tenants.whose_claim import folded

_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,11}")


class StorefrontRefused(ValueError):
    """The storefront cannot be added, changed or chosen like this; nothing was changed."""


def create_storefront(*, actor: Actor, name: str, at: datetime, code: str = "") -> Storefront:
    """Add a storefront (brand) by name; its particulars are completed before anything goes out under it.

    Raises StorefrontRefused for a name that is empty or too long, for a name or code that already means another
    storefront, in any case, for a code that is none, and for who may not.
    """
    refuse_who_may_not(actor)
    with transaction.atomic():
        # Two people who add the same name at once wait for each other here.
        Merchant.objects.select_for_update(no_key=True).get(pk=actor.merchant_id)
        named = checked_names(actor, name=name, code=code, domain="", but=None)
        shop = Storefront.objects.create(
            merchant_id=actor.merchant_id, public_id=new_public_id("shop"), **named
        )
        _note(actor, "StorefrontCreated", shop, at)
    return shop


def checked_names(actor: Actor, *, name: str, code: str, domain: str, but: int | None) -> dict[str, str]:
    """Return name, code and domain as they are kept; refuse what a file could take for another storefront.

    A file may name a storefront by each of the three, so no word may stand for two. `but` is the one that is changed.
    """
    named = {"name": " ".join(name.split()), "code": code.strip().upper(), "domain": domain.strip()}
    if not named["name"] or len(named["name"]) > 120:
        raise StorefrontRefused(
            _("Die Ladenfront braucht einen Namen von höchstens 120 Zeichen. Nichts wurde geändert.")
        )
    if named["code"] and not _CODE.fullmatch(named["code"]):
        raise StorefrontRefused(
            _(
                "„%(code)s“ ist kein Kürzel: höchstens 12 Buchstaben (A–Z), Ziffern und Bindestriche. Nichts wurde geändert."
            )
            % {"code": code.strip()}
        )
    taken = {
        word.casefold(): other.name
        for other in Storefront.objects.filter(merchant_id=actor.merchant_id).exclude(pk=but)
        for word in words_of(other)
    }
    for word in named.values():
        if word and word.casefold() in taken:
            raise StorefrontRefused(
                _(
                    "„%(word)s“ steht schon für die Ladenfront „%(name)s“. Bitte ein anderes Wort wählen; nichts wurde geändert."
                )
                % {"word": word, "name": taken[word.casefold()]}
            )
    return named


def words_of(shop: Storefront) -> list[str]:
    """Return the words by which a file may name this storefront."""
    return [word for word in (shop.name, shop.code, shop.domain, shop.public_id) if word]


def choose_standard(*, actor: Actor, public_id: str, at: datetime) -> Storefront:
    """Let rows that name no storefront belong to this one from now on; invoices in the books keep theirs."""
    refuse_who_may_not(actor)
    with transaction.atomic():
        shop = _locked(actor, public_id)
        if shop.is_standard:
            return shop
        if shop.archived_at is not None:
            raise StorefrontRefused(
                _(
                    "„%(name)s“ ist stillgelegt und kann nicht Standard sein. Bitte zuerst wieder nutzen; nichts wurde geändert."
                )
                % {"name": shop.name}
            )
        Storefront.objects.filter(merchant_id=actor.merchant_id, is_standard=True).update(is_standard=False)
        shop.is_standard = True
        shop.save(update_fields=["is_standard"])
        _note(actor, "StandardStorefrontChosen", shop, at)
    return shop


def use_storefront(*, actor: Actor, public_id: str, is_used: bool, at: datetime) -> Storefront:
    """Archive a storefront, or use it again. An archived one takes no new invoices; what it has goes on under its name.

    Raises StorefrontRefused for the standard one: rows that name none need a place.
    """
    refuse_who_may_not(actor)
    with transaction.atomic():
        shop = _locked(actor, public_id)
        if is_used == (shop.archived_at is None):
            return shop
        if shop.is_standard:
            raise StorefrontRefused(
                _(
                    "„%(name)s“ ist die Standard-Ladenfront. Bitte zuerst eine andere zum Standard machen; nichts wurde geändert."
                )
                % {"name": shop.name}
            )
        shop.archived_at = None if is_used else at
        shop.save(update_fields=["archived_at"])
        _note(actor, "StorefrontUsedAgain" if is_used else "StorefrontArchived", shop, at)
    return shop


def answer_channel(*, actor: Actor, channel: str, public_id: str, at: datetime) -> None:
    """Say which storefront new rows of a sales channel belong to that name none; "" takes the answer back.

    Invoices in the books keep theirs: messages went out under its name.
    """
    refuse_who_may_not(actor)
    value = folded(channel)
    if not value:
        raise StorefrontRefused(_("Bitte den Verkaufskanal nennen. Nichts wurde geändert."))
    with transaction.atomic():
        mine = ChannelStorefront.objects.filter(merchant_id=actor.merchant_id, value=value)
        if not public_id:
            if not mine.delete()[0]:
                return
            shop = None
        else:
            shop = _locked(actor, public_id)
            if shop.archived_at is not None:
                raise StorefrontRefused(
                    _(
                        "„%(name)s“ ist stillgelegt und nimmt keine Rechnungen. Bitte eine andere wählen; nichts wurde geändert."
                    )
                    % {"name": shop.name}
                )
            ChannelStorefront.objects.update_or_create(
                merchant_id=actor.merchant_id, value=value, defaults={"storefront": shop}
            )
        record(
            actor=actor,
            kind="ChannelStorefrontAnswered",
            day=at.date(),
            at=at,
            subject=f"storefront:{shop.pk}" if shop else "",
            words={"channel": value, "name": shop.name if shop else ""},
        )


def channel_storefronts(actor: Actor) -> dict[str, int]:
    """Return the answers: the folded channel and the key of its storefront."""
    rows = ChannelStorefront.objects.filter(merchant_id=actor.merchant_id)
    return dict(rows.order_by("value").values_list("value", "storefront_id"))


def refuse_who_may_not(actor: Actor) -> None:
    """Raise StorefrontRefused unless this person may change settings."""
    if not may(actor.role, Capability.SETTINGS):
        raise StorefrontRefused(
            _("Nur die Inhaberin oder der Inhaber ändert Ladenfronten. Nichts wurde geändert.")
        )


def _locked(actor: Actor, public_id: str) -> Storefront:
    # All are locked: an archiving and a choice of the standard one must not both succeed.
    mine = Storefront.objects.select_for_update().filter(merchant_id=actor.merchant_id).order_by("pk")
    for shop in mine:
        if shop.public_id == public_id:
            return shop
    raise StorefrontRefused(_("Diese Ladenfront gibt es nicht. Nichts wurde geändert."))


def _note(actor: Actor, kind: str, shop: Storefront, at: datetime) -> None:
    record(
        actor=actor,
        kind=kind,
        day=at.date(),
        at=at,
        subject=f"storefront:{shop.pk}",
        words={"name": shop.name},
    )
