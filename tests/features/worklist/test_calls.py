"""Calls: due after the deadline, done by a conversation, lapsed after three attempts or five working days."""

from datetime import date, timedelta

import pytest

from kulanz.features.audit.models import Event
from kulanz.features.claims.models import Case, StepDone
from kulanz.features.dunning.advance import advance_all
from kulanz.features.parties.models import ContactHold
from kulanz.features.worklist.actions import CallRefused, HoldAfterCall, record_call
from kulanz.features.worklist.models import CallAttempt
from tests.features.builders import a_customer, actor_of, an_invoice
from tests.features.dunning.stage import (
    a_shop_that_could_send,
    now_of,
    numbers_to_send,
    on_day,
    previewed,
    run_the_day,
    withheld_codes,
)

pytestmark = pytest.mark.django_db
OPENS = date(2026, 12, 9)  # one working day after the reminder's deadline of Tuesday 8 December


def a_call_is_due():
    """Jonas got his reminder on 1 December with a deadline of the 8th."""
    shop = a_shop_that_could_send()
    jonas = a_customer(shop, name="Jonas Muster", phone="040 5550102")
    invoice = an_invoice(jonas)
    run_the_day(shop)
    on_day(shop, OPENS)
    return shop, Case.objects.get(invoice=invoice)


def called(shop, case, outcome="not_reached", **facts):
    at = now_of(shop)
    return record_call(actor=actor_of(shop), case=case, outcome=outcome, day=at.date(), at=at, **facts)


def test_a_call_becomes_due_one_working_day_after_the_deadline_and_not_on_the_deadline():
    shop, case = a_call_is_due()
    on_day(shop, date(2026, 12, 8))
    assert previewed(shop).calls == ()

    on_day(shop, OPENS)
    call = previewed(shop).calls[0]
    assert call.subject.case_id == case.pk and call.person.phone == "040 5550102"
    assert previewed(shop).send == ()


def test_a_conversation_completes_the_call_and_the_next_message_keeps_its_distance():
    shop, case = a_call_is_due()

    called(shop, case, "talked", reason="short_term")

    assert previewed(shop).calls == ()
    for offset in range(1, 20):
        on_day(shop, OPENS + timedelta(days=offset))
        run_the_day(shop)
    done = StepDone.objects.get(case=case, step="call")
    assert (done.outcome, done.done_on) == ("called", OPENS)
    assert Event.objects.filter(case_id=case.pk, kind="CallStepDone").count() == 1
    assert StepDone.objects.filter(case=case, step="notice", outcome="sent").exists()


def test_without_a_result_the_call_stays_due():
    shop, _ = a_call_is_due()
    on_day(shop, OPENS + timedelta(days=1))
    run_the_day(shop)

    assert len(previewed(shop).calls) == 1
    assert not StepDone.objects.filter(step="call").exists()


def test_after_three_attempts_the_call_lapses_with_its_because():
    shop, case = a_call_is_due()
    for offset in range(3):
        on_day(shop, OPENS + timedelta(days=offset))
        assert len(previewed(shop).calls) == 1
        called(shop, case)

    on_day(shop, date(2026, 12, 14))
    assert previewed(shop).calls == ()
    for offset in range(10):
        on_day(shop, date(2026, 12, 14) + timedelta(days=offset))
        run_the_day(shop)
    lapsed = StepDone.objects.get(case=case, step="call")
    assert lapsed.outcome == "lapsed" and "3 Mal nicht erreicht" in lapsed.because


def test_five_working_days_without_a_result_let_the_call_lapse():
    shop, case = a_call_is_due()
    on_day(shop, date(2026, 12, 16))
    assert len(previewed(shop).calls) == 1

    on_day(shop, date(2026, 12, 17))
    assert previewed(shop).calls == ()


def test_a_second_attempt_on_one_day_is_not_offered():
    shop, case = a_call_is_due()
    called(shop, case)

    shown = previewed(shop)

    assert shown.calls == ()
    assert withheld_codes(shown) == {case.invoice.number: {"contact_density"}}


def test_a_double_click_is_one_call():
    shop, case = a_call_is_due()

    assert called(shop, case) == called(shop, case)

    assert CallAttempt.objects.count() == 1
    assert Event.objects.filter(kind="CallRecorded").count() == 1


def test_a_promise_in_the_call_holds_the_invoice_until_two_banking_days_after_it():
    shop, case = a_call_is_due()

    called(shop, case, "talked", hold_after=HoldAfterCall(kind="promise", until=date(2026, 12, 15)))

    hold = ContactHold.objects.get()
    assert (hold.kind, hold.invoice_id, hold.until) == ("promise", case.invoice_id, date(2026, 12, 17))
    on_day(shop, date(2026, 12, 17))
    assert previewed(shop).send == ()


def test_an_unknown_outcome_is_refused_and_nothing_is_written():
    shop, case = a_call_is_due()

    with pytest.raises(CallRefused, match="Möglich sind"):
        called(shop, case, "shouted")
    with pytest.raises(CallRefused, match="Den Grund"):
        called(shop, case, "talked", hold_after=HoldAfterCall(kind="revenge"))

    assert not CallAttempt.objects.exists() and not ContactHold.objects.exists()


def test_a_wish_to_be_called_is_a_call_and_ends_with_the_conversation():
    from kulanz.features.contact.actions import hold

    shop = a_shop_that_could_send()
    jonas = a_customer(shop, name="Jonas Muster", phone="040 5550102")
    invoice = an_invoice(jonas)
    at = now_of(shop)
    hold(
        actor=actor_of(shop),
        customer_id=jonas.pk,
        invoice_id=None,
        kind="callback_wished",
        since=at.date(),
        until=None,
        because="",
        day=at.date(),
        at=at,
    )

    shown = previewed(shop)
    assert numbers_to_send(shown) == [] and len(shown.calls) == 1

    called(shop, Case.objects.get(invoice=invoice), "talked")

    assert ContactHold.objects.get().lifted_at is not None


def test_the_daily_look_writes_no_step_that_may_still_come():
    shop, case = a_call_is_due()
    at = now_of(shop)

    advance_all(actor=actor_of(shop), day=at.date(), at=at)

    assert not StepDone.objects.filter(case=case, step="call").exists()
    case.refresh_from_db()
    assert case.look_again_on <= OPENS
