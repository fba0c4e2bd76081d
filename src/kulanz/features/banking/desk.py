"""Match lines against what is owed: book what is beyond doubt, propose the rest with reasons."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from kulanz.core.actor import Actor
from kulanz.core.matching import BankLineFacts, Matcher, OpenItem, Proposal, Rules, Verdict
from kulanz.core.matching.returned import is_returned_debit
from kulanz.features.banking.booking import Booking, Books, lock_customers
from kulanz.features.banking.claim_accounts import ClaimAccount, claim_accounts, demanded_parts
from kulanz.features.banking.models import BankLine, Match, MatchProposal, ProposedCustomer
from kulanz.features.banking.new_lines import NewLine
from kulanz.features.claims.actions import look_again
from kulanz.features.claims.models import Demand, Invoice
from kulanz.features.fast_insert import insert_rows
from kulanz.features.parties.models import KnownIban
from kulanz.features.tenants.models import Merchant

# A direct debit without mandate can come back for 13 months; older cleared invoices explain no line.
CLEARED_DAYS = 400
_TRIES = 3
Lines = Sequence[BankLine] | Sequence[NewLine]
UNDONE_DE = "Eine Zuordnung dieser Zahlung wurde rückgängig gemacht: Ein Mensch entscheidet"
UNDONE_EN = "A match of this payment was undone: a person decides"
SETTLED_DE = "Die Rechnung ist inzwischen ausgeglichen"
SETTLED_EN = "The invoice has been settled meanwhile"


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """What became of the lines of one call."""

    booked: int = 0
    proposed: int = 0
    open: int = 0

    def __add__(self, other: "Matched") -> "Matched":
        return Matched(
            booked=self.booked + other.booked,
            proposed=self.proposed + other.proposed,
            open=self.open + other.open,
        )


@dataclass(slots=True)
class _Plan:
    """The verdicts on some lines, with what the matcher knew before they changed it."""

    verdicts: list[Verdict] = field(default_factory=list)
    before: dict[int, OpenItem] = field(default_factory=dict)


class Desk:
    """The matcher of one merchant, loaded once and kept current while lines are booked."""

    def __init__(self, *, actor: Actor, at: datetime, machine_now: datetime) -> None:
        self.actor, self.at, self.machine_now = actor, at, machine_now
        self.tolerance_cents = Merchant.objects.values_list("tolerance_cents", flat=True).get(
            pk=actor.merchant_id
        )
        self._matcher = Matcher(
            matchable_items(actor, day=at.date()), rules=Rules(tolerance_cents=self.tolerance_cents)
        )

    def match(self, lines: Lines, *, are_new: bool) -> Matched:
        """Match lines in this transaction, book what is certain, and store why the rest waits.

        `lines` carry what is unallocated of them; twins among them only note whom they may concern. Where they
        `are_new`, they have their keys, and the caller writes them afterwards as they then stand; else they are rows.
        """
        by_hand_only = set() if are_new else _undone_once(lines)
        plan, accounts = self._settled_plan(lines, by_hand_only)
        books = Books(
            actor=self.actor,
            at=self.at,
            machine_now=self.machine_now,
            tolerance_cents=self.tolerance_cents,
            accounts=accounts,
        )
        verdicts = [
            self._carried_out(books, line, verdict)
            for line, verdict in zip(lines, plan.verdicts, strict=True)
        ]
        books.write()
        for invoice_id, account in accounts.items():
            self._replace(self._matcher.item(invoice_id), open_cents=account.to_settle(self.at.date()))
        self._store(lines, verdicts, are_new=are_new)
        counted = [line.state for line in lines]
        return Matched(
            booked=counted.count(BankLine.State.BOOKED),
            proposed=counted.count(BankLine.State.PROPOSED),
            open=counted.count(BankLine.State.OPEN) + counted.count(BankLine.State.TWIN),
        )

    def _settled_plan(
        self, lines: Lines, by_hand_only: Collection[int]
    ) -> tuple[_Plan, dict[int, ClaimAccount]]:
        """Return verdicts that hold under the locks of everybody they book to, and the claims as they stand."""
        for _ in range(_TRIES):
            plan = self._propose(lines, by_hand_only)
            lock_customers(self.actor, {int(item.customer_id) for item in plan.before.values()})
            accounts = claim_accounts(self.actor, plan.before)
            stale = [
                invoice_id
                for invoice_id, item in plan.before.items()
                if accounts[invoice_id].to_settle(self.at.date()) != item.open_cents
            ]
            if not stale:
                return plan, accounts
            self._forget(plan, stale, accounts)
        # Somebody books these very claims all the time: then people decide, and nothing is booked unseen.
        plan = self._propose(lines, {line.pk for line in lines})
        return plan, {}

    def _propose(self, lines: Lines, by_hand_only: Collection[int]) -> _Plan:
        plan = _Plan()
        for line in lines:
            verdict = self._matcher.propose(facts_of(line))
            if line.pk in by_hand_only and verdict.decision == "book":
                verdict = replace(verdict, decision="propose", because=UNDONE_DE, because_en=UNDONE_EN)
            if line.state == BankLine.State.TWIN and verdict.decision == "book":
                verdict = replace(verdict, decision="propose")
            if verdict.decision == "book":
                self._take(plan, line, verdict.proposals[0])
            plan.verdicts.append(verdict)
        return plan

    def _take(self, plan: _Plan, line: BankLine | NewLine, proposal: Proposal) -> None:
        """Let the matcher know what this line takes, so that the next line cannot take it again."""
        for share in proposal.allocations:
            invoice_id = int(share.item_id)
            item = self._matcher.item(invoice_id)
            plan.before.setdefault(invoice_id, item)
            left = item.open_cents - share.cents
            self._replace(item, open_cents=0 if left <= self.tolerance_cents else left)
            if line.counterparty_iban:
                self._matcher.learn_iban(item.customer_id, line.counterparty_iban)

    def _replace(self, item: OpenItem, *, open_cents: int) -> None:
        is_cleared = open_cents == 0
        if item.open_cents != open_cents or item.is_cleared != is_cleared:
            self._matcher.update(replace(item, open_cents=open_cents, is_cleared=is_cleared))

    def _forget(self, plan: _Plan, stale: Iterable[int], accounts: dict[int, ClaimAccount]) -> None:
        for item in plan.before.values():
            self._matcher.update(item)
        for invoice_id in stale:
            self._replace(
                self._matcher.item(invoice_id), open_cents=accounts[invoice_id].to_settle(self.at.date())
            )

    def _carried_out(self, books: Books, line: BankLine | NewLine, verdict: Verdict) -> Verdict:
        """Book a line where that was decided, and set its state; return the verdict as it turned out.

        A claim may be settled before the matcher thinks so: costs that were demanded after the day of the payment
        are no longer owed once the principal is paid. A second payment then waits for a person.
        """
        if verdict.decision == "book":
            shares = verdict.proposals[0].allocations
            if all(books.accounts[int(share.item_id)].open_cents > 0 for share in shares):
                self._book(books, line, verdict.proposals[0])
            else:
                verdict = replace(verdict, decision="propose", because=SETTLED_DE, because_en=SETTLED_EN)
        _set_state(line, verdict)
        return verdict

    def _book(self, books: Books, line: BankLine | NewLine, proposal: Proposal) -> None:
        last = len(proposal.allocations) - 1
        for place, share in enumerate(proposal.allocations):
            parts = books.plan(
                Booking(
                    invoice_id=int(share.item_id),
                    cents=share.cents + (proposal.leftover_cents if place == last else 0),
                    value_date=line.value_date,
                    line=line,
                    is_automatic=True,
                    surplus_is_credit=True,
                    score=proposal.score,
                    evidence=evidence_json(proposal),
                )
            )
            line.unallocated_cents -= parts.cents + parts.credit

    def _store(self, lines: Lines, verdicts: Sequence[Verdict], *, are_new: bool) -> None:
        if not are_new:
            MatchProposal.objects.filter(bank_line__in=[line.pk for line in lines]).delete()
            ProposedCustomer.objects.filter(bank_line__in=[line.pk for line in lines]).delete()
            write_states(lines)
        waiting = [
            (line, verdict)
            for line, verdict in zip(lines, verdicts, strict=True)
            if line.state in (BankLine.State.PROPOSED, BankLine.State.OPEN, BankLine.State.TWIN)
        ]
        insert_rows(
            MatchProposal,
            ("merchant_id", "bank_line_id", "rank", "score", "evidence", "allocations", "leftover_cents"),
            [
                (
                    line.merchant_id,
                    line.pk,
                    rank,
                    proposal.score,
                    evidence_json(proposal),
                    _allocations_json(proposal),
                    proposal.leftover_cents,
                )
                for line, verdict in waiting
                for rank, proposal in enumerate(verdict.proposals, start=1)
            ],
        )
        concerns = [(line, concern) for line, verdict in waiting for concern in verdict.concerns]
        insert_rows(
            ProposedCustomer,
            ("merchant_id", "bank_line_id", "customer_id", "because", "because_en"),
            [
                (
                    line.merchant_id,
                    line.pk,
                    int(concern.customer_id),
                    concern.evidence.text_de[:300],
                    concern.evidence.text_en[:300],
                )
                for line, concern in concerns
            ],
        )
        if concerns:
            look_again(
                actor=self.actor,
                day=self.at.date(),
                customer_ids={int(concern.customer_id) for _, concern in concerns},
            )


def matchable_items(
    actor: Actor, *, day: date, customer_ids: Collection[int] | None = None
) -> Iterable[OpenItem]:
    """Yield what lines may pay: everything open, and what was cleared lately, so that a double payment is seen."""
    rows = Invoice.objects.filter(merchant_id=actor.merchant_id).exclude(
        open_item__open_cents=0, open_item__cleared_on__lt=day - timedelta(days=CLEARED_DAYS)
    )
    ibans: dict[int, set[str]] = defaultdict(set)
    known = KnownIban.objects.filter(merchant_id=actor.merchant_id)
    if customer_ids is not None:
        rows, known = rows.filter(customer_id__in=customer_ids), known.filter(customer_id__in=customer_ids)
    for customer_id, iban in known.values_list("customer_id", "iban"):
        ibans[customer_id].add(iban)
    found = rows.values_list(
        "pk", "number", "open_item__open_cents", "currency", "customer_id", "customer__name", "customer__number",
        "issue_date", "due_date", "order_number",
    )  # fmt: skip
    with_demands = demanded_parts(_ever_demanded(actor))
    accounts_of = {customer_id: frozenset(known) for customer_id, known in ibans.items()}
    for (
        pk,
        number,
        cents,
        currency,
        customer_id,
        name,
        customer_number,
        issue_date,
        due_date,
        order,
    ) in found.iterator(chunk_size=2000):
        besides = sum(part[pk].unpaid_on(day) for part in with_demands if pk in part) if cents > 0 else 0
        yield OpenItem(
            id=pk,
            number=number,
            open_cents=cents + besides,
            currency=currency,
            customer_id=customer_id,
            customer_name=name,
            customer_number=customer_number or None,
            ibans=accounts_of.get(customer_id, frozenset()),
            issue_date=issue_date,
            due_date=due_date,
            order_number=order or None,
            cash_discount_cents=None,
            is_cleared=cents == 0,
        )


def facts_of(line: BankLine | NewLine) -> BankLineFacts:
    """Return a line as the matcher reads it."""
    return BankLineFacts(
        amount_cents=line.unallocated_cents or line.amount_cents,
        currency=line.currency,
        booking_date=line.booking_date,
        remittance_text=line.remittance_text,
        structured_reference=line.structured_reference or None,
        end_to_end_id=line.end_to_end_id or None,
        counterparty_name=line.counterparty_name or None,
        counterparty_iban=line.counterparty_iban or None,
        mandate_reference=line.mandate_reference or None,
        return_reason=line.return_reason or None,
    )


def evidence_json(proposal: Proposal) -> list[dict[str, Any]]:
    """Return the evidence of a proposal as it is stored."""
    return [
        {"code": one.code, "text_de": one.text_de, "text_en": one.text_en, "weight": one.weight}
        for one in proposal.evidence
    ]


def write_states(lines: Lines) -> None:
    """Write state, reason and unallocated money of many lines."""
    with connection.cursor() as cursor:
        # One prepared statement, run per line: far cheaper than one CASE over all of them.
        cursor.executemany(
            "UPDATE banking_bankline SET state = %s, because = %s, because_en = %s, unallocated_cents = %s "
            "WHERE id = %s AND merchant_id = %s",
            [
                (
                    str(line.state),
                    line.because,
                    line.because_en,
                    line.unallocated_cents,
                    line.pk,
                    line.merchant_id,
                )
                for line in lines
            ],
        )


def _set_state(line: BankLine | NewLine, verdict: Verdict) -> None:
    if line.state == BankLine.State.TWIN:
        return  # its own reason stays: a person decides first whether it is a payment at all
    line.because, line.because_en = verdict.because[:300], verdict.because_en[:300]
    if verdict.decision == "book" and line.unallocated_cents == 0:
        line.state = BankLine.State.BOOKED
    elif verdict.decision == "propose":
        line.state = BankLine.State.PROPOSED
    elif line.amount_cents < 0 and not verdict.proposals and not is_returned_debit(facts_of(line)):
        line.state = BankLine.State.SET_ASIDE  # rent, fees, salaries: nothing for a person to decide
    else:
        line.state = BankLine.State.OPEN


def _undone_once(lines: Lines) -> set[int]:
    undone = Match.objects.filter(bank_line__in=[line.pk for line in lines], undone_on__isnull=False)
    return set(undone.values_list("bank_line_id", flat=True))


def _ever_demanded(actor: Actor) -> list[int]:
    rows = Demand.objects.filter(merchant_id=actor.merchant_id, invoice__open_item__open_cents__gt=0)
    return list(rows.exclude(interest_cents=0, cost_cents=0).values_list("invoice_id", flat=True).distinct())


def _allocations_json(proposal: Proposal) -> list[dict[str, Any]]:
    return [
        {"invoice_id": int(share.item_id), "number": share.number, "cents": share.cents}
        for share in proposal.allocations
    ]
