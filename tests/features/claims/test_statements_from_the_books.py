"""The statement of a claim is what the books and the sent demands say, line by line."""

from datetime import date

import pytest

from kulanz.core.claim import LineKind, Policy
from kulanz.core.law.default_of_debtor import DefaultOfDebtor, NotInDefault
from kulanz.core.ledger import Allocation, credit_note_issued, payment_by_hand, small_difference, waiver
from kulanz.features.audit.actions import record
from kulanz.features.claims.facts import claim_facts, why_in_default
from kulanz.features.claims.law import law_book
from kulanz.features.claims.models import Demand
from kulanz.features.claims.statements import statement_of, statements_of
from kulanz.features.ledger.actions import post, reverse
from tests.features.builders import NOW, TODAY, a_customer, a_merchant, actor_of, an_invoice

pytestmark = pytest.mark.django_db
BOOKED = date(2026, 11, 30)


def an_owed_claim(**changes):
    customer = {name: changes.pop(name) for name in ("kind", "state") if name in changes}
    merchant = {name: changes.pop(name) for name in ("notice_30_days_on_invoice",) if name in changes}
    return an_invoice(a_customer(a_merchant(**merchant), **customer), **changes)


def book(invoice, planned, *, value_date=BOOKED):
    actor = actor_of(invoice.merchant)
    event = record(actor=actor, kind="Booked", day=TODAY, at=NOW, customer_id=invoice.customer_id)
    entry = post(actor=actor, planned=planned, event=event, value_date=value_date)
    invoice.open_item.refresh_from_db()
    return entry


def a_payment(invoice, cents, *, booked=BOOKED, **besides):
    return payment_by_hand(
        booking_date=booked,
        currency="EUR",
        allocations=[Allocation(open_item=invoice.open_item_id, cents=cents)],
        **besides,
    )


def demand(invoice, *, day, deadline, interest=0, costs=0, **changes):
    return Demand.objects.create(
        merchant=invoice.merchant,
        invoice=invoice,
        step="reminder",
        demanded_on=day,
        deadline=deadline,
        channel="email",
        principal_cents=invoice.total_cents,
        interest_cents=interest,
        cost_cents=costs,
        statement={},
        message_public_id="msg_x",
        **changes,
    )


def kinds(statement):
    return [(str(line.kind), line.cents) for line in statement.lines]


def test_an_unpaid_invoice_is_its_principal():
    statement = statement_of(an_owed_claim(), as_of=TODAY)

    assert kinds(statement) == [("principal", 12990)]
    assert statement.total_cents == statement.open_principal_cents == 12990


def test_payment_credit_note_and_waiver_are_lines_and_the_total_is_the_open_item():
    invoice = an_owed_claim()
    item = invoice.open_item_id
    book(invoice, a_payment(invoice, 5000))
    book(invoice, credit_note_issued(booking_date=BOOKED, open_item=item, total_cents=2000, currency="EUR"))
    book(invoice, waiver(booking_date=BOOKED, open_item=item, cents=990, currency="EUR"))

    statement = statement_of(invoice, as_of=TODAY)

    assert sorted(kinds(statement)) == [
        ("credit_note", -2000),
        ("payment", -5000),
        ("principal", 12990),
        ("waiver", -990),
    ]
    assert statement.total_cents == invoice.open_item.open_cents == 5000


def test_a_reversed_payment_leaves_no_trace_in_the_sum():
    invoice = an_owed_claim()
    entry = book(invoice, a_payment(invoice, 5000))
    event = record(actor=actor_of(invoice.merchant), kind="Undone", day=TODAY, at=NOW)
    reverse(actor=actor_of(invoice.merchant), entry=entry, event=event, day=TODAY)

    assert kinds(statement_of(invoice, as_of=TODAY)) == [("principal", 12990)]


def test_a_small_overpayment_that_was_let_go_leaves_nothing_open():
    invoice = an_owed_claim()
    book(invoice, a_payment(invoice, 12993))
    book(
        invoice,
        small_difference(booking_date=BOOKED, currency="EUR", open_item=invoice.open_item_id, open_cents=-3),
    )

    statement = statement_of(invoice, as_of=TODAY)

    assert (statement.total_cents, statement.surplus_cents) == (0, 0)


def test_as_of_an_earlier_day_later_money_has_not_come_yet():
    invoice = an_owed_claim()
    book(invoice, a_payment(invoice, 5000))

    assert statement_of(invoice, as_of=date(2026, 11, 29)).total_cents == 12990
    assert statement_of(invoice, as_of=BOOKED).total_cents == 7990


def test_money_that_is_booked_counts_even_where_the_bank_values_it_later():
    invoice = an_owed_claim()
    late = date(2026, 12, 3)
    book(invoice, a_payment(invoice, 5000, booked=late), value_date=late)

    assert statement_of(invoice, as_of=TODAY).total_cents == 12990
    assert statement_of(invoice, as_of=TODAY, known_by=TODAY).total_cents == 7990


def test_what_was_paid_on_demanded_interest_is_part_of_the_payment():
    invoice = an_owed_claim(kind="business", due_date_is_agreed=True, due_date=date(2026, 9, 30))
    policy = Policy(demands_interest=True)
    owed = statement_of(invoice, as_of=date(2026, 11, 2), policy=policy)
    demand(invoice, day=date(2026, 11, 2), deadline=date(2026, 11, 30), interest=owed.open_interest_cents)
    book(invoice, a_payment(invoice, 12990, interest_cents=owed.open_interest_cents))

    statement = statement_of(invoice, as_of=TODAY)

    assert owed.open_interest_cents > 0
    assert statement.total_cents == 0
    assert ("payment", -12990 - owed.open_interest_cents) in kinds(statement)


def test_a_delivered_demand_starts_default_after_its_deadline_and_a_returned_one_does_not():
    invoice = an_owed_claim()
    assert isinstance(why_in_default(invoice), NotInDefault)

    sent = demand(invoice, day=TODAY, deadline=date(2026, 12, 8))
    started = why_in_default(invoice)
    assert isinstance(started, DefaultOfDebtor) and started.since == date(2026, 12, 9)

    sent.is_undeliverable = True
    sent.save()
    assert isinstance(why_in_default(invoice), NotInDefault)


def test_an_agreed_day_starts_default_and_a_printed_one_alone_does_not():
    assert why_in_default(an_owed_claim(due_date_is_agreed=True)).since == date(2026, 11, 28)
    assert isinstance(why_in_default(an_owed_claim(number="RE-2")), NotInDefault)


def test_thirty_days_start_default_of_a_consumer_only_where_the_invoice_says_so():
    received = {"received_on": date(2026, 10, 1), "due_date": date(2026, 10, 15)}

    assert isinstance(why_in_default(an_owed_claim(**received)), NotInDefault)
    started = why_in_default(an_owed_claim(notice_30_days_on_invoice=True, **received))
    assert isinstance(started, DefaultOfDebtor) and started.since == date(
        2026, 11, 17
    )  # 14 November is a Saturday


def test_many_invoices_take_no_more_queries_than_one(django_assert_max_num_queries):
    merchant = a_merchant()
    invoices = [an_invoice(a_customer(merchant), number=f"RE-{n}") for n in range(20)]
    for invoice in invoices:
        book(invoice, a_payment(invoice, 100))

    with django_assert_max_num_queries(5):
        statements = statements_of(invoices, as_of=TODAY)

    assert {one.total_cents for one in statements.values()} == {12890}


def test_a_document_that_is_no_claim_has_no_facts():
    invoice = an_owed_claim()
    type(invoice).objects.filter(pk=invoice.pk).update(total_cents=-500)
    invoice.refresh_from_db()

    assert claim_facts([invoice], policy=Policy()) == {}


def test_a_law_file_in_the_home_counts_from_the_next_call_on(settings, tmp_path):
    settings.KULANZ_HOME = tmp_path
    first = law_book().base_rate(date(2027, 1, 1), forecast=True)
    assert first.is_provisional

    (tmp_path / "law").mkdir()
    (tmp_path / "law" / "base_rate.toml").write_text(
        'id = "base_rate"\nknown_until = 2027-06-30\n\n[[values]]\nvalid_from = 2027-01-01\nvalue = "2.00"\n'
        'source = "Bundesbank, announcement of 1 January 2027"\n',
        encoding="utf-8",
    )

    later = law_book().base_rate(date(2027, 1, 1))
    assert (str(later.value), later.is_provisional) == ("2.00", False)


def test_interest_is_shown_only_where_the_policy_demands_it():
    invoice = an_owed_claim(due_date_is_agreed=True, due_date=date(2026, 9, 30))

    assert LineKind.INTEREST not in [line.kind for line in statement_of(invoice, as_of=TODAY).lines]
    with_interest = statement_of(invoice, as_of=TODAY, policy=Policy(demands_interest=True))
    assert LineKind.INTEREST in [line.kind for line in with_interest.lines]
