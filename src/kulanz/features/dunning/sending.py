"""What dunning knows about a reminder in the second of sending, and what follows when it is out.

Called by the worker for effects that are reminders, and for letters once more when they are posted, under the
customer's lock.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from kulanz.core.actor import Actor
from kulanz.core.claim import Statement
from kulanz.core.contact import Channel
from kulanz.features.audit.actions import record
from kulanz.features.claims.actions import look_again
from kulanz.features.claims.models import Demand, StepDone
from kulanz.features.deadlines.actions import register
from kulanz.features.deadlines.models import Deadline
from kulanz.features.letters.mail_handler import message_of
from kulanz.features.letters.models import Message, MessageItem
from kulanz.features.letters.stating import statement_of_item
from kulanz.features.outbox.models import Effect


class StepAlreadyDone(RuntimeError):
    """A step that was sent before was about to be written down a second time."""


def done(effect: Effect, *, proof: dict[str, Any], at: datetime) -> None:
    """Write down the steps that are done, what was demanded with which deadline, and look again."""
    message = message_of(effect)
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
    without_demand: Collection[int] = (),
) -> None:
    """Write down what a message that went out on `sent_on` did, and look at its cases again.

    `arrives_on` is the day by which it is taken to have arrived. `deadlines` names, by item id, a later last day
    to pay than the message says, where the person is granted one. `without_demand` are the ids of items that were
    settled before: nothing is asked for any more, and no deadline runs.
    """
    actor = Actor.system(message.merchant_id)
    for item in (one for one in message.items.all() if one.step):
        deadline = deadlines.get(item.pk, item.deadline)
        _step_is_done(actor, message, item, sent_on=sent_on, deadline=deadline)
        if deadline is not None and item.pk not in without_demand:
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
    message = message_of(effect)
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
