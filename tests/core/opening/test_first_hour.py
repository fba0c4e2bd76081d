"""The merchant's own list against ours: every difference has a reason, and the reasons add up."""

from hypothesis import given
from hypothesis import strategies as st

from kulanz.core.opening import Comparison, Here, OwnLine, Reason, Waiting, compare


def here(number: str, cents: int, **changes) -> Here:
    return Here(**{"number": number, "open_cents": cents, "currency": "EUR", "is_ours": True, **changes})


def own(number: str, cents: int) -> OwnLine:
    return OwnLine(number=number, cents=cents)


def compared(
    *lines: OwnLine, books: list[Here], waiting: tuple[Waiting, ...] = (), total: int | None = None
) -> Comparison:
    return compare(own_total=total, own=lines, here=books, waiting=waiting, currency="EUR")


def reasons(comparison: Comparison) -> list[tuple[str, str, int]]:
    return [(one.reason.value, one.number, one.cents) for one in comparison.differences]


def test_two_equal_lists_have_no_difference():
    same = compared(own("RE-1", 5000), own("re - 2", 100), books=[here("RE-1", 5000), here("RE-2", 100)])
    assert (same.own_cents, same.here_cents, same.differences) == (5100, 5100, ())


def test_each_reason_is_told_apart():
    books = [
        here("A", 100),  # only here
        here("C", 700),  # amount
        here("D", 0),  # paid here
        here("E", 900, is_ours=False),  # sold
        here("F", -300, is_credit=True),
        here("G", 400, currency="CHF"),
        here("H", 800),  # paid in the own list, here its payment waits
        here("I", 50),
    ]
    found = compared(
        own("B", 200), own("C", 1000), own("D", 600), own("E", 900), own("F", -300), own("G", 400), own("I", 50),
        own("I", 50), books=books, waiting=(Waiting(line="line_1", cents=800, numbers=("H",)),), total=3000,
    )  # fmt: skip
    assert reasons(found) == [
        ("only_there", "B", 200),
        ("amount", "C", 300),
        ("paid_here", "D", 600),
        ("not_ours", "E", 900),
        ("credit", "F", -300),
        ("other_currency", "G", 400),
        ("duplicate", "I", 50),
        ("only_here", "A", -100),
        ("unmatched_payment", "H", -800),
        ("not_listed", "", 100),
    ]
    assert found.differences[8].line == "line_1"


def test_a_waiting_payment_explains_only_what_it_could_have_lowered():
    payment = (Waiting(line="line_1", cents=300, numbers=("C",)),)
    lower = compared(own("C", 400), books=[here("C", 700)], waiting=payment)
    higher = compared(own("C", 900), books=[here("C", 700)], waiting=payment)
    assert [one.reason for one in lower.differences] == [Reason.UNMATCHED_PAYMENT]
    assert [one.reason for one in higher.differences] == [Reason.AMOUNT]


def test_a_total_alone_is_compared_as_one_sum():
    assert reasons(compared(books=[here("A", 100)], total=100)) == []
    assert reasons(compared(books=[here("A", 100)], total=90)) == [("not_listed", "", -10)]


NUMBERS = st.sampled_from(["A", "B", "C", "D", "E", "a ", "F"])
LINES = st.lists(st.builds(OwnLine, number=NUMBERS, cents=st.integers(-(10**7), 10**7)), max_size=8)
BOOKS = st.lists(
    st.builds(
        Here,
        number=st.sampled_from("ABCDEF"),
        open_cents=st.integers(-(10**7), 10**7),
        currency=st.sampled_from(["EUR", "CHF"]),
        is_ours=st.booleans(),
        is_credit=st.booleans(),
    ),
    max_size=6,
    unique_by=lambda one: one.number,
)
WAITING = st.lists(
    st.builds(Waiting, line=st.just("line"), cents=st.integers(1, 10**7), numbers=st.tuples(NUMBERS)),
    max_size=3,
)


@given(total=st.none() | st.integers(-(10**8), 10**8), own_list=LINES, books=BOOKS, waiting=WAITING)
def test_the_reasons_always_add_up_to_the_cent(total, own_list, books, waiting):
    found = compare(own_total=total, own=own_list, here=books, waiting=waiting, currency="EUR")
    assert found.difference_cents == sum(one.cents for one in found.differences)
    assert all(one.cents for one in found.differences)
