"""Start of default by each ground of § 286 BGB, with its neighbouring day on which it does not begin."""

from datetime import date

import pytest

from kulanz.core.days import Calendar, Period
from kulanz.core.law.book import LawBook
from kulanz.core.law.default_of_debtor import (
    DefaultFacts,
    DefaultOfDebtor,
    Notice,
    NotInDefault,
    start_of_default,
    thirty_day_end,
)
from kulanz.core.law.obligation import Obligation

LAW = LawBook.load()
PLACE = Calendar("place", frozenset({date(2026, 5, 14), date(2026, 12, 25)}), 2025, 2028)
DUE = date(2026, 9, 1)  # a Tuesday
CONSUMER = Obligation(arose_on=date(2026, 8, 1), debtor="consumer")
BUSINESS = Obligation(arose_on=date(2026, 8, 1), debtor="business")


def start(**facts) -> DefaultOfDebtor | NotInDefault:
    facts = {"obligation": CONSUMER, "due_date": DUE, **facts}
    return start_of_default(DefaultFacts(**facts), calendar=PLACE, law=LAW)


def since(**facts) -> tuple[date, date] | None:
    found = start(**facts)
    return (found.since, found.first_interest_day) if isinstance(found, DefaultOfDebtor) else None


def test_a_due_date_alone_creates_no_default() -> None:
    found = start()
    assert isinstance(found, NotInDefault)
    assert "Verbrauchern" in found.because


def test_a_printed_date_is_no_agreed_date() -> None:
    assert since(due_date=DUE) is None
    assert since(due_date=DUE, agreed_due_date=DUE) == (date(2026, 9, 2), date(2026, 9, 2))


def test_a_reminder_creates_default_on_receipt_and_interest_from_the_next_day() -> None:
    assert since(notices=(Notice(received_on=date(2026, 9, 10)),)) == (date(2026, 9, 10), date(2026, 9, 11))


@pytest.mark.parametrize("received", [date(2026, 8, 20), DUE])
def test_a_reminder_before_maturity_has_no_effect(received: date) -> None:
    assert since(notices=(Notice(received_on=received),)) is None
    assert since(notices=(Notice(received_on=date(2026, 9, 2)),)) == (date(2026, 9, 2), date(2026, 9, 3))


def test_a_due_date_on_a_sunday_leaves_monday_to_pay() -> None:
    sunday, monday, tuesday = date(2026, 9, 6), date(2026, 9, 7), date(2026, 9, 8)
    assert since(due_date=sunday, notices=(Notice(received_on=monday),)) is None
    assert since(due_date=sunday, notices=(Notice(received_on=tuesday),)) == (tuesday, date(2026, 9, 9))


def test_a_reminder_that_names_a_date_waits_for_the_end_of_that_date() -> None:
    notice = Notice(received_on=date(2026, 9, 10), deadline=date(2026, 9, 17))
    assert since(notices=(notice,)) == (date(2026, 9, 18), date(2026, 9, 18))


def test_a_named_saturday_leaves_monday_to_pay() -> None:
    notice = Notice(received_on=date(2026, 9, 10), deadline=date(2026, 9, 19))
    assert since(notices=(notice,)) == (date(2026, 9, 22), date(2026, 9, 22))


def test_a_named_date_that_was_over_on_receipt_is_a_demand_at_once() -> None:
    notice = Notice(received_on=date(2026, 9, 10), deadline=date(2026, 9, 9))
    assert since(notices=(notice,)) == (date(2026, 9, 10), date(2026, 9, 11))


def test_service_of_a_payment_order_is_a_notice() -> None:
    order = Notice(received_on=date(2026, 9, 10), is_service=True)
    found = start(notices=(order,))
    assert isinstance(found, DefaultOfDebtor)
    assert (found.since, found.paragraph) == (date(2026, 9, 10), "§ 286 I 2 BGB, § 187 I BGB")


def test_the_contract_may_count_from_an_event() -> None:
    agreed = {"agreed_event_on": date(2026, 12, 11), "agreed_period": Period(2, "weeks")}
    assert since(due_date=None, **agreed) == (date(2026, 12, 29), date(2026, 12, 29))
    assert since(due_date=None, agreed_event_on=date(2026, 12, 11)) is None


def test_a_final_refusal_needs_no_reminder() -> None:
    assert since(refusal_received_on=date(2026, 9, 20)) == (date(2026, 9, 20), date(2026, 9, 21))
    assert since(refusal_received_on=date(2026, 8, 20)) == (date(2026, 9, 2), date(2026, 9, 2))
    assert since(due_date=None, refusal_received_on=date(2026, 9, 20)) is None


def test_thirty_days_run_from_the_later_of_due_date_and_receipt() -> None:
    assert since(obligation=BUSINESS, invoice_received_on=date(2026, 8, 20)) == (date(2026, 10, 2),) * 2
    assert since(obligation=BUSINESS, invoice_received_on=date(2026, 9, 3)) == (date(2026, 10, 6),) * 2
    assert since(obligation=BUSINESS) is None


def test_thirty_days_that_end_on_ascension_day_end_the_day_after() -> None:
    facts = {"obligation": BUSINESS, "due_date": date(2026, 4, 14), "invoice_received_on": date(2026, 4, 14)}
    assert thirty_day_end(DefaultFacts(**facts), law=LAW) == date(2026, 5, 14)
    assert since(**facts) == (date(2026, 5, 16), date(2026, 5, 16))


def test_thirty_days_bind_a_consumer_only_where_the_invoice_says_so() -> None:
    received = {"invoice_received_on": date(2026, 9, 1)}
    assert since(**received) is None
    assert since(**received, has_30_day_notice=True) == (date(2026, 10, 2), date(2026, 10, 2))


def test_receipt_of_the_goods_serves_for_businesses_only() -> None:
    goods = {"goods_received_on": date(2026, 9, 1)}
    assert since(obligation=BUSINESS, **goods) == (date(2026, 10, 2), date(2026, 10, 2))
    assert since(**goods, has_30_day_notice=True) is None


def test_the_earliest_proven_ground_wins() -> None:
    found = start(
        obligation=BUSINESS,
        invoice_received_on=DUE,
        notices=(Notice(received_on=date(2026, 9, 28)), Notice(received_on=date(2026, 9, 14))),
    )
    assert isinstance(found, DefaultOfDebtor)
    assert found.since == date(2026, 9, 14)
    assert found.paragraph.startswith("§ 286 I 1")
    assert "14.09.2026" in found.because


def test_who_is_not_responsible_is_not_in_default() -> None:
    reminded = {"notices": (Notice(received_on=date(2026, 9, 10)),)}
    assert since(**reminded) is not None
    assert since(**reminded, is_debtor_responsible=False) is None


def test_without_a_due_date_nothing_begins() -> None:
    found = start(due_date=None, notices=(Notice(received_on=date(2026, 9, 10)),))
    assert isinstance(found, NotInDefault)
    assert "keine Fälligkeit" in found.because


def test_a_refusal_on_the_due_date_waits_for_its_end() -> None:
    assert since(refusal_received_on=DUE) == (date(2026, 9, 2), date(2026, 9, 2))
    assert since(refusal_received_on=date(2026, 9, 2)) == (date(2026, 9, 2), date(2026, 9, 3))


def test_a_named_date_that_is_the_day_of_receipt_leaves_that_day_to_pay() -> None:
    notice = Notice(received_on=date(2026, 9, 10), deadline=date(2026, 9, 10))
    assert since(notices=(notice,)) == (date(2026, 9, 11), date(2026, 9, 11))


def test_an_agreed_period_is_maturity_too() -> None:
    agreed = {"due_date": None, "agreed_event_on": date(2026, 9, 1), "agreed_period": Period(14, "days")}
    refused_before = since(**agreed, refusal_received_on=date(2026, 9, 5))
    assert refused_before == (date(2026, 9, 16), date(2026, 9, 16))


def test_the_reason_without_default_fits_the_debtor() -> None:
    business, warned = start(obligation=BUSINESS), start(has_30_day_notice=True)
    assert "Verbrauchern" not in business.because
    assert "Verbrauchern" not in warned.because
    assert "Verbrauchern" in start().because
