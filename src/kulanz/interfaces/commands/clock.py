"""`kulanz clock show | advance 7d`: the business clock of demo and test merchants."""

import argparse
from typing import Any

from kulanz.interfaces.commands.support import (
    OK,
    CommandRefused,
    chosen_merchant,
    command_actor,
    duration_argument,
    machine_now,
    prepare,
    print_json,
    with_json,
    with_merchant,
)


def add_to(commands: Any) -> None:
    group = commands.add_parser("clock", help="the clock of demo and test merchants").add_subparsers(
        required=True, metavar="ACTION"
    )
    advance = group.add_parser(
        "advance", help="move the clock forward", epilog="example: kulanz clock advance 7d (also 45m, 3h)"
    )
    advance.add_argument("by", type=duration_argument, metavar="DURATION")
    advance.set_defaults(run=run_advance)
    show = group.add_parser("show", help="what time it is at a merchant", epilog="example: kulanz clock show")
    show.set_defaults(run=run_show)
    for one in (advance, show):
        with_merchant(one)
        with_json(one)


def run_advance(args: argparse.Namespace) -> int:
    prepare()
    from kulanz.features.dunning.advance import advance_all
    from kulanz.features.tenants.clock import ClockTooFarAhead, LiveClockCannotBeSet, advance_clock

    merchant, now = chosen_merchant(args), machine_now()
    try:
        at = advance_clock(merchant, by=args.by, machine_now=now)
    except (ClockTooFarAhead, LiveClockCannotBeSet) as refused:
        raise CommandRefused(str(refused)) from refused
    looked_at = advance_all(actor=command_actor(merchant), day=at.date(), at=at)
    if args.json:
        print_json({"merchant": merchant.name, "now": at, "cases_looked_at": looked_at})
    else:
        print(f"It is now {at:%A, %Y-%m-%d %H:%M} at {merchant.name}; {looked_at} cases were looked at.")
    return OK


def run_show(args: argparse.Namespace) -> int:
    prepare()
    from kulanz.features.tenants.clock import business_now

    merchant = chosen_merchant(args)
    at = business_now(merchant, machine_now=machine_now())
    if args.json:
        print_json({"merchant": merchant.name, "now": at, "is_real": merchant.clock_at is None})
    else:
        kind = "the real clock" if merchant.clock_at is None else "a clock of its own"
        print(f"It is {at:%A, %Y-%m-%d %H:%M} at {merchant.name} ({kind}).")
    return OK
