"""All that the page of a case shows, read once."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from kulanz.core.actor import Actor
from kulanz.core.claim import Policy, Statement
from kulanz.core.contact.words import amount_de, amount_en, day_de, day_en
from kulanz.core.law.default_of_debtor import DefaultOfDebtor, NotInDefault
from kulanz.core.strategy import Need, Step, Strategy
from kulanz.features.audit.models import Event
from kulanz.features.claims.facts import why_in_default
from kulanz.features.claims.models import Case, Demand, StepDone
from kulanz.features.claims.statements import statement_of
from kulanz.features.dunning.explain import Explanation, explain
from kulanz.features.dunning.facts import read_cases
from kulanz.features.dunning.items import policy_of
from kulanz.features.letters.models import Message
from kulanz.features.letters.queries import messages_of_case
from kulanz.features.parties.models import ContactHold
from kulanz.features.parties.queries import running_holds
from kulanz.features.tenants.models import Merchant
from kulanz.features.worklist.models import CallAttempt
from kulanz.features.worklist.queries import calls_of_case

WITH_INTEREST = Policy(demands_interest=True, demands_costs=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepOnPage:
    """One step of the strategy as it stands for this case; `done` is None while it lies ahead."""

    step: Step
    done: StepDone | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """A case as a person looks at it on `day`.

    `statement` is what is asked for: principal, payments, and besides them what the last message asked for
    (`asks_for`), counted to `day`. `with_interest` adds the statutory interest that has accrued, which nobody
    demands unless the strategy does; None where the debtor is not in default. `need` is what a step waits for a person to confirm.
    """

    case: Case
    day: date
    status: str
    status_en: str
    statement: Statement
    asks_for: Policy
    with_interest: Statement | None
    default: DefaultOfDebtor | NotInDefault
    is_in_default: bool
    explanation: Explanation
    steps: tuple[StepOnPage, ...]
    holds: tuple[ContactHold, ...]
    calls: tuple[CallAttempt, ...]
    messages: tuple[Message, ...]
    events: tuple[Event, ...]
    need: Need | None


def case_page(actor: Actor, case: Case, *, day: date, at: datetime) -> CasePage:
    """Return what the page shows of a case from `queries.case_of` or `case_by_number`."""
    merchant = Merchant.objects.get(pk=actor.merchant_id)
    reading = read_cases(merchant=merchant, case_ids=[case.pk])[case.pk]
    default = why_in_default(case.invoice)
    is_in_default = isinstance(default, DefaultOfDebtor) and default.since <= day
    explanation = explain(actor, case, day=day, at=at)
    done = {row.step: row for row in case.steps.order_by("pk")}
    status, status_en = _status(case, day=day)
    asks_for = asked_for(case, reading.strategy, day=day)
    return CasePage(
        case=case,
        day=day,
        status=status,
        status_en=status_en,
        statement=statement_of(case.invoice, as_of=day, policy=asks_for, known_by=day, forecast=True),
        asks_for=asks_for,
        with_interest=_with_interest(case, day=day) if is_in_default else None,
        default=default,
        is_in_default=is_in_default,
        explanation=explanation,
        steps=tuple(StepOnPage(step=one, done=done.get(one.code)) for one in reading.strategy.steps),
        holds=tuple(_of_case(running_holds(actor, day=day, customer_id=case.customer_id), case)),
        calls=tuple(calls_of_case(actor, case_id=case.pk)),
        messages=tuple(messages_of_case(actor, case.pk)),
        events=tuple(events_of_case(actor, case)),
        need=_need(explanation),
    )


def statement_on(case: Case, *, as_of: date) -> Statement:
    """Return what was asked for at the end of another day, by the messages that had gone out by then."""
    strategy = read_cases(merchant=case.merchant, case_ids=[case.pk])[case.pk].strategy
    policy = asked_for(case, strategy, day=as_of)
    return statement_of(case.invoice, as_of=as_of, policy=policy, forecast=True)


def asked_for(case: Case, strategy: Strategy, *, day: date) -> Policy:
    """Return what the last message up to `day` that reached the customer asked for besides the principal."""
    demands = Demand.objects.filter(invoice=case.invoice, demanded_on__lte=day, is_undeliverable=False)
    last = demands.order_by("-demanded_on", "-pk").first()
    step = next((one for one in strategy.steps if last and one.code == last.step), None)
    return policy_of(step)


def events_of_case(actor: Actor, case: Case, *, limit: int = 200) -> list[Event]:
    """Return what happened about this case and with its customer as a whole, newest first."""
    about_it = Q(case_id=case.pk) | Q(invoice_id=case.invoice_id)
    about_the_person = Q(customer_id=case.customer_id, case_id__isnull=True, invoice_id__isnull=True)
    rows = Event.objects.filter(about_it | about_the_person, merchant_id=actor.merchant_id)
    return list(rows.select_related("text").order_by("-id")[:limit])


def _of_case(holds: list[ContactHold], case: Case) -> list[ContactHold]:
    return [hold for hold in holds if hold.invoice_id in (None, case.invoice_id)]


def _with_interest(case: Case, *, day: date) -> Statement:
    return statement_of(case.invoice, as_of=day, policy=WITH_INTEREST, known_by=day, forecast=True)


def _need(explanation: Explanation) -> Need | None:
    needs = {"needs_approval": Need.APPROVAL, "needs_address_check": Need.ADDRESS_CHECK}
    return needs.get(explanation.code)


def _status(case: Case, *, day: date) -> tuple[str, str]:
    """Say in one sentence how the case stands."""
    invoice, cents = case.invoice, case.invoice.open_item.open_cents
    if case.state == Case.State.CLOSED:
        on = case.closed_on or day
        return f"Erledigt am {day_de(on)}.", f"Closed on {day_en(on)}."
    money, money_en = amount_de(cents, invoice.currency), amount_en(cents, invoice.currency)
    days = (day - invoice.due_date).days
    if days < 0:
        return (
            f"{money} offen, fällig am {day_de(invoice.due_date)}.",
            f"{money_en} open, due on {day_en(invoice.due_date)}.",
        )
    if days == 0:
        return f"{money} offen, heute fällig.", f"{money_en} open, due today."
    return (
        f"{money} offen, seit {days} {'Tag' if days == 1 else 'Tagen'} überfällig (fällig war der {day_de(invoice.due_date)}).",
        f"{money_en} open, {days} {'day' if days == 1 else 'days'} overdue (due on {day_en(invoice.due_date)}).",
    )
