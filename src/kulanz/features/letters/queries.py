"""What may be seen of messages."""

from email import message_from_bytes
from email.policy import default as modern

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kulanz.core.actor import Actor
from kulanz.features.documents.actions import read
from kulanz.features.letters.models import Message


class NotRenderedYet(LookupError):
    """The message has not been put into words yet: there are no bytes to show."""


def messages(actor: Actor, *, states: tuple[str, ...] = (), purpose: str = "") -> QuerySet[Message]:
    """Return the merchant's messages, newest first."""
    rows = Message.objects.filter(merchant_id=actor.merchant_id).select_related(
        "customer", "storefront", "effect"
    )
    rows = rows.filter(state__in=states) if states else rows
    rows = rows.filter(purpose=purpose) if purpose else rows
    return rows.prefetch_related("items__invoice").order_by("-id")


def message_of(actor: Actor, public_id: str) -> Message | None:
    """Return one message, or None where this merchant has none with the id."""
    return messages(actor).filter(public_id=public_id).first()


def messages_of_customer(actor: Actor, customer_id: int) -> QuerySet[Message]:
    """Return what was sent, or was to be sent, to one customer, newest first."""
    return messages(actor).filter(customer_id=customer_id)


def messages_of_case(actor: Actor, case_id: int) -> QuerySet[Message]:
    """Return the messages that mention this case, newest first."""
    return messages(actor).filter(items__case_id=case_id)


def as_sent(message: Message) -> dict[str, object]:
    """Return the stored mail in parts: headers, text, html (images as data for display), and the bytes.

    Raises NotRenderedYet; a letter on paper has no such parts, see `letter_as_printed`.
    """
    if message.document is None or message.channel == "letter":
        raise NotRenderedYet(
            _("Diese Nachricht ist noch nicht in Worte gefasst; sie entsteht erst beim Senden.")
        )
    raw = read(message.document)
    mail = message_from_bytes(raw, policy=modern)
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    page = html.get_content() if html else ""
    for part in mail.walk():
        cid = part["Content-ID"]
        if cid and part.get_content_maintype() == "image":
            data = "".join(part.get_payload().split())
            page = page.replace(f"cid:{cid.strip('<>')}", f"data:image/png;base64,{data}")
    return {
        "headers": [(name, str(value)) for name, value in mail.items()],
        "text": text.get_content() if text else "",
        "html": page,
        "raw": raw,
    }


def letter_as_printed(message: Message) -> bytes:
    """Return the stored PDF of a letter; raise NotRenderedYet before it was rendered, and for a mail."""
    if message.document is None or message.channel != "letter":
        raise NotRenderedYet(
            _("Diesen Brief gibt es noch nicht als PDF; er entsteht, wenn er in den Poststapel kommt.")
        )
    return read(message.document)
