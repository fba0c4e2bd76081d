"""The contract of the command line where it refuses: exit code, JSON, one sentence, no traceback, nothing changed."""

import argparse
import json
import sqlite3
from contextlib import closing

import pytest

from kulanz.interfaces.commands.law.arguments import amount_argument
from kulanz.interfaces.commands.main import build_parser

IBAN = "DE89370400440532013000"
HEADER = (
    "Rechnungsnummer;Rechnungsdatum;Fällig am;Bruttobetrag;Währung;Kundennummer;Kunde;E-Mail;PLZ;Land;Zahlart"
)
GOOD = "RE-1;02.11.2026;16.11.2026;129,90;EUR;K-1;Erika Beispiel;erika@kundin.example;10115;DE;Rechnung"


@pytest.fixture
def shop(installation):
    installation.ok("merchant", "create", "--name", "Lindenladen", "--iban", IBAN, "--state", "BE")
    return installation


def a_list(folder, *rows, name="rechnungen.csv"):
    file = folder / name
    file.write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
    return file


def refused(installation, *arguments, exit_code=1):
    """Run a command that must refuse, with --json; return its sentence."""
    done = installation.kulanz(*arguments, "--json")
    assert done.returncode == exit_code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    (error,) = json.loads(done.stdout)["errors"]
    assert set(error) == {"file", "place", "message"}
    assert error["message"] in done.stderr
    return error["message"]


def counted(installation):
    """Return how many rows each table holds."""
    if installation.database_url:
        import psycopg

        with psycopg.connect(installation.database_url) as connection:
            names = connection.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            ).fetchall()
            return {
                name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in names
            }
    with closing(sqlite3.connect(installation.home / "kulanz.sqlite3")) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in names}


REFUSED = (
    ("case", "show", "NIX"),
    ("case", "pause", "RE-1", "--until", "2020-01-01", "--reason", "zu spät"),
    ("case", "pause", "RE-1", "--until", "9999-12-31", "--reason", "für immer"),
    ("matches", "accept", "line_nix", "--invoice", "NIX=100"),
    ("run", "show", "run_nix"),
    ("run", "preview", "--day", "2099-01-01"),
    ("run", "release", "--day", "2099-01-01"),
    ("run", "preview", "--merchant", "Anderer Laden"),
    ("case", "explain", "RE-1", "--day", "2099-01-01"),
    ("clock", "advance", "99999d"),
    ("user", "create", "--email", "keine-adresse", "--role", "reader"),
    ("merchant", "create", "--name", "Zwei", "--iban", "DE00"),
)
MISUSED = (
    ("matches", "accept", "line_x", "--invoice", "RE-1"),
    ("matches", "accept", "line_x", "--invoice", "RE-1=1", "--invoice", "RE-1=2"),
    ("merchant", "answer", "--payment-method", "PayPal"),
)


def test_a_refusal_is_one_sentence_also_in_json_and_changes_nothing(shop, tmp_path):
    shop.ok("invoices", "import", a_list(tmp_path, GOOD))
    before = counted(shop)

    for arguments in REFUSED:
        assert refused(shop, *arguments)
        assert counted(shop) == before, arguments
    for arguments in MISUSED:
        assert refused(shop, *arguments, exit_code=2)
        assert counted(shop) == before, arguments

    assert shop.json("clock", "show")["is_real"]


def test_without_a_merchant_a_command_says_how_to_create_one(installation):
    assert "kulanz merchant create" in refused(installation, "run", "preview")


@pytest.mark.parametrize("text", ["1.000", "1e3", "-5", "1_000", "12.345", "١٢", ""])
def test_an_amount_that_can_be_read_in_two_ways_is_refused(text):
    with pytest.raises(argparse.ArgumentTypeError, match="is no amount"):
        amount_argument(text)


@pytest.mark.parametrize(("text", "cents"), [("100,05", 10005), ("100.5", 10050), ("1000", 100000)])
def test_an_amount_is_read_to_the_cent(text, cents):
    assert amount_argument(text) == cents


def test_a_slip_in_one_year_does_not_stop_the_run_of_the_shop(shop, tmp_path):
    slips = (
        "RE-2;01.11.2026;15.11.2099;12,30;EUR;K-2;Paul Probe;paul@kunde.example;10115;DE;Rechnung",
        "RE-3;01.11.2099;15.11.2099;12,30;EUR;K-3;Amira Test;amira@kundin.example;10115;DE;Rechnung",
        "RE-4;01.11.0026;15.11.0026;12,30;EUR;K-4;Greta Stamm;greta@kundin.example;10115;DE;Rechnung",
    )

    report = shop.json("invoices", "import", a_list(tmp_path, GOOD, *slips), exit_code=6)

    assert [(row["number"], row["outcome"]) for row in report["rows"] if row["outcome"] == "imported"] == [
        ("RE-1", "imported")
    ]
    assert {error["place"].split(",")[0] for error in report["errors"]} == {"Zeile 3", "Zeile 4", "Zeile 5"}
    # The invoices of `withheld` have the shape of those of `send`.
    (withheld,) = shop.json("run", "preview", "--day", "2026-12-01")["withheld"]
    assert withheld["invoices"] == [{"number": "RE-1", "step": "reminder"}]
    assert {"code", "text"} <= set(withheld["reasons"][0])


def test_the_last_owner_stays_owner_and_a_second_one_may_step_down(shop):
    shop.ok("user", "create", "--email", "mara@laden.example", "--role", "owner")

    assert "Inhaber:in" in refused(
        shop, "user", "create", "--email", "mara@laden.example", "--role", "reader"
    )

    shop.ok("user", "create", "--email", "olaf@laden.example", "--role", "owner")
    assert (
        shop.json("user", "create", "--email", "mara@laden.example", "--role", "reader")["role"] == "reader"
    )


def test_a_home_or_database_that_cannot_be_used_is_named_without_a_traceback(installation, tmp_path):
    no_folder = tmp_path / "datei"
    no_folder.write_text("keine Mappe")
    broken = tmp_path / "kaputt"
    broken.mkdir()
    (broken / "kulanz.sqlite3").write_text("das ist keine Datenbank, nur Text")
    for env, named in (
        ({"KULANZ_HOME": str(no_folder)}, "KULANZ_HOME"),
        ({"KULANZ_HOME": str(broken), "KULANZ_DATABASE_URL": ""}, "database"),
        ({"KULANZ_DATABASE_URL": "foo://bar"}, "KULANZ_DATABASE_URL"),
    ):
        done = installation.kulanz("run", "preview", "--json", env=env)
        assert done.returncode == 1 and "Traceback" not in done.stderr, done.stderr
        assert named in json.loads(done.stdout)["errors"][0]["message"]


def test_every_command_shows_an_example_in_its_help():
    without = [
        name
        for name, parser in leaves(build_parser(), "kulanz")
        if f"example: {name}" not in _one_line(parser)
    ]

    assert without == []


def leaves(parser, name):
    groups = [one for one in parser._actions if isinstance(one, argparse._SubParsersAction)]
    if not groups:
        yield name, parser
    for group in groups:
        for word, below in group.choices.items():
            yield from leaves(below, f"{name} {word}")


def _one_line(parser):
    epilog = " ".join((parser.epilog or "").split())
    return epilog.replace("KULANZ_HOME=/srv/new ", "")
