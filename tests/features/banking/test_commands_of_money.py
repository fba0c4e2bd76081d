"""`kulanz invoices import`, `statements import`, `matches`, `merchant answer`: shapes, exit codes, refusals."""

import json
from pathlib import Path
from typing import Any

import pytest

from kulanz.features.banking.models import BankLine, Match
from kulanz.features.claims.models import Invoice
from kulanz.features.tenants.models import Merchant
from kulanz.interfaces.commands.main import main
from tests.features.builders import a_customer, a_merchant, an_invoice
from tests.features.claims.files import a_row, a_table

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).parents[2] / "formats" / "samples"
CAMT = str(SAMPLES / "lindenladen.camt053.v08.xml")


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Any]:
    """Run a command with --json; return its exit code and what it printed."""
    code = main([*arguments, "--json"])
    return code, json.loads(capsys.readouterr().out)


@pytest.fixture
def shop() -> Merchant:
    return a_merchant()


def a_file(tmp_path: Path, data: bytes, name: str = "rechnungen.csv") -> str:
    path = tmp_path / name
    path.write_bytes(data)
    return str(path)


def test_invoices_come_in_with_a_report_per_row(shop, tmp_path, capsys):
    file = a_file(tmp_path, a_table(a_row(), a_row(Rechnungsnummer="RE-2", Bruttobetrag="zwölf")))
    code, said = told(capsys, "invoices", "import", file)
    assert code == 6 and said["counts"]["imported"] == 1 and said["open_cents"] == {"EUR": 12990}
    assert [row["outcome"] for row in said["rows"]] == ["imported", "problem"]
    [error] = said["errors"]
    assert (
        set(error) == {"file", "place", "message"} and error["file"] == file and "Zeile 3" in error["place"]
    )


def test_a_dry_run_says_the_same_and_takes_nothing_in(shop, tmp_path, capsys):
    file = a_file(tmp_path, a_table(a_row()))
    code, dry = told(capsys, "invoices", "import", file, "--dry-run")
    assert code == 0 and dry["dry_run"] is True and not Invoice.objects.exists()
    _, real = told(capsys, "invoices", "import", file)
    assert dry["rows"] == real["rows"] and Invoice.objects.count() == 1


def test_one_bad_file_never_stops_the_others(shop, tmp_path, capsys):
    good = a_file(tmp_path, a_table(a_row()))
    bad = a_file(tmp_path, b"\x00\x01 no table", "bad.csv")
    code, said = told(capsys, "invoices", "import", bad, str(tmp_path / "none.csv"), good)
    assert code == 6 and Invoice.objects.count() == 1
    assert {error["file"] for error in said["errors"]} == {bad, str(tmp_path / "none.csv")}
    code, said = told(capsys, "invoices", "import", bad)
    assert code == 1 and said["errors"]


def test_rows_that_name_no_payment_method_can_be_answered_at_import(shop, tmp_path, capsys):
    file = a_file(tmp_path, a_table(a_row(Zahlart="")))
    told(capsys, "invoices", "import", file, "--collectible-by", "merchant")
    assert Invoice.objects.get().collectible_by == "merchant"


def test_an_open_question_is_listed_and_answered(shop, tmp_path, capsys):
    told(capsys, "invoices", "import", a_file(tmp_path, a_table(a_row(Zahlart="Billie"))))
    _, asked = told(capsys, "merchant", "answer")
    assert [(one["value"], one["invoices"]) for one in asked["questions"]] == [("billie", 1)]
    code, said = told(capsys, "merchant", "answer", "--payment-method", "Billie", "--collectible-by", "sold")
    assert code == 0 and said["invoices_changed"] == 1 and Invoice.objects.get().collectible_by == "sold"
    assert main(["merchant", "answer", "--payment-method", "Billie"]) == 2


def test_statements_come_in_and_the_same_file_again_says_so(shop, capsys):
    code, said = told(capsys, "statements", "import", CAMT)
    assert code == 0 and said["files"][0]["new"] == BankLine.objects.count() > 0
    code, said = told(capsys, "statements", "import", CAMT)
    assert code == 0 and said["files"][0]["new"] == 0 and "war schon da" in said["files"][0]["message"]


def test_an_unknown_account_is_an_error_and_books_nothing(capsys):
    a_merchant(iban="DE02500105170137075030")
    code, said = told(capsys, "statements", "import", CAMT)
    assert (
        code == 1
        and "DE89370400440532013000" in said["errors"][0]["message"]
        and not BankLine.objects.exists()
    )


def test_matches_have_the_agreed_shape(shop, capsys):
    told(capsys, "statements", "import", CAMT)
    code, said = told(capsys, "matches", "list")
    assert code == 0 and len(said["matches"]) == BankLine.objects.count()
    agreed = {
        "id", "bank_reference", "booking_date", "amount_cents", "remittance_text", "end_to_end_id", "state", "invoices",
        "score", "evidence",
    }  # fmt: skip
    assert all(
        agreed <= set(one) and one["state"] in {"booked", "proposed", "open"} for one in said["matches"]
    )
    assert any(one["amount_cents"] < 0 for one in said["matches"])


def test_a_line_is_accepted_to_the_invoices_named_and_the_rest_stays_open(shop, capsys):
    invoice = an_invoice(a_customer(shop), number="X=1", cents=5000)
    told(capsys, "statements", "import", CAMT)
    line = BankLine.objects.filter(amount_cents__gt=5000).first()
    code, said = told(capsys, "matches", "accept", line.public_id, "--invoice", "X=1=5000")
    assert code == 0 and said["invoices"] == [{"number": "X=1", "cents": 5000}]
    assert said["unallocated_cents"] == line.amount_cents - 5000 and said["state"] == "open"
    invoice.open_item.refresh_from_db()
    assert invoice.open_item.open_cents == 0


@pytest.mark.parametrize(
    ("share", "exit_code"),
    [
        ("NOWHERE=100", 1),
        ("RE-2026-1043=99999999", 1),
        ("RE-2026-1043", 2),
        ("RE-2026-1043=1,5", 2),
        ("=100", 2),
    ],
)
def test_a_share_that_cannot_be_is_refused_and_books_nothing(shop, capsys, share, exit_code):
    an_invoice(a_customer(shop))
    told(capsys, "statements", "import", CAMT)
    line = BankLine.objects.filter(amount_cents__gt=0).first()
    before = Match.objects.count()
    assert main(["matches", "accept", line.public_id, "--invoice", share]) == exit_code
    assert "kulanz:" in capsys.readouterr().err and Match.objects.count() == before


def test_a_line_that_is_not_there_is_refused(shop, capsys):
    assert main(["matches", "accept", "line_none"]) == 1
    assert "line_none" in capsys.readouterr().err


def test_new_invoices_take_the_money_that_waited_for_them(shop, tmp_path, capsys):
    told(capsys, "statements", "import", CAMT)
    line = BankLine.objects.filter(amount_cents=8990).get()
    assert line.state == "open"
    number = line.remittance_text.split()[1]
    row = a_row(Rechnungsnummer=number, Bruttobetrag="89,90", Kunde=line.counterparty_name)
    _, said = told(capsys, "invoices", "import", a_file(tmp_path, a_table(row)))
    assert said["bank_lines_booked"] == 1
    line.refresh_from_db()
    assert line.state == "booked"
