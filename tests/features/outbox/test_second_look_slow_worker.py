"""A worker that was given up for dead and then speaks, and a lease that survives a database busy for a moment."""

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError

from kulanz.adapters.alarm_mail import send_alarm
from kulanz.features.outbox import worker
from kulanz.features.outbox.actions import enqueue
from kulanz.features.outbox.handlers import PassingRefusal
from kulanz.features.outbox.leases import take_back_from_the_dead
from kulanz.features.outbox.models import Effect
from kulanz.features.outbox.worker import work_once
from tests.features.outbox.fakes import KIND, OtherSide, bound
from tests.features.sending import NINE_IN_BERLIN as NOW
from tests.features.sending import a_person, a_shop, actor_of

pytestmark = pytest.mark.django_db


def an_effect() -> Effect:
    shop = a_shop()
    effect, _ = enqueue(
        actor=actor_of(shop), kind=KIND, dedupe_key="e1", payload={}, customer_id=a_person(shop).pk,
        not_before=NOW, machine_now=NOW,
    )  # fmt: skip
    return effect


def test_what_a_slow_worker_was_refused_is_wanted_again_and_no_longer_uncertain():
    def given_up_then_refused(effect):
        take_back_from_the_dead(machine_now=NOW + timedelta(hours=1))
        assert Effect.objects.get(pk=effect.pk).state == "uncertain"
        raise PassingRefusal("421 später", code="later", is_ours=False)

    with bound(OtherSide()) as side:
        effect = an_effect()
        side.answers = [given_up_then_refused]
        work_once(worker_name="w", machine_now=NOW)

        effect.refresh_from_db()
        assert effect.state == "waiting" and effect.retry_at is not None
        assert [what for what, _ in side.noted] == ["uncertain", "wanted_again"]

        work_once(worker_name="w", machine_now=NOW + timedelta(hours=2))
        assert side.received == ["e1"]


def test_an_ordinary_refusal_is_not_told_as_wanted_again():
    with bound(OtherSide()) as side:
        an_effect()
        side.answers = [PassingRefusal("421 später", code="later", is_ours=False)]
        work_once(worker_name="w", machine_now=NOW)

        assert side.noted == []


def test_a_database_that_is_busy_for_a_moment_costs_no_lease(monkeypatch):
    calls, second = [], threading.Event()

    def busy_at_first(**facts):
        calls.append(facts)
        if len(calls) == 1:
            raise OperationalError("database is locked")
        second.set()
        return 1

    monkeypatch.setattr(worker, "extend", busy_at_first)
    keeper = worker._LeaseKeeper(token="t", clock=lambda: datetime.now(UTC), lease=timedelta(seconds=0.03))
    with keeper:
        deadline = time.monotonic() + 5
        while not second.is_set() and time.monotonic() < deadline:
            time.sleep(0.01)

    assert second.is_set()


def test_of_a_demo_shop_nothing_leaves_the_machine_not_even_an_alarm(monkeypatch):
    tried = []
    monkeypatch.setattr("kulanz.adapters.alarm_mail._send", lambda *args: tried.append(args))
    demo = a_shop(is_demo=True, alarm_email="mara@lindenladen.example")
    own = a_shop(alarm_email="mara@lindenladen.example")

    assert send_alarm(demo, "Betreff", "Text") is False and tried == []
    assert send_alarm(own, "Betreff", "Text") is True and len(tried) == 1
