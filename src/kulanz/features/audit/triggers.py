"""Triggers that make the books and the events append-only, on SQLite and PostgreSQL.

`recursive_triggers=ON` (see the database settings) makes them hold against INSERT OR REPLACE too.
"""

from django.db import connections

APPEND_ONLY = ("audit_event", "audit_seal", "ledger_entry", "ledger_posting")
VERBS = ("update", "delete")


def trigger_names() -> frozenset[str]:
    """Return the name of every trigger that must exist; doctor compares with what the database has."""
    names = {f"{table}_refuses_{verb}" for table in APPEND_ONLY for verb in VERBS}
    return frozenset(names)


def postgresql_only_trigger_names() -> frozenset[str]:
    """Return the triggers that only PostgreSQL can carry: truncate, and balance checked at commit."""
    return frozenset({f"{table}_refuses_truncate" for table in APPEND_ONLY} | {"ledger_posting_balances"})


def install(*, using: str = "default") -> None:
    """Create every trigger that is missing. Tables that do not exist yet are passed over."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        statements = _postgresql(tables) if connection.vendor == "postgresql" else _sqlite(tables)
        for statement in statements:
            cursor.execute(statement)


def existing(*, using: str = "default") -> frozenset[str]:
    """Return the names of the triggers the database has now."""
    connection = connections[using]
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return frozenset(name for (name,) in cursor.fetchall())


def _sqlite(tables: set[str]) -> list[str]:
    return [
        f"CREATE TRIGGER IF NOT EXISTS {table}_refuses_{verb} BEFORE {verb.upper()} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only: add a correcting row instead'); END"
        for table in APPEND_ONLY
        if table in tables
        for verb in VERBS
    ]


def _postgresql(tables: set[str]) -> list[str]:
    present = [table for table in APPEND_ONLY if table in tables]
    if not present:
        return []
    statements = [
        "CREATE OR REPLACE FUNCTION kulanz_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION '% is append-only: add a correcting row instead', TG_TABLE_NAME; END $$"
    ]
    for table in present:
        statements += [
            f"CREATE OR REPLACE TRIGGER {table}_refuses_{verb} BEFORE {verb.upper()} ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION kulanz_append_only()"
            for verb in VERBS
        ]
        statements.append(
            f"CREATE OR REPLACE TRIGGER {table}_refuses_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION kulanz_append_only()"
        )
    if "ledger_posting" in present:
        statements += _balance_trigger()
    return statements


def _balance_trigger() -> list[str]:
    return [
        "CREATE OR REPLACE FUNCTION kulanz_entry_balances() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF EXISTS (SELECT 1 FROM ledger_posting WHERE entry_id = NEW.entry_id "
        "GROUP BY currency HAVING sum(cents) <> 0) THEN "
        "RAISE EXCEPTION 'ledger_entry % does not balance', NEW.entry_id; END IF; RETURN NULL; END $$",
        "DROP TRIGGER IF EXISTS ledger_posting_balances ON ledger_posting",
        "CREATE CONSTRAINT TRIGGER ledger_posting_balances AFTER INSERT ON ledger_posting "
        "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION kulanz_entry_balances()",
    ]
