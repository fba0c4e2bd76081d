"""B2B: the lump sum is named in the notice and taken off for who pays by its deadline (§ 288 V BGB)."""

from datetime import date

from kulanz.core.claim import Policy, state
from tests.core.claim.test_state import AS_OF, LAW, a_claim, lines

NAMED = Policy(demands_interest=True, shows_waived_lump_sum=True)
DEMANDED = Policy(demands_interest=True, demands_lump_sum=True)


def test_the_lump_sum_is_named_and_taken_off_again() -> None:
    shown = lines(a_claim(policy=NAMED))

    assert ("lump_sum", 4000) in shown
    assert ("lump_sum_waived", -4000) in shown


def test_it_changes_neither_the_total_nor_what_is_demanded() -> None:
    without = state(a_claim(policy=Policy(demands_interest=True)), as_of=AS_OF, law=LAW)
    named = state(a_claim(policy=NAMED), as_of=AS_OF, law=LAW)

    assert named.total_cents == without.total_cents
    assert named.open_cost_cents == without.open_cost_cents == 0


def test_the_final_notice_demands_it() -> None:
    named = state(a_claim(policy=NAMED), as_of=AS_OF, law=LAW)
    demanded = state(a_claim(policy=DEMANDED), as_of=AS_OF, law=LAW)

    assert demanded.total_cents == named.total_cents + 4000


def test_a_consumer_sees_no_lump_sum_at_all() -> None:
    assert not [kind for kind, _ in lines(a_claim("consumer", policy=NAMED)) if kind.startswith("lump_sum")]


def test_without_default_there_is_no_lump_sum_to_waive() -> None:
    assert lines(a_claim(default=None, policy=NAMED), as_of=date(2026, 8, 31)) == [("principal", 100_000)]
