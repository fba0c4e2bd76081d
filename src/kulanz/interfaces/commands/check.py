"""`kulanz check open-items | confirm`: the merchant's own open items beside ours."""

import argparse
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from kulanz.formats.amounts import amount_text
from kulanz.interfaces.commands.import_files import problem_json, show_problems
from kulanz.interfaces.commands.inspect import file_bytes, printable
from kulanz.interfaces.commands.support import (
    OK,
    REFUSED,
    CommandMisused,
    CommandRefused,
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
    from kulanz.features.onboarding.models import OpenItemsCheck


def add_to(commands: Any) -> None:
    group = commands.add_parser("check", help="compare with the merchant's own numbers").add_subparsers(
        required=True, metavar="ACTION"
    )
    compare = group.add_parser(
        "open-items",
        help="compare an own list (CSV: number, open amount) or total with what is open here",
        epilog="example: kulanz check open-items offene-posten.csv",
    )
    compare.add_argument("file", nargs="?", metavar="FILE")
    compare.add_argument("--total", type=int, metavar="CENTS", help="the merchant's own open total")
    with_merchant(compare)
    with_json(compare)
    compare.set_defaults(run=run_compare)
    confirm = group.add_parser(
        "confirm",
        help="confirm the latest comparison, with a reason where a difference stays",
        epilog="example: kulanz check confirm --because 'two invoices paid in cash today'",
    )
    confirm.add_argument("--because", default="", metavar="TEXT")
    with_merchant(confirm)
    with_json(confirm)
    confirm.set_defaults(run=run_confirm)


def run_compare(args: argparse.Namespace) -> int:
    if args.file is None and args.total is None:
        raise CommandMisused("Name what is compared: a FILE with the own open items, --total CENTS, or both.")
    prepare()
    from kulanz.features.onboarding.actions import CURRENCY, CheckRefused, compare_open_items
    from kulanz.features.tenants.clock import business_now
    from kulanz.formats.open_items_csv import ReadOpenItems, read_open_items_csv

    merchant = chosen_merchant(args)
    data, read = b"", ReadOpenItems()
    if args.file is not None:
        try:
            data = file_bytes(args.file)
        except (OSError, ValueError) as cause:
            raise CommandRefused(f"The file cannot be read: {cause}") from cause
        read = read_open_items_csv(data, file=args.file, currency=CURRENCY)
    if read.errors:
        if args.json:
            print_json({"errors": [problem_json(one) for one in read.errors]})
        show_problems("error", read.errors)
        note("Nothing was compared: a list with unreadable rows has no sum.")
        return REFUSED
    try:
        check = compare_open_items(
            actor=command_actor(merchant),
            at=business_now(merchant, machine_now=machine_now()),
            own_total=args.total,
            items=read.items,
            data=data,
            file_name=args.file or "",
        )
    except CheckRefused as refused:
        raise CommandRefused(str(refused)) from refused
    if args.json:
        print_json(_as_json(check))
    else:
        _show(check)
    return OK


def run_confirm(args: argparse.Namespace) -> int:
    prepare()
    from kulanz.features.onboarding.actions import CheckRefused, confirm_check
    from kulanz.features.onboarding.queries import checks
    from kulanz.features.tenants.clock import business_now

    merchant = chosen_merchant(args)
    actor = command_actor(merchant)
    latest = checks(actor, limit=1)
    if not latest:
        raise CommandRefused("There is no comparison yet. Make one: kulanz check open-items FILE")
    try:
        check = confirm_check(
            actor=actor,
            public_id=latest[0].public_id,
            because=args.because,
            at=business_now(merchant, machine_now=machine_now()),
        )
    except CheckRefused as refused:
        raise CommandRefused(str(refused)) from refused
    if args.json:
        print_json(_as_json(check))
    else:
        print(f"Confirmed the comparison of {check.day}.")
    return OK


def _as_json(check: "OpenItemsCheck") -> dict[str, Any]:
    by_reason: dict[str, int] = defaultdict(int)
    for one in check.differences:
        by_reason[one["reason"]] += one["cents"]
    return {
        "id": check.public_id,
        "day": check.day,
        "currency": check.currency,
        "own_cents": check.own_cents,
        "here_cents": check.here_cents,
        "difference_cents": check.difference_cents,
        "by_reason_cents": dict(by_reason),
        "differences": [
            {
                "reason": one["reason"],
                "number": one["number"] or None,
                "customer": one["customer"] or None,
                "own_cents": one["there_cents"],
                "here_cents": one["here_cents"],
                "cents": one["cents"],
                "bank_line": one["line"] or None,
            }
            for one in check.differences
        ],
        "confirmed": check.confirmed_at is not None,
        "because": check.confirmed_because or None,
    }


def _show(check: "OpenItemsCheck") -> None:
    def amount(cents: int | None) -> str:
        return "" if cents is None else amount_text(cents, currency=check.currency)

    if check.differences:
        rows = [
            (
                printable(one["number"]),
                printable(one["customer"])[:30],
                one["reason"],
                amount(one["there_cents"]),
                amount(one["here_cents"]),
                amount(one["cents"]),
            )
            for one in check.differences
        ]
        print(table(rows, header=("number", "customer", "reason", "own", "here", "difference")))
    print(
        f"Own {amount(check.own_cents)}, here {amount(check.here_cents)}, difference {amount(check.difference_cents)}."
    )
