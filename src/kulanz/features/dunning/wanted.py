"""Whether a message that was released may still go out: asked in the second of sending, and before a letter is posted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from kulanz.core.actor import Actor
from kulanz.core.claim import Statement
from kulanz.core.contact import Channel, Reason, Withheld, may_contact
from kulanz.core.strategy import Action, Decision
from kulanz.features.contact.actions import keep_refusal
from kulanz.features.contact.facts import GateReader, gate_reader
from kulanz.features.dunning.evaluation import decided
from kulanz.features.dunning.facts import CaseReading, read_cases
from kulanz.features.dunning.items import Planned, deadline_by
from kulanz.features.dunning.models import DunningRun
from kulanz.features.letters.actions import WENT_OUT
from kulanz.features.letters.mail_handler import message_of
from kulanz.features.letters.models import Message, MessageItem
from kulanz.features.letters.returned import is_still_the_address
from kulanz.features.letters.stating import stated_once
from kulanz.features.outbox.models import Effect
from kulanz.features.tenants.models import Merchant

# Its deadline is on paper.
ON_THE_STACK = (Message.State.READY, Message.State.PRINTED, Message.State.HANDED_OVER)


def still_wanted(effect: Effect, *, at: datetime) -> str | None:
    """Return why the reminder must not go out any more, None if everything is as it was released.

    Asks the gate again, decides again, and states each claim anew as of the message's day. A refusal of the
    gate is kept. What is not wanted is withdrawn by the worker, and its cases are looked at again.
    """
    return reason_against(message_of(effect), at=at)


def reason_against(message: Message, *, at: datetime) -> str | None:
    """Return why a message that has not gone out must not go out at `at`, and keep what the gate refused."""
    asked = _Asked.about([message], at=at)
    if moved := _is_addressed_otherwise(message):
        return moved
    for item in message.items.all():
        reading, decision = asked.readings[item.case_id], asked.decision(item)
        because = (
            _is_settled(reading)
            or asked.withheld(message, item, keep=True)
            or _is_decided_otherwise(message, item, reading, decision, day=at.date())
            or _is_another_sum(message, item, reading, decision)
        )
        if because is not None:
            return because
    return None


def reasons_against(messages: Sequence[Message], *, at: datetime) -> dict[int, str]:
    """Return, by id, why rendered letters of one merchant must not be posted as things stand. Writes nothing.

    For lists: a handful of queries for all of them. Before a letter is posted `reason_against` decides. Messages
    come with `merchant`, `customer` and their items loaded.
    """
    if not messages:
        return {}
    asked = _Asked.about(messages, at=at)
    found: dict[int, str] = {}
    for message in messages:
        if moved := _is_addressed_otherwise(message):
            found[message.pk] = moved
            continue
        for item in message.items.all():
            reading = asked.readings[item.case_id]
            because = (
                _is_settled(reading)
                or asked.withheld(message, item, keep=False)
                or _is_decided_otherwise(message, item, reading, asked.decision(item), day=at.date())
                or _is_another_rest(item, reading)
            )
            if because is not None:
                found[message.pk] = because
                break
    return found


def settled_items(message: Message) -> set[int]:
    """Return the ids of the items whose case is settled by now."""
    items = list(message.items.all())
    readings = read_cases(merchant=message.merchant, case_ids=[item.case_id for item in items])
    return {item.pk for item in items if _is_settled(readings[item.case_id])}


def companion_still_wanted(effect: Effect, *, at: datetime) -> str | None:
    """Return why the mail that goes with a posted letter must not follow it.

    Its step was taken by the letter, so nothing is decided again; paid, held back or another sum still stop it.
    """
    message = message_of(effect)
    letter = message.companion_of
    if letter is None or letter.state not in WENT_OUT:
        return "Der Brief dazu ist zurückgekommen; die E-Mail folgt ihm nicht."
    asked = _Asked.about([message], besides=[letter], at=at)
    for item in message.items.all():
        reading = asked.readings[item.case_id]
        because = (
            _is_settled(reading)
            or asked.withheld(message, item, keep=True)
            or _is_another_rest(item, reading)
        )
        if because is not None:
            return because
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What is read once for the messages that are asked about."""

    merchant: Merchant
    readings: dict[int, CaseReading]
    gate: GateReader
    confirmed_runs: frozenset[str]
    at: datetime

    @classmethod
    def about(cls, messages: Sequence[Message], *, at: datetime, besides: Iterable[Message] = ()) -> "_Asked":
        merchant = messages[0].merchant
        ids = [message.pk for message in messages] + [message.pk for message in besides]
        customers = {message.customer_id: message.customer for message in messages}
        runs = DunningRun.objects.filter(
            merchant=merchant,
            public_id__in={message.run_public_id for message in messages},
            delivery_and_returns_confirmed=True,
        )
        return cls(
            merchant=merchant,
            readings=read_cases(
                merchant=merchant,
                case_ids={item.case_id for message in messages for item in message.items.all()},
                without_messages=ids,
            ),
            gate=gate_reader(
                merchant=merchant, customers=list(customers.values()), day=at.date(), without_messages=ids
            ),
            confirmed_runs=frozenset(runs.values_list("public_id", flat=True)),
            at=at,
        )

    def decision(self, item: MessageItem) -> Decision:
        return decided(self.readings[item.case_id], day=self.at.date())

    def withheld(self, message: Message, item: MessageItem, *, keep: bool) -> str | None:
        reading = self.readings[item.case_id]
        is_confirmed = message.run_public_id in self.confirmed_runs
        facts = self.gate.facts(
            reading.case.invoice,
            demanded_cents=reading.facts.open_cents,
            confirmed_on=_confirmed_on(message, self.at) if is_confirmed else None,
        )
        answer = may_contact(facts, channel=Channel(message.channel), at=self.at)
        if not isinstance(answer, Withheld):
            return None
        if keep:
            _keep(message, item, answer.reasons, at=self.at)
        return f"{reading.case.invoice.number}: " + " ".join(reason.text_de for reason in answer.reasons)


def _keep(message: Message, item: MessageItem, reasons: Sequence[Reason], *, at: datetime) -> None:
    keep_refusal(
        actor=Actor.system(message.merchant_id),
        customer_id=message.customer_id,
        case_id=item.case_id,
        channel=message.channel,
        moment="sending",
        reasons=reasons,
        day=at.date(),
        at=at,
    )


def _confirmed_on(message: Message, at: datetime) -> date:
    """What a person looked through holds for the day of the message; a letter may be posted on a later one."""
    return at.date() if message.channel == Channel.LETTER or message.companion_of_id else message.day


def _is_addressed_otherwise(message: Message) -> str | None:
    """Say that a letter bears a name or an address that the person has no longer: somebody else would read it."""
    if message.state not in ON_THE_STACK or is_still_the_address(message):
        return None
    return (
        f"Name oder Anschrift von {message.customer.name} haben sich geändert, seit der Brief geschrieben wurde. "
        "Er wird neu vorgeschlagen."
    )


def _is_settled(reading: CaseReading) -> str | None:
    if not reading.facts.is_closed and reading.facts.open_cents > 0:
        return None
    return f"Der Fall zu {reading.case.invoice.number} ist erledigt. Es wird nichts mehr gefordert."


def _is_decided_otherwise(
    message: Message, item: MessageItem, reading: CaseReading, decision: Decision, *, day: date
) -> str | None:
    if not item.step:
        return None
    number, is_letter = reading.case.invoice.number, message.channel == Channel.LETTER
    is_next = decision.step is not None and decision.step.code == item.step
    # A letter box is fed on any day.
    if not is_next or not (decision.action is Action.DO or (is_letter and decision.code == "no_contact_day")):
        return f"{number}: Der Schritt ist heute nicht mehr dran. {decision.because}"
    if message.state in ON_THE_STACK:
        return None  # its deadline is printed; whether it is posted in time is asked when it is posted
    planned = Planned(reading=reading, decision=decision)
    asked_on = message.day if is_letter else day
    deadline = deadline_by(planned, channel=Channel(message.channel), day=asked_on)
    if deadline == item.deadline:
        return None
    if deadline is None or item.deadline is None:
        return f"{number}: Der Schritt hat jetzt eine andere Frist. Die Nachricht wird neu vorgeschlagen."
    return (
        f"{number}: Heute gesendet endete die Frist am {deadline:%d.%m.%Y}, "
        f"freigegeben war der {item.deadline:%d.%m.%Y}. Die Nachricht wird neu vorgeschlagen."
    )


def _is_another_sum(
    message: Message, item: MessageItem, reading: CaseReading, decision: Decision
) -> str | None:
    shows = decision.step.shows if decision.step and item.step else frozenset()
    current = stated_once(message, [(reading.case.invoice, shows)])[reading.case.invoice_id, shows]
    if current.total_cents == item.total_cents and not current.provisional:
        return None
    return (
        f"{reading.case.invoice.number}: Der Betrag hat sich seit der Freigabe geändert. "
        "Die Nachricht wird neu vorgeschlagen."
    )


def _is_another_rest(item: MessageItem, reading: CaseReading) -> str | None:
    """Compare with the statement that was kept when the message was put into words."""
    if (
        item.statement is None
        or Statement.from_dict(item.statement).open_principal_cents == reading.facts.open_cents
    ):
        return None
    return f"{reading.case.invoice.number}: Der offene Betrag hat sich geändert, seit der Brief geschrieben wurde."
