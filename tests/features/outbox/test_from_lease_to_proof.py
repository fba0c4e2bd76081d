"""What is wanted goes out once, with proof; what is not wanted does not; what is unknown is shown."""

from datetime import timedelta

import pytest

from kulanz.features.outbox import leases
from kulanz.features.outbox.actions import (
    NotFailed,
    NotUncertain,
    TooLateToWithdraw,
    enqueue,
    resolve_uncertain,
    try_again,
    withdraw,
)
from kulanz.features.outbox.carry_out import MAX_ATTEMPTS, carry_out, wait_before
from kulanz.features.outbox.handlers import (
    CannotRender,
    HandlerUnknown,
    OutcomeUnknown,
    PassingRefusal,
    PermanentRefusal,
)
from kulanz.features.outbox.models import Effect
from kulanz.features.outbox.worker import work_once, work_until_idle
from tests.features.outbox.fakes import KIND, OtherSide, bound
from tests.features.sending import NINE_IN_BERLIN, TODAY, a_person, a_shop, actor_of

pytestmark = pytest.mark.django_db
NOW = NINE_IN_BERLIN
LATER = PassingRefusal("bitte später", code="later", is_ours=False)
OURS = PassingRefusal("Anmeldung abgelehnt", code="smtp_auth", is_ours=True)
NO_SUCH_BOX = PermanentRefusal("unbekannt", code="recipient_refused")
SILENCE = OutcomeUnknown("keine Antwort")


@pytest.fixture
def other_side():
    with bound(OtherSide()) as side:
        yield side


@pytest.fixture
def shop():
    return a_shop(clock_at=None)


def wanted(shop, key="e1", **changes):
    facts = {"payload": {}, "customer_id": a_person(shop).pk, "not_before": NOW, "machine_now": NOW}
    facts = {"kind": KIND, **facts, **changes}
    effect, _ = enqueue(actor=actor_of(shop), dedupe_key=key, **facts)
    return effect


def work(at=NOW, **changes):
    return work_once(worker_name="w", machine_now=at, **changes)


def state_of(effect):
    effect.refresh_from_db()
    return effect.state


def test_the_same_key_again_adds_nothing(shop, other_side):
    first = wanted(shop)
    again, is_new = enqueue(
        actor=actor_of(shop),
        kind=KIND,
        dedupe_key="e1",
        payload={"other": 1},
        customer_id=None,
        not_before=NOW,
        machine_now=NOW,
    )
    assert (again.pk, is_new) == (first.pk, False)
    assert work() == 1 and work() == 0
    assert other_side.received == ["e1"]


def test_nothing_is_wanted_that_nobody_can_carry_out(shop):
    with pytest.raises(HandlerUnknown, match="fax"):
        wanted(shop, kind="fax")
    assert not Effect.objects.exists()


def test_the_same_key_at_another_merchant_is_another_effect(shop, other_side):
    assert wanted(shop).pk != wanted(a_shop(clock_at=None)).pk


def test_done_keeps_its_proof(shop, other_side):
    effect = wanted(shop)
    assert work() == 1
    assert state_of(effect) == "done"
    assert effect.proof == {"receipt": "e1"} and effect.finished_at and not effect.lease_token
    assert other_side.noted == [("done", "e1")] and other_side.closed >= 1


def test_what_is_no_longer_wanted_is_withdrawn_with_its_reason_and_nothing_is_sent(shop, other_side):
    effect = wanted(shop)
    other_side.unwanted_because = "bezahlt"
    work()
    assert state_of(effect) == "withdrawn" and effect.error == "bezahlt"
    assert other_side.received == [] and other_side.noted == [("withdrawn", "bezahlt")]


def test_nothing_goes_before_its_time_and_it_goes_at_its_time(shop, other_side):
    wanted(shop, not_before=NOW + timedelta(minutes=5))
    assert work(NOW + timedelta(minutes=4, seconds=50)) == 0
    assert work(NOW + timedelta(minutes=5)) == 1


def test_a_frozen_business_clock_decides_and_not_the_machine(other_side):
    shop = a_shop(clock_at=NOW)
    wanted(shop, not_before=NOW + timedelta(minutes=5))
    assert work(NOW + timedelta(days=400)) == 0
    shop.clock_at = NOW + timedelta(minutes=5)
    shop.save()
    assert work(NOW) == 1
    assert other_side.asked_at == shop.clock_at


def test_a_merchant_who_stopped_everything_sends_nothing_until_going_on(shop, other_side):
    effect = wanted(shop)
    shop.is_stopped = True
    shop.save()
    assert work() == 0 and state_of(effect) == "waiting"
    shop.is_stopped = False
    shop.save()
    assert work() == 1


def test_a_permanent_refusal_is_final(shop, other_side):
    effect = wanted(shop)
    other_side.answers = [NO_SUCH_BOX]
    work()
    assert state_of(effect) == "failed" and effect.error_code == "recipient_refused"
    assert work(NOW + timedelta(days=3)) == 0
    assert other_side.noted == [("refused", "recipient_refused")]


def test_a_passing_refusal_is_tried_again_after_its_wait_and_not_before(shop, other_side):
    effect = wanted(shop)
    other_side.answers = [LATER]
    work()
    assert state_of(effect) == "waiting" and effect.attempts == 1 and effect.error == "bitte später"
    assert work(NOW + timedelta(seconds=59)) == 0
    assert work(NOW + timedelta(seconds=70)) == 1
    assert state_of(effect) == "done" and other_side.received == ["e1"]


def test_passing_refusals_end_after_about_two_days_and_then_fail_visibly(shop, other_side):
    effect = wanted(shop)
    other_side.answers = [PassingRefusal("später", code="later", is_ours=False) for _ in range(MAX_ATTEMPTS)]
    at = NOW
    for _ in range(MAX_ATTEMPTS):
        assert state_of(effect) == "waiting"
        at = max(at, effect.retry_at or at) + timedelta(seconds=1)
        work(at)
    assert state_of(effect) == "failed" and effect.attempts == MAX_ATTEMPTS
    assert timedelta(hours=40) < at - NOW < timedelta(hours=56)
    assert other_side.noted == [("failed", "später")] and other_side.received == []


def test_waits_grow_and_are_capped():
    waits = [wait_before(n) for n in range(1, MAX_ATTEMPTS)]
    assert waits[0] == timedelta(minutes=1) and waits == sorted(waits) and waits[-1] == timedelta(hours=6)


def test_an_unknown_outcome_is_shown_and_never_sent_again_by_itself(shop, other_side):
    effect = wanted(shop)
    other_side.answers = [SILENCE]
    work()
    assert state_of(effect) == "uncertain" and other_side.noted == [("uncertain", "e1")]
    assert work(NOW + timedelta(days=9)) == 0 and other_side.received == []


def test_an_unforeseen_failure_while_sending_counts_as_unknown(shop, other_side):
    effect = wanted(shop)
    other_side.answers = [ZeroDivisionError("?")]
    work()
    assert state_of(effect) == "uncertain" and "ZeroDivisionError" in effect.error


def test_with_a_side_that_recognises_repetitions_the_unknown_is_sent_again(shop, other_side):
    other_side.is_idempotent = True
    effect = wanted(shop)
    other_side.answers = [SILENCE]
    work()
    assert state_of(effect) == "waiting"
    work(NOW + timedelta(minutes=2))
    assert state_of(effect) == "done" and other_side.received == ["e1"]


@pytest.mark.parametrize(
    ("was_sent", "state", "handed_over"), [(True, "done", []), (False, "waiting", ["e1"])]
)
def test_a_person_decides_what_nobody_knows(shop, other_side, was_sent, state, handed_over):
    effect = wanted(shop)
    other_side.answers = [SILENCE]
    work()
    resolve_uncertain(actor=actor_of(shop), effect=effect, was_sent=was_sent, day=TODAY, at=NOW)
    assert state_of(effect) == state
    work(NOW + timedelta(minutes=1))
    assert other_side.received == handed_over
    assert state_of(effect) == "done"
    with pytest.raises(NotUncertain):
        resolve_uncertain(actor=actor_of(shop), effect=effect, was_sent=False, day=TODAY, at=NOW)
    assert state_of(effect) == "done"


def test_what_cannot_be_put_into_words_fails_with_its_sentence_and_the_others_go_on(shop, other_side):
    broken = wanted(shop, "e1")
    other_side.cannot_render = CannotRender("Es fehlt das Telefon.")
    work(limit=1)
    other_side.cannot_render = None
    fine = wanted(shop, "e2")
    work()
    assert state_of(broken) == "failed" and broken.error == "Es fehlt das Telefon."
    assert state_of(fine) == "done" and other_side.received == ["e2"]


def test_a_failed_effect_is_tried_again_only_when_a_person_says_so(shop, other_side):
    effect = wanted(shop)
    other_side.cannot_render = CannotRender("Es fehlt das Telefon.")
    work()
    other_side.cannot_render = None
    assert work(NOW + timedelta(days=9)) == 0
    try_again(actor=actor_of(shop), effect=effect, day=TODAY, at=NOW)
    assert work(NOW) == 1 and state_of(effect) == "done"
    with pytest.raises(NotFailed):
        try_again(actor=actor_of(shop), effect=effect, day=TODAY, at=NOW)


def test_a_broken_preparation_holds_up_nobody_and_is_tried_again(shop, other_side):
    broken = wanted(shop)
    other_side.cannot_render = KeyError("Fehler im Programm")
    work(limit=1)
    other_side.cannot_render = None
    assert state_of(broken) == "waiting" and broken.attempts == 1 and "KeyError" in broken.error
    work(NOW + timedelta(minutes=2))
    assert state_of(broken) == "done"


def test_proof_is_kept_even_when_its_consequences_cannot_be_written(shop, other_side):
    effect = wanted(shop)
    other_side.done_breaks = RuntimeError("Buchung kaputt")
    work()
    assert state_of(effect) == "uncertain" and effect.proof == {"receipt": "e1"}
    assert "angenommen" in effect.error
    other_side.done_breaks = None
    resolve_uncertain(actor=actor_of(shop), effect=effect, was_sent=True, day=TODAY, at=NOW)
    assert state_of(effect) == "done" and effect.proof["receipt"] == "e1"
    assert other_side.received == ["e1"]


def test_withdrawing_works_until_the_handing_over_begins(shop, other_side):
    early, late = wanted(shop, "early"), wanted(shop, "late")
    withdraw(actor=actor_of(shop), effect=early, because="Rückruf", at=NOW)
    withdraw(actor=actor_of(shop), effect=early, because="Rückruf", at=NOW)
    assert state_of(early) == "withdrawn"
    work()
    with pytest.raises(TooLateToWithdraw):
        withdraw(actor=actor_of(shop), effect=late, because="Rückruf", at=NOW)
    assert state_of(late) == "done" and other_side.received == ["late"]
    assert other_side.noted.count(("withdrawn", "Rückruf")) == 1


def test_what_is_withdrawn_while_leased_is_not_sent(shop, other_side):
    effect = wanted(shop)
    token, ids = leases.claim(machine_now=NOW, limit=5, lease=leases.LEASE)
    withdraw(actor=actor_of(shop), effect=effect, because="Rückruf", at=NOW)
    carry_out(pk=ids[0], token=token, machine_now=NOW)
    assert state_of(effect) == "withdrawn" and other_side.received == []


def test_a_foreign_merchant_can_neither_withdraw_nor_decide(shop, other_side):
    effect, stranger = wanted(shop), actor_of(a_shop())
    with pytest.raises(Effect.DoesNotExist):
        withdraw(actor=stranger, effect=effect, because="x", at=NOW)
    other_side.answers = [SILENCE]
    work()
    with pytest.raises(Effect.DoesNotExist):
        resolve_uncertain(actor=stranger, effect=effect, was_sent=False, day=TODAY, at=NOW)
    assert state_of(effect) == "uncertain"


def test_two_claims_never_lease_the_same_effect(shop, other_side):
    for number in range(5):
        wanted(shop, f"e{number}")
    _, first = leases.claim(machine_now=NOW, limit=3, lease=leases.LEASE)
    _, second = leases.claim(machine_now=NOW, limit=3, lease=leases.LEASE)
    assert len(first) == 3 and len(second) == 2 and not set(first) & set(second)


def test_what_a_dead_worker_only_leased_waits_again_after_the_lease(shop, other_side):
    effect = wanted(shop)
    leases.claim(machine_now=NOW, limit=5, lease=leases.LEASE)
    assert work(NOW + leases.LEASE - timedelta(seconds=10)) == 0 and state_of(effect) == "leased"
    assert work(NOW + leases.LEASE + timedelta(seconds=1)) == 1
    assert other_side.received == ["e1"]


def test_a_kept_lease_does_not_run_out(shop, other_side):
    wanted(shop)
    token, _ = leases.claim(machine_now=NOW, limit=5, lease=leases.LEASE)
    assert leases.extend(token=token, machine_now=NOW + timedelta(seconds=100), lease=leases.LEASE) == 1
    assert work(NOW + leases.LEASE + timedelta(seconds=1)) == 0


class Killed(BaseException):
    """Stands for kill -9: nothing of the worker runs after it."""


def test_what_a_dead_worker_was_handing_over_becomes_uncertain(shop, other_side):
    effect = wanted(shop)
    token, ids = leases.claim(machine_now=NOW, limit=5, lease=leases.LEASE)
    other_side.answers = [Killed()]
    with pytest.raises(Killed):
        carry_out(pk=ids[0], token=token, machine_now=NOW)
    assert state_of(effect) == "sending"
    assert work(NOW + timedelta(seconds=1)) == 0
    work(NOW + timedelta(hours=1))
    assert state_of(effect) == "uncertain" and other_side.received == []


def test_the_late_proof_of_a_slow_worker_settles_what_was_given_up(shop, other_side):
    effect = wanted(shop)
    token, ids = leases.claim(machine_now=NOW, limit=5, lease=leases.LEASE)
    other_side.answers = [lambda _: leases.take_back_from_the_dead(machine_now=NOW + timedelta(hours=1))]
    carry_out(pk=ids[0], token=token, machine_now=NOW)
    assert other_side.noted == [("uncertain", "e1"), ("done", "e1")]
    assert state_of(effect) == "done"


def test_when_our_own_server_fails_it_is_asked_once_per_batch(shop, other_side):
    effects = [wanted(shop, f"e{number}") for number in range(4)]
    other_side.answers = [OURS]
    assert work() == 1
    assert other_side.received == []
    assert {state_of(effect) for effect in effects} == {"waiting"}
    assert [effect.attempts for effect in effects] == [1, 0, 0, 0]
    assert work_until_idle(worker_name="w", machine_now=NOW + timedelta(minutes=2)) == 4
    assert len(other_side.received) == 4


def test_one_merchants_broken_server_does_not_hold_up_another(shop, other_side):
    first, second = wanted(shop, "e1"), wanted(a_shop(clock_at=None), "e2")
    other_side.answers = [OURS]
    work()
    assert (state_of(first), state_of(second)) == ("waiting", "done")


def test_a_worker_told_to_stop_finishes_the_one_in_hand_and_gives_the_rest_back(shop, other_side):
    import threading

    stop = threading.Event()
    effects = [wanted(shop, f"e{number}") for number in range(3)]
    other_side.answers = [lambda _: stop.set()]
    assert work(stop=stop) == 1
    assert [state_of(effect) for effect in effects] == ["done", "waiting", "waiting"]
    assert not any(effect.lease_token for effect in effects)
