"""A message row as the mail it is, with what is attached to it."""

from collections.abc import Sequence
from datetime import date, datetime

from kulanz.core.actor import Actor
from kulanz.features.claims.models import Invoice
from kulanz.features.letters.actions import ItemToSend
from kulanz.features.letters.attachments import attachments_of
from kulanz.features.letters.compose import Letter, compose
from kulanz.features.letters.content import ItemToSay, content_of
from kulanz.features.letters.mail import RenderedMail, as_mail
from kulanz.features.letters.models import Message
from kulanz.features.letters.saying import content_of_message, reminded_on
from kulanz.features.letters.stating import state_claims
from kulanz.features.parties.models import Customer
from kulanz.features.tenants.models import Storefront


def render_message(message: Message, *, at: datetime) -> RenderedMail:
    """Return the mail of this message as it would be handed over at `at`; raises CannotRender.

    `at` goes into the Date header only; amounts and days are those that were released.
    """
    storefront, customer, merchant = message.storefront, message.customer, message.merchant
    content = content_of_message(message)
    attachments = attachments_of(message, content, at=at)
    return as_mail(
        compose(content, names_attachment=bool(attachments)),
        merchant_id=merchant.pk,
        is_live=merchant.is_live,
        shop=storefront.name,
        sender_email=storefront.sender_email,
        recipient_name=customer.name,
        recipient_email=customer.email,
        message_public_id=message.public_id,
        date=at,
        attachments=attachments,
    )


def preview_letter(
    *,
    actor: Actor,
    storefront_id: int,
    customer_id: int,
    layout: str,
    language: str,
    day: date,
    items: Sequence[ItemToSend],
) -> Letter:
    """Return the letter that releasing these items would send, and write nothing; raises CannotRender."""
    storefront = Storefront.objects.select_related("merchant").get(
        merchant_id=actor.merchant_id, pk=storefront_id
    )
    customer = Customer.objects.get(merchant_id=actor.merchant_id, pk=customer_id)
    rows = Invoice.objects.filter(merchant_id=actor.merchant_id)
    invoices = rows.select_related("customer", "merchant", "open_item").in_bulk(
        [one.invoice_id for one in items]
    )
    found = state_claims([(invoices[one.invoice_id], one.shows) for one in items], day=day)
    return compose(
        content_of(
            merchant=storefront.merchant,
            storefront=storefront,
            customer=customer,
            layout=layout,
            language=language,
            items=[
                ItemToSay(
                    invoice=invoices[one.invoice_id],
                    step=one.step,
                    layout=one.layout or one.step,
                    deadline=one.deadline,
                    total_cents=one.total_cents,
                    statement=found[one.invoice_id, one.shows].as_dict()
                    if one.statement is None
                    else one.statement,
                )
                for one in sorted(items, key=lambda one: (invoices[one.invoice_id].due_date, one.invoice_id))
            ],
            reminded_on=reminded_on(list(invoices), before=day),
        )
    )
