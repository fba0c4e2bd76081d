"""Worked cases with inputs stated otherwise: the right value or a clear sentence, never a wrong number."""

import pytest

from kulanz.core.law.book import LawBook
from kulanz.interfaces.commands.law.cases import CaseReport, run_case

LAW = LawBook.load()
INTEREST = {
    "principal": "100.00",
    "rate": "5",
    "first_interest_day": "2026-02-01",
    "last_interest_day": "2026-03-01",
}
SOUND_EPC = {"name": "Lindenladen GmbH", "iban": "DE89370400440532013000", "amount": "123.45"}


def report_of(topic: str, inputs: dict, expected: dict | None = None) -> CaseReport:
    case = {"id": "Q", "topic": topic, "inputs": inputs, "expected": expected or {"nothing": 0}}
    return run_case(case, law=LAW)


@pytest.mark.parametrize(
    ("day_count", "days"),
    [
        ("act/act", 29),
        ("ACT/365", 29),
        ("actual/actual", 29),
        ("act/365 fixed", 29),
        ("act/365 excluding payment day", 28),
        ("act/act, payment day not counted", 28),
        ("30E/360 both days counted", 31),
        ("30/360 exclusive", 30),
    ],
)
def test_every_way_to_write_a_day_count_counts_as_it_says(day_count: str, days: int) -> None:
    assert report_of("interest_de", {**INTEREST, "day_count": day_count}).actual["days"] == days


@pytest.mark.parametrize("day_count", ["act/365.25", "act/360", "30/360 US", "30E/360 ISDA", "33/360", "act"])
def test_a_day_count_of_another_kind_is_refused(day_count: str) -> None:
    refused = report_of("interest_de", {**INTEREST, "day_count": day_count})
    assert refused.result == "unusable"
    assert day_count in refused.message
    assert not refused.actual


@pytest.mark.parametrize(
    ("topic", "inputs", "said"),
    [
        ("interest_de", {**INTEREST, "last_interest_day": "2026-01-01"}, "before the first one"),
        ("interest_de", {**INTEREST, "principal": "-100"}, "not negative"),
        ("interest_de", {**INTEREST, "last_interest_day": "9999-12-31"}, "1900 to 2999"),
        ("interest_de", {**INTEREST, "first_interest_day": "0001-01-01"}, "1900 to 2999"),
        ("interest_de", {**INTEREST, "rounding": "each segment to the cent"}, "rounds once"),
        ("interest_de", {**INTEREST, "payments": [{"date": "2026-02-09", "amount": "9"}]}, "part payments"),
        ("default_start", {"event_date": "2026-09-01", "period_days": 0}, "'period_days' is unusable"),
        ("default_start", {"due_date": "2026-09-01", "reminders": [{"received": "2026-09-10"}]}, "missing"),
        ("default_start", {"agreed_due_date": "2026-09-01", "country": "AT"}, "holidays of AT"),
        ("deadline", {"event_date": "2026-12-11", "length": 1, "unit": "weeks", "country": "CH"}, "of CH"),
        ("deadline", {"event_date": "2026-12-11", "length": 1, "unit": "working days"}, "not days, weeks"),
        ("allocation", {"payment": "9", "costs": "-5", "interest": "1", "principal": "5"}, "not negative"),
        (
            "allocation",
            {"payment": "9", "claims": [{"id": "A", "open": "-1", "date": "2026-01-01"}]},
            "'open'",
        ),
        (
            "allocation",
            {"payment": "9", "claims": [{"id": "surplus", "open": "1", "date": "2026-01-01"}]},
            "left",
        ),
        ("lump_sum_offset", {"debtor": "business", "late_invoices": -3}, "none or more"),
        ("lump_sum_offset", {"debtor": "business", "legal_costs": "-1"}, "not negative"),
        ("rf_reference", {"body": "straße"}, "RF-Referenz"),
    ],
)
def test_what_we_cannot_count_has_a_sentence_and_no_figure(topic: str, inputs: dict, said: str) -> None:
    refused = report_of(topic, inputs)
    assert refused.result in ("unusable", "not supported yet")
    assert said in refused.message
    assert not refused.actual


@pytest.mark.parametrize(
    ("inputs", "nominal_end"),
    [
        ({"length": 1, "unit": "half_months"}, "2026-02-15"),
        ({"length": 1, "unit": "quarter"}, "2026-04-30"),
        ({"length": 1, "unit": "half_years"}, "2026-07-31"),
        ({"length": "1.5", "unit": "months"}, "2026-03-15"),  # half the month last, § 189 II
        ({"length": 2, "unit": "Weeks", "state": "nw"}, "2026-02-14"),
        ({"length": 1, "unit": "year", "country": "DE"}, "2027-01-31"),
    ],
)
def test_the_units_of_the_statute_are_known(inputs: dict, nominal_end: str) -> None:
    found = report_of("deadline", {"event_date": "2026-01-31", **inputs})
    assert found.actual["nominal_end"] == nominal_end


def test_a_consumers_margin_needs_no_day_of_the_obligation_and_a_business_does() -> None:
    inputs = {key: value for key, value in INTEREST.items() if key != "rate"}
    consumer = report_of("interest_de", {**inputs, "debtor": "consumer"})
    assert [one["rate"] for one in consumer.actual["segments"]] == ["6.27"]
    business = report_of("interest_de", {**inputs, "debtor": "business"})
    assert "'obligation_arose' is missing" in business.message


@pytest.mark.parametrize(
    ("spoilt", "fits"),
    [
        ({"amount": "0.001"}, False),
        ({"amount": "12.345"}, False),
        ({"amount": "twelve"}, False),
        ({"currency": "CHF"}, False),
        ({"currency": "EUR"}, True),
        ({"bic": "12345678"}, False),
        ({"bic": "COBADEFF"}, True),
        ({"bic": "COBADEFFX"}, False),
        ({"reference": "rf17539007547034"}, False),
        ({"reference": "rf18539007547034"}, True),
        ({"version": 1}, False),  # which asks for a BIC
        ({"version": 2}, True),
        ({"name": None}, False),
        ({"enc": 9}, False),
    ],
)
def test_a_spoilt_element_is_refused_and_its_sound_neighbour_is_not(spoilt: dict, fits: bool) -> None:
    assert report_of("epc_qr", {"cases": [spoilt]}).actual == {"valid": [fits]}


def test_a_printed_reference_is_carried_as_machines_write_it() -> None:
    found = report_of("epc_qr", {**SOUND_EPC, "ref": "rf18 5390 0754 7034"})
    assert found.actual["payload"].split("\n")[9] == "RF18539007547034"


def test_a_character_set_may_be_named() -> None:
    by_number = report_of("epc_qr", {**SOUND_EPC, "text": "Müller", "enc": 2})
    by_name = report_of("epc_qr", {**SOUND_EPC, "text": "Müller", "enc": "ISO-8859-1"})
    assert by_name.actual == by_number.actual
    assert by_name.actual["bytes"] == len("\n".join(by_name.actual["payload"].split("\n")))


def test_an_input_that_no_rule_looked_at_is_named() -> None:
    claim = {"id": "A", "open": "1", "date": "2026-01-01", "mortgage": True}
    found = report_of("allocation", {"payment": "1", "claims": [claim]}, {"A": "1.00"})
    assert found.result == "passed"
    assert found.message == "no rule looked at: claims[0].mortgage"
    del claim["mortgage"]
    assert not report_of("allocation", {"payment": "1", "claims": [claim]}, {"A": "1.00"}).message
