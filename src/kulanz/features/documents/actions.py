"""Keep original bytes, and give them back unchanged."""

import hashlib
import os
import tempfile
from datetime import datetime
from pathlib import Path

from django.conf import settings

from kulanz.core.actor import Actor
from kulanz.features.documents.models import Document


class DocumentDamaged(RuntimeError):
    """The bytes on disk are gone or are no longer those that were stored."""


def store(
    *, actor: Actor, data: bytes, kind: str, media_type: str, original_name: str, at: datetime
) -> tuple[Document, bool]:
    """Store bytes once per merchant and kind; return the document and whether it is new."""
    sha256 = hashlib.sha256(data).hexdigest()
    known = Document.objects.filter(merchant_id=actor.merchant_id, kind=kind, sha256=sha256).first()
    if known:
        return known, False
    _write_once(path_of(sha256), data)
    document = Document.objects.create(
        merchant_id=actor.merchant_id,
        kind=kind,
        sha256=sha256,
        size=len(data),
        media_type=media_type,
        original_name=Path(original_name).name[:255],
        received_at=at,
    )
    return document, True


def read(document: Document) -> bytes:
    """Return the bytes; raise DocumentDamaged where they are gone or changed."""
    path = path_of(document.sha256)
    if not path.is_file():
        raise DocumentDamaged(
            f"The stored file of '{document.original_name}' is missing: {path.name}. Restore it from a backup."
        )
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != document.sha256:
        raise DocumentDamaged(
            f"The stored file of '{document.original_name}' has changed since it was stored. "
            "Restore it from a backup."
        )
    return data


def path_of(sha256: str) -> Path:
    """Return where the bytes with this hash lie."""
    return Path(settings.KULANZ_DOCUMENTS) / sha256[:2] / sha256


def _write_once(path: Path, data: bytes) -> None:
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".draft-")
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)
