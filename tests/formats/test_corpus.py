"""Real bank files from the corpus: nothing readable is refused, and sums are the file's own."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

from kulanz.formats.camt import read_camt
from tests.formats.places import CORPUS, needs_corpus

pytestmark = needs_corpus
CAMT = CORPUS / "bank_statements" / "camt"
EMPTY_STATEMENTS = {"valid_namespace.xml", "invalid_namespace.xml"}  # a Document with nothing in it


def files(root: Path, *endings: str) -> list[Path]:
    return [path for path in sorted(root.rglob("*")) if path.suffix.lower() in endings]


def test_every_camt_file_that_holds_a_statement_is_read() -> None:
    told: Counter[tuple[str, str]] = Counter()
    for path in files(CAMT, ".xml"):
        result = read_camt(path.read_bytes(), file=path.name)
        told[str(path.parent.relative_to(CAMT)), "read" if result.statements else "refused"] += 1
        assert bool(result.statements) != (path.name in EMPTY_STATEMENTS), result.errors
        assert bool(result.errors) == (path.name in EMPTY_STATEMENTS), result.errors
    print(dict(told))
    assert sum(told.values()) > 15


def _expected_entries(path: Path) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = json.loads(path.read_text()).get("getEntries", [])
    return [one for one in told if isinstance(one, dict)]


def _expected_day(told: dict[str, str] | None) -> str:
    return told["0"][:10] if told else "None"


def test_entries_are_what_another_reader_expects_of_the_same_files() -> None:
    compared = 0
    for path in files(CAMT / "genkgo", ".json"):
        result = read_camt(path.with_suffix(".xml").read_bytes(), file=path.name)
        lines = [line for statement in result.statements for line in statement.lines]
        expected = _expected_entries(path)
        if len(lines) != len(expected):
            continue  # entries another reader repeats by reference are not written out
        for line, entry in zip(lines, expected, strict=True):
            money = entry["getAmount"]
            assert (line.amount_cents, line.currency) == (
                int(money["getAmount"]),
                money["getCurrency"]["getCode"],
            )
            assert str(line.booking_date) == _expected_day(entry["getBookingDate"])
            assert str(line.value_date) == _expected_day(entry["getValueDate"])
            compared += 1
    assert compared >= 8
