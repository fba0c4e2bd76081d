"""The gate only closes further: nothing that is added ever opens it, whatever else is true."""

from dataclasses import replace
from datetime import date, timedelta

import hypothesis.strategies as st
from hypothesis import given, settings

from kulanz.core.contact import (
    Channel,
    CollectibleBy,
    ContactKind,
    Delivery,
    GateFacts,
    Hold,
    HoldKind,
    PastContact,
    PaymentSource,
    Purpose,
    UnallocatedPayment,
    Withheld,
    may_contact,
)

from .builders import TODAY, a_claim, a_person, gate_facts, on

MONEY = UnallocatedPayment(booked_on=TODAY, cents=1, currency="EUR", evidence_de="x", evidence_en="x")


def _person(**facts):
    return lambda gate: replace(gate, person=replace(gate.person, **facts))


def _claim(**facts):
    return lambda gate: replace(gate, claim=replace(gate.claim, **facts))


def _held(kind: HoldKind):
    hold = Hold(kind=kind, since=TODAY - timedelta(days=1))
    return lambda gate: replace(gate, claim=replace(gate.claim, holds=(*gate.claim.holds, hold)))


def _contacted(kind: ContactKind, age: int):
    contact = PastContact(day=TODAY - timedelta(days=age), kind=kind)
    return lambda gate: replace(gate, person=replace(gate.person, contacts=(*gate.person.contacts, contact)))


STOPS = [
    lambda gate: replace(gate, sending_stopped=True),
    lambda gate: replace(
        gate, payment_sources=(*gate.payment_sources, PaymentSource(name="B", covered_to=None))
    ),
    _person(unallocated_payments=(MONEY,)),
    _person(credit_cents=1),
    _person(unpaid_refund_cents=1),
    _person(email="", phone="", has_postal_address=False),
    _person(email_undeliverable_since=TODAY),
    _claim(collectible_by=CollectibleBy.SOLD),
    _claim(delivery=Delivery.UNDELIVERED),
    _claim(open_cents=0),
    *(_held(kind) for kind in HoldKind),
    *(_contacted(kind, age) for kind in ContactKind for age in (0, 3, 9, 20)),
]

facts = st.builds(
    gate_facts,
    purpose=st.sampled_from(Purpose),
    person=st.builds(a_person, email=st.sampled_from(["", "a@example.org"])),
    claim=st.builds(a_claim, delivery=st.sampled_from(Delivery), returns_are_known=st.booleans()),
    confirmed_on=st.sampled_from([None, TODAY]),
)
instants = st.builds(on, st.integers(0, 9).map(lambda n: TODAY + timedelta(days=n)), st.integers(0, 23))


# Of one fact only one reason can be true: an address is missing or bounces, goods are undelivered or unknown.
INSTEAD = {
    "address_undeliverable": "no_address",
    "delivery_unconfirmed": "not_delivered",
    "part_not_delivered": "not_delivered",
}


def codes(gate: GateFacts, channel: Channel, at) -> set[str]:
    answer = may_contact(gate, channel=channel, at=at)
    return {reason.code for reason in answer.reasons} if isinstance(answer, Withheld) else set()


@given(facts, st.lists(st.sampled_from(STOPS), min_size=1, max_size=6), st.sampled_from(Channel), instants)
@settings(max_examples=200, deadline=None)
def test_adding_a_reason_never_opens_the_gate_and_never_hides_another_kind_of_reason(
    gate, stops, channel, at
):
    before = codes(gate, channel, at)
    for stop in stops:
        gate = stop(gate)
        after = codes(gate, channel, at)
        assert not before or after
        assert {INSTEAD.get(code, code) for code in before - after} <= after
        before = after


@given(facts, st.lists(st.sampled_from(STOPS), max_size=6), st.sampled_from(Channel), instants)
@settings(max_examples=200, deadline=None)
def test_a_day_named_as_the_end_is_never_too_late(gate, stops, channel, at):
    """While every reason says it will still hold, the gate is indeed closed on each day until then."""
    for stop in stops:
        gate = stop(gate)
    answer = may_contact(gate, channel=channel, at=at)
    if not isinstance(answer, Withheld) or (until := answer.until()) is None:
        return
    day = at.date() + timedelta(days=1)
    while day <= until:
        assert codes(gate, channel, on(day, 12))
        day += timedelta(days=1)


@given(facts, st.lists(st.sampled_from(STOPS), max_size=6), st.sampled_from(Channel), instants)
@settings(max_examples=100, deadline=None)
def test_what_stops_an_answer_stops_a_reminder_too(gate, stops, channel, at):
    for stop in stops:
        gate = stop(gate)
    answer = codes(replace(gate, purpose=Purpose.ANSWER), channel, at)
    thank_you = codes(replace(gate, purpose=Purpose.THANK_YOU), channel, at)
    reminder = codes(replace(gate, purpose=Purpose.REMINDER), channel, at)
    assert answer <= thank_you
    # A hold that lets a call about money through lets nothing through that an answer may not pass.
    assert thank_you <= reminder


def test_every_reason_is_whole_in_both_languages():
    gate = gate_facts(payment_sources=(), sending_stopped=True)
    for stop in STOPS:
        gate = stop(gate)
    answer = may_contact(gate, channel=Channel.EMAIL, at=on(date(2026, 12, 6), 3))
    assert isinstance(answer, Withheld)
    for reason in answer.reasons:
        assert reason.text_de.endswith(".") and reason.text_en.endswith(".")
        assert reason.releases_when in reason.text_de and reason.releases_when_en in reason.text_en
        assert "None" not in reason.text_de + reason.text_en
