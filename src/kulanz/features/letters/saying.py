"""A message row as what it says, whatever way it goes."""

from datetime import date

from kulanz.features.letters.actions import WENT_OUT
from kulanz.features.letters.content import Content, ItemToSay, content_of
from kulanz.features.letters.models import Message
from kulanz.features.letters.stating import items_of, statements_of_items


def content_of_message(message: Message) -> Content:
    """Return what this message says, on paper and as a mail; raises CannotRender."""
    found = sorted(items_of(message), key=lambda one: (one.invoice.due_date, one.pk))
    statements = statements_of_items(message)
    items = [
        ItemToSay(
            invoice=item.invoice,
            step=item.step,
            layout=item.layout,
            deadline=item.deadline,
            total_cents=item.total_cents,
            statement=statements[item.pk],
        )
        for item in found
    ]
    return content_of(
        merchant=message.merchant,
        storefront=message.storefront,
        customer=message.customer,
        layout=message.layout,
        language=message.language,
        items=items,
        reminded_on=reminded_on([item.invoice.pk for item in items], before=message.day),
    )


def reminded_on(invoice_ids: list[int], *, before: date) -> date | None:
    """Return the day of the message about one of these invoices that went out last before this day."""
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
