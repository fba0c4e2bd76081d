"""The two secrets of an installation, made once and kept in KULANZ_HOME."""

import os
import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path

from cryptography.fernet import Fernet


def secret_key(home: Path) -> str:
    """Return Django's signing key; KULANZ_SECRET_KEY wins over the stored one."""
    return os.environ.get("KULANZ_SECRET_KEY") or _stored(
        home / "secret.key", lambda: secrets.token_urlsafe(64)
    )


def encryption_key(home: Path) -> str:
    """Return the Fernet key for secrets at rest; KULANZ_ENCRYPTION_KEY wins over the stored one."""
    return os.environ.get("KULANZ_ENCRYPTION_KEY") or _stored(
        home / "encryption.key", lambda: Fernet.generate_key().decode("ascii")
    )


def _stored(path: Path, make: Callable[[], str]) -> str:
    if not path.exists():
        # The value is written whole under another name and then linked: of two processes that
        # start at once one link wins, and no reader ever sees half a key.
        handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".key-")
        try:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(make())
            try:
                os.link(draft, path)
            except FileExistsError:
                return path.read_text(encoding="ascii").strip()
        finally:
            os.unlink(draft)
    return path.read_text(encoding="ascii").strip()
