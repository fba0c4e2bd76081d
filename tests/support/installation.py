"""A whole installation for one test: a home and a database of its own, used only through the command line."""

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

COMMAND = (sys.executable, "-m", "kulanz.interfaces.commands.main")
# Set by the machinery of the tests, or by whoever starts them; an installation must not inherit any of it.
NOT_INHERITED = ("DJANGO_SETTINGS_MODULE", "KULANZ_HOME", "KULANZ_DATABASE_URL", "KULANZ_SMTP_URL")


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """Kulanz in a folder. `database_url` is None for SQLite."""

    home: Path
    database_url: str | None

    def environment(self, **more: str) -> dict[str, str]:
        """Return the environment in which this installation's processes run."""
        inherited = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
        database = {"KULANZ_DATABASE_URL": self.database_url} if self.database_url else {}
        return {**inherited, **database, "KULANZ_HOME": str(self.home), **more}

    def kulanz(
        self, *arguments: object, env: Mapping[str, str] | None = None, timeout: float = 120
    ) -> subprocess.CompletedProcess[str]:
        """Run one command to its end, whatever its exit code."""
        return subprocess.run(
            [*COMMAND, *map(str, arguments)],
            env=self.environment(**(env or {})), capture_output=True, text=True, timeout=timeout, check=False,
        )  # fmt: skip

    def ok(self, *arguments: object, exit_code: int = 0) -> str:
        """Run one command, assert its exit code, and return what it printed."""
        done = self.kulanz(*arguments)
        assert done.returncode == exit_code, f"exit code {done.returncode}: {done.stdout}{done.stderr}"
        return done.stdout

    def json(self, *arguments: object, exit_code: int = 0) -> Any:
        """Run one command with --json, assert its exit code, and return what it printed."""
        return json.loads(self.ok(*arguments, "--json", exit_code=exit_code))

    def start(self, *arguments: object, **more: str) -> subprocess.Popen[str]:
        """Start a long-running command; the test ends it. It leads a process group of its own."""
        return subprocess.Popen(
            [*COMMAND, *map(str, arguments)], env=self.environment(**more), text=True, start_new_session=True
        )


def fresh_database(server_url: str) -> str:
    """Make an empty database on the server of `server_url` and return its address."""
    import psycopg

    name = f"kulanz_{secrets.token_hex(6)}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return _with_name(server_url, name)


def drop_database(url: str, *, server_url: str) -> None:
    """Drop a database made by `fresh_database`, whoever is still connected."""
    import psycopg

    name = url.split("?")[0].rpartition("/")[2]
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _with_name(url: str, name: str) -> str:
    address, question, options = url.partition("?")
    return address.rpartition("/")[0] + "/" + name + question + options
