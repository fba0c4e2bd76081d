"""`kulanz demo`: the demo shop in a home of its own, then served."""

import argparse
import os
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC
from pathlib import Path
from typing import Any

from kulanz.home import demo_home
from kulanz.interfaces.commands.support import OK, REFUSED, CommandRefused, machine_now, note, prepare

HOST = "127.0.0.1"
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
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    home = demo_home()
    # Everything below, and every process started from here, works in the demo's home.
    os.environ["KULANZ_HOME"] = str(home)
    if args.reset:
        _throw_away(home)
    elif _half_told(home):
        note("The last set-up of the demo did not come to its end; it begins anew.")
        _throw_away(home)
    set_up(home)
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


def _serve(port: int) -> int:
    from kulanz.interfaces.commands.serve import serve

    print(f"Lindenladen is open: http://{HOST}:{port}/", flush=True)
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
