"""Decide about many customers by the shape of their cases: what is alike is decided once (`answers.Answers`).

What one plain customer gets is put together from the answers about his cases: at most one mail, in one storefront, of
which nothing but principal is demanded. Whoever is not plain (holds, loose money, credit, calls, a letter, interest to
state …) goes the full way of `evaluation.evaluate`, and a property test holds both ways together. Writes nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import connection

from kulanz.core.contact import Channel, PastContact, Reason
from kulanz.core.strategy import Decision
from kulanz.features.dunning.answers import Answer, Answers, Shape, person_shape
from kulanz.features.dunning.evaluation import Kind, reasons_of_blocked
from kulanz.features.dunning.raw import (
    CASE,
    COLLECTIBLE_BY,
    CUSTOMER,
    DELIVERY,
    DUE_DATE,
    INVOICE,
    ISSUE_DATE,
    ITEM,
    LOOK,
    OPEN,
    PERSON_TEXT,
    SHAPE,
    STATE,
    STOREFRONT,
    TOTAL,
    Row,
    invoice_rows,
    person_rows,
)
from kulanz.features.dunning.sides import Sides, read_sides
from kulanz.features.tenants.models import Merchant

OURS = ("merchant", "unknown")  # claims that may become ours to remind of
_NEVER_PAID = (0, 0)
_UNKNOWN_SUM = -1  # something was booked besides the invoice: the claim has to be stated


@dataclass(slots=True)
class QuickItem:
    """One case with its answer, and what is owed in cents."""

    row: Row
    answer: Answer
    total_cents: int

    @property
    def decision(self) -> Decision:
        """What is decided for the day on which the mail goes out."""
        assert self.answer.later is not None, "only what is due when it goes out is written"
        return self.answer.later


@dataclass(slots=True)
class QuickMessage:
    """One mail to one plain customer; the furthest step comes first."""

    person: Row
    at: datetime
    items: list[QuickItem]
    also_open: list[QuickItem]

    def content(self) -> list[Any]:
        """Return what a person saw and released, exactly as `ProposedMessage.content` does."""
        first = self.items[0]
        step = first.decision.step
        return [
            first.row[CUSTOMER],
            first.row[STOREFRONT],
            Channel.EMAIL.value,
            "",  # nothing goes with a mail
            step.layout if step else "",
            language_of(self.person),
            self.at.date().isoformat(),
            [_content(one, one.decision) for one in self.items],
            [_content(one, None) for one in self.also_open],
        ]


def _content(item: QuickItem, decision: Decision | None) -> list[Any]:
    step = decision.step.code if decision and decision.step else ""
    deadline = decision.deadline.isoformat() if decision and decision.deadline else None
    return [item.row[CASE], step, deadline, item.total_cents]


@dataclass(slots=True)
class QuickWithheld:
    """Cases of one plain customer and storefront that are held back for the same reasons."""

    person: Row
    channel: Channel
    reasons: tuple[Reason, ...]
    items: list[QuickItem]


@dataclass(slots=True)
class Part:
    """What became of some customers. `the_rest` are the cases of those who have to go the full way."""

    people: dict[int, Row]
    steps: dict[int, tuple[tuple[Any, ...], ...]]  # what lies behind each case
    messages: list[QuickMessage] = field(default_factory=list)
    withheld: list[QuickWithheld] = field(default_factory=list)
    calls: list[QuickItem] = field(default_factory=list)
    decisions: list[QuickItem] = field(default_factory=list)
    answered: list[QuickItem] = field(default_factory=list)
    on_their_way: list[int] = field(default_factory=list)
    the_rest: list[int] = field(default_factory=list)
    needs_confirmation: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which open cases are asked about: those due for a look by `due_by` (None: all of them), and those parked."""

    due_by: date | None
    parked: bool = False


@dataclass(slots=True)
class _Person:
    """One plain customer and his open cases: those that are asked about, and the others."""

    row: Row
    shape: Shape
    contacts: tuple[PastContact, ...]
    asked: list[QuickItem] = field(default_factory=list)
    others: list[QuickItem] = field(default_factory=list)
    on_way: list[int] = field(default_factory=list)


class _NotPlain(Exception):
    """Only the full way can tell what becomes of this customer."""


class ByShape:
    """Decides for one merchant, day and instant; keeps its answers for all parts it is asked about."""

    def __init__(
        self,
        merchant: Merchant,
        *,
        day: date,
        at: datetime,
        is_confirmed: bool,
        bank_assumed_to: date | None = None,
    ) -> None:
        self._merchant, self._day = merchant, day
        self._raw_day = connection.ops.adapt_datefield_value(day)
        self._answers = Answers(
            merchant, day=day, at=at, is_confirmed=is_confirmed, bank_assumed_to=bank_assumed_to
        )

    def part(self, customer_ids: Sequence[int], *, scope: Scope) -> Part:
        """Return what becomes of the cases in scope of these customers."""
        rows = invoice_rows(self._merchant, customer_ids)
        sides = read_sides(self._merchant, customer_ids, rows, day=self._day)
        people = {row[0]: row for row in person_rows(self._merchant, customer_ids)}
        part = Part(people=people, steps=sides.steps)
        look_by = None if scope.due_by is None else connection.ops.adapt_datefield_value(scope.due_by)
        for customer_id, group in groupby(rows, key=itemgetter(CUSTOMER)):
            mine = list(group)
            if customer_id in sides.odd:
                held = sides.held.get(customer_id)
                part.the_rest += [
                    row[CASE]
                    for row in mine
                    if row[STATE] == "open" and _is_asked(row, look_by, scope.parked, held)
                ]
                continue
            person = self._person(part.people[customer_id], mine, look_by, scope.parked, sides)
            try:
                self._sort_in(part, person)
            except _NotPlain:
                part.the_rest += [one.row[CASE] for one in person.asked] + person.on_way
                continue
            part.on_their_way += person.on_way
            part.answered += person.asked
        return part

    def _person(self, row: Row, invoices: list[Row], look_by: Any, parked: bool, sides: Sides) -> _Person:
        customer_id, shape = row[0], person_shape(row)
        person = _Person(row, shape, sides.contacts.get(customer_id, ()))
        habits = sides.habits.get(customer_id, _NEVER_PAID)
        first = min([one[ISSUE_DATE] for one in invoices if one[TOTAL] > 0], default=None)
        steps, lowered, on_way, answer_of = sides.steps, sides.lowered, sides.on_way, self._answers.of
        for one in invoices:
            if one[STATE] != "open":
                continue
            case_id, cents = one[CASE], one[OPEN]
            answer = answer_of(
                shape, cents, one[ISSUE_DATE] == first, habits, steps.get(case_id), one[SHAPE:]
            )
            is_known = cents == one[TOTAL] and one[ITEM] not in lowered
            item = QuickItem(one, answer, cents if is_known else _UNKNOWN_SUM)
            if not _is_asked(one, look_by, parked, None):
                person.others.append(item)
            elif case_id in on_way:
                person.on_way.append(case_id)
                person.others.append(item)
            else:
                person.asked.append(item)
        return person

    def _sort_in(self, part: Part, person: _Person) -> None:
        """Say what becomes of these cases. Raises _NotPlain, and then nothing was added."""
        by_kind: dict[Kind, list[QuickItem]] = {}
        for item in person.asked:
            kind = item.answer.kind
            if kind is not Kind.NOTHING:
                by_kind.setdefault(kind, []).append(item)
        if not by_kind:
            return
        held: dict[tuple[Channel, tuple[Reason, ...]], list[QuickItem]] = {}
        message, needs_confirmation = None, False
        if sending := by_kind.get(Kind.MESSAGE):
            message, needs_confirmation = self._message(person, sending, held)
        calls = self._calls(person, by_kind.get(Kind.CALL, ()), held)
        self._blocked(person, by_kind.get(Kind.BLOCKED, ()), held)
        if held and len({one.row[STOREFRONT] for items in held.values() for one in items}) > 1:
            raise _NotPlain
        if message is not None:
            part.messages.append(message)
            part.needs_confirmation = part.needs_confirmation or needs_confirmation
        part.withheld += [
            QuickWithheld(person.row, channel, reasons, items) for (channel, reasons), items in held.items()
        ]
        part.calls += calls
        part.decisions += by_kind.get(Kind.PERSON_DECIDES, ())

    def _message(
        self,
        person: _Person,
        sending: list[QuickItem],
        held: dict[tuple[Channel, tuple[Reason, ...]], list[QuickItem]],
    ) -> tuple[QuickMessage | None, bool]:
        storefront = sending[0].row[STOREFRONT]
        allowed: list[QuickItem] = []
        needs_confirmation = False
        for one in sending:
            answer = one.answer
            if answer.later is None:
                continue
            if (
                answer.later.channel is not Channel.EMAIL
                or not answer.is_plain_sum
                or one.total_cents == _UNKNOWN_SUM
                or one.row[STOREFRONT] != storefront
            ):
                raise _NotPlain
            reasons, needs = self._answers.mail_reasons(
                answer, person.shape, person.contacts, delivery=one.row[DELIVERY], at=answer.mail_at
            )
            needs_confirmation = needs_confirmation or needs
            if reasons:
                held.setdefault((Channel.EMAIL, reasons), []).append(one)
            else:
                allowed.append(one)
        if not allowed:
            return None, False
        at = allowed[0].answer.mail_at
        taking_part = {one.row[CASE] for one in sending}
        others = [one for one in (*person.asked, *person.others) if one.row[CASE] not in taking_part]
        apart = self._apart(person, others, storefront=storefront, at=at) if others else []
        if len(allowed) > 1:
            allowed.sort(key=_furthest_first)
        return QuickMessage(person.row, at, allowed, apart), needs_confirmation

    def _apart(
        self, person: _Person, others: Iterable[QuickItem], *, storefront: int, at: datetime
    ) -> list[QuickItem]:
        """Return what stands apart as "außerdem offen", in the order of the cases."""
        found = []
        for one in others:
            is_overdue = one.row[DUE_DATE] < self._raw_day and one.row[STOREFRONT] == storefront
            if not is_overdue or not one.answer.stands_apart:
                continue
            reasons, _ = self._answers.mail_reasons(
                one.answer, person.shape, person.contacts, delivery=one.row[DELIVERY], at=at
            )
            if any(not reason.concerns_person for reason in reasons):
                continue
            if one.total_cents == _UNKNOWN_SUM:
                raise _NotPlain
            found.append(one)
        found.sort(key=lambda one: one.row[CASE])
        return found

    def _calls(
        self,
        person: _Person,
        calls: Iterable[QuickItem],
        held: dict[tuple[Channel, tuple[Reason, ...]], list[QuickItem]],
    ) -> list[QuickItem]:
        allowed = []
        for one in calls:
            reasons = self._answers.reasons(
                one.answer, person.shape, person.contacts, Channel.PHONE, delivery=one.row[DELIVERY]
            )
            if reasons:
                held.setdefault((Channel.PHONE, reasons), []).append(one)
            else:
                allowed.append(one)
        return allowed

    def _blocked(
        self,
        person: _Person,
        blocked: Iterable[QuickItem],
        held: dict[tuple[Channel, tuple[Reason, ...]], list[QuickItem]],
    ) -> None:
        for one in blocked:
            would = one.answer.would
            assert would is not None, "only what would be done is blocked"
            channel = would.channel or Channel.EMAIL
            asked = self._answers.reasons(
                one.answer, person.shape, person.contacts, channel, delivery=one.row[DELIVERY]
            )
            reasons = reasons_of_blocked(one.answer.decision, asked)
            held.setdefault((channel, reasons), []).append(one)


def language_of(person: Row) -> str:
    """Return the language in which a person is written to."""
    language = person[1 + PERSON_TEXT.index("language")]
    return language if language in ("de", "en") else "de"


def _is_asked(row: Row, look_by: Any, parked: bool, held: set[int | None] | None) -> bool:
    """Return whether this open case is in scope; `look_by` is a day as the database keeps it, None for every case."""
    if look_by is None:
        return True
    look = row[LOOK]
    if look is not None and look <= look_by:
        return True
    if not parked or row[COLLECTIBLE_BY] not in OURS:
        return False
    return look is None or bool(held and (None in held or row[INVOICE] in held))


def _furthest_first(item: QuickItem) -> tuple[int, Any, int]:
    return -item.answer.step_index, item.row[DUE_DATE], item.row[CASE]
