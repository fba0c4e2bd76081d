"""Decide about cases and group what one person hears: the one place that preview, release and sending share.

Pure reading: nothing is written here.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import Enum

from kulanz.core.contact import (
    Channel,
    CollectibleBy,
    ContactKind,
    PastContact,
    Reason,
    Withheld,
    may_contact,
    next_contact_instant,
)
from kulanz.core.strategy import Action, Decision, StepKind, decide, planned_posting_day
from kulanz.features.claims.models import Case
from kulanz.features.contact.facts import GateReader, gate_reader
from kulanz.features.dunning.facts import CaseReading, read_cases
from kulanz.features.dunning.items import (
    Planned,
    Statements,
    over_one_channel,
    person_of,
    stated,
    subject_of,
)
from kulanz.features.dunning.proposal import (
    DueCall,
    DueDecision,
    Person,
    ProposedItem,
    ProposedMessage,
    Subject,
    WithheldCases,
)
from kulanz.features.tenants.models import Merchant

WAITS_FOR_A_PERSON = frozenset({"no_channel", "needs_approval", "needs_address_check"})
PERSON_DECIDES = frozenset({"person_decides", "country_unsupported"})


@dataclass(slots=True, kw_only=True)
class Evaluation:
    """What became of the cases that were asked about."""

    send: list[ProposedMessage] = field(default_factory=list)
    withheld: list[WithheldCases] = field(default_factory=list)
    calls: list[DueCall] = field(default_factory=list)
    decisions: list[DueDecision] = field(default_factory=list)
    on_their_way: list[int] = field(default_factory=list)
    answers: dict[int, tuple[CaseReading, Decision]] = field(default_factory=dict)  # by case
    needs_confirmation: bool = False

    def add(self, other: "Evaluation") -> None:
        """Take over what another part of the cases came to."""
        self.send += other.send
        self.withheld += other.withheld
        self.calls += other.calls
        self.decisions += other.decisions
        self.on_their_way += other.on_their_way
        self.answers |= other.answers
        self.needs_confirmation = self.needs_confirmation or other.needs_confirmation


def decided(reading: CaseReading, *, day: date) -> Decision:
    """Return the decision about a case on a day."""
    return decide(reading.facts, reading.strategy, day=day, calendars=reading.calendars)


def evaluate(
    *,
    merchant: Merchant,
    case_ids: Collection[int],
    day: date,
    at: datetime,
    is_confirmed: bool,
    bank_assumed_to: date | None = None,
) -> Evaluation:
    """Decide about these cases on `day`, and ask the gate for the instant at which each would go out.

    `at` is the merchant's instant of the question, on `day`. `is_confirmed`: a person has looked through
    deliveries and returns, where no source knows. Cases of one customer belong into one call, because what
    one person hears is decided together. `bank_assumed_to` is the time machine's: see `preview`.
    """
    readings = read_cases(merchant=merchant, case_ids=case_ids)
    return _Round(
        merchant, readings, day=day, at=at, is_confirmed=is_confirmed, bank_assumed_to=bank_assumed_to
    ).run()


class Kind(Enum):
    """What a decision brings to a run."""

    MESSAGE = "message"
    CALL = "call"
    PERSON_DECIDES = "person_decides"
    BLOCKED = "blocked"  # it would be one of the others, but something stands in the way
    NOTHING = "nothing"


def kind_of(reading: CaseReading, decision: Decision, *, day: date) -> Kind:
    """Return what this decision brings, as long as no message about the case is on its way."""
    if decision.action is Action.DO and decision.step is not None:
        return Kind.CALL if decision.step.kind is StepKind.CALL else Kind.MESSAGE
    if decision.code in PERSON_DECIDES:
        return Kind.PERSON_DECIDES
    if decision.code == "callback_wished" and reading.case.customer.phone:
        return Kind.CALL
    return Kind.NOTHING if would_do(reading, decision, day) is None else Kind.BLOCKED


def may_stand_apart(decision: Decision) -> bool:
    """Return whether an overdue case without a step today may be mentioned as "außerdem offen"."""
    is_quiet = decision.action in (Action.HOLD, Action.FINISHED)
    return not is_quiet or decision.code in PERSON_DECIDES


@dataclass(slots=True)
class _Due:
    """A case with a step to take, or one that is held back from taking it."""

    reading: CaseReading
    decision: Decision

    @property
    def key(self) -> tuple[int, int]:
        case = self.reading.case
        return case.customer_id, case.invoice.storefront_id


class _Round:
    def __init__(
        self,
        merchant: Merchant,
        readings: dict[int, CaseReading],
        *,
        day: date,
        at: datetime,
        is_confirmed: bool,
        bank_assumed_to: date | None,
    ) -> None:
        self._merchant, self._readings = merchant, readings
        self._bank_assumed_to = bank_assumed_to
        self._day, self._at, self._is_confirmed = day, at, is_confirmed
        self._result = Evaluation()
        self._messages: list[_Due] = []
        self._calls: list[_Due] = []
        self._blocked: list[_Due] = []

    def run(self) -> Evaluation:
        for case_id, reading in self._readings.items():
            decision = decided(reading, day=self._day)
            self._result.answers[case_id] = (reading, decision)
            self._sort_in(reading, decision)
        concerned = [*self._messages, *self._calls, *self._blocked]
        if concerned:
            self._gate = self._read_gate(concerned)
            self._propose_messages()
            self._propose_calls()
            self._explain_blocked()
        self._result.send.sort(key=lambda one: (one.person.name.casefold(), one.person.customer_id))
        self._result.withheld = _joined(self._result.withheld)
        return self._result

    def _sort_in(self, reading: CaseReading, decision: Decision) -> None:
        due = _Due(reading, decision)
        kind = kind_of(reading, decision, day=self._day)
        if reading.on_its_way is not None:
            self._result.on_their_way.append(reading.case.pk)
        elif kind is Kind.MESSAGE:
            self._messages.append(due)
        elif kind is Kind.CALL:
            self._calls.append(due)
        elif kind is Kind.PERSON_DECIDES:
            self._result.decisions.append(
                DueDecision(person=person_of(reading), subject=subject_of(reading, decision))
            )
        elif kind is Kind.BLOCKED:
            self._blocked.append(due)

    def _read_gate(self, concerned: Sequence[_Due]) -> GateReader:
        customers = {due.reading.case.customer_id: due.reading.case.customer for due in concerned}
        return gate_reader(
            merchant=self._merchant,
            customers=list(customers.values()),
            day=self._day,
            bank_assumed_to=self._bank_assumed_to,
        )

    # Messages

    def _propose_messages(self) -> None:
        groups: dict[tuple[int, int], list[_Due]] = defaultdict(list)
        for due in self._messages:
            groups[due.key].append(due)
        others = self._also_open_cases(groups)
        self._state_at_once(groups, others)
        written: dict[int, list[PastContact]] = defaultdict(list)
        for key, members in sorted(groups.items()):
            message = self._message(members, others.get(key, []), planned=written[key[0]])
            if message is not None:
                self._result.send.append(message)
                written[key[0]].append(PastContact(day=message.day, kind=ContactKind.WRITTEN))

    def _state_at_once(
        self, groups: dict[tuple[int, int], list[_Due]], others: dict[tuple[int, int], list[CaseReading]]
    ) -> None:
        """Read what all messages of the day will state; a message of another day reads its own."""
        self._statements = Statements()
        planned = [
            Planned(reading=due.reading, decision=due.decision) for one in groups.values() for due in one
        ]
        planned += [Planned(reading=reading, decision=None) for one in others.values() for reading in one]
        sends_on = {self._goes_out_at(one[0].reading).date() for one in groups.values()}
        for day in sends_on:
            self._statements.prepare(planned, day=day)

    def _also_open_cases(
        self, groups: dict[tuple[int, int], list[_Due]]
    ) -> dict[tuple[int, int], list[CaseReading]]:
        """Return what else the same people owe in the same storefront: due, not held, without a step today."""
        taking_part = {due.reading.case.pk for members in groups.values() for due in members}
        missing = Case.objects.filter(
            merchant=self._merchant,
            state=Case.State.OPEN,
            customer_id__in={customer_id for customer_id, _ in groups},
            invoice__due_date__lt=self._day,
        ).exclude(pk__in=list(self._readings))
        readings = self._readings | read_cases(
            merchant=self._merchant, case_ids=list(missing.values_list("pk", flat=True))
        )
        found: dict[tuple[int, int], list[CaseReading]] = defaultdict(list)
        for case_id, reading in sorted(readings.items()):
            due = _Due(reading, decided(reading, day=self._day))
            if case_id in taking_part or not may_stand_apart(due.decision):
                continue
            if reading.case.invoice.due_date < self._day and due.key in groups:
                found[due.key].append(reading)
        return found

    def _message(
        self, members: list[_Due], others: list[CaseReading], *, planned: list[PastContact]
    ) -> ProposedMessage | None:
        at = self._goes_out_at(members[0].reading)
        members = self._still_due(members, at.date())
        allowed: list[Planned] = []
        for due in members:
            reasons = self._reasons(due.reading, due.decision, at=at, planned=planned)
            if reasons:
                self._withhold(due, reasons)
            else:
                allowed.append(Planned(reading=due.reading, decision=due.decision))
        items, unclear = stated(allowed, day=at.date(), statements=self._statements)
        for one, reason in unclear:
            self._withhold(_Due(one.reading, one.decision), (reason,))
        if not items:
            return None
        self._note_confirmation(members, at)
        first = members[0].reading
        message = ProposedMessage(
            person=person_of(first),
            day=at.date(),
            not_before=at,
            items=over_one_channel(items, allowed, day=at.date()),
            also_open=self._also_open(others, at=at),
        )
        if message.channel != Channel.LETTER:
            return message
        postal = first.facts.postal
        return replace(
            message,
            planned_posting_on=planned_posting_day(at.date(), postal, first.calendars),
            postal_days=postal.postal_days,
        )

    def _goes_out_at(self, reading: CaseReading) -> datetime:
        after_delay = self._at + timedelta(minutes=self._merchant.send_delay_minutes)
        return next_contact_instant(reading.calendars, channel=Channel.EMAIL, at=after_delay)

    def _still_due(self, members: list[_Due], sends_on: date) -> list[_Due]:
        """After the last allowed hour a message goes out on another day, and its deadline counts from there."""
        if sends_on == self._day:
            return members
        later = ((due, decided(due.reading, day=sends_on)) for due in members)
        return [
            _Due(due.reading, decision)
            for due, decision in later
            if decision.action is Action.DO and decision.step == due.decision.step
        ]

    def _also_open(self, others: list[CaseReading], *, at: datetime) -> tuple[ProposedItem, ...]:
        free = [
            reading
            for reading in others
            if not any(
                not reason.concerns_person
                for reason in self._asked(reading, Channel.EMAIL, at=at, demanded=_open(reading))
            )
        ]
        alone = [Planned(reading=reading, decision=None) for reading in free]
        items, _ = stated(alone, day=at.date(), statements=self._statements)
        return tuple(items)

    def _reasons(
        self, reading: CaseReading, decision: Decision, *, at: datetime, planned: Iterable[PastContact] = ()
    ) -> tuple[Reason, ...]:
        channel = decision.channel or Channel.EMAIL
        return self._asked(reading, channel, at=at, demanded=_open(reading), planned=planned)

    def _asked(
        self,
        reading: CaseReading,
        channel: Channel,
        *,
        at: datetime,
        demanded: int,
        planned: Iterable[PastContact] = (),
    ) -> tuple[Reason, ...]:
        facts = self._gate.facts(
            reading.case.invoice,
            demanded_cents=demanded,
            confirmed_on=at.date() if self._is_confirmed else None,
            further_contacts=planned,
        )
        answer = may_contact(facts, channel=channel, at=at)
        return answer.reasons if isinstance(answer, Withheld) else ()

    def _note_confirmation(self, members: Iterable[_Due], at: datetime) -> None:
        for due in members:
            invoice = due.reading.case.invoice
            facts = self._gate.facts(invoice, demanded_cents=_open(due.reading), confirmed_on=None)
            confirmed = replace(facts, confirmed_on=at.date())
            without = may_contact(facts, channel=Channel.EMAIL, at=at)
            if without != may_contact(confirmed, channel=Channel.EMAIL, at=at):
                self._result.needs_confirmation = True

    # Calls, and what is held back

    def _propose_calls(self) -> None:
        for due in self._calls:
            at = next_contact_instant(due.reading.calendars, channel=Channel.PHONE, at=self._at)
            reasons = self._asked(due.reading, Channel.PHONE, at=at, demanded=_open(due.reading))
            if reasons:
                self._withhold(due, reasons, channel=Channel.PHONE)
                continue
            self._result.calls.append(
                DueCall(
                    person=person_of(due.reading),
                    subject=subject_of(due.reading, due.decision),
                    attempts=len(due.reading.facts.call_attempts),
                )
            )

    def _explain_blocked(self) -> None:
        for due in self._blocked:
            would = would_do(due.reading, due.decision, self._day)
            assert would is not None, "only what would be done is blocked"
            channel = would.channel or Channel.EMAIL
            at = next_contact_instant(due.reading.calendars, channel=channel, at=self._at)
            asked = self._asked(due.reading, channel, at=at, demanded=_open(due.reading))
            reasons = reasons_of_blocked(due.decision, asked)
            self._withhold(
                _Due(due.reading, replace(due.decision, step=would.step)), reasons, channel=channel
            )

    def _withhold(self, due: _Due, reasons: tuple[Reason, ...], *, channel: Channel = Channel.EMAIL) -> None:
        self._result.withheld.append(
            WithheldCases(
                person=person_of(due.reading),
                subjects=(subject_of(due.reading, due.decision),),
                channel=channel.value,
                reasons=reasons,
            )
        )


def _open(reading: CaseReading) -> int:
    return reading.facts.open_cents


def would_do(reading: CaseReading, decision: Decision, day: date) -> Decision | None:
    """Return what would be done were it not for what stands in the way; None where nothing would."""
    if decision.action is Action.HOLD and decision.would is not None:
        is_due = decision.would.action is Action.DO or decision.would.code in WAITS_FOR_A_PERSON
        return decision.would if is_due else None
    if decision.code in WAITS_FOR_A_PERSON:
        return decision
    is_of_others = reading.facts.collectible_by is not CollectibleBy.MERCHANT
    if is_of_others and decision.action in (Action.HOLD, Action.FINISHED) and reading.facts.open_cents > 0:
        ours = replace(reading, facts=replace(reading.facts, collectible_by=CollectibleBy.MERCHANT))
        answer = decided(ours, day=day)
        return answer if answer.action is Action.DO else would_do(ours, answer, day)
    return None


def reasons_of_blocked(decision: Decision, asked: tuple[Reason, ...]) -> tuple[Reason, ...]:
    """Return the gate's reasons, with that of the decision itself before them where the gate does not know it."""
    return asked if any(one.code == decision.code for one in asked) else (_as_reason(decision), *asked)


def _as_reason(decision: Decision) -> Reason:
    """Say a hold of the strategy itself in the gate's form."""
    return Reason(
        code=decision.code,
        text_de=decision.because.removeprefix("Zurückgehalten: "),
        text_en=decision.because_en.removeprefix("Withheld: "),
        until=None,
        releases_when="Wird frei, wenn eine Person entscheidet.",
        releases_when_en="Released when a person decides.",
        concerns_person=False,
    )


def _joined(withheld: Iterable[WithheldCases]) -> list[WithheldCases]:
    """Join the cases of one person and storefront that are withheld for the same reasons."""
    groups: dict[tuple[int, int, str, tuple[Reason, ...]], list[Subject]] = defaultdict(list)
    people: dict[tuple[int, int], Person] = {}
    for one in withheld:
        key = one.person.customer_id, one.person.storefront_id
        people[key] = one.person
        groups[(*key, one.channel, one.reasons)] += one.subjects
    return sorted(
        _as_groups(groups, people), key=lambda one: (one.person.name.casefold(), one.person.customer_id)
    )


def _as_groups(
    groups: dict[tuple[int, int, str, tuple[Reason, ...]], list[Subject]],
    people: dict[tuple[int, int], Person],
) -> Iterator[WithheldCases]:
    for (customer_id, storefront_id, channel, reasons), subjects in groups.items():
        yield WithheldCases(
            person=people[customer_id, storefront_id],
            subjects=tuple(subjects),
            channel=channel,
            reasons=reasons,
        )
