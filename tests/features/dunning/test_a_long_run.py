"""A run over many customers: it says how far it is, may be stopped between two parts, and goes on where it stood."""

import pytest

from kulanz.features.dunning import actions
from kulanz.features.letters.models import Message, MessageItem
from tests.features.builders import a_customer, an_invoice
from tests.features.dunning.stage import (
    a_shop_that_could_send,
    carried_out,
    numbers_to_send,
    previewed,
    released,
)

pytestmark = pytest.mark.django_db


class Stopped(Exception):
    """Somebody pressed Ctrl-C."""


@pytest.fixture
def shop(monkeypatch):
    monkeypatch.setattr(actions, "CUSTOMERS_AT_ONCE", 2)
    shop = a_shop_that_could_send()
    for number in range(5):
        an_invoice(a_customer(shop, name=f"Person {number}"), number=f"RE-{number}")
    return shop


def test_a_release_says_after_each_part_how_far_it_is(shop):
    said = []

    released(shop, progress=lambda done, total: said.append((done, total)))

    assert said == [(2, 5), (4, 5), (5, 5)]


def test_a_release_that_is_stopped_leaves_whole_parts_and_the_next_one_goes_on(shop):
    def stop(done, total):
        if done >= 2:
            raise Stopped

    with pytest.raises(Stopped):
        released(shop, progress=stop)
    assert Message.objects.count() == 2
    assert numbers_to_send(previewed(shop)) == ["RE-2", "RE-3", "RE-4"]

    run = released(shop)

    assert Message.objects.filter(run_public_id=run.public_id).count() == 5
    assert MessageItem.objects.values("case", "step").distinct().count() == 5


def test_a_claim_is_stated_when_its_message_is_put_into_words_and_kept_as_evidence(shop):
    released(shop)
    assert not MessageItem.objects.exclude(statement=None).exists()

    carried_out(shop)

    for item in MessageItem.objects.select_related("invoice"):
        assert item.statement["total_cents"] == item.total_cents == 12990
        assert item.invoice.demands.get().statement == item.statement
