"""What holds for every line and every set of items."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from kulanz.core.matching import BankLineFacts, Matcher, OpenItem, names_similar

NAMES = ["Erika Beispiel", "Max Beispiel", "Thomas Müller", "Nordwind Handels GmbH", "E. B.", "Müller"]
IBANS = ["DE1", "DE2", "DE3"]
AMOUNTS = st.sampled_from([1, 999, 2990, 5000, 12990, 17990, -2000, 0])


@st.composite
def items(draw: st.DrawFn) -> list[OpenItem]:
    numbers = draw(st.lists(st.integers(1040, 1052), unique=True, max_size=9))
    made = []
    for number in numbers:
        customer = draw(st.integers(0, 4))
        cents = draw(AMOUNTS)
        issued = date(2026, 11, 1) + timedelta(days=draw(st.integers(0, 20)))
        made.append(
            OpenItem(
                id=number,
                number=draw(
                    st.sampled_from([f"RE-2026-{number}", f"{number}", f"INV{number}", f"{number}/2026"])
                ),
                open_cents=cents,
                currency=draw(st.sampled_from(["EUR", "EUR", "EUR", "CHF"])),
                customer_id=customer,
                customer_name=NAMES[customer],
                customer_number=f"K{customer}0000",
                ibans=frozenset({IBANS[customer % 3]}),
                issue_date=issued,
                due_date=issued + timedelta(days=14),
                order_number=draw(st.sampled_from([None, "4711", "4711888"])),
                cash_discount_cents=draw(st.sampled_from([None, 50, 5000])),
                is_cleared=cents == 0,
            )
        )
    return made


WORDS = [
    "RE-2026-1043", "1044", "1045", "RE 1046", "2026", "44", ",", "und", "Rg.Nr.", "Bestellung", "4711888", "Danke",
    "K10000", "Erika", "Beispiel", "RE-2026-10", "43", "INV1047", "1048/2026", "12.11.2026", "129,90 EUR",
]  # fmt: skip

LINES = st.builds(
    BankLineFacts,
    amount_cents=st.one_of(AMOUNTS, st.integers(-20000, 40000)),
    currency=st.just("EUR"),
    booking_date=st.dates(date(2026, 10, 25), date(2026, 12, 31)),
    remittance_text=st.one_of(
        st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join), st.text(max_size=60)
    ),
    structured_reference=st.sampled_from([None, "RF18RE20261043"]),
    end_to_end_id=st.sampled_from([None, "NOTPROVIDED", "RE-2026-1044"]),
    counterparty_name=st.sampled_from([None, "", "OMA UNBEKANNT", *NAMES]),
    counterparty_iban=st.sampled_from([None, *IBANS, "DE9"]),
    mandate_reference=st.sampled_from([None, "K10000"]),
    return_reason=st.sampled_from([None, None, None, "MD06"]),
    is_pending=st.booleans(),
)


@settings(max_examples=300, deadline=None)
@given(items(), LINES)
def test_allocations_and_the_rest_are_always_the_amount_of_the_line(owed, line):
    for proposal in Matcher(owed).propose(line).proposals:
        assert (
            sum(share.cents for share in proposal.allocations) + proposal.leftover_cents == line.amount_cents
        )
        assert len({share.item_id for share in proposal.allocations}) == len(proposal.allocations)
        assert proposal.allocations


@settings(max_examples=300, deadline=None)
@given(items(), LINES)
def test_money_in_never_takes_more_than_is_open_nor_another_currency(owed, line):
    by_id = {item.id: item for item in owed}
    for proposal in Matcher(owed).propose(line).proposals:
        for share in proposal.allocations:
            item = by_id[share.item_id]
            assert item.currency == line.currency
            if line.amount_cents > 0:
                assert not item.is_cleared
                assert min(0, item.open_cents) <= share.cents <= max(0, item.open_cents)
                assert share.cents != 0
                assert proposal.leftover_cents >= 0


@settings(max_examples=300, deadline=None)
@given(items(), LINES, st.randoms(use_true_random=False))
def test_the_order_of_the_items_changes_nothing(owed, line, dice):
    shuffled = list(owed)
    dice.shuffle(shuffled)
    assert Matcher(owed).propose(line) == Matcher(shuffled).propose(line)


@settings(max_examples=200, deadline=None)
@given(items(), LINES)
def test_an_index_that_was_kept_current_answers_like_a_new_one(owed, line):
    kept = Matcher([replace(item, open_cents=item.open_cents + 7) for item in owed])
    for item in owed:
        kept.update(item)
    extra = [replace(item, id=f"extra {item.id}", number=f"{item.number}9") for item in owed]
    for item in extra:
        kept.add(item)
    for item in extra:
        kept.remove(item.id)
    assert kept.propose(line) == Matcher(owed).propose(line)


@settings(max_examples=300, deadline=None)
@given(items(), LINES)
def test_what_is_booked_is_money_in_is_settled_and_is_of_one_score(owed, line):
    verdict = Matcher(owed).propose(line)
    for proposal in verdict.proposals:
        assert proposal.score == max(0, min(100, sum(reason.weight for reason in proposal.evidence)))
    if verdict.decision == "book":
        assert line.amount_cents > 0
        assert not line.is_pending
        assert verdict.proposals[0].score >= 70
        assert all(share.cents > 0 for share in verdict.proposals[0].allocations)
    assert (verdict.decision == "open") == (not verdict.proposals)


@settings(max_examples=200, deadline=None)
@given(items(), LINES)
def test_everybody_who_is_proposed_is_also_concerned(owed, line):
    by_id = {item.id: item for item in owed}
    verdict = Matcher(owed).propose(line)
    proposed = {
        by_id[share.item_id].customer_id for proposal in verdict.proposals for share in proposal.allocations
    }
    assert proposed <= {concern.customer_id for concern in verdict.concerns}


@given(st.text(max_size=30), st.text(max_size=30))
def test_likeness_of_names_is_mutual(one, other):
    assert names_similar(one, other) == names_similar(other, one)
