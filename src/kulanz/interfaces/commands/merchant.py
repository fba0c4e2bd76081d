"""`kulanz merchant create | list`"""

import argparse
from typing import Any

from kulanz.interfaces.commands.mapping import add_answer
from kulanz.interfaces.commands.storefront import add_storefront
from kulanz.interfaces.commands.support import (
    OK,
    CommandRefused,
    machine_now,
    prepare,
    print_json,
    table,
    with_json,
)
from kulanz.interfaces.commands.tax_profile import add_tax


def add_to(commands: Any) -> None:
    group = commands.add_parser("merchant", help="set up merchants").add_subparsers(
        required=True, metavar="ACTION"
    )
    create = group.add_parser(
        "create",
        help="create a merchant (test mode unless --live)",
        epilog="example: kulanz merchant create --name Lindenladen --iban 'DE89 3704 0044 0532 0130 00' --state BE",
    )
    create.add_argument("--name", required=True)
    create.add_argument("--iban", required=True, help="the account customers pay to")
    create.add_argument("--country", default="DE")
    create.add_argument("--state", default="", help="Bundesland, such as BE; decides holidays")
    create.add_argument(
        "--live", action="store_true", help="messages really leave; without it they are only shown"
    )
    with_json(create)
    create.set_defaults(run=run_create)
    add_answer(group)
    add_tax(group)
    add_storefront(group)
    listing = group.add_parser("list", help="list the merchants", epilog="example: kulanz merchant list")
    with_json(listing)
    listing.set_defaults(run=run_list)


def run_create(args: argparse.Namespace) -> int:
    prepare()
    from django.db import transaction

    from kulanz.core.actor import Actor
    from kulanz.features.banking.accounts import IbanRefused, add_bank_account
    from kulanz.features.dunning.strategies import publish_presets
    from kulanz.features.tenants.actions import MerchantRefused, create_merchant

    now = machine_now()
    try:
        with transaction.atomic():
            merchant = create_merchant(
                name=args.name,
                country=args.country.upper(),
                state=args.state.upper(),
                is_live=args.live,
                machine_now=now,
            )
            actor = Actor.command(merchant.pk)
            account = add_bank_account(actor=actor, iban=args.iban, owner_name=merchant.legal_name, at=now)
            publish_presets(actor=actor, at=now)
    except (MerchantRefused, IbanRefused) as refused:
        raise CommandRefused(str(refused)) from refused
    facts = {
        "id": merchant.public_id,
        "name": merchant.name,
        "iban": account.iban,
        "country": merchant.country,
        "state": merchant.state or None,
        "mode": "live" if merchant.is_live else "test",
    }
    if args.json:
        print_json(facts)
    else:
        print(f"Created {facts['name']} ({facts['id']}) in {facts['mode']} mode, account {facts['iban']}.")
    return OK


def run_list(args: argparse.Namespace) -> int:
    prepare()
    from kulanz.features.tenants.queries import all_merchants

    merchants = all_merchants()
    if args.json:
        print_json(
            {
                "merchants": [
                    {"id": one.public_id, "name": one.name, "mode": "live" if one.is_live else "test"}
                    for one in merchants
                ]
            }
        )
        return OK
    rows = [(one.public_id, one.name, "live" if one.is_live else "test") for one in merchants]
    print(table(rows, header=("id", "name", "mode")))
    return OK
