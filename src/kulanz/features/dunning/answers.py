"""The answers of `decide` and of the gate, each asked once for every shape of a case.

A shape holds the values that facts are made of, with the open amount replaced by the smallest one that is decided
alike. Facts are made of the shape alone, by the functions that make all facts: what the shape does not hold cannot
make a difference, and whoever asks for it is refused (`_made`).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models

from kulanz.core.claim.untouched import owed_untouched
from kulanz.core.contact import Calendars, Channel, PastContact, PaymentSource, Reason, Withheld, may_contact
from kulanz.core.contact.times import next_contact_instant
from kulanz.core.strategy import Action, Decision, StepDone, StepOutcome, amount_bounds, representative
from kulanz.features.claims.models import Case, Invoice
from kulanz.features.claims.models import StepDone as StepRow
from kulanz.features.contact.calendars import calendars_of
from kulanz.features.contact.facts import (
    GateReader,
    HoldsOf,
    as_if_read_to,
    payment_sources,
    person_facts,
)
from kulanz.features.dunning.evaluation import Kind, decided, kind_of, may_stand_apart, would_do
from kulanz.features.dunning.facts import CaseReading, facts_of, is_first
from kulanz.features.dunning.raw import CASE_SHAPE, INVOICE_SHAPE, PERSON_AS_IS, PERSON_IF_ANY, Row
from kulanz.features.dunning.strategies import latest_versions, strategy_of, version_for
from kulanz.features.ledger.models import OpenItem
from kulanz.features.letters.stating import policy_of
from kulanz.features.parties.models import Customer
from kulanz.features.tenants.models import Merchant, Storefront

NO_HOLDS = HoldsOf(person=(), invoices={})
_KNOWN = "x"  # stands for a text of which only matters that there is one
Shape = tuple[Any, ...]
Steps = tuple[tuple[Any, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is decided about every case of one shape.

    `later` is the decision of the day on which a mail would go out (None where the step is not due then), `would`
    what would happen to a blocked case. `is_plain_sum`: the message demands nothing but the principal.
    """

    reading: CaseReading
    decision: Decision
    kind: Kind
    would: Decision | None
    later: Decision | None
    mail_at: datetime
    step_index: int
    is_plain_sum: bool
    stands_apart: bool


class Answers:
    """What was decided so far for one merchant, day and instant."""

    def __init__(
        self,
        merchant: Merchant,
        *,
        day: date,
        at: datetime,
        is_confirmed: bool,
        bank_assumed_to: date | None = None,
    ) -> None:
        self._merchant, self._day, self._at, self._is_confirmed = merchant, day, at, is_confirmed
        self._versions = latest_versions(merchant.pk)
        self._strategies = {code: strategy_of(version) for code, version in self._versions.items()}
        self.bounds = amount_bounds(self._strategies.values())
        self._storefronts = Storefront.objects.filter(merchant=merchant).in_bulk()
        self._books_since = Invoice.objects.filter(merchant=merchant).aggregate(
            first=models.Min("issue_date")
        )["first"]
        self._sources: tuple[PaymentSource, ...] = as_if_read_to(payment_sources(merchant), bank_assumed_to)
        self._by_shape: dict[Shape, Answer] = {}
        self._elsewhere: dict[Shape, list[tuple[tuple[tuple[date, bool], ...], Answer]]] = defaultdict(list)
        self._reasons: dict[Shape, tuple[tuple[Reason, ...], bool]] = {}
        self._people: dict[Shape, Customer] = {}
        self._watched: dict[tuple[str, str], Calendars] = {}
        self._call_at: dict[Shape, datetime] = {}

    def of(
        self,
        person: Shape,
        cents: int,
        none_before: bool,
        habits: tuple[int, int],
        steps: Steps | None,
        row: Shape,
    ) -> Answer:
        """Return the answer for a case of this shape. `row` holds the columns of INVOICE_SHAPE and CASE_SHAPE."""
        shape = (person, representative(self.bounds, cents), none_before, habits, steps, row)
        found = self._by_shape.get(shape)
        if found is None:
            found = self._by_shape[shape] = self._found_elsewhere(*shape)
        return found

    def mail_reasons(
        self, answer: Answer, person: Shape, contacts: tuple[PastContact, ...], *, delivery: str, at: datetime
    ) -> tuple[tuple[Reason, ...], bool]:
        """Return what the gate says against a mail, and whether only somebody's confirmation opens it."""
        return self._ask(answer, person, contacts, Channel.EMAIL, delivery=delivery, at=at)

    def reasons(
        self,
        answer: Answer,
        person: Shape,
        contacts: tuple[PastContact, ...],
        channel: Channel,
        *,
        delivery: str,
    ) -> tuple[Reason, ...]:
        """Return what the gate says against this channel at the first instant that is allowed for it."""
        key = (person, channel)
        at = self._call_at.get(key)
        if at is None:
            calendars = calendars_of(self._merchant, self.customer(person))
            at = self._call_at[key] = next_contact_instant(calendars, channel=channel, at=self._at)
        return self._ask(answer, person, contacts, channel, delivery=delivery, at=at)[0]

    def customer(self, person: Shape) -> Customer:
        """Return a customer who has this shape and nothing else."""
        customer = self._people.get(person)
        if customer is None:
            texts = tuple(_KNOWN if known else "" for known in person[: len(PERSON_IF_ANY)])
            customer = _made(
                Customer, (*PERSON_IF_ANY, *PERSON_AS_IS), (*texts, *person[len(PERSON_IF_ANY) :])
            )
            self._people[person] = customer
        return customer

    # The gate

    def _ask(
        self,
        answer: Answer,
        person: Shape,
        contacts: tuple[PastContact, ...],
        channel: Channel,
        *,
        delivery: str,
        at: datetime,
    ) -> tuple[tuple[Reason, ...], bool]:
        facts = answer.reading.facts
        key = (
            person,
            contacts,
            channel,
            at,
            facts.collectible_by,
            facts.currency,
            delivery,
            facts.open_cents,
        )
        found = self._reasons.get(key)
        if found is None:
            found = self._reasons[key] = self._ask_gate(
                answer.reading, self.customer(person), contacts, channel, delivery=delivery, at=at
            )
        return found

    def _ask_gate(
        self,
        reading: CaseReading,
        customer: Customer,
        contacts: tuple[PastContact, ...],
        channel: Channel,
        *,
        delivery: str,
        at: datetime,
    ) -> tuple[tuple[Reason, ...], bool]:
        known = person_facts(
            customer, holds=(), payments=(), credit_cents=0, contacts=contacts, day=self._day
        )
        gate = GateReader(
            merchant=self._merchant,
            customers={customer.pk: customer},
            people={customer.pk: known},
            holds={customer.pk: NO_HOLDS},
            sources=self._sources,
        )
        invoice = reading.case.invoice
        invoice.delivery, invoice.delivered_cents = delivery, None
        confirmed, unconfirmed = (
            may_contact(
                gate.facts(invoice, demanded_cents=reading.facts.open_cents, confirmed_on=confirmed_on),
                channel=channel,
                at=at,
            )
            for confirmed_on in (at.date(), None)
        )
        answer = confirmed if self._is_confirmed else unconfirmed
        return (answer.reasons if isinstance(answer, Withheld) else ()), confirmed != unconfirmed

    # The decision

    def _found_elsewhere(self, person: Shape, *rest: Any) -> Answer:
        """Return the answer for the same shape in another Land, where the calendar says the same on all days asked for."""
        known = person[:-1]  # the Land is what comes last
        calendars = self._watched_calendars(person)
        holidays = calendars.customer.holidays
        assert isinstance(holidays, _Watched)
        variants = self._elsewhere[(known, *rest)]
        for asked, answer in variants:
            if all(holidays.has(day) == was for day, was in asked):
                return answer
        holidays.asked.clear()
        answer = self._answer(self._reading(person, calendars, *rest))
        variants.append((tuple(holidays.asked.items()), answer))
        return answer

    def _answer(self, reading: CaseReading) -> Answer:
        """Decide about a case that has a shape and nothing else."""
        decision = decided(reading, day=self._day)
        kind = kind_of(reading, decision, day=self._day)
        after_delay = self._at + timedelta(minutes=self._merchant.send_delay_minutes)
        mail_at = next_contact_instant(reading.calendars, channel=Channel.EMAIL, at=after_delay)
        step, later = decision.step, decision
        if decision.action is Action.DO and mail_at.date() != self._day:
            later = decided(reading, day=mail_at.date())
        is_still_due = later.action is Action.DO and later.step == step
        policy = policy_of(step.shows if step else ())
        return Answer(
            reading=reading,
            decision=decision,
            kind=kind,
            would=would_do(reading, decision, self._day) if kind is Kind.BLOCKED else None,
            later=later if is_still_due else None,
            mail_at=mail_at,
            step_index=[one.code for one in reading.strategy.steps].index(step.code) if step else -1,
            is_plain_sum=owed_untouched(principal_cents=1, policy=policy) is not None,
            stands_apart=may_stand_apart(decision),
        )

    def _reading(
        self,
        person: Shape,
        calendars: Calendars,
        cents: int,
        none_before: bool,
        habits: tuple[int, int],
        steps: Steps | None,
        row: Shape,
    ) -> CaseReading:
        customer = self.customer(person)
        invoice = _made(Invoice, INVOICE_SHAPE, row[: len(INVOICE_SHAPE)])
        invoice.merchant, invoice.customer = self._merchant, customer
        invoice.storefront = self._storefronts[invoice.storefront_id]
        invoice.open_item = _made(OpenItem, ("open_cents",), (cents,))
        invoice.total_cents = cents
        case = _made(Case, (*CASE_SHAPE, "state"), (*row[len(INVOICE_SHAPE) :], Case.State.OPEN))
        case.merchant, case.customer, case.invoice = self._merchant, customer, invoice
        version = version_for(case, self._versions)
        strategy = self._strategies[version.code]
        return CaseReading(
            case=case,
            version=version,
            strategy=strategy,
            calendars=calendars,
            on_its_way=None,
            facts=facts_of(
                case,
                strategy=strategy,
                history=tuple(_step(*one) for one in steps or ()),
                call_attempts=(),
                confirmed=frozenset(),
                holds=NO_HOLDS,
                paid_invoices=habits[0],
                late_invoices=habits[1],
                is_first_invoice=is_first(
                    none_before, issue_date=invoice.issue_date, books_since=self._books_since
                ),
            ),
        )

    def _watched_calendars(self, person: Shape) -> Calendars:
        """Return the calendars of this customer; that of the Land takes note of what it is asked."""
        customer = self.customer(person)
        key = (customer.country, customer.state)
        found = self._watched.get(key)
        if found is None:
            plain = calendars_of(self._merchant, customer)
            noting = replace(plain.customer, holidays=_Watched(plain.customer.holidays))
            found = self._watched[key] = replace(plain, customer=noting)
        return found


class _Watched(frozenset[date]):
    """Holidays that take note of the days they are asked about, with the answers."""

    asked: dict[date, bool]

    def __init__(self, days: frozenset[date]) -> None:
        self.asked = {}

    def __contains__(self, day: object) -> bool:
        is_in = super().__contains__(day)
        assert isinstance(day, date), "a calendar is asked about days"
        self.asked[day] = is_in
        return is_in

    def has(self, day: date) -> bool:
        """Return whether this is a holiday, without a note."""
        return super().__contains__(day)


def person_shape(person: Row) -> Shape:
    """Return the shape of a customer from a row of `raw.PERSON`; the Land comes last."""
    email, phone, street, postcode, city = person[5:10]
    return (bool(email), bool(phone), bool(street), bool(postcode), bool(city), *person[10:])


def _made(model: type[Any], names: Sequence[str], values: Sequence[Any]) -> Any:
    """Return a row that has these values and no others: whoever asks for another one is refused."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    known = {name: fields[name].to_python(value) for name, value in zip(names, values, strict=True)}
    order = [name for name, field in fields.items() if name in known or field.primary_key]
    return model.from_db(None, order, [known.get(name, 0) for name in order])


def _step(code: str, done_on: Any, outcome: str, deadline: Any) -> StepDone:
    as_day = StepRow._meta.get_field("done_on").to_python
    return StepDone(
        code=code, done_on=as_day(done_on), outcome=StepOutcome(outcome), deadline=as_day(deadline)
    )
