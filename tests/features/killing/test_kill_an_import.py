"""kill -9 and Ctrl+C in the middle of `kulanz invoices import`: the same command again brings every invoice once."""

import signal
import sqlite3
import subprocess
import time
from pathlib import Path

from tests.support.installation import COMMAND, Installation

ROWS = 6000
HEADER = "Rechnungsnummer;Rechnungsdatum;Fällig am;Bruttobetrag;Währung;Kunde;E-Mail;Land;Zahlart\n"


def a_list(folder: Path, prefix: str) -> Path:
    rows = (
        f"{prefix}-{place:05d};13.11.2026;27.11.2026;59,00;EUR;Kunde {place};{prefix}{place}@kundin.example;DE;Rechnung\n"
        for place in range(ROWS)
    )
    path = folder / f"{prefix}.csv"
    path.write_text(HEADER + "".join(rows), encoding="utf-8")
    return path


def invoices(home: Path, prefix: str) -> list[str]:
    with sqlite3.connect(f"file:{home / 'kulanz.sqlite3'}?mode=ro", uri=True, timeout=30) as books:
        found = books.execute("SELECT number FROM claims_invoice WHERE number LIKE ?", [f"{prefix}-%"])
        return [number for (number,) in found]


def struck(installation: Installation, file: Path, *, by: signal.Signals) -> tuple[int, str, int]:
    """Import the file, strike the process once rows are in the books; return exit code, stderr, how many rows stay."""
    process = subprocess.Popen(
        [*COMMAND, "invoices", "import", str(file), "--json"],
        env=installation.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        # A shell that runs the tests in the background has its children ignore Ctrl+C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    until = time.monotonic() + 120
    while not invoices(installation.home, file.stem):
        assert process.poll() is None and time.monotonic() < until, "the import began"
        time.sleep(0.005)
    process.send_signal(by)
    _, said = process.communicate(timeout=120)
    return process.returncode, said, len(invoices(installation.home, file.stem))


def struck_in_time(
    installation: Installation, folder: Path, prefix: str, *, by: signal.Signals
) -> tuple[Path, int, str, int]:
    """Strike until an import is caught in the middle: on a busy machine one may end before the signal comes."""
    for turn in range(5):
        file = a_list(folder, f"{prefix}{turn}")
        code, said, before = struck(installation, file, by=by)
        if before < ROWS:
            return file, code, said, before
    raise AssertionError("five imports ended before they could be struck")


def brought_in_once(installation: Installation, file: Path, *, before: int) -> None:
    counts = installation.json("invoices", "import", str(file))["counts"]
    assert (counts["imported"], counts["duplicate"]) == (ROWS - before, before)
    assert sorted(invoices(installation.home, file.stem)) == [f"{file.stem}-{n:05d}" for n in range(ROWS)]


def test_an_import_that_is_struck_comes_to_its_end_with_each_invoice_once(tmp_path):
    installation = Installation(home=tmp_path / "home", database_url=None)
    installation.ok("merchant", "create", "--name", "Lindenladen", "--iban", "DE89370400440532013000")

    killed, code, _, before = struck_in_time(installation, tmp_path, "KILL", by=signal.SIGKILL)
    assert code == -signal.SIGKILL and 0 < before < ROWS
    brought_in_once(installation, killed, before=before)

    stopped, code, said, before = struck_in_time(installation, tmp_path, "STRG", by=signal.SIGINT)
    assert code == 6 and 0 < before < ROWS
    assert said.strip().endswith("the same command goes on where it stopped.") and "Traceback" not in said
    brought_in_once(installation, stopped, before=before)

    with sqlite3.connect(installation.home / "kulanz.sqlite3") as books:
        (told,) = books.execute("SELECT COUNT(*) FROM audit_event WHERE kind = 'InvoiceImported'").fetchone()
        (there,) = books.execute("SELECT COUNT(*) FROM claims_invoice").fetchone()
    assert told == there >= 2 * ROWS
    assert installation.json("doctor")["findings"] == []
