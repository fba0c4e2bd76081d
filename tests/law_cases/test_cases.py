"""Worked cases through `kulanz law cases`: ours always, the shared ones where they lie beside the repository."""

import copy
import json
import random
from pathlib import Path

import pytest

from kulanz.core.law.book import LawBook
from kulanz.interfaces.commands.law.cases import read_cases, run_case
from kulanz.interfaces.commands.main import main

OWN = Path(__file__).parent / "own.json"
SHARED = Path(__file__).parents[3] / "shared" / "law" / "vectors.json"
LAW = LawBook.load()

TOPICS = (
    "interest_rate",
    "interest_de",
    "default_start",
    "deadline",
    "allocation",
    "lump_sum_offset",
    "epc_qr",
    "rf_reference",
)
LATER = {"DL-11", "DL-12", "ALL-05"}  # the bureau rules and § 497 III belong to the issue on law


def shared_cases() -> list[dict]:
    if not SHARED.exists():
        return []
    return [case for case in read_cases(SHARED) if case["topic"] in TOPICS]


def named(case: dict) -> str:
    return case["id"]


@pytest.mark.parametrize("case", read_cases(OWN), ids=named)
def test_our_own_case(case: dict) -> None:
    report = run_case(case, law=LAW)
    assert report.result == "passed", [one for one in report.compared if not one.is_equal] or report.message


@pytest.mark.skipif(not SHARED.exists(), reason="the shared worked cases do not lie beside the repository")
def test_there_are_shared_cases_of_every_topic() -> None:
    assert {case["topic"] for case in shared_cases()} == set(TOPICS)


@pytest.mark.parametrize("case", shared_cases(), ids=named)
def test_shared_case(case: dict) -> None:
    report = run_case(case, law=LAW)
    if case["id"] in LATER:
        assert report.result == "not supported yet"
        assert "§" in report.message
    else:
        assert report.result == "passed", [
            one for one in report.compared if not one.is_equal
        ] or report.message


EVERY_CASE = [*read_cases(OWN), *(case for case in shared_cases() if case["id"] not in LATER)]


def spoilt(value):
    """Return another value of the same shape."""
    if isinstance(value, dict):
        return {key: spoilt(one) for key, one in value.items()}
    if isinstance(value, list):
        return [spoilt(one) for one in value]
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    return f"{value}1"


@pytest.mark.parametrize("case", EVERY_CASE, ids=named)
def test_every_wrong_expectation_is_reported(case: dict) -> None:
    for key in case["expected"]:
        wrong = copy.deepcopy(case)
        wrong["expected"][key] = spoilt(wrong["expected"][key])
        report = run_case(wrong, law=LAW)
        assert report.result == "different"
        differing = {one.key for one in report.compared if not one.is_equal}
        assert {one.split("[")[0].split(".")[0] for one in differing} == {key}


@pytest.mark.parametrize("case", EVERY_CASE, ids=named)
def test_no_result_depends_on_name_title_or_expectation(case: dict) -> None:
    report = run_case(case, law=LAW)
    renamed = {**case, "id": "X-1", "title": "another", "source": "", "notes": "", "confidence": "C"}
    assert run_case(renamed, law=LAW).actual == report.actual
    unexpected = {**case, "expected": {"nothing": None}}
    assert run_case(unexpected, law=LAW).actual == report.actual


def test_no_result_depends_on_the_order_of_the_cases() -> None:
    shuffled = copy.deepcopy(EVERY_CASE)
    random.Random(1).shuffle(shuffled)
    actual = {case["id"]: run_case(case, law=LAW).actual for case in shuffled}
    assert actual == {case["id"]: run_case(case, law=LAW).actual for case in EVERY_CASE}


@pytest.mark.parametrize("case", EVERY_CASE, ids=named)
def test_a_case_without_its_inputs_has_a_sentence(case: dict) -> None:
    report = run_case({**case, "inputs": {}}, law=LAW)
    if case["topic"] == "default_start":
        assert report.actual["in_default"] is False  # nothing proven, no default
    else:
        assert report.result == "unusable"
        assert "is missing" in report.message


def a_file(tmp_path: Path, *cases: dict) -> str:
    file = tmp_path / "cases.json"
    file.write_text(json.dumps({"vectors": list(cases)}), encoding="utf-8")
    return str(file)


def a_case(**change) -> dict:
    return {
        "id": "C-1",
        "topic": "lump_sum_offset",
        "title": "one",
        "inputs": {"debtor": "business", "late_invoices": 2},
        "expected": {"lump_sum_total": "80.00"},
        **change,
    }


def test_the_command_prints_expected_and_actual(tmp_path: Path, capsys) -> None:
    assert main(["law", "cases", a_file(tmp_path, a_case())]) == 0
    said = capsys.readouterr().out
    assert "passed" in said
    assert "expected 80.00" in said
    assert "actual 80.00" in said


def test_a_difference_is_named_and_is_an_error(tmp_path: Path, capsys) -> None:
    wrong = a_case(expected={"lump_sum_total": "80.01", "other": 1})
    assert main(["law", "cases", a_file(tmp_path, a_case(id="C-0"), wrong), "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert said["counts"] == {"passed": 1, "different": 1}
    assert [one for one in said["cases"][1]["compared"] if not one["equal"]] == [
        {"key": "lump_sum_total", "expected": "80.01", "actual": "80.00", "equal": False},
        {"key": "other", "expected": 1, "actual": "—", "equal": False},
    ]


def test_a_topic_that_is_not_supported_is_named_unless_it_is_left_out(tmp_path: Path, capsys) -> None:
    file = a_file(tmp_path, a_case(), a_case(id="C-2", topic="court_fee"))
    assert main(["law", "cases", file]) == 1
    assert "court_fee" in capsys.readouterr().out
    assert main(["law", "cases", file, "--topic", "lump_sum_offset"]) == 0
    assert main(["law", "cases", file, "--skip", "C-2"]) == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "no JSON"),
        ("[]", "a list 'vectors' is expected"),
        ('{"vectors": []}', "no worked cases"),
        ('{"vectors": [1]}', "case 1 is no object"),
        ('{"vectors": [{"id": "A", "topic": "deadline", "inputs": {}}]}', "'expected' must be an object"),
        ('{"vectors": [{"id": "A", "topic": 1, "inputs": {}, "expected": {}}]}', "'topic' must be a text"),
        ('{"vectors": [{"id": "A", "topic": "deadline", "inputs": {}, "expected": {}}]}', "nothing would be"),
    ],
)
def test_a_malformed_file_has_a_sentence(tmp_path: Path, capsys, content: str, said: str) -> None:
    file = tmp_path / "cases.json"
    file.write_text(content, encoding="utf-8")
    assert main(["law", "cases", str(file)]) == 1
    assert said in capsys.readouterr().err
    assert main(["law", "cases", str(file), "--json"]) == 1
    assert said in json.loads(capsys.readouterr().out)["errors"][0]["message"]


def test_a_file_that_is_not_there_or_no_text_has_a_sentence(tmp_path: Path, capsys) -> None:
    assert main(["law", "cases", str(tmp_path / "none.json")]) == 1
    assert "cannot be read" in capsys.readouterr().err
    (tmp_path / "binary.json").write_bytes(b"\xff\xfe\x00")
    assert main(["law", "cases", str(tmp_path / "binary.json")]) == 1
    assert "no JSON in UTF-8" in capsys.readouterr().err


@pytest.mark.parametrize("change", [["--topic", "weather"], ["--skip", "C-9"], ["--skip", "C-1"]])
def test_a_choice_that_leaves_nothing_or_is_misspelt_is_refused(tmp_path: Path, change: list[str]) -> None:
    assert main(["law", "cases", a_file(tmp_path, a_case()), *change]) == 1


@pytest.mark.parametrize(
    ("topic", "inputs", "said"),
    [
        ("deadline", {"event_date": "2026-13-01", "length": 1, "unit": "days"}, "not a day"),
        ("deadline", {"event_date": "2026-12-01", "length": 1.5, "unit": "days"}, "not a whole number"),
        ("deadline", {"event_date": "2026-12-01", "length": 1, "unit": "moons"}, "not days, weeks"),
        ("deadline", {"event_date": "2026-12-01", "length": 0, "unit": "days"}, "unusable"),
        ("deadline", {"event_date": "2026-12-01", "length": 1, "unit": "days", "state": "XX"}, "no Land"),
        (
            "deadline",
            {"event_date": "2026-12-01", "length": 99999999, "unit": "years"},
            "end after the year 9999",
        ),
        ("interest_de", {"principal": "1e99"}, "'first_interest_day' is missing"),
        ("lump_sum_offset", {"debtor": "firm", "late_invoices": 1}, "not consumer or business"),
        ("lump_sum_offset", {"cases": [1]}, "no list of objects"),
        ("allocation", {"payment": "-1", "costs": "0", "interest": "0", "principal": "1"}, "not negative"),
        ("allocation", {"payment": "1.001", "claims": []}, "more than two decimals"),
        ("epc_qr", {"name": 5, "iban": "x"}, "not a text"),
    ],
)
def test_an_input_that_cannot_be_read_has_a_sentence(topic: str, inputs: dict, said: str) -> None:
    report = run_case(a_case(topic=topic, inputs=inputs), law=LAW)
    assert report.result == "unusable"
    assert said in report.message
