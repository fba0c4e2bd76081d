"""Write what a run decided about plain customers, many in one transaction. The same promises as for a single one."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from kulanz.core.actor import Actor
from kulanz.core.contact import Reason
from kulanz.core.strategy import Action, Decision, Passed, StepOutcome
from kulanz.features.audit.bulk import EventDraft, record_keys
from kulanz.features.claims.models import Case, StepDone
from kulanz.features.contact.actions import reasons_as_data
from kulanz.features.contact.models import Refusal
from kulanz.features.dunning.by_shape import Part, QuickItem, QuickMessage, QuickWithheld, language_of
from kulanz.features.dunning.hydrated import decision_shown
from kulanz.features.dunning.models import DunningRun, RunItem
from kulanz.features.dunning.raw import CASE, CUSTOMER, INVOICE, OPEN, STOREFRONT, among
from kulanz.features.fast_insert import insert_rows
from kulanz.features.letters.actions import ItemToSend
from kulanz.features.letters.bulk import MailDraft, release_mails

_RUN_ITEM = (
    "case_id",
    "message_id",
    "verdict",
    "step",
    "deadline",
    "total_cents",
    "because",
    "because_en",
    "reasons",
)
_NO_REASONS: list[dict[str, str | None]] = []


@dataclass(slots=True)
class Releasing:
    """One transaction of a release: rows are gathered, then written table by table."""

    actor: Actor
    run: DunningRun
    day: date
    at: datetime
    machine_now: datetime
    _items: list[tuple[Any, ...]] = field(default_factory=list)

    def release(self, messages: Sequence[QuickMessage], *, excluded: Collection[int]) -> None:
        """Release these mails, without the cases that a person left out."""
        wanted = [one for one in (_without(message, excluded) for message in messages) if one is not None]
        keys = release_mails(
            actor=self.actor,
            run_public_id=self.run.public_id,
            drafts=[_draft(message) for message in wanted],
            at=self.at,
            machine_now=self.machine_now,
        )
        for key, message in zip(keys, wanted, strict=True):
            for item in message.items:
                decision = item.decision
                self._note(item, decision, RunItem.Verdict.SEND, message=key, deadline=decision.deadline)

    def withhold(self, withheld: Iterable[QuickWithheld]) -> None:
        """Write down who is not contacted, and keep each refusal with its reasons."""
        refused = []
        for one in withheld:
            reasons = reasons_as_data(one.reasons)
            for item in one.items:
                self._note(item, decision_shown(item), RunItem.Verdict.WITHHELD, reasons=one.reasons)
                refused.append((item.row[CUSTOMER], item.row[CASE], one.channel.value, reasons))
        self._keep_refusals(refused)

    def call(self, calls: Iterable[QuickItem]) -> None:
        """Write down who is to be called."""
        for item in calls:
            self._note(item, item.answer.decision, RunItem.Verdict.CALL)

    def write(self) -> None:
        """Write the items of the run; what an earlier release of the day noted for a case is replaced."""
        if not self._items:
            return
        earlier = RunItem.objects.filter(run=self.run)
        if earlier.exists():
            among(earlier, "dunning_runitem.case_id", (row[0] for row in self._items)).delete()
        insert_rows(RunItem, _RUN_ITEM, self._items, run_id=self.run.pk)

    def _note(
        self,
        item: QuickItem,
        decision: Decision,
        verdict: RunItem.Verdict,
        *,
        message: int | None = None,
        deadline: date | None = None,
        reasons: tuple[Reason, ...] = (),
    ) -> None:
        because = " ".join(reason.text_de for reason in reasons) or decision.because
        because_en = " ".join(reason.text_en for reason in reasons) or decision.because_en
        self._items.append(
            (
                item.row[CASE], message, verdict.value, decision.step.code if decision.step else "", deadline,
                item.row[OPEN] if message is None else item.total_cents, because[:300], because_en[:300],
                reasons_as_data(reasons) if reasons else _NO_REASONS,
            )
        )  # fmt: skip

    def _keep_refusals(self, refused: Sequence[tuple[int, int, str, list[dict[str, str | None]]]]) -> None:
        """Keep each refusal once a day, as `contact.actions.keep_refusal` does."""
        if not refused:
            return
        rows = Refusal.objects.filter(merchant_id=self.actor.merchant_id, day=self.day, moment="release")
        listed = among(rows, "contact_refusal.case_id", (case_id for _, case_id, _, _ in refused))
        last = {
            case_id: (channel, reasons)
            for case_id, channel, reasons in listed.order_by("pk").values_list(
                "case_id", "channel", "reasons"
            )
        }
        insert_rows(
            Refusal,
            ("customer_id", "case_id", "channel", "reasons"),
            [
                (customer_id, case_id, channel, reasons)
                for customer_id, case_id, channel, reasons in refused
                if last.get(case_id) != (channel, reasons)
            ],
            merchant_id=self.actor.merchant_id,
            day=self.day,
            asked_at=self.at,
            moment="release",
        )


def write_answers_down(part: Part, *, actor: Actor, day: date, at: datetime) -> None:
    """Keep the steps that lie behind, and the days to look again, as `advance.write_down` does for one case."""
    looks: dict[date | None, list[int]] = defaultdict(list)
    passed: list[tuple[QuickItem, Passed]] = []
    for item in part.answered:
        decision = item.answer.decision
        if decision.passed and decision.action in (Action.DO, Action.HOLD):
            known = {step[0] for step in part.steps.get(item.row[CASE], ())}
            passed += [(item, one) for one in decision.passed if one.step.code not in known]
        if decision.action is not Action.DO:
            looks[decision.look_again_on].append(item.row[CASE])
    for look, case_ids in looks.items():
        cases = among(Case.objects.filter(state=Case.State.OPEN), "claims_case.id", case_ids)
        cases.exclude(look_again_on=look).update(look_again_on=look)
    insert_rows(
        StepDone,
        ("case_id", "step", "outcome", "because", "because_en", "strategy_code", "strategy_version"),
        [
            (item.row[CASE], one.step.code, one.outcome.value, one.because[:300], one.because_en[:300],
             item.answer.reading.version.code, item.answer.reading.version.version)
            for item, one in passed
        ],
        merchant_id=actor.merchant_id,
        done_on=day,
    )  # fmt: skip
    # What is said about a step that lapses is the same for many cases: it is made, and put into text, once.
    said = {id(one): ({"step": one.step.code}, _words(one)) for _, one in passed}
    record_keys(
        actor=actor, drafts=[_lapsed(item, one, *said[id(one)]) for item, one in passed], day=day, at=at
    )


def _words(one: Passed) -> dict[str, str]:
    return {"step": one.step.name, "because": one.because, "because_en": one.because_en}


def _lapsed(item: QuickItem, one: Passed, facts: dict[str, str], words: dict[str, str]) -> EventDraft:
    assert one.outcome is StepOutcome.LAPSED, "a conversation is never decided by shape"
    return EventDraft(
        kind="StepLapsed",
        customer_id=item.row[CUSTOMER],
        invoice_id=item.row[INVOICE],
        case_id=item.row[CASE],
        facts=facts,
        words=words,
    )


def _without(message: QuickMessage, excluded: Collection[int]) -> QuickMessage | None:
    if not excluded:
        return message
    items = [item for item in message.items if item.row[CASE] not in excluded]
    also_open = [item for item in message.also_open if item.row[CASE] not in excluded]
    return QuickMessage(message.person, message.at, items, also_open) if items else None


def _draft(message: QuickMessage) -> MailDraft:
    first = message.items[0]
    step = first.decision.step
    assert step is not None, "a message has a step"
    return MailDraft(
        storefront_id=first.row[STOREFRONT],
        customer_id=first.row[CUSTOMER],
        layout=step.layout,
        language=language_of(message.person),
        day=message.at.date(),
        not_before=message.at,
        items=[
            *(_to_send(item, item.decision) for item in message.items),
            *(_to_send(item, None) for item in message.also_open),
        ],
    )


def _to_send(item: QuickItem, decision: Decision | None) -> ItemToSend:
    step, version = decision.step if decision else None, item.answer.reading.version
    return ItemToSend(
        invoice_id=item.row[INVOICE],
        case_id=item.row[CASE],
        step=step.code if step else "",
        deadline=decision.deadline if decision else None,
        total_cents=item.total_cents,
        shows=step.shows if step else frozenset(),
        strategy_code=version.code,
        strategy_version=version.version,
        layout=step.layout if step else "",
    )
