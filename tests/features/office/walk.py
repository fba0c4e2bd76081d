"""The walk over every address: how one is called, who may, and a fingerprint of all tables."""

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.features.office.shop import Shop

# What changes by merely looking: the session, and the count of attempts to log in.
CHANGES_BY_LOOKING = frozenset({"sessions", "axes"})

EVERYBODY = ("owner", "bookkeeper", "agent", "reader")
TALKERS = ("owner", "bookkeeper", "agent")
BOOKKEEPERS = ("owner", "bookkeeper")
OWNERS = ("owner",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """How an address is called.

    `args` names values of Shop.ids. `get` is the answer to somebody who may. `data` makes what a form would
    send, None where there is no form; `post` is the answer to it, and `changes` says that it does something.
    `at_the_door` is the answer to somebody who has not logged in, None: sent to the log-in. `by` is who sends
    the form, None: the last of those who may.
    """

    may: tuple[str, ...] = EVERYBODY
    args: tuple[str, ...] = ()
    get: int = 200
    data: Callable[[Shop], dict[str, Any]] | None = None
    post: int = 302
    changes: bool = True
    at_the_door: int | None = None
    by: str | None = None

    def url(self, name: str, shop: Shop) -> str:
        return reverse(name, args=[shop.ids[arg] for arg in self.args])


def every_name() -> Iterator[str]:
    """Yield the name of every address, or its pattern where it has none."""
    yield from _names(get_resolver().url_patterns, "")


def _names(patterns: list[Any], prefix: str) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else prefix
            yield from _names(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name or pattern.pattern}"


WRITES = re.compile(r"\s*(INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+\"?(\w+)", re.IGNORECASE)
TABLES_OF_LOOKING = ("django_session", "axes_")


@contextmanager
def writes() -> Iterator[list[str]]:
    """Gather every statement that writes to a table which looking must not change.

    As strict as the fingerprint and much quicker; a walk takes the fingerprint once, at its end.
    """
    found: list[str] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        write = WRITES.match(sql)
        if write and not write[2].startswith(TABLES_OF_LOOKING):
            found.append(f"{write[1]} {write[2]}")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield found


def fingerprint(*, merchant_id: int | None = None) -> str:
    """Return a hash over every row of every table that looking must not change.

    With a merchant, only over the rows that belong to it.
    """
    hashed = hashlib.sha256()
    for model in sorted(apps.get_models(include_auto_created=True), key=lambda one: one._meta.label):
        if model._meta.app_label in CHANGES_BY_LOOKING:
            continue
        rows = _rows(model, merchant_id)
        for row in rows:
            hashed.update(f"{model._meta.label}{sorted(row.items(), key=str)}".encode())
    return hashed.hexdigest()


def _rows(model: Any, merchant_id: int | None) -> list[dict[str, Any]]:
    rows = model._default_manager.order_by("pk")
    if merchant_id is not None:
        own_key = {"tenants.Merchant": "pk"}.get(model._meta.label, "merchant_id")
        if own_key != "pk" and not any(field.attname == "merchant_id" for field in model._meta.fields):
            return []
        rows = rows.filter(**{own_key: merchant_id})
    values = list(rows.values())
    if model._meta.label == "tenants.User":  # logging in writes the time of it
        values = [{name: value for name, value in row.items() if name != "last_login"} for row in values]
    return values
