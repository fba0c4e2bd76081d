"""Something happens between two stages of a message: whatever it is, nobody is contacted who should not be."""

from datetime import timedelta

import pytest

from kulanz.core.contact import HoldKind
from kulanz.features.contact.actions import change_customer, hold
from kulanz.features.dunning.letter_box import PostingRefused, look_through
from kulanz.features.letters.models import Message
from tests.features.builders import TODAY, a_customer, actor_of, an_invoice
from tests.features.dunning.post_office import (
    PLANNED,
    a_shop_that_prints,
    before_the_final_notice,
    posted,
    printed,
)
from tests.features.dunning.stage import (
    a_shop_that_could_send,
    carried_out,
    now_of,
    on_day,
    released,
    sent_steps,
)
from tests.features.dunning.test_sending import pay

pytestmark = pytest.mark.django_db


def a_final_notice(shop):
    invoice = before_the_final_notice(a_customer(shop))
    released(shop)
    carried_out(shop)
    return invoice, Message.objects.get(items__invoice=invoice)


def held(invoice, kind=HoldKind.DISPUTE, **changes):
    day = now_of(invoice.merchant).date()
    facts = {"kind": kind.value, "since": day, "until": None, "because": "Test", "day": day, **changes}
    hold(
        actor=actor_of(invoice.merchant), customer_id=invoice.customer_id,
        invoice_id=facts.pop("invoice_id", invoice.pk), at=now_of(invoice.merchant), **facts,
    )  # fmt: skip


HAPPENINGS = {
    "paid": lambda invoice: pay(invoice.merchant, invoice, invoice.open_item.open_cents),
    "paid in part": lambda invoice: pay(invoice.merchant, invoice, 1),
    "disputed": held,
    "bereaved": lambda invoice: held(invoice, HoldKind.BEREAVEMENT, invoice_id=None),
    "hardship": lambda invoice: held(invoice, HoldKind.VULNERABILITY, invoice_id=None),
}


@pytest.mark.parametrize("what", HAPPENINGS)
@pytest.mark.parametrize("days", [0, 1])
def test_between_printing_and_posting(what, days):
    shop = a_shop_that_prints()
    invoice, letter = a_final_notice(shop)
    printed(shop)
    on_day(shop, TODAY + timedelta(days=days))
    HAPPENINGS[what](invoice)
    with pytest.raises(PostingRefused):
        posted(shop, letter)
    assert [step for step, _ in sent_steps(invoice)] == ["reminder", "notice"]


@pytest.mark.parametrize("what", HAPPENINGS)
def test_between_posting_and_the_mail_that_goes_with_it(what):
    shop = a_shop_that_prints()
    invoice, letter = a_final_notice(shop)
    printed(shop)
    on_day(shop, PLANNED, hour=20)
    posted(shop, letter)
    HAPPENINGS[what](invoice)
    on_day(shop, PLANNED + timedelta(days=1))
    carried_out(shop)
    mail = Message.objects.get(companion_of=letter)
    assert mail.state == Message.State.WITHDRAWN, (mail.state, mail.state_because)


@pytest.mark.parametrize("what", HAPPENINGS)
def test_between_release_and_sending(what):
    shop = a_shop_that_could_send()
    invoice = an_invoice(a_customer(shop))
    released(shop)
    HAPPENINGS[what](invoice)
    carried_out(shop)
    assert Message.objects.get().state == Message.State.WITHDRAWN
    assert sent_steps(invoice) == []


def test_another_invoice_of_the_person_is_paid_between_release_and_sending():
    shop = a_shop_that_could_send()
    customer = a_customer(shop)
    first, second = an_invoice(customer), an_invoice(customer, number="RE-2026-1044")
    released(shop)
    pay(shop, second, second.open_item.open_cents)
    carried_out(shop)
    assert Message.objects.get().state == Message.State.WITHDRAWN
    assert sent_steps(first) == sent_steps(second) == []


@pytest.mark.parametrize("change", [{"street": "Neue Straße 7"}, {"name": "Erika Neumann"}, {"street": ""}])
def test_a_letter_to_an_address_that_is_no_longer_right_is_not_posted(change):
    shop = a_shop_that_prints()
    invoice, letter = a_final_notice(shop)
    printed(shop)
    change_customer(
        actor=actor_of(shop), customer_id=invoice.customer_id, values=change, day=TODAY, at=now_of(shop)
    )
    [listed] = look_through(actor_of(shop), day=TODAY, at=now_of(shop))
    assert "Name oder Anschrift" in listed.against
    with pytest.raises(PostingRefused, match="Name oder Anschrift"):
        posted(shop, letter)
    assert [step for step, _ in sent_steps(invoice)] == ["reminder", "notice"]


def test_a_new_telephone_number_keeps_no_letter_back():
    shop = a_shop_that_prints()
    invoice, letter = a_final_notice(shop)
    printed(shop)
    change_customer(
        actor=actor_of(shop), customer_id=invoice.customer_id, values={"phone": "030 1234567"},
        day=TODAY, at=now_of(shop),
    )  # fmt: skip
    posted(shop, letter)
    assert [step for step, _ in sent_steps(invoice)] == ["reminder", "notice", "final_notice"]
