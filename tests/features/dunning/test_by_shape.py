"""Deciding by shape is deciding: for every history it finds what looking at each case for itself finds."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kulanz.features.claims.models import Case
from kulanz.features.dunning.evaluation import evaluate
from kulanz.features.dunning.hydrated import hydrated
from kulanz.features.dunning.walking import Scope, Walk, customers_due, customers_open
from kulanz.features.tenants.models import Storefront
from tests.features.builders import TODAY, a_customer, an_invoice
from tests.features.dunning.stage import a_shop_that_could_send, now_of, on_day
from tests.features.dunning.test_daily_look import happen, steps

pytestmark = pytest.mark.django_db


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(history=st.lists(steps, max_size=10), hour=st.sampled_from([9, 9, 9, 20]), confirmed=st.booleans())
def test_both_ways_find_the_same_whatever_happened(history, hour, confirmed):
    with transaction.atomic():
        shop = a_shop_that_could_send()
        second = Storefront.objects.create(
            merchant=shop, public_id="sf_second", name="Zweitladen", is_standard=False
        )
        a_street(shop, second)
        for step in history:
            happen(shop, *step)
        day = now_of(shop).date()
        on_day(shop, day, hour=hour)
        for is_all in (True, False):
            assert_both_ways_agree(shop, is_all=is_all, confirmed=confirmed)
        transaction.set_rollback(True)


def a_street(shop, second):
    """Neighbours who differ in what decision or gate look at."""
    plain, owes_much = a_customer(shop, name="Anna"), a_customer(shop, name="Bela", phone="040 1", state="BY")
    for number, cents in enumerate((900, 1500, 12990, 40000)):
        an_invoice(
            owes_much, number=f"B-{number}", cents=cents, due_date=TODAY - timedelta(days=3 + 2 * number)
        )
    an_invoice(plain, number="A-1")
    an_invoice(plain, number="A-2", due_date=TODAY - timedelta(days=1))
    an_invoice(a_customer(shop, name="Cem", state=""), number="C-1", delivery="unknown")
    an_invoice(a_customer(shop, name="Dora", email=""), number="D-1")
    an_invoice(a_customer(shop, name="Emil", country="FR", state=""), number="E-1")
    sold = a_customer(shop, name="Finn")
    an_invoice(sold, number="F-1", collectible_by="sold")
    an_invoice(sold, number="F-2", collectible_by="unknown", delivery="undelivered")
    both = a_customer(shop, name="Gül")
    an_invoice(both, number="G-1")
    an_invoice(both, number="G-2", storefront=second)
    firm = a_customer(shop, name="Holz KG", kind="business", phone="030 5")
    old = an_invoice(
        firm, number="H-1", due_date=TODAY - timedelta(days=30), issue_date=TODAY - timedelta(days=60)
    )
    Case.objects.filter(invoice=old).update(imported_step="1", imported_step_on=TODAY - timedelta(days=20))


def assert_both_ways_agree(shop, *, is_all, confirmed):
    at = now_of(shop)
    day = at.date()
    rows = Case.objects.filter(merchant=shop, state="open")
    rows = rows if is_all else rows.filter(look_again_on__lte=day)
    asked = {"day": day, "at": at, "is_confirmed": confirmed}
    whole = evaluate(merchant=shop, case_ids=list(rows.values_list("pk", flat=True)), **asked)
    customers = customers_open(shop) if is_all else customers_due(shop, day)
    scope = Scope(due_by=None if is_all else day)
    part, found = Walk(shop, **asked).part(customers.tolist(), scope=scope)
    contents = sorted([message.content() for message in (*part.messages, *found.send)])
    assert contents == sorted(message.content() for message in whole.send)
    found.add(hydrated(part, merchant=shop))
    found.send.sort(key=lambda one: (one.person.name.casefold(), one.person.customer_id))
    assert found.send == whole.send
    assert sorted(map(repr, found.withheld)) == sorted(map(repr, whole.withheld))
    assert sorted(map(repr, found.calls)) == sorted(map(repr, whole.calls))
    assert sorted(map(repr, found.decisions)) == sorted(map(repr, whole.decisions))
    assert sorted(found.on_their_way) == sorted(whole.on_their_way)
    assert found.needs_confirmation == whole.needs_confirmation


def test_plain_customers_do_not_go_the_full_way():
    shop = a_shop_that_could_send()
    a_street(shop, Storefront.objects.get(merchant=shop))
    at = now_of(shop)

    walk = Walk(shop, day=at.date(), at=at, is_confirmed=True)
    part, _ = walk.part(customers_due(shop, at.date()).tolist(), scope=Scope(due_by=at.date()))

    full_way = set(Case.objects.filter(pk__in=part.the_rest).values_list("customer__name", flat=True))
    assert full_way <= {"Holz KG"} and len(part.messages) >= 4
