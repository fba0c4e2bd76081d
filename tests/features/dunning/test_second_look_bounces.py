"""A step whose message came back is taken once more, and then it is done."""

from datetime import date, timedelta

import pytest

from kulanz.features.contact.actions import change_customer
from kulanz.features.letters.mail_handler import came_back
from kulanz.features.letters.models import Message
from tests.features.builders import TODAY, a_customer, actor_of, an_invoice
from tests.features.dunning.stage import (
    a_shop_that_could_send,
    now_of,
    numbers_to_send,
    on_day,
    previewed,
    run_the_day,
    sent_steps,
)

pytestmark = pytest.mark.django_db
THURSDAY_AFTER = date(2026, 12, 10)


def test_a_reminder_that_bounced_is_sent_once_more_and_not_again_and_again():
    shop = a_shop_that_could_send()
    erika = a_customer(shop)
    invoice = an_invoice(erika)
    run_the_day(shop)
    came_back(message=Message.objects.get(), because="550 5.1.1 unknown", at=now_of(shop))
    change_customer(
        actor=actor_of(shop), customer_id=erika.pk, values={"email": "erika@neu.example"}, day=TODAY,
        at=now_of(shop),
    )  # fmt: skip

    on_day(shop, THURSDAY_AFTER)
    run_the_day(shop)

    assert sent_steps(invoice) == [("reminder", THURSDAY_AFTER)]
    for days in range(1, 8):
        on_day(shop, THURSDAY_AFTER + timedelta(days=days))
        assert numbers_to_send(previewed(shop)) == []
        run_the_day(shop)
    assert Message.objects.filter(purpose="reminder", layout="reminder").count() == 2
