"""`kulanz merchant tax`: how the merchant is taxed, from which day on."""

import argparse
from typing import Any

from kulanz.interfaces.commands.support import (
    OK,
    CommandMisused,
    CommandRefused,
    chosen_merchant,
    command_actor,
    day_argument,
    machine_now,
    note,
    prepare,
    print_json,
    table,
    with_json,
    with_merchant,
)


def add_tax(actions: Any) -> None:
    """Add `tax` to the actions of `kulanz merchant`."""
    parser = actions.add_parser(
        "tax",
        help="show the tax profile, or with --valid-from write down a new row",
        epilog="example: kulanz merchant tax --valid-from 2026-01-01 --taxation accrual --profit receipts --oss",
    )
    parser.add_argument("--valid-from", type=day_argument, metavar="DAY", help="first day, inclusive")
    parser.add_argument("--taxation", choices=["accrual", "cash_basis"], help="§ 16 or § 20 UStG")
    parser.add_argument("--profit", choices=["balance_sheet", "receipts"], help="§ 4 I, § 5 or § 4 III EStG")
    parser.add_argument("--small-business", action="store_true", help="§ 19 UStG")
    parser.add_argument("--oss", action="store_true", help="§ 18j UStG")
    parser.add_argument("--chart", choices=["SKR03", "SKR04"], default="")
    with_merchant(parser)
    with_json(parser)
    parser.set_defaults(run=run_tax)


def run_tax(args: argparse.Namespace) -> int:
    given = (args.valid_from, args.taxation, args.profit)
    if any(given) and not all(given):
        raise CommandMisused("A new row needs its day and both choices: --valid-from, --taxation, --profit.")
    if (args.small_business or args.oss or args.chart) and not all(given):
        raise CommandMisused("A new row needs its day and both choices: --valid-from, --taxation, --profit.")
    prepare()
    from kulanz.features.tenants.clock import business_now
    from kulanz.features.tenants.tax import (
        TaxProfileRefused,
        questions_to_adviser,
        record_tax_profile,
        tax_profile_on,
        tax_profiles,
    )

    merchant = chosen_merchant(args)
    actor, at = command_actor(merchant), business_now(merchant, machine_now=machine_now())
    if all(given):
        try:
            record_tax_profile(
                actor=actor,
                valid_from=args.valid_from,
                taxation=args.taxation,
                profit_determination=args.profit,
                is_small_business=args.small_business,
                uses_oss=args.oss,
                chart_of_accounts=args.chart,
                at=at,
            )
        except TaxProfileRefused as refused:
            raise CommandRefused(str(refused)) from refused
    rows = tax_profiles(actor)
    questions = questions_to_adviser(tax_profile_on(actor, args.valid_from or at.date()))
    fields = (
        "valid_from",
        "taxation",
        "profit_determination",
        "is_small_business",
        "uses_oss",
        "chart_of_accounts",
    )
    if args.json:
        print_json(
            {"rows": [{name: getattr(row, name) for name in fields} for row in rows], "questions": questions}
        )
        return OK
    if rows:
        print(table([tuple(str(getattr(row, name)) for name in fields) for row in rows], header=fields))
    else:
        print("No tax profile is written down; nothing is assumed.")
    for question in questions:
        note(f"question: {question}")
    return OK
