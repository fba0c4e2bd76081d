"""A claim to which nothing happened is owed as it arose: the short way agrees with the statement."""

from dataclasses import replace

from hypothesis import given

from kulanz.core.claim import state
from kulanz.core.claim.untouched import owed_untouched

from .test_statement import LAW, claims, days


@given(claims(), days)
def test_the_short_way_comes_to_the_total_of_the_statement(facts, as_of):
    untouched = replace(facts, payments=(), credit_notes=(), waivers=(), costs=())
    owed = owed_untouched(principal_cents=untouched.principal_cents, policy=untouched.policy)
    if owed is None:
        return
    statement = state(untouched, as_of=as_of, law=LAW, forecast=True)
    assert (statement.total_cents, statement.open_principal_cents) == (owed, owed)
    assert not statement.provisional and not statement.surplus_cents
