"""`kulanz law allocation`."""

import argparse
from decimal import Decimal

from kulanz.core.law.appropriation import Debt, DesignationUnknown, appropriate_to_debts, appropriate_to_parts
from kulanz.interfaces.commands.law.arguments import amount_argument, rate_argument
from kulanz.interfaces.commands.law.inputs import amount_text
from kulanz.interfaces.commands.support import OK, CommandRefused, day_argument, print_json, table, with_json


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
        raise CommandRefused("Give either --principal (with --costs and --interest) or one --debt and more.")
    if args.debt:
        shares = _on_debts(args)
    else:
        parts = appropriate_to_parts(
            args.payment, costs_cents=args.costs, interest_cents=args.interest, principal_cents=args.principal
        )
        shares = {
            "costs": parts.costs_cents,
            "interest": parts.interest_cents,
            "principal": parts.principal_cents,
            "surplus": parts.surplus_cents,
        }
    if args.json:
        print_json({f"{name}_cents" if not args.debt else name: cents for name, cents in shares.items()})
    else:
        print(table([(name, amount_text(cents)) for name, cents in shares.items()], header=("on", "amount")))
    return OK


def _on_debts(args: argparse.Namespace) -> dict[str, int]:
    if len({debt.id for debt in args.debt}) < len(args.debt):
        raise CommandRefused("Two debts have the same number.")
    try:
        shares, surplus = appropriate_to_debts(args.payment, args.debt, designated=args.named)
    except DesignationUnknown as cause:
        raise CommandRefused(f"{cause}.") from cause
    return {share.debt_id: share.cents for share in shares} | {"surplus": surplus}
