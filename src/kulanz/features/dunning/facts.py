"""Rows → facts of the decision, for many cases in few queries."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Max, Min, Q

from kulanz.core.contact import Calendars, Channel, CollectibleBy, Hold, HoldKind
from kulanz.core.ledger import EntryReason
from kulanz.core.strategy import (
    Audience,
    CallAttempt,
    CaseFacts,
    Need,
    PostalTimes,
    StepDone,
    StepOutcome,
    Strategy,
    step_of_imported_stage,
)
from kulanz.features.claims.models import Case, Demand, Invoice
from kulanz.features.claims.models import StepDone as StepRow
from kulanz.features.contact.calendars import calendars_of
from kulanz.features.contact.facts import HoldsOf, holds_of
from kulanz.features.dunning.models import StepConfirmation, StrategyVersion
from kulanz.features.dunning.strategies import latest_versions, strategy_of, version_for
from kulanz.features.ledger.models import Posting
from kulanz.features.letters.models import Message, MessageItem
from kulanz.features.parties.models import Customer
from kulanz.features.tenants.models import Merchant
from kulanz.features.worklist.models import CallAttempt as CallRow

VERIFIED_COUNTRIES = frozenset({"DE"})
# Whoever wrote, promised or complained has answered: nobody asks "did you get our mail?" then.
ANSWERS = frozenset(
    {
        HoldKind.UNANSWERED_REPLY,
        HoldKind.PROMISE,
        HoldKind.DEFERRAL,
        HoldKind.PLAN,
        HoldKind.PAID_CLAIMED,
        HoldKind.DISPUTE,
        HoldKind.DISPUTE_DECIDED,
        HoldKind.GOODS_RETURN,
        HoldKind.WITHDRAWAL,
        HoldKind.CALLBACK_WISHED,
    }
)
# A customer is new only where our books reach back far enough to know.
KNOWN_BACK = timedelta(days=180)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReading:
    """One case with all that the decision about it needs.

    `on_its_way` is the message that carries its next step and has not gone out yet, None where there is none.
    """

    case: Case
    facts: CaseFacts
    strategy: Strategy
    version: StrategyVersion
    calendars: Calendars
    on_its_way: int | None


def read_cases(
    *, merchant: Merchant, case_ids: Collection[int], without_messages: Collection[int] = ()
) -> dict[int, CaseReading]:
    """Return the readings of these cases by id.

    `without_messages`: messages that are asked about do not count as being on its way.
    """
    cases = list(
        Case.objects.filter(merchant=merchant, pk__in=case_ids)
        .select_related("invoice__open_item", "invoice__storefront", "invoice__merchant", "customer")
        .order_by("pk")
    )
    for case in cases:
        case.invoice.customer = case.customer  # the same person; read once
    return _readings(merchant, cases, without_messages=without_messages)


def _readings(
    merchant: Merchant, cases: Sequence[Case], *, without_messages: Collection[int]
) -> dict[int, CaseReading]:
    ids = [case.pk for case in cases]
    customer_ids = {case.customer_id for case in cases}
    versions = latest_versions(merchant.pk)
    strategies = {code: strategy_of(version) for code, version in versions.items()}
    steps, calls, confirmed = _steps(cases), _calls(ids), _confirmed(ids)
    holds = holds_of(merchant=merchant, customer_ids=customer_ids)
    habits = habits_of(merchant, customer_ids)
    first = _FirstInvoices(merchant, customer_ids)
    on_way = on_their_way(ids, without_messages=without_messages)
    calendars: dict[int, Calendars] = {}
    readings = {}
    for case in cases:
        version = version_for(case, versions)
        strategy = strategies[version.code]
        if case.customer_id not in calendars:
            calendars[case.customer_id] = calendars_of(merchant, case.customer)
        paid, late = habits.get(case.customer_id, (0, 0))
        readings[case.pk] = CaseReading(
            case=case,
            version=version,
            strategy=strategy,
            calendars=calendars[case.customer_id],
            on_its_way=on_way.get(case.pk),
            facts=facts_of(
                case,
                strategy=strategy,
                history=tuple(steps[case.pk]),
                call_attempts=tuple(calls[case.pk]),
                confirmed=frozenset(confirmed[case.pk]),
                holds=holds[case.customer_id],
                paid_invoices=paid,
                late_invoices=late,
                is_first_invoice=first.is_first(case.invoice),
            ),
        )
    return readings


def facts_of(
    case: Case,
    *,
    strategy: Strategy,
    history: tuple[StepDone, ...],
    call_attempts: tuple[CallAttempt, ...],
    confirmed: frozenset[Need],
    holds: HoldsOf,
    paid_invoices: int,
    late_invoices: int,
    is_first_invoice: bool | None,
) -> CaseFacts:
    """Return the facts of one case; whoever makes facts makes them here."""
    invoice, customer = case.invoice, case.customer
    running = holds.all_for(invoice.pk)
    return CaseFacts(
        open_cents=invoice.open_item.open_cents,
        currency=invoice.currency,
        issue_date=invoice.issue_date,
        due_date=invoice.due_date,
        collectible_by=CollectibleBy(invoice.collectible_by),
        known_since=case.opened_on,
        customer_kind=Audience.BUSINESS if customer.kind == "business" else Audience.CONSUMER,
        country_is_supported=customer.country in VERIFIED_COUNTRIES,
        history=history,
        call_attempts=call_attempts,
        holds=running,
        paid_invoices=paid_invoices,
        late_invoices=late_invoices,
        is_first_invoice=is_first_invoice,
        has_answered=_has(running, ANSWERS, since=case.opened_on),
        callback_wished=_has(running, {HoldKind.CALLBACK_WISHED}, since=case.opened_on),
        confirmed=confirmed,
        channels_available=ways_to(customer, invoice.merchant),
        postal=postal_times(invoice.merchant),
        imported_step=step_of_imported_stage(strategy, case.imported_step) or ""
        if case.imported_step
        else "",
        imported_step_on=case.imported_step_on,
        is_closed=case.state == Case.State.CLOSED,
    )


def _has(holds: tuple[Hold, ...], kinds: Collection[HoldKind], *, since: date) -> bool:
    return any(hold.kind in kinds and hold.since >= since for hold in holds)


def ways_to(customer: Customer, merchant: Merchant) -> frozenset[Channel]:
    """Return the ways the house has and the person can be reached by. SMS comes later."""
    ways = set()
    if (
        merchant.letters != Merchant.LetterMode.OFF
        and customer.has_postal_address
        and customer.post_undeliverable_since is None
    ):
        ways.add(Channel.LETTER)
    if customer.email and customer.email_undeliverable_since is None:
        ways.add(Channel.EMAIL)
    if customer.phone:
        ways.add(Channel.PHONE)
    return frozenset(ways)


def postal_times(merchant: Merchant) -> PostalTimes:
    """Return how long the merchant's letters take."""
    return PostalTimes(days_to_post=merchant.days_to_post, postal_days=merchant.postal_days)


def _steps(cases: Sequence[Case]) -> dict[int, list[StepDone]]:
    invoice_ids = [case.invoice_id for case in cases]
    demands = Demand.objects.filter(invoice_id__in=invoice_ids)
    came_back, arrived = (
        set(demands.filter(is_undeliverable=is_bad).values_list("invoice__case", "step"))
        for is_bad in (True, False)
    )
    bounced = came_back - arrived  # a step that was taken once more after a bounce is done
    found: dict[int, list[StepDone]] = defaultdict(list)
    for row in StepRow.objects.filter(case_id__in=[case.pk for case in cases]).order_by("done_on", "pk"):
        found[row.case_id].append(
            StepDone(
                code=row.step,
                done_on=row.done_on,
                outcome=StepOutcome(row.outcome),
                deadline=row.deadline,
                is_undeliverable=(row.case_id, row.step) in bounced,
            )
        )
    return found


def _calls(ids: Collection[int]) -> dict[int, list[CallAttempt]]:
    found: dict[int, list[CallAttempt]] = defaultdict(list)
    for row in CallRow.objects.filter(case_id__in=ids).order_by("day", "pk"):
        found[row.case_id].append(CallAttempt(day=row.day, reached=row.outcome == CallRow.Outcome.TALKED))
    return found


def _confirmed(ids: Collection[int]) -> dict[int, set[Need]]:
    found: dict[int, set[Need]] = defaultdict(set)
    for case_id, need in StepConfirmation.objects.filter(case_id__in=ids).values_list("case_id", "need"):
        found[case_id].add(Need(need))
    return found


def on_their_way(ids: Collection[int], *, without_messages: Collection[int]) -> dict[int, int]:
    rows = MessageItem.objects.filter(
        case_id__in=ids,
        is_standing=True,
        is_companion=False,
        message__state__in=Message.ON_ITS_WAY,
        message__purpose=Message.Purpose.REMINDER,
    ).exclude(step="")
    rows = rows.exclude(message_id__in=without_messages) if without_messages else rows
    return dict(rows.values_list("case_id", "message_id"))


def habits_of(merchant: Merchant, customer_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """Return how many invoices each customer paid, and how many of these after the due date."""
    not_paid = Q(case__closed_because__in=["credited", "replaced", "written_off", "cancelled"])
    paid = (
        Invoice.objects.filter(
            merchant=merchant,
            customer_id__in=customer_ids,
            type=Invoice.Type.INVOICE,
            total_cents__gt=0,
            open_item__open_cents__lte=0,
        )
        .exclude(not_paid)
        .values_list("pk", "customer_id", "due_date", "open_item_id")
    )
    rows = list(paid)
    last_paid = dict(
        Posting.objects.filter(open_item_id__in=[row[3] for row in rows], cents__lt=0)
        .exclude(entry__reason=EntryReason.REVERSAL.value)
        .values("open_item_id")
        .annotate(last=Max("entry__value_date"))
        .values_list("open_item_id", "last")
    )
    counts: dict[int, tuple[int, int]] = {}
    for _, customer_id, due_date, item_id in rows:
        so_far, late = counts.get(customer_id, (0, 0))
        was_late = last_paid.get(item_id, due_date) > due_date
        counts[customer_id] = (so_far + 1, late + was_late)
    return counts


class _FirstInvoices:
    """Whether an invoice is a customer's first; None where our books do not reach back far enough to tell."""

    def __init__(self, merchant: Merchant, customer_ids: Collection[int]) -> None:
        rows = Invoice.objects.filter(merchant=merchant, customer_id__in=customer_ids, total_cents__gt=0)
        firsts = rows.values("customer_id").annotate(first=Min("issue_date"), number=Count("pk"))
        self._first = {row["customer_id"]: (row["first"], row["number"]) for row in firsts}
        self._books_since = Invoice.objects.filter(merchant=merchant).aggregate(first=Min("issue_date"))[
            "first"
        ]

    def is_first(self, invoice: Invoice) -> bool | None:
        first, number = self._first[invoice.customer_id]
        return is_first(
            number == 1 or first == invoice.issue_date,
            issue_date=invoice.issue_date,
            books_since=self._books_since,
        )


def is_first(none_before: bool, *, issue_date: date, books_since: date | None) -> bool | None:
    """Return whether an invoice is its customer's first, None where our books do not reach back far enough."""
    if not none_before:
        return False
    if books_since is None or issue_date - books_since < KNOWN_BACK:
        return None
    return True
