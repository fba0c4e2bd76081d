"""`kulanz law allocation`."""

import argparse
from dataclasses import asdict
from decimal import Decimal

from kulanz.core.law.appropriation import Debt, DesignationUnknown, appropriate_to_debts, appropriate_to_parts
from kulanz.interfaces.commands.law.arguments import amount_argument, rate_argument
from kulanz.interfaces.commands.law.inputs import amount_text
from kulanz.interfaces.commands.support import (
    OK,
    CommandMisused,
    CommandRefused,
    day_argument,
    print_json,
    table,
    with_json,
)


def debt_argument(text: str) -> Debt:
    """Read `NUMBER=OPEN@DAY`, with `@DAY@RATE` where the debt bears interest already."""
    number, _, rest = text.partition("=")
    amount, _, more = rest.partition("@")
    day, _, rate = more.partition("@")
    if not (number and amount and day):
        raise argparse.ArgumentTypeError(f"'{text}' is no debt; write it as RE-1=100.00@2026-01-10")
    return Debt(
        id=number,
        open_cents=amount_argument(amount),
        is_due=True,
        day=day_argument(day),
        burden_percent=rate_argument(rate) if rate else Decimal(0),
    )


def add_to(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--payment", type=amount_argument, required=True, metavar="AMOUNT")
    parser.add_argument("--costs", type=amount_argument, default=0, metavar="AMOUNT")
    parser.add_argument("--interest", type=amount_argument, default=0, metavar="AMOUNT")
    parser.add_argument("--principal", type=amount_argument, metavar="AMOUNT")
    parser.add_argument(
        "--debt",
        type=debt_argument,
        action="append",
        default=[],
        metavar="NUMBER=OPEN@DAY[@RATE]",
        help="one of several due debts instead of costs, interest and principal; may be repeated",
    )
    parser.add_argument("--named", action="append", default=[], metavar="NUMBER", help="debt the payer names")
    with_json(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print what each part or debt takes, and the surplus."""
    if bool(args.debt) == (args.principal is not None):
        raise CommandMisused("Give either --principal (with --costs and --interest) or one --debt and more.")
    return _on_debts(args) if args.debt else _on_parts(args)


def _on_parts(args: argparse.Namespace) -> int:
    parts = appropriate_to_parts(
        args.payment, costs_cents=args.costs, interest_cents=args.interest, principal_cents=args.principal
    )
    if args.json:
        print_json(asdict(parts))
        return OK
    rows: list[tuple[str, ...]] = [
        (name.removesuffix("_cents"), amount_text(cents)) for name, cents in asdict(parts).items()
    ]
    print(table(rows, header=("on", "amount")))
    return OK


def _on_debts(args: argparse.Namespace) -> int:
    if len({debt.id for debt in args.debt}) < len(args.debt):
        raise CommandMisused("Two debts have the same number.")
    try:
        shares, surplus = appropriate_to_debts(args.payment, args.debt, designated=args.named)
    except DesignationUnknown as cause:
        raise CommandRefused(f"{cause}.") from cause
    if args.json:
        print_json({"shares": {one.debt_id: one.cents for one in shares}, "surplus_cents": surplus})
        return OK
    rows: list[tuple[str, ...]] = [
        *((one.debt_id, amount_text(one.cents)) for one in shares),
        ("(surplus)", amount_text(surplus)),
    ]
    print(table(rows, header=("on", "amount")))
    return OK
