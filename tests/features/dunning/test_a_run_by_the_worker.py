"""A run that the worker releases: what a person saw and nothing else, also after a crash at its beginning."""

import pytest

from kulanz.features.dunning import actions
from kulanz.features.dunning.long_work import begin_release
from kulanz.features.dunning.seen import Seen
from kulanz.features.letters.models import Message, MessageItem
from kulanz.features.work.worker import LEASE, carry_out_next
from tests.features.builders import TODAY, a_customer, actor_of, an_invoice
from tests.features.dunning.stage import MACHINE_NOW, a_shop_that_could_send, previewed

pytestmark = pytest.mark.django_db


class ACrash(BaseException):
    """What no code catches: the process is gone."""


@pytest.fixture
def shop(monkeypatch):
    monkeypatch.setattr(actions, "CUSTOMERS_AT_ONCE", 2)
    shop = a_shop_that_could_send()
    for number in range(5):
        an_invoice(a_customer(shop, name=f"Person {number}"), number=f"RE-{number}")
    return shop


def begun(shop, *, expected=None):
    return begin_release(
        actor=actor_of(shop),
        day=TODAY,
        expected=expected or previewed(shop).fingerprint,
        delivery_and_returns_confirmed=True,
        excluded_case_ids=[],
        machine_now=MACHINE_NOW,
    )


def test_the_worker_releases_the_run_that_was_seen(shop):
    begun(shop)
    done = carry_out_next(clock=lambda: MACHINE_NOW)
    assert (done.state, done.message) == ("done", "5 Nachrichten freigegeben.")
    assert Message.objects.filter(run_public_id=done.result_id).count() == 5


def test_a_run_that_changed_since_it_was_seen_is_refused_and_nothing_goes_out(shop):
    begun(shop, expected="0" * 64)
    failed = carry_out_next(clock=lambda: MACHINE_NOW)
    assert failed.state == "failed" and "etwas geändert" in failed.message
    assert not Message.objects.exists()


@pytest.mark.parametrize("dies_after", [True, False], ids=["after the first part", "before the first part"])
def test_a_release_that_dies_early_goes_on_with_what_was_seen_and_with_nothing_else(
    shop, monkeypatch, dies_after
):
    begun(shop)
    real = actions._release_part

    def dying(*args):
        if dies_after:
            real(*args)
        raise ACrash

    with monkeypatch.context() as broken:
        broken.setattr(actions, "_release_part", dying)
        with pytest.raises(ACrash):
            carry_out_next(clock=lambda: MACHINE_NOW)
    assert Message.objects.count() == (2 if dies_after else 0)
    an_invoice(a_customer(shop, name="Nie gesehen"), number="RE-NEU")

    done = carry_out_next(clock=lambda: MACHINE_NOW + LEASE * 2)

    assert done.state == "done", done.message
    sent = MessageItem.objects.values_list("case__invoice__number", flat=True)
    assert sorted(sent) == [f"RE-{number}" for number in range(5)]


def test_what_was_seen_is_the_same_after_it_was_written_down():
    seen = Seen()
    for key in (3, 2**40, 7):
        seen.add([key], bytes(range(key % 5, key % 5 + 8)))
    again = Seen.from_text(seen.as_text())
    assert len(again) == 3 and again.as_text() == seen.as_text()
    assert len(Seen.from_text(Seen().as_text())) == 0
