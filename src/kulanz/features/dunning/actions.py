"""Release the run of a day, call it back, pause a case, confirm a step."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kulanz.core.actor import Actor
from kulanz.core.contact import HoldKind
from kulanz.core.strategy import Need
from kulanz.features.audit.actions import record
from kulanz.features.claims.actions import look_again
from kulanz.features.claims.models import Case
from kulanz.features.contact.actions import hold, keep_refusal, reasons_as_data
from kulanz.features.deadlines.actions import mark_passed
from kulanz.features.dunning.advance import lock_customers, lock_merchant, write_down
from kulanz.features.dunning.models import DunningRun, RunItem, StepConfirmation
from kulanz.features.dunning.preview import due_for_a_look
from kulanz.features.dunning.proposal import (
    ProposedItem,
    ProposedMessage,
    Subject,
    WithheldCases,
)
from kulanz.features.dunning.raw import among, customers_of, parts_of
from kulanz.features.dunning.releasing import Releasing, write_answers_down
from kulanz.features.dunning.seen import Proposed, Seen
from kulanz.features.dunning.strategies import latest_versions, used
from kulanz.features.dunning.walking import Scope, Walk, customers_due
from kulanz.features.letters.actions import ItemToSend, OnPaper, release_reminder, withdraw_message
from kulanz.features.letters.models import Message
from kulanz.features.letters.readiness import ensure_sending_is_unlocked
from kulanz.features.letters.stack import NotOnTheStack, letters_on_the_stack, set_aside
from kulanz.features.outbox.actions import TooLateToWithdraw
from kulanz.features.parties.models import ContactHold
from kulanz.features.rows import new_public_id
from kulanz.features.tenants.models import Merchant, Storefront

# A transaction stays below half a second, so that payments are booked in between.
CUSTOMERS_AT_ONCE = 250
CLOSELY_AT_ONCE = 10

Progress = Callable[[int, int], None]
"""Called with the customers who are done and all whom the day concerns, after each transaction."""


class NotToday(ValueError):
    """A run is released on its own day only."""


class RunChanged(ValueError):
    """What would be sent is no longer what the person saw."""


class SendingStopped(ValueError):
    """The merchant has stopped everything."""


class CaseUnknown(LookupError):
    """No open case with this id at this merchant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Release:
    """What all parts of one release share."""

    actor: Actor
    merchant: Merchant
    run: DunningRun
    day: date
    at: datetime
    machine_now: datetime
    is_confirmed: bool
    excluded: frozenset[int]
    walk: Walk
    seen: Seen


def release(
    *,
    actor: Actor,
    day: date,
    delivery_and_returns_confirmed: bool,
    at: datetime,
    machine_now: datetime,
    expected: str | None = None,
    excluded_case_ids: Collection[int] = (),
    agreed: Seen | None = None,
    on_agreed: Callable[[Seen], None] | None = None,
    progress: Progress | None = None,
) -> DunningRun:
    """Release the messages of the merchant's own day, and write down what was withheld and who is to be called.

    Releasing again on the same day adds only what has become due since. `expected` is the fingerprint of the
    preview that a person saw; a message that differs from it meanwhile is left for the next preview. Works in
    parts of one transaction each: after a crash, or where `progress` raises, the next release goes on where this
    one stopped. `on_agreed` hears, before the first part, which messages were seen; who gives them back as `agreed`
    goes on with exactly these, whatever has changed or gone out since, and `expected` is not compared again.
    Raises NotToday, SendingStopped, SendingLocked and RunChanged; then nothing was released.
    """
    merchant = Merchant.objects.get(pk=actor.merchant_id)
    _ensure_may_release(merchant, day=day, at=at)
    walk = Walk(merchant, day=day, at=at, is_confirmed=delivery_and_returns_confirmed)
    customers = customers_due(merchant, day)
    proposed = Proposed()
    for part, rest in walk.parts(customers, scope=Scope(due_by=day)):
        proposed.take(part, rest)
    if agreed is None and expected is not None and proposed.fingerprint != expected:
        raise RunChanged(
            _(
                "Seit der Vorschau hat sich etwas geändert (eine Zahlung, eine Pause, eine Einstellung). Nichts wurde freigegeben; bitte die neue Vorschau ansehen."
            )
        )
    for storefront_id in proposed.storefronts:
        storefront = Storefront.objects.get(merchant=merchant, pk=storefront_id)
        ensure_sending_is_unlocked(merchant, storefront)
    seen = proposed.seen if agreed is None else agreed
    if on_agreed is not None:
        on_agreed(seen)
    run = _run_of(actor=actor, day=day, at=at, proposed=proposed, confirmed=delivery_and_returns_confirmed)
    release_ = _Release(
        actor=actor,
        merchant=merchant,
        run=run,
        day=day,
        at=at,
        machine_now=machine_now,
        is_confirmed=delivery_and_returns_confirmed,
        excluded=frozenset(excluded_case_ids),
        walk=walk,
        seen=seen,
    )
    done = 0
    for ids in parts_of(customers, at_once=CUSTOMERS_AT_ONCE):
        _release_part(release_, ids)
        done += len(ids)
        if progress is not None:
            progress(done, len(customers))
    run.refresh_from_db()
    return run


def call_back(*, actor: Actor, run: DunningRun, because: str, day: date, at: datetime) -> int:
    """Take back every message of the run that has not begun to go out; return how many were taken back.

    What has gone out stays. Their cases are proposed again by the next preview.
    """
    rows = Message.objects.filter(
        merchant_id=actor.merchant_id, run_public_id=run.public_id, state=Message.State.RELEASED
    )
    taken_back = 0
    for public_id in list(rows.order_by("pk").values_list("public_id", flat=True)):
        try:
            withdraw_message(actor=actor, message_public_id=public_id, because=because, at=at)
        except TooLateToWithdraw:
            continue
        taken_back += 1
    for letter in letters_on_the_stack(actor).filter(run_public_id=run.public_id):
        try:
            set_aside(actor=actor, public_id=letter.public_id, because=because, day=day, at=at)
        except NotOnTheStack:
            continue
        taken_back += 1
    with transaction.atomic():
        lock_merchant(actor)
        changed = DunningRun.objects.filter(
            pk=run.pk, merchant_id=actor.merchant_id, state=DunningRun.State.RELEASED
        ).update(state=DunningRun.State.CALLED_BACK)
        if changed:
            record(
                actor=actor,
                kind="RunCalledBack",
                day=day,
                at=at,
                subject=f"run:{run.pk}",
                facts={"taken_back": taken_back},
                words={"because": because},
            )
    run.refresh_from_db()
    return taken_back


def pause_case(
    *, actor: Actor, case: Case, until: date, because: str, day: date, at: datetime
) -> ContactHold:
    """Let a case rest until a day, inclusive. Raises HoldRefused for a day that has passed."""
    return hold(
        actor=actor,
        customer_id=case.customer_id,
        invoice_id=case.invoice_id,
        kind=HoldKind.PAUSE.value,
        since=day,
        until=until,
        because=because,
        day=day,
        at=at,
    )


def confirm_step(*, actor: Actor, case: Case, need: Need, day: date, at: datetime) -> StepConfirmation:
    """Give the approval, or say that the address was checked, which a step of this case waits for."""
    with transaction.atomic():
        confirmation, is_new = StepConfirmation.objects.get_or_create(
            merchant_id=actor.merchant_id,
            case=case,
            need=need.value,
            defaults={"confirmed_on": day, "confirmed_by": actor.name[:160]},
        )
        if is_new:
            look_again(actor=actor, day=day, case_ids=[case.pk])
            record(
                actor=actor,
                kind="StepConfirmed",
                day=day,
                at=at,
                customer_id=case.customer_id,
                invoice_id=case.invoice_id,
                case_id=case.pk,
                facts={"need": need.value},
            )
    return confirmation


def _ensure_may_release(merchant: Merchant, *, day: date, at: datetime) -> None:
    if at.date() != day:
        raise NotToday(
            _("Freigegeben wird nur der heutige Lauf. Heute ist der %(today)s, gefragt war der %(day)s.")
            % {"today": f"{at:%d.%m.%Y}", "day": f"{day:%d.%m.%Y}"}
        )
    if merchant.is_stopped:
        raise SendingStopped(
            _("Alles ist angehalten. Bitte zuerst den Versand wieder einschalten; nichts wurde freigegeben.")
        )


def _run_of(*, actor: Actor, day: date, at: datetime, proposed: Proposed, confirmed: bool) -> DunningRun:
    """Return the run of this day, which a second release goes on with, or a new one."""
    sends_from = proposed.sends_from or at
    with transaction.atomic():
        lock_merchant(actor)
        runs = DunningRun.objects.filter(
            merchant_id=actor.merchant_id, day=day, state=DunningRun.State.RELEASED
        )
        run = runs.order_by("-pk").first()
        if run is not None:
            if proposed.messages:
                run.sends_from = max(run.sends_from, sends_from)
                run.delivery_and_returns_confirmed |= confirmed
                run.save(update_fields=["sends_from", "delivery_and_returns_confirmed"])
            return run
        run = DunningRun.objects.create(
            merchant_id=actor.merchant_id,
            public_id=new_public_id("run"),
            day=day,
            released_at=at,
            released_by=actor.name[:160],
            delivery_and_returns_confirmed=confirmed,
            sends_from=sends_from,
            strategies=used(latest_versions(actor.merchant_id).values()),
        )
        mark_passed(actor=actor, day=day)
        record(
            actor=actor,
            kind="RunReleased",
            day=day,
            at=at,
            subject=f"run:{run.pk}",
            facts={"messages": proposed.messages, "confirmed": confirmed},
        )
    return run


def _release_part(release_: _Release, customer_ids: list[int]) -> None:
    """Decide about some customers again under their locks, and carry out what is still as it was seen.

    The plain ones are written in one transaction; those who go the full way follow, a few in each.
    """
    actor, day, at = release_.actor, release_.day, release_.at
    with transaction.atomic():
        lock_merchant(actor)
        lock_customers(actor, customer_ids)
        part = release_.walk.plain_part(customer_ids, scope=Scope(due_by=day))
        seen_so = [message for message in part.messages if release_.seen.has(message)]
        releasing = Releasing(actor, release_.run, day, at, release_.machine_now)
        releasing.release(seen_so, excluded=release_.excluded)
        releasing.withhold(part.withheld)
        releasing.call(part.calls)
        releasing.write()
        write_answers_down(part, actor=actor, day=day, at=at)
    rest = among(Case.objects.all(), "claims_case.id", part.the_rest)
    for ids in parts_of(customers_of(rest), at_once=CLOSELY_AT_ONCE) if part.the_rest else ():
        _release_closely(release_, ids)


def _release_closely(release_: _Release, customer_ids: list[int]) -> None:
    actor, day, at = release_.actor, release_.day, release_.at
    with transaction.atomic():
        lock_merchant(actor)
        lock_customers(actor, customer_ids)
        still_due = due_for_a_look(release_.merchant, day).filter(customer_id__in=customer_ids)
        found = release_.walk.full_way(list(still_due.values_list("pk", flat=True)))
        for message in found.send:
            if release_.seen.has(message):
                wanted = message.without(release_.excluded)
                if wanted is not None:
                    _release_message(release_, wanted)
        for withheld in found.withheld:
            _keep_withheld(release_, withheld)
        for call in found.calls:
            _keep_item(release_, call.subject, verdict=RunItem.Verdict.CALL)
        for reading, decision in found.answers.values():
            write_down(actor=actor, reading=reading, decision=decision, day=day, at=at)


def _release_message(release_: _Release, proposed: ProposedMessage) -> None:
    message = release_reminder(
        actor=release_.actor,
        run_public_id=release_.run.public_id,
        storefront_id=proposed.person.storefront_id,
        customer_id=proposed.person.customer_id,
        layout=proposed.layout,
        channel=proposed.channel,
        language=proposed.person.language,
        day=proposed.day,
        not_before=proposed.not_before,
        items=[_to_send(item) for item in (*proposed.items, *proposed.also_open)],
        at=release_.at,
        machine_now=release_.machine_now,
        on_paper=_on_paper(proposed),
    )
    for item in proposed.items:
        _keep_item(
            release_,
            item.subject,
            verdict=RunItem.Verdict.SEND,
            message=message,
            deadline=item.deadline,
            total_cents=item.total_cents,
        )


def _on_paper(proposed: ProposedMessage) -> OnPaper | None:
    if proposed.planned_posting_on is None:
        return None
    return OnPaper(
        planned_posting_on=proposed.planned_posting_on,
        postal_days=proposed.postal_days,
        also_by=proposed.also_by,
    )


def _to_send(item: ProposedItem) -> ItemToSend:
    return ItemToSend(
        invoice_id=item.subject.invoice_id,
        case_id=item.subject.case_id,
        step=item.subject.step,
        deadline=item.deadline,
        total_cents=item.total_cents,
        shows=item.shows,
        strategy_code=item.strategy_code,
        strategy_version=item.strategy_version,
        layout=item.layout,
    )


def _keep_withheld(release_: _Release, withheld: WithheldCases) -> None:
    reasons = reasons_as_data(withheld.reasons)
    for subject in withheld.subjects:
        _keep_item(release_, subject, verdict=RunItem.Verdict.WITHHELD, reasons=reasons)
        keep_refusal(
            actor=release_.actor,
            customer_id=withheld.person.customer_id,
            case_id=subject.case_id,
            channel=withheld.channel,
            moment="release",
            reasons=withheld.reasons,
            day=release_.day,
            at=release_.at,
        )


def _keep_item(
    release_: _Release,
    subject: Subject,
    *,
    verdict: RunItem.Verdict,
    message: Message | None = None,
    deadline: date | None = None,
    total_cents: int | None = None,
    reasons: Sequence[dict[str, str | None]] = (),
) -> None:
    """Note what the run decided for a case; a later release of the same day replaces what stood there."""
    RunItem.objects.update_or_create(
        run=release_.run,
        case_id=subject.case_id,
        defaults={
            "verdict": verdict,
            "message": message,
            "step": subject.step,
            "deadline": deadline,
            "total_cents": subject.open_cents if total_cents is None else total_cents,
            "because": (_joined(reasons, "text_de") or subject.because)[:300],
            "because_en": (_joined(reasons, "text_en") or subject.because_en)[:300],
            "reasons": list(reasons),
        },
    )


def _joined(reasons: Iterable[dict[str, str | None]], language: str) -> str:
    return " ".join(reason[language] or "" for reason in reasons)
