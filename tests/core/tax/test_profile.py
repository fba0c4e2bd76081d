"""The tax profile of a day, what to ask about it, and what an invoice prints beside it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kulanz.core.tax import (
    Oddity,
    PrintedTax,
    Profile,
    ProfileRow,
    Question,
    oddities_of,
    profile_on,
    questions_of,
)


def profile(**changes) -> Profile:
    usual = {"is_cash_basis": False, "has_balance_sheet": True, "is_small_business": False, "uses_oss": False}
    return Profile(**{**usual, **changes})


def row(day: date, **changes) -> ProfileRow:
    return ProfileRow(valid_from=day, profile=profile(**changes))


NEW_YEAR = date(2026, 1, 1)


def test_a_profile_holds_from_its_first_day_on():
    rows = [row(NEW_YEAR, is_small_business=True), row(date(2026, 7, 1))]
    assert profile_on(rows, NEW_YEAR - timedelta(days=1)) is None  # never assumed
    assert profile_on(rows, NEW_YEAR) == profile(is_small_business=True)
    assert profile_on(rows, date(2026, 6, 30)) == profile(is_small_business=True)
    assert profile_on(rows, date(2026, 7, 1)) == profile()


def test_a_correction_is_a_later_row_with_the_same_day():
    assert profile_on([row(NEW_YEAR), row(NEW_YEAR, uses_oss=True)], NEW_YEAR) == profile(uses_oss=True)


@given(
    st.lists(st.dates(date(2020, 1, 1), date(2030, 1, 1)), max_size=6),
    st.dates(date(2019, 1, 1), date(2031, 1, 1)),
)
def test_the_profile_never_comes_from_a_row_that_begins_later(days, day):
    found = profile_on(
        [ProfileRow(valid_from=one, profile=profile(chart_of_accounts=str(one))) for one in days], day
    )
    begun = [one for one in days if one <= day]
    assert (found.chart_of_accounts if found else None) == (str(max(begun)) if begun else None)


@pytest.mark.parametrize(
    ("changes", "asked"),
    [
        ({}, ()),
        ({"has_balance_sheet": False, "is_cash_basis": True, "uses_oss": True}, ()),
        ({"is_cash_basis": True}, (Question.CASH_BASIS_WITH_BALANCE_SHEET,)),
        ({"is_small_business": True, "has_balance_sheet": False}, ()),
        (
            {"is_small_business": True, "has_balance_sheet": False, "uses_oss": True},
            (Question.SMALL_BUSINESS_WITH_OSS,),
        ),
    ],
)
def test_what_only_the_tax_adviser_knows_is_asked(changes, asked):
    assert questions_of(profile(**changes)) == asked


def odd(country: str, rate: str | None, cents: int | None, **changes) -> list[Oddity]:
    printed = [PrintedTax(rate=None if rate is None else Decimal(rate), tax_cents=cents)]
    return [what for what, _rate in oddities_of(profile(**changes), country=country, taxes=printed)]


@pytest.mark.parametrize(
    ("country", "rate", "cents", "changes", "expected"),
    [
        ("", "19", 1900, {"is_small_business": True}, [Oddity.TAX_ALTHOUGH_SMALL_BUSINESS]),
        ("", "19", None, {"is_small_business": True}, [Oddity.TAX_ALTHOUGH_SMALL_BUSINESS]),
        ("", "0", 0, {"is_small_business": True}, []),
        ("", "19", 1900, {}, []),
        ("FR", "20", 2000, {}, [Oddity.FOREIGN_TAX_WITHOUT_OSS]),
        ("FR", "20", 2000, {"uses_oss": True}, []),
        ("FR", "19", 1900, {"uses_oss": True}, [Oddity.RATE_UNUSUAL_IN_COUNTRY]),
        ("FR", "0", 0, {}, []),
        ("CH", "8.1", 810, {"uses_oss": True}, []),
        ("DE", "20", 2000, {}, [Oddity.RATE_UNUSUAL_IN_COUNTRY]),
        ("FI", "25.50", 2550, {"uses_oss": True}, []),
    ],
)
def test_an_invoice_is_compared_with_the_profile_of_its_day(country, rate, cents, changes, expected):
    assert odd(country, rate, cents, **changes) == expected
