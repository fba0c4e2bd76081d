"""The law book: dated values, strictly read, and no guess past the last verified day."""

from datetime import date
from decimal import Decimal

import pytest

from kulanz.core.law.book import LawBook
from kulanz.core.law.parameter import LawFileRefused, LawUnknown, read_parameter

LAW = LawBook.load()

NEXT_HALF_YEAR = b"""
id = "base_rate"
known_until = 2027-06-30
[[values]]
valid_from = 2027-01-01
value = "1.77"
source = "announcement of 1 January 2027"
"""


@pytest.mark.parametrize(
    ("day", "rate"),
    [
        (date(2002, 1, 1), "2.57"),
        (date(2013, 1, 1), "-0.13"),
        (date(2016, 6, 30), "-0.83"),
        (date(2016, 7, 1), "-0.88"),
        (date(2022, 12, 31), "-0.88"),
        (date(2023, 1, 1), "1.62"),
        (date(2026, 6, 30), "1.27"),
        (date(2026, 7, 1), "1.52"),
        (date(2026, 12, 31), "1.52"),
    ],
)
def test_the_base_rate_changes_on_the_very_day(day: date, rate: str) -> None:
    known = LAW.base_rate(day)
    assert known.value == Decimal(rate)
    assert not known.is_provisional


def test_past_the_last_verified_day_nothing_is_guessed() -> None:
    with pytest.raises(LawUnknown, match="verified to 2026-12-31, not for 2027-01-01"):
        LAW.base_rate(date(2027, 1, 1))


def test_a_forecast_carries_the_last_value_forward_and_says_so() -> None:
    known = LAW.base_rate(date(2027, 1, 1), forecast=True)
    assert (known.value, known.is_provisional) == (Decimal("1.52"), True)
    assert not LAW.base_rate(date(2026, 12, 31), forecast=True).is_provisional


def test_before_the_first_value_not_even_a_forecast_is_given() -> None:
    with pytest.raises(LawUnknown, match="begin on 2002-01-01"):
        LAW.base_rate(date(2001, 12, 31), forecast=True)


def test_every_parameter_is_dated_named_and_anchored() -> None:
    assert set(LAW.parameters) == {
        "base_rate",
        "default_interest_margin_business",
        "default_interest_margin_consumer",
        "default_without_notice",
        "late_payment_lump_sum",
    }
    for parameter in LAW.parameters.values():
        assert parameter.paragraph.startswith("§ ")
        assert all(value.source for value in parameter.values)
        assert parameter.known_until == date(2026, 12, 31)


def test_stretches_are_cut_where_the_rate_changes_and_nowhere_else() -> None:
    stretches = LAW.base_rates(first_day=date(2015, 1, 1), last_day=date(2017, 1, 31))
    assert [(one.first_day, one.last_day, one.percent) for one in stretches] == [
        (date(2015, 1, 1), date(2016, 6, 30), Decimal("-0.83")),
        (date(2016, 7, 1), date(2017, 1, 31), Decimal("-0.88")),
    ]


def test_stretches_part_what_is_verified_from_what_is_not() -> None:
    stretches = LAW.base_rates(first_day=date(2026, 12, 1), last_day=date(2027, 1, 31), forecast=True)
    assert [(one.last_day, one.is_provisional) for one in stretches] == [
        (date(2026, 12, 31), False),
        (date(2027, 1, 31), True),
    ]


def test_a_dated_value_of_the_caller_extends_the_book() -> None:
    law = LawBook.load([NEXT_HALF_YEAR])
    assert law.base_rate(date(2027, 1, 1)).value == Decimal("1.77")
    assert law.base_rate(date(2026, 12, 31)).value == Decimal("1.52")
    with pytest.raises(LawUnknown, match="2027-06-30"):
        law.base_rate(date(2027, 7, 1))
    assert LawBook.load().base_rate(date(2027, 1, 1), forecast=True).value == Decimal("1.52")


def test_a_later_last_verified_day_without_a_new_value_is_enough() -> None:
    law = LawBook.load([b'id = "late_payment_lump_sum"\nknown_until = 2027-12-31'])
    assert law.value("late_payment_lump_sum", date(2027, 12, 31)).value == 4000


def test_a_verified_value_said_again_is_accepted_another_one_refused() -> None:
    again = b'id = "base_rate"\nknown_until = 2026-12-31\n[[values]]\nvalid_from = 2026-07-01\n'
    same = again + b'value = "1.52"\nsource = "x"'
    assert LawBook.load([same]).parameters["base_rate"] == LAW.parameters["base_rate"]
    with pytest.raises(LawFileRefused, match=r"verified as 1\.52 on 2026-07-01, the file says 1\.53"):
        LawBook.load([again + b'value = "1.53"\nsource = "x"'])


GOOD = """
id = "base_rate"
term_de = "Basiszinssatz"
paragraph = "§ 247 BGB"
unit = "percent"
anchor = "interest_day"
known_until = 2026-12-31
[[values]]
valid_from = 2026-01-01
value = "1.27"
source = "x"
"""


def test_a_whole_parameter_is_read() -> None:
    assert read_parameter(GOOD.encode(), name="good.toml").values[0].value == Decimal("1.27")


@pytest.mark.parametrize(
    ("good", "bad", "said"),
    [
        ("term_de", "term_en", "'term_en' is unknown"),
        ('source = "x"', 'sorce = "x"', "'sorce' is unknown"),
        ('source = "x"', "", "'source' must be a text"),
        ('paragraph = "§ 247 BGB"', "", "'paragraph' is missing"),
        ('unit = "percent"', 'unit = "per cent"', "known are percent"),
        ('anchor = "interest_day"', 'anchor = "someday"', "known are interest_day"),
        ('value = "1.27"', "value = 1.27", "must be a text in quotes"),
        ('value = "1.27"', 'value = "1,27"', "is no number"),
        ('value = "1.27"', 'value = "NaN"', "is no number"),
        ("known_until = 2026-12-31", 'known_until = "2026-12-31"', "must be a day"),
        ("known_until = 2026-12-31", "known_until = 2026-12-31T00:00:00", "must be a day"),
        ("valid_from = 2026-01-01", "valid_from = 1", "must be a day"),
        ('id = "base_rate"', "id = ", "no TOML"),
    ],
)
def test_a_slip_in_a_law_file_is_refused_by_name(good: str, bad: str, said: str) -> None:
    with pytest.raises(LawFileRefused, match=said) as refused:
        read_parameter(GOOD.replace(good, bad, 1).encode(), name="law.toml")
    assert "law.toml" in str(refused.value)


def test_values_out_of_order_are_refused() -> None:
    twice = GOOD + '[[values]]\nvalid_from = 2026-01-01\nvalue = "2"\nsource = "x"\n'
    with pytest.raises(LawFileRefused, match="sort by valid_from"):
        read_parameter(twice.encode(), name="law.toml")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'id = "base_rat"\nknown_until = 2027-06-30', "no parameter 'base_rat'"),
        (b'id = "base_rate"\nknown_until = 2027-06-30\nunit = "cents"', "'unit' of base_rate is 'percent'"),
        (b'id = "base_rate"', "'known_until' must be a day"),
        (NEXT_HALF_YEAR.replace(b"2027-06-30", b"2026-12-31"), "Move known_until"),
        (b"\xff\xfe", "no TOML in UTF-8"),
    ],
)
def test_an_extra_law_file_that_does_not_fit_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(LawFileRefused, match=said):
        LawBook.load([data])
