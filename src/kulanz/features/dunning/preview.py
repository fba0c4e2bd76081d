"""The preview of a day: what would be sent, what is withheld, who is to be called. It writes nothing."""

import sys
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.db.models import QuerySet

from kulanz.core.actor import Actor
from kulanz.core.contact.words import day_de, day_en
from kulanz.features.claims.models import Case
from kulanz.features.contact.calendars import calendars_of
from kulanz.features.dunning.by_shape import Part, Scope
from kulanz.features.dunning.evaluation import Evaluation
from kulanz.features.dunning.hydrated import hydrated
from kulanz.features.dunning.proposal import Numbers, Preview
from kulanz.features.dunning.raw import OPEN, among, customers_of, parts_of
from kulanz.features.dunning.seen import Proposed
from kulanz.features.dunning.walking import Walk, customers_due, customers_open, customers_parked
from kulanz.features.parties.models import Customer
from kulanz.features.tenants.clock import at_local
from kulanz.features.tenants.models import Merchant

CUSTOMERS_AT_ONCE = 1000
Entry = TypeVar("Entry")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The part of each list that somebody looks at: `size` entries from `first` on, counted from zero."""

    first: int
    size: int

    def of(self, entries: Sequence[Entry], *, before: int) -> Sequence[Entry]:
        """Return those of these entries that lie on the page; `before` of the list came before them."""
        return entries[max(self.first - before, 0) : max(self.first + self.size - before, 0)]


EVERYTHING = Page(first=0, size=sys.maxsize)
Progress = Callable[[int, int], None]
"""Called with the customers who are done and all whom the day concerns."""


def preview(
    actor: Actor,
    *,
    day: date,
    at: datetime,
    is_confirmed: bool = True,
    bank_assumed_to: date | None = None,
    page: Page = EVERYTHING,
    progress: Progress | None = None,
) -> Preview:
    """Return what a run of `day` would bring, asked at `at` (the merchant's instant).

    For the merchant's own day only the cases that are due for a look are read, and those that are parked; for
    any other day (time machine) every open case. `is_confirmed` False shows what would be left if nobody
    had looked through deliveries and returns. `bank_assumed_to`: as if the statements up to that day had been
    read and brought nothing, for a day whose statements nobody can have yet. The lists hold one page; where everything lies on it they are ordered
    by name, else by customer as they were first met.
    """
    merchant = Merchant.objects.get(pk=actor.merchant_id)
    is_today = at.date() == day
    asked_at = at if is_today else at_local(merchant, day, hour=9)
    scope = Scope(due_by=day, parked=True) if is_today else Scope(due_by=None)
    customers = customers_due(merchant, day) if is_today else customers_open(merchant)
    parked = customers_parked(merchant, day) if is_today else array("q")
    shown_parked = page.of(parked, before=0)
    walk = Walk(merchant, day=day, at=asked_at, is_confirmed=is_confirmed, bank_assumed_to=bank_assumed_to)
    found = _Found(merchant, page)
    total = len(customers) + len(shown_parked)
    for ids in parts_of(customers + array("q", shown_parked), at_once=CUSTOMERS_AT_ONCE):
        found.take(*walk.part(ids, scope=scope), done=len(ids))
        if progress is not None:
            progress(found.customers, total)
    return found.preview(day=day, parked=len(parked) - len(shown_parked))


def preview_of(actor: Actor, customer_ids: Iterable[int], *, day: date, at: datetime) -> Preview:
    """Return what a run of the merchant's own day would bring to these customers alone."""
    merchant = Merchant.objects.get(pk=actor.merchant_id)
    walk = Walk(merchant, day=day, at=at, is_confirmed=True)
    found, ids = _Found(merchant, EVERYTHING), sorted(set(customer_ids))
    found.take(*walk.part(ids, scope=Scope(due_by=day, parked=True)), done=len(ids))
    return found.preview(day=day, parked=0)


def open_cases(merchant: Merchant) -> QuerySet[Case]:
    """Return every open case."""
    return Case.objects.filter(merchant=merchant, state=Case.State.OPEN)


def due_for_a_look(merchant: Merchant, day: date) -> QuerySet[Case]:
    """Return the cases in which time alone can have changed something by `day`."""
    return open_cases(merchant).filter(look_again_on__lte=day)


def by_customers(cases: QuerySet[Case], *, at_once: int = CUSTOMERS_AT_ONCE) -> Iterator[list[int]]:
    """Yield the ids of the cases in parts of at most `at_once` customers, never parting one customer's cases."""
    for ids in parts_of(customers_of(cases), at_once=at_once):
        part = among(cases, "claims_case.customer_id", ids).order_by("customer_id", "pk")
        # Empty where another process took care of these customers meanwhile.
        if found := list(part.values_list("pk", flat=True)):
            yield found


class _Found:
    """What a preview has found so far: numbers of everything, and what lies on the page."""

    def __init__(self, merchant: Merchant, page: Page) -> None:
        self._merchant, self._page = merchant, page
        self._proposed, self._shown = Proposed(), Evaluation()
        self._withheld = self._withheld_cases = self._withheld_cents = 0
        self._calls = self._call_cents = self._decisions = self._decision_cents = 0
        self._on_their_way = 0
        self._needs_confirmation = False
        self._looks: set[date] = set()
        self.customers = 0

    def take(self, part: Part, rest: Evaluation, *, done: int) -> None:
        """Add what became of some customers."""
        self.customers += done
        page, shown = self._page, self._shown
        messages, withheld = self._proposed.messages, self._withheld
        calls, decisions = self._calls, self._decisions
        self._count(part, rest)
        shown.add(
            hydrated(
                part,
                merchant=self._merchant,
                messages=page.of(part.messages, before=messages),
                withheld=page.of(part.withheld, before=withheld),
                calls=page.of(part.calls, before=calls),
                decisions=page.of(part.decisions, before=decisions),
            )
        )
        shown.send += page.of(rest.send, before=messages + len(part.messages))
        shown.withheld += page.of(rest.withheld, before=withheld + len(part.withheld))
        shown.calls += page.of(rest.calls, before=calls + len(part.calls))
        shown.decisions += page.of(rest.decisions, before=decisions + len(part.decisions))

    def _count(self, part: Part, rest: Evaluation) -> None:
        self._proposed.take(part, rest)
        held = [one.row[OPEN] for group in part.withheld for one in group.items]
        held += [one.open_cents for group in rest.withheld for one in group.subjects]
        self._withheld += len(part.withheld) + len(rest.withheld)
        self._withheld_cases += len(held)
        self._withheld_cents += sum(held)
        called = [one.row[OPEN] for one in part.calls] + [one.subject.open_cents for one in rest.calls]
        self._calls, self._call_cents = self._calls + len(called), self._call_cents + sum(called)
        asked = [one.row[OPEN] for one in part.decisions] + [one.subject.open_cents for one in rest.decisions]
        self._decisions, self._decision_cents = (
            self._decisions + len(asked),
            self._decision_cents + sum(asked),
        )
        self._on_their_way += len(part.on_their_way) + len(rest.on_their_way)
        self._needs_confirmation |= part.needs_confirmation or rest.needs_confirmation
        looks = {one.answer.decision.look_again_on for one in part.answered}
        looks.update(decision.look_again_on for _, decision in rest.answers.values())
        self._looks.update(look for look in looks if look is not None)

    def preview(self, *, day: date, parked: int) -> Preview:
        """Return all that was found; nothing more is taken then."""
        shown, proposed = self._shown, self._proposed
        if self._withheld <= self._page.size and proposed.messages <= self._page.size:
            shown.send.sort(key=lambda one: (one.person.name.casefold(), one.person.customer_id))
            shown.withheld.sort(key=lambda one: (one.person.name.casefold(), one.person.customer_id))
        because, because_en = ("", "") if proposed.messages else self._why_nothing(day)
        return Preview(
            day=day,
            send=tuple(shown.send),
            withheld=tuple(shown.withheld),
            calls=tuple(shown.calls),
            decisions=tuple(shown.decisions),
            on_their_way=self._on_their_way,
            needs_confirmation=self._needs_confirmation,
            because_nothing=because,
            because_nothing_en=because_en,
            numbers=Numbers(
                messages=proposed.messages,
                message_totals=dict(proposed.totals),
                withheld=self._withheld,
                withheld_cases=self._withheld_cases,
                withheld_cents=self._withheld_cents,
                calls=self._calls,
                call_cents=self._call_cents,
                decisions=self._decisions,
                decision_cents=self._decision_cents,
                parked=parked,
            ),
            fingerprint=proposed.fingerprint,
        )

    def _why_nothing(self, day: date) -> tuple[str, str]:
        if self._withheld_cases == 1:
            return (
                "Nichts wird gesendet: Der eine Fall, der dran wäre, ist zurückgehalten.",
                "Nothing is sent: the one case that would be due is withheld.",
            )
        if self._withheld_cases:
            return (
                f"Nichts wird gesendet: {self._withheld_cases} Fälle sind zurückgehalten, jeder mit seinem Grund.",
                f"Nothing is sent: {self._withheld_cases} cases are withheld, each with its reason.",
            )
        merchant = self._merchant
        calendars = calendars_of(merchant, Customer(country=merchant.country, state=merchant.state))
        if not calendars.is_contact_day(day):
            free = calendars.next_contact_day(day)
            return (
                f"Am {day_de(day)} ist Wochenende oder Feiertag. Der nächste Lauf ist am {day_de(free)}.",
                f"{day_en(day)} is a weekend or a public holiday. The next run is on {day_en(free)}.",
            )
        following = self._next_look(day)
        if following is None:
            return "Es ist nichts fällig.", "Nothing is due."
        return (
            f"Heute ist nichts fällig. Wieder nachgesehen wird am {day_de(following)}.",
            f"Nothing is due today. The next look is on {day_en(following)}.",
        )

    def _next_look(self, day: date) -> date | None:
        """Return the next day on which time alone changes something, by the answers of today and the stored ones."""
        stored = open_cases(self._merchant).filter(look_again_on__gt=day)
        first = stored.order_by("look_again_on").values_list("look_again_on", flat=True).first()
        looks = [look for look in self._looks if look > day]
        return min(looks if first is None else [*looks, first], default=None)
