"""`kulanz law cases FILE.json`: worked cases run against the rules; expected beside actual."""

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from kulanz.core.days import CalendarUnknown, PeriodTooLong
from kulanz.core.law.book import LawBook
from kulanz.core.law.parameter import LawUnknown
from kulanz.interfaces.commands.law.compare import Compared, compared, compared_epc
from kulanz.interfaces.commands.law.inputs import InputUnusable, Looked, NotSupportedYet
from kulanz.interfaces.commands.law.topics import TOPICS
from kulanz.interfaces.commands.support import OK, REFUSED, CommandRefused, note, print_json, with_json

# Stated beside the figures, and read by people only.
_SAID_FOR_PEOPLE = frozenset({"rule", "invoice_text", "currency", "debtor"})

Result = Literal["passed", "different", "not supported yet", "unusable"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReport:
    """What became of one worked case. `message` says why where nothing could be compared."""

    id: str
    topic: str
    title: str
    result: Result
    message: str = ""
    compared: tuple[Compared, ...] = ()
    actual: Mapping[str, Any] = field(default_factory=dict)


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register `kulanz law cases`."""
    parser = commands.add_parser(
        "cases",
        help="run worked cases against the rules",
        description="Run worked cases against the rules. Exit code 1 where one differs, cannot be used or is not "
        "supported yet.",
        epilog="example: kulanz law cases vectors.json --topic interest_de",
    )
    parser.add_argument("file", metavar="FILE.json", type=Path, help='worked cases: {"vectors": [...]}')
    parser.add_argument("--topic", action="append", metavar="TOPIC", help="only this topic; may be repeated")
    parser.add_argument(
        "--skip", action="append", metavar="ID", default=[], help="leave a case out; may be repeated"
    )
    with_json(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run the chosen cases of the file and print how they went."""
    try:
        cases = _chosen(read_cases(args.file), topics=args.topic, skipped=args.skip, file=args.file)
    except CommandRefused as refused:
        if args.json:
            error = {"file": str(args.file), "place": "", "message": str(refused)}
            print_json({"file": str(args.file), "counts": {}, "cases": [], "errors": [error]})
        note(f"kulanz: {refused}")
        return REFUSED
    law = LawBook.load()
    reports = [run_case(case, law=law) for case in cases]
    if args.json:
        print_json(_as_json(str(args.file), reports))
    else:
        print("\n".join(_lines(reports)))
    return OK if all(report.result == "passed" for report in reports) else REFUSED


def read_cases(file: Path) -> list[dict[str, Any]]:
    """Return the cases of a file; raise CommandRefused where it is none, or a case has not its four parts."""
    try:
        document = json.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)
    except OSError as cause:
        raise CommandRefused(f"{file} cannot be read: {cause.strerror}.") from cause
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as cause:
        raise CommandRefused(f"{file} is no JSON in UTF-8: {cause}.") from cause
    cases = document.get("vectors") if isinstance(document, dict) else None
    if not isinstance(cases, list) or not cases:
        raise CommandRefused(f"{file} holds no worked cases: a list 'vectors' is expected.")
    for place, case in enumerate(cases, start=1):
        _require_shape(case, f"{file}, case {place}")
    return cases


def run_case(case: Mapping[str, Any], *, law: LawBook) -> CaseReport:
    """Run one case. The rule of its topic sees the inputs alone."""

    def report(result: Result, message: str = "", **more: Any) -> CaseReport:
        return CaseReport(
            id=case["id"],
            topic=case["topic"],
            title=case.get("title") or "",
            result=result,
            message=message,
            **more,
        )

    rule = TOPICS.get(case["topic"])
    if rule is None:
        return report("not supported yet", f"the topic {case['topic']}")
    try:
        inputs = Looked(case["inputs"])
        actual = rule(inputs, law)
    except NotSupportedYet as missing:
        return report("not supported yet", str(missing))
    except (InputUnusable, LawUnknown, CalendarUnknown, PeriodTooLong) as cause:
        return report("unusable", str(cause))
    expected = case["expected"]
    found = tuple(compared_epc(expected, actual) if case["topic"] == "epc_qr" else compared(expected, actual))
    equal = all(one.is_equal for one in found)
    unread = [path for path in inputs.passed_over() if path not in _SAID_FOR_PEOPLE]
    message = f"no rule looked at: {', '.join(unread)}" if unread else ""
    return report("passed" if equal else "different", message, compared=found, actual=actual)


def _require_shape(case: Any, place: str) -> None:
    if not isinstance(case, dict):
        raise CommandRefused(f"{place} is no object.")
    for key, kind, said in (
        ("id", str, "a text"),
        ("topic", str, "a text"),
        ("inputs", dict, "an object"),
        ("expected", dict, "an object"),
    ):
        if not isinstance(case.get(key), kind):
            raise CommandRefused(f"{place} ({case.get('id', 'without id')}): '{key}' must be {said}.")
    if not case["expected"]:
        raise CommandRefused(f"{place} ({case['id']}): 'expected' is empty, so nothing would be compared.")


def _chosen(
    cases: list[dict[str, Any]], *, topics: list[str] | None, skipped: list[str], file: Path
) -> list[dict[str, Any]]:
    known_topics, known_ids = {case["topic"] for case in cases}, {case["id"] for case in cases}
    for topic in topics or ():
        if topic not in known_topics:
            raise CommandRefused(f"{file} has no topic '{topic}'. It has: {', '.join(sorted(known_topics))}.")
    for name in skipped:
        if name not in known_ids:
            raise CommandRefused(f"{file} has no case '{name}' to skip.")
    chosen = [case for case in cases if (not topics or case["topic"] in topics) and case["id"] not in skipped]
    if not chosen:
        raise CommandRefused(f"Nothing of {file} is left to run; skip less.")
    return chosen


def _as_json(file: str, reports: list[CaseReport]) -> dict[str, Any]:
    return {
        "file": file,
        "counts": dict(Counter(report.result for report in reports)),
        "cases": [
            {
                "id": report.id,
                "topic": report.topic,
                "title": report.title,
                "result": report.result,
                "message": report.message,
                "compared": [
                    {
                        "key": one.key,
                        "expected": str(one.expected) if isinstance(one.expected, Decimal) else one.expected,
                        "actual": one.actual,
                        "equal": one.is_equal,
                    }
                    for one in report.compared
                ],
                "actual": report.actual,
            }
            for report in reports
        ],
        "errors": [],
    }


def _lines(reports: list[CaseReport]) -> Iterator[str]:
    for report in reports:
        yield f"{report.result:<18}{report.id:<12}{report.topic:<18}{report.title}".rstrip()
        if report.message:
            yield f"    {report.message}"
        for one in report.compared:
            mark = " " if one.is_equal else "≠"
            yield f"  {mark} {one.key:<38} expected {_shown(one.expected):<28} actual {_shown(one.actual)}"
    counts = Counter(report.result for report in reports)
    yield ""
    yield ", ".join(f"{count} {result}" for result, count in counts.items())


def _shown(value: Any) -> str:
    """Return a value on one line; the lines of a payload are parted by the sign for a new line."""
    return str(value).replace("\n", "⏎")
