"""Every business day begins by itself, once, at each merchant."""

from datetime import date, timedelta

import pytest
from django.db import OperationalError

from kulanz.features.audit.models import Seal
from kulanz.features.claims.models import Case
from kulanz.features.deadlines.models import Deadline
from kulanz.features.dunning.daily import begin_day
from kulanz.features.outbox import daily
from kulanz.features.outbox.models import Alarm, DailyRound
from tests.features.builders import NOW, TODAY, a_customer, a_merchant, an_invoice
from tests.features.dunning.stage import a_shop_that_could_send

pytestmark = pytest.mark.django_db


@pytest.fixture
def chores(monkeypatch):
    done = []
    monkeypatch.setattr(daily, "_CHORES", [lambda **facts: done.append(facts)])
    return done


def test_a_day_begins_once(chores):
    a_merchant()

    assert daily.make_rounds(machine_now=NOW) == 1
    assert daily.make_rounds(machine_now=NOW + timedelta(hours=9)) == 0
    assert len(chores) == 1 and chores[0]["at"].date() == TODAY


def test_the_next_day_begins_when_it_comes_at_the_merchant_and_not_at_utc(chores):
    merchant = a_merchant(clock_at=None)
    daily.make_rounds(machine_now=NOW)

    # 22:59 UTC is one minute to midnight in Berlin.
    assert daily.make_rounds(machine_now=NOW.replace(hour=22, minute=59)) == 0
    assert daily.make_rounds(machine_now=NOW.replace(hour=23, minute=0)) == 1
    assert DailyRound.objects.get(merchant=merchant).day == TODAY + timedelta(days=1)


def test_a_test_clock_that_leaps_brings_one_round_for_the_day_it_reached(chores):
    merchant = a_merchant()
    daily.make_rounds(machine_now=NOW)
    merchant.clock_at = NOW + timedelta(days=7)
    merchant.save()

    assert daily.make_rounds(machine_now=NOW) == 1
    assert chores[-1]["at"].date() == TODAY + timedelta(days=7)


def test_a_round_that_fails_keeps_nobody_waiting_and_is_made_again(chores, monkeypatch):
    ill, well = a_merchant(), a_merchant(is_live=True, clock_at=NOW)

    def fails_at_the_ill(*, merchant_id, **_):
        if merchant_id == ill.pk:
            raise ValueError("there is no strategy")

    monkeypatch.setattr(daily, "_CHORES", [fails_at_the_ill])
    assert daily.make_rounds(machine_now=NOW) == 1
    assert list(DailyRound.objects.values_list("merchant_id", flat=True)) == [well.pk]
    alarm = Alarm.objects.get(merchant=ill)
    assert "there is no strategy" in alarm.detail and alarm.ended_at is None

    monkeypatch.setattr(daily, "_CHORES", [lambda **_: None])
    assert daily.make_rounds(machine_now=NOW) == 1
    assert Alarm.objects.get(merchant=ill).ended_at == NOW


def test_a_database_that_is_away_is_no_merchants_fault(monkeypatch):
    a_merchant()

    def is_away(**_):
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(daily, "_CHORES", [is_away])
    with pytest.raises(OperationalError):
        daily.make_rounds(machine_now=NOW)
    assert not Alarm.objects.exists() and not DailyRound.objects.exists()


def test_the_day_seals_yesterday_lets_dates_pass_and_says_when_to_look_again():
    shop = a_shop_that_could_send()
    invoice = an_invoice(a_customer(shop), due_date=date(2026, 12, 20), opened_on=TODAY)
    Deadline.objects.create(
        merchant=shop, kind="notice", origin="message:1", starts_on=TODAY, ends_on=TODAY,
        rule="heute", consequence="nichts",
    )  # fmt: skip

    begin_day(merchant_id=shop.pk, at=NOW, machine_now=NOW)
    assert not Seal.objects.filter(merchant=shop).exists()  # today is not over
    assert Deadline.objects.get(origin="message:1").state == "running"

    tomorrow = NOW + timedelta(days=1)
    begin_day(merchant_id=shop.pk, at=tomorrow, machine_now=tomorrow)
    assert [seal.day for seal in Seal.objects.filter(merchant=shop)] == [TODAY]
    assert Deadline.objects.get(origin="message:1").state == "passed"
    assert Case.objects.get(invoice=invoice).look_again_on > tomorrow.date()


def test_beginning_a_day_twice_changes_nothing_more():
    shop = a_shop_that_could_send()
    an_invoice(a_customer(shop))
    tomorrow = NOW + timedelta(days=1)
    begin_day(merchant_id=shop.pk, at=tomorrow, machine_now=tomorrow)
    before = everything(shop)

    begin_day(merchant_id=shop.pk, at=tomorrow, machine_now=tomorrow)
    assert everything(shop) == before


def everything(shop):
    return (
        list(Seal.objects.filter(merchant=shop).values_list("digest")),
        list(Case.objects.filter(merchant=shop).values_list("look_again_on")),
        list(Deadline.objects.filter(merchant=shop).values_list("state")),
    )
