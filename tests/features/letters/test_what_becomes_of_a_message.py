"""One step of a case goes out once; a message that does not go out gives its step free again."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from kulanz.features.audit.models import Event
from kulanz.features.claims.actions import close_case
from kulanz.features.claims.models import Case
from kulanz.features.letters.actions import (
    ChannelUnknown,
    MessageUnknown,
    NothingToSay,
    StepOnItsWay,
    withdraw_message,
)
from kulanz.features.letters.mail_handler import MailHandler
from kulanz.features.letters.models import Message, MessageItem
from kulanz.features.letters.queries import NotRenderedYet, as_sent, message_of, messages, messages_of_case
from kulanz.features.letters.wording import LanguageUnknown
from kulanz.features.outbox import handlers
from kulanz.features.outbox.actions import TooLateToWithdraw, resolve_uncertain, try_again
from kulanz.features.outbox.handlers import OutcomeUnknown, PassingRefusal, PermanentRefusal
from kulanz.features.outbox.models import Effect
from kulanz.features.outbox.worker import work_until_idle
from kulanz.features.parties.models import ContactHold
from tests.features.sending import (
    NINE_IN_BERLIN,
    TODAY,
    a_person,
    a_released_reminder,
    a_shop,
    actor_of,
    an_item,
    an_owed_invoice,
    storefront_of,
)

pytestmark = pytest.mark.django_db


class Wire:
    """A way out that answers as the test says."""

    def __init__(self):
        self.sent, self.answers = [], []

    def send(self, mail):
        answer = self.answers.pop(0) if self.answers else None
        if answer is not None:
            raise answer
        self.sent.append(mail)
        return {"address": mail.recipient, "reply": "250 ok"}

    def close(self):
        pass


@pytest.fixture
def wire(monkeypatch):
    wire = Wire()
    for handler in handlers.bound_handlers():
        if isinstance(handler, MailHandler):
            monkeypatch.setattr(handler, "_live", wire)
    return wire


def work(at=NINE_IN_BERLIN):
    return work_until_idle(worker_name="w", machine_now=at)


def a_live_reminder(**changes):
    invoice = an_owed_invoice(a_person(a_shop(is_live=True)))
    return a_released_reminder(invoice, **changes)


def fresh(message):
    return Message.objects.select_related("effect", "customer").get(pk=message.pk)


def test_a_live_mail_goes_out_once_and_is_stored_as_sent(wire):
    message = a_live_reminder()
    assert work() == 1 and work() == 0
    message = fresh(message)
    assert (message.state, message.effect.state) == ("sent", "done")
    assert [mail.raw for mail in wire.sent] == [as_sent(message)["raw"]]
    assert message.effect.proof == {"address": "erika@kundin.example", "reply": "250 ok"}


def test_a_test_merchants_mail_is_shown_and_never_reaches_the_wire(wire):
    message = a_released_reminder(an_owed_invoice(a_person(a_shop())))
    work()
    message = fresh(message)
    assert (message.state, message.effect.state) == ("shown", "done")
    assert wire.sent == []
    shown = as_sent(message)
    assert (
        "129,90" in shown["text"]
        and "data:image/png;base64," in shown["html"]
        and "cid:" not in shown["html"]
    )


def test_what_is_not_rendered_yet_cannot_be_shown_as_sent():
    with pytest.raises(NotRenderedYet):
        as_sent(a_live_reminder())


def test_the_same_step_of_a_case_is_released_once():
    invoice = an_owed_invoice(a_person(a_shop()))
    a_released_reminder(invoice)
    with pytest.raises(StepOnItsWay, match="RE-2026-1043"):
        a_released_reminder(invoice)
    assert Message.objects.count() == Effect.objects.count() == 1


def test_the_next_step_and_another_case_are_free():
    customer = a_person(a_shop())
    first, second = (an_owed_invoice(customer, number=number) for number in ("RE-1", "RE-2"))
    a_released_reminder(first)
    a_released_reminder(second)
    a_released_reminder(first, layout="notice")
    assert Effect.objects.count() == 3


def test_the_database_itself_refuses_a_second_standing_step():
    message = a_released_reminder(an_owed_invoice(a_person(a_shop())))
    other = a_released_reminder(an_owed_invoice(message.customer, number="RE-2"))
    item = message.items.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        MessageItem.objects.create(
            message=other,
            invoice=item.invoice,
            case=item.case,
            step="reminder",
            total_cents=1,
            statement={},
        )


def test_an_invoice_that_is_only_mentioned_does_not_use_up_its_step():
    customer = a_person(a_shop())
    late, idle = (an_owed_invoice(customer, number=number) for number in ("RE-1", "RE-2"))
    a_released_reminder(late, items=[an_item(late), an_item(idle, step="")])
    assert a_released_reminder(idle).items.get().step == "reminder"


def test_after_withdrawal_the_step_may_be_released_again_and_goes_out_once(wire):
    message = a_live_reminder()
    actor = actor_of(message.merchant)
    withdraw_message(actor=actor, message_public_id=message.public_id, because="Rückruf", at=NINE_IN_BERLIN)
    again = a_released_reminder(message.items.get().invoice)
    work()
    assert fresh(message).state == "withdrawn" and fresh(again).state == "sent"
    assert len(wire.sent) == 1
    with pytest.raises(TooLateToWithdraw):
        withdraw_message(actor=actor, message_public_id=again.public_id, because="zu spät", at=NINE_IN_BERLIN)
    assert fresh(again).state == "sent"


def test_withdrawing_lets_the_case_be_looked_at_again():
    message = a_live_reminder()
    Case.objects.update(look_again_on=None)
    withdraw_message(
        actor=actor_of(message.merchant),
        message_public_id=message.public_id,
        because="Rückruf",
        at=NINE_IN_BERLIN,
    )
    assert Case.objects.get().look_again_on == TODAY


def test_a_foreign_merchant_sees_and_withdraws_nothing():
    message, stranger = a_live_reminder(), actor_of(a_shop())
    with pytest.raises(MessageUnknown):
        withdraw_message(actor=stranger, message_public_id=message.public_id, because="x", at=NINE_IN_BERLIN)
    assert message_of(stranger, message.public_id) is None and not messages(stranger).exists()
    mine = actor_of(message.merchant)
    assert message_of(mine, message.public_id) == message
    assert list(messages_of_case(mine, message.items.get().case_id)) == [message]
    assert fresh(message).state == "released"


def test_a_case_closed_between_release_and_sending_stops_the_message(wire):
    message = a_live_reminder()
    case = message.items.get().case
    close_case(
        actor=actor_of(message.merchant),
        case=case,
        because="paid",
        day=TODAY,
        at=NINE_IN_BERLIN,
        caused_by=None,
    )
    work()
    message = fresh(message)
    assert message.state == "withdrawn" and "erledigt" in message.state_because
    assert wire.sent == []


@pytest.mark.parametrize(("days_late", "state"), [(2, "sent"), (3, "withdrawn")])
def test_a_message_that_waited_too_long_is_proposed_anew_instead(wire, days_late, state):
    message = a_live_reminder()
    work(NINE_IN_BERLIN + timedelta(days=days_late))
    assert fresh(message).state == state


def test_no_deadline_goes_out_that_has_come_already(wire):
    invoice = an_owed_invoice(a_person(a_shop(is_live=True)))
    message = a_released_reminder(invoice, items=[an_item(invoice, deadline=date(2026, 12, 2))])
    work(NINE_IN_BERLIN + timedelta(days=1))
    message = fresh(message)
    assert message.state == "withdrawn" and "02.12.2026" in message.state_because


def test_a_permanent_refusal_marks_the_address_and_stops_everything_else_to_it(wire):
    wire.answers = [PermanentRefusal("550 unbekannt", code="recipient_refused")]
    message = a_live_reminder()
    work()
    message = fresh(message)
    assert (message.state, message.effect.state) == ("undeliverable", "failed")
    assert message.customer.email_undeliverable_since == TODAY
    assert ContactHold.objects.get().kind == "address_repair"
    assert not message.items.get().is_standing
    assert Event.objects.filter(kind="MessageUndeliverable").count() == 1


@pytest.mark.parametrize("is_ours", [True, False])
def test_a_passing_refusal_never_marks_the_customers_address(wire, is_ours):
    wire.answers = [PassingRefusal("später", code="later", is_ours=is_ours)]
    message = a_live_reminder()
    work()
    message = fresh(message)
    assert (message.state, message.effect.state) == ("released", "waiting")
    assert message.customer.email_undeliverable_since is None and not ContactHold.objects.exists()
    work(NINE_IN_BERLIN + timedelta(minutes=20))
    assert fresh(message).state == "sent"


def test_an_address_mended_meanwhile_is_not_marked(wire):
    message = a_live_reminder()

    def refuse(mail):
        type(message.customer).objects.filter(pk=message.customer_id).update(email="neu@kundin.example")
        raise PermanentRefusal("550", code="recipient_refused")

    wire.send = refuse
    work()
    assert fresh(message).customer.email_undeliverable_since is None


@pytest.mark.parametrize(("was_sent", "state"), [(True, "sent"), (False, "released")])
def test_an_uncertain_message_waits_for_a_person(wire, was_sent, state):
    wire.answers = [OutcomeUnknown("keine Antwort")]
    message = a_live_reminder()
    work()
    message = fresh(message)
    assert (message.state, message.effect.state) == ("uncertain", "uncertain")
    assert message.items.get().is_standing, "no second reminder while nobody knows about the first"
    resolve_uncertain(
        actor=actor_of(message.merchant),
        effect=message.effect,
        was_sent=was_sent,
        day=TODAY,
        at=NINE_IN_BERLIN,
    )
    assert fresh(message).state == state


def test_a_message_that_cannot_be_rendered_fails_visibly_and_the_others_go_on(wire):
    merchant = a_shop(is_live=True)
    broken = a_released_reminder(an_owed_invoice(a_person(merchant, email=""), number="RE-1"))
    fine = a_released_reminder(an_owed_invoice(a_person(merchant), number="RE-2"))
    work()
    broken = fresh(broken)
    assert (broken.state, broken.effect.state) == ("failed", "failed")
    assert "E-Mail-Adresse" in broken.state_because
    assert fresh(fine).state == "sent"
    broken.customer.email = "erika@neu.example"
    broken.customer.save()
    try_again(actor=actor_of(merchant), effect=broken.effect, day=TODAY, at=NINE_IN_BERLIN)
    work()
    assert fresh(broken).state == "sent" and broken.items.get().is_standing


def test_a_failed_message_is_not_revived_beside_its_successor(wire):
    merchant = a_shop(is_live=True)
    invoice = an_owed_invoice(a_person(merchant, email=""))
    broken = a_released_reminder(invoice)
    work()
    a_released_reminder(invoice)
    with pytest.raises(StepOnItsWay):
        try_again(actor=actor_of(merchant), effect=fresh(broken).effect, day=TODAY, at=NINE_IN_BERLIN)
    assert fresh(broken).state == "failed" and fresh(broken).effect.state == "failed"


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"channel": "letter"}, ChannelUnknown),
        ({"language": "fr"}, LanguageUnknown),
        ({"items": []}, NothingToSay),
    ],
)
def test_a_release_that_makes_no_sense_is_refused_and_leaves_nothing(change, error):
    invoice = an_owed_invoice(a_person(a_shop()))
    with pytest.raises(error):
        a_released_reminder(invoice, **change)
    assert not Message.objects.exists() and not Effect.objects.exists()


def test_a_foreign_storefront_or_customer_is_not_found():
    invoice, stranger = an_owed_invoice(a_person(a_shop())), a_shop()
    with pytest.raises(type(storefront_of(stranger)).DoesNotExist):
        a_released_reminder(invoice, storefront_id=storefront_of(stranger).pk)
    with pytest.raises(type(invoice.customer).DoesNotExist):
        a_released_reminder(invoice, actor=actor_of(stranger))
    assert not Message.objects.exists()
