"""The demo shop stands on Tuesday 1 December 2026, 09:00, as its ten named customers are described; and it starts anew alike."""

import json
import shutil
import sqlite3
import subprocess
import sys

import pytest

from kulanz.formats.iban import is_iban
from kulanz.interfaces.commands.demo.neighbours import neighbourhood
from tests.support.installation import Installation

DAY_OF_THE_DEMO = "2026-12-01"


QUESTIONS = {
    "preview": ("run", "preview"),
    "preview of 27 November": ("run", "preview", "--day", "2026-11-27"),
    "preview of 30 November": ("run", "preview", "--day", "2026-11-30"),
    "preview of 26 February": ("run", "preview", "--day", "2027-02-26"),
    "jonas": ("case", "show", "RE-2026-0987"),
    "lina": ("case", "show", "RE-2026-0872"),
    "why amira": ("case", "explain", "RE-2026-0961"),
    "why sabine": ("case", "explain", "RE-2026-0855"),
    "why greta": ("case", "explain", "RE-2026-1030"),
    "matches": ("matches", "list"),
    "doctor": ("doctor",),
}
# The commands as they are, in one process: Python need not start for every question.
ASK = """
import contextlib, io, json, sys
from kulanz.interfaces.commands.main import main
answers = {}
for name, arguments in json.load(sys.stdin).items():
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        main([*arguments, "--json"])
    answers[name] = json.loads(said.getvalue())
print(json.dumps(answers))
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """The demo set up once, by the command itself with --check; return it with what it printed."""
    demo = Installation(home=tmp_path_factory.mktemp("demo") / "home", database_url=None)
    done = demo.kulanz("demo", "--check", timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return demo, done.stdout


@pytest.fixture(scope="module")
def answers(told):
    asked = subprocess.run(
        [sys.executable, "-c", ASK],
        input=json.dumps(QUESTIONS), env=told[0].environment(), capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(asked.stdout)


@pytest.fixture(scope="module")
def preview(answers):
    return answers["preview"]


@pytest.fixture
def demo(told, tmp_path):
    """A copy of the demo, to be changed by one test."""
    home = tmp_path / "home"
    shutil.copytree(told[0].home, home)
    return Installation(home=home, database_url=None)


def sent_to(preview, number):
    return [one for one in preview["send"] if one["customer_number"] == number]


def reasons_for(preview, number):
    return {
        reason["code"]: reason["text"]
        for one in preview["withheld"]
        if one["customer_number"] == number
        for reason in one["reasons"]
    }


def test_check_probes_the_pages_of_a_running_shop(told):
    lines = told[1].splitlines()

    assert len(lines) == 5 and all(line.startswith("ok ") for line in lines)


def test_the_preview_is_of_the_day_of_the_demo(preview):
    assert preview["day"] == DAY_OF_THE_DEMO


def test_erika_gets_her_first_reminder_with_a_week_and_without_costs(preview):
    [message] = sent_to(preview, "K-1001")
    [item] = message["invoices"]

    assert (item["number"], item["step"], item["deadline"]) == ("RE-2026-1043", "reminder", "2026-12-08")
    assert item["total_cents"] == 12990  # no cost, no interest
    assert "4 Tagen" in item["because"]


def test_jonas_was_reminded_on_16_november_and_is_to_be_called(answers, preview):
    [call] = [one for one in preview["calls"] if one["customer_number"] == "K-1002"]

    assert call["phone"] and [one["number"] for one in call["invoices"]] == ["RE-2026-0987"]
    assert sent_to(preview, "K-1002") == []
    steps = {step["step"]: step for step in answers["jonas"]["steps"]}
    assert (steps["reminder"]["done_on"], steps["reminder"]["deadline"]) == ("2026-11-16", "2026-11-23")


def test_amira_is_withheld_because_of_her_return_and_the_text_says_what_ends_it(answers, preview):
    reasons = reasons_for(preview, "K-1003")

    assert set(reasons) == {"goods_return"} and sent_to(preview, "K-1003") == []
    explained = answers["why amira"]["text"]
    for words in ("Rücksendung", "28.11.2026", "Wird frei, wenn der Wareneingang gebucht ist."):
        assert words in reasons["goods_return"] and words in explained


def test_pauls_payment_is_proposed_and_he_is_not_reminded(answers, preview):
    [line] = [one for one in answers["matches"]["matches"] if one["amount_cents"] == 5900]

    assert (line["state"], line["booking_date"]) == ("proposed", "2026-11-30")
    assert line["invoices"] == [{"number": "RE-2026-0902", "cents": 5900}]
    assert line["evidence"]
    assert set(reasons_for(preview, "K-1004")) == {"unallocated_payment"}
    assert sent_to(preview, "K-1004") == []


def test_sabine_waits_for_the_decision_of_a_person(answers, preview):
    explained = answers["why sabine"]

    assert explained["code"] == "person_decides"
    assert sent_to(preview, "K-1005") == [] and reasons_for(preview, "K-1005") == {}


def test_nordwind_gets_one_message_for_both_overdue_invoices_after_its_broken_promise(preview):
    [message] = sent_to(preview, "K-1006")

    assert [(one["number"], one["step"]) for one in message["invoices"]] == [
        ("RE-2026-0790", "notice"),
        ("RE-2026-0866", "reminder"),
    ]
    assert message["layout"] == "notice"
    assert all(one["deadline"] == "2026-12-08" for one in message["invoices"])
    assert [call for call in preview["calls"] if call["customer_number"] == "K-1006"] == []


def test_nordwind_was_left_in_peace_while_its_promise_ran(answers):
    kept = answers["preview of 27 November"]
    broken = answers["preview of 30 November"]

    assert "promise" in reasons_for(kept, "K-1006") and sent_to(kept, "K-1006") == []
    assert "promise" not in reasons_for(broken, "K-1006")


def test_denizs_address_needs_repair(answers, preview):
    assert set(reasons_for(preview, "K-1007")) == {"address_repair", "address_undeliverable"}
    assert "28.11.2026" in reasons_for(preview, "K-1007")["address_undeliverable"]


def test_greta_is_met_gently(answers, preview):
    explained = answers["why greta"]

    # Seven days after the due date instead of four, because she has paid six times and late only once.
    assert (explained["action"], explained["look_again_on"]) == ("wait", "2026-12-03")
    assert sent_to(preview, "K-1008") == []


def test_the_house_in_mourning_is_left_alone_until_march(answers, preview):
    assert set(reasons_for(preview, "K-1009")) == {"bereavement"}
    assert "01.03.2027" in reasons_for(preview, "K-1009")["bereavement"]
    much_later = answers["preview of 26 February"]
    assert "bereavement" in reasons_for(much_later, "K-1009")


def test_linas_plan_runs_and_her_first_rate_is_paid(answers, preview):
    assert set(reasons_for(preview, "K-1010")) == {"plan"}
    assert answers["lina"]["open_cents"] == 13500


def test_of_the_ten_nobody_else_is_in_the_run(preview):
    named = {f"K-{number}" for number in range(1001, 1011)}

    assert {one["customer_number"] for one in preview["send"]} & named == {"K-1001", "K-1006"}
    assert {one["customer_number"] for one in preview["withheld"]} & named == {
        f"K-{number}" for number in (1003, 1004, 1007, 1009, 1010)
    }


def test_a_day_of_the_shop_is_work_for_ten_minutes(preview, answers):
    waiting = [one for one in answers["matches"]["matches"] if one["state"] != "booked"]

    assert 8 <= len(preview["send"]) <= 15
    assert 3 <= len(preview["calls"]) <= 5
    assert 3 <= len([one for one in waiting if one["amount_cents"] > 0]) <= 6


def test_among_the_others_is_something_of_everything(preview):
    reasons = {reason["code"] for one in preview["withheld"] for reason in one["reasons"]}

    assert reasons >= {
        "promise", "deferral", "plan", "dispute", "dispute_decided", "goods_return", "bereavement", "vulnerability",
        "wrong_person", "excluded_old_item", "owner_unknown", "not_delivered", "part_not_delivered",
        "unallocated_payment", "no_address", "address_undeliverable",
    }  # fmt: skip


def test_the_neighbours_are_the_same_in_every_demo_and_nobody_real():
    told = neighbourhood()

    assert told == neighbourhood()
    assert len(told.people) >= 140 and len({one.name for one in told.people.values()}) == len(told.people)
    assert all(is_iban(payment.iban) for payment in told.payments)
    assert all(one.email == "" or one.email.endswith(".example") for one in told.people.values())
    assert all(one.phone == "" or one.phone.startswith("030 23125") for one in told.people.values())


def test_doctor_finds_nothing(answers):
    assert answers["doctor"]["findings"] == []


def test_releasing_shows_exactly_what_was_previewed_and_lets_nothing_out(demo, preview):
    released = demo.json("run", "release")
    demo.ok("clock", "advance", "45m")
    demo.ok("worker", "--once")

    after = demo.json("run", "preview")
    assert after["send"] == [] and released
    with sqlite3.connect(demo.home / "kulanz.sqlite3") as database:
        rows = database.execute(
            "SELECT c.number, m.state FROM letters_message m JOIN parties_customer c ON c.id = m.customer_id "
            "WHERE m.day = '2026-12-01' ORDER BY c.number"
        ).fetchall()
    assert {state for _, state in rows} == {"shown"}
    assert [number for number, _ in rows] == sorted(one["customer_number"] for one in preview["send"])
    assert {"K-1001", "K-1006"} <= {number for number, _ in rows}
    assert demo.json("doctor")["findings"] == []


def test_a_demo_is_served_as_it_stands_until_reset_tells_its_story_again(demo, preview):
    demo.ok("run", "release")
    demo.ok("clock", "advance", "3d")

    assert demo.kulanz("demo", "--check", timeout=300).returncode == 0
    assert demo.json("clock", "show")["now"].startswith("2026-12-04")

    assert demo.kulanz("demo", "--reset", "--check", timeout=300).returncode == 0
    assert demo.json("run", "preview") == preview
    assert demo.json("doctor")["findings"] == []


def test_reset_refuses_a_home_with_a_real_shop_and_changes_nothing(demo):
    demo.ok("merchant", "create", "--name", "Echter Laden", "--iban", "DE02120300000000202051")
    before = files_of(demo.home)

    for arguments in (("demo", "--reset", "--check"), ("demo", "--check")):
        refused = demo.kulanz(*arguments)
        assert refused.returncode == 1 and "Echter Laden" in refused.stderr
    assert [one["name"] for one in demo.json("merchant", "list")["merchants"]] == [
        "Lindenladen",
        "Echter Laden",
    ]
    assert files_of(demo.home) == before


def test_a_story_that_broke_off_is_told_anew(demo, preview):
    with sqlite3.connect(demo.home / "kulanz.sqlite3") as database:
        database.execute("UPDATE tenants_merchant SET clock_at = '2026-11-16 08:00:00'")

    done = demo.kulanz("demo", "--check", timeout=300)

    assert done.returncode == 0 and "begins anew" in done.stderr
    assert demo.json("run", "preview") == preview


def test_on_a_database_server_reset_is_refused(tmp_path):
    # The refusal comes before anything is opened, so no server is needed.
    demo = Installation(home=tmp_path / "home", database_url="postgres://kulanz@127.0.0.1:1/kulanz")

    refused = demo.kulanz("demo", "--reset", "--check")

    assert refused.returncode == 1 and "KULANZ_DATABASE_URL" in refused.stderr


def files_of(home):
    return sorted(
        (str(path.relative_to(home)), path.stat().st_size) for path in (home / "documents").rglob("*")
    )
