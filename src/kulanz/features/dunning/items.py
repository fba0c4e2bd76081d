"""What a list or a message says about one case: its names, and its statement on the day of the message."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kulanz.core.claim import Policy, Statement
from kulanz.core.contact import Channel, Reason
from kulanz.core.contact.words import amount_de, amount_en
from kulanz.core.strategy import Decision, Step, deadline_over
from kulanz.features.claims.models import Invoice
from kulanz.features.claims.statements import statements_of
from kulanz.features.dunning.facts import CaseReading
from kulanz.features.dunning.proposal import Person, ProposedItem, Subject
from kulanz.features.letters.stating import policy_of as policy_of_shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A case that a message is to mention; without a decision it stands apart as "außerdem offen"."""

    reading: CaseReading
    decision: Decision | None


def person_of(reading: CaseReading) -> Person:
    """Return whom this case concerns."""
    customer, storefront = reading.case.customer, reading.case.invoice.storefront
    return Person(
        customer_id=customer.pk,
        public_id=customer.public_id,
        name=customer.name,
        number=customer.number,
        email=customer.email,
        phone=customer.phone,
        language=customer.language if customer.language in ("de", "en") else "de",
        storefront_id=storefront.pk,
        storefront=storefront.name,
    )


def subject_of(reading: CaseReading, decision: Decision | None) -> Subject:
    """Return the case as the lists name it."""
    case, step = reading.case, decision.step if decision else None
    return Subject(
        case_id=case.pk,
        case_public_id=case.public_id,
        invoice_id=case.invoice_id,
        number=case.invoice.number,
        due_date=case.invoice.due_date,
        open_cents=reading.facts.open_cents,
        currency=reading.facts.currency,
        step=step.code if step else "",
        step_name=step.name if step else "",
        step_name_en=step.name_en if step else "",
        because=decision.because if decision else "",
        because_en=decision.because_en if decision else "",
    )


def policy_of(step: Step | None) -> Policy:
    """Return what a message of this step demands besides the principal."""
    return policy_of_shown(step.shows if step else ())


class Statements:
    """The statements of one round: what many messages need is read at once, the rest when somebody asks."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, date, Policy], Statement] = {}

    def prepare(self, planned: Iterable[Planned], *, day: date) -> None:
        """State the claims of all these cases as of `day`, in a handful of queries."""
        by_policy: dict[Policy, list[Invoice]] = defaultdict(list)
        for one in planned:
            policy = _policy(one)
            if (one.reading.case.invoice_id, day, policy) not in self._known:
                by_policy[policy].append(one.reading.case.invoice)
        for policy, invoices in by_policy.items():
            # Money that is booked counts, even where the bank values it later: nobody is asked for it again.
            found = statements_of(invoices, as_of=day, policy=policy, forecast=True, known_by=day)
            self._known |= {(key, day, policy): statement for key, statement in found.items()}

    def of(self, planned: Planned, *, day: date) -> Statement:
        """Return the statement of this case as the message would show it."""
        self.prepare([planned], day=day)
        return self._known[planned.reading.case.invoice_id, day, _policy(planned)]


def stated(
    planned: Sequence[Planned], *, day: date, statements: Statements
) -> tuple[list[ProposedItem], list[tuple[Planned, Reason]]]:
    """State each claim as of `day`; return the items, and those whose sum is not certain with the reason."""
    items: list[ProposedItem] = []
    unclear: list[tuple[Planned, Reason]] = []
    for one in planned:
        statement = statements.of(one, day=day)
        reason = _doubt(one, statement)
        if reason is None:
            items.append(item_of(one, statement))
        else:
            unclear.append((one, reason))
    return items, unclear


def item_of(planned: Planned, statement: Statement) -> ProposedItem:
    """Return what the message says about this case."""
    reading, decision = planned.reading, planned.decision
    step = decision.step if decision else None
    codes = [one.code for one in reading.strategy.steps]
    return ProposedItem(
        subject=subject_of(reading, decision),
        step_index=codes.index(step.code) if step else -1,
        layout=step.layout if step else "",
        channel=decision.channel.value if decision and decision.channel else "",
        also_by=decision.also_by.value if decision and decision.also_by else "",
        deadline=decision.deadline if decision else None,
        total_cents=statement.total_cents,
        shows=step.shows if step else frozenset(),
        strategy_code=reading.version.code,
        strategy_version=reading.version.version,
    )


def over_one_channel(
    items: Sequence[ProposedItem], planned: Iterable[Planned], *, day: date
) -> tuple[ProposedItem, ...]:
    """Return the items as one message says them, furthest step first: over its channel, with its deadlines.

    What alone would go by mail gets the longer deadline of the letter it stands in, and the other way round.
    """
    ordered = sorted(items, key=lambda item: (-item.step_index, item.subject.due_date, item.subject.case_id))
    if not ordered or len({item.channel for item in ordered}) == 1:
        return tuple(ordered)
    channel = ordered[0].channel
    by_case = {one.reading.case.pk: one for one in planned}
    return tuple(
        replace(
            item,
            channel=channel,
            also_by=ordered[0].also_by,
            deadline=deadline_by(by_case[item.subject.case_id], channel=Channel(channel), day=day),
        )
        for item in ordered
    )


def deadline_by(planned: Planned, *, channel: Channel, day: date) -> date | None:
    """Return the last day to pay of this case's step in a message of this day over this channel."""
    reading, decision = planned.reading, planned.decision
    if decision is None or decision.step is None:
        return None
    return deadline_over(
        decision.step,
        channel,
        message_day=day,
        postal=reading.facts.postal,
        calendars=reading.calendars,
    )


def _policy(planned: Planned) -> Policy:
    return policy_of(planned.decision.step if planned.decision else None)


def _doubt(planned: Planned, statement: Statement) -> Reason | None:
    open_cents, currency = planned.reading.facts.open_cents, planned.reading.facts.currency
    if statement.provisional:
        return _reason(
            "provisional_interest",
            "Der Zinssatz für diesen Tag ist noch nicht bestätigt.",
            "The rate of interest for this day is not verified yet.",
            "Wird frei, wenn der neue Basiszinssatz eingetragen ist.",
            "Released once the new base rate has been entered.",
        )
    if statement.open_principal_cents != open_cents or statement.surplus_cents:
        return _reason(
            "amount_unclear",
            f"Die Aufstellung ergibt {amount_de(statement.open_principal_cents, currency)}, "
            f"die Bücher {amount_de(open_cents, currency)}.",
            f"The statement comes to {amount_en(statement.open_principal_cents, currency)}, "
            f"the books to {amount_en(open_cents, currency)}.",
            "Wird frei, wenn die Buchungen dieser Rechnung geprüft sind.",
            "Released once the postings of this invoice have been checked.",
        )
    return None


def _reason(code: str, said_de: str, said_en: str, release_de: str, release_en: str) -> Reason:
    return Reason(
        code=code,
        text_de=f"{said_de} {release_de}",
        text_en=f"{said_en} {release_en}",
        until=None,
        releases_when=release_de,
        releases_when_en=release_en,
        concerns_person=False,
    )
