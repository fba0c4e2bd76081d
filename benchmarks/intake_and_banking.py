"""How many invoices and bank lines go into the books per second, matched and booked, on a fresh SQLite file.

    python benchmarks/intake_and_banking.py [NUMBER]

Each of NUMBER invoices is paid by a line that names it; two of three payers spell their name another way. CPU time
is printed beside the clock, because other work on the machine moves only the latter.
"""

import os
import random
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from typing import Any

NOW = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
IBAN = "DE89370400440532013000"
FIRST = ("Erika", "Jonas", "Mia", "Paul", "Lea", "Noah", "Ida", "Ben", "Ada", "Emil")
LAST = ("Beispiel", "Muster", "Ahorn", "Linde", "Buche", "Eiche", "Tanne", "Kiefer", "Birke", "Esche")


def main(number: int) -> None:
    with tempfile.TemporaryDirectory() as home:
        os.environ["KULANZ_HOME"] = home
        from kulanz.interfaces.commands.support import prepare

        prepare()
        measure(number)


def measure(number: int) -> None:
    from kulanz.core.actor import Actor
    from kulanz.features.banking.accounts import add_bank_account
    from kulanz.features.banking.statements import import_statements
    from kulanz.features.claims.intake import import_invoices
    from kulanz.features.tenants.actions import create_merchant
    from kulanz.formats.invoice_files import read_invoice_file

    shop = create_merchant(name="Lindenladen", country="DE", state="BE", is_live=False, machine_now=NOW)
    actor = Actor.system(shop.pk)
    add_bank_account(actor=actor, iban=IBAN, owner_name="Lindenladen", at=NOW)
    chance = random.Random(2026)
    sold = [
        (f"RE-2026-{place:06d}", chance.randint(500, 30000), customer(place // 2)) for place in range(number)
    ]
    data = table(sold)
    read = timed("read the table", number, lambda: read_invoice_file(data, file="rechnungen.csv"))
    common: dict[str, Any] = {"actor": actor, "data": data, "at": NOW, "machine_now": NOW}
    report = timed(
        "book the invoices",
        number,
        lambda: import_invoices(records=read, file_name="rechnungen.csv", **common),
    )
    paid = statement(sold, chance)
    lines = timed(
        "book and match the lines",
        number,
        lambda: import_statements(read=paid, file_name="auszug.xml", bank_account=None, **common),
    )
    print(
        f"{len(report.rows)} rows, {lines.matched.booked} booked, {lines.matched.proposed} proposed, {lines.matched.open} open"
    )


def timed(what: str, number: int, work: Any) -> Any:
    clock, cpu = time.perf_counter(), time.process_time()
    result = work()
    clock, cpu = time.perf_counter() - clock, time.process_time() - cpu
    print(f"{what:28}{number / clock:10,.0f} per second{number / cpu:10,.0f} per second of CPU")
    return result


def customer(place: int) -> tuple[str, str]:
    return f"C{place}", f"{FIRST[place % 10]} {LAST[place // 10 % 10]}{place}"


def table(sold: list[tuple[str, int, tuple[str, str]]]) -> bytes:
    rows = [
        f"{number};13.11.2026;27.11.2026;{cents // 100},{cents % 100:02d};EUR;{buyer[0]};{buyer[1]};"
        f"{buyer[0].lower()}@kunden.example;10115;Berlin;Rechnung"
        for number, cents, buyer in sold
    ]
    header = "Rechnungsnummer;Rechnungsdatum;Fällig am;Bruttobetrag;Währung;Kundennummer;Kunde;E-Mail;PLZ;Ort;Zahlart"
    return "\r\n".join([header, *rows]).encode()


def statement(sold: list[tuple[str, int, tuple[str, str]]], chance: random.Random) -> Any:
    from kulanz.formats.records import BankLine, BankStatement, ReadStatements

    day = date(2026, 11, 30)
    lines = tuple(
        BankLine(
            place=f"Umsatz {place}",
            status="booked",
            booking_date=day,
            value_date=day,
            amount_cents=cents,
            currency="EUR",
            remittance_text=chance.choice(["Rechnung {}", "{}", "RG {} danke"]).format(number),
            counterparty_name=chance.choice(
                [buyer[1], buyer[1].upper(), ", ".join(reversed(buyer[1].split()))]
            ),
            bank_reference=f"B{place}",
        )
        for place, (number, cents, buyer) in enumerate(sold)
    )
    return ReadStatements(
        statements=(
            BankStatement(
                file="auszug.xml", format="camt.053", statement_id="1", account=IBAN, owner_name=None, currency="EUR",
                opening_cents=0, opening_date=None, closing_cents=sum(line.amount_cents for line in lines),
                closing_date=day, balances=True, lines=lines,
            ),
        )
    )  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5000)
