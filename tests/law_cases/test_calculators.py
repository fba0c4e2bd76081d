"""The calculators of `kulanz law` on the command line."""

import json
from pathlib import Path

import pytest

from kulanz.interfaces.commands.main import main


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.setenv("KULANZ_HOME", str(tmp_path))
    return tmp_path


def said(capsys, *arguments: str) -> dict:
    assert main(["law", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def refused(capsys, *arguments: str, exit_code: int = 1) -> str:
    assert main(["law", *arguments]) == exit_code
    return capsys.readouterr().err


INTEREST = ("interest", "--principal", "1000", "--from", "2024-12-20", "--to", "2025-01-10")
PAST = ("interest", "--principal", "1000,00", "--from", "2026-12-31", "--to", "2027-01-01")


def test_interest_line_by_line(capsys) -> None:
    found = said(capsys, *INTEREST)
    assert found["total_cents"] == 474
    assert [(one["days"], one["rate_percent"], one["cents"]) for one in found["lines"]] == [
        (12, "8.37", 274),
        (10, "7.27", 200),
    ]
    assert said(capsys, *INTEREST, "--debtor", "business")["total_cents"] == 714
    assert said(capsys, *INTEREST, "--rate", "10")["total_cents"] == 602
    assert said(capsys, *INTEREST, "--payment-day-not-counted")["total_cents"] == 454


def test_interest_for_people(capsys) -> None:
    assert main(["law", *INTEREST]) == 0
    out = capsys.readouterr().out
    assert "12/366" in out
    assert "4.74" in out


def test_interest_of_an_unknown_half_year_must_be_asked_for(capsys) -> None:
    assert "verified to 2026-12-31" in refused(capsys, *PAST)
    assert [one["provisional"] for one in said(capsys, *PAST, "--forecast")["lines"]] == [False, True]


def test_a_dated_value_in_the_folder_of_the_installation_counts(capsys, home: Path) -> None:
    (home / "law").mkdir()
    file = home / "law" / "base_rate.toml"
    file.write_text(
        'id = "base_rate"\nknown_until = 2027-06-30\n[[values]]\nvalid_from = 2027-01-01\nvalue = "2.00"\nsource = "x"\n'
    )
    assert [one["rate_percent"] for one in said(capsys, *PAST)["lines"]] == ["6.52", "7.00"]
    file.write_text("id = ")
    assert "cannot be used" in refused(capsys, *PAST)


def test_interest_backwards_is_refused(capsys) -> None:
    arguments = ("interest", "--principal", "1", "--from", "2026-01-02", "--to", "2026-01-01")
    assert "lies before" in refused(capsys, *arguments)


def test_default_and_its_absence(capsys) -> None:
    reminded = ("--due", "2026-09-01", "--reminder-received", "2026-09-10")
    assert said(capsys, "default", *reminded)["first_interest_day"] == "2026-09-11"
    named = said(capsys, "default", *reminded, "--reminder-deadline", "2026-09-17")
    assert named["since"] == "2026-09-18"
    assert said(capsys, "default", "--due", "2026-09-01")["in_default"] is False
    assert main(["law", "default", "--due", "2026-09-01"]) == 0
    assert "not in default" in capsys.readouterr().out
    alone = ("default", "--reminder-deadline", "2026-09-17")
    assert "needs --reminder-received" in refused(capsys, *alone, exit_code=2)


def test_deadline_with_and_without_a_land(capsys) -> None:
    span = ("deadline", "--event", "2027-02-22", "--length", "14", "--unit", "days")
    assert said(capsys, *span, "--state", "HH")["end"] == "2027-03-08"
    assert said(capsys, *span, "--state", "BE") == {
        "nominal_end": "2027-03-08",
        "end": "2027-03-09",
        "weekday": "Tuesday",
    }
    assert said(capsys, *span)["end"] == "2027-03-09"
    assert "no end" in refused(capsys, "deadline", "--event", "2027-02-22", "--length", "0", "--unit", "days")


def test_allocation_on_parts_and_on_debts(capsys) -> None:
    parts = said(
        capsys, "allocation", "--payment", "25", "--costs", "20", "--interest", "12.34", "--principal", "500"
    )
    assert parts == {"costs_cents": 2000, "interest_cents": 500, "principal_cents": 0, "surplus_cents": 0}
    debts = ("allocation", "--payment", "150", "--debt", "A=100@2026-01-10", "--debt", "B=100@2026-02-10")
    assert said(capsys, *debts)["shares"] == {"A": 10_000, "B": 5000}
    assert said(capsys, *debts, "--named", "B")["shares"] == {"A": 5000, "B": 10_000}
    assert "'C'" in refused(capsys, *debts, "--named", "C")
    assert "same number" in refused(capsys, *debts, "--debt", "A=1@2026-01-01", exit_code=2)
    assert "Give either" in refused(capsys, "allocation", "--payment", "1", exit_code=2)


@pytest.mark.parametrize(
    "arguments",
    [
        ("interest", "--principal", "a lot", "--from", "2026-01-01", "--to", "2026-01-02"),
        ("interest", "--principal", "1.001", "--from", "2026-01-01", "--to", "2026-01-02"),
        ("interest", "--principal", "1", "--from", "tomorrow", "--to", "2026-01-02"),
        ("allocation", "--payment", "1", "--debt", "A"),
        ("deadline", "--event", "2026-01-01", "--length", "1", "--unit", "days", "--state", "XX"),
    ],
)
def test_arguments_that_cannot_be_read_are_a_matter_of_usage(arguments: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["law", *arguments])
    assert stopped.value.code == 2
