"""Books and events are added to and never changed: the database itself refuses."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from kulanz.core.actor import Actor
from kulanz.features.audit import triggers
from kulanz.features.audit.actions import record
from kulanz.features.audit.models import Event
from kulanz.features.tenants.actions import create_merchant

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)


@pytest.fixture
def event():
    merchant = create_merchant(name="Lindenladen", country="DE", state="BE", is_live=False, machine_now=NOW)
    return record(actor=Actor.system(merchant.pk), kind="SomethingHappened", day=date(2026, 12, 1), at=NOW)


def refused(sql, parameters):
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, parameters)


def test_an_event_cannot_be_updated(event):
    refused("UPDATE audit_event SET kind = 'Else' WHERE id = %s", [event.pk])

    assert Event.objects.get(pk=event.pk).kind == "SomethingHappened"


def test_an_event_cannot_be_deleted(event):
    refused("DELETE FROM audit_event WHERE id = %s", [event.pk])

    assert Event.objects.filter(pk=event.pk).exists()


def test_an_event_can_be_added(event):
    assert Event.objects.filter(kind="SomethingHappened").count() == 1


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="INSERT OR REPLACE is SQLite's own")
def test_insert_or_replace_does_not_slip_past_the_trigger(event):
    columns = "id, merchant_id, kind, day, at, recorded_at, actor_kind, facts, because, subject, text_digest"
    refused(
        f"INSERT OR REPLACE INTO audit_event ({columns}) SELECT {columns.replace('kind,', chr(39) + 'Else' + chr(39) + ',', 1)} "
        "FROM audit_event WHERE id = %s",
        [event.pk],
    )

    assert Event.objects.get(pk=event.pk).kind == "SomethingHappened"


def test_every_trigger_is_there_after_migrate():
    assert triggers.trigger_names() <= triggers.existing()


@pytest.mark.parametrize("name", sorted(triggers.trigger_names()))
def test_a_dropped_trigger_is_missing_until_it_is_put_back(name):
    table = name.split("_refuses_")[0]
    on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}{on_table}")
    assert name not in triggers.existing()

    triggers.install()

    assert name in triggers.existing()
