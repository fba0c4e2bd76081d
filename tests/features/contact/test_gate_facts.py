"""What the gate is told: each fact comes from the rows, for many people at once."""

from datetime import date

import pytest

from kulanz.core.contact import Channel, Withheld, may_contact
from kulanz.core.ledger import Allocation, payment_by_hand
from kulanz.features.audit.actions import record
from kulanz.features.banking.models import BankAccount, BankLine, ProposedCustomer
from kulanz.features.contact.facts import gate_reader
from kulanz.features.ledger.actions import post
from kulanz.features.tenants.clock import business_now
from kulanz.features.worklist.models import CallAttempt
from tests.features.builders import (
    NOW,
    TODAY,
    a_bank_line,
    a_customer,
    a_merchant,
    actor_of,
    an_invoice,
    fresh_bank_data,
)

pytestmark = pytest.mark.django_db


def a_fresh_shop():
    shop = a_merchant()
    fresh_bank_data(shop)
    return shop


def codes(invoice, *, channel=Channel.EMAIL, confirmed=True, demanded=None):
    shop = invoice.merchant
    shop.refresh_from_db()
    invoice.refresh_from_db()
    gate = gate_reader(
        merchant=shop, customers=[type(invoice.customer).objects.get(pk=invoice.customer_id)], day=TODAY
    )
    facts = gate.facts(
        invoice,
        demanded_cents=demanded or invoice.open_item.open_cents,
        confirmed_on=TODAY if confirmed else None,
    )
    answer = may_contact(facts, channel=channel, at=business_now(shop, machine_now=NOW))
    return {reason.code for reason in answer.reasons} if isinstance(answer, Withheld) else set()


def test_nothing_stands_in_the_way_of_an_ordinary_claim():
    assert codes(an_invoice(a_customer(a_fresh_shop()))) == set()


def test_without_any_confirmation_returns_are_unknown():
    assert codes(an_invoice(a_customer(a_fresh_shop())), confirmed=False) == {"returns_unconfirmed"}


def test_an_account_without_data_and_one_that_is_behind_are_stale_and_an_inactive_one_is_not():
    shop = a_merchant()
    invoice = an_invoice(a_customer(shop))
    assert codes(invoice) == {"payment_data_stale"}

    BankAccount.objects.filter(merchant=shop).update(covered_to=date(2026, 11, 27))
    assert codes(invoice) == {"payment_data_stale"}  # Friday; Monday is the banking day before

    BankAccount.objects.filter(merchant=shop).update(covered_to=date(2026, 11, 30))
    assert codes(invoice) == set()

    BankAccount.objects.filter(merchant=shop).update(is_active=False)
    assert codes(invoice) == {"payment_data_stale"}  # no account at all is no reason to be sure


def test_a_line_that_may_concern_somebody_withholds_and_one_set_aside_does_not():
    shop = a_fresh_shop()
    erika, paul = a_customer(shop), a_customer(shop, name="Paul Probe")
    hers, his = an_invoice(erika, number="RE-1"), an_invoice(paul, number="RE-2")
    line = a_bank_line(shop)
    ProposedCustomer.objects.create(merchant=shop, bank_line=line, customer=erika, because="ähnlicher Name")

    assert (codes(hers), codes(his)) == ({"unallocated_payment"}, set())

    line.state = BankLine.State.SET_ASIDE
    line.save()
    assert codes(hers) == set()


def test_a_doubtful_twin_withholds_until_somebody_looked():
    shop = a_fresh_shop()
    erika = a_customer(shop)
    invoice = an_invoice(erika)
    line = a_bank_line(shop, state=BankLine.State.TWIN)
    erika.ibans.create(merchant=shop, iban=line.counterparty_iban)

    assert codes(invoice) == {"unallocated_payment"}


def test_a_credit_note_that_nothing_used_up_withholds():
    shop = a_fresh_shop()
    erika = a_customer(shop)
    invoice = an_invoice(erika, number="RE-1")
    credit = an_invoice(erika, number="GS-1", with_case=False)
    type(credit.open_item).objects.filter(pk=credit.open_item_id).update(open_cents=-2000)

    assert codes(invoice) == {"customer_credit"}


def test_an_overpayment_withholds_the_person_who_overpaid_and_nobody_else():
    shop = a_fresh_shop()
    erika = a_customer(shop)
    paid, owed = an_invoice(erika, number="RE-1"), an_invoice(erika, number="RE-2")
    other = an_invoice(a_customer(shop, name="Paul Probe"), number="RE-3")
    event = record(actor=actor_of(shop), kind="PaymentMatched", day=TODAY, at=NOW, customer_id=erika.pk)
    planned = payment_by_hand(
        booking_date=TODAY,
        currency="EUR",
        allocations=[Allocation(open_item=paid.open_item_id, cents=12990)],
        customer_credit_cents=1000,
    )
    post(actor=actor_of(shop), planned=planned, event=event, value_date=TODAY)

    assert codes(owed) == {"customer_credit"}
    assert codes(other) == set()


def test_only_the_delivered_part_may_be_demanded():
    invoice = an_invoice(a_customer(a_fresh_shop()), delivery="partly", delivered_cents=5000)

    assert codes(invoice) == {"part_not_delivered"}
    assert codes(invoice, demanded=5000) == set()


def test_calls_count_for_the_person_over_all_cases():
    shop = a_fresh_shop()
    jonas = a_customer(shop, phone="040 1")
    first, second = an_invoice(jonas, number="RE-1"), an_invoice(jonas, number="RE-2")
    assert codes(second, channel=Channel.PHONE) == set()

    CallAttempt.objects.create(
        merchant=shop, case=first.case, customer=jonas, attempted_at=NOW, day=TODAY, outcome="not_reached"
    )

    assert codes(second, channel=Channel.PHONE) == {"contact_density"}
    assert codes(second, channel=Channel.EMAIL) == set()


def test_a_stopped_shop_and_a_bad_address_are_told():
    shop = a_fresh_shop()
    bounced = an_invoice(a_customer(shop, email_undeliverable_since=date(2026, 11, 28)), number="RE-1")
    nowhere = an_invoice(a_customer(shop, email=""), number="RE-2")
    assert (codes(bounced), codes(nowhere)) == ({"address_undeliverable"}, {"no_address"})

    type(shop).objects.filter(pk=shop.pk).update(is_stopped=True)
    assert codes(an_invoice(a_customer(shop), number="RE-3")) == {"sending_stopped"}


def test_a_hundred_people_take_no_more_queries_than_one(django_assert_max_num_queries):
    shop = a_fresh_shop()
    people = [a_customer(shop, name=f"Person {number}") for number in range(100)]

    with django_assert_max_num_queries(9):
        gate_reader(merchant=shop, customers=people, day=TODAY)
