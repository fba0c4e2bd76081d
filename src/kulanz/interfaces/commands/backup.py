"""`kulanz backup | restore`: database, documents and keys in one file."""

import argparse
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from kulanz.interfaces.commands.support import (
    OK,
    CommandRefused,
    machine_now,
    prepare,
    print_json,
    with_json,
)

FORMAT = 1
DUMP_SQLITE, DUMP_POSTGRESQL = "kulanz.sqlite3", "kulanz.pgdump"
KEYS = ("secret.key", "encryption.key")


def add_to(commands: Any) -> None:
    backup = commands.add_parser(
        "backup",
        help="write database, documents and keys into one file",
        epilog="example: kulanz backup /backups/kulanz-2026-12-01.tar.gz",
    )
    backup.add_argument(
        "file", nargs="?", help="where to; default: backups/ in KULANZ_HOME, named by the time"
    )
    with_json(backup)
    backup.set_defaults(run=run_backup)
    restore = commands.add_parser(
        "restore",
        help="put a backup into an empty KULANZ_HOME",
        epilog="example: KULANZ_HOME=/srv/new kulanz restore /backups/kulanz-2026-12-01.tar.gz",
    )
    restore.add_argument("file")
    with_json(restore)
    restore.set_defaults(run=run_restore)


def run_backup(args: argparse.Namespace) -> int:
    prepare()
    from django.conf import settings

    home = Path(settings.KULANZ_HOME)
    target = (
        Path(args.file) if args.file else home / "backups" / f"kulanz-{machine_now():%Y-%m-%d-%H%M%S}.tar.gz"
    )
    if target.exists():
        raise CommandRefused(f"{target} exists already; nothing was written. Name another file.")
    try:
        _write(target, home=home)
    except OSError as cause:
        raise CommandRefused(
            f"{target} cannot be written: {cause.strerror}. Nothing was backed up."
        ) from cause
    if args.json:
        print_json({"file": str(target)})
    else:
        print(target)
    return OK


def _write(target: Path, *, home: Path) -> None:
    from django.conf import settings

    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as work:
        dump = _dump_database(Path(work))
        draft = Path(work) / "backup.tar.gz"
        members = [(dump, dump.name)] + [(home / key, key) for key in KEYS if (home / key).exists()]
        documents = Path(settings.KULANZ_DOCUMENTS)
        if documents.exists():
            members += [
                (path, str(Path("documents") / path.relative_to(documents)))
                for path in sorted(documents.rglob("*"))
                if path.is_file() and not path.name.startswith(".draft-")
            ]
        _write_archive(draft, members)
        draft.chmod(0o600)
        os.replace(draft, target)


def _write_archive(draft: Path, members: list[tuple[Path, str]]) -> None:
    manifest = {"format": FORMAT, "sha256": {name: _sha256(path) for path, name in members}}
    with tempfile.NamedTemporaryFile("w", suffix=".json", dir=draft.parent, encoding="utf-8") as file:
        json.dump(manifest, file, indent=1)
        file.flush()
        with tarfile.open(draft, "w:gz", compresslevel=6) as archive:
            archive.add(file.name, "manifest.json")
            for path, name in members:
                archive.add(path, name, recursive=False)


def _dump_database(folder: Path) -> Path:
    from django.db import connection

    if connection.vendor == "sqlite":
        # SQLite's own online copy: whole and consistent while others write.
        target = folder / DUMP_SQLITE
        with sqlite3.connect(connection.settings_dict["NAME"]) as source, sqlite3.connect(target) as copy:
            source.backup(copy)
        copy.close()
        source.close()
        return target
    target = folder / DUMP_POSTGRESQL
    _run_postgresql_tool("pg_dump", "--format=custom", "--no-owner", f"--file={target}")
    return target


def _run_postgresql_tool(tool: str, *arguments: str) -> None:
    from django.db import connection

    found = shutil.which(os.environ.get(f"KULANZ_{tool.upper()}", tool))
    if not found:
        raise CommandRefused(
            f"{tool} is not on this machine. Install PostgreSQL's client programs, or name it in KULANZ_{tool.upper()}."
        )
    database = connection.settings_dict
    environment = os.environ | {"PGPASSWORD": database["PASSWORD"]}
    address = [
        f"--host={database['HOST']}",
        f"--port={database['PORT'] or 5432}",
        f"--username={database['USER']}",
    ]
    done = subprocess.run(
        [found, *address, f"--dbname={database['NAME']}", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CommandRefused(f"{tool} failed: {done.stderr.strip()}")


def run_restore(args: argparse.Namespace) -> int:
    from kulanz.home import kulanz_home

    source, home = Path(args.file), kulanz_home()
    if not source.is_file():
        raise CommandRefused(f"There is no backup {source}.")
    occupied = [path.name for path in home.iterdir()]
    if occupied:
        raise CommandRefused(
            f"{home} is not empty ({', '.join(sorted(occupied)[:3])} …); nothing was changed. "
            "Set KULANZ_HOME to an empty folder."
        )
    with tempfile.TemporaryDirectory(dir=home.parent) as work:
        folder = Path(work)
        _unpack(source, folder)
        _check_manifest(source, folder)
        (folder / "manifest.json").unlink()
        for path in sorted(folder.iterdir()):
            shutil.move(str(path), home / path.name)
    if (home / DUMP_POSTGRESQL).exists():
        _restore_postgresql(home / DUMP_POSTGRESQL)
    prepare()
    if args.json:
        print_json({"file": str(source), "home": str(home)})
    else:
        print(f"Restored {source} into {home}. Next: kulanz doctor")
    return OK


def _unpack(source: Path, folder: Path) -> None:
    try:
        with tarfile.open(source, "r:gz") as archive:
            archive.extractall(folder, filter="data")
    except (tarfile.TarError, OSError, EOFError) as cause:
        raise CommandRefused(f"{source} is no readable backup ({cause}); nothing was changed.") from cause


def _check_manifest(source: Path, folder: Path) -> None:
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as cause:
        raise CommandRefused(f"{source} has no manifest: it is no backup of Kulanz.") from cause
    if manifest.get("format") != FORMAT:
        raise CommandRefused(
            f"{source} was written by another version of Kulanz (format {manifest.get('format')})."
        )
    there = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()} - {
        "manifest.json"
    }
    if there != set(manifest["sha256"]):
        raise CommandRefused(
            f"{source} is not whole: {', '.join(sorted(there ^ set(manifest['sha256']))[:3])}."
        )
    for name, sha256 in manifest["sha256"].items():
        if _sha256(folder / name) != sha256:
            raise CommandRefused(f"{name} in {source} is damaged; nothing was changed. Use another backup.")


def _restore_postgresql(dump: Path) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kulanz.config.settings")
    import django

    django.setup()
    from django.db import connection

    if connection.vendor != "postgresql":
        raise CommandRefused(
            "The backup holds a PostgreSQL database. Set KULANZ_DATABASE_URL to an empty one and restore again."
        )
    if connection.introspection.table_names():
        raise CommandRefused("The PostgreSQL database is not empty; nothing was changed in it.")
    _run_postgresql_tool("pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", str(dump))
    dump.unlink()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
