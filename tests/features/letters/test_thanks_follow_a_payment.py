"""Thanks: once, only where a reminder had gone out, and not for a payment that was taken back."""

import pytest

from kulanz.core.contact.hold_kinds import HOLD_KINDS
from kulanz.features.claims.actions import close_case, reopen_case
from kulanz.features.letters.actions import release_thank_you, withdraw_thank_you
from kulanz.features.letters.models import Message
from kulanz.features.letters.queries import as_sent
from kulanz.features.outbox.models import Effect
from kulanz.features.outbox.worker import work_until_idle
from kulanz.features.parties.actions import place_hold
from tests.features.sending import (
    NINE_IN_BERLIN,
    TODAY,
    a_person,
    a_released_reminder,
    a_shop,
    actor_of,
    an_owed_invoice,
)

pytestmark = pytest.mark.django_db


def a_reminded_invoice(customer=None, *, number="RE-2026-1043", state="shown"):
    invoice = an_owed_invoice(customer or a_person(a_shop(send_delay_minutes=0)), number=number)
    message = a_released_reminder(invoice)
    Effect.objects.filter(pk=message.effect_id).update(state="done")
    Message.objects.filter(pk=message.pk).update(state=state)
    return invoice


def pay(invoice):
    actor = actor_of(invoice.merchant)
    close_case(actor=actor, case=invoice.case, because="paid", day=TODAY, at=NINE_IN_BERLIN, caused_by=None)
    return thank(invoice)


def thank(invoice):
    return release_thank_you(
        actor=actor_of(invoice.merchant),
        invoice_id=invoice.pk,
        cents=invoice.total_cents,
        at=NINE_IN_BERLIN,
        machine_now=NINE_IN_BERLIN,
    )


def work():
    return work_until_idle(worker_name="w", machine_now=NINE_IN_BERLIN)


def state_of(message):
    return Message.objects.get(pk=message.pk).state


def test_a_payment_after_a_reminder_is_thanked_for_once():
    invoice = a_reminded_invoice()
    message = pay(invoice)
    assert thank(invoice) is None
    assert work() == 1
    text = as_sent(Message.objects.get(pk=message.pk))["text"]
    assert "Ihre Zahlung über 129,90" in text and "RE-2026-1043" in text
    assert "IBAN" not in text and "Später zahlen" not in text
    assert thank(invoice) is None
    assert Message.objects.filter(purpose="thank_you").count() == 1


@pytest.mark.parametrize("state", ["released", "withdrawn", "undeliverable", "failed", "uncertain"])
def test_a_payment_without_a_reminder_that_went_out_gets_no_mail(state):
    assert pay(a_reminded_invoice(state=state)) is None


def test_a_payment_that_was_never_reminded_gets_no_mail():
    assert pay(an_owed_invoice(a_person(a_shop()))) is None
    assert not Message.objects.exists()


def test_thanks_are_withdrawn_when_the_payment_was_undone_before_they_went():
    invoice = a_reminded_invoice()
    message = pay(invoice)
    actor = actor_of(invoice.merchant)
    reopen_case(
        actor=actor, case=invoice.case, because="undone", day=TODAY, at=NINE_IN_BERLIN, caused_by=None
    )
    work()
    assert state_of(message) == "withdrawn"
    again = pay(invoice)
    work()
    assert state_of(again) == "shown" and again.pk != message.pk


def test_undoing_a_match_takes_its_thanks_back():
    invoice = a_reminded_invoice()
    message = pay(invoice)
    actor = actor_of(invoice.merchant)
    assert withdraw_thank_you(actor=actor, invoice_id=invoice.pk, because="storniert", at=NINE_IN_BERLIN) == 1
    assert state_of(message) == "withdrawn" and work() == 0
    assert withdraw_thank_you(actor=actor, invoice_id=invoice.pk, because="storniert", at=NINE_IN_BERLIN) == 0


def test_one_transfer_for_three_invoices_is_thanked_for_in_one_mail():
    customer = a_person(a_shop(send_delay_minutes=0))
    invoices = [a_reminded_invoice(customer, number=f"RE-{n}") for n in range(3)]
    messages = {pay(invoice).pk for invoice in invoices}
    assert len(messages) == 1 and work() == 1
    text = as_sent(Message.objects.get(pk=messages.pop()))["text"]
    assert "389,70" in text and "RE-0, RE-1 und RE-2 sind damit erledigt" in text


@pytest.mark.parametrize("kind", sorted(HOLD_KINDS))
def test_no_thanks_reach_those_who_must_be_left_alone_and_others_get_theirs(kind):
    invoice = a_reminded_invoice()
    message = pay(invoice)
    place_hold(
        actor=actor_of(invoice.merchant),
        customer_id=invoice.customer_id,
        invoice_id=None,
        kind=kind,
        since=TODAY,
        until=None,
        because="",
        day=TODAY,
        at=NINE_IN_BERLIN,
    )
    work()
    assert state_of(message) == ("withdrawn" if HOLD_KINDS[kind].stops_answers else "shown")


def test_a_customer_without_a_usable_address_gets_no_thanks():
    invoice = a_reminded_invoice()
    invoice.customer.email_undeliverable_since = TODAY
    invoice.customer.save()
    assert pay(invoice) is None


def test_an_unknown_language_falls_back_to_german():
    invoice = a_reminded_invoice(a_person(a_shop(send_delay_minutes=0), language="tr"))
    assert pay(invoice).language == "de"


def test_a_booking_does_not_fail_because_particulars_are_missing():
    invoice = a_reminded_invoice(a_person(a_shop(is_live=True)))
    invoice.merchant.managers = ""
    invoice.merchant.save()
    assert pay(invoice) is None
