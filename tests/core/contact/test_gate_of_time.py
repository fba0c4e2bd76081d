"""When and how often. Tuesday 1 Dec 2026, a customer in Berlin unless said otherwise."""

from datetime import date, timedelta

import pytest

from kulanz.core.contact import (
    Channel,
    ContactKind,
    PastContact,
    PaymentSource,
    Purpose,
    Withheld,
    may_contact,
    next_contact_instant,
)

from ..places import BAVARIA, in_berlin
from .builders import (
    TODAY,
    a_person,
    asked,
    contacts,
    gate_facts,
    on,
    with_purpose,
)


def fresh(**facts):
    """Data that are fresh on every day of these tests."""
    return gate_facts(payment_sources=(PaymentSource(name="A", covered_to=date(2027, 12, 31)),), **facts)


@pytest.mark.parametrize(
    ("channel", "hour", "minute", "codes"),
    [
        (Channel.EMAIL, 7, 59, ["outside_hours"]),
        (Channel.EMAIL, 8, 0, []),
        (Channel.EMAIL, 18, 59, []),
        (Channel.EMAIL, 19, 0, ["outside_hours"]),
        (Channel.SMS, 7, 59, ["outside_hours"]),
        (Channel.SMS, 8, 0, []),
        (Channel.PHONE, 8, 59, ["outside_hours"]),
        (Channel.PHONE, 9, 0, []),
        (Channel.PHONE, 18, 59, []),
        (Channel.PHONE, 19, 0, ["outside_hours"]),
        (Channel.LETTER, 3, 0, []),
    ],
)
def test_hours(channel, hour, minute, codes):
    assert asked(fresh(), channel=channel, at=on(TODAY, hour, minute)) == codes


@pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.SMS, Channel.PHONE])
def test_nobody_is_disturbed_at_the_weekend(channel):
    for day, codes in ((4, []), (5, ["no_contact_day"]), (6, ["no_contact_day"]), (7, [])):
        assert asked(fresh(), channel=channel, at=on(date(2026, 12, day))) == codes


@pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.PHONE])
def test_a_holiday_counts_at_the_place_of_the_customer(channel):
    epiphany = on(date(2027, 1, 6))
    assert asked(fresh(), channel=channel, at=epiphany) == []
    assert asked(fresh(calendars=in_berlin(BAVARIA)), channel=channel, at=epiphany) == ["no_contact_day"]


def test_a_holiday_counts_at_the_place_of_the_merchant_too():
    assert asked(fresh(calendars=in_berlin(BAVARIA)), at=on(date(2027, 3, 8))) == ["no_contact_day"]


def test_the_reason_names_the_instant_that_frees_it():
    answer = may_contact(fresh(), channel=Channel.EMAIL, at=on(date(2026, 12, 4), 20))
    assert isinstance(answer, Withheld)
    assert answer.reasons[0].releases_when == "Wird am 07.12.2026 um 08:00 Uhr frei."
    assert answer.until() == date(2026, 12, 6)


@pytest.mark.parametrize(
    ("channel", "at", "free"),
    [
        (Channel.EMAIL, on(TODAY, 6), on(TODAY, 8)),
        (Channel.EMAIL, on(TODAY, 12), on(TODAY, 12)),
        (Channel.EMAIL, on(TODAY, 19), on(date(2026, 12, 2), 8)),
        (Channel.PHONE, on(date(2026, 12, 4), 19), on(date(2026, 12, 7), 9)),
        (Channel.EMAIL, on(date(2026, 12, 24), 19), on(date(2026, 12, 28), 8)),
        (Channel.LETTER, on(date(2026, 12, 6), 3), on(date(2026, 12, 6), 3)),
    ],
)
def test_the_next_instant_that_is_allowed(channel, at, free):
    assert next_contact_instant(in_berlin(), channel=channel, at=at) == free
    assert asked(fresh(), channel=channel, at=free) == []


def test_one_letter_or_mail_in_three_days():
    for age, codes in ((0, ["contact_density"]), (2, ["contact_density"]), (3, [])):
        assert asked(contacts(ContactKind.WRITTEN, TODAY - timedelta(days=age))) == codes


def test_two_letters_or_mails_in_ten_days():
    nine, ten, four = (TODAY - timedelta(days=age) for age in (9, 10, 4))
    assert asked(contacts(ContactKind.WRITTEN, nine, four)) == ["contact_density"]
    assert asked(contacts(ContactKind.WRITTEN, ten, four)) == []


def test_five_letters_or_mails_in_thirty_days():
    ages = (29, 24, 19, 14, 3)
    five = [TODAY - timedelta(days=age) for age in ages]
    assert asked(contacts(ContactKind.WRITTEN, *five)) == ["contact_density"]
    assert (
        asked(contacts(ContactKind.WRITTEN, *(TODAY - timedelta(days=age) for age in (30, *ages[1:])))) == []
    )


def test_a_reason_of_density_names_the_first_free_day():
    facts = contacts(ContactKind.WRITTEN, date(2026, 11, 24), date(2026, 11, 30))
    answer = may_contact(facts, channel=Channel.EMAIL, at=on(TODAY))
    assert isinstance(answer, Withheld)
    # 24 Nov leaves the window of ten days on 4 Dec.
    assert answer.until() == date(2026, 12, 3)


def test_mail_and_letter_count_together_and_calls_apart():
    written = contacts(ContactKind.WRITTEN, TODAY)
    assert asked(written, channel=Channel.LETTER) == ["contact_density"]
    assert asked(written, channel=Channel.PHONE) == []
    attempted = contacts(ContactKind.CALL_ATTEMPT, TODAY)
    assert asked(attempted) == []
    assert asked(attempted, channel=Channel.PHONE) == ["contact_density"]


def test_one_attempt_a_day_and_three_in_seven_days():
    yesterday = TODAY - timedelta(days=1)
    assert asked(contacts(ContactKind.CALL_ATTEMPT, yesterday), channel=Channel.PHONE) == []
    three = [TODAY - timedelta(days=age) for age in (6, 4, 1)]
    assert asked(contacts(ContactKind.CALL_ATTEMPT, *three), channel=Channel.PHONE) == ["contact_density"]
    older = [TODAY - timedelta(days=age) for age in (7, 4, 1)]
    assert asked(contacts(ContactKind.CALL_ATTEMPT, *older), channel=Channel.PHONE) == []


def test_no_call_for_seven_days_after_a_conversation():
    for age, codes in ((1, ["contact_density"]), (7, ["contact_density"]), (8, [])):
        talked = contacts(ContactKind.CONVERSATION, TODAY - timedelta(days=age))
        assert asked(talked, channel=Channel.PHONE) == codes


def test_unless_the_call_was_agreed_for_this_day():
    talked = PastContact(day=TODAY - timedelta(days=2), kind=ContactKind.CONVERSATION)
    agreed = gate_facts(person=a_person(contacts=(talked,), callback_agreed_on=TODAY))
    assert asked(agreed, channel=Channel.PHONE) == []
    other_day = gate_facts(person=a_person(contacts=(talked,), callback_agreed_on=date(2026, 12, 2)))
    assert asked(other_day, channel=Channel.PHONE) == ["contact_density"]


def test_an_answer_may_follow_at_once_and_a_thank_you_waits_for_the_morning():
    night = on(date(2026, 12, 6), 23)
    assert asked(with_purpose(fresh(), Purpose.ANSWER), at=night) == []
    assert asked(with_purpose(fresh(), Purpose.THANK_YOU), at=night) == ["no_contact_day", "outside_hours"]
    crowded = contacts(ContactKind.WRITTEN, TODAY)
    assert asked(with_purpose(crowded, Purpose.ANSWER)) == []
    assert asked(with_purpose(crowded, Purpose.THANK_YOU)) == []
