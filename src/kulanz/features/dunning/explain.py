""" "Warum (nicht)?": the plain answer for one case on one day, from the same decide and the same gate."""

from dataclasses import dataclass
from datetime import date, datetime

from kulanz.core.actor import Actor
from kulanz.core.contact import Channel, Reason, Withheld, may_contact, next_contact_instant
from kulanz.core.contact.words import day_de, day_en
from kulanz.core.strategy import Action, Decision, StepKind
from kulanz.features.claims.models import Case
from kulanz.features.contact.facts import gate_reader
from kulanz.features.dunning.evaluation import decided
from kulanz.features.dunning.facts import CaseReading, read_cases
from kulanz.features.tenants.clock import at_local
from kulanz.features.tenants.models import Merchant


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why a customer is, or is not, contacted about a case on `day`.

    `action` is what happens: send | call | decide | withheld | wait | finished | on_its_way. `step` is the step concerned,
    `look_again_on` the first day on which time alone can change the answer, `reasons` are those of the gate.
    """

    day: date
    action: str
    code: str
    text: str
    text_en: str
    step: str
    step_name: str
    step_name_en: str
    deadline: date | None
    look_again_on: date | None
    reasons: tuple[Reason, ...]


def explain(
    actor: Actor, case: Case, *, day: date, at: datetime, bank_assumed_to: date | None = None
) -> Explanation:
    """Return the answer for `day`, asked at the merchant's instant `at`. Writes nothing.

    `bank_assumed_to` is the time machine's: see `preview`.
    """
    merchant = Merchant.objects.get(pk=actor.merchant_id)
    asked_at = at if at.date() == day else at_local(merchant, day, hour=9)
    reading = read_cases(merchant=merchant, case_ids=[case.pk])[case.pk]
    decision = decided(reading, day=day)
    if reading.on_its_way is not None:
        return _explained(
            "on_its_way",
            decision,
            day=day,
            text="Eine Nachricht dazu ist freigegeben und noch nicht gesendet.",
            text_en="A message about it has been released and not been sent yet.",
        )
    reasons = _reasons(merchant, reading, decision, at=asked_at, bank_assumed_to=bank_assumed_to)
    if decision.action is Action.DO and not reasons:
        is_call = decision.step is not None and decision.step.kind is StepKind.CALL
        return _explained("call" if is_call else "send", decision, day=day)
    if reasons:
        return _explained(
            "withheld",
            decision,
            day=day,
            text=_withheld(decision.because, [reason.text_de for reason in reasons], "Zurückgehalten:"),
            text_en=_withheld(decision.because_en, [reason.text_en for reason in reasons], "Withheld:"),
            reasons=reasons,
        )
    if decision.action is Action.HOLD:
        return _explained("decide" if decision.code == "person_decides" else "withheld", decision, day=day)
    return _explained(decision.action.value, decision, day=day)


def _reasons(
    merchant: Merchant,
    reading: CaseReading,
    decision: Decision,
    *,
    at: datetime,
    bank_assumed_to: date | None,
) -> tuple[Reason, ...]:
    """Ask the gate about what would be done; where nothing would, there is nothing to ask."""
    would = decision.would if decision.action is Action.HOLD else decision
    if would is None or would.action is not Action.DO:
        return ()
    channel = would.channel or Channel.EMAIL
    at = next_contact_instant(reading.calendars, channel=channel, at=at)
    gate = gate_reader(
        merchant=merchant,
        customers=[reading.case.customer],
        day=at.date(),
        bank_assumed_to=bank_assumed_to,
    )
    facts = gate.facts(reading.case.invoice, demanded_cents=reading.facts.open_cents, confirmed_on=at.date())
    answer = may_contact(facts, channel=channel, at=at)
    return answer.reasons if isinstance(answer, Withheld) else ()


def _withheld(because: str, texts: list[str], word: str) -> str:
    said = because.removeprefix(f"{word} ")
    others = [text for text in texts if text != said]
    is_held = because.startswith(word)
    return " ".join([f"{word} {said}", *others]) if is_held else " ".join([f"{word} {texts[0]}", *texts[1:]])


def _explained(
    action: str,
    decision: Decision,
    *,
    day: date,
    text: str | None = None,
    text_en: str | None = None,
    reasons: tuple[Reason, ...] = (),
) -> Explanation:
    step = decision.step
    again_de, again_en = _again(decision, day=day)
    return Explanation(
        day=day,
        action=action,
        code=decision.code if not reasons else reasons[0].code,
        text=(decision.because if text is None else text) + again_de,
        text_en=(decision.because_en if text_en is None else text_en) + again_en,
        step=step.code if step else "",
        step_name=step.name if step else "",
        step_name_en=step.name_en if step else "",
        deadline=decision.deadline,
        look_again_on=decision.look_again_on,
        reasons=reasons,
    )


def _again(decision: Decision, *, day: date) -> tuple[str, str]:
    """Say from when on it goes on by itself, where the sentence does not tell already."""
    on = decision.look_again_on
    if decision.action is not Action.HOLD or on is None or on <= day:
        return "", ""
    return (
        f" Wieder angesehen wird der Fall am {day_de(on)}.",
        f" The case is looked at again on {day_en(on)}.",
    )
