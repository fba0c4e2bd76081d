from datetime import date

import pytest

from kulanz.core.contact import (
    Allowed,
    Channel,
    CollectibleBy,
    Delivery,
    InstantWithoutZone,
    Withheld,
    may_contact,
)

from .builders import MORNING, TODAY, a_claim, asked, gate_facts, on


def test_erika_may_be_reminded():
    assert may_contact(gate_facts(), channel=Channel.EMAIL, at=MORNING) == Allowed()


@pytest.mark.parametrize("whose", [CollectibleBy.SOLD, CollectibleBy.MARKETPLACE, CollectibleBy.PREPAYMENT])
@pytest.mark.parametrize("channel", list(Channel))
def test_what_is_not_ours_stays_behind_the_gate_in_every_channel(whose, channel):
    assert asked(gate_facts(claim=a_claim(collectible_by=whose)), channel=channel) == ["not_ours"]


def test_an_unknown_owner_is_not_taken_for_ours():
    assert asked(gate_facts(claim=a_claim(collectible_by=CollectibleBy.UNKNOWN))) == ["owner_unknown"]


@pytest.mark.parametrize("cents", [0, -1])
def test_who_has_paid_is_not_reminded(cents):
    assert "already_paid" in asked(gate_facts(claim=a_claim(open_cents=cents)))
    assert asked(gate_facts(claim=a_claim(open_cents=1, demanded_cents=1))) == []


def test_undelivered_goods_are_not_demanded():
    assert asked(gate_facts(claim=a_claim(delivery=Delivery.UNDELIVERED))) == ["not_delivered"]
    confirmed = gate_facts(claim=a_claim(delivery=Delivery.UNDELIVERED), confirmed_on=TODAY)
    assert asked(confirmed) == ["not_delivered"]


def test_unknown_delivery_waits_for_a_person_to_confirm_it_for_this_run():
    unknown = a_claim(delivery=Delivery.UNKNOWN)
    assert asked(gate_facts(claim=unknown)) == ["delivery_unconfirmed"]
    assert asked(gate_facts(claim=unknown, confirmed_on=TODAY)) == []
    assert asked(gate_facts(claim=unknown, confirmed_on=date(2026, 11, 30))) == ["delivery_unconfirmed"]


def test_returns_that_no_source_knows_wait_for_a_person_too():
    unknown = a_claim(returns_are_known=False)
    assert asked(gate_facts(claim=unknown)) == ["returns_unconfirmed"]
    assert asked(gate_facts(claim=unknown, confirmed_on=TODAY)) == []


@pytest.mark.parametrize(
    ("demanded", "delivered", "open_cents", "codes"),
    [
        (5000, 5000, 12990, []),
        (5001, 5000, 12990, ["part_not_delivered"]),
        (12990, 5000, 12990, ["part_not_delivered"]),
        (2000, 5000, 9990, []),  # 30.00 paid: 20.00 of the delivered part are due
        (2001, 5000, 9990, ["part_not_delivered"]),
        (100, 3000, 9990, ["part_not_delivered"]),  # the delivered part is paid
        (100, None, 12990, ["part_not_delivered"]),
        (0, 5000, 12990, ["part_not_delivered"]),
    ],
)
def test_of_a_part_delivery_only_the_delivered_part_is_due(demanded, delivered, open_cents, codes):
    claim = a_claim(
        delivery=Delivery.PARTLY, delivered_cents=delivered, demanded_cents=demanded, open_cents=open_cents
    )
    assert asked(gate_facts(claim=claim)) == codes


def test_the_sentence_of_a_part_delivery_names_both_amounts():
    claim = a_claim(delivery=Delivery.PARTLY, delivered_cents=5000)
    answer = may_contact(gate_facts(claim=claim), channel=Channel.EMAIL, at=MORNING)
    assert isinstance(answer, Withheld)
    assert "50,00 €" in answer.reasons[0].text_de and "129,90 €" in answer.reasons[0].text_de


def test_all_reasons_are_named_not_only_the_first():
    claim = a_claim(collectible_by=CollectibleBy.UNKNOWN, delivery=Delivery.UNDELIVERED, open_cents=0)
    facts = gate_facts(claim=claim, payment_sources=(), sending_stopped=True)
    assert asked(facts, at=on(date(2026, 12, 6), hour=22)) == [
        "sending_stopped",
        "owner_unknown",
        "already_paid",
        "not_delivered",
        "payment_data_stale",
        "no_contact_day",
        "outside_hours",
    ]


def test_an_instant_without_a_zone_is_refused():
    with pytest.raises(InstantWithoutZone, match="2026-12-01"):
        may_contact(gate_facts(), channel=Channel.EMAIL, at=MORNING.replace(tzinfo=None))
