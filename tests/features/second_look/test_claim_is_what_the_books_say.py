"""Whatever is paid, credited, returned and undone after a final notice: the statement's principal is the books'."""

import contextlib
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kulanz.core.claim import Policy
from kulanz.core.ledger import credit_note_applied, credit_note_issued
from kulanz.core.ledger.builders import Allocation
from kulanz.features.audit.actions import record
from kulanz.features.banking.actions import Assignment, match_by_hand, payment_by_hand
from kulanz.features.banking.booking import PaymentRefused
from kulanz.features.banking.models import BankLine, Match
from kulanz.features.banking.undoing import undo_match
from kulanz.features.claims.models import Demand, Invoice
from kulanz.features.claims.statements import statement_of
from kulanz.features.ledger.actions import open_new_item, post
from tests.features.builders import NOW, TODAY, a_bank_line, a_customer, a_merchant, actor_of, an_invoice

pytestmark = pytest.mark.django_db
WHEN: dict[str, Any] = {"at": NOW, "machine_now": NOW}
EVERYTHING = Policy(demands_interest=True, demands_costs=True, demands_lump_sum=True)
NOTICE_DAY = date(2026, 11, 20)


class Claim:
    """A business owes 1,000 euro since 1 July; a final notice of 20 November demands interest and lump sum."""

    def __init__(self) -> None:
        self.merchant = a_merchant(tolerance_cents=0)
        self.actor = actor_of(self.merchant)
        customer = a_customer(self.merchant, kind="business")
        facts = {"issue_date": date(2026, 6, 1), "due_date": date(2026, 7, 1), "due_date_is_agreed": True}
        self.invoice = an_invoice(customer, cents=100_000, **facts)
        self.count = 0

    def demand(self) -> None:
        stated = statement_of(self.fresh(), as_of=NOTICE_DAY, policy=EVERYTHING)
        Demand.objects.create(
            merchant=self.merchant, invoice=self.invoice, step="final_notice", demanded_on=NOTICE_DAY,
            channel="email", principal_cents=stated.open_principal_cents,
            interest_cents=stated.open_interest_cents, cost_cents=stated.open_cost_cents,
            statement=stated.as_dict(), message_public_id="msg_x", deadline=date(2026, 11, 30),
        )  # fmt: skip

    def fresh(self) -> Invoice:
        return Invoice.objects.select_related("customer", "merchant", "open_item").get(pk=self.invoice.pk)

    def pay(self, cents: int, day: date) -> None:
        self.count += 1
        line = a_bank_line(self.merchant, cents=cents, booking_date=day, remittance_text=f"Nr {self.count}")
        self.give(line)

    def give(self, line: BankLine) -> None:
        share = Assignment(invoice_id=self.invoice.pk, cents=abs(line.amount_cents))
        if line.amount_cents < 0:
            share = Assignment(invoice_id=self.invoice.pk, cents=line.amount_cents)
        match_by_hand(
            actor=self.actor, line_public_id=line.public_id, assignments=[share],
            leftover="customer_credit", **WHEN,
        )  # fmt: skip

    def cash(self, cents: int, day: date) -> None:
        self.count += 1
        payment_by_hand(
            actor=self.actor, invoice_id=self.invoice.pk, cents=cents, paid_on=day, because="bar",
            once_key=str(self.count), **WHEN,
        )  # fmt: skip

    def come_back(self, place: int, day: date) -> None:
        paid = list(Match.objects.filter(merchant=self.merchant, cents__gt=0).order_by("id"))
        if paid:
            match = paid[place % len(paid)]
            self.count += 1
            line = a_bank_line(
                self.merchant, cents=-match.cents - match.credit_cents, booking_date=day,
                remittance_text=f"Nr {self.count}", return_reason="AC04",
            )  # fmt: skip
            self.give(line)

    def credit(self, cents: int, day: date) -> None:
        self.invoice.open_item.refresh_from_db()
        if cents > self.invoice.open_item.open_cents:
            return
        item = open_new_item(actor=self.actor, currency="EUR")
        event = record(
            actor=self.actor, kind="InvoiceImported", day=TODAY, at=NOW, invoice_id=self.invoice.pk
        )
        for planned in (
            credit_note_issued(booking_date=day, open_item=item.pk, total_cents=cents, currency="EUR"),
            credit_note_applied(
                booking_date=day, currency="EUR", credit_item=item.pk,
                allocations=[Allocation(open_item=self.invoice.open_item_id, cents=cents)],
            ),
        ):  # fmt: skip
            post(actor=self.actor, planned=planned, event=event, value_date=day)

    def undo(self, place: int, _: date) -> None:
        rows = Match.objects.filter(merchant=self.merchant).order_by("id")
        if rows:
            undo_match(
                actor=self.actor, match_public_id=rows[place % len(rows)].public_id, because="", at=NOW
            )

    def do(self, name: str, number: int, day: date) -> None:
        with contextlib.suppress(PaymentRefused):
            getattr(self, name)(number, day)


def check(claim: Claim, *, as_of: date = TODAY) -> None:
    invoice = claim.fresh()
    for policy in (Policy(), EVERYTHING):
        stated = statement_of(invoice, as_of=as_of, policy=policy, known_by=as_of)
        assert stated.open_principal_cents == invoice.open_item.open_cents


def test_a_credit_note_takes_nothing_of_interest_and_costs():
    claim = Claim()
    claim.demand()
    claim.credit(10_000, date(2026, 11, 25))
    check(claim)
    assert claim.fresh().open_item.open_cents == 90_000


def test_a_credit_note_that_lowers_demanded_interest_leaves_claim_and_books_at_one_sum():
    claim = Claim()
    claim.demand()
    claim.credit(50_000, date(2026, 11, 25))
    claim.pay(50_000, date(2026, 11, 27))
    check(claim)


def test_a_first_payment_that_comes_back_gives_back_what_it_had_settled():
    claim = Claim()
    claim.demand()
    claim.pay(20_000, date(2026, 11, 23))
    claim.pay(30_000, date(2026, 11, 25))
    claim.come_back(0, date(2026, 11, 27))
    check(claim)


def test_money_valued_before_the_notice_and_known_after_it():
    claim = Claim()
    claim.demand()
    claim.pay(50_000, date(2026, 11, 10))
    claim.pay(60_000, date(2026, 11, 27))
    check(claim)


steps = st.lists(
    st.tuples(
        st.sampled_from(["pay", "pay", "cash", "come_back", "credit", "undo"]),
        st.sampled_from([1, 3000, 4000, 5000, 50_000, 96_000, 100_000, 105_120, 110_000]),
        st.integers(0, 25).map(lambda days: date(2026, 11, 6) + timedelta(days)),
    ),
    max_size=8,
)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(before=steps, after=steps)
def test_any_history_leaves_claim_and_books_at_one_sum(before, after):
    from django.db import transaction

    with transaction.atomic():
        claim = Claim()
        for name, number, day in before[:2]:
            claim.do(name, number, min(day, NOTICE_DAY))
        if claim.fresh().open_item.open_cents > 0:
            claim.demand()
        for name, number, day in after:
            claim.do(name, number, day)
            check(claim)
        transaction.set_rollback(True)
