"""Write down what a decision found: steps that lapsed or were answered, and when to look again."""

from array import array
from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from kulanz.core.actor import Actor
from kulanz.core.strategy import Action, Decision, Passed, StepOutcome
from kulanz.features.audit.actions import record
from kulanz.features.claims.models import Case, StepDone
from kulanz.features.deadlines.actions import mark_passed
from kulanz.features.dunning.evaluation import decided
from kulanz.features.dunning.facts import CaseReading, read_cases
from kulanz.features.dunning.raw import among, customers_of, parts_of
from kulanz.features.dunning.releasing import write_answers_down
from kulanz.features.dunning.walking import Scope, Walk, customers_due, customers_open
from kulanz.features.parties.models import Customer
from kulanz.features.tenants.models import Merchant

# A transaction stays below half a second, so that payments are booked in between.
CUSTOMERS_AT_ONCE = 250
CLOSELY_AT_ONCE = 50


def advance_all(*, actor: Actor, day: date, at: datetime, every_case: bool = False) -> int:
    """Take the daily look at every case that is due for one; return how many were read.

    Deadlines that ended before `day` are marked as passed, lapsed steps are written down with their because,
    and each case that has nothing to do today learns on which day to look again. Sends nothing. Each part is
    one transaction; what a crash leaves undone is done by the next call.
    """
    merchant = Merchant.objects.get(pk=actor.merchant_id)
    with transaction.atomic():
        mark_passed(actor=actor, day=day)
    scope = Scope(due_by=None if every_case else day)
    customers = customers_open(merchant) if every_case else customers_due(merchant, day)
    walk = Walk(merchant, day=day, at=at, is_confirmed=True)
    return sum(
        _advance_part(actor=actor, walk=walk, customer_ids=ids, scope=scope, day=day, at=at)
        for ids in parts_of(customers, at_once=CUSTOMERS_AT_ONCE)
    )


def _advance_part(
    *, actor: Actor, walk: Walk, customer_ids: list[int], scope: Scope, day: date, at: datetime
) -> int:
    with transaction.atomic():
        lock_merchant(actor)
        lock_customers(actor, customer_ids)
        part = walk.plain_part(customer_ids, scope=scope)
        write_answers_down(part, actor=actor, day=day, at=at)
    closely = among(Case.objects.all(), "claims_case.id", part.the_rest) if part.the_rest else None
    rest = customers_of(closely) if closely is not None else array("q")
    for ids in parts_of(rest, at_once=CLOSELY_AT_ONCE):
        _advance_closely(actor=actor, customer_ids=ids, case_ids=part.the_rest, day=day, at=at)
    return len(part.answered) + len(part.on_their_way) + len(part.the_rest)


def _advance_closely(
    *, actor: Actor, customer_ids: list[int], case_ids: list[int], day: date, at: datetime
) -> None:
    with transaction.atomic():
        merchant = lock_merchant(actor)
        lock_customers(actor, customer_ids)
        cases = among(Case.objects.filter(state=Case.State.OPEN), "claims_case.id", case_ids)
        ids = list(cases.filter(customer_id__in=customer_ids).values_list("pk", flat=True))
        for reading in read_cases(merchant=merchant, case_ids=ids).values():
            write_down(actor=actor, reading=reading, decision=decided(reading, day=day), day=day, at=at)


def lock_merchant(actor: Actor) -> Merchant:
    """Wait for a change of strategy or settings, and for another run; bookings of customers go on."""
    return Merchant.objects.select_for_update(no_key=True).get(pk=actor.merchant_id)


def lock_customers(actor: Actor, ids: Iterable[int] | None = None) -> None:
    """Lock these customers, or all, in the order of their ids, so that two runs never wait for each other."""
    rows = Customer.objects.select_for_update().filter(merchant_id=actor.merchant_id)
    rows = rows if ids is None else among(rows, "parties_customer.id", ids)
    list(rows.order_by("pk").values_list("pk"))


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
