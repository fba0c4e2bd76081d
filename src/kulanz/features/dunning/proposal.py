"""What a day proposes: messages to send, what is withheld and why, calls, and decisions for a person."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from kulanz.core.contact import Reason
from kulanz.core.strategy import Shows


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Whom it concerns, and in the name of which storefront."""

    customer_id: int
    public_id: str
    name: str
    number: str
    email: str
    phone: str
    language: str
    storefront_id: int
    storefront: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One case as the lists name it. `step` is the code of the step concerned, blank where there is none."""

    case_id: int
    case_public_id: str
    invoice_id: int
    number: str
    due_date: date
    open_cents: int
    currency: str
    step: str
    step_name: str
    step_name_en: str
    because: str
    because_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedItem:
    """One invoice in a message: its own step, sum and deadline. A blank step is "außerdem offen"."""

    subject: Subject
    step_index: int  # place of the step in its strategy; -1 without a step
    layout: str
    channel: str
    also_by: str  # the channel of the message that goes with it, blank where none does
    deadline: date | None
    total_cents: int
    shows: frozenset[Shows]  # what the message demands besides the principal
    strategy_code: str
    strategy_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedMessage:
    """One message to one person in the name of one storefront. The furthest step comes first and sets the layout."""

    person: Person
    day: date  # on which it goes out; deadlines are counted from it
    not_before: datetime
    items: tuple[ProposedItem, ...]
    also_open: tuple[ProposedItem, ...]
    planned_posting_on: date | None = None  # of a letter: posted by then, its deadline is kept
    postal_days: int = 0

    @property
    def layout(self) -> str:
        """The text of the furthest step."""
        return self.items[0].layout

    @property
    def channel(self) -> str:
        """The channel of the furthest step."""
        return self.items[0].channel

    @property
    def also_by(self) -> str:
        """The second channel of the furthest step, blank where it has none."""
        return self.items[0].also_by

    @property
    def totals(self) -> dict[str, int]:
        """What the message asks for, in cents by currency."""
        totals: dict[str, int] = {}
        for item in self.items:
            currency = item.subject.currency
            totals[currency] = totals.get(currency, 0) + item.total_cents
        return totals

    def content(self) -> list[Any]:
        """Return what a person saw and released, as plain values; the time of sending is no part of it."""
        return [
            self.person.customer_id,
            self.person.storefront_id,
            self.channel,
            self.also_by,
            self.layout,
            self.person.language,
            self.day.isoformat(),
            [_content(item) for item in self.items],
            [_content(item) for item in self.also_open],
        ]

    def without(self, case_ids: Iterable[int]) -> "ProposedMessage | None":
        """Return the message without these cases, None where no step is left in it."""
        left_out = frozenset(case_ids)
        items = tuple(item for item in self.items if item.subject.case_id not in left_out)
        also_open = tuple(item for item in self.also_open if item.subject.case_id not in left_out)
        return replace(self, items=items, also_open=also_open) if items else None


def _content(item: ProposedItem) -> list[Any]:
    deadline = item.deadline.isoformat() if item.deadline else None
    return [item.subject.case_id, item.subject.step, deadline, item.total_cents]


@dataclass(frozen=True, slots=True, kw_only=True)
class WithheldCases:
    """Cases of one person that something stands in the way of, all for the same reasons."""

    person: Person
    subjects: tuple[Subject, ...]
    channel: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DueCall:
    """A call to make. `attempts` were made so far about this case."""

    person: Person
    subject: Subject
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDecision:
    """A case in which all steps are taken and a person decides."""

    person: Person
    subject: Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """How many there are of everything, also of what a page does not show. Sums in cents, of messages by currency.

    `parked` are the people whose cases rest (a hold, a question) and were not looked at for this page.
    """

    messages: int
    message_totals: dict[str, int]
    withheld: int  # groups of one person for the same reasons
    withheld_cases: int
    withheld_cents: int
    calls: int
    call_cents: int
    decisions: int
    decision_cents: int
    parked: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a day would bring. Reading it changes nothing.

    The lists hold what was asked for: all, or one page of each; `numbers` and `fingerprint` are of the whole day. Two
    previews with the same fingerprint send the same. `needs_confirmation`: no source knows of every delivery and
    return of what would be sent, so that the person who releases confirms having looked. `because_nothing` says why
    nothing would be sent, else blank.
    """

    day: date
    send: tuple[ProposedMessage, ...]
    withheld: tuple[WithheldCases, ...]
    calls: tuple[DueCall, ...]
    decisions: tuple[DueDecision, ...]
    on_their_way: int
    needs_confirmation: bool
    because_nothing: str
    because_nothing_en: str
    numbers: Numbers
    fingerprint: str
