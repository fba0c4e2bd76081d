"""Log-in, as far as allauth leaves it to us: by invitation only, secrets encrypted, wrong passwords counted."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest


class InvitationOnlyAccounts(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Closes the public sign-up; an invitation is the way in."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class EncryptedSecondFactor(DefaultMFAAdapter):  # type: ignore[misc]
    """Keeps the secrets of the second factor unreadable in a copy of the database."""

    def encrypt(self, text: str) -> str:
        return Fernet(settings.KULANZ_ENCRYPTION_KEY).encrypt(text.encode()).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        return Fernet(settings.KULANZ_ENCRYPTION_KEY).decrypt(encrypted_text.encode()).decode()


def who_tries(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """Return the address that somebody tries to log in with, folded, so that capitals are no second chance."""
    given = (credentials or {}).get("email") or request.POST.get("login", "")
    return str(given).strip().lower()
