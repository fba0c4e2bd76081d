"""A shop that goes live begins with nothing: what was released or shown as a test reaches nobody and counts for nothing."""

from datetime import timedelta

import pytest

from kulanz.features.banking.models import BankAccount
from kulanz.features.claims.models import Case, Demand
from kulanz.features.contact.freshness import are_accounts_fresh
from kulanz.features.deadlines.models import Deadline
from kulanz.features.doctor.evidence import check_messages, check_steps
from kulanz.features.dunning.going_live import begin_for_real
from kulanz.features.dunning.preview import preview
from kulanz.features.letters.models import Message
from kulanz.features.outbox.models import Effect
from kulanz.features.outbox.worker import work_until_idle
from kulanz.features.tenants.actions import MerchantRefused
from kulanz.features.tenants.clock import at_local
from kulanz.features.tenants.models import Merchant
from tests.features.builders import TODAY, a_customer, actor_of, an_invoice, fresh_bank_data
from tests.features.dunning.stage import a_shop_that_could_send, carried_out, on_day, released, sent_steps

pytestmark = pytest.mark.django_db
SMTP = {"smtp_host": "127.0.0.1", "smtp_port": 9, "smtp_security": "none"}


def go_live(shop: Merchant, *, missing: list[str] | None = None) -> None:
    at = at_local(shop, TODAY, hour=10)
    begin_for_real(actor=actor_of(shop), missing=missing or [], at=at)
    shop.refresh_from_db()


def first_proposed(shop: Merchant) -> list[tuple[str, str]]:
    at = at_local(shop, TODAY, hour=10)
    shown = preview(actor_of(shop), day=TODAY, at=at)
    return [(item.subject.number, item.subject.step) for message in shown.send for item in message.items]


def test_what_was_released_as_a_test_is_not_sent_for_real():
    shop = a_shop_that_could_send(**SMTP)
    invoice = an_invoice(a_customer(shop))
    released(shop)

    go_live(shop)
    work_until_idle(worker_name="w", machine_now=at_local(shop, TODAY, hour=12))

    effect, message = Effect.objects.get(), Message.objects.get()
    assert (effect.state, effect.attempts, message.state) == ("withdrawn", 0, "withdrawn")
    assert shop.is_live and first_proposed(shop) == [(invoice.number, "reminder")]


def test_what_was_only_shown_counts_as_never_sent():
    shop = a_shop_that_could_send(**SMTP)
    invoice = an_invoice(a_customer(shop))
    released(shop)
    carried_out(shop)
    assert sent_steps(invoice) == [("reminder", TODAY)] and first_proposed(shop) == []

    go_live(shop)

    assert Message.objects.get().state == "undeliverable"
    assert Demand.objects.get().is_undeliverable
    assert Deadline.objects.get(kind=Deadline.Kind.NOTICE).state == Deadline.State.DROPPED
    assert first_proposed(shop) == [(invoice.number, "reminder")]
    assert invoice.customer.email_undeliverable_since is None
    assert check_messages(merchant_id=shop.pk) == check_steps(merchant_id=shop.pk) == []


def test_bank_data_of_days_to_come_do_not_open_the_gate_of_a_live_shop():
    shop = a_shop_that_could_send(**SMTP)
    fresh_bank_data(shop, to=TODAY + timedelta(days=400))

    go_live(shop)

    assert BankAccount.objects.get(merchant=shop).covered_to == TODAY
    assert are_accounts_fresh(shop, day=TODAY)
    assert not are_accounts_fresh(shop, day=TODAY + timedelta(days=7))


def test_cases_that_waited_for_a_day_of_the_test_clock_are_looked_at_today():
    shop = a_shop_that_could_send(**SMTP)
    invoice = an_invoice(a_customer(shop))
    on_day(shop, TODAY + timedelta(days=30))
    Case.objects.filter(invoice=invoice).update(look_again_on=TODAY + timedelta(days=40))

    go_live(shop)

    assert Case.objects.get().look_again_on == TODAY


def test_who_may_not_go_live_keeps_everything_as_it_was():
    shop = a_shop_that_could_send(**SMTP)
    an_invoice(a_customer(shop))
    released(shop)

    with pytest.raises(MerchantRefused):
        go_live(shop, missing=["ein SMTP-Server"])

    shop.refresh_from_db()
    assert not shop.is_live and Effect.objects.get().state == "waiting"


def test_going_live_a_second_time_takes_nothing_back():
    shop = a_shop_that_could_send(**SMTP)
    an_invoice(a_customer(shop))
    go_live(shop)
    Merchant.objects.filter(pk=shop.pk).update(clock_at=at_local(shop, TODAY, hour=9))
    released(shop)

    go_live(shop)

    assert Effect.objects.get().state == "waiting"


def test_a_test_message_that_ended_uncertain_is_not_sent_for_real():
    shop = a_shop_that_could_send(**SMTP)
    invoice = an_invoice(a_customer(shop))
    released(shop)
    Effect.objects.update(state="uncertain")
    Message.objects.update(state="uncertain")

    go_live(shop)

    assert Effect.objects.get().state == Message.objects.get().state == "withdrawn"
    assert first_proposed(shop) == [(invoice.number, "reminder")]


def test_while_a_test_message_is_being_shown_nobody_goes_live():
    shop = a_shop_that_could_send(**SMTP)
    an_invoice(a_customer(shop))
    released(shop)
    Effect.objects.update(state="sending")

    with pytest.raises(MerchantRefused, match="Testnachricht"):
        go_live(shop)

    shop.refresh_from_db()
    assert not shop.is_live and Effect.objects.get().state == "sending"
