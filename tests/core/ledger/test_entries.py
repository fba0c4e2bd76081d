"""Journal entries: built whole and balanced, corrected by their mirror image only."""

from collections import defaultdict
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kulanz.core.ledger import (
    Allocation,
    AmountNotPositive,
    EmptyPosting,
    Entry,
    EntryReason,
    EntryTooShort,
    EntryUnbalanced,
    NetExceedsTotal,
    Posting,
    bank_line_booked,
    credit_note_applied,
    credit_note_issued,
    credit_note_paid_out,
    customer_credit_applied,
    customer_credit_paid_out,
    invoice_issued,
    overpayment,
    payment_allocated,
    payment_by_hand,
    returned_debit,
    reversal,
    small_difference,
    waiver,
    write_off,
)

DAY = date(2026, 12, 1)
EUR = {"booking_date": DAY, "currency": "EUR"}


def sums(entry: Entry) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for posting in entry.postings:
        found[str(posting.ledger_account)] += posting.cents
    return dict(found)


def moved(entry: Entry, item: str | int) -> int:
    return sum(posting.cents for posting in entry.postings if posting.open_item == item)


def side(account: str, cents: int, currency: str = "EUR") -> Posting:
    return Posting(ledger_account=account, cents=cents, currency=currency)


def test_an_entry_out_of_balance_is_refused_with_the_difference() -> None:
    Entry(booking_date=DAY, reason="x", postings=(side("bank", 100), side("revenue", -100)))
    with pytest.raises(EntryUnbalanced, match="1 EUR"):
        Entry(booking_date=DAY, reason="x", postings=(side("bank", 100), side("revenue", -99)))


def test_two_currencies_do_not_balance_each_other() -> None:
    with pytest.raises(EntryUnbalanced, match="-100 CHF, 100 EUR"):
        Entry(booking_date=DAY, reason="x", postings=(side("bank", 100), side("bank", -100, "CHF")))
    both = (side("a", 1), side("b", -1), side("a", 2, "CHF"), side("b", -2, "CHF"))
    assert len(Entry(booking_date=DAY, reason="x", postings=both).postings) == 4


def test_an_entry_needs_two_postings_and_a_posting_must_move_something() -> None:
    with pytest.raises(EntryTooShort):
        Entry(booking_date=DAY, reason="x", postings=())
    with pytest.raises(EmptyPosting, match="bank"):
        side("bank", 0)


def test_an_invoice_opens_its_item_and_parts_net_from_tax() -> None:
    entry = invoice_issued(open_item="i1", total_cents=11_900, net_cents=10_000, **EUR)
    assert sums(entry) == {"receivables": 11_900, "revenue": -10_000, "output_vat": -1900}
    assert moved(entry, "i1") == 11_900
    assert entry.reason == "invoice_issued"


def test_an_invoice_without_a_known_net_amount_goes_to_revenue_whole() -> None:
    entry = invoice_issued(open_item=7, total_cents=11_900, **EUR)
    assert sums(entry) == {"receivables": 11_900, "revenue": -11_900}
    assert sums(invoice_issued(open_item=7, total_cents=100, net_cents=100, **EUR)) == {
        "receivables": 100,
        "revenue": -100,
    }


@pytest.mark.parametrize("net", [-1, 11_901])
def test_a_net_amount_that_does_not_fit_is_refused(net: int) -> None:
    with pytest.raises(NetExceedsTotal):
        invoice_issued(open_item=7, total_cents=11_900, net_cents=net, **EUR)


def test_a_credit_note_is_the_mirror_of_the_invoice() -> None:
    invoice = invoice_issued(open_item=7, total_cents=11_900, net_cents=10_000, **EUR)
    credit = credit_note_issued(open_item=7, total_cents=11_900, net_cents=10_000, **EUR)
    assert {account: -cents for account, cents in sums(invoice).items()} == sums(credit)
    assert moved(invoice, 7) + moved(credit, 7) == 0


def test_a_bank_line_waits_in_unallocated_payments_whichever_way_it_went() -> None:
    assert sums(bank_line_booked(cents=500, **EUR)) == {"bank": 500, "unallocated_payments": -500}
    assert sums(bank_line_booked(cents=-500, **EUR)) == {"bank": -500, "unallocated_payments": 500}
    with pytest.raises(AmountNotPositive):
        bank_line_booked(cents=0, **EUR)


def test_one_payment_clears_several_items_interest_and_costs() -> None:
    entry = payment_allocated(
        allocations=[Allocation(open_item=1, cents=300), Allocation(open_item=2, cents=200)],
        interest_cents=30,
        cost_cents=40,
        customer_credit_cents=5,
        **EUR,
    )
    assert sums(entry) == {
        "unallocated_payments": 575,
        "receivables": -500,
        "interest_income": -30,
        "dunning_cost_income": -40,
        "customer_credit": -5,
    }
    assert (moved(entry, 1), moved(entry, 2)) == (-300, -200)


def test_a_payment_that_pays_interest_alone_moves_no_item() -> None:
    entry = payment_allocated(allocations=[], interest_cents=30, **EUR)
    assert all(posting.open_item is None for posting in entry.postings)


def test_money_by_hand_comes_from_no_bank_line() -> None:
    entry = payment_by_hand(allocations=[Allocation(open_item=1, cents=300)], **EUR)
    assert sums(entry) == {"paid_by_other_means": 300, "receivables": -300}
    assert entry.reason is EntryReason.PAYMENT_BY_HAND


@pytest.mark.parametrize(
    "build",
    [
        lambda: payment_allocated(allocations=[], **EUR),
        lambda: payment_allocated(allocations=[Allocation(open_item=1, cents=0)], **EUR),
        lambda: payment_allocated(allocations=[Allocation(open_item=1, cents=-5)], **EUR),
        lambda: payment_allocated(allocations=[Allocation(open_item=1, cents=5)], interest_cents=-1, **EUR),
        lambda: invoice_issued(open_item=1, total_cents=0, **EUR),
        lambda: credit_note_issued(open_item=1, total_cents=-1, **EUR),
        lambda: overpayment(cents=0, **EUR),
        lambda: waiver(open_item=1, cents=0, **EUR),
        lambda: write_off(open_item=1, cents=-1, **EUR),
        lambda: returned_debit(allocations=[Allocation(open_item=1, cents=5)], charges_cents=-1, **EUR),
        lambda: customer_credit_paid_out(cents=0, **EUR),
    ],
)
def test_an_event_without_an_amount_is_no_event(build) -> None:
    with pytest.raises(AmountNotPositive):
        build()


def test_a_small_difference_clears_the_item_in_both_directions() -> None:
    assert moved(small_difference(open_item=1, open_cents=3, **EUR), 1) == -3
    assert moved(small_difference(open_item=1, open_cents=-3, **EUR), 1) == 3
    with pytest.raises(EntryTooShort):
        small_difference(open_item=1, open_cents=0, **EUR)


def test_too_much_money_belongs_to_the_customer_until_it_is_applied_or_paid_out() -> None:
    assert sums(overpayment(cents=50, **EUR)) == {"unallocated_payments": 50, "customer_credit": -50}
    applied = customer_credit_applied(allocations=[Allocation(open_item=1, cents=50)], **EUR)
    assert sums(applied) == {"customer_credit": 50, "receivables": -50}
    assert sums(customer_credit_paid_out(cents=50, **EUR)) == {
        "customer_credit": 50,
        "unallocated_payments": -50,
    }


def test_a_returned_debit_opens_the_items_again_and_books_the_charges_apart() -> None:
    entry = returned_debit(allocations=[Allocation(open_item=1, cents=10_000)], charges_cents=350, **EUR)
    assert sums(entry) == {"receivables": 10_000, "bank_charges": 350, "unallocated_payments": -10_350}
    assert moved(entry, 1) == 10_000


def test_goodwill_and_write_off_lower_the_item_for_different_reasons() -> None:
    assert sums(waiver(open_item=1, cents=70, **EUR)) == {"waived": 70, "receivables": -70}
    assert sums(write_off(open_item=1, cents=70, **EUR)) == {"write_off": 70, "receivables": -70}


def test_a_reversal_takes_everything_back_on_its_own_day() -> None:
    entry = payment_allocated(allocations=[Allocation(open_item=1, cents=300)], interest_cents=3, **EUR)
    back = reversal(entry, booking_date=date(2026, 12, 5))
    assert back.booking_date == date(2026, 12, 5)
    assert back.reason == "reversal"
    assert [one.cents for one in back.postings] == [-one.cents for one in entry.postings]
    assert [one.open_item for one in back.postings] == [one.open_item for one in entry.postings]
    assert reversal(back, booking_date=DAY).postings == entry.postings


positive = st.integers(1, 10**9)
optional = st.integers(0, 10**9)
allocations = st.lists(
    st.builds(Allocation, open_item=st.integers(1, 99), cents=positive), min_size=1, max_size=5
)


@given(allocations, optional, optional, optional)
def test_every_payment_balances_and_lowers_exactly_its_items(items, interest, costs, credit) -> None:
    entry = payment_allocated(
        allocations=items, interest_cents=interest, cost_cents=costs, customer_credit_cents=credit, **EUR
    )
    assert sum(one.cents for one in entry.postings) == 0
    assert sum(one.cents for one in entry.postings if one.open_item) == -sum(one.cents for one in items)
    assert sums(entry)["unallocated_payments"] == sum(one.cents for one in items) + interest + costs + credit


@given(positive, st.data())
def test_every_invoice_balances_whatever_its_tax(total, data) -> None:
    net = data.draw(st.one_of(st.none(), st.integers(0, total)))
    entry = invoice_issued(open_item=1, total_cents=total, net_cents=net, **EUR)
    assert sum(one.cents for one in entry.postings) == 0
    assert moved(entry, 1) == total


def test_a_credit_note_pays_another_item_or_is_paid_out() -> None:
    applied = credit_note_applied(credit_item=9, allocations=[Allocation(open_item=1, cents=50)], **EUR)
    assert (moved(applied, 9), moved(applied, 1)) == (50, -50)
    out = credit_note_paid_out(credit_item=9, cents=50, **EUR)
    assert sums(out) == {"receivables": 50, "unallocated_payments": -50}
    with pytest.raises(AmountNotPositive):
        credit_note_paid_out(credit_item=9, cents=0, **EUR)
