"""How many bank lines go into the books per second, read from camt, matched against open invoices and booked?

    python benchmarks/statement_import.py [--lines N ...] [--invoices N]

The invoices and the lines are those of the independent examiner (`bank_lines`): every kind of text, most of them
payments, one in ten nothing at all. Each import is a process of its own on a copy of one fresh SQLite file, so that its
peak memory is its own. Beyond the examiner's 10,000 lines the same lines come again on later days. Small by default;
FULL=1 imports 10,000 and 100,000 lines against 50,000 open invoices.
"""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TextIO
from xml.sax.saxutils import escape

from bank_lines import VERDICT_SEEDS, World, make_world

NOW = datetime(2026, 12, 20, 8, 0, tzinfo=UTC)
IBAN = "DE89370400440532013000"
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">'
    "<BkToCstmrStmt><GrpHdr><MsgId>1</MsgId><CreDtTm>2026-12-20T06:00:00</CreDtTm></GrpHdr><Stmt><Id>1</Id>"
    f"<Acct><Id><IBAN>{IBAN}</IBAN></Id><Ccy>EUR</Ccy></Acct>"
)
TAIL = "</Stmt></BkToCstmrStmt></Document>"


def main() -> None:
    full = bool(os.environ.get("FULL"))
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--lines", type=int, nargs="*", default=[10_000, 100_000] if full else [2000])
    arguments.add_argument("--invoices", type=int, default=50_000 if full else 10_000)
    arguments.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    chosen = arguments.parse_args()
    if chosen.child:
        take_in(*chosen.child)
        return
    with tempfile.TemporaryDirectory() as folder:
        prepared = Path(folder, "prepared")
        world = make_world(VERDICT_SEEDS[0], lines=min(10_000, max(chosen.lines)), invoices=chosen.invoices)
        began = time.process_time()
        prepare_shop(prepared, world)
        print(f"{chosen.invoices:,} open invoices imported in {time.process_time() - began:.0f} s of CPU")
        for number in chosen.lines:
            home, file = Path(folder, f"home{number}"), Path(folder, f"{number}.xml")
            shutil.copytree(prepared, home)
            with file.open("w", encoding="utf-8") as out:
                write_camt(out, world, number)
            subprocess.run([sys.executable, __file__, "--child", str(home), str(file)], check=True)
            shutil.rmtree(home)


def prepare_shop(home: Path, world: World) -> None:
    """Import the examiner's open invoices through the door, and let the books know the accounts he says they know."""
    home.mkdir()
    os.environ["KULANZ_HOME"] = str(home)
    from kulanz.interfaces.commands.support import prepare

    prepare()
    from django.db import connection

    from kulanz.core.actor import Actor
    from kulanz.features.banking.accounts import add_bank_account
    from kulanz.features.claims.intake import import_invoices
    from kulanz.features.parties.models import Customer, KnownIban
    from kulanz.features.tenants.actions import create_merchant
    from kulanz.formats.invoice_files import read_invoice_file

    shop = create_merchant(name="Lindenladen", country="DE", state="BE", is_live=False, machine_now=NOW)
    actor = Actor.system(shop.pk)
    add_bank_account(actor=actor, iban=IBAN, owner_name="Lindenladen", at=NOW)
    data = table(world)
    import_invoices(
        actor=actor,
        records=read_invoice_file(data, file="rechnungen.csv"),
        data=data,
        file_name="rechnungen.csv",
        at=NOW,
        machine_now=NOW,
    )
    keys = dict(Customer.objects.values_list("number", "pk"))
    KnownIban.objects.bulk_create(
        KnownIban(merchant_id=shop.pk, customer_id=keys[customer.number], iban=iban)
        for customer in world.customers
        if customer.number in keys
        for iban in customer.known_ibans
    )
    connection.close()


def table(world: World) -> bytes:
    customers = {customer.number: customer for customer in world.customers}
    rows = [
        "Rechnungsnummer;Rechnungsdatum;Fällig am;Bruttobetrag;Währung;Kundennummer;Kunde;PLZ;Ort;Zahlart;Bestellnummer"
    ]
    for invoice in world.open_invoices:
        customer = customers[invoice.customer]
        name = f'"{customer.name}"'
        euros = f"{invoice.open_cents // 100},{invoice.open_cents % 100:02d}"
        rows.append(
            f"{invoice.number};{invoice.issued:%d.%m.%Y};{invoice.due:%d.%m.%Y};{euros};EUR;{customer.number};{name};"
            f"{customer.postcode};{customer.city};Rechnung;{invoice.order}"
        )
    return "\r\n".join(rows).encode()


def write_camt(out: TextIO, world: World, number: int) -> None:
    out.write(HEAD)
    for place in range(number):
        line = world.lines[place % len(world.lines)]
        day = line.day + timedelta(days=place // len(world.lines))
        cents = abs(line.amount_cents)
        side, party = ("CRDT", "Dbtr") if line.amount_cents >= 0 else ("DBIT", "Cdtr")
        name = f"<{party}><Pty><Nm>{escape(line.payer_name)}</Nm></Pty></{party}>" if line.payer_name else ""
        account = (
            f"<{party}Acct><Id><IBAN>{line.payer_iban}</IBAN></Id></{party}Acct>" if line.payer_iban else ""
        )
        out.write(
            f'<Ntry><Amt Ccy="EUR">{cents // 100}.{cents % 100:02d}</Amt><CdtDbtInd>{side}</CdtDbtInd>'
            f"<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>{day}</Dt></ValDt>"
            f"<AcctSvcrRef>B{place}</AcctSvcrRef><NtryDtls><TxDtls><Refs><EndToEndId>"
            f"{escape(line.end_to_end or 'NOTPROVIDED')}</EndToEndId></Refs><RltdPties>{name}{account}</RltdPties>"
            f"<RmtInf><Ustrd>{escape(line.purpose)}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>\n"
        )
    out.write(TAIL)


def take_in(home: str, file: str) -> None:
    """Import one file as `kulanz statements import` does, and say what it took."""
    os.environ["KULANZ_HOME"] = home
    from kulanz.interfaces.commands.support import start_django

    start_django()
    from kulanz.core.actor import Actor
    from kulanz.features.banking.statements import import_statements
    from kulanz.features.tenants.models import Merchant
    from kulanz.formats.bank_files import read_bank_file

    times = [time.perf_counter()]
    clock, cpu = time.perf_counter(), time.process_time()
    data = Path(file).read_bytes()
    read = read_bank_file(data, file="auszug.xml")
    parsed = time.process_time() - cpu
    report = import_statements(
        actor=Actor.system(Merchant.objects.get().pk),
        read=read,
        data=data,
        file_name="auszug.xml",
        bank_account=None,
        at=NOW,
        machine_now=NOW,
        progress=lambda done, total: times.append(time.perf_counter()),
    )
    clock, cpu = time.perf_counter() - clock, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    lines = report.lines
    steps = sorted(later - earlier for earlier, later in zip(times[1:], times[2:], strict=False))
    print(
        f"{lines:8,} lines: {lines / clock:7,.0f}/s wall, {lines / cpu:7,.0f}/s of CPU (reading {parsed:.1f} s of "
        f"{cpu:.1f} s CPU), peak {peak:.0f} MiB; booked {report.matched.booked:,}, proposed {report.matched.proposed:,}, "
        f"open {report.matched.open:,}, twins {report.twins:,}; longest transaction {steps[-1] if steps else 0:.2f} s"
    )
    if report.errors:
        print(report.errors[:3])


if __name__ == "__main__":
    main()
