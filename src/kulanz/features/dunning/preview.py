"""The preview of a day: what would be sent, what is withheld, who is to be called. It writes nothing."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from kulanz.core.actor import Actor
from kulanz.core.contact.words import day_de, day_en
from kulanz.features.claims.models import Case
from kulanz.features.contact.calendars import calendars_of
from kulanz.features.dunning.evaluation import Evaluation, evaluate
from kulanz.features.dunning.proposal import Preview
from kulanz.features.parties.models import ContactHold, Customer
from kulanz.features.tenants.clock import at_local
from kulanz.features.tenants.models import Merchant

CUSTOMERS_AT_ONCE = 200


def preview(
    actor: Actor,
    *,
    day: date,
    at: datetime,
    is_confirmed: bool = True,
    bank_assumed_to: date | None = None,
) -> Preview:
    """Return what a run of `day` would bring, asked at `at` (the merchant's instant).

    For the merchant's own day only the cases that are due for a look are read, and those that are parked; for
    any other day (time machine) every open case. `is_confirmed` False shows what would be left if nobody
    had looked through deliveries and returns. `bank_assumed_to`: as if the statements up to that day had been
    read and brought nothing, for a day whose statements nobody can have yet.
    """
    merchant = Merchant.objects.get(pk=actor.merchant_id)
    is_today = at.date() == day
    asked_at = at if is_today else at_local(merchant, day, hour=9)
    cases = to_show(merchant, day) if is_today else open_cases(merchant)
    found = evaluate_in_parts(
        merchant=merchant,
        cases=cases,
        day=day,
        at=asked_at,
        is_confirmed=is_confirmed,
        bank_assumed_to=bank_assumed_to,
    )
    because, because_en = ("", "") if found.send else _why_nothing(merchant, found, day=day)
    return Preview(
        day=day,
        send=tuple(found.send),
        withheld=tuple(found.withheld),
        calls=tuple(found.calls),
        decisions=tuple(found.decisions),
        on_their_way=len(found.on_their_way),
        needs_confirmation=found.needs_confirmation,
        because_nothing=because,
        because_nothing_en=because_en,
    )


def open_cases(merchant: Merchant) -> QuerySet[Case]:
    """Return every open case."""
    return Case.objects.filter(merchant=merchant, state=Case.State.OPEN)


def due_for_a_look(merchant: Merchant, day: date) -> QuerySet[Case]:
    """Return the cases in which time alone can have changed something by `day`."""
    return open_cases(merchant).filter(look_again_on__lte=day)


def to_show(merchant: Merchant, day: date) -> QuerySet[Case]:
    """Return what is due for a look, and what is parked: held back, or waiting for a person."""
    holds = ContactHold.objects.filter(
        Q(invoice__isnull=True) | Q(invoice=OuterRef("invoice_id")),
        customer=OuterRef("customer_id"),
        lifted_at__isnull=True,
        since__lte=day,
    )
    ours = Q(invoice__collectible_by__in=["merchant", "unknown"])
    parked = ours & (Q(look_again_on__isnull=True) | Exists(holds))
    return open_cases(merchant).filter(Q(look_again_on__lte=day) | parked)


def evaluate_in_parts(
    *,
    merchant: Merchant,
    cases: QuerySet[Case],
    day: date,
    at: datetime,
    is_confirmed: bool,
    bank_assumed_to: date | None = None,
) -> Evaluation:
    """Evaluate these cases, some customers at a time, so that memory stays small."""
    result = Evaluation()
    for case_ids in by_customers(cases):
        result.add(
            evaluate(
                merchant=merchant,
                case_ids=case_ids,
                day=day,
                at=at,
                is_confirmed=is_confirmed,
                bank_assumed_to=bank_assumed_to,
            )
        )
    result.send.sort(key=lambda one: (one.person.name.casefold(), one.person.customer_id))
    result.withheld.sort(key=lambda one: (one.person.name.casefold(), one.person.customer_id))
    return result


def by_customers(cases: QuerySet[Case], *, at_once: int = CUSTOMERS_AT_ONCE) -> Iterator[list[int]]:
    """Yield the ids of the cases in parts of at most `at_once` customers, never parting one customer's cases."""
    part: list[int] = []
    customers: set[int] = set()
    rows = cases.order_by("customer_id", "pk").values_list("pk", "customer_id")
    for case_id, customer_id in list(rows):
        if customer_id not in customers and len(customers) == at_once:
            yield part
            part, customers = [], set()
        part.append(case_id)
        customers.add(customer_id)
    if part:
        yield part


def _why_nothing(merchant: Merchant, found: Evaluation, *, day: date) -> tuple[str, str]:
    if found.withheld:
        number = sum(len(one.subjects) for one in found.withheld)
        if number == 1:
            return (
                "Nichts wird gesendet: Der eine Fall, der dran wäre, ist zurückgehalten.",
                "Nothing is sent: the one case that would be due is withheld.",
            )
        return (
            f"Nichts wird gesendet: {number} Fälle sind zurückgehalten, jeder mit seinem Grund.",
            f"Nothing is sent: {number} cases are withheld, each with its reason.",
        )
    calendars = calendars_of(merchant, Customer(country=merchant.country, state=merchant.state))
    if not calendars.is_contact_day(day):
        free = calendars.next_contact_day(day)
        return (
            f"Am {day_de(day)} ist Wochenende oder Feiertag. Der nächste Lauf ist am {day_de(free)}.",
            f"{day_en(day)} is a weekend or a public holiday. The next run is on {day_en(free)}.",
        )
    following = _next_look(merchant, found, day=day)
    if following is None:
        return "Es ist nichts fällig.", "Nothing is due."
    return (
        f"Heute ist nichts fällig. Wieder nachgesehen wird am {day_de(following)}.",
        f"Nothing is due today. The next look is on {day_en(following)}.",
    )


def _next_look(merchant: Merchant, found: Evaluation, *, day: date) -> date | None:
    """Return the next day on which time alone changes something, by the answers of today and the stored ones."""
    looks = [decision.look_again_on for _, decision in found.answers.values()]
    stored = open_cases(merchant).filter(look_again_on__gt=day).exclude(pk__in=list(found.answers))
    looks.append(stored.order_by("look_again_on").values_list("look_again_on", flat=True).first())
    return min((look for look in looks if look is not None and look > day), default=None)
