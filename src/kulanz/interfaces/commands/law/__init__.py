"""`kulanz law`: worked cases run against the rules, and the rules as calculators. Needs no database."""

import argparse

from kulanz.interfaces.commands.law import allocation, cases, deadline, interest, start_of_default


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register `kulanz law cases|interest|default|deadline|allocation`."""
    parser = subparsers.add_parser(
        "law", help="run worked cases; calculate interest, default, deadlines, allocation"
    )
    commands = parser.add_subparsers(title="commands", dest="law_command", required=True, metavar="COMMAND")
    cases.add_to(commands)
    interest.add_to(
        commands.add_parser(
            "interest",
            help="default interest, line by line (§ 288 BGB)",
            epilog="example: kulanz law interest --principal 1234.50 --from 2026-01-05 --to 2026-03-31 --debtor business",
        )
    )
    start_of_default.add_to(
        commands.add_parser(
            "default",
            help="since when the debtor is in default (§ 286 BGB)",
            epilog="example: kulanz law default --due 2026-11-27 --reminder-received 2026-12-01 "
            "--reminder-deadline 2026-12-08",
        )
    )
    deadline.add_to(
        commands.add_parser(
            "deadline",
            help="the last day of a period (§§ 187 to 193 BGB)",
            epilog="example: kulanz law deadline --event 2026-12-01 --length 2 --unit weeks --state BE",
        )
    )
    allocation.add_to(
        commands.add_parser(
            "allocation",
            help="what a payment pays (§§ 366, 367 BGB)",
            epilog="example: kulanz law allocation --payment 100 --costs 5 --interest 3.20 --principal 250",
        )
    )
