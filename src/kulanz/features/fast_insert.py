"""Insert many rows of one table: what `bulk_create` does, without the query compiler's work for every single value."""

from collections.abc import Callable, Iterable, Sequence
from itertools import count
from typing import Any, TypeVar

from django.core.management.color import no_style
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models

Row = TypeVar("Row", bound=models.Model)
# SQLite takes 32,766 parameters in a statement, PostgreSQL 65,535.
_MOST_PARAMETERS = 30_000
_ENCODER = DjangoJSONEncoder()


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


class Rows:
    """Rows of one table as plain tuples, written in bulk: far cheaper than objects, for those who make many millions.

    Values are what the driver takes: numbers, texts, days and instants in ISO 8601, JSON as text. Fields that are not
    named get what their model says, once for all rows. `key` gives the next free key, for a table that nobody else writes
    meanwhile; `end` lets the database count on from there.
    """

    def __init__(self, model: type[models.Model], *names: str) -> None:
        fields = {field.attname: field for field in model._meta.concrete_fields}
        rest = [field for name, field in fields.items() if name not in names]
        columns = [fields[name].column for name in names] + [field.column for field in rest]
        self.model, self._waiting = model, list[tuple[Any, ...]]()
        self._table = connection.ops.quote_name(model._meta.db_table)
        self._columns = ", ".join(connection.ops.quote_name(column) for column in columns)
        self._width = len(columns)
        self._rest = tuple(_initial(field) for field in rest)
        self.add = self._waiting.append
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT COALESCE(MAX({model._meta.pk.column}), 0) + 1 FROM {self._table}")
            self.key: Callable[[], int] = count(cursor.fetchone()[0]).__next__

    def write(self) -> int:
        """Insert what was added since the last call; return how many rows that were."""
        rest = self._rest
        rows = [(*row, *rest) for row in self._waiting] if rest else list(self._waiting)
        self._waiting.clear()
        _write(self._table, self._columns, rows, width=self._width)
        return len(rows)

    def end(self) -> None:
        """Let the database give the keys that follow."""
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), [self.model]):
                cursor.execute(statement)


def _initial(field: "models.Field[Any, Any]") -> Any:
    """Return what a field holds where nobody names it."""
    adapt, value = _adapter(field), field.get_default()
    return adapt(value) if adapt else value


def reserve_keys(model: type[models.Model], number: int) -> Sequence[int]:
    """Take so many keys of a table, in a transaction, so that rows which name each other can be written in any order."""
    assert connection.in_atomic_block, "keys are taken and used in one transaction"
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [table, model._meta.pk.column, number],
            )
            return [key for (key,) in cursor.fetchall()]
        # The transaction holds SQLite's one write lock, so that nobody else counts here.
        cursor.execute("UPDATE sqlite_sequence SET seq = seq + %s WHERE name = %s", [number, table])
        if cursor.rowcount == 0:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, number])
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = int(cursor.fetchone()[0])
    return range(last - number + 1, last + 1)


def insert_rows(
    model: type[models.Model],
    names: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
    *,
    keys: Sequence[int] | None = None,
    **same: Any,
) -> Sequence[int]:
    """Insert rows given as tuples of the named fields; return their keys in the same order.

    `same` names fields that hold one value in all rows; what is not named holds what its model says. `keys` are those of `reserve_keys`, where the caller needed
    them before. For the models that `insert_all` takes; no object is made per row, which is several times as fast.
    """
    if not rows:
        return ()
    taken = reserve_keys(model, len(rows)) if keys is None else keys
    fields = {field.attname: field for field in model._meta.concrete_fields if not field.primary_key}
    given = [fields.pop(name) for name in names]
    columns = [_adapted(field, values) for field, values in zip(given, zip(*rows, strict=True), strict=True)]
    columns += [
        _adapted(field, [same[name]]) * len(rows) if name in same else [_initial(field)] * len(rows)
        for name, field in fields.items()
    ]
    quote = connection.ops.quote_name
    listed = ", ".join(
        quote(column)
        for column in (model._meta.pk.column, *(field.column for field in (*given, *fields.values())))
    )
    whole = zip(taken, *columns, strict=True)
    _write(quote(model._meta.db_table), listed, whole, width=len(columns) + 1)
    return taken


def _write(table: str, columns: str, rows: Iterable[tuple[Any, ...]], *, width: int) -> None:
    """Hand rows to the database in the way it takes them fastest."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * width)
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)


def _adapted(field: "models.Field[Any, Any]", values: Sequence[Any]) -> list[Any]:
    """Return the values of one column as the database takes them; days and instants repeat, so each is made once."""
    # A moment that is given stands for itself; only one that is left out would be filled on saving.
    adapt = connection.ops.adapt_datetimefield_value if _is_filled(field) else _adapter(field)
    if adapt is None:
        return list(values)
    if isinstance(field, models.DateField):
        known = {value: value if value is None else adapt(value) for value in set(values)}
        return [known[value] for value in values]
    if isinstance(field, models.JSONField):
        # Many rows hold the very same object; it is put into text once.
        texts: dict[int, Any] = {}
        for value in values:
            if id(value) not in texts:
                texts[id(value)] = adapt(value)
        return [texts[id(value)] for value in values]
    return [adapt(value) for value in values]


def _take_keys(rows: Sequence[models.Model], keys: Sequence[int]) -> None:
    """Give rows their keys. Both databases number the rows of one statement in the order they were given."""
    assert len(rows) == len(keys), "every row that was inserted has a key"
    for row, key in zip(rows, sorted(keys), strict=True):
        row.pk = key
        row._state.adding = False
        row._state.db = connection.alias


def _is_filled(field: "models.Field[Any, Any]") -> bool:
    return getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)


def _adapter(field: "models.Field[Any, Any]") -> Callable[[Any], Any] | None:
    """Return what makes a value ready for the database, None where it is already."""
    if _is_filled(field):
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
    return _ENCODER.encode(value)
