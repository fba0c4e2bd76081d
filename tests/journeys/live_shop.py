"""A live shop used over the real command line, one process per command, on whichever day the story has reached."""

import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tests.support.installation import Installation
from tests.support.smtp_sink import SmtpSink

ROOT = Path(__file__).resolve().parents[2]
IBAN = "DE89370400440532013000"
BERLIN = ZoneInfo("Europe/Berlin")

_SET_UP = """
import django; django.setup()
from datetime import UTC, datetime
from kulanz.core.actor import Actor
from kulanz.features.tenants.models import Merchant, Storefront
from kulanz.features.tenants.settings import change_merchant, change_storefront
merchant = Merchant.objects.get()
actor, at = Actor.command(merchant.pk), datetime.now(UTC)
change_merchant(actor=actor, day=at.date(), at=at, values=dict(
    legal_name="Lindenladen GmbH", legal_form="gmbh", street="Lindenallee 12", postcode="10115", city="Berlin",
    register_court="Amtsgericht Charlottenburg", register_number="HRB 000000 B", managers="Mara Linde",
    smtp_host="127.0.0.1", smtp_port={port}, smtp_security="none"))
change_storefront(actor=actor, storefront_id=Storefront.objects.get().pk, day=at.date(), at=at, values=dict(
    sender_email="rechnung@lindenladen.example", contact_name="Mara Linde", contact_phone="030 1234567",
    contact_hours="Mo-Fr 9-17 Uhr", imprint_url="https://lindenladen.example/impressum",
    privacy_url="https://lindenladen.example/datenschutz"))
"""


@dataclass(slots=True)
class LiveShop:
    """What a shop owner does at the keyboard. `now` moves as the story says."""

    installation: Installation
    folder: Path
    now: datetime

    @classmethod
    def opened(cls, installation: Installation, sink: SmtpSink, folder: Path, *, day: date) -> "LiveShop":
        shop = cls(installation, folder, datetime.combine(day, time(9), tzinfo=BERLIN))
        folder.mkdir(parents=True, exist_ok=True)
        shop.ok("merchant", "create", "--name", "Lindenladen", "--iban", IBAN, "--state", "BE", "--live")
        shop._python(_SET_UP.format(port=sink.port))
        return shop

    def at(self, day: date, hour: int = 9, minute: int = 0) -> None:
        """Let time pass."""
        self.now = datetime.combine(day, time(hour, minute), tzinfo=BERLIN)

    def run(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "tests.journeys.command_at", self.now.isoformat(), *map(str, arguments)],
            env=self.installation.environment(PYTHONPATH=str(ROOT)),
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def ok(self, *arguments: object, exit_code: int = 0) -> str:
        done = self.run(*arguments)
        assert done.returncode == exit_code, f"exit code {done.returncode}: {done.stdout}{done.stderr}"
        return done.stdout

    def json(self, *arguments: object, exit_code: int = 0) -> Any:
        return json.loads(self.ok(*arguments, "--json", exit_code=exit_code))

    def invoices(self, *rows: str, name: str = "rechnungen.csv") -> Any:
        """Import a list as a German shop system writes it."""
        header = (
            "Rechnungsnummer;Rechnungsdatum;Fällig am;Bruttobetrag;Währung;Kundennummer;Kunde;Kundenart;E-Mail;"
            "Straße;PLZ;Ort;Land;Bundesland;Zahlart;Zustelldatum"
        )
        file = self.folder / name
        file.write_bytes("\r\n".join([header, *rows, ""]).encode("utf-8-sig"))
        return self.json("invoices", "import", file)

    def bank(self, *lines: tuple[date, int, str, str, str], to: date, opening_cents: int = 0) -> Any:
        """Import a camt.053 statement that closes on `to`: booking day, cents, text, payer, payer's IBAN."""
        file = self.folder / f"auszug-{to}-{len(lines)}.xml"
        file.write_text(camt053(lines, to=to, opening_cents=opening_cents), encoding="utf-8")
        return self.json("statements", "import", file)

    def _python(self, text: str) -> None:
        done = subprocess.run(
            [sys.executable, "-c", text],
            env=self.installation.environment(DJANGO_SETTINGS_MODULE="kulanz.config.settings"),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr


def camt053(lines: tuple[tuple[date, int, str, str, str], ...], *, to: date, opening_cents: int) -> str:
    """Return a statement of the shop's account as a bank writes it."""
    closing = opening_cents + sum(line[1] for line in lines)
    entries = "".join(_entry(line, number) for number, line in enumerate(lines, start=1))
    first = lines[0][0] if lines else to
    return (
        '<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">'
        f"<BkToCstmrStmt><GrpHdr><MsgId>M{to:%Y%m%d}</MsgId><CreDtTm>{to}T20:00:00</CreDtTm></GrpHdr>"
        f"<Stmt><Id>S{to:%Y%m%d}{len(lines)}</Id><CreDtTm>{to}T20:00:00</CreDtTm>"
        f"<Acct><Id><IBAN>{IBAN}</IBAN></Id><Ccy>EUR</Ccy></Acct>"
        f"{_balance('OPBD', opening_cents, first)}{_balance('CLBD', closing, to)}{entries}</Stmt></BkToCstmrStmt></Document>"
    )


def _entry(line: tuple[date, int, str, str, str], number: int) -> str:
    booked, cents, text, name, iban = line
    return (
        f"<Ntry><Amt Ccy='EUR'>{cents // 100}.{cents % 100:02d}</Amt><CdtDbtInd>CRDT</CdtDbtInd>"
        f"<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{booked}</Dt></BookgDt><ValDt><Dt>{booked}</Dt></ValDt>"
        f"<AcctSvcrRef>B{booked:%Y%m%d}{number:03d}</AcctSvcrRef><BkTxCd/><NtryDtls><TxDtls>"
        f"<RltdPties><Dbtr><Pty><Nm>{name}</Nm></Pty></Dbtr><DbtrAcct><Id><IBAN>{iban}</IBAN></Id></DbtrAcct></RltdPties>"
        f"<RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
    )


def _balance(code: str, cents: int, day: date) -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy='EUR'>{cents // 100}.{cents % 100:02d}</Amt>"
        f"<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>"
    )
