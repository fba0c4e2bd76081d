"""The walk over every address: examples, people, and a fingerprint of all tables."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

# What changes by merely looking: the session, the time of the last log-in, counted attempts to log in.
CHANGES_BY_LOOKING = frozenset({"sessions", "axes", "contenttypes", "auth", "account", "mfa"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """One merchant with something of everything, and who works there."""

    merchant: Any
    people: dict[str, Any]  # role → user
    ids: dict[str, str]  # argument of an address → a value that exists at this merchant


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """How an address is called. `args` names values of Shop.ids; `data` is what a form would send."""

    args: tuple[str, ...] = ()
    data: dict[str, str] | None = None
    get: int = 200  # answer to the owner's GET; 405 where there is only POST
    needs_log_in: bool = True
    may: tuple[str, ...] = ("owner", "bookkeeper", "agent", "reader")
    is_own: bool = False  # concerns only the person who asks: nothing of a merchant in its address


def every_name() -> Iterator[str]:
    """Yield the name of every address of the office."""
    yield from _names(get_resolver().url_patterns, "")


def _names(patterns: list[Any], prefix: str) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else prefix
            yield from _names(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name or pattern.pattern}"


def fingerprint(*, but: Callable[[Any], bool] = lambda model: False) -> str:
    """Return a hash over every row of every table that looking must not change."""
    hashed = hashlib.sha256()
    for model in sorted(apps.get_models(include_auto_created=True), key=lambda one: one._meta.label):
        if model._meta.app_label in CHANGES_BY_LOOKING or but(model):
            continue
        rows = model._default_manager.order_by("pk").values()
        if model._meta.label == "tenants.User":
            rows = [{name: value for name, value in row.items() if name != "last_login"} for row in rows]
        for row in rows:
            hashed.update(f"{model._meta.label}{sorted(row.items(), key=str)}".encode())
    return hashed.hexdigest()
