"""What was decided by shape, in the words of a preview: names, numbers and sentences are read where somebody looks."""

from collections.abc import Iterable
from dataclasses import replace

from kulanz.core.strategy import Decision
from kulanz.features.claims.models import Case
from kulanz.features.dunning.by_shape import Part, QuickItem, QuickMessage, QuickWithheld, language_of
from kulanz.features.dunning.evaluation import Evaluation
from kulanz.features.dunning.proposal import (
    DueCall,
    DueDecision,
    Person,
    ProposedItem,
    ProposedMessage,
    Subject,
    WithheldCases,
)
from kulanz.features.dunning.raw import CASE, CUSTOMER, INVOICE, OPEN, STOREFRONT, Row, among
from kulanz.features.tenants.models import Merchant, Storefront


def hydrated(
    part: Part,
    *,
    merchant: Merchant,
    messages: Iterable[QuickMessage] | None = None,
    withheld: Iterable[QuickWithheld] | None = None,
    calls: Iterable[QuickItem] | None = None,
    decisions: Iterable[QuickItem] | None = None,
) -> Evaluation:
    """Return what became of the plain customers of a part as it is shown; of a list, where given, only these."""
    messages = part.messages if messages is None else list(messages)
    withheld = part.withheld if withheld is None else list(withheld)
    calls = part.calls if calls is None else list(calls)
    decisions = part.decisions if decisions is None else list(decisions)
    items = [
        *(item for one in messages for item in (*one.items, *one.also_open)),
        *(item for one in withheld for item in one.items),
        *calls,
        *decisions,
    ]
    if not items:
        return Evaluation()
    words = _Words(merchant, part, items)
    return Evaluation(
        send=[words.message(one) for one in messages],
        withheld=[words.withheld(one) for one in withheld],
        calls=[
            DueCall(person=words.person(item), subject=words.subject(item, item.answer.decision), attempts=0)
            for item in calls
        ],
        decisions=[
            DueDecision(person=words.person(item), subject=words.subject(item, item.answer.decision))
            for item in decisions
        ],
        on_their_way=part.on_their_way,
        needs_confirmation=part.needs_confirmation,
    )


class _Words:
    def __init__(self, merchant: Merchant, part: Part, items: list[QuickItem]) -> None:
        cases = Case.objects.filter(merchant=merchant)
        listed = among(cases, "claims_case.id", (item.row[CASE] for item in items))
        names = ("pk", "public_id", "invoice__number", "invoice__due_date")
        self._cases: dict[int, Row] = {row[0]: row for row in listed.values_list(*names)}
        self._people = part.people
        self._shops = dict(Storefront.objects.filter(merchant=merchant).values_list("pk", "name"))

    def person(self, item: QuickItem) -> Person:
        row = self._people[item.row[CUSTOMER]]
        customer_id, public_id, name, number, _, email, phone = row[:7]
        storefront_id = item.row[STOREFRONT]
        return Person(
            customer_id=customer_id,
            public_id=public_id,
            name=name,
            number=number,
            email=email,
            phone=phone,
            language=language_of(row),
            storefront_id=storefront_id,
            storefront=self._shops[storefront_id],
        )

    def subject(self, item: QuickItem, decision: Decision | None) -> Subject:
        _, public_id, number, due_date = self._cases[item.row[CASE]]
        step = decision.step if decision else None
        return Subject(
            case_id=item.row[CASE],
            case_public_id=public_id,
            invoice_id=item.row[INVOICE],
            number=number,
            due_date=due_date,
            open_cents=item.row[OPEN],
            currency=item.answer.reading.facts.currency,
            step=step.code if step else "",
            step_name=step.name if step else "",
            step_name_en=step.name_en if step else "",
            because=decision.because if decision else "",
            because_en=decision.because_en if decision else "",
        )

    def message(self, one: QuickMessage) -> ProposedMessage:
        return ProposedMessage(
            person=self.person(one.items[0]),
            day=one.at.date(),
            not_before=one.at,
            items=tuple(self._item(item, item.decision) for item in one.items),
            also_open=tuple(self._item(item, None) for item in one.also_open),
        )

    def withheld(self, one: QuickWithheld) -> WithheldCases:
        return WithheldCases(
            person=self.person(one.items[0]),
            subjects=tuple(self.subject(item, decision_shown(item)) for item in one.items),
            channel=one.channel.value,
            reasons=one.reasons,
        )

    def _item(self, item: QuickItem, decision: Decision | None) -> ProposedItem:
        step, version = decision.step if decision else None, item.answer.reading.version
        return ProposedItem(
            subject=self.subject(item, decision),
            step_index=item.answer.step_index if step else -1,
            layout=step.layout if step else "",
            channel=decision.channel.value if decision and decision.channel else "",
            also_by="",
            deadline=decision.deadline if decision else None,
            total_cents=item.total_cents,
            shows=step.shows if step else frozenset(),
            strategy_code=version.code,
            strategy_version=version.version,
        )


def decision_shown(item: QuickItem) -> Decision:
    """Return the decision that a list of withheld cases names: with the step that something stands in the way of."""
    answer = item.answer
    if answer.would is not None:
        return replace(answer.decision, step=answer.would.step)
    return answer.later if answer.later is not None else answer.decision
