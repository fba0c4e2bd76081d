"""The page of a case asks for what the last message asked for: interest that was demanded is not "not demanded"."""

from datetime import date, timedelta

import pytest

from kulanz.features.dunning.case_page import case_page
from kulanz.features.dunning.queries import case_by_number
from tests.features.builders import a_customer, actor_of, an_invoice
from tests.features.dunning.stage import a_shop_that_could_send, now_of, on_day, run_the_day

pytestmark = pytest.mark.django_db

REMINDED, DEMANDED = date(2026, 10, 5), date(2026, 10, 19)
OWED = {"issue_date": date(2026, 9, 1), "due_date": date(2026, 10, 1), "due_date_is_agreed": True}


def page_of(shop, invoice):
    at = now_of(shop)
    return case_page(actor_of(shop), case_by_number(actor_of(shop), invoice.number), day=at.date(), at=at)


def test_interest_is_owed_on_the_page_once_a_message_demanded_it_and_not_a_day_before():
    shop = a_shop_that_could_send()
    business = a_customer(shop, kind="business", name="Ahorn Bau GmbH", email="buch@ahorn.example", phone="")
    invoice = an_invoice(business, cents=400_000, opened_on=date(2026, 10, 1), **OWED)
    on_day(shop, REMINDED)
    run_the_day(shop)
    on_day(shop, DEMANDED)
    before = page_of(shop, invoice)
    assert before.statement.total_cents == 400_000
    assert before.asks_for.demands_interest is False

    run_the_day(shop)

    after = page_of(shop, invoice)
    assert after.asks_for.demands_interest is True
    assert after.statement.total_cents == invoice.demands.latest("demanded_on", "pk").statement["total_cents"]
    assert after.statement.open_interest_cents > 0


def test_a_demand_that_bounced_asked_for_nothing():
    shop = a_shop_that_could_send()
    business = a_customer(shop, kind="business", name="Ahorn Bau GmbH", email="buch@ahorn.example", phone="")
    invoice = an_invoice(business, cents=400_000, opened_on=date(2026, 10, 1), **OWED)
    for day in (REMINDED, DEMANDED):
        on_day(shop, day)
        run_the_day(shop)
    invoice.demands.filter(interest_cents__gt=0).update(is_undeliverable=True)

    assert page_of(shop, invoice).statement.total_cents == 400_000


def test_a_consumer_who_got_a_kind_reminder_is_asked_for_the_principal_alone():
    shop = a_shop_that_could_send()
    invoice = an_invoice(a_customer(shop), due_date_is_agreed=True)
    run_the_day(shop)
    on_day(shop, now_of(shop).date() + timedelta(days=1))

    page = page_of(shop, invoice)

    assert page.statement.total_cents == 12_990 and page.with_interest.open_interest_cents > 0
    assert page.asks_for.demands_interest is False
