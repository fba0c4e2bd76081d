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
    interest.add_to(commands.add_parser("interest", help="default interest, line by line (§ 288 BGB)"))
    start_of_default.add_to(
        commands.add_parser("default", help="since when the debtor is in default (§ 286 BGB)")
    )
    deadline.add_to(commands.add_parser("deadline", help="the last day of a period (§§ 187 to 193 BGB)"))
    allocation.add_to(commands.add_parser("allocation", help="what a payment pays (§§ 366, 367 BGB)"))
