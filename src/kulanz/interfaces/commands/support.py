"""What every command shares: the database made ready, the merchant chosen, output, the clock."""

import argparse
import json
import os
import re
import sys
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kulanz.core.actor import Actor
    from kulanz.features.tenants.models import Merchant

OK, REFUSED, USAGE, PARTLY = 0, 1, 2, 6


class CommandRefused(Exception):
    """The command cannot do what was asked. The sentence says what happened and what to do."""

    exit_code = REFUSED


class CommandMisused(CommandRefused):
    """The arguments do not make a question; argparse alone could not see it."""

    exit_code = USAGE


def prepare() -> None:
    """Start Django and bring the database up to date. Safe to call again."""
    start_django()
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)


def start_django() -> None:
    """Start Django with the database as it is."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kulanz.config.settings")
    import django

    django.setup()
    if os.environ.get("KULANZ_LANGUAGE", "de") == "en":
        from django.utils.translation import activate

        activate("en")


def machine_now() -> datetime:
    """Read the clock: a command is a door, and only doors do."""
    return datetime.now(UTC)


def with_merchant(parser: argparse.ArgumentParser) -> None:
    """Add `--merchant`, needed where there are several."""
    parser.add_argument("--merchant", metavar="NAME_OR_ID", help="which merchant, where there are several")


def with_json(parser: argparse.ArgumentParser) -> None:
    """Add `--json`."""
    parser.add_argument("--json", action="store_true", help="print JSON on stdout")


def chosen_merchant(args: argparse.Namespace) -> "Merchant":
    """Return the only merchant, or the one that `--merchant` names by id or name."""
    from kulanz.features.tenants.queries import all_merchants, merchant_by_name_or_id

    wanted = getattr(args, "merchant", None)
    if wanted:
        found = merchant_by_name_or_id(wanted)
        if found is None:
            raise CommandRefused(f"There is no merchant '{wanted}'. Known: {_names(all_merchants())}.")
        return found
    merchants = all_merchants()
    if not merchants:
        raise CommandRefused(
            "There is no merchant yet. Create one: kulanz merchant create --name 'My shop' --iban DE…"
        )
    if len(merchants) > 1:
        raise CommandRefused(
            f"There are several merchants; say which with --merchant. Known: {_names(merchants)}."
        )
    return merchants[0]


def _names(merchants: "list[Merchant]") -> str:
    return ", ".join(one.name for one in merchants) or "none"


def command_actor(merchant: "Merchant") -> "Actor":
    """Return who acts when a command acts: the person at the keyboard of the server."""
    from kulanz.core.actor import Actor

    return Actor.command(merchant.pk)


def print_json(value: Any) -> None:
    """Print one JSON document on stdout; dates become ISO 8601."""
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2, default=_plain)
    sys.stdout.write("\n")


def _plain(value: Any) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} does not go into JSON")


def note(text: str) -> None:
    """Say something to the person on stderr, so that stdout stays clean."""
    print(text, file=sys.stderr)


def day_argument(text: str) -> date:
    """Read `--day 2026-12-01`."""
    try:
        return date.fromisoformat(text)
    except ValueError as cause:
        raise argparse.ArgumentTypeError(f"'{text}' is no day; write it as 2026-12-01") from cause


def duration_argument(text: str) -> timedelta:
    """Read `45m`, `3h` or `7d`."""
    found = re.fullmatch(r"(\d{1,5})([mhd])", text.strip())
    if not found or found[1] == "0":
        raise argparse.ArgumentTypeError(f"'{text}' is no duration; write 45m, 3h or 7d")
    unit = {"m": "minutes", "h": "hours", "d": "days"}[found[2]]
    return timedelta(**{unit: int(found[1])})


def table(rows: list[tuple[str, ...]], *, header: tuple[str, ...]) -> str:
    """Return rows as columns for people."""
    widths = [max(len(row[i]) for row in [header, *rows]) for i in range(len(header))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in [header, *rows]
    ]
    return "\n".join(lines)
