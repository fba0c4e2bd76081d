"""What dunning knows about a reminder in the second of sending, and what follows when it is out.

Called by the worker for effects that are reminders, and for letters once more when they are posted, under the
customer's lock.
"""

from collections.abc import Mapping
from datetime import date, datetime
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
from kulanz.features.dunning.items import Planned, deadline_by, policy_of
from kulanz.features.dunning.models import DunningRun
from kulanz.features.letters.actions import WENT_OUT
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
    return reason_against(_message(effect), at=at)


def reason_against(message: Message, *, at: datetime) -> str | None:
    """Return why a message that has not gone out must not go out at `at`, None if all is as it was released."""
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
            or _is_decided_otherwise(message, item, reading, decision, day=at.date())
            or _is_another_sum(message, item, reading, decision)
        )
        if because is not None:
            return because
    return None


def companion_still_wanted(effect: Effect, *, at: datetime) -> str | None:
    """Return why the mail that goes with a posted letter must not follow it.

    Its step was taken by the letter, so nothing is decided again; paid, held back or another sum still stop it.
    """
    message = _message(effect)
    items = list(message.items.all())
    readings = read_cases(merchant=message.merchant, case_ids=[item.case_id for item in items])
    gate = gate_reader(
        merchant=message.merchant,
        customers=[message.customer],
        day=at.date(),
        without_message_id=message.companion_of_id,
    )
    if message.companion_of is None or message.companion_of.state not in WENT_OUT:
        return "Der Brief dazu ist zurückgekommen; die E-Mail folgt ihm nicht."
    for item in items:
        reading = readings[item.case_id]
        because = (
            _is_settled(reading)
            or _is_withheld(message, item, reading, gate, at=at, is_confirmed=True)
            or _is_another_rest(item, reading)
        )
        if because is not None:
            return because
    return None


def _is_another_rest(item: MessageItem, reading: CaseReading) -> str | None:
    if Statement.from_dict(item.statement).open_principal_cents == reading.facts.open_cents:
        return None
    return f"{reading.case.invoice.number}: Seit dem Brief hat sich der offene Betrag geändert; die E-Mail folgt nicht."


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
        confirmed_on=_confirmed_on(message, at) if is_confirmed else None,
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


def _confirmed_on(message: Message, at: datetime) -> date:
    """What a person looked through holds for the day of the message; a letter may be posted on a later one."""
    return at.date() if message.channel == Channel.LETTER or message.companion_of_id else message.day


def _is_decided_otherwise(
    message: Message, item: MessageItem, reading: CaseReading, decision: Decision, *, day: date
) -> str | None:
    if not item.step:
        return None
    is_letter = message.channel == Channel.LETTER
    is_next = decision.step is not None and decision.step.code == item.step
    # A letter box is fed on any day; whether the letter is posted in time is asked when it is posted.
    is_due = is_next and (decision.action is Action.DO or (is_letter and decision.code == "no_contact_day"))
    deadline = deadline_by(
        Planned(reading=reading, decision=decision),
        channel=Channel(message.channel),
        day=message.day if is_letter else day,
    )
    if is_due and deadline == item.deadline:
        return None
    if is_due and deadline and item.deadline:
        return (
            f"{reading.case.invoice.number}: Heute gesendet endete die Frist am {deadline:%d.%m.%Y}, "
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
    message = _message(effect)
    write_down_steps(
        message,
        arrives_on=at.date(),
        deadlines={},
        sent_on=at.date(),
        at=at,
        is_shown=bool(proof.get("shown")),
    )


def write_down_steps(
    message: Message,
    *,
    sent_on: date,
    arrives_on: date,
    deadlines: Mapping[int, date],
    at: datetime,
    is_shown: bool,
) -> None:
    """Write down what a message that went out on `sent_on` did, and look at its cases again.

    `arrives_on` is the day by which it is taken to have arrived. `deadlines` names, by item id, a later last day
    to pay than the message says, where the person is granted one.
    """
    actor = Actor.system(message.merchant_id)
    for item in message.items.exclude(step="").order_by("pk"):
        deadline = deadlines.get(item.pk, item.deadline)
        _step_is_done(actor, message, item, sent_on=sent_on, deadline=deadline)
        if deadline is not None:
            _demand(actor, message, item, sent_on=sent_on, arrives_on=arrives_on, deadline=deadline)
        record(
            actor=actor,
            kind="ReminderSent",
            day=sent_on,
            at=at,
            customer_id=message.customer_id,
            invoice_id=item.invoice_id,
            case_id=item.case_id,
            subject=f"message:{message.pk}",
            facts={
                "step": item.step,
                "cents": item.total_cents,
                "currency": item.invoice.currency,
                "deadline": deadline.isoformat() if deadline else None,
                "shown": is_shown,
            },
        )
    look_again(actor=actor, day=at.date(), case_ids=[item.case_id for item in message.items.all()])


def withdrawn(effect: Effect, *, because: str, at: datetime) -> None:
    """Let the next preview read the cases again; the mail itself is set aside by its handler."""
    message = _message(effect)
    look_again(
        actor=Actor.system(message.merchant_id),
        day=at.date(),
        case_ids=[item.case_id for item in message.items.all()],
    )


def _step_is_done(
    actor: Actor, message: Message, item: MessageItem, *, sent_on: date, deadline: date | None
) -> None:
    facts = {
        "outcome": StepDone.Outcome.SENT,
        "done_on": sent_on,
        "deadline": deadline,
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


def _demand(
    actor: Actor, message: Message, item: MessageItem, *, sent_on: date, arrives_on: date, deadline: date
) -> None:
    shown = statement_of_item(item)
    statement = Statement.from_dict(shown)
    Demand.objects.create(
        merchant_id=actor.merchant_id,
        invoice_id=item.invoice_id,
        step=item.step,
        demanded_on=arrives_on,
        deadline=deadline,
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
        starts_on=arrives_on,
        ends_on=deadline,
        rule=_rule(message, sent_on=sent_on, arrives_on=arrives_on, deadline=deadline),
        consequence="Danach kommt der nächste Schritt; spätestens dann beginnt der Verzug (§ 286 I BGB).",
        case_id=item.case_id,
        customer_id=message.customer_id,
    )


def _rule(message: Message, *, sent_on: date, arrives_on: date, deadline: date) -> str:
    days = (deadline - arrives_on).days
    if message.channel != Channel.LETTER:
        return f"{days} Tage ab Versand, §§ 187 I, 188 I, 193 BGB"
    return f"Einwurf {sent_on:%d.%m.%Y}, da bis {arrives_on:%d.%m.%Y}, dann {days} Tage, §§ 187 I, 188 I, 193 BGB"


def _message(effect: Effect) -> Message:
    return Message.objects.select_related("merchant", "storefront", "customer").get(effect=effect)
