"""In the second of sending everything is asked once more; what changed meanwhile stops the message, visibly."""

from datetime import date, timedelta

import pytest

from kulanz.core.ledger import Allocation, payment_by_hand
from kulanz.features.audit.actions import record
from kulanz.features.banking.models import BankAccount
from kulanz.features.claims.actions import close_case, look_again
from kulanz.features.claims.models import Case, StepDone
from kulanz.features.contact.actions import hold
from kulanz.features.contact.models import Refusal
from kulanz.features.deadlines.models import Deadline
from kulanz.features.dunning.advance import advance_all
from kulanz.features.ledger.actions import post
from kulanz.features.letters.models import Message
from kulanz.features.tenants.actions import stop_sending
from kulanz.features.tenants.clock import at_local
from tests.features.builders import TODAY, a_bank_line, a_customer, actor_of, an_invoice
from tests.features.dunning.stage import (
    a_shop_that_could_send,
    carried_out,
    now_of,
    numbers_to_send,
    on_day,
    previewed,
    released,
    run_the_day,
    sent_steps,
    withheld_codes,
)

pytestmark = pytest.mark.django_db


def test_a_payment_between_release_and_sending_stops_the_message():
    shop = a_shop_that_could_send()
    invoice = an_invoice(a_customer(shop))
    released(shop)

    pay(shop, invoice, 12990)
    carried_out(shop)

    assert_withdrawn(invoice, "erledigt")
    assert numbers_to_send(previewed(shop)) == []


def test_a_part_payment_stops_the_message_and_the_rest_is_proposed_again():
    shop = a_shop_that_could_send()
    invoice = an_invoice(a_customer(shop))
    released(shop)

    pay(shop, invoice, 2990)
    carried_out(shop)

    assert_withdrawn(invoice, "Betrag hat sich")
    assert previewed(shop).send[0].totals == {"EUR": 10000}
    released(shop)
    carried_out(shop)
    assert sent_steps(invoice) == [("reminder", TODAY)]


def test_one_paid_invoice_of_two_stops_the_message_and_the_other_is_proposed_alone():
    shop = a_shop_that_could_send()
    erika = a_customer(shop)
    paid, owed = an_invoice(erika, number="RE-1"), an_invoice(erika, number="RE-2")
    released(shop)

    pay(shop, paid, 12990)
    carried_out(shop)

    assert sent_steps(paid) == sent_steps(owed) == []
    assert numbers_to_send(previewed(shop)) == ["RE-2"]


def test_money_that_may_be_theirs_stops_the_message():
    shop = a_shop_that_could_send()
    erika = a_customer(shop)
    invoice = an_invoice(erika)
    released(shop)

    line = a_bank_line(shop)
    erika.ibans.create(merchant=shop, iban=line.counterparty_iban)
    carried_out(shop)

    assert_withdrawn(invoice, "IBAN ist von diesem Kunden bekannt")
    refusal = Refusal.objects.get(moment="sending")
    assert {reason["code"] for reason in refusal.reasons} == {"unallocated_payment"}


def test_a_hold_after_release_stops_the_message_and_what_is_free_goes_on():
    shop = a_shop_that_could_send()
    amira, erika = a_customer(shop, name="Amira Test"), a_customer(shop)
    held, free = an_invoice(amira, number="RE-1"), an_invoice(erika, number="RE-2")
    released(shop)

    place(shop, amira, "goods_return", invoice=held)
    carried_out(shop)

    assert_withdrawn(held, "Rücksendung seit 01.12.2026")
    assert sent_steps(free) == [("reminder", TODAY)]


def test_stopping_everything_sends_nothing_and_starting_again_sends_it_once():
    shop = a_shop_that_could_send()
    invoice = an_invoice(a_customer(shop))
    released(shop)

    stop_sending(actor=actor_of(shop), is_stopped=True, day=TODAY, at=now_of(shop))
    assert carried_out(shop) == 0
    assert sent_steps(invoice) == []

    stop_sending(actor=actor_of(shop), is_stopped=False, day=TODAY, at=now_of(shop))
    assert carried_out(shop) == 1
    assert sent_steps(invoice) == [("reminder", TODAY)]


def test_a_message_that_lies_over_night_is_proposed_again_with_a_new_deadline():
    shop = a_shop_that_could_send()
    invoice = an_invoice(a_customer(shop))
    released(shop)

    on_day(shop, date(2026, 12, 2))
    carried_out(shop)

    assert sent_steps(invoice) == []
    assert Message.objects.get().state == Message.State.WITHDRAWN
    assert previewed(shop).send[0].items[0].deadline == date(2026, 12, 9)


def test_bank_data_that_went_stale_meanwhile_stop_the_message():
    shop = a_shop_that_could_send()
    invoice = an_invoice(a_customer(shop))
    released(shop)

    BankAccount.objects.filter(merchant=shop).update(covered_to=date(2026, 11, 27))
    carried_out(shop)

    assert_withdrawn(invoice, "Wir mahnen nicht auf Verdacht")


def test_a_changed_policy_of_the_case_stops_the_message():
    shop = a_shop_that_could_send()
    invoice = an_invoice(a_customer(shop))
    released(shop)

    type(invoice).objects.filter(pk=invoice.pk).update(collectible_by="sold")
    carried_out(shop)

    assert_withdrawn(invoice, "verkauft")


def test_an_unchanged_case_is_sent():
    shop = a_shop_that_could_send()
    invoice = an_invoice(a_customer(shop))
    released(shop)

    carried_out(shop)

    assert sent_steps(invoice) == [("reminder", TODAY)]
    assert not Refusal.objects.exists()


def test_a_bounced_address_leaves_a_task_and_the_step_is_not_done(monkeypatch):
    from kulanz.features.letters import mail_handler
    from kulanz.features.outbox import handlers

    class Refuses:
        def send(self, mail):
            raise handlers.PermanentRefusal("550 no such user", code="recipient_refused")

        def close(self):
            pass

    monkeypatch.setattr(handlers._HANDLERS["reminder_mail"], "_shown", Refuses())
    assert mail_handler
    shop = a_shop_that_could_send()
    invoice = an_invoice(a_customer(shop))
    run_the_day(shop)

    assert sent_steps(invoice) == []
    assert (
        "address_repair" in withheld_codes(previewed(shop)).get(invoice.number, set())
        or previewed(shop).send == ()
    )


def test_a_mixed_message_notes_each_step_with_its_own_deadline_and_does_not_advance_what_stands_apart():
    shop = a_shop_that_could_send()
    erika = a_customer(shop, phone="")
    young = an_invoice(erika, number="RE-1")
    older = an_invoice(erika, number="RE-2", due_date=date(2026, 11, 3), issue_date=date(2026, 10, 20))
    Case.objects.filter(invoice=older).update(imported_step="1", imported_step_on=date(2026, 11, 9))
    apart = an_invoice(erika, number="RE-3", due_date=date(2026, 11, 30), cents=1000)

    run_the_day(shop)

    message = Message.objects.get()
    assert message.layout == "notice" and message.state == Message.State.SHOWN
    assert sent_steps(young) == [("reminder", TODAY)]
    assert sent_steps(older) == [("notice", TODAY)]
    assert sent_steps(apart) == []
    assert young.demands.get().deadline == date(2026, 12, 8)
    assert older.demands.get().deadline == date(2026, 12, 11)
    assert not apart.demands.exists()
    assert Deadline.objects.filter(kind="notice").count() == 2


def test_the_deadline_passes_and_the_register_says_so():
    shop = a_shop_that_could_send()
    invoice = an_invoice(a_customer(shop))
    run_the_day(shop)
    deadline = Deadline.objects.get(case_id=invoice.case.pk, kind="notice")

    advance_all(actor=actor_of(shop), day=date(2026, 12, 8), at=at_local(shop, date(2026, 12, 8), hour=9))
    deadline.refresh_from_db()
    assert deadline.state == Deadline.State.RUNNING

    advance_all(actor=actor_of(shop), day=date(2026, 12, 9), at=at_local(shop, date(2026, 12, 9), hour=9))
    deadline.refresh_from_db()
    assert deadline.state == Deadline.State.PASSED


def test_density_counts_every_storefront():
    from kulanz.features.rows import new_public_id
    from kulanz.features.tenants.models import Storefront
    from tests.features.builders import STOREFRONT

    shop = a_shop_that_could_send()
    second = Storefront.objects.create(
        merchant=shop, public_id=new_public_id("shop"), **{**STOREFRONT, "name": "Zweitladen"}
    )
    erika = a_customer(shop)
    an_invoice(erika, number="RE-1")
    an_invoice(erika, number="RE-2", storefront=second)

    shown = previewed(shop)
    assert len(shown.send) == 1
    assert {"contact_density"} in withheld_codes(shown).values()

    run_the_day(shop)
    on_day(shop, TODAY + timedelta(days=3))
    assert len(previewed(shop).send) == 1


def assert_withdrawn(invoice, words):
    message = Message.objects.get(items__invoice=invoice)
    assert message.state == Message.State.WITHDRAWN
    assert words in message.state_because
    assert not StepDone.objects.filter(case=invoice.case, outcome="sent").exists()
    assert not invoice.demands.exists()


def pay(shop, invoice, cents):
    """Book a payment by hand as the books do, and close the case where nothing is left."""
    actor, at = actor_of(shop), now_of(shop)
    event = record(actor=actor, kind="PaymentBooked", day=at.date(), at=at, customer_id=invoice.customer_id)
    planned = payment_by_hand(
        booking_date=at.date(),
        currency="EUR",
        allocations=[Allocation(open_item=invoice.open_item_id, cents=cents)],
    )
    post(actor=actor, planned=planned, event=event, value_date=at.date())
    invoice.open_item.refresh_from_db()
    case = Case.objects.get(invoice=invoice)
    if invoice.open_item.open_cents == 0:
        close_case(actor=actor, case=case, because="paid", day=at.date(), at=at, caused_by=event)
    look_again(actor=actor, day=at.date(), customer_ids=[invoice.customer_id])


def place(shop, customer, kind, *, invoice=None, until=None, since=TODAY):
    return hold(
        actor=actor_of(shop),
        customer_id=customer.pk,
        invoice_id=invoice.pk if invoice else None,
        kind=kind,
        since=since,
        until=until,
        because="",
        day=TODAY,
        at=now_of(shop),
    )
