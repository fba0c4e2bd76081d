"""The index of the daily run: reading only what is due finds exactly what a full sweep finds, always."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kulanz.core.strategy import Action
from kulanz.features.claims.actions import look_again
from kulanz.features.claims.models import Case
from kulanz.features.contact.actions import change_customer, hold, lift
from kulanz.features.dunning.actions import pause_case, release
from kulanz.features.dunning.advance import advance_all
from kulanz.features.dunning.evaluation import decided, evaluate
from kulanz.features.dunning.facts import read_cases
from kulanz.features.dunning.preview import due_for_a_look, open_cases
from kulanz.features.dunning.strategies import latest_versions, publish
from kulanz.features.parties.models import ContactHold
from kulanz.features.worklist.actions import record_call
from tests.features.builders import TODAY, a_customer, actor_of, an_invoice
from tests.features.dunning.stage import (
    MACHINE_NOW,
    a_shop_that_could_send,
    carried_out,
    now_of,
    on_day,
    previewed,
)
from tests.features.dunning.test_sending import pay

pytestmark = pytest.mark.django_db

KINDS = ("pause", "promise", "dispute", "paid_claimed", "goods_return", "vulnerability", "callback_wished")
which = st.integers(min_value=0, max_value=3)
steps = st.one_of(
    st.tuples(st.just("days"), st.integers(min_value=1, max_value=12)),
    st.tuples(st.just("release"), st.booleans()),
    st.tuples(st.just("send"), st.none()),
    st.tuples(
        st.just("hold"), which, st.sampled_from(KINDS), st.integers(min_value=-2, max_value=9), st.booleans()
    ),
    st.tuples(st.just("lift"), which),
    st.tuples(st.just("pay"), which, st.integers(min_value=1, max_value=6000)),
    st.tuples(st.just("call"), which, st.sampled_from(("talked", "not_reached"))),
    st.tuples(st.just("contact"), which, st.sampled_from(("email", "phone")), st.booleans()),
    st.tuples(st.just("strategy"), st.integers(min_value=2, max_value=9)),
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(history=st.lists(steps, min_size=3, max_size=14))
def test_what_is_due_for_a_look_is_all_that_a_full_sweep_finds(history):
    with transaction.atomic():
        shop = a_shop_that_could_send()
        for number in range(3):
            person = a_customer(shop, name=f"Person {number}", phone="040 1" if number else "")
            an_invoice(person, number=f"RE-{number}", due_date=TODAY - timedelta(days=4 * number))
        an_invoice(person, number="RE-3", due_date=TODAY + timedelta(days=2), cents=1900)
        for step in history:
            happen(shop, *step)
            assert_the_look_is_true(shop)
            # With every look as late as it may be, an action that forgets to move it is found out.
            at = now_of(shop)
            advance_all(actor=actor_of(shop), day=at.date(), at=at)
            assert_the_look_is_true(shop)
        transaction.set_rollback(True)


def happen(shop, what, *details):
    """Let one thing happen through the action that does it in the product."""
    actor, at = actor_of(shop), now_of(shop)
    day = at.date()
    cases = list(Case.objects.filter(merchant=shop).select_related("invoice__open_item").order_by("pk"))
    case = cases[details[0]] if details and what in ("hold", "lift", "pay", "call", "contact") else None
    if what == "days":
        on_day(shop, day + timedelta(days=details[0]))
    elif what == "release":
        release(
            actor=actor, day=day, at=at, machine_now=MACHINE_NOW, delivery_and_returns_confirmed=details[0]
        )
    elif what == "send":
        carried_out(shop)
    elif what == "hold":
        _, kind, offset, on_person = details
        since = day + timedelta(days=offset)
        hold(
            actor=actor,
            customer_id=case.customer_id,
            invoice_id=None if on_person else case.invoice_id,
            kind=kind,
            since=since,
            until=since + timedelta(days=5) if kind in ("pause", "promise") else None,
            because="",
            day=day,
            at=at,
        )
    elif what == "lift":
        running = ContactHold.objects.filter(customer_id=case.customer_id, lifted_at__isnull=True).first()
        if running:
            lift(actor=actor, hold_public_id=running.public_id, because="", day=day, at=at)
    elif what == "pay":
        open_cents = case.invoice.open_item.open_cents
        if open_cents > 0:
            pay(shop, case.invoice, min(details[1], open_cents))
    elif what == "call":
        record_call(actor=actor, case=case, outcome=details[1], day=day, at=at)
    elif what == "contact":
        _, field, is_known = details
        value = {"email": "da@kundin.example", "phone": "030 77"}[field] if is_known else ""
        change_customer(actor=actor, customer_id=case.customer_id, values={field: value}, day=day, at=at)
    elif what == "strategy":
        definition = latest_versions(shop.pk)["b2c"].definition
        reminder = next(step for step in definition["steps"] if step["code"] == "reminder")
        reminder["due_offset_days"] = details[0]
        publish(actor=actor, code="b2c", definition=definition, day=day, at=at)


def assert_the_look_is_true(shop):
    at = now_of(shop)
    for day in (at.date(), at.date() + timedelta(days=1)):
        readings = read_cases(merchant=shop, case_ids=list(open_cases(shop).values_list("pk", flat=True)))
        for reading in readings.values():
            look = reading.case.look_again_on
            if look is not None and look <= day:
                continue
            decision = decided(reading, day=day)
            assert decision.action is not Action.DO, (day, look, decision)
            assert decision.look_again_on == look, (day, look, decision)


def test_preview_of_today_by_the_index_is_what_reading_every_case_gives():
    shop = a_shop_that_could_send()
    for number in range(6):
        an_invoice(
            a_customer(shop, name=f"Person {number}", phone="040 1" if number % 2 else ""),
            number=f"RE-{number}",
            due_date=TODAY - timedelta(days=3 * number),
        )
    for offset in range(0, 40, 3):
        on_day(shop, TODAY + timedelta(days=offset))
        at = now_of(shop)
        shown = previewed(shop)
        whole = evaluate(
            merchant=shop,
            case_ids=list(open_cases(shop).values_list("pk", flat=True)),
            day=at.date(),
            at=at,
            is_confirmed=True,
        )
        assert list(shown.send) == whole.send
        assert sorted(call.subject.number for call in shown.calls) == sorted(
            call.subject.number for call in whole.calls
        )
        release(
            actor=actor_of(shop),
            day=at.date(),
            at=at,
            machine_now=MACHINE_NOW,
            delivery_and_returns_confirmed=True,
        )
        carried_out(shop)


def test_a_daily_run_reads_only_the_cases_that_are_due():
    shop = a_shop_that_could_send()
    for number in range(5):
        an_invoice(
            a_customer(shop, name=f"Person {number}"), number=f"RE-{number}", due_date=date(2027, 2, 1)
        )
    at = now_of(shop)

    assert advance_all(actor=actor_of(shop), day=at.date(), at=at) == 5
    assert due_for_a_look(shop, at.date()).count() == 0
    assert advance_all(actor=actor_of(shop), day=at.date(), at=at) == 0


def test_looking_at_every_case_mends_a_look_that_was_planted_too_late():
    shop = a_shop_that_could_send()
    invoice = an_invoice(a_customer(shop))
    Case.objects.filter(invoice=invoice).update(look_again_on=date(2027, 5, 1))
    at = now_of(shop)
    assert previewed(shop).send == ()

    look_again(actor=actor_of(shop), day=at.date(), case_ids=[invoice.case.pk])

    assert len(previewed(shop).send) == 1


def test_a_pause_ends_by_itself_and_the_case_goes_on_where_it_stood():
    shop = a_shop_that_could_send()
    invoice = an_invoice(a_customer(shop))
    at = now_of(shop)
    pause_case(
        actor=actor_of(shop),
        case=invoice.case,
        until=date(2026, 12, 15),
        because="Braucht Zeit",
        day=at.date(),
        at=at,
    )
    advance_all(actor=actor_of(shop), day=at.date(), at=at)
    assert Case.objects.get(invoice=invoice).look_again_on == date(2026, 12, 16)

    on_day(shop, date(2026, 12, 15))
    assert previewed(shop).send == ()
    on_day(shop, date(2026, 12, 16))
    assert previewed(shop).send[0].layout == "reminder"
