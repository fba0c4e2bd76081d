"""Release messages, and take them back. What happens while one is sent lies in `mail_handler.py`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kulanz.core.actor import Actor
from kulanz.core.strategy import Shows
from kulanz.features.audit.actions import record
from kulanz.features.claims.models import Case, Invoice
from kulanz.features.letters.contact_hours import first_mail_hour
from kulanz.features.letters.models import Message, MessageItem, PaperLetter
from kulanz.features.letters.readiness import SendingLocked, ensure_sending_is_unlocked, missing_particulars
from kulanz.features.letters.stating import shows_as_text
from kulanz.features.letters.texts import ensure_layout, words
from kulanz.features.letters.wording import LOCALES
from kulanz.features.outbox import actions as outbox
from kulanz.features.outbox.models import Effect
from kulanz.features.parties.actions import lock_customer
from kulanz.features.rows import new_public_id
from kulanz.features.tenants.models import Merchant, Storefront

REMINDER_MAIL, THANK_YOU_MAIL = "reminder_mail", "thank_you_mail"
# On paper: printed here and put into the letter box by a person, or handed to a postal provider.
REMINDER_LETTER, PROVIDER_LETTER = "reminder_letter", "provider_letter"
# Asks the provider what became of a letter, and tells it to print or to cancel.
PROVIDER_FOLLOW_UP = "provider_follow_up"
# The mail that goes with a letter once it is posted: same step, same demand, same deadline.
COMPANION_MAIL = "companion_mail"
WENT_OUT = (Message.State.SENT, Message.State.SHOWN)


class ChannelUnknown(ValueError):
    """There is no such way out, or the merchant has switched it off."""


class NothingToSay(ValueError):
    """A reminder without a step asks for nothing."""


class StepOnItsWay(ValueError):
    """A message about this step of this case is on its way or has gone out."""


class MessageUnknown(LookupError):
    """No message with this id at this merchant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemToSend:
    """One invoice in a message. `deadline` is the last day to pay, inclusive; a blank step is "außerdem offen".

    `layout` is the text of this step, where its code is not the name of a text itself. `shows` is what the message
    demands besides the principal: its claim is stated when it is put into words. A `statement` is shown as it is.
    """

    invoice_id: int
    case_id: int
    step: str
    deadline: date | None
    total_cents: int
    strategy_code: str
    strategy_version: int
    layout: str = ""
    shows: frozenset[Shows] = frozenset()
    statement: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OnPaper:
    """What a letter adds to a message: its planned posting day, and the channel that goes with it, if any."""

    planned_posting_on: date
    postal_days: int
    also_by: str = ""


def release_reminder(
    *,
    actor: Actor,
    run_public_id: str,
    storefront_id: int,
    customer_id: int,
    layout: str,
    channel: str,
    language: str,
    day: date,
    not_before: datetime,
    items: Sequence[ItemToSend],
    at: datetime,
    machine_now: datetime,
    on_paper: OnPaper | None = None,
) -> Message:
    """Release one message about what one customer owes in one storefront; a letter says how it gets `on_paper`.

    Raises SendingLocked, LayoutUnknown, LanguageUnknown, ChannelUnknown, NothingToSay, and StepOnItsWay
    where a step of one of the cases already stands in a message. Then nothing was released.
    """
    ensure_layout(layout)
    words(language)
    if channel not in ("email", "letter"):
        raise ChannelUnknown(
            _("Der Weg „%(channel)s“ ist noch nicht eingerichtet; zurzeit gehen E-Mail und Brief.")
            % {"channel": channel}
        )
    stepping = [item for item in items if item.step]
    if not stepping:
        raise NothingToSay(_("Die Nachricht hat keinen Schritt, der fällig ist. Nichts wurde freigegeben."))
    with transaction.atomic():
        lock_customer(actor=actor, customer_id=customer_id)
        storefront = _storefront(actor, storefront_id)
        ensure_sending_is_unlocked(storefront.merchant, storefront)
        ensure_not_on_its_way(actor, stepping)
        kind = _kind_of_reminder(storefront.merchant, channel)
        assert (channel == "letter") == (on_paper is not None), "a letter, and only a letter, is on paper"
        return _release(
            actor=actor,
            kind=kind,
            purpose=Message.Purpose.REMINDER,
            dedupe_stem=f"reminder:{stepping[0].case_id}:{stepping[0].step}",
            run_public_id=run_public_id,
            storefront=storefront,
            customer_id=customer_id,
            layout=layout,
            channel=channel,
            language=language,
            day=day,
            not_before=not_before,
            items=items,
            at=at,
            machine_now=machine_now,
            on_paper=on_paper,
        )


def _kind_of_reminder(merchant: Merchant, channel: str) -> str:
    if channel == "email":
        return REMINDER_MAIL
    if merchant.letters == Merchant.LetterMode.OFF:
        raise ChannelUnknown(
            _(
                "Briefe sind für %(name)s ausgeschaltet. Bitte unter Einrichtung einschalten; nichts wurde freigegeben."
            )
            % {"name": merchant.name}
        )
    return PROVIDER_LETTER if merchant.letters == Merchant.LetterMode.PROVIDER else REMINDER_LETTER


def release_companion(
    *, actor: Actor, letter: Message, not_before: datetime, at: datetime, machine_now: datetime
) -> Message | None:
    """Release the mail that goes with a letter that was just posted; None where the person has no good address.

    It says the same with the same deadline, and takes no step of its own. Call it in the posting transaction.
    """
    customer = letter.customer
    if letter.also_by != "email" or not customer.email or customer.email_undeliverable_since:
        return None
    items = [
        ItemToSend(
            invoice_id=item.invoice_id,
            case_id=item.case_id,
            step=item.step,
            deadline=item.deadline,
            total_cents=item.total_cents,
            statement=item.statement,
            strategy_code=item.strategy_code,
            strategy_version=item.strategy_version,
            layout=item.layout,
        )
        for item in letter.items.order_by("pk")
    ]
    return _release(
        actor=actor,
        kind=COMPANION_MAIL,
        purpose=Message.Purpose.REMINDER,
        dedupe_stem=f"companion:{letter.pk}",
        run_public_id=letter.run_public_id,
        storefront=letter.storefront,
        customer_id=customer.pk,
        layout=letter.layout,
        channel="email",
        language=letter.language,
        day=letter.day,
        not_before=not_before,
        items=items,
        at=at,
        machine_now=machine_now,
        companion_of=letter,
    )


def release_thank_you(
    *, actor: Actor, invoice_id: int, cents: int, at: datetime, machine_now: datetime
) -> Message | None:
    """Thank for a payment that closed a case, once per invoice and only where a reminder had gone out.

    Payments of one customer that arrive together are thanked for in one message. Returns None where
    there is nothing to thank for, no address, or particulars are missing. `cents` is what was paid.
    """
    invoice = Invoice.objects.select_related("storefront", "customer", "case").get(
        merchant_id=actor.merchant_id, pk=invoice_id
    )
    item = ItemToSend(
        invoice_id=invoice.pk,
        case_id=invoice.case.pk,
        step="",
        deadline=None,
        total_cents=cents,
        statement={},
        strategy_code="",
        strategy_version=0,
        layout="thank_you",
    )
    with transaction.atomic():
        customer = lock_customer(actor=actor, customer_id=invoice.customer_id)
        about_it = Message.objects.filter(merchant_id=actor.merchant_id, items__invoice=invoice)
        was_reminded = about_it.filter(purpose=Message.Purpose.REMINDER, state__in=WENT_OUT).exists()
        thanks = about_it.filter(purpose=Message.Purpose.THANK_YOU, items__is_standing=True)
        if not was_reminded or thanks.exists() or not customer.email or customer.email_undeliverable_since:
            return None
        storefront = _storefront(actor, invoice.storefront_id)
        try:
            ensure_sending_is_unlocked(storefront.merchant, storefront)
        except SendingLocked:
            return None  # a booking must not fail because a thank-you cannot go out
        after_delay = at + timedelta(minutes=storefront.merchant.send_delay_minutes)
        waiting = _thank_you_still_waiting(actor, invoice)
        if waiting is not None:
            _add_items(waiting, [item])
            return waiting
        return _release(
            actor=actor,
            kind=THANK_YOU_MAIL,
            purpose=Message.Purpose.THANK_YOU,
            dedupe_stem=f"thank_you:{invoice.pk}",
            run_public_id="",
            storefront=storefront,
            customer_id=customer.pk,
            layout="thank_you",
            channel="email",
            language=customer.language if customer.language in LOCALES else "de",
            day=at.date(),
            not_before=first_mail_hour(storefront.merchant, customer, at=after_delay),
            items=[item],
            at=at,
            machine_now=machine_now,
        )


def withdraw_thank_you(*, actor: Actor, invoice_id: int, because: str, at: datetime) -> int:
    """Take back thanks that have not gone out, because the payment was undone; return how many."""
    invoice = Invoice.objects.get(merchant_id=actor.merchant_id, pk=invoice_id)
    with transaction.atomic():
        # Under the lock no worker can begin to hand over what is found waiting here.
        lock_customer(actor=actor, customer_id=invoice.customer_id)
        waiting = Effect.objects.filter(
            merchant_id=actor.merchant_id,
            kind=THANK_YOU_MAIL,
            state__in=(Effect.State.WAITING, Effect.State.LEASED),
            message__items__invoice=invoice,
        )
        effects = list(waiting.distinct())
        for effect in effects:
            outbox.withdraw(actor=actor, effect=effect, because=because, at=at)
    return len(effects)


def withdraw_message(*, actor: Actor, message_public_id: str, because: str, at: datetime) -> Message:
    """Take back a message that has not begun to go out; raise TooLateToWithdraw once it has."""
    message = (
        Message.objects.select_related("effect")
        .filter(merchant_id=actor.merchant_id, public_id=message_public_id)
        .first()
    )
    if message is None:
        raise MessageUnknown(_("Es gibt keine Nachricht mit der Kennung %(id)s.") % {"id": message_public_id})
    outbox.withdraw(actor=actor, effect=message.effect, because=because, at=at)
    message.refresh_from_db()
    return message


def _release(
    *,
    actor: Actor,
    kind: str,
    purpose: str,
    dedupe_stem: str,
    run_public_id: str,
    storefront: Storefront,
    customer_id: int,
    layout: str,
    channel: str,
    language: str,
    day: date,
    not_before: datetime,
    items: Sequence[ItemToSend],
    at: datetime,
    machine_now: datetime,
    on_paper: OnPaper | None = None,
    companion_of: Message | None = None,
) -> Message:
    public_id = new_public_id("msg")
    effect, is_new = outbox.enqueue(
        actor=actor,
        kind=kind,
        dedupe_key=_next_key(actor, dedupe_stem),
        payload={"message": public_id},
        customer_id=customer_id,
        not_before=not_before,
        machine_now=machine_now,
    )
    assert is_new, "the customer's lock and the standing items leave room for one release only"
    message = Message.objects.create(
        merchant_id=actor.merchant_id,
        public_id=public_id,
        storefront=storefront,
        customer_id=customer_id,
        effect=effect,
        run_public_id=run_public_id,
        purpose=purpose,
        channel=channel,
        layout=layout,
        language=language,
        day=day,
        released_at=at,
        also_by=on_paper.also_by if on_paper else "",
        companion_of=companion_of,
    )
    if on_paper is not None:
        PaperLetter.objects.create(
            merchant_id=actor.merchant_id,
            message=message,
            route=PaperLetter.Route.PROVIDER if kind == PROVIDER_LETTER else PaperLetter.Route.PRINT,
            planned_posting_on=on_paper.planned_posting_on,
            postal_days=on_paper.postal_days,
        )
    _add_items(message, items)
    record(
        actor=actor,
        kind="MessageReleased",
        day=at.date(),
        at=at,
        customer_id=customer_id,
        invoice_id=items[0].invoice_id if len(items) == 1 else None,
        case_id=items[0].case_id if len(items) == 1 else None,
        subject=f"message:{message.pk}",
        facts={
            "purpose": purpose,
            "layout": layout,
            "cases": [item.case_id for item in items],
            "missing": len(missing_particulars(storefront.merchant, storefront)),
        },
    )
    return message


def _add_items(message: Message, items: Sequence[ItemToSend]) -> None:
    MessageItem.objects.bulk_create(
        MessageItem(
            message=message,
            invoice_id=item.invoice_id,
            case_id=item.case_id,
            step=item.step,
            layout=item.layout or item.step,
            deadline=item.deadline,
            total_cents=item.total_cents,
            shows=shows_as_text(item.shows) if item.statement is None else None,
            statement=item.statement,
            strategy_code=item.strategy_code,
            strategy_version=item.strategy_version,
            is_companion=message.companion_of_id is not None,
        )
        for item in items
    )


def ensure_not_on_its_way(actor: Actor, items: Sequence[ItemToSend | MessageItem]) -> None:
    """Raise StepOnItsWay where a message about one of these steps stands."""
    for item in items:
        standing = (
            MessageItem.objects.filter(
                message__merchant_id=actor.merchant_id, case_id=item.case_id, step=item.step, is_standing=True
            )
            .filter(is_companion=False)
            .select_related("message")
        )
        first = standing.first()
        if first is not None:
            number = Case.objects.values_list("invoice__number", flat=True).get(pk=item.case_id)
            raise StepOnItsWay(
                _(
                    "Zur Rechnung %(number)s gibt es für den Schritt „%(step)s“ schon eine Nachricht (%(state)s). Nichts wurde freigegeben."
                )
                % {
                    "number": number,
                    "step": item.step,
                    "state": first.message.get_state_display(),
                }
            )


def _next_key(actor: Actor, stem: str) -> str:
    """Return the stem for the first time, and a numbered one after it was withdrawn or refused."""
    earlier = Effect.objects.filter(merchant_id=actor.merchant_id, dedupe_key__startswith=f"{stem}#").count()
    return f"{stem}#{earlier + 1}"


def _thank_you_still_waiting(actor: Actor, invoice: Invoice) -> Message | None:
    return (
        Message.objects.filter(
            merchant_id=actor.merchant_id,
            storefront_id=invoice.storefront_id,
            customer_id=invoice.customer_id,
            purpose=Message.Purpose.THANK_YOU,
            state=Message.State.RELEASED,
            effect__state=Effect.State.WAITING,
            effect__attempts=0,
        )
        .order_by("pk")
        .first()
    )


def _storefront(actor: Actor, storefront_id: int) -> Storefront:
    return Storefront.objects.select_related("merchant").get(merchant_id=actor.merchant_id, pk=storefront_id)
