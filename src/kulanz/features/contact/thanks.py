"""Whether thanks may still go out, in the second of sending."""

from datetime import datetime

from kulanz.core.contact import Channel, Purpose, Withheld, may_contact
from kulanz.features.contact.facts import gate_reader
from kulanz.features.letters.mail_handler import thank_you_still_wanted
from kulanz.features.letters.models import Message
from kulanz.features.outbox.models import Effect


def thanks_still_wanted(effect: Effect, *, at: datetime) -> str | None:
    """Return why thanks must not go out any more, None where the payment stands and the gate is open."""
    because = thank_you_still_wanted(effect, at=at)
    if because is not None:
        return because
    message = Message.objects.select_related("merchant", "customer").get(effect=effect)
    gate = gate_reader(merchant=message.merchant, customers=[message.customer], day=at.date())
    for item in message.items.select_related("invoice__open_item"):
        facts = gate.facts(item.invoice, demanded_cents=0, confirmed_on=None, purpose=Purpose.THANK_YOU)
        answer = may_contact(facts, channel=Channel(message.channel), at=at)
        if isinstance(answer, Withheld):
            return " ".join(reason.text_de for reason in answer.reasons)
    return None
