"""Which database Kulanz uses: one SQLite file, or the PostgreSQL that KULANZ_DATABASE_URL names."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

# recursive_triggers: without it INSERT OR REPLACE deletes a row without firing the delete trigger,
# and the append-only books could be rewritten. synchronous=FULL: a booked cent survives a power cut.
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA recursive_triggers=ON;PRAGMA temp_store=MEMORY;"
)


class UnreadableDatabaseUrl(ImproperlyConfigured):
    """KULANZ_DATABASE_URL is set to something that is no PostgreSQL address."""


def database_settings(home: Path) -> dict[str, Any]:
    """Return Django's settings of the one database."""
    url = os.environ.get("KULANZ_DATABASE_URL")
    return _postgresql(url) if url else _sqlite(home / "kulanz.sqlite3")


def _sqlite(file: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(file),
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 30, "init_command": SQLITE_PRAGMAS},
    }


def _postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise UnreadableDatabaseUrl(
            "KULANZ_DATABASE_URL is not the address of a PostgreSQL database. "
            "Write postgres://user:password@host:5432/name, or unset it to use SQLite."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
