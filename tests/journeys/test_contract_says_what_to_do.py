"""What the command line says to a newcomer at the places where the next step is not obvious."""

import json

IBAN = "DE89370400440532013000"
ROWS = """Rechnungsnummer;Rechnungsdatum;Fällig am;Bruttobetrag;Währung;Kundennummer;Kunde;E-Mail;PLZ;Land;Zahlart
RE-1;02.11.2026;16.11.2026;129,90;EUR;K-1;Erika Beispiel;erika@kundin.example;10115;DE;Rechnung
RE-2;02.11.2026;16.11.2026;59,00;EUR;K-2;Paul Probe;paul@kunde.example;10115;DE;Hokuspokus
"""
STATEMENT = (
    '<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr>'
    "<MsgId>M</MsgId><CreDtTm>2026-11-30T20:00:00</CreDtTm></GrpHdr><Stmt><Id>{id}</Id><CreDtTm>2026-11-30T20:00:00"
    "</CreDtTm><Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>EUR</Ccy></Acct><Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp>"
    '<Amt Ccy="EUR">0.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-30</Dt></Dt></Bal></Stmt></BkToCstmrStmt></Document>'
)


def test_from_the_question_to_the_message_every_output_names_the_next_step(installation, tmp_path):
    installation.ok("merchant", "create", "--name", "Lindenladen", "--iban", IBAN, "--state", "BE")
    rows, good, foreign = tmp_path / "rechnungen.csv", tmp_path / "auszug.xml", tmp_path / "fremd.xml"
    rows.write_text(ROWS, encoding="utf-8")
    good.write_text(STATEMENT.format(id="S1", iban=IBAN), encoding="utf-8")
    foreign.write_text(STATEMENT.format(id="S2", iban="DE02701500000000594937"), encoding="utf-8")

    # A row without a country says in full what follows from that; one with it has nothing to say.
    bare = tmp_path / "ohne-land.csv"
    bare.write_text(ROWS.replace(";PLZ;Land;", ";").replace(";10115;DE;", ";"), encoding="utf-8")
    told = "Das Land des Kunden fehlt: Nach einer Erinnerung entscheidet eine Person. Bitte ergänzen."
    assert installation.ok("invoices", "import", bare, "--dry-run").count(told) == 2
    assert told not in installation.ok("invoices", "import", rows, "--dry-run")

    # An unknown payment method is withheld; the command that answers it is named, and works as named.
    done = installation.kulanz("invoices", "import", rows)
    assert done.returncode == 0 and "kulanz merchant answer --payment-method" in done.stderr
    report = installation.json("statements", "import", good, foreign, exit_code=6)
    assert [file["message"] is None for file in report["files"]] == [False, True]
    assert [error["file"] for error in report["errors"]] == [str(foreign)]
    assert reasons(installation, "RE-2") == {"owner_unknown"}
    installation.ok("merchant", "answer", "--payment-method", "Hokuspokus", "--collectible-by", "merchant")
    assert reasons(installation, "RE-2") == set()

    # Nothing leaves in the minutes for calling back: the worker says from when, and how to get there.
    installation.ok("run", "release", "--day", "2026-12-01")
    assert "2 released before are still on their way" in installation.ok("run", "preview")
    said = installation.ok("worker", "--once")
    assert "2026-12-01 09:05" in said and "kulanz clock advance" in said
    installation.ok("clock", "advance", "10m")
    assert json.loads(installation.ok("worker", "--once", "--json"))["states"] == {"done": 2}
    assert "goes out from" not in installation.ok("worker", "--once")


def test_a_backup_that_cannot_be_written_is_refused_and_one_that_can_is_named(installation, tmp_path):
    installation.ok("merchant", "create", "--name", "Lindenladen", "--iban", IBAN)
    blocked = tmp_path / "datei"
    blocked.write_text("keine Mappe")

    done = installation.kulanz("backup", blocked / "sicherung.tar.gz", "--json")

    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert "cannot be written" in json.loads(done.stdout)["errors"][0]["message"]
    assert blocked.read_text() == "keine Mappe"
    assert installation.json("backup", tmp_path / "gut.tar.gz") == {"file": str(tmp_path / "gut.tar.gz")}
    assert (tmp_path / "gut.tar.gz").stat().st_size > 0


def reasons(installation, number):
    shown = installation.json("run", "preview", "--day", "2026-12-01")
    return {
        reason["code"]
        for one in shown["withheld"]
        for row in one["invoices"]
        if row["number"] == number
        for reason in one["reasons"]
    }
