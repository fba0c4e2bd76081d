"""`kulanz merchant storefront`: list the storefronts, add one, choose the standard one."""

import argparse
from typing import Any

from kulanz.interfaces.commands.support import (
    OK,
    CommandRefused,
    chosen_merchant,
    command_actor,
    machine_now,
    prepare,
    print_json,
    table,
    with_json,
    with_merchant,
)


def add_storefront(actions: Any) -> None:
    """Add `storefront` to the actions of `kulanz merchant`."""
    parser = actions.add_parser(
        "storefront",
        help="list the storefronts; add one with --add, choose the standard one with --standard",
        epilog="example: kulanz merchant storefront --add Gartenladen",
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--add", metavar="NAME")
    what.add_argument("--standard", metavar="ID", help="rows that name no storefront belong to this one")
    with_merchant(parser)
    with_json(parser)
    parser.set_defaults(run=run_storefront)


def run_storefront(args: argparse.Namespace) -> int:
    prepare()
    from kulanz.features.tenants.clock import business_now
    from kulanz.features.tenants.queries import storefronts
    from kulanz.features.tenants.storefronts import StorefrontRefused, choose_standard, create_storefront

    merchant = chosen_merchant(args)
    actor, at = command_actor(merchant), business_now(merchant, machine_now=machine_now())
    try:
        if args.add is not None:
            create_storefront(actor=actor, name=args.add, at=at)
        elif args.standard is not None:
            choose_standard(actor=actor, public_id=args.standard, at=at)
    except StorefrontRefused as refused:
        raise CommandRefused(str(refused)) from refused
    shops = storefronts(actor)
    if args.json:
        print_json(
            {
                "storefronts": [
                    {"id": one.public_id, "name": one.name, "standard": one.is_standard} for one in shops
                ]
            }
        )
    else:
        rows = [(one.public_id, one.name, "standard" if one.is_standard else "") for one in shops]
        print(table(rows, header=("id", "name", "")))
    return OK
