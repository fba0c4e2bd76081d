"""What the tests of letters need: a shop that prints, people without e-mail, and the way to the letter box."""

from datetime import date, timedelta
from typing import Any

from kulanz.features.claims.models import Case, Invoice, StepDone
from kulanz.features.dunning.letter_box import Printed, mark_posted, print_letters
from kulanz.features.letters.models import Message
from kulanz.features.letters.stack import letters_on_the_stack
from kulanz.features.parties.models import Customer
from kulanz.features.tenants.models import Merchant
from tests.features.builders import a_customer, actor_of, an_invoice
from tests.features.dunning.stage import (
    MACHINE_NOW,
    a_shop_that_could_send,
    carried_out,
    now_of,
    on_day,
    released,
)

# Released on Tuesday 1 December 2026, to be posted by Wednesday, there within four working days: Monday 7 December.
# Seven days for the reminder end on Monday 14 December.
PLANNED = date(2026, 12, 2)
ARRIVES = date(2026, 12, 7)
DEADLINE = date(2026, 12, 14)


def a_shop_that_prints(**changes: Any) -> Merchant:
    return a_shop_that_could_send(**{"letters": "print", **changes})


def somebody_without_email(shop: Merchant, **changes: Any) -> Customer:
    return a_customer(shop, **{"email": "", **changes})


def stacked(shop: Merchant) -> list[Message]:
    return list(letters_on_the_stack(actor_of(shop)))


def a_letter_on_the_stack(shop: Merchant, **changes: Any) -> Message:
    """A reminder to somebody without e-mail, released and rendered on 1 December."""
    invoice = an_invoice(somebody_without_email(shop), **changes)
    released(shop)
    carried_out(shop)
    return Message.objects.get(items__invoice=invoice)


def printed(shop: Merchant, **changes: Any) -> Printed:
    at = now_of(shop)
    return print_letters(actor=actor_of(shop), day=at.date(), at=at, **changes)


def posted(shop: Merchant, message: Message, *, on: date | None = None, **changes: Any) -> Message:
    at = now_of(shop)
    return mark_posted(
        actor=actor_of(shop),
        public_id=message.public_id,
        posted_on=on or at.date(),
        day=at.date(),
        at=at,
        machine_now=MACHINE_NOW,
        **changes,
    )


def a_posted_letter(shop: Merchant, *, on: date = PLANNED, **changes: Any) -> Message:
    message = a_letter_on_the_stack(shop, **changes)
    printed(shop)
    on_day(shop, on)
    return posted(shop, message)


def before_the_final_notice(customer: Customer, **changes: Any) -> Invoice:
    """An invoice that was reminded and dunned; its last deadline ended in November, the final notice is next."""
    invoice = an_invoice(
        customer, **{"due_date": date(2026, 10, 1), "issue_date": date(2026, 9, 17), **changes}
    )
    case = Case.objects.get(invoice=invoice)
    done = [
        ("reminder", "sent", date(2026, 10, 6), date(2026, 10, 13)),
        ("call", "lapsed", date(2026, 10, 14), None),
        ("notice", "sent", date(2026, 11, 2), date(2026, 11, 12)),
        ("callback_offer", "lapsed", date(2026, 11, 13), None),
    ]
    for step, outcome, day, deadline in done:
        StepDone.objects.create(
            merchant=customer.merchant,
            case=case,
            step=step,
            outcome=outcome,
            done_on=day,
            deadline=deadline,
            strategy_code="b2c",
            strategy_version=1,
        )
    return invoice


def days_later(day: date, number: int) -> date:
    return day + timedelta(days=number)
