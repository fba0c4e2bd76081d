"""Deciding about the smallest amount between two bounds is deciding about every amount between them."""

from dataclasses import replace

import hypothesis.strategies as st
from hypothesis import given, settings

from kulanz.core.strategy import amount_bounds, decide, preset, representative

from .test_properties import START, cases, places

B2C = preset("b2c")


@given(cases(), places, st.integers(-50, 1_000_000))
@settings(max_examples=200, deadline=None)
def test_a_case_is_decided_like_the_representative_of_its_amount(case, calendars, cents):
    like = representative(amount_bounds([B2C]), cents)
    one, other = replace(case, open_cents=cents), replace(case, open_cents=like)
    for day in (START, START.replace(month=11)):
        assert decide(one, B2C, day=day, calendars=calendars) == decide(
            other, B2C, day=day, calendars=calendars
        )
