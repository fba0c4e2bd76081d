"""The final notice goes by letter and by e-mail: one step, one demand, one deadline, the letter's."""

from datetime import date, timedelta

import pytest

from kulanz.core.contact import ContactKind
from kulanz.features.claims.models import Demand, StepDone
from kulanz.features.contact.actions import change_customer
from kulanz.features.contact.facts import gate_reader
from kulanz.features.deadlines.models import Deadline
from kulanz.features.letters.mail_handler import came_back
from kulanz.features.letters.models import Message
from kulanz.features.letters.returned import NothingCameBack, letter_came_back
from kulanz.features.letters.stack import set_aside
from kulanz.features.outbox.worker import work_until_idle
from kulanz.features.parties.models import ContactHold, Customer
from tests.features.builders import TODAY, a_customer, actor_of, an_invoice
from tests.features.dunning.post_office import (
    PLANNED,
    a_letter_on_the_stack,
    a_posted_letter,
    a_shop_that_prints,
    before_the_final_notice,
    posted,
    printed,
)
from tests.features.dunning.stage import (
    MACHINE_NOW,
    carried_out,
    now_of,
    numbers_to_send,
    on_day,
    previewed,
    released,
)
from tests.features.dunning.test_sending import pay

pytestmark = pytest.mark.django_db
DEADLINE = date(2026, 12, 21)  # there by 7 December, fourteen days from then


def a_final_notice(shop, **changes):
    invoice = before_the_final_notice(a_customer(shop, **changes))
    released(shop)
    carried_out(shop)
    return Message.objects.get(items__invoice=invoice)


def a_posted_final_notice(shop):
    letter = a_final_notice(shop)
    printed(shop)
    on_day(shop, PLANNED)
    posted(shop, letter)
    letter.refresh_from_db()
    return letter


def mail_of(letter):
    return Message.objects.get(companion_of=letter)


def send_what_is_due():
    return work_until_idle(worker_name="test", machine_now=MACHINE_NOW)


def final_notices():
    return StepDone.objects.filter(step="final_notice")


def test_no_mail_goes_before_the_letter_is_posted():
    shop = a_shop_that_prints()
    letter = a_final_notice(shop)
    printed(shop)

    assert (letter.channel, letter.also_by) == ("letter", "email")
    assert Message.objects.count() == 1 and not final_notices().exists()


def test_letter_and_mail_are_one_step_one_demand_one_deadline_and_one_contact():
    shop = a_shop_that_prints()
    letter = a_posted_final_notice(shop)
    send_what_is_due()

    mail = mail_of(letter)
    assert (letter.state, mail.state, mail.channel) == ("shown", "shown", "email")
    assert [item.deadline for item in mail.items.all()] == [DEADLINE]
    assert final_notices().get().deadline == DEADLINE
    assert [one.deadline for one in Demand.objects.all()] == [DEADLINE]
    assert Deadline.objects.filter(kind="notice").count() == 1
    gate = gate_reader(merchant=shop, customers=[letter.customer], day=PLANNED)
    written = [one for one in gate.people[letter.customer_id].contacts if one.kind is ContactKind.WRITTEN]
    assert [one.day for one in written] == [PLANNED]


def test_who_has_no_email_gets_the_letter_alone():
    shop = a_shop_that_prints()
    letter = a_final_notice(shop, email="")
    printed(shop)
    on_day(shop, PLANNED)

    posted(shop, letter)

    assert letter.also_by == "" and Message.objects.count() == 1
    assert final_notices().get().deadline == DEADLINE


def test_a_payment_after_posting_stops_the_mail_and_not_what_the_letter_did():
    shop = a_shop_that_prints()
    letter = a_posted_final_notice(shop)
    pay(shop, letter.items.get().invoice, 12990)

    send_what_is_due()

    mail = mail_of(letter)
    assert mail.state == "withdrawn" and "erledigt" in mail.state_because
    assert final_notices().count() == Demand.objects.count() == 1


def test_a_letter_that_is_set_aside_takes_no_mail_along():
    shop = a_shop_that_prints()
    letter = a_final_notice(shop)
    set_aside(actor=actor_of(shop), public_id=letter.public_id, because="so", day=TODAY, at=now_of(shop))

    send_what_is_due()

    assert Message.objects.count() == 1 and not final_notices().exists()
    assert numbers_to_send(previewed(shop)) == ["RE-2026-1043"]


def test_a_mail_that_bounces_leaves_the_letters_demand_standing():
    shop = a_shop_that_prints()
    letter = a_posted_final_notice(shop)
    send_what_is_due()

    came_back(message=mail_of(letter), because="550 unbekannt", at=now_of(shop))

    assert not Demand.objects.get().is_undeliverable
    assert Deadline.objects.get(kind="notice").state == "running"
    assert not ContactHold.objects.exists()  # the way by letter is open: nobody has to repair anything first


def test_a_letter_that_comes_back_leaves_the_demand_standing_where_the_mail_arrived():
    shop = a_shop_that_prints()
    letter = a_posted_final_notice(shop)
    send_what_is_due()

    returned(shop, letter)

    assert not Demand.objects.get().is_undeliverable
    assert ContactHold.objects.get().kind == "address_repair"


def test_where_both_come_back_nothing_was_demanded():
    shop = a_shop_that_prints()
    letter = a_posted_final_notice(shop)
    send_what_is_due()

    returned(shop, letter)
    came_back(message=mail_of(letter), because="550 unbekannt", at=now_of(shop))

    assert Demand.objects.get().is_undeliverable
    assert Deadline.objects.get(kind="notice").state == "dropped"


def test_a_letter_that_comes_back_before_the_mail_went_takes_the_mail_along():
    shop = a_shop_that_prints()
    letter = a_posted_final_notice(shop)

    returned(shop, letter)
    send_what_is_due()

    assert mail_of(letter).state == "withdrawn"
    assert Demand.objects.get().is_undeliverable


# A letter alone that comes back


def returned(shop, letter, *, on=None):
    at = now_of(shop)
    return letter_came_back(
        actor=actor_of(shop),
        public_id=letter.public_id,
        returned_on=on or at.date(),
        because="Empfänger unbekannt verzogen",
        day=at.date(),
        at=at,
    )


def test_a_returned_letter_takes_its_demand_with_it_and_waits_for_an_address():
    shop = a_shop_that_prints()
    letter = a_posted_letter(shop)

    returned(shop, letter)

    letter.refresh_from_db()
    customer = Customer.objects.get()
    assert letter.state == "undeliverable" and customer.post_undeliverable_since == PLANNED
    assert Demand.objects.get().is_undeliverable
    assert Deadline.objects.get(kind="notice").state == "dropped"
    assert ContactHold.objects.get().kind == "address_repair"
    on_day(shop, date(2026, 12, 16))
    assert numbers_to_send(previewed(shop)) == []


def test_with_a_new_address_the_step_is_taken_once_more():
    shop = a_shop_that_prints()
    letter = a_posted_letter(shop)
    returned(shop, letter)

    change_customer(
        actor=actor_of(shop),
        customer_id=letter.customer_id,
        values={"street": "Neue Straße 7"},
        day=PLANNED,
        at=now_of(shop),
    )

    assert Customer.objects.get().post_undeliverable_since is None
    assert ContactHold.objects.get().lifted_at is not None
    on_day(shop, date(2026, 12, 8))
    again = previewed(shop).send[0]
    assert [(item.subject.step, again.channel) for item in again.items] == [("reminder", "letter")]


def test_a_new_telephone_number_mends_no_address():
    shop = a_shop_that_prints()
    letter = a_posted_letter(shop)
    returned(shop, letter)

    change_customer(
        actor=actor_of(shop),
        customer_id=letter.customer_id,
        values={"phone": "030 7654321"},
        day=PLANNED,
        at=now_of(shop),
    )

    assert Customer.objects.get().post_undeliverable_since == PLANNED
    assert ContactHold.objects.get().lifted_at is None


def test_an_address_that_was_mended_while_the_letter_was_under_way_stays_good():
    shop = a_shop_that_prints()
    letter = a_posted_letter(shop)
    Customer.objects.update(street="Neue Straße 7")

    returned(shop, letter)

    assert Customer.objects.get().post_undeliverable_since is None and not ContactHold.objects.exists()
    assert Demand.objects.get().is_undeliverable


@pytest.mark.parametrize("days", [-1, 1])
def test_a_letter_comes_back_neither_before_it_was_posted_nor_tomorrow(days):
    shop = a_shop_that_prints()
    letter = a_posted_letter(shop)

    with pytest.raises(NothingCameBack, match="kann nicht sein"):
        returned(shop, letter, on=PLANNED + timedelta(days=days))

    assert not Demand.objects.get().is_undeliverable


def test_what_was_not_posted_or_came_back_before_does_not_come_back():
    shop = a_shop_that_prints()
    waiting = a_letter_on_the_stack(shop)
    with pytest.raises(NothingCameBack, match="nicht eingeworfen"):
        returned(shop, waiting)
    printed(shop)
    posted(shop, waiting)
    returned(shop, waiting)
    with pytest.raises(NothingCameBack, match="steht schon da"):
        returned(shop, waiting)

    assert ContactHold.objects.count() == 1


def test_a_bounced_mail_is_followed_by_a_letter_where_there_is_an_address_and_by_a_person_where_not():
    shop = a_shop_that_prints()
    reachable, lost = a_customer(shop), a_customer(shop, name="Ohne Anschrift", street="")
    an_invoice(reachable, number="RE-1"), an_invoice(lost, number="RE-2")
    released(shop)
    carried_out(shop)
    for mail in Message.objects.all():
        came_back(message=mail, because="550 unbekannt", at=now_of(shop))

    on_day(shop, date(2026, 12, 4))
    send = previewed(shop).send

    assert [(one.channel, one.person.customer_id) for one in send] == [("letter", reachable.pk)]
    assert [one.customer_id for one in ContactHold.objects.all()] == [lost.pk]


def test_who_has_neither_e_mail_nor_a_good_address_is_for_a_person():
    shop = a_shop_that_prints()
    letter = a_posted_letter(shop)
    returned(shop, letter)
    hold = ContactHold.objects.get()
    hold.lifted_at = now_of(shop)
    hold.save()

    on_day(shop, date(2026, 12, 8))
    shown = previewed(shop)

    assert shown.send == ()
    codes = {reason.code for one in shown.withheld for reason in one.reasons}
    assert "no_channel" in codes
