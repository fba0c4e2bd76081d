"""The owner hears of a failure once, and it ends when it is over."""

from datetime import date, timedelta

import pytest

from kulanz.config.checks import stale_bank_feed
from kulanz.features.banking.models import BankAccount
from kulanz.features.outbox import alarms
from kulanz.features.outbox.actions import enqueue
from kulanz.features.outbox.handlers import PassingRefusal
from kulanz.features.outbox.models import Alarm
from kulanz.features.outbox.worker import beat, work_once
from tests.features.outbox.fakes import KIND, OtherSide, bound
from tests.features.sending import NINE_IN_BERLIN as NOW
from tests.features.sending import a_person, a_shop, actor_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(monkeypatch):
    told = []
    monkeypatch.setattr(
        alarms, "_MESSENGERS", [lambda merchant, subject, text: told.append((subject, text)) or True]
    )
    monkeypatch.setattr(alarms, "_CHECKS", {})
    return told


@pytest.fixture
def other_side():
    with bound(OtherSide()) as side:
        yield side


def wanted(shop, key="e1"):
    enqueue(
        actor=actor_of(shop),
        kind=KIND,
        dedupe_key=key,
        payload={},
        customer_id=a_person(shop).pk,
        not_before=NOW,
        machine_now=NOW,
    )


def minutes(number):
    return NOW + timedelta(minutes=number)


def running():
    return list(Alarm.objects.filter(ended_at__isnull=True).values_list("kind", flat=True))


def test_a_silent_worker_is_told_once_and_ends_when_it_is_back(told, other_side):
    wanted(a_shop(is_live=True))
    beat(worker_name="w", machine_now=NOW)
    alarms.watch(machine_now=minutes(9))
    assert told == [] and running() == []
    alarms.watch(machine_now=minutes(11))
    alarms.watch(machine_now=minutes(30))
    assert len(told) == 1 and "steht still" in told[0][0] and "1 Nachrichten" in told[0][1]
    assert running() == ["worker_silent"]
    beat(worker_name="w", machine_now=minutes(31))
    alarms.watch(machine_now=minutes(31))
    assert running() == [] and len(told) == 1
    alarms.watch(machine_now=minutes(60))
    assert len(told) == 2, "a new silence is a new failure"


def test_silence_with_nothing_due_alarms_nobody(told, other_side):
    a_shop(is_live=True)
    alarms.watch(machine_now=minutes(600))
    assert told == []


def test_a_worker_that_never_ran_is_named_so(told, other_side):
    wanted(a_shop(is_live=True))
    alarms.watch(machine_now=minutes(11))
    assert "noch nie gemeldet" in told[0][1]


def test_a_test_merchant_alarms_nobody(told, other_side):
    wanted(a_shop())
    alarms.watch(machine_now=minutes(600))
    assert told == [] and running() == []


def test_smtp_that_keeps_failing_is_told_and_ends_after_a_success(told, other_side):
    wanted(a_shop(is_live=True))
    other_side.answers = [
        PassingRefusal("Anmeldung abgelehnt", code="smtp_auth", is_ours=True) for _ in range(3)
    ]
    for at, expected in ((0, 0), (2, 0), (10, 1)):
        work_once(worker_name="w", machine_now=minutes(at))
        beat(worker_name="w", machine_now=minutes(at))
        alarms.watch(machine_now=minutes(at))
        assert len(told) == expected
    assert "Anmeldung abgelehnt" in told[0][1]
    work_once(worker_name="w", machine_now=minutes(60))
    beat(worker_name="w", machine_now=minutes(60))
    alarms.watch(machine_now=minutes(60))
    assert running() == []


def test_greylisting_is_no_failure_of_ours(told, other_side):
    wanted(a_shop(is_live=True))
    other_side.answers = [PassingRefusal("später", code="later", is_ours=False) for _ in range(5)]
    for at in (0, 2, 10, 40, 120):
        work_once(worker_name="w", machine_now=minutes(at))
        beat(worker_name="w", machine_now=minutes(at))
        alarms.watch(machine_now=minutes(at))
    assert told == []


@pytest.mark.parametrize(
    ("covered_to", "is_stale"),
    [
        (date(2026, 11, 25), False),  # Wed; Thu, Fri and Mon are the three banking days before Tue 1 Dec
        (date(2026, 11, 24), True),
        (None, False),  # never fed: the page asks for it, nothing failed
    ],
)
def test_a_bank_feed_is_stale_after_three_banking_days(covered_to, is_stale):
    shop = a_shop(is_live=True)
    BankAccount.objects.filter(merchant=shop).update(covered_to=covered_to)
    assert bool(stale_bank_feed(shop, NOW)) is is_stale


def test_an_account_that_is_no_longer_used_is_not_stale():
    shop = a_shop(is_live=True)
    BankAccount.objects.filter(merchant=shop).update(covered_to=date(2026, 1, 1))
    assert "01.01.2026" in stale_bank_feed(shop, NOW)
    BankAccount.objects.filter(merchant=shop).update(is_active=False)
    assert stale_bank_feed(shop, NOW) is None
