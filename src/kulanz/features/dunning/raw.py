"""The rows that a run reads of many customers at once, as the database gives them: no objects, no conversion."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import connection
from django.db.models import Func, QuerySet, TextField

from kulanz.features.claims.models import Case, Invoice
from kulanz.features.parties.models import Customer
from kulanz.features.tenants.models import Merchant

# What tells customers apart for decision and gate: these values as they are …
PERSON_AS_IS = ("kind", "country", "email_undeliverable_since", "post_undeliverable_since", "state")
# … and of these only whether there is one.
PERSON_IF_ANY = ("email", "phone", "street", "postcode", "city")
PERSON_TEXT = ("public_id", "name", "number", "language")
PERSON = ("pk", *PERSON_TEXT, *PERSON_IF_ANY, *PERSON_AS_IS)


class Unread(Func):
    """A day as the database keeps it. SQLite keeps text, and reading it as a day costs more than all the rest."""

    arity = 1
    template = "%(expressions)s"
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="(%(expressions)s || '')", **context)


CASE_SHAPE = ("opened_on", "imported_step", "imported_step_on")
INVOICE_SHAPE = ("storefront_id", "currency", "collectible_by", "issue_date", "due_date")
# Which case it is and how it stands, then all that tells its decision from that of another case.
ROW = (
    "customer_id",
    "case__pk",
    "pk",
    "open_item_id",
    "open_item__open_cents",
    "total_cents",
    Unread("case__look_again_on"),
    "case__state",
    "delivery",
    "storefront_id",
    "currency",
    "collectible_by",
    Unread("issue_date"),
    Unread("due_date"),
    Unread("case__opened_on"),
    "case__imported_step",
    Unread("case__imported_step_on"),
)
CUSTOMER, CASE, INVOICE, ITEM, OPEN, TOTAL, LOOK, STATE, DELIVERY = range(9)
SHAPE = DELIVERY + 1  # the first column of the shape
STOREFRONT, CURRENCY, COLLECTIBLE_BY, ISSUE_DATE, DUE_DATE = range(SHAPE, SHAPE + 5)
Row = tuple[Any, ...]


def customers_of(cases: QuerySet[Case]) -> "array[int]":
    """Return the ids of the customers of these cases, each once and in order: eight bytes for each."""
    ids = array("q")
    sql, params = cases.order_by("customer_id").values_list("customer_id").distinct().query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        while rows := cursor.fetchmany(10_000):
            ids.extend(key for (key,) in rows)
    return ids


def parts_of(ids: "array[int]", *, at_once: int) -> Iterator[list[int]]:
    """Yield these ids in their order, so many at once."""
    for start in range(0, len(ids), at_once):
        yield ids[start : start + at_once].tolist()


def among(rows: QuerySet[Any], column: str, ids: Iterable[int]) -> QuerySet[Any]:
    """Keep the rows whose `column` (table.column) is one of many ids; Django would look at each id for itself."""
    listed = ",".join(str(int(key)) for key in ids) or "NULL"
    return rows.extra(where=[f"{column} IN ({listed})"])


def fetched(rows: QuerySet[Any], *names: str | Unread) -> list[Row]:
    """Return these columns as the driver gives them."""
    sql, params = rows.values_list(*names).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()  # type: ignore[no-any-return]


def invoice_rows(merchant: Merchant, customer_ids: Sequence[int]) -> list[Row]:
    """Return every invoice of these customers with its case, if it has one, as `ROW` says; by customer."""
    rows = Invoice.objects.filter(merchant=merchant).order_by("customer_id", "case__pk", "pk")
    return fetched(among(rows, "claims_invoice.customer_id", customer_ids), *ROW)


def person_rows(merchant: Merchant, customer_ids: Sequence[int]) -> list[Row]:
    """Return these customers as `PERSON` says."""
    return fetched(
        among(Customer.objects.filter(merchant=merchant), "parties_customer.id", customer_ids), *PERSON
    )
