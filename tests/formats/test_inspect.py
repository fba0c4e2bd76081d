"""`kulanz … inspect`: the JSON is a contract, and one bad file never stops the others."""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kulanz.interfaces.commands.inspect import add_invoices_inspect, add_statements_inspect
from tests.formats.places import SAMPLES

STATEMENT = str(SAMPLES / "lindenladen.camt053.v08.xml")
TABLE = str(SAMPLES / "rechnungen.cp1252.csv")
UBL = str(SAMPLES / "xrechnung.ubl.xml")


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    groups = parser.add_subparsers()
    add_invoices_inspect(groups.add_parser("invoices").add_subparsers())
    add_statements_inspect(groups.add_parser("statements").add_subparsers())
    args = parser.parse_args(words)
    return int(args.run(args))


def run_json(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any]]:
    code = run(*words, "--json")
    return code, json.loads(capsys.readouterr().out)


def test_statements_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    code, shown = run_json(capsys, "statements", "inspect", STATEMENT)
    assert (code, set(shown), shown["errors"], shown["warnings"]) == (
        0,
        {"statements", "errors", "warnings"},
        [],
        [],
    )
    (statement,) = shown["statements"]
    assert statement["file"] == STATEMENT
    assert (statement["account"], statement["currency"]) == ("DE89370400440532013000", "EUR")
    assert (statement["opening_cents"], statement["closing_cents"], statement["balances"]) == (
        100_000,
        113_705,
        True,
    )
    line = statement["lines"][0]
    wanted = {
        "booking_date": "2026-11-30",
        "value_date": "2026-12-01",
        "amount_cents": 8990,
        "currency": "EUR",
        "remittance_text": "Rechnung LL-2026-1001 danke und Gruss",
        "counterparty_name": "Erika Beispiel",
        "counterparty_iban": "DE02120300000000202051",
        "end_to_end_id": None,
        "mandate_reference": None,
        "bank_reference": "BANK-0001",
        "return_reason": None,
        "status": "booked",
    }
    assert {key: line[key] for key in wanted} == wanted


def test_invoices_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    code, shown = run_json(capsys, "invoices", "inspect", UBL, TABLE)
    assert (code, shown["errors"]) == (0, [])
    first, second, _third = shown["invoices"]
    wanted = {
        "file": UBL,
        "number": "LL-2026-1001",
        "type": "invoice",
        "type_code": "380",
        "issue_date": "2026-11-02",
        "due_date": "2026-11-16",
        "currency": "EUR",
        "total_cents": 17_100,
        "due_cents": 15_000,
        "seller": {"name": "Lindenladen GmbH", "vat_id": "DE123456789", "country": "DE"},
        "buyer": {"name": "Café Nordlicht OHG", "vat_id": None, "country": "DE"},
        "iban": "DE89370400440532013000",
        "payment_reference": "RF18539007547034",
    }
    assert {key: first[key] for key in wanted} == wanted
    assert [tax["rate"] for tax in first["taxes"]] == ["19", "7"]
    assert (second["file"], second["due_cents"], second["customer"]["kind"]) == (TABLE, None, "consumer")


def test_one_bad_file_does_not_stop_the_others(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    bad = {
        "empty.xml": b"",
        "junk.bin": bytes(range(256)) * 20,
        "cut.xml": b"<Document>",
        "a.zip": b"PK\x03\x04abc",
    }
    for name, data in bad.items():
        (tmp_path / name).write_bytes(data)
    paths = [str(tmp_path), str(tmp_path / "absent.xml"), *(str(tmp_path / name) for name in bad)]
    for group, good, key in (("statements", STATEMENT, "statements"), ("invoices", UBL, "invoices")):
        code, shown = run_json(capsys, group, "inspect", *paths[:3], good, *paths[3:])
        assert (code, len(shown[key])) == (6, 1)
        assert sorted(one["file"] for one in shown["errors"]) == sorted(paths)
        assert all(set(one) == {"file", "place", "message"} and one["message"] for one in shown["errors"])
        code, shown = run_json(capsys, group, "inspect", *paths)
        assert (code, shown[key], len(shown["errors"])) == (1, [], len(paths))


def test_a_bad_row_makes_it_partly(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    table = tmp_path / "r.csv"
    table.write_text(
        "Rechnungsnummer;Rechnungsdatum;Bruttobetrag;Währung;Kunde\n1;02.11.2026;5,00;EUR;E\n2;x;5,00;EUR;E\n"
    )
    code, shown = run_json(capsys, "invoices", "inspect", str(table))
    assert (code, len(shown["invoices"])) == (6, 1)
    assert shown["errors"][0]["place"] == "Zeile 3, Spalte Rechnungsdatum"


def test_people_get_a_table_and_problems_apart(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run("statements", "inspect", STATEMENT, str(tmp_path / "absent")) == 6
    shown = capsys.readouterr()
    assert "Erika Beispiel" in shown.out and "89,90 EUR" in shown.out and "adds up" in shown.out
    assert "absent" in shown.err and "absent" not in shown.out
    assert run("invoices", "inspect", TABLE) == 0
    assert "1234,50 EUR" in capsys.readouterr().out


def test_text_from_a_file_cannot_steer_the_terminal(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    hostile = tmp_path / "r.xml"
    hostile.write_text(Path(UBL).read_text().replace("Café Nordlicht", "Caf\u009b31m\u202eNordlicht"))
    run("invoices", "inspect", str(hostile))
    shown = capsys.readouterr().out
    assert "Nordlicht" in shown and "\u009b" not in shown and "\u202e" not in shown


def test_inspecting_needs_no_django() -> None:
    code = (
        "import argparse, sys; from kulanz.interfaces.commands import inspect as door; "
        f"door.run_invoices_inspect(argparse.Namespace(files=[{UBL!r}], json=True)); "
        f"door.run_statements_inspect(argparse.Namespace(files=[{STATEMENT!r}], json=True)); "
        "sys.exit('django' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True)
    assert (done.returncode, b"LL-2026-1001" in done.stdout) == (0, True)
