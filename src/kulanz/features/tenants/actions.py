"""Set up merchants and say who may work for them."""

import hashlib
import secrets
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kulanz.core.actor import Actor
from kulanz.features.audit.actions import record
from kulanz.features.rows import new_public_id
from kulanz.features.tenants.clock import business_now
from kulanz.features.tenants.models import (
    GERMAN_STATES,
    Invitation,
    Membership,
    Merchant,
    PaymentMapping,
    Role,
    Storefront,
    User,
)

INVITATION_DAYS = 14
# What these payment methods are is the same at every shop; all others are asked once.
KNOWN_PAYMENT_METHODS = {
    "rechnung": "merchant",
    "kauf auf rechnung": "merchant",
    "invoice": "merchant",
    "überweisung": "merchant",
    "lastschrift": "merchant",
    "sepa-lastschrift": "merchant",
    "vorkasse": "prepayment",
    "prepayment": "prepayment",
    "klarna": "sold",
    "klarna rechnung": "sold",
    "ratepay": "sold",
    "paypal": "sold",
    "paypal rechnung": "sold",
}
KNOWN_SALES_CHANNELS = {
    "amazon": "marketplace",
    "ebay": "marketplace",
    "otto": "marketplace",
    "kaufland": "marketplace",
}


class MerchantRefused(ValueError):
    """The merchant as described cannot be created; nothing was changed."""


class InvitationUnusable(ValueError):
    """The invitation is unknown, used, revoked or too old."""


class LastOwner(ValueError):
    """A merchant needs at least one owner."""


def create_merchant(
    *, name: str, country: str, state: str, is_live: bool, machine_now: datetime, is_demo: bool = False
) -> Merchant:
    """Create a merchant with one standard storefront and the well-known payment methods."""
    if not name.strip():
        raise MerchantRefused(_("Der Händler braucht einen Namen."))
    if Merchant.objects.filter(name=name.strip()).exists():
        raise MerchantRefused(
            _("Es gibt schon einen Händler mit dem Namen „%(name)s“. Bitte einen anderen wählen.")
            % {"name": name.strip()}
        )
    if country != "DE":
        raise MerchantRefused(
            _(
                "Das Land %(country)s ist noch nicht geprüft. Zurzeit ist Deutschland (DE) vollständig; nichts wurde angelegt."
            )
            % {"country": country}
        )
    if state and state not in GERMAN_STATES:
        raise MerchantRefused(
            _("„%(state)s“ ist kein Bundesland. Möglich: %(names)s.")
            % {"state": state, "names": ", ".join(GERMAN_STATES)}
        )
    with transaction.atomic():
        merchant = Merchant.objects.create(
            public_id=new_public_id("mer"),
            name=name.strip(),
            legal_name=name.strip(),
            country=country,
            state=state,
            is_live=is_live,
            is_demo=is_demo,
        )
        Storefront.objects.create(
            merchant=merchant, public_id=new_public_id("shop"), name=name.strip(), is_standard=True
        )
        PaymentMapping.objects.bulk_create(
            [
                PaymentMapping(merchant=merchant, source=source, value=value, collectible_by=answer)
                for source, answers in (
                    ("payment_method", KNOWN_PAYMENT_METHODS),
                    ("sales_channel", KNOWN_SALES_CHANNELS),
                )
                for value, answer in answers.items()
            ]
        )
        at = business_now(merchant, machine_now=machine_now)
        record(actor=Actor.system(merchant.pk), kind="MerchantCreated", day=at.date(), at=at)
    return merchant


def create_user(
    *, merchant: Merchant, email: str, role: str, password: str | None, actor: Actor, machine_now: datetime
) -> User:
    """Give a person a role at a merchant; a known e-mail address gets one more membership. The last owner stays owner."""
    at = business_now(merchant, machine_now=machine_now)
    with transaction.atomic():
        _keep_an_owner(merchant.pk, user__email__iexact=email, role=role)
        user = User.objects.filter(email__iexact=email).first() or User.objects.create_user(email, password)
        Membership.objects.update_or_create(merchant=merchant, user=user, defaults={"role": role})
        record(
            actor=actor,
            kind="MemberAdded",
            day=at.date(),
            at=at,
            subject=f"user:{user.pk}",
            facts={"role": role},
            words={"email": user.email},
        )
    return user


def invite(
    *, actor: Actor, merchant: Merchant, email: str, role: str, machine_now: datetime
) -> tuple[Invitation, str]:
    """Invite an e-mail address; return the invitation and its token, which is not kept."""
    token = secrets.token_urlsafe(32)
    at = business_now(merchant, machine_now=machine_now)
    with transaction.atomic():
        invitation = Invitation.objects.create(
            merchant=merchant,
            email=email.lower(),
            role=role,
            token_sha256=_digest(token),
            invited_by_id=actor.user_id,
            expires_at=machine_now + timedelta(days=INVITATION_DAYS),
        )
        record(
            actor=actor,
            kind="MemberInvited",
            day=at.date(),
            at=at,
            subject=f"invitation:{invitation.pk}",
            facts={"role": role},
            words={"email": email},
        )
    return invitation, token


def find_invitation(*, token: str, machine_now: datetime) -> Invitation:
    """Return the open invitation of a token; one sentence for every reason it cannot be used."""
    invitation = (
        Invitation.objects.select_related("merchant")
        .filter(
            token_sha256=_digest(token),
            accepted_at__isnull=True,
            revoked_at__isnull=True,
            expires_at__gt=machine_now,
        )
        .first()
    )
    if invitation is None:
        raise InvitationUnusable(_("Diese Einladung gilt nicht (mehr). Bitte um eine neue bitten."))
    return invitation


def accept_invitation(*, token: str, password: str, name: str, machine_now: datetime) -> User:
    """Turn an invitation into a person with a role. Works once."""
    with transaction.atomic():
        invitation = find_invitation(token=token, machine_now=machine_now)
        used = Invitation.objects.filter(pk=invitation.pk, accepted_at__isnull=True).update(
            accepted_at=machine_now
        )
        if not used:
            raise InvitationUnusable(_("Diese Einladung gilt nicht (mehr). Bitte um eine neue bitten."))
        if User.objects.filter(email__iexact=invitation.email).exists():
            raise InvitationUnusable(
                _(
                    "Für diese Adresse gibt es schon ein Konto. Bitte dort anmelden und die Inhaberin um die Rolle bitten."
                )
            )
        user = create_user(
            merchant=invitation.merchant,
            email=invitation.email,
            role=invitation.role,
            password=password,
            actor=Actor.system(invitation.merchant_id),
            machine_now=machine_now,
        )
        user.name = name[:120]
        user.save(update_fields=["name"])
    return user


def revoke_invitation(*, actor: Actor, invitation_id: int, machine_now: datetime) -> None:
    """Take an open invitation back."""
    taken = Invitation.objects.filter(
        merchant_id=actor.merchant_id, pk=invitation_id, accepted_at__isnull=True, revoked_at__isnull=True
    ).update(revoked_at=machine_now)
    if not taken:
        raise InvitationUnusable(_("Diese Einladung ist nicht mehr offen. Bitte die Seite neu laden."))


def change_role(*, actor: Actor, membership_id: int, role: str | None, at: datetime) -> None:
    """Give a member another role, or (None) end the membership. The last owner stays owner."""
    with transaction.atomic():
        _keep_an_owner(actor.merchant_id, pk=membership_id, role=role)
        member = Membership.objects.get(merchant_id=actor.merchant_id, pk=membership_id)
        if role is None:
            member.delete()
        else:
            member.role = role
            member.save(update_fields=["role"])
        record(
            actor=actor,
            kind="MemberRoleChanged" if role else "MemberRemoved",
            day=at.date(),
            at=at,
            subject=f"user:{member.user_id}",
            facts={"role": role},
        )


def _keep_an_owner(merchant_id: int | None, *, role: str | None, **who: Any) -> None:
    """Raise LastOwner where this member is the only owner and would get another role."""
    # All owners are locked: two of them who step down at once must not both succeed.
    owners = Membership.objects.select_for_update().filter(merchant_id=merchant_id, role=Role.OWNER)
    found = list(owners.order_by("pk"))
    if role != Role.OWNER and len(found) == 1 and owners.filter(**who).exists():
        raise LastOwner(
            _("Mindestens eine Person muss Inhaber:in bleiben. Bitte zuerst jemand anderem die Rolle geben.")
        )


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def stop_sending(*, actor: Actor, is_stopped: bool, day: date, at: datetime) -> None:
    """Stop every message of this merchant at once, or let them go again. The gate asks at each sending."""
    with transaction.atomic():
        changed = (
            Merchant.objects.filter(pk=actor.merchant_id)
            .exclude(is_stopped=is_stopped)
            .update(is_stopped=is_stopped)
        )
        if changed:
            record(actor=actor, kind="SendingStopped" if is_stopped else "SendingResumed", day=day, at=at)


def go_live(*, actor: Actor, missing: list[str], day: date, at: datetime) -> None:
    """Let messages really leave. `missing` is what the checklist still lacks; anything in it refuses."""
    if missing:
        raise MerchantRefused(_("Noch nicht möglich. Es fehlt: %(names)s.") % {"names": "; ".join(missing)})
    with transaction.atomic():
        merchant = Merchant.objects.select_for_update().get(pk=actor.merchant_id)
        if merchant.is_demo:
            raise MerchantRefused(_("Ein Demo-Laden geht nie live. Bitte einen eigenen Händler anlegen."))
        if merchant.is_live:
            return
        merchant.is_live = True
        merchant.clock_at = None
        merchant.save(update_fields=["is_live", "clock_at"])
        record(actor=actor, kind="WentLive", day=day, at=at)
