"""Money in cents: currencies are never mixed, rounding is named, splitting loses nothing."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kulanz.core.money import CurrenciesDiffer, Money, half_up, split


def test_amounts_of_one_currency_add_subtract_and_compare() -> None:
    assert Money(1050, "EUR") + Money(-50, "EUR") == Money(1000, "EUR")
    assert Money(1050, "EUR") - Money(50, "EUR") == Money(1000, "EUR")
    assert -Money(5, "EUR") == Money(-5, "EUR")
    assert Money(1, "EUR") < Money(2, "EUR") <= Money(2, "EUR")
    assert Money(2, "EUR") > Money(1, "EUR") >= Money(1, "EUR")


@pytest.mark.parametrize(
    "mix",
    [
        lambda a, b: a + b,
        lambda a, b: a - b,
        lambda a, b: a < b,
        lambda a, b: a <= b,
        lambda a, b: a > b,
        lambda a, b: a >= b,
    ],
)
def test_amounts_of_two_currencies_are_refused_by_name(mix) -> None:
    with pytest.raises(CurrenciesDiffer, match="EUR.*CHF"):
        mix(Money(100, "EUR"), Money(100, "CHF"))


def test_equal_cents_of_two_currencies_are_not_the_same_amount() -> None:
    assert Money(100, "EUR") != Money(100, "CHF")


@pytest.mark.parametrize("cents", [10.0, "10", True, Decimal(10)])
def test_only_whole_cents_are_money(cents) -> None:
    with pytest.raises(TypeError, match="whole number"):
        Money(cents, "EUR")


@pytest.mark.parametrize("currency", ["€", "eur", "EURO", ""])
def test_only_iso_codes_are_currencies(currency: str) -> None:
    with pytest.raises(ValueError, match="ISO 4217"):
        Money(1, currency)


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [("2.5", 3), ("2.4999", 2), ("-2.5", -3), ("-2.4999", -2), ("0.5", 1), ("-0.5", -1), ("0", 0)],
)
def test_halves_are_rounded_away_from_zero(exact: str, rounded: int) -> None:
    assert half_up(Fraction(exact)) == rounded


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**9), max_value=10**9))
def test_half_up_is_what_decimal_calls_half_up(exact: Decimal) -> None:
    assert half_up(Fraction(exact)) == int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def test_what_does_not_divide_goes_to_the_first_parts() -> None:
    assert split(1000, 3) == (334, 333, 333)
    assert split(1000, 4) == (250, 250, 250, 250)
    assert split(-1000, 3) == (-334, -333, -333)


@given(st.integers(-(10**9), 10**9), st.integers(1, 60))
def test_parts_add_up_and_differ_by_a_cent_at_most(cents: int, parts: int) -> None:
    shares = split(cents, parts)
    assert len(shares) == parts
    assert sum(shares) == cents
    assert max(shares) - min(shares) <= 1


def test_nothing_is_split_into_no_parts() -> None:
    with pytest.raises(ValueError, match="0 parts"):
        split(100, 0)
