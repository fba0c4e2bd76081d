"""A message row as what it says, and as the mail it is."""

from collections.abc import Sequence
from datetime import date, datetime

from kulanz.core.actor import Actor
from kulanz.features.claims.models import Invoice
from kulanz.features.letters.actions import WENT_OUT, ItemToSend
from kulanz.features.letters.compose import Letter, compose
from kulanz.features.letters.content import Content, ItemToSay, content_of
from kulanz.features.letters.mail import RenderedMail, as_mail
from kulanz.features.letters.models import Message
from kulanz.features.letters.stating import state_claims, statement_of_item
from kulanz.features.parties.models import Customer
from kulanz.features.tenants.models import Storefront


def render_message(message: Message, *, at: datetime) -> RenderedMail:
    """Return the mail of this message as it would be handed over at `at`; raises CannotRender.

    `at` goes into the Date header only; amounts and days are those that were released.
    """
    storefront, customer, merchant = message.storefront, message.customer, message.merchant
    return as_mail(
        compose(content_of_message(message)),
        merchant_id=merchant.pk,
        is_live=merchant.is_live,
        shop=storefront.name,
        sender_email=storefront.sender_email,
        recipient_name=customer.name,
        recipient_email=customer.email,
        message_public_id=message.public_id,
        date=at,
    )


def content_of_message(message: Message) -> Content:
    """Return what this message says, on paper and as a mail; raises CannotRender."""
    items = [
        ItemToSay(
            invoice=item.invoice,
            step=item.step,
            layout=item.layout,
            deadline=item.deadline,
            total_cents=item.total_cents,
            statement=statement_of_item(item),
        )
        for item in message.items.select_related("invoice", "message").order_by("invoice__due_date", "pk")
    ]
    return content_of(
        merchant=message.merchant,
        storefront=message.storefront,
        customer=message.customer,
        layout=message.layout,
        language=message.language,
        items=items,
        reminded_on=_reminded_on([item.invoice.pk for item in items], before=message.day),
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
            reminded_on=_reminded_on(list(invoices), before=day),
        )
    )


def _reminded_on(invoice_ids: list[int], *, before: date) -> date | None:
    return (
        Message.objects.filter(
            purpose=Message.Purpose.REMINDER,
            state__in=WENT_OUT,
            items__invoice_id__in=invoice_ids,
            day__lt=before,
        )
        .order_by("-day")
        .values_list("day", flat=True)
        .first()
    )
