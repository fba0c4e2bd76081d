from datetime import date

import pytest

from kulanz.core.contact import (
    HOLD_KINDS,
    Channel,
    Hold,
    HoldKind,
    HoldScope,
    PaymentSource,
    Purpose,
    UnallocatedPayment,
    Withheld,
    may_contact,
)

from .builders import MORNING, TODAY, a_claim, a_person, asked, gate_facts, held, on, with_purpose

PAULS_MONEY = UnallocatedPayment(
    booked_on=date(2026, 11, 30),
    cents=5900,
    currency="EUR",
    evidence_de="ähnlicher Name",
    evidence_en="similar name",
)


@pytest.mark.parametrize("kind", list(HoldKind))
def test_every_kind_of_hold_stops_a_reminder_by_mail_and_says_why(kind):
    facts = held(kind, since=date(2026, 11, 28))
    answer = may_contact(facts, channel=Channel.EMAIL, at=MORNING)
    assert isinstance(answer, Withheld)
    (reason,) = answer.reasons
    assert reason.code == kind.value
    assert "28.11.2026" in reason.text_de and "28 Nov 2026" in reason.text_en
    assert reason.text_de.endswith(reason.releases_when)
    assert asked(held(kind, since=date(2026, 12, 2))) == []


@pytest.mark.parametrize("kind", list(HoldKind))
def test_a_hold_stops_calls_unless_calling_is_what_it_asks_for(kind):
    by_phone = asked(held(kind), channel=Channel.PHONE)
    assert by_phone == ([kind.value] if HOLD_KINDS[kind].stops_calls else [])
    assert {one for one in HoldKind if not HOLD_KINDS[one].stops_calls} == {
        HoldKind.CALLBACK_WISHED,
        HoldKind.ADDRESS_REPAIR,
    }


def test_a_return_is_explained_as_the_page_shows_it():
    answer = may_contact(
        held(HoldKind.GOODS_RETURN, since=date(2026, 11, 28)), channel=Channel.EMAIL, at=MORNING
    )
    assert isinstance(answer, Withheld)
    assert answer.reasons[0].withheld_de() == (
        "Zurückgehalten: Rücksendung seit 28.11.2026 angemeldet. Wird frei, wenn der Wareneingang gebucht ist."
    )
    assert answer.until() is None


def test_a_promise_frees_the_person_the_day_after_its_last():
    promised = held(HoldKind.PROMISE, until=date(2026, 12, 10))
    assert "promise" in asked(promised, at=on(date(2026, 12, 10)))
    assert "promise" not in asked(promised, at=on(date(2026, 12, 11)))
    answer = may_contact(promised, channel=Channel.EMAIL, at=MORNING)
    assert isinstance(answer, Withheld) and answer.until() == date(2026, 12, 10)


def test_a_hold_on_the_person_concerns_the_person_and_one_on_an_invoice_does_not():
    on_person = gate_facts(
        person=a_person(holds=(Hold(kind=HoldKind.BEREAVEMENT, since=TODAY, scope=HoldScope.PERSON),))
    )
    for facts, concerns in ((on_person, True), (held(HoldKind.DISPUTE), False)):
        answer = may_contact(facts, channel=Channel.EMAIL, at=MORNING)
        assert isinstance(answer, Withheld)
        assert answer.reasons[0].concerns_person is concerns


def test_money_that_may_be_pauls_withholds_his_reminder():
    facts = gate_facts(person=a_person(unallocated_payments=(PAULS_MONEY,)))
    answer = may_contact(facts, channel=Channel.EMAIL, at=MORNING)
    assert isinstance(answer, Withheld)
    (reason,) = answer.reasons
    assert reason.code == "unallocated_payment"
    assert "59,00 €" in reason.text_de and "ähnlicher Name" in reason.text_de


@pytest.mark.parametrize("channel", list(Channel))
def test_bank_data_have_to_reach_the_banking_day_before(channel):
    fresh = gate_facts(payment_sources=(PaymentSource(name="A", covered_to=date(2026, 11, 30)),))
    stale = gate_facts(payment_sources=(PaymentSource(name="A", covered_to=date(2026, 11, 29)),))
    assert asked(fresh, channel=channel) == []
    assert asked(stale, channel=channel) == ["payment_data_stale"]


def test_on_monday_the_data_of_friday_are_fresh_and_after_christmas_those_of_the_last_banking_day():
    friday = gate_facts(payment_sources=(PaymentSource(name="A", covered_to=date(2026, 11, 27)),))
    assert asked(friday, at=on(date(2026, 11, 30))) == []
    christmas_eve = gate_facts(payment_sources=(PaymentSource(name="A", covered_to=date(2026, 12, 24)),))
    assert asked(christmas_eve, at=on(date(2026, 12, 28))) == []
    assert asked(christmas_eve, at=on(date(2026, 12, 29))) == ["payment_data_stale"]


def test_one_stale_account_among_fresh_ones_is_enough_and_is_named():
    facts = gate_facts(
        payment_sources=(
            PaymentSource(name="Hauptkonto", covered_to=date(2026, 11, 30)),
            PaymentSource(name="PayPal", covered_to=date(2026, 11, 20)),
            PaymentSource(name="Zweitkonto", covered_to=None),
        )
    )
    answer = may_contact(facts, channel=Channel.EMAIL, at=MORNING)
    assert isinstance(answer, Withheld)
    paypal, second = answer.reasons
    assert "PayPal" in paypal.text_de and "20.11.2026" in paypal.text_de
    assert "Wir mahnen nicht auf Verdacht." in paypal.text_de and "30.11.2026" in paypal.releases_when
    assert "Zweitkonto" in second.text_de


def test_without_any_account_nobody_is_reminded():
    assert asked(gate_facts(payment_sources=())) == ["payment_data_stale"]


@pytest.mark.parametrize(
    ("facts", "code"),
    [({"credit_cents": 1}, "customer_credit"), ({"unpaid_refund_cents": 1}, "unpaid_refund")],
)
def test_whom_we_owe_money_is_not_reminded(facts, code):
    assert asked(gate_facts(person=a_person(**facts))) == [code]
    assert asked(gate_facts(person=a_person(**dict.fromkeys(facts, 0)))) == []


@pytest.mark.parametrize(
    ("channel", "missing"),
    [
        (Channel.EMAIL, {"email": ""}),
        (Channel.PHONE, {"phone": ""}),
        (Channel.SMS, {"phone": ""}),
        (Channel.SMS, {"sms_allowed": False}),
        (Channel.LETTER, {"has_postal_address": False}),
    ],
)
def test_a_missing_address_closes_its_channel_and_no_other(channel, missing):
    facts = gate_facts(person=a_person(**missing))
    assert asked(facts, channel=channel) == ["no_address"]
    other = Channel.LETTER if channel is not Channel.LETTER else Channel.EMAIL
    assert asked(facts, channel=other) == []


def test_an_address_that_bounced_closes_the_mail_but_not_the_letter():
    bounced = gate_facts(person=a_person(email_undeliverable_since=date(2026, 11, 28)))
    assert asked(bounced) == ["address_undeliverable"]
    assert asked(bounced, channel=Channel.LETTER) == []


def test_stopping_everything_stops_reminders_answers_and_thanks():
    stopped = gate_facts(sending_stopped=True)
    for purpose in Purpose:
        assert asked(with_purpose(stopped, purpose)) == ["sending_stopped"]


@pytest.mark.parametrize("kind", list(HoldKind))
def test_answers_are_stopped_only_where_they_must_not_arrive(kind):
    stops = HOLD_KINDS[kind].stops_answers
    for purpose in (Purpose.ANSWER, Purpose.THANK_YOU):
        assert bool(asked(with_purpose(held(kind), purpose))) is stops


def test_who_must_not_get_even_an_answer():
    assert {kind for kind in HoldKind if HOLD_KINDS[kind].stops_answers} == {
        HoldKind.BEREAVEMENT,
        HoldKind.INSOLVENCY,
        HoldKind.MINOR,
        HoldKind.REPRESENTED,
        HoldKind.WRONG_PERSON,
    }


def test_an_answer_needs_neither_fresh_bank_data_nor_an_open_claim():
    facts = gate_facts(
        claim=a_claim(open_cents=0),
        payment_sources=(),
        person=a_person(unallocated_payments=(PAULS_MONEY,), credit_cents=500),
    )
    assert asked(with_purpose(facts, Purpose.ANSWER)) == []
    assert asked(with_purpose(facts, Purpose.THANK_YOU)) == []
    assert asked(facts) != []


def test_an_answer_needs_an_address_as_well():
    facts = gate_facts(person=a_person(email=""))
    assert asked(with_purpose(facts, Purpose.ANSWER)) == ["no_address"]
