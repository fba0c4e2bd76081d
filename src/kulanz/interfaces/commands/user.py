"""`kulanz user create | password`"""

import argparse
import secrets
import sys
from typing import Any

from kulanz.interfaces.commands.support import (
    OK,
    CommandRefused,
    chosen_merchant,
    command_actor,
    machine_now,
    prepare,
    print_json,
    with_json,
    with_merchant,
)

ROLES = ("owner", "bookkeeper", "agent", "reader")


def add_to(commands: Any) -> None:
    group = commands.add_parser("user", help="who may log in").add_subparsers(required=True, metavar="ACTION")
    create = group.add_parser(
        "create",
        help="give a person a role; prints a first password where none is given",
        epilog="example: kulanz user create --email mara@lindenladen.example --role owner",
    )
    create.add_argument("--email", required=True)
    create.add_argument("--role", required=True, choices=ROLES)
    create.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
    with_merchant(create)
    with_json(create)
    create.set_defaults(run=run_create)
    password = group.add_parser(
        "password",
        help="give a person a new password, and let them in again after too many wrong ones",
        epilog="example: kulanz user password --email mara@lindenladen.example",
    )
    password.add_argument("--email", required=True)
    password.add_argument(
        "--password-stdin", action="store_true", help="read the password from standard input"
    )
    with_json(password)
    password.set_defaults(run=run_password)


def run_create(args: argparse.Namespace) -> int:
    prepare()
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    from kulanz.features.tenants.actions import LastOwner, create_user
    from kulanz.features.tenants.queries import is_known_email

    try:
        validate_email(args.email)
    except ValidationError as cause:
        raise CommandRefused(f"'{args.email}' is no e-mail address; nobody was created.") from cause
    merchant = chosen_merchant(args)
    is_new = not is_known_email(args.email)
    given = sys.stdin.readline().rstrip("\n") if args.password_stdin else None
    password = given or secrets.token_urlsafe(12)
    try:
        user = create_user(
            merchant=merchant,
            email=args.email,
            role=args.role,
            password=password,
            actor=command_actor(merchant),
            machine_now=machine_now(),
        )
    except LastOwner as refused:
        raise CommandRefused(str(refused)) from refused
    facts = {"email": user.email, "role": args.role, "merchant": merchant.public_id}
    if is_new and given is None:
        facts["password"] = password
    if args.json:
        print_json(facts)
    else:
        print(f"{user.email} is {args.role} at {merchant.name}.")
        if "password" in facts:
            print(f"First password (shown once): {password}")
    return OK


def run_password(args: argparse.Namespace) -> int:
    prepare()
    from axes.utils import reset

    from kulanz.features.tenants.people import PersonUnknown, set_password

    given = sys.stdin.readline().rstrip("\n") if args.password_stdin else None
    if args.password_stdin and not given:
        raise CommandRefused("Standard input held no password; nothing was changed.")
    password = given or secrets.token_urlsafe(12)
    try:
        user = set_password(email=args.email, password=password, machine_now=machine_now())
    except PersonUnknown as refused:
        raise CommandRefused(str(refused)) from refused
    reset(username=user.email.lower())
    facts = {"email": user.email}
    if given is None:
        facts["password"] = password
    if args.json:
        print_json(facts)
    else:
        print(f"{user.email} has a new password and is logged out everywhere.")
        if given is None:
            print(f"New password (shown once): {password}")
    return OK
