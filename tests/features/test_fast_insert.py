"""Rows as tuples: the same rows as objects would give, under keys that were taken before."""

from datetime import date, datetime, timedelta, timezone

import pytest
from django.db import transaction

from kulanz.features.audit.models import Event
from kulanz.features.fast_insert import insert_all, insert_rows, reserve_keys
from kulanz.features.ledger.models import OpenItem
from tests.features.builders import NOW, a_merchant

pytestmark = pytest.mark.django_db
EVENT = ("merchant_id", "kind", "day", "at", "recorded_at", "actor_kind", "facts")


def an_event(shop, kind, **changes):
    fields = {"merchant_id": shop.pk, "kind": kind, "day": date(2026, 12, 1), "at": NOW, "recorded_at": NOW}
    return {**fields, "actor_kind": "system", "facts": {"cents": 5, "käse": None}, **changes}


def test_a_row_given_as_a_tuple_is_the_row_an_object_would_be():
    shop = a_merchant()
    in_madrid = datetime(2026, 12, 1, 10, 30, 5, 7, tzinfo=timezone(timedelta(hours=1)))
    facts = an_event(shop, "Tried", at=in_madrid)
    [made] = insert_all(Event, [Event(**facts)])
    [key] = insert_rows(Event, EVENT, [tuple(facts[name] for name in EVENT)])
    first, second = (Event.objects.filter(pk=one).values().get() for one in (made.pk, key))
    assert {**first, "id": 0} == {**second, "id": 0}


def test_keys_come_in_the_order_of_the_rows_and_the_next_row_gets_the_next_key():
    shop = a_merchant()
    rows = [(shop.pk, "EUR", cents) for cents in range(700)]
    keys = list(insert_rows(OpenItem, ("merchant_id", "currency", "open_cents"), rows))
    stored = dict(OpenItem.objects.filter(pk__in=keys).values_list("pk", "open_cents"))
    assert [stored[key] for key in keys] == list(range(700))
    assert OpenItem.objects.create(merchant=shop, currency="EUR").pk > max(keys)


def test_keys_that_were_reserved_are_given_to_nobody_else():
    shop = a_merchant()
    with transaction.atomic():
        mine = list(reserve_keys(OpenItem, 3))
        others = list(insert_rows(OpenItem, ("merchant_id", "currency"), [(shop.pk, "EUR")] * 2))
        insert_rows(OpenItem, ("merchant_id", "currency"), [(shop.pk, "EUR")] * 3, keys=mine)
    assert len({*mine, *others}) == 5
    assert OpenItem.objects.filter(pk__in=mine).count() == 3


def test_no_rows_touch_nothing():
    assert list(insert_rows(OpenItem, ("merchant_id", "currency"), [])) == []
