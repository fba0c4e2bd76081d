"""`kulanz statements inspect | import`"""

import argparse
from typing import TYPE_CHECKING, Any

from kulanz.formats.records import ReadStatements
from kulanz.interfaces.commands.import_files import exit_code, files_read, problem_json, show_problems
from kulanz.interfaces.commands.inspect import add_statements_inspect, printable
from kulanz.interfaces.commands.progress import ProgressLine
from kulanz.interfaces.commands.support import (
    PARTLY,
    chosen_merchant,
    command_actor,
    machine_now,
    note,
    prepare,
    print_json,
    with_json,
    with_merchant,
)

if TYPE_CHECKING:
    from kulanz.features.banking.statements import StatementReport


def add_to(commands: Any) -> None:
    actions = commands.add_parser("statements", help="look at and import bank statements").add_subparsers(
        required=True, metavar="ACTION"
    )
    add_statements_inspect(actions)
    parser = actions.add_parser(
        "import",
        help="import bank statements (camt.052, .053, .054, MT940, MT942, CSV of banks and PayPal) and match the payments",
        epilog="example: kulanz statements import auszug.xml",
    )
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument("--account", metavar="IBAN_OR_ID", help="which account, where a file names none")
    with_merchant(parser)
    with_json(parser)
    parser.set_defaults(run=run_import)


def run_import(args: argparse.Namespace) -> int:
    """Import each file by itself. Returns 0, 6 or 1; stopped by Ctrl+C, 6."""
    prepare()
    from kulanz.features.banking.statements import import_statements
    from kulanz.features.tenants.clock import business_now
    from kulanz.formats.bank_files import read_bank_file

    merchant, now = chosen_merchant(args), machine_now()
    actor, at = command_actor(merchant), business_now(merchant, machine_now=now)
    reports, stopped = [], False
    for shown, data, read in files_read(args.files, read=read_bank_file, result=ReadStatements):
        progress = ProgressLine(printable(shown), is_silent=args.json)
        try:
            report = import_statements(
                actor=actor,
                read=read,
                data=data,
                file_name=shown,
                bank_account=args.account,
                at=at,
                machine_now=now,
                progress=progress,
            )
        except KeyboardInterrupt:
            note(progress.stopped())
            stopped = True
            break
        progress.end()
        reports.append(report)
    if args.json:
        print_json(
            {
                "files": [_file_json(report) for report in reports],
                "errors": [problem_json(one) for report in reports for one in report.errors],
                "warnings": [problem_json(one) for report in reports for one in report.warnings],
            }
        )
    else:
        for report in reports:
            show_problems("error", report.errors)
            show_problems("warning", report.warnings)
            if report.was_taken_in:
                print(f"{printable(report.file)}: {report.message}")
    if stopped:
        return PARTLY
    return exit_code(
        something_read=any(report.was_taken_in for report in reports),
        has_errors=any(report.errors for report in reports),
    )


def _file_json(report: "StatementReport") -> dict[str, Any]:
    return {
        "file": report.file,
        "import": report.import_id,
        "lines": report.lines,
        "new": report.new,
        "known": report.known,
        "twins": report.twins,
        "pending": report.pending,
        "booked": report.matched.booked,
        "proposed": report.matched.proposed,
        "open": report.matched.open,
        "covered_to": report.covered_to,
        "message": (report.message or None) if report.was_taken_in else None,
    }
