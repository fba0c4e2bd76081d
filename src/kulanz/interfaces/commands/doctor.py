"""`kulanz doctor`: re-adds every book and checks every invariant."""

import argparse
from dataclasses import asdict
from typing import Any

from kulanz.interfaces.commands.support import (
    OK,
    REFUSED,
    machine_now,
    print_json,
    start_django,
    with_json,
)


def add_to(commands: Any) -> None:
    parser = commands.add_parser(
        "doctor",
        help="re-add every book and check every invariant",
        epilog="example: kulanz doctor; exit code 0 when all is well, 1 when something was found",
    )
    parser.add_argument(
        "--repair-triggers", action="store_true", help="put missing triggers back, then check"
    )
    parser.add_argument(
        "--look-again", action="store_true", help="let the next run read every open case, then check"
    )
    with_json(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    # Nothing is migrated or mended by looking: what is missing is a finding.
    start_django()
    now = machine_now()
    from kulanz.features.audit import triggers
    from kulanz.features.doctor.checks import examine
    from kulanz.features.doctor.remedies import look_at_every_case

    if args.repair_triggers:
        triggers.install()
    if args.look_again:
        look_at_every_case(machine_now=now)
    checks = [(title, findings) for title, findings in examine(machine_now=now)]
    found = [finding for _, findings in checks for finding in findings]
    if args.json:
        print_json(
            {"checks": [title for title, _ in checks], "findings": [asdict(finding) for finding in found]}
        )
        return REFUSED if found else OK
    for title, findings in checks:
        print(f"{'ok  ' if not findings else 'BAD '} {title}")
        for finding in findings:
            print(f"       {finding.subject}: {finding.wrong}\n       → {finding.remedy}")
    print(f"\n{len(checks)} checks, " + (f"{len(found)} finding(s)." if found else "all is well."))
    return REFUSED if found else OK
