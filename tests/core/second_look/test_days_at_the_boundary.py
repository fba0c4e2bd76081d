"""Periods, holidays and the start of default against a second count, one day around each boundary."""

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kulanz.core.days import Period, period_end, shift_193
from kulanz.core.law.book import LawBook
from kulanz.core.law.default_of_debtor import DefaultFacts, DefaultOfDebtor, Notice, start_of_default
from kulanz.core.law.obligation import Obligation
from kulanz.features.deadlines.calendars import LAENDER, german_calendar

LAW = LawBook.load()
ONE_DAY = timedelta(days=1)
days = st.dates(date(2024, 1, 1), date(2030, 11, 30))
DUE = date(2026, 9, 1)  # a Tuesday


def easter(year: int) -> date:
    """Easter Sunday by the paschal moon (Lichtenberg's form of Gauss)."""
    k = year // 100
    m = 15 + (3 * k + 3) // 4 - (8 * k + 13) // 25
    s = 2 - (3 * k + 3) // 4
    a = year % 19
    d = (19 * a + m) % 30
    r = (d + a // 11) // 29
    og = 21 + d - r
    sz = 7 - (year + year // 4 + s) % 7
    return date(year, 3, 1) + timedelta(days=og + 7 - (og - sz) % 7 - 1)


def is_holiday(day: date, land: str) -> bool:
    """By a table of our own; Sundays are left to the weekday."""
    fixed = {
        (1, 1): None, (5, 1): None, (10, 3): None, (12, 25): None, (12, 26): None,
        (1, 6): "BW BY ST", (3, 8): "BE MV", (8, 15): "SL", (9, 20): "TH",
        (10, 31): "BB MV SN ST TH HB HH NI SH", (11, 1): "BW BY NW RP SL",
    }  # fmt: skip
    moving = {-2: None, 1: None, 39: None, 50: None, 60: "BW BY HE NW RP SL"}
    for lands in (
        fixed.get((day.month, day.day), ""),
        moving.get((day - easter(day.year)).days, ""),
        "SN" if day.month == 11 and 16 <= day.day <= 22 and day.weekday() == 2 else "",
        "BE" if day in (date(2025, 5, 8), date(2028, 6, 17)) else "",
    ):
        if lands is None or land in lands.split():
            return True
    return False


def shifted(day: date, lands: list[str]) -> date:
    while day.weekday() > 4 or any(is_holiday(day, land) for land in lands):
        day += ONE_DAY
    return day


@pytest.mark.parametrize("land", [*LAENDER, None])
def test_section_193_agrees_with_a_table_of_our_own_on_every_day(land):
    lands = list(LAENDER) if land is None else [land]
    day = date(2024, 1, 1)
    calendar = german_calendar(land)
    while day < date(2030, 12, 20):
        assert shift_193(day, calendar) == shifted(day, lands), day
        day += ONE_DAY


@settings(max_examples=200)
@given(days, st.integers(1, 40))
def test_months_end_on_the_same_number_or_on_the_last_of_the_month(event, months):
    end, month = event, 0
    while month < months:  # from the last of one month to the last of the next
        first = end.replace(day=1) + timedelta(days=31)
        end = first.replace(day=monthrange(first.year, first.month)[1])
        month += 1
    expected = end.replace(day=min(event.day, end.day))
    assert period_end(event, Period(months, "months")) == expected
    if months % 12 == 0:
        assert period_end(event, Period(months // 12, "years")) == expected


def first_interest_day(**facts) -> date | None:
    debtor = facts.pop("debtor", "consumer")
    obligation = Obligation(arose_on=date(2026, 8, 1), debtor=debtor)
    found = start_of_default(
        DefaultFacts(obligation=obligation, **{"due_date": DUE, **facts}),
        calendar=german_calendar("NW"),
        law=LAW,
    )
    return found.first_interest_day if isinstance(found, DefaultOfDebtor) else None


@pytest.mark.parametrize(
    ("facts", "day"),
    [
        ({"notices": (Notice(received_on=DUE),)}, None),  # on the last day to pay
        ({"notices": (Notice(received_on=DUE + ONE_DAY),)}, DUE + 2 * ONE_DAY),
        ({"notices": (Notice(received_on=DUE + ONE_DAY, deadline=date(2026, 9, 11)),)}, date(2026, 9, 12)),
        ({"notices": (Notice(received_on=DUE + ONE_DAY, deadline=date(2026, 9, 12)),)}, date(2026, 9, 15)),
        ({"notices": (Notice(received_on=DUE + ONE_DAY, is_service=True),)}, DUE + 2 * ONE_DAY),
        ({"refusal_received_on": DUE}, DUE + ONE_DAY),
        ({"refusal_received_on": DUE + ONE_DAY}, DUE + 2 * ONE_DAY),
        ({"agreed_due_date": DUE}, DUE + ONE_DAY),
        ({"agreed_due_date": date(2026, 9, 4)}, date(2026, 9, 5)),  # Friday: interest on Saturday
        ({"agreed_due_date": date(2026, 9, 5)}, date(2026, 9, 8)),  # Saturday: Monday is in time
        ({"invoice_received_on": DUE - ONE_DAY}, None),
        ({"invoice_received_on": DUE - ONE_DAY, "has_30_day_notice": True}, date(2026, 10, 2)),
        ({"invoice_received_on": DUE, "debtor": "business"}, date(2026, 10, 2)),
        ({"invoice_received_on": DUE + ONE_DAY, "debtor": "business"}, date(2026, 10, 3)),
        (
            {"invoice_received_on": date(2026, 9, 3), "debtor": "business"},
            date(2026, 10, 6),
        ),  # 3 Oct, Saturday
        ({"goods_received_on": DUE, "has_30_day_notice": True}, None),  # § 286 III 2 is no rule for consumers
        ({"goods_received_on": DUE, "debtor": "business"}, date(2026, 10, 2)),
    ],
)
def test_each_ground_of_default_at_its_boundary_day(facts, day):
    assert first_interest_day(**facts) == day
