"""Releasing a run: once a day, once a step, and only what was seen."""

from datetime import date, timedelta

import pytest

from kulanz.features.audit.models import Event
from kulanz.features.claims.models import Case, StepDone
from kulanz.features.contact.models import Refusal
from kulanz.features.dunning.actions import NotToday, RunChanged, SendingStopped, call_back
from kulanz.features.dunning.models import DunningRun, RunItem
from kulanz.features.letters.models import Message
from kulanz.features.letters.readiness import SendingLocked
from kulanz.features.outbox.models import Effect
from tests.features.builders import NOW, TODAY, a_customer, actor_of, an_invoice
from tests.features.dunning.stage import (
    a_shop_that_could_send,
    carried_out,
    now_of,
    numbers_to_send,
    on_day,
    previewed,
    released,
    run_the_day,
    sent_steps,
)

pytestmark = pytest.mark.django_db


def test_a_released_run_sends_after_the_time_to_call_it_back_and_not_before():
    shop = a_shop_that_could_send()
    invoice = an_invoice(a_customer(shop))

    run = released(shop)

    message = Message.objects.get(run_public_id=run.public_id)
    assert message.effect.not_before == NOW + timedelta(minutes=5)
    assert sent_steps(invoice) == []
    assert carried_out(shop) == 1
    assert sent_steps(invoice) == [("reminder", TODAY)]
    message.refresh_from_db()
    assert message.state == Message.State.SHOWN


def test_what_a_sent_reminder_leaves_behind():
    shop = a_shop_that_could_send()
    invoice = an_invoice(a_customer(shop))

    run_the_day(shop)

    demand = invoice.demands.get()
    assert (demand.principal_cents, demand.interest_cents, demand.cost_cents) == (12990, 0, 0)
    assert demand.deadline == date(2026, 12, 8)
    assert demand.statement["total_cents"] == 12990
    case = Case.objects.get(invoice=invoice)
    from kulanz.features.deadlines.models import Deadline

    deadline = Deadline.objects.get(case_id=case.pk, kind="notice")
    assert (deadline.starts_on, deadline.ends_on) == (TODAY, date(2026, 12, 8))
    assert "§ 286 I" in deadline.consequence
    assert Event.objects.filter(case_id=case.pk, kind="ReminderSent").count() == 1
    assert case.look_again_on == TODAY


def test_releasing_twice_on_one_day_adds_nothing():
    shop = a_shop_that_could_send()
    an_invoice(a_customer(shop))
    first = released(shop)
    counts = _counts()

    assert released(shop) == first
    assert _counts() == counts

    carried_out(shop)
    assert released(shop) == first
    assert Message.objects.count() == Effect.objects.count() == 1


def test_a_second_release_picks_up_what_became_due_since():
    shop = a_shop_that_could_send()
    an_invoice(a_customer(shop), number="RE-1")
    first = released(shop)
    an_invoice(a_customer(shop, name="Paul Probe"), number="RE-2")

    assert released(shop) == first

    assert sorted(item.case.invoice.number for item in first.items.filter(verdict="send")) == ["RE-1", "RE-2"]
    assert Message.objects.count() == 2


def test_only_the_merchants_own_day_can_be_released():
    shop = a_shop_that_could_send()
    an_invoice(a_customer(shop))

    with pytest.raises(NotToday, match="Heute ist der 01.12.2026"):
        released(shop, day=date(2026, 12, 2))

    assert not DunningRun.objects.exists() and not Message.objects.exists()


def test_a_stopped_shop_releases_nothing():
    shop = a_shop_that_could_send(is_stopped=True)
    an_invoice(a_customer(shop))

    with pytest.raises(SendingStopped, match="Versand wieder einschalten"):
        released(shop)

    assert not Message.objects.exists()


def test_a_live_shop_without_particulars_releases_nothing():
    shop = a_shop_that_could_send(legal_form="")
    type(shop).objects.filter(pk=shop.pk).update(is_live=True)
    an_invoice(a_customer(shop))

    with pytest.raises(SendingLocked, match="Rechtsform"):
        released(shop)

    assert not Message.objects.exists() and not DunningRun.objects.exists()


def test_what_changed_since_the_preview_is_not_sent():
    shop = a_shop_that_could_send()
    erika = a_customer(shop)
    an_invoice(erika, number="RE-1")
    seen = previewed(shop).fingerprint
    an_invoice(a_customer(shop, name="Paul Probe"), number="RE-2")

    with pytest.raises(RunChanged, match="neue Vorschau"):
        released(shop, expected=seen)
    assert not Message.objects.exists()

    released(shop, expected=previewed(shop).fingerprint)
    assert Message.objects.count() == 2


def test_a_deselected_case_is_left_out_and_proposed_again():
    shop = a_shop_that_could_send()
    erika = a_customer(shop)
    first, _ = an_invoice(erika, number="RE-1"), an_invoice(erika, number="RE-2", cents=5000)

    released(shop, excluded_case_ids=[first.case.pk])

    message = Message.objects.get()
    assert [item.invoice.number for item in message.items.all()] == ["RE-2"]
    assert Case.objects.get(invoice=first).look_again_on <= TODAY


def test_a_call_back_takes_back_what_has_not_gone_out_and_only_that():
    shop = a_shop_that_could_send()
    sent, waiting = an_invoice(a_customer(shop), number="RE-1"), None
    run = run_the_day(shop)
    waiting = an_invoice(a_customer(shop, name="Paul Probe"), number="RE-2")
    assert released(shop) == run

    taken_back = call_back(
        actor=actor_of(shop), run=run, because="Falsche Preise", day=TODAY, at=now_of(shop)
    )

    assert taken_back == 1
    assert run.state == DunningRun.State.CALLED_BACK
    assert sent_steps(sent) == [("reminder", TODAY)] and sent_steps(waiting) == []
    assert numbers_to_send(previewed(shop)) == ["RE-2"]
    assert carried_out(shop) == 0
    # The next release is a run of its own.
    assert released(shop) != run
    assert Message.objects.filter(state=Message.State.RELEASED).count() == 1


def test_without_confirmation_unknown_deliveries_stay_behind():
    shop = a_shop_that_could_send()
    invoice = an_invoice(a_customer(shop), delivery="unknown")

    run = released(shop, delivery_and_returns_confirmed=False)

    assert not Message.objects.exists()
    item = run.items.get(case=invoice.case)
    assert item.verdict == RunItem.Verdict.WITHHELD
    assert "delivery_unconfirmed" in {reason["code"] for reason in item.reasons}
    refusal = Refusal.objects.get()
    assert refusal.moment == "release" and refusal.case_id == invoice.case.pk

    released(shop)
    assert Message.objects.count() == 1
    assert run.items.get(case=invoice.case).verdict == RunItem.Verdict.SEND


def test_withheld_cases_and_calls_are_written_down_and_waiting_ones_get_their_day():
    shop = a_shop_that_could_send()
    waits = an_invoice(a_customer(shop, name="Greta"), number="RE-1", due_date=date(2026, 11, 30))
    held = an_invoice(a_customer(shop, name="Amira"), number="RE-2", delivery="undelivered")
    called = an_invoice(
        a_customer(shop, name="Jonas", phone="040 123"), number="RE-3", due_date=date(2026, 11, 10)
    )
    Case.objects.filter(invoice=called).update(imported_step="1", imported_step_on=date(2026, 11, 16))

    run = released(shop)

    verdicts = {item.case.invoice.number: item.verdict for item in run.items.all()}
    assert verdicts == {"RE-2": "withheld", "RE-3": "call"}
    assert Case.objects.get(invoice=waits).look_again_on == date(2026, 12, 4)
    assert Case.objects.get(invoice=held).look_again_on <= TODAY
    # What lapsed on the way to the call is written down with its because.
    lapsed = StepDone.objects.get(case=called.case, outcome="lapsed")
    assert lapsed.step == "short_sms" and "entfällt" in lapsed.because


def test_a_crash_in_the_middle_is_completed_by_the_next_release(monkeypatch):
    from kulanz.features.dunning import actions

    shop = a_shop_that_could_send()
    for number in range(5):
        an_invoice(a_customer(shop, name=f"Person {number}"), number=f"RE-{number}")
    monkeypatch.setattr(actions, "CUSTOMERS_AT_ONCE", 2)
    real, calls = actions._release_part, []

    def falls_over(*args):
        calls.append(args)
        if len(calls) == 2:
            raise ConnectionError("the machine went away")
        real(*args)

    monkeypatch.setattr(actions, "_release_part", falls_over)
    with pytest.raises(ConnectionError):
        released(shop)
    assert Message.objects.count() == 2
    assert numbers_to_send(previewed(shop)) == ["RE-2", "RE-3", "RE-4"]

    monkeypatch.setattr(actions, "_release_part", real)
    run = released(shop)

    assert Message.objects.filter(run_public_id=run.public_id).count() == 5
    assert DunningRun.objects.count() == 1
    assert run.items.filter(verdict="send").count() == 5


def test_an_invoice_whose_sum_the_books_do_not_confirm_waits_for_a_person():
    shop = a_shop_that_could_send()
    invoice = an_invoice(a_customer(shop))
    type(invoice.open_item).objects.filter(pk=invoice.open_item_id).update(open_cents=9000)

    run = released(shop)

    assert not Message.objects.exists()
    assert {one["code"] for one in run.items.get().reasons} == {"amount_unclear"}


def test_the_next_steps_follow_day_by_day_and_never_two_at_once():
    shop = a_shop_that_could_send()
    invoice = an_invoice(a_customer(shop, phone=""))

    for offset in range(90):
        on_day(shop, TODAY + timedelta(days=offset))
        run_the_day(shop)

    steps = [step for step, _ in sent_steps(invoice)]
    assert steps == ["reminder", "notice", "callback_offer", "final_notice"]
    days = [day for _, day in sent_steps(invoice)]
    assert all(later - earlier >= timedelta(days=3) for earlier, later in zip(days, days[1:], strict=False))
    assert previewed(shop).decisions[0].subject.number == invoice.number


def _counts():
    return (
        DunningRun.objects.count(),
        RunItem.objects.count(),
        Message.objects.count(),
        Effect.objects.count(),
        StepDone.objects.count(),
        Refusal.objects.count(),
        Event.objects.count(),
    )
