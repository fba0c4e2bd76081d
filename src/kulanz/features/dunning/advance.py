"""Write down what a decision found: steps that lapsed or were answered, and when to look again."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from kulanz.core.actor import Actor
from kulanz.core.strategy import Action, Decision, Passed, StepOutcome
from kulanz.features.audit.actions import record
from kulanz.features.claims.models import Case, StepDone
from kulanz.features.deadlines.actions import mark_passed
from kulanz.features.dunning.evaluation import decided
from kulanz.features.dunning.facts import CaseReading, read_cases
from kulanz.features.dunning.preview import by_customers, due_for_a_look, open_cases
from kulanz.features.parties.models import Customer
from kulanz.features.tenants.models import Merchant

CUSTOMERS_AT_ONCE = 100


def advance_all(*, actor: Actor, day: date, at: datetime, every_case: bool = False) -> int:
    """Take the daily look at every case that is due for one; return how many were read.

    Deadlines that ended before `day` are marked as passed, lapsed steps are written down with their because,
    and each case that has nothing to do today learns on which day to look again. Sends nothing. Each part is
    one transaction; what a crash leaves undone is done by the next call.
    """
    merchant = Merchant.objects.get(pk=actor.merchant_id)
    with transaction.atomic():
        mark_passed(actor=actor, day=day)
    cases = open_cases(merchant) if every_case else due_for_a_look(merchant, day)
    return sum(
        _advance_part(actor=actor, merchant=merchant, case_ids=part, day=day, at=at)
        for part in by_customers(cases, at_once=CUSTOMERS_AT_ONCE)
    )


def _advance_part(*, actor: Actor, merchant: Merchant, case_ids: list[int], day: date, at: datetime) -> int:
    with transaction.atomic():
        lock_merchant(actor)
        lock_customers(actor, Case.objects.filter(pk__in=case_ids))
        for reading in read_cases(merchant=merchant, case_ids=case_ids).values():
            write_down(actor=actor, reading=reading, decision=decided(reading, day=day), day=day, at=at)
    return len(case_ids)


def lock_merchant(actor: Actor) -> None:
    """Wait for a change of strategy or settings, and for another run; bookings of customers go on."""
    Merchant.objects.select_for_update(no_key=True).get(pk=actor.merchant_id)


def lock_customers(actor: Actor, cases: QuerySet[Case]) -> None:
    """Lock the customers of these cases in the order of their ids, so that two runs never wait for each other."""
    ids = cases.filter(merchant_id=actor.merchant_id).values("customer_id")
    list(Customer.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))


def write_down(*, actor: Actor, reading: CaseReading, decision: Decision, day: date, at: datetime) -> None:
    """Keep the steps that lie behind, and the day to look again. The customer is locked by the caller.

    A case with something to do keeps its day: it stays due until that is done.
    """
    if decision.action in (Action.DO, Action.HOLD):
        _keep_passed(actor=actor, reading=reading, passed=decision.passed, day=day, at=at)
    if decision.action is Action.DO or reading.on_its_way is not None:
        return
    if reading.case.look_again_on != decision.look_again_on:
        Case.objects.filter(pk=reading.case.pk, state=Case.State.OPEN).update(
            look_again_on=decision.look_again_on
        )


def _keep_passed(
    *, actor: Actor, reading: CaseReading, passed: Iterable[Passed], day: date, at: datetime
) -> None:
    case, version = reading.case, reading.version
    for one in passed:
        # A conversation counts from its own day: the next step keeps its distance to that one.
        talks = [attempt.day for attempt in reading.facts.call_attempts if attempt.reached]
        was_called = one.outcome is StepOutcome.CALLED
        _, is_new = StepDone.objects.get_or_create(
            merchant_id=actor.merchant_id,
            case=case,
            step=one.step.code,
            defaults={
                "outcome": one.outcome.value,
                "done_on": max(talks) if was_called and talks else day,
                "because": one.because[:300],
                "because_en": one.because_en[:300],
                "strategy_code": version.code,
                "strategy_version": version.version,
            },
        )
        if is_new:
            record(
                actor=actor,
                kind="CallStepDone" if was_called else "StepLapsed",
                day=day,
                at=at,
                customer_id=case.customer_id,
                invoice_id=case.invoice_id,
                case_id=case.pk,
                facts={"step": one.step.code},
                words={"step": one.step.name, "because": one.because, "because_en": one.because_en},
            )
