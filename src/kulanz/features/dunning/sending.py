"""What dunning knows about a reminder in the second of sending, and what follows when it is out.

Called by the worker for effects of the kind "reminder_mail", under the customer's lock.
"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from kulanz.core.actor import Actor
from kulanz.core.claim import Statement
from kulanz.core.contact import Channel, Withheld, may_contact
from kulanz.core.strategy import Action, Decision
from kulanz.features.audit.actions import record
from kulanz.features.claims.actions import look_again
from kulanz.features.claims.models import Demand, StepDone
from kulanz.features.claims.statements import statement_of
from kulanz.features.contact.actions import keep_refusal
from kulanz.features.contact.facts import GateReader, gate_reader
from kulanz.features.deadlines.actions import register
from kulanz.features.deadlines.models import Deadline
from kulanz.features.dunning.evaluation import decided
from kulanz.features.dunning.facts import CaseReading, read_cases
from kulanz.features.dunning.items import policy_of
from kulanz.features.dunning.models import DunningRun
from kulanz.features.letters.models import Message, MessageItem
from kulanz.features.letters.stating import statement_of_item
from kulanz.features.outbox.models import Effect


class StepAlreadyDone(RuntimeError):
    """A step that was sent before was about to be written down a second time."""


def still_wanted(effect: Effect, *, at: datetime) -> str | None:
    """Return why the reminder must not go out any more, None if everything is as it was released.

    Asks the gate again, decides again, and states each claim anew as of the message's day. A refusal of the
    gate is kept. What is not wanted is withdrawn by the worker, and its cases are looked at again.
    """
    message = _message(effect)
    items = list(message.items.all())
    readings = read_cases(
        merchant=message.merchant, case_ids=[item.case_id for item in items], without_message_id=message.pk
    )
    gate = gate_reader(
        merchant=message.merchant,
        customers=[message.customer],
        day=at.date(),
        without_message_id=message.pk,
    )
    confirmed = DunningRun.objects.filter(
        merchant=message.merchant, public_id=message.run_public_id, delivery_and_returns_confirmed=True
    ).exists()
    for item in items:
        reading = readings[item.case_id]
        decision = decided(reading, day=at.date())
        because = (
            _is_settled(reading)
            or _is_withheld(message, item, reading, gate, at=at, is_confirmed=confirmed)
            or _is_decided_otherwise(item, reading, decision)
            or _is_another_sum(message, item, reading, decision)
        )
        if because is not None:
            return because
    return None


def _is_settled(reading: CaseReading) -> str | None:
    if not reading.facts.is_closed and reading.facts.open_cents > 0:
        return None
    return f"Der Fall zu {reading.case.invoice.number} ist erledigt. Es wird nichts mehr gefordert."


def _is_withheld(
    message: Message,
    item: MessageItem,
    reading: CaseReading,
    gate: GateReader,
    *,
    at: datetime,
    is_confirmed: bool,
) -> str | None:
    facts = gate.facts(
        reading.case.invoice,
        demanded_cents=reading.facts.open_cents,
        # What a person looked through holds for the day of the message only.
        confirmed_on=message.day if is_confirmed else None,
    )
    answer = may_contact(facts, channel=Channel(message.channel), at=at)
    if not isinstance(answer, Withheld):
        return None
    keep_refusal(
        actor=Actor.system(message.merchant_id),
        customer_id=message.customer_id,
        case_id=item.case_id,
        channel=message.channel,
        moment="sending",
        reasons=answer.reasons,
        day=at.date(),
        at=at,
    )
    return f"{reading.case.invoice.number}: " + " ".join(reason.text_de for reason in answer.reasons)


def _is_decided_otherwise(item: MessageItem, reading: CaseReading, decision: Decision) -> str | None:
    if not item.step:
        return None
    step = decision.step.code if decision.step else ""
    if decision.action is Action.DO and step == item.step and decision.deadline == item.deadline:
        return None
    if decision.action is Action.DO and step == item.step and decision.deadline and item.deadline:
        return (
            f"{reading.case.invoice.number}: Heute gesendet endete die Frist am {decision.deadline:%d.%m.%Y}, "
            f"freigegeben war der {item.deadline:%d.%m.%Y}. Die Nachricht wird neu vorgeschlagen."
        )
    return f"{reading.case.invoice.number}: Der Schritt ist heute nicht mehr dran. {decision.because}"


def _is_another_sum(
    message: Message, item: MessageItem, reading: CaseReading, decision: Decision
) -> str | None:
    current = statement_of(
        reading.case.invoice,
        as_of=message.day,
        policy=policy_of(decision.step if item.step else None),
        forecast=True,
        known_by=message.day,
    )
    if current.total_cents == item.total_cents and not current.provisional:
        return None
    return (
        f"{reading.case.invoice.number}: Der Betrag hat sich seit der Freigabe geändert. "
        "Die Nachricht wird neu vorgeschlagen."
    )


def done(effect: Effect, *, proof: dict[str, Any], at: datetime) -> None:
    """Write down the steps that are done, what was demanded with which deadline, and look again."""
    message, day = _message(effect), at.date()
    actor = Actor.system(message.merchant_id)
    for item in message.items.exclude(step="").order_by("pk"):
        _step_is_done(actor, message, item, at=at)
        if item.deadline is not None:
            _demand(actor, message, item, at=at)
        record(
            actor=actor,
            kind="ReminderSent",
            day=day,
            at=at,
            customer_id=message.customer_id,
            invoice_id=item.invoice_id,
            case_id=item.case_id,
            subject=f"message:{message.pk}",
            facts={
                "step": item.step,
                "cents": item.total_cents,
                "currency": item.invoice.currency,
                "deadline": item.deadline.isoformat() if item.deadline else None,
                "shown": bool(proof.get("shown")),
            },
        )
    look_again(actor=actor, day=day, case_ids=[item.case_id for item in message.items.all()])


def withdrawn(effect: Effect, *, because: str, at: datetime) -> None:
    """Let the next preview read the cases again; the mail itself is set aside by its handler."""
    message = _message(effect)
    look_again(
        actor=Actor.system(message.merchant_id),
        day=at.date(),
        case_ids=[item.case_id for item in message.items.all()],
    )


def _step_is_done(actor: Actor, message: Message, item: MessageItem, *, at: datetime) -> None:
    facts = {
        "outcome": StepDone.Outcome.SENT,
        "done_on": at.date(),
        "deadline": item.deadline,
        "strategy_code": item.strategy_code,
        "strategy_version": item.strategy_version,
    }
    row, is_new = StepDone.objects.get_or_create(
        merchant_id=actor.merchant_id, case_id=item.case_id, step=item.step, defaults=facts
    )
    if is_new:
        return
    demands = Demand.objects.filter(invoice_id=item.invoice_id, step=item.step)
    came_back = demands.exists() and not demands.filter(is_undeliverable=False).exists()
    if not came_back:
        raise StepAlreadyDone(
            _(
                "Der Schritt „%(step)s“ zur Rechnung %(number)s war schon am %(done_on)s getan. Die Nachricht %(id)s wurde trotzdem übergeben; bitte den Fall prüfen."
            )
            % {
                "step": item.step,
                "number": item.invoice.number,
                "done_on": f"{row.done_on:%d.%m.%Y}",
                "id": message.public_id,
            }
        )
    for name, value in facts.items():
        setattr(row, name, value)
    row.save(update_fields=list(facts))


def _demand(actor: Actor, message: Message, item: MessageItem, *, at: datetime) -> None:
    shown = statement_of_item(item)
    statement, day = Statement.from_dict(shown), at.date()
    Demand.objects.create(
        merchant_id=actor.merchant_id,
        invoice_id=item.invoice_id,
        step=item.step,
        demanded_on=day,
        deadline=item.deadline,
        channel=message.channel,
        principal_cents=statement.open_principal_cents,
        interest_cents=statement.open_interest_cents,
        cost_cents=statement.open_cost_cents,
        statement=shown,
        message_public_id=message.public_id,
    )
    register(
        actor=actor,
        kind=Deadline.Kind.NOTICE,
        origin=f"message:{message.pk}:case:{item.case_id}",
        starts_on=day,
        ends_on=item.deadline,
        rule=f"{(item.deadline - day).days} Tage ab Versand, §§ 187 I, 188 I, 193 BGB",
        consequence="Danach kommt der nächste Schritt; spätestens dann beginnt der Verzug (§ 286 I BGB).",
        case_id=item.case_id,
        customer_id=message.customer_id,
    )


def _message(effect: Effect) -> Message:
    return Message.objects.select_related("merchant", "storefront", "customer").get(effect=effect)
