"""Insert many rows of one table: what `bulk_create` does, without the query compiler's work for every single value."""

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models

Row = TypeVar("Row", bound=models.Model)
# SQLite takes 32,766 parameters in a statement, PostgreSQL 65,535.
_MOST_PARAMETERS = 30_000


class NotPlain(TypeError):
    """A field does more on saving than handing its value over; use `bulk_create` for this model."""


def insert_all(model: type[Row], rows: Iterable[Row]) -> list[Row]:
    """Insert new rows, set their primary keys and return them in the same order. Constraints are the database's.

    For models of plain fields: numbers, texts, days, instants, JSON, foreign keys. Others raise NotPlain.
    """
    made = list(rows)
    if not made:
        return made
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    adapters = [_adapter(field) for field in fields]
    names = [field.attname for field in fields]
    head = (
        f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} "
        f"({', '.join(connection.ops.quote_name(field.column) for field in fields)}) VALUES "
    )
    one = f"({', '.join(['%s'] * len(fields))})"
    size = _MOST_PARAMETERS // len(fields)
    with connection.cursor() as cursor:
        for start in range(0, len(made), size):
            batch = made[start : start + size]
            values = [
                adapt(getattr(row, name)) if adapt else getattr(row, name)
                for row in batch
                for name, adapt in zip(names, adapters, strict=True)
            ]
            cursor.execute(f"{head}{', '.join([one] * len(batch))} RETURNING {model._meta.pk.column}", values)
            _take_keys(batch, [key for (key,) in cursor.fetchall()])
    return made


def _take_keys(rows: Sequence[models.Model], keys: Sequence[int]) -> None:
    """Give rows their keys. Both databases number the rows of one statement in the order they were given."""
    assert len(rows) == len(keys), "every row that was inserted has a key"
    for row, key in zip(rows, sorted(keys), strict=True):
        row.pk = key
        row._state.adding = False
        row._state.db = connection.alias


def _adapter(field: "models.Field[Any, Any]") -> Callable[[Any], Any] | None:
    """Return what makes a value ready for the database, None where it is already."""
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        raise NotPlain(f"{field} is filled on saving; use bulk_create.")
    if type(field).get_prep_value is not _plain_prep(field):
        raise NotPlain(f"{field} prepares its value on saving; use bulk_create.")
    if isinstance(field, models.JSONField):
        return _as_json
    if isinstance(field, models.CharField | models.TextField):
        return _as_text
    if isinstance(field, models.DateTimeField):
        return connection.ops.adapt_datetimefield_value
    if isinstance(field, models.DateField):
        return connection.ops.adapt_datefield_value
    return None


def _plain_prep(field: "models.Field[Any, Any]") -> Any:
    """Return the preparation of the field type Django ships; a field of ours that adds to it is not plain."""
    plain = next((one for one in type(field).__mro__ if one.__module__.startswith("django.")), None)
    return getattr(plain, "get_prep_value", None)


def _as_text(value: Any) -> Any:
    """Return text as plain text: drivers write the member of an enumeration by its name."""
    return value if value is None or value.__class__ is str else str(value)


def _as_json(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder)
