"""`kulanz demo`: the demo shop in a home of its own, then served."""

import argparse
import os
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC
from pathlib import Path
from typing import Any

from kulanz.home import city_home, demo_home
from kulanz.interfaces.commands.support import OK, REFUSED, CommandRefused, machine_now, note, prepare

HOST = "127.0.0.1"
CITY_INVOICES = 1_200_000
DATABASE = "kulanz.sqlite3"
REPLACED = (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", "documents")
FOREIGN = (
    "{home} holds a shop that is not the demo ({names}); nothing was changed. "
    "Set KULANZ_HOME to another folder, or leave it unset."
)


def add_to(commands: Any) -> None:
    parser = commands.add_parser(
        "demo",
        help='set up the demo shop "Lindenladen" and serve it',
        epilog="example: kulanz demo --reset --port 8000",
    )
    parser.add_argument(
        "--reset", action="store_true", help="throw the demo shop away and tell its story anew"
    )
    parser.add_argument("--port", type=int, help="port to listen on (8000; with --check a free one)")
    parser.add_argument("--check", action="store_true", help="set up, serve, probe the pages, and end")
    parser.add_argument(
        "--city",
        action="store_true",
        help='instead the merchant "Großstadt": a year of a big shop, to see how Kulanz behaves when it is full',
    )
    parser.add_argument(
        "--invoices", type=_number, default=CITY_INVOICES, help="how many the city has (%(default)s)"
    )
    parser.add_argument("--seed", type=int, default=1, help="another seed is another city (%(default)s)")
    parser.add_argument("--no-serve", action="store_true", help="set up, and end")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    home = city_home() if args.city else demo_home()
    # Everything below, and every process started from here, works in the demo's home.
    os.environ["KULANZ_HOME"] = str(home)
    if args.reset:
        _throw_away(home)
    elif _half_told(home):
        note("The last set-up of the demo did not come to its end; it begins anew.")
        _throw_away(home)
    if args.city:
        set_up_city(home, invoices=args.invoices, seed=args.seed)
    else:
        set_up(home)
    if args.no_serve:
        return OK
    if args.check:
        from kulanz.interfaces.commands.demo.probe import probe

        return OK if probe(host=HOST, port=args.port) else REFUSED
    return _serve(args.port or 8000)


def set_up(home: Path) -> None:
    """Tell the story in this home, which KULANZ_HOME names, unless its demo is there; refuse a real shop's home."""
    prepare()
    from kulanz.features.tenants.queries import demo_merchant, foreign_merchant_names

    strangers = foreign_merchant_names()
    if strangers:
        raise CommandRefused(FOREIGN.format(home=home, names=", ".join(strangers)))
    if demo_merchant() is not None:
        return
    from kulanz.interfaces.commands.demo.story import tell

    note("Setting up the demo shop …")
    tell(machine_now=machine_now())


def set_up_city(home: Path, *, invoices: int, seed: int) -> None:
    """Write the year of the Großstadt into this home, unless it is there; refuse a home that holds another shop."""
    prepare()
    from kulanz.features.tenants.queries import all_merchants
    from kulanz.interfaces.commands.demo.city.build import NAME, build_city

    names = [merchant.name for merchant in all_merchants()]
    if names == [NAME]:
        return
    if names:
        raise CommandRefused(FOREIGN.format(home=home, names=", ".join(names)))
    note(f"Writing a year of {invoices:,} invoices …")
    build_city(invoices=invoices, seed=seed, machine_now=machine_now(), told=_told())


def _told() -> Callable[[int, int], None]:
    """Return what says each month how far the year has come."""
    began = time.monotonic()

    def told(days: int, of: int) -> None:
        if days % 30 == 0 or days == of:
            note(f"  {days} of {of} days, {time.monotonic() - began:.0f} s")

    return told


def _number(text: str) -> int:
    number = int(text.replace("_", "").replace(",", "")) if text.strip("0123456789_,") == "" and text else 0
    if not 1000 <= number <= 10_000_000:
        raise argparse.ArgumentTypeError(f"'{text}' is no number from 1000 to 10000000")
    return number


def _serve(port: int) -> int:
    from kulanz.features.tenants.queries import demo_merchant
    from kulanz.interfaces.commands.serve import serve

    merchant = demo_merchant()
    assert merchant is not None, "it was set up a moment ago"
    print(f"{merchant.name} is open: http://{HOST}:{port}/", flush=True)
    print("Log in with one click. `kulanz demo --reset` tells the story anew. Stop with Ctrl+C.", flush=True)
    return serve(host=HOST, port=port, with_worker=True)


def _throw_away(home: Path) -> None:
    """Remove database and documents of the demo. Raises CommandRefused where they are not the demo's alone."""
    if os.environ.get("KULANZ_DATABASE_URL"):
        raise CommandRefused(
            "The demo lies in the database named by KULANZ_DATABASE_URL; only its SQLite file can be replaced. "
            "Nothing was changed. Give the demo an empty database, or leave KULANZ_DATABASE_URL unset."
        )
    strangers = [name for name, is_demo, _ in _merchants_in(home) if not is_demo]
    if strangers:
        raise CommandRefused(FOREIGN.format(home=home, names=", ".join(strangers)))
    for name in REPLACED:
        path = home / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _half_told(home: Path) -> bool:
    """Return whether the file holds a demo whose story broke off; never for a database server."""
    from kulanz.interfaces.commands.demo.shop import NOW

    if os.environ.get("KULANZ_DATABASE_URL"):
        return False
    merchants = _merchants_in(home)
    return bool(merchants) and all(
        is_demo and (not clock or clock < f"{NOW.astimezone(UTC):%Y-%m-%d %H:%M:%S}")
        for _, is_demo, clock in merchants
    )


def _merchants_in(home: Path) -> list[tuple[str, bool, str | None]]:
    """Return name, whether it is a demo, and clock (UTC) of each merchant in the file, without starting Django."""
    file = home / DATABASE
    if not file.exists():
        return []
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
        is_there = connection.execute(
            "SELECT 1 FROM sqlite_master WHERE name = 'tenants_merchant'"
        ).fetchone()
        if not is_there:
            return []
        rows = connection.execute(
            "SELECT name, is_demo, clock_at FROM tenants_merchant ORDER BY id"
        ).fetchall()
    return [(name, bool(is_demo), clock) for name, is_demo, clock in rows]
