"""What may be seen of merchants and their people."""

from django.db.models import Q

from kulanz.core.actor import Actor
from kulanz.features.tenants.models import (
    Invitation,
    Membership,
    Merchant,
    PaymentMapping,
    Storefront,
    User,
)


def memberships_of(user: User) -> list[Membership]:
    """Return every merchant this person works for, oldest membership first."""
    return list(Membership.objects.filter(user=user).select_related("merchant").order_by("id"))


def merchant_of(actor: Actor) -> Merchant:
    """Return the actor's merchant."""
    return Merchant.objects.get(pk=actor.merchant_id)


def storefronts(actor: Actor) -> list[Storefront]:
    """Return the merchant's storefronts, archived ones too: the standard one first, archived ones last."""
    rows = Storefront.objects.filter(merchant_id=actor.merchant_id)
    return sorted(rows, key=lambda shop: (shop.archived_at is not None, not shop.is_standard, shop.name))


def members(actor: Actor) -> list[Membership]:
    """Return the people of this merchant."""
    return list(
        Membership.objects.filter(merchant_id=actor.merchant_id).select_related("user").order_by("id")
    )


def open_invitations(actor: Actor) -> list[Invitation]:
    """Return the invitations that nobody has accepted or revoked."""
    return list(
        Invitation.objects.filter(
            merchant_id=actor.merchant_id, accepted_at__isnull=True, revoked_at__isnull=True
        ).order_by("-id")
    )


def demo_merchant() -> Merchant | None:
    """Return the demo shop, where there is one."""
    return Merchant.objects.filter(is_demo=True).order_by("id").first()


def foreign_merchant_names() -> list[str]:
    """Return the names of all merchants that are no demo shop."""
    return list(Merchant.objects.filter(is_demo=False).order_by("id").values_list("name", flat=True))


def demo_owner() -> User | None:
    """Return the owner of the demo shop, where there is one; nobody who works for a real shop as well."""
    in_real_shops = Membership.objects.filter(merchant__is_demo=False).values("user")
    membership = (
        Membership.objects.filter(merchant__is_demo=True, role="owner", user__is_active=True)
        .exclude(user__in=in_real_shops)
        .select_related("user")
        .order_by("id")
        .first()
    )
    return membership.user if membership else None


def all_mappings(actor: Actor) -> list[PaymentMapping]:
    """Return every answer, the open questions first."""
    rows = PaymentMapping.objects.filter(merchant_id=actor.merchant_id).order_by("source", "value")
    return sorted(rows, key=lambda row: row.collectible_by != "unknown")


def all_merchants() -> list[Merchant]:
    """Return every merchant of the installation, oldest first: for its operator alone."""
    return list(Merchant.objects.order_by("id"))


def merchant_by_name_or_id(wanted: str) -> Merchant | None:
    """Return the merchant with this public id, or this name in any case: for the operator alone."""
    return Merchant.objects.filter(Q(name__iexact=wanted) | Q(public_id=wanted)).first()


def is_known_email(email: str) -> bool:
    """Return whether somebody logs in with this address: for the operator alone."""
    return User.objects.filter(email__iexact=email).exists()
