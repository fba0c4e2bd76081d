"""Checks of the database itself."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from kulanz.features.audit import triggers
from kulanz.features.doctor.finding import Finding

RUN_MIGRATE = "Run any kulanz command once: it brings the database up to date and puts triggers back."


def check_migrations() -> list[Finding]:
    """Every migration has run."""
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [
        Finding(check="migrations", subject=str(migration), wrong="has not been applied", remedy=RUN_MIGRATE)
        for migration, _ in missing
    ]


def check_triggers() -> list[Finding]:
    """The triggers that keep books and events append-only are there."""
    wanted = triggers.trigger_names()
    if connection.vendor == "postgresql":
        wanted |= triggers.postgresql_only_trigger_names()
    return [
        Finding(
            check="triggers",
            subject=name,
            wrong="the trigger is missing: rows of this table could be changed unnoticed",
            remedy="Find out who dropped it, compare with a backup, then run: kulanz doctor --repair-triggers",
        )
        for name in sorted(wanted - triggers.existing())
    ]


def check_sqlite() -> list[Finding]:
    """The SQLite file is sound and guarded; nothing to check on PostgreSQL."""
    if connection.vendor != "sqlite":
        return []
    findings = []
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        problems = [text for (text,) in cursor.fetchall() if text != "ok"]
        cursor.execute("PRAGMA foreign_key_check")
        orphans = cursor.fetchall()
        cursor.execute("PRAGMA recursive_triggers")
        (guarded,) = cursor.fetchone()
    findings += [
        Finding(check="sqlite", subject="database file", wrong=text, remedy="Restore the last backup.")
        for text in problems
    ]
    findings += [
        Finding(
            check="sqlite",
            subject=f"{table} row {row}",
            wrong=f"points to a row of {parent} that is not there",
            remedy="Restore the last backup, or ask for help with this output.",
        )
        for table, row, parent, _ in orphans
    ]
    if not guarded:
        findings.append(
            Finding(
                check="sqlite",
                subject="recursive_triggers",
                wrong="is off: INSERT OR REPLACE could rewrite the books",
                remedy="Start Kulanz with its own settings; they switch it on.",
            )
        )
    return findings
