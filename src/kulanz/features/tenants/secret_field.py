"""A text column whose content is encrypted at rest."""

from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.db import models


class UnreadableSecret(RuntimeError):
    """A stored secret cannot be decrypted with this installation's key."""


class SecretField(models.TextField):
    """Encrypts on the way in, decrypts on the way out (Fernet: AES-128-CBC with HMAC)."""

    def get_prep_value(self, value: Any) -> Any:
        if not value:
            return ""
        return Fernet(settings.KULANZ_ENCRYPTION_KEY).encrypt(str(value).encode()).decode("ascii")

    def from_db_value(self, value: str | None, expression: object, connection: object) -> str:
        if not value:
            return ""
        try:
            return Fernet(settings.KULANZ_ENCRYPTION_KEY).decrypt(value.encode()).decode()
        except InvalidToken as cause:
            raise UnreadableSecret(
                f"The stored secret '{self.name}' was encrypted with another key. Put the file "
                "encryption.key of the old KULANZ_HOME back, or enter the secret again."
            ) from cause
