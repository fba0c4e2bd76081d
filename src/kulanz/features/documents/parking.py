"""Park an uploaded file between the report and the confirmation: on disk, for an hour, for one merchant."""

import re
import secrets
import time
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from kulanz.core.actor import Actor

LIFETIME_SECONDS = 3600
LARGEST_FILE = 64 * 1024 * 1024


class ParkingUnknown(LookupError):
    """The parked file is gone, or was never this merchant's."""


def park(*, actor: Actor, data: bytes) -> str:
    """Keep bytes for an hour; return the token that gives them back. Older ones are thrown away."""
    folder = _folder(actor)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _sweep(folder)
    token = secrets.token_hex(16)
    handle = folder / token
    handle.touch(mode=0o600)
    handle.write_bytes(data)
    return token


def parked(*, actor: Actor, token: str) -> bytes:
    """Return parked bytes; raise ParkingUnknown where this merchant has none with this token."""
    path = _folder(actor) / token
    if not re.fullmatch(r"[0-9a-f]{32}", token) or not path.is_file():
        raise ParkingUnknown(
            _("Die Datei ist nicht mehr da. Bitte noch einmal hochladen; es wurde nichts gebucht.")
        )
    return path.read_bytes()


def forget(*, actor: Actor, token: str) -> None:
    """Throw parked bytes away, where they are still there."""
    if re.fullmatch(r"[0-9a-f]{32}", token):
        (_folder(actor) / token).unlink(missing_ok=True)


def _folder(actor: Actor) -> Path:
    return Path(settings.KULANZ_HOME) / "uploads" / str(actor.merchant_id)


def _sweep(folder: Path) -> None:
    # Age of a file on this machine's disk: the machine's clock is the right one here.
    for path in folder.iterdir():
        if time.time() - path.stat().st_mtime > LIFETIME_SECONDS:
            path.unlink(missing_ok=True)
