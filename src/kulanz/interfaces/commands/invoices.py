"""`kulanz invoices inspect | import`"""

import argparse
from collections import Counter
from typing import TYPE_CHECKING, Any

from kulanz.formats.amounts import amount_text
from kulanz.formats.invoice_files import read_invoice_file
from kulanz.formats.records import Problem, ReadInvoices
from kulanz.interfaces.commands.import_files import exit_code, files_read, problem_json, show_problems
from kulanz.interfaces.commands.inspect import add_invoices_inspect, printable
from kulanz.interfaces.commands.progress import ProgressLine
from kulanz.interfaces.commands.support import (
    PARTLY,
    chosen_merchant,
    command_actor,
    machine_now,
    note,
    prepare,
    print_json,
    table,
    with_json,
    with_merchant,
)

if TYPE_CHECKING:
    from kulanz.features.claims.intake import ImportReport, RowReport


def add_to(commands: Any) -> None:
    actions = commands.add_parser("invoices", help="look at and import invoices").add_subparsers(
        required=True, metavar="ACTION"
    )
    add_invoices_inspect(actions)
    parser = actions.add_parser(
        "import",
        help="import invoices from CSV, ZUGFeRD / Factur-X PDF, XRechnung",
        epilog="example: kulanz invoices import rechnungen.csv --dry-run",
    )
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument("--dry-run", action="store_true", help="report every row and write nothing")
    parser.add_argument(
        "--collectible-by",
        choices=["merchant", "sold", "marketplace", "prepayment"],
        help="whose the claims of rows are that name neither payment method nor sales channel",
    )
    with_merchant(parser)
    with_json(parser)
    parser.set_defaults(run=run_import)


def run_import(args: argparse.Namespace) -> int:
    """Import each file by itself, then match the bank lines that waited. Returns 0, 6 or 1; stopped by Ctrl+C, 6."""
    prepare()
    from kulanz.features.banking.rematching import rematch_open_lines
    from kulanz.features.claims.intake import Outcome, import_invoices
    from kulanz.features.tenants.clock import business_now

    merchant, now = chosen_merchant(args), machine_now()
    actor, at = command_actor(merchant), business_now(merchant, machine_now=now)
    reports, matched = [], None
    progress = ProgressLine("invoices", unit="rows", is_silent=args.json)
    try:
        for shown, data, records in files_read(args.files, read=read_invoice_file, result=ReadInvoices):
            progress = ProgressLine(printable(shown), unit="rows", is_silent=args.json)
            report = import_invoices(
                actor=actor,
                records=records,
                data=data,
                file_name=shown,
                at=at,
                machine_now=now,
                dry_run=args.dry_run,
                collectible_by_for_unstated=args.collectible_by,
                progress=progress,
            )
            progress.end()
            reports.append(report)
        if not args.dry_run and any(report.count(Outcome.IMPORTED) for report in reports):
            matched = rematch_open_lines(actor=actor, at=at, machine_now=now)
    except KeyboardInterrupt:
        note(progress.stopped())
        return PARTLY
    finally:
        progress.end()
    if args.json:
        print_json(_as_json(reports, dry_run=args.dry_run, booked=matched.booked if matched else 0))
    else:
        _show(reports, dry_run=args.dry_run, booked=matched.booked if matched else 0)
    problems = [row for report in reports for row in report.problems]
    taken = any(len(report.rows) > len(report.problems) for report in reports)
    return exit_code(something_read=taken, has_errors=bool(problems))


def _as_json(reports: "list[ImportReport]", *, dry_run: bool, booked: int) -> dict[str, Any]:
    problems = [problem for report in reports for problem in _problems(report)]
    warnings = [problem for report in reports for problem in report.warnings]
    return {
        "dry_run": dry_run,
        "rows": [_row_json(row) for report in reports for row in report.rows],
        "counts": _counts(reports),
        "customers_added": sum(report.customers_added for report in reports),
        "open_cents": dict(_open(reports)),
        "questions": sorted({question for report in reports for question in report.questions}),
        "bank_lines_booked": booked,
        "errors": [problem_json(one) for one in problems],
        "warnings": [problem_json(one) for one in warnings],
    }


def _row_json(row: "RowReport") -> dict[str, Any]:
    return {
        "file": row.file,
        "place": row.place,
        "outcome": row.outcome.value,
        "number": row.number or None,
        "customer": row.customer or None,
        "total_cents": row.total_cents,
        "open_cents": row.open_cents,
        "currency": row.currency or None,
        "due_date": row.due_date,
        "message": row.message or None,
        "notes": list(row.notes),
    }


def _problems(report: "ImportReport") -> list[Problem]:
    return [Problem(file=row.file, place=row.place, message=row.message) for row in report.problems]


def _counts(reports: "list[ImportReport]") -> dict[str, int]:
    from kulanz.features.claims.intake import Outcome

    return {outcome.value: sum(report.count(outcome) for report in reports) for outcome in Outcome}


def _open(reports: "list[ImportReport]") -> Counter[str]:
    sums: Counter[str] = Counter()
    for report in reports:
        sums.update(dict(report.open_cents))
    return sums


def _show(reports: "list[ImportReport]", *, dry_run: bool, booked: int) -> None:
    rows = [row for report in reports for row in report.rows if row.outcome != "problem"]
    if rows:
        print(
            table(
                [_row(row) for row in rows],
                header=("place", "number", "customer", "open", "due", "outcome", ""),
            )
        )
    for report in reports:
        show_problems("error", _problems(report))
        show_problems("warning", report.warnings)
        for question in report.questions:
            note(f"question: {printable(question)}")
    if any(report.questions for report in reports):
        note(
            "Until they are answered, nobody is reminded of these invoices. `kulanz merchant answer` lists the questions; "
            "answer one: kulanz merchant answer --payment-method NAME (or --sales-channel NAME, or --unstated) "
            "--collectible-by merchant|sold|marketplace|prepayment"
        )
    counted = ", ".join(f"{count} {name}" for name, count in _counts(reports).items() if count) or "nothing"
    opened = ", ".join(
        amount_text(cents, currency=currency) for currency, cents in sorted(_open(reports).items())
    )
    print(f"{'Would be: ' if dry_run else ''}{counted}{f'; open: {opened}' if opened else ''}.")
    if booked:
        print(f"{booked} waiting payments were matched to the new invoices.")


def _row(row: "RowReport") -> tuple[str, ...]:
    return (
        printable(row.place),
        printable(row.number),
        printable(row.customer)[:30],
        "" if row.open_cents is None else amount_text(row.open_cents, currency=row.currency),
        str(row.due_date or ""),
        row.outcome.value,
        printable(" ".join(part for part in (row.message, *row.notes) if part)),
    )
