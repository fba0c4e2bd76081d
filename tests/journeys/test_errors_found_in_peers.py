"""What went wrong in other systems for receivables, each as a story that must end well here.

One test per finding, named after the error.
"""

from datetime import date, timedelta

import pytest

from kulanz.core.claim import Policy
from kulanz.features.claims.facts import claim_facts
from kulanz.features.claims.models import Case, StepDone
from kulanz.features.claims.statements import statement_of
from kulanz.features.contact.actions import hold
from kulanz.features.dunning.advance import advance_all
from kulanz.features.dunning.explain import explain
from kulanz.features.dunning.strategies import latest_versions, publish
from kulanz.features.letters.models import Message
from kulanz.features.outbox.handlers import _HANDLERS, PermanentRefusal
from tests.features.builders import TODAY, a_customer, actor_of, an_invoice
from tests.features.dunning.stage import (
    a_shop_that_could_send,
    now_of,
    numbers_to_send,
    on_day,
    previewed,
    released,
    run_the_day,
    sent_steps,
    withheld_codes,
)
from tests.features.dunning.test_sending import pay

pytestmark = pytest.mark.django_db


def five_people(shop):
    return [
        an_invoice(a_customer(shop, name=f"Person {n}", email=f"p{n}@kundin.example"), number=f"RE-{n}")
        for n in range(5)
    ]


def place(shop, invoice, kind, *, until=None, on_person=False):
    at = now_of(shop)
    return hold(
        actor=actor_of(shop),
        customer_id=invoice.customer_id,
        invoice_id=None if on_person else invoice.pk,
        kind=kind,
        since=at.date(),
        until=until,
        because="",
        day=at.date(),
        at=at,
    )


class RefusesOne:
    """A mail server that does not know one address."""

    def __init__(self, address):
        self.address, self.sent = address, []

    def send(self, mail):
        if mail.recipient == self.address:
            raise PermanentRefusal("550 no such user", code="recipient_refused")
        self.sent.append(mail.recipient)
        return {"shown": True}

    def close(self):
        pass


# OpenXE


def test_the_failure_of_one_of_five_mails_is_not_hidden_by_the_success_of_the_others(monkeypatch):
    shop = a_shop_that_could_send()
    invoices = five_people(shop)
    wire = RefusesOne("p2@kundin.example")
    monkeypatch.setattr(_HANDLERS["reminder_mail"], "_shown", wire)

    run_the_day(shop)

    assert len(wire.sent) == 4
    assert [bool(sent_steps(invoice)) for invoice in invoices] == [True, True, False, True, True]
    failed = Message.objects.get(items__invoice=invoices[2])
    assert failed.state == Message.State.UNDELIVERABLE and "550" in failed.state_because
    assert invoices[2].number in withheld_codes(previewed(shop)) | {
        one.subject.number: set() for one in previewed(shop).decisions
    }


def test_a_late_start_does_not_jump_to_the_harshest_step():
    shop = a_shop_that_could_send()
    an_invoice(a_customer(shop), due_date=date(2025, 12, 1), issue_date=date(2025, 11, 17))

    item = previewed(shop).send[0].items[0]

    assert (item.subject.step, item.layout) == ("reminder", "reminder")


# Tryton


@pytest.mark.parametrize("kind", ["dispute", "pause", "bereavement"])
def test_a_block_holds_in_each_channel(kind):
    shop = a_shop_that_could_send()
    jonas = a_customer(shop, phone="040 1")
    mailed = an_invoice(jonas, number="RE-1")
    called = an_invoice(jonas, number="RE-2", due_date=date(2026, 11, 10))
    Case.objects.filter(invoice=called).update(imported_step="1", imported_step_on=date(2026, 11, 16))
    before = previewed(shop)
    assert (len(before.send), len(before.calls)) == (1, 1)

    for invoice in (mailed, called):
        place(shop, invoice, kind, on_person=kind == "bereavement")

    after = previewed(shop)
    assert (after.send, after.calls) == ((), ())
    for invoice in (mailed, called):
        answer = explain(actor_of(shop), invoice.case, day=TODAY, at=now_of(shop))
        assert (answer.action, answer.code) == ("withheld", kind)


def test_processing_again_mails_nothing_again_and_raises_no_level():
    shop = a_shop_that_could_send()
    invoice = an_invoice(a_customer(shop))

    for _ in range(3):
        run_the_day(shop)

    assert sent_steps(invoice) == [("reminder", TODAY)]
    assert Message.objects.count() == 1


def test_the_residual_after_a_part_payment_is_asked_for_and_not_the_full_amount():
    shop = a_shop_that_could_send()
    invoice = an_invoice(a_customer(shop))
    pay(shop, invoice, 10000)

    assert previewed(shop).send[0].totals == {"EUR": 2990}


def test_two_messages_to_one_person_keep_their_distance():
    shop = a_shop_that_could_send()
    erika = a_customer(shop)
    an_invoice(erika, number="RE-1")
    run_the_day(shop)
    second = an_invoice(erika, number="RE-2", due_date=date(2026, 11, 28))

    for offset in (1, 2):
        on_day(shop, TODAY + timedelta(days=offset))
        assert withheld_codes(previewed(shop)) == {"RE-2": {"contact_density"}}
    on_day(shop, TODAY + timedelta(days=3))
    run_the_day(shop)
    assert sent_steps(second) == [("reminder", TODAY + timedelta(days=3))]


# ERPNext


def test_the_last_row_does_not_decide_that_all_is_resolved():
    shop = a_shop_that_could_send()
    erika = a_customer(shop)
    first, last = an_invoice(erika, number="RE-1"), an_invoice(erika, number="RE-2")

    pay(shop, last, 12990)

    assert Case.objects.get(invoice=last).state == Case.State.CLOSED
    assert Case.objects.get(invoice=first).state == Case.State.OPEN
    assert numbers_to_send(previewed(shop)) == ["RE-1"]


def test_interest_follows_the_balance_and_does_not_vanish_with_a_payment():
    shop = a_shop_that_could_send()
    invoice = an_invoice(a_customer(shop), cents=100000, due_date_is_agreed=True, due_date=date(2026, 9, 30))
    policy = Policy(demands_interest=True)
    whole = statement_of(invoice, as_of=TODAY, policy=policy)
    on_day(shop, date(2026, 11, 2))
    pay(shop, invoice, 50000)

    half = statement_of(invoice, as_of=TODAY, policy=policy)

    lines = [line for line in half.lines if line.kind == "interest"]
    assert [line.base_cents for line in lines] == [100000, 50000]
    assert 0 < half.open_interest_cents < whole.open_interest_cents
    assert claim_facts([invoice], policy=policy)[invoice.pk].payments[0].cents == 50000


# Invoice Ninja, Dolibarr, Akaunting


def test_a_missed_day_is_caught_up_and_not_lost():
    shop = a_shop_that_could_send()
    invoice = an_invoice(a_customer(shop, phone=""))
    late = TODAY + timedelta(days=9)

    on_day(shop, late)
    run_the_day(shop)

    assert sent_steps(invoice) == [("reminder", late)]


def test_a_cron_that_fires_twice_adds_no_fee_and_no_step():
    shop = a_shop_that_could_send()
    invoice = an_invoice(a_customer(shop, phone=""))
    for offset in range(40):
        on_day(shop, TODAY + timedelta(days=offset))
        for _ in range(2):
            at = now_of(shop)
            advance_all(actor=actor_of(shop), day=at.date(), at=at)
            run_the_day(shop)

    steps = [step for step, _ in sent_steps(invoice)]
    assert len(steps) == len(set(steps)) >= 2
    assert all(demand.cost_cents == 0 for demand in invoice.demands.all())
    invoice.refresh_from_db()
    assert invoice.total_cents == invoice.open_item.open_cents == 12990


def test_days_before_and_days_after_are_not_confused():
    shop = a_shop_that_could_send()
    an_invoice(a_customer(shop, name="Anna"), number="RE-1", due_date=date(2026, 12, 5))
    an_invoice(a_customer(shop, name="Berta"), number="RE-2", due_date=date(2026, 11, 27))

    (message,) = previewed(shop).send

    assert message.items[0].subject.number == "RE-2"
    assert "seit 4 Tagen überfällig" in message.items[0].subject.because
    assert message.items[0].deadline > TODAY


# Lago


def test_the_threshold_looks_at_what_is_left():
    shop = a_shop_that_could_send()
    invoice = an_invoice(a_customer(shop))
    pay(shop, invoice, 12990 - 99)

    assert previewed(shop).send == ()
    at = now_of(shop)
    assert "1,00 €" in explain(actor_of(shop), invoice.case, day=TODAY, at=at).text


def test_above_the_threshold_the_rest_is_asked_for():
    shop = a_shop_that_could_send()
    invoice = an_invoice(a_customer(shop))
    pay(shop, invoice, 12990 - 100)

    assert previewed(shop).send[0].totals == {"EUR": 100}


# OCA


def test_in_a_batch_of_mixed_cases_each_gets_its_own_and_none_hides_another():
    shop = a_shop_that_could_send()
    an_invoice(a_customer(shop, name="Anna"), number="RE-1")
    an_invoice(a_customer(shop, name="Berta"), number="RE-2", due_date=date(2026, 11, 30))
    called = an_invoice(
        a_customer(shop, name="Carl", phone="040 1"), number="RE-3", due_date=date(2026, 11, 10)
    )
    Case.objects.filter(invoice=called).update(imported_step="1", imported_step_on=date(2026, 11, 16))
    an_invoice(a_customer(shop, name="Dora"), number="RE-4", delivery="undelivered")
    an_invoice(a_customer(shop, name="Emil"), number="RE-5", collectible_by="sold")
    an_invoice(a_customer(shop, name="Firma", kind="business"), number="RE-6", due_date=date(2026, 11, 28))

    shown = previewed(shop)

    assert numbers_to_send(shown) == ["RE-1", "RE-6"]
    assert [call.subject.number for call in shown.calls] == ["RE-3"]
    assert {"RE-4", "RE-5"} == set(withheld_codes(shown))
    run = released(shop)
    assert {item.case.invoice.number: item.verdict for item in run.items.all()} == {
        "RE-1": "send",
        "RE-3": "call",
        "RE-4": "withheld",
        "RE-5": "withheld",
        "RE-6": "send",
    }


# SAP


def test_a_level_belongs_to_the_invoice_and_does_not_stay_with_the_customer_after_payment():
    shop = a_shop_that_could_send()
    erika = a_customer(shop, phone="")
    old = an_invoice(erika, number="RE-1", due_date=date(2026, 10, 30), issue_date=date(2026, 10, 16))
    Case.objects.filter(invoice=old).update(imported_step="2", imported_step_on=date(2026, 11, 16))
    pay(shop, old, 12990)
    an_invoice(erika, number="RE-2")

    assert [item.subject.step for item in previewed(shop).send[0].items] == ["reminder"]


def test_a_broken_promise_is_seen_by_everybody_the_day_after():
    shop = a_shop_that_could_send()
    invoice = an_invoice(a_customer(shop))
    place(shop, invoice, "promise", until=date(2026, 12, 4))
    on_day(shop, date(2026, 12, 8))
    assert withheld_codes(previewed(shop)) == {invoice.number: {"promise"}}

    on_day(shop, date(2026, 12, 9))

    assert numbers_to_send(previewed(shop)) == [invoice.number]


# JTL


def test_no_window_hides_old_items():
    shop = a_shop_that_could_send()
    an_invoice(
        a_customer(shop), due_date=date(2023, 3, 1), issue_date=date(2023, 2, 15), opened_on=date(2023, 2, 15)
    )

    assert numbers_to_send(previewed(shop)) == ["RE-2026-1043"]


def test_a_step_taken_out_of_the_strategy_does_not_leave_its_cases_behind():
    shop = a_shop_that_could_send()
    invoice = an_invoice(a_customer(shop, phone=""))
    run_the_day(shop)
    definition = latest_versions(shop.pk)["b2c"].definition
    definition["steps"] = [step for step in definition["steps"] if step["code"] != "notice"]
    for segment in definition["segments"]:
        segment.get("changes", {}).pop("notice", None)
    publish(actor=actor_of(shop), code="b2c", definition=definition, day=TODAY, at=now_of(shop))

    for offset in range(1, 50):
        on_day(shop, TODAY + timedelta(days=offset))
        run_the_day(shop)

    assert "final_notice" in [step for step, _ in sent_steps(invoice)]


# Chaser


def test_a_running_plan_is_not_reminded_on_the_original_due_date():
    shop = a_shop_that_could_send()
    invoice = an_invoice(a_customer(shop, name="Lina Rate"))
    place(shop, invoice, "plan")

    for offset in range(0, 60, 7):
        on_day(shop, TODAY + timedelta(days=offset))
        run_the_day(shop)
        assert withheld_codes(previewed(shop)) == {invoice.number: {"plan"}}

    assert sent_steps(invoice) == []


# Upflow


def test_an_undone_call_does_not_freeze_the_case():
    shop = a_shop_that_could_send()
    invoice = an_invoice(a_customer(shop, phone="040 1"))

    for offset in range(30):
        on_day(shop, TODAY + timedelta(days=offset))
        run_the_day(shop)

    assert [step for step, _ in sent_steps(invoice)][:2] == ["reminder", "notice"]
    lapsed = StepDone.objects.get(case=invoice.case, step="call")
    assert "kein Ergebnis in 5 Arbeitstagen" in lapsed.because


def test_a_decision_that_nobody_takes_stays_on_the_list():
    shop = a_shop_that_could_send()
    invoice = an_invoice(a_customer(shop), due_date=date(2026, 9, 30), issue_date=date(2026, 9, 16))
    Case.objects.filter(invoice=invoice).update(imported_step="3", imported_step_on=date(2026, 11, 5))

    for offset in range(0, 28, 7):
        on_day(shop, TODAY + timedelta(days=offset))
        run_the_day(shop)
        assert [one.subject.number for one in previewed(shop).decisions] == [invoice.number]
