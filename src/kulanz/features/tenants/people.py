"""What people change about themselves."""

from datetime import datetime

from django.db import transaction

from kulanz.core.actor import Actor
from kulanz.features.audit.actions import record
from kulanz.features.tenants.clock import business_now
from kulanz.features.tenants.models import Membership, User


class PersonUnknown(LookupError):
    """Nobody has this log-in name."""


def set_password(*, email: str, password: str, machine_now: datetime) -> User:
    """Give a person a new password from the server's command line; ends that person's sessions."""
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        raise PersonUnknown(f"Nobody logs in as '{email}'; no password was changed.")
    with transaction.atomic():
        user.set_password(password)
        user.save(update_fields=["password"])
        for membership in Membership.objects.filter(user=user).select_related("merchant").order_by("id"):
            at = business_now(membership.merchant, machine_now=machine_now)
            record(
                actor=Actor.command(membership.merchant_id),
                kind="PasswordSet",
                day=at.date(),
                at=at,
                subject=f"user:{user.pk}",
            )
    return user


def change_profile(*, user: User, name: str, language: str, shortcuts_on: bool) -> None:
    """Change one's own name, language and whether single keys act."""
    user.name = name
    user.language = language
    user.shortcuts_on = shortcuts_on
    user.save(update_fields=["name", "language", "shortcuts_on"])
