"""Whether the day stored with each case, on which to look at it again, would let the daily run miss something."""

from datetime import date

from kulanz.core.contact.words import day_en
from kulanz.core.strategy import Action, Decision
from kulanz.features.claims.models import Case
from kulanz.features.doctor.finding import Finding
from kulanz.features.dunning.evaluation import decided
from kulanz.features.dunning.facts import CaseReading, read_cases
from kulanz.features.dunning.preview import by_customers, open_cases
from kulanz.features.dunning.strategies import StrategyMissing
from kulanz.features.tenants.models import Merchant

REMEDY = "Run: kulanz doctor --look-again. It lets the next run read every open case."


def check_look_again(*, merchant_id: int, day: date) -> list[Finding]:
    """A full sweep of every open case: the stored day is never later than time itself changes something.

    An earlier day costs one look and is no fault. Where only an event can change the decision, any day will do.
    """
    merchant = Merchant.objects.get(pk=merchant_id)
    try:
        return _missed(merchant, day=day)
    except StrategyMissing as missing:
        return [
            Finding(
                check="look again",
                subject=merchant.name,
                wrong=str(missing),
                remedy="Choose a strategy for the storefront; until then nothing can be decided.",
            )
        ]


def _missed(merchant: Merchant, *, day: date) -> list[Finding]:
    return [
        _finding(reading.case, decision, day=day)
        for case_ids in by_customers(open_cases(merchant))
        for reading in read_cases(merchant=merchant, case_ids=case_ids).values()
        if _is_missed(reading, decision := decided(reading, day=day), day=day)
    ]


def _is_missed(reading: CaseReading, decision: Decision, *, day: date) -> bool:
    if reading.on_its_way is not None:
        return False  # the message that carries the step looks again when it is sent or withdrawn
    needed = day if decision.action is Action.DO else decision.look_again_on
    stored = reading.case.look_again_on
    return needed is not None and (stored is None or stored > max(needed, day))


def _finding(case: Case, decision: Decision, *, day: date) -> Finding:
    stored = f"on {day_en(case.look_again_on)}" if case.look_again_on else "only after an event"
    needed = day if decision.action is Action.DO or decision.look_again_on is None else decision.look_again_on
    return Finding(
        check="look again",
        subject=f"case of {case.invoice.number}",
        wrong=f"would be looked at {stored}, but it must be on {day_en(needed)}: {decision.because_en}",
        remedy=REMEDY,
    )
