"""The daily seal makes a later change of events visible."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from kulanz.core.actor import Actor
from kulanz.features.audit import triggers
from kulanz.features.audit.actions import record
from kulanz.features.audit.models import Event, EventText, Seal
from kulanz.features.audit.seal import broken_seals, seal_days_before
from kulanz.features.tenants.actions import create_merchant

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
MONDAY = date(2026, 11, 30)


@pytest.fixture
def actor():
    merchant = create_merchant(
        name="Lindenladen", country="DE", state="BE", is_live=False, machine_now=NOW - timedelta(days=9)
    )
    return Actor.system(merchant.pk)


def happened(actor, day, *, words=None, kind="SomethingHappened"):
    at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    return record(actor=actor, kind=kind, day=day, at=at, words=words)


def tampered(sql, *parameters):
    """Change rows as somebody with the database's password would: without the triggers."""
    with connection.cursor() as cursor:
        for verb in ("update", "delete"):
            on_table = " ON audit_event" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER audit_event_refuses_{verb}{on_table}")
        cursor.execute(sql, parameters)
    triggers.install()


def test_each_past_day_is_sealed_once_and_today_is_not(actor):
    happened(actor, MONDAY)
    happened(actor, MONDAY + timedelta(days=1))

    first = seal_days_before(actor=actor, day=MONDAY + timedelta(days=1), machine_now=NOW)
    again = seal_days_before(actor=actor, day=MONDAY + timedelta(days=1), machine_now=NOW)

    assert (first, again) == (2, 0)  # the day of the merchant's creation, and Monday
    assert Seal.objects.order_by("-day").first().day == MONDAY


def test_an_untouched_day_fits_its_seal(actor):
    happened(actor, MONDAY)
    seal_days_before(actor=actor, day=MONDAY + timedelta(days=1), machine_now=NOW)

    assert broken_seals(merchant_id=actor.merchant_id) == []


def test_a_changed_event_breaks_its_seal(actor):
    event = happened(actor, MONDAY)
    seal_days_before(actor=actor, day=MONDAY + timedelta(days=1), machine_now=NOW)

    tampered("UPDATE audit_event SET because = 'else' WHERE id = %s", event.pk)

    assert [broken.day for broken in broken_seals(merchant_id=actor.merchant_id)] == [MONDAY]


def test_a_removed_event_breaks_its_seal(actor):
    happened(actor, MONDAY)
    event = happened(actor, MONDAY)
    seal_days_before(actor=actor, day=MONDAY + timedelta(days=1), machine_now=NOW)

    tampered("DELETE FROM audit_event WHERE id = %s", event.pk)

    assert len(broken_seals(merchant_id=actor.merchant_id)) == 1


def test_erasing_the_words_keeps_the_seal_valid(actor):
    event = happened(actor, MONDAY, words={"name": "Erika Beispiel"})
    seal_days_before(actor=actor, day=MONDAY + timedelta(days=1), machine_now=NOW)

    EventText.objects.filter(event=event).delete()

    assert broken_seals(merchant_id=actor.merchant_id) == []
    assert Event.objects.filter(pk=event.pk).exists()


def test_the_sealed_row_does_not_hold_the_words(actor):
    event = happened(actor, MONDAY, words={"name": "Erika Beispiel"})

    row = Event.objects.filter(pk=event.pk).values().get()

    assert "Erika" not in str(row)
    assert row["text_digest"]


def test_the_same_words_give_different_digests(actor):
    one = happened(actor, MONDAY, words={"name": "Erika Beispiel"})
    other = happened(actor, MONDAY, words={"name": "Erika Beispiel"})

    assert one.text_digest != other.text_digest
