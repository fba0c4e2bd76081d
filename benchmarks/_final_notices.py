"""A live shop that released a final notice to each of NUMBER people, and a mail server that only counts."""

import os
import socket
import threading
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

NOW = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)  # Tuesday, 09:00 in Berlin
TODAY = date(2026, 12, 1)
IBAN = "DE89370400440532013000"
PARTICULARS: dict[str, Any] = {
    "legal_name": "Lindenladen GmbH",
    "legal_form": "gmbh",
    "street": "Lindenstraße 1",
    "postcode": "10969",
    "city": "Berlin",
    "register_court": "Amtsgericht Charlottenburg",
    "register_number": "HRB 12345",
    "managers": "Mara Linde, Jo Ahorn",
    "smtp_host": "127.0.0.1",
    "smtp_security": "none",
    "send_delay_minutes": 0,
}
STOREFRONT = {
    "name": "Lindenladen",
    "sender_email": "rechnung@lindenladen.example",
    "contact_name": "Mara Linde",
    "contact_phone": "030 1234567",
    "contact_hours": "Mo–Fr 9–17 Uhr",
    "imprint_url": "https://lindenladen.example/impressum",
    "privacy_url": "https://lindenladen.example/datenschutz",
}


def a_shop_with_final_notices(number: int, *, smtp_port: int) -> Any:
    """Import NUMBER invoices that another system dunned twice, and release today's run; return the merchant."""
    from kulanz.core.actor import Actor
    from kulanz.features.banking.accounts import add_bank_account
    from kulanz.features.banking.models import BankAccount
    from kulanz.features.claims.intake import import_invoices
    from kulanz.features.claims.models import Invoice
    from kulanz.features.dunning.actions import release
    from kulanz.features.dunning.strategies import publish_presets
    from kulanz.features.letters.models import Message
    from kulanz.features.tenants.actions import create_merchant
    from kulanz.features.tenants.models import Storefront
    from kulanz.formats.invoice_files import read_invoice_file

    shop = create_merchant(name="Lindenladen", country="DE", state="BE", is_live=True, machine_now=NOW)
    for name, value in {**PARTICULARS, "smtp_port": smtp_port, "clock_at": NOW}.items():
        setattr(shop, name, value)
    shop.save()
    Storefront.objects.filter(merchant=shop).update(**STOREFRONT)
    actor = Actor.system(shop.pk)
    add_bank_account(actor=actor, iban=IBAN, owner_name="Lindenladen GmbH", at=NOW)
    BankAccount.objects.update(covered_to=TODAY - timedelta(days=1))
    publish_presets(actor=actor, at=NOW)
    data = _table(number)
    import_invoices(
        records=read_invoice_file(data, file="rechnungen.csv"),
        file_name="rechnungen.csv",
        actor=actor,
        data=data,
        at=NOW,
        machine_now=NOW,
    )
    Invoice.objects.update(delivery="delivered", collectible_by="merchant")
    release(
        actor=actor,
        day=TODAY,
        delivery_and_returns_confirmed=True,
        at=NOW,
        machine_now=datetime.now(UTC),
    )
    released = Message.objects.filter(layout="final_notice", channel="email").count()
    assert released == number, f"{released} of {number} final notices were released"
    return shop


def _table(number: int) -> bytes:
    header = (
        "Rechnungsnummer;Rechnungsdatum;Fällig am;Bruttobetrag;Währung;Kundennummer;Kunde;E-Mail;Straße;PLZ;Ort;Land;"
        "Kundenart;Zahlart;Mahnstufe;Letzte Mahnung am"
    )
    rows = [
        f"RE-2026-{place:06d};01.10.2026;15.10.2026;{100 + place % 400},{place % 100:02d};EUR;C{place};"
        f"Erika Beispiel{place};k{place}@kunden.example;Ahornweg {place % 90 + 1};10115;Berlin;DE;Geschäftskunde;"
        "Rechnung;2;10.11.2026"
        for place in range(number)
    ]
    return "\r\n".join([header, *rows]).encode()


class CountingServer:
    """Speaks just enough SMTP to take every mail and throw it away, and notes when each came."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self.taken_at: list[float] = []
        self.bytes = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            connection, _ = self._socket.accept()
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        connection.sendall(b"220 sink\r\n")
        rest = b""
        while True:
            line, rest = _until(connection, rest, b"\r\n")
            if not line:
                return
            word = line[:4].upper()
            if word == b"DATA":
                connection.sendall(b"354 go\r\n")
                mail, rest = _until(connection, rest, b"\r\n.\r\n")
                self.bytes += len(mail)
                self.taken_at.append(time.perf_counter())
            connection.sendall(b"250 ok\r\n")
            if word == b"QUIT":
                connection.close()
                return


def _until(connection: socket.socket, rest: bytes, end: bytes) -> tuple[bytes, bytes]:
    parts, tail = [rest], rest
    while end not in tail:
        chunk = connection.recv(1 << 18)
        if not chunk:
            return b"", b""
        parts.append(chunk)
        tail = tail[-len(end) :] + chunk
    found, _, after = b"".join(parts).partition(end)
    return found + end, after


def number_from(arguments: list[str], *, small: int, full: int) -> int:
    """Return how many: the argument, else the small size, or the full one with FULL=1."""
    numbers = [int(one) for one in arguments if one.isdecimal()]
    return numbers[0] if numbers else full if os.environ.get("FULL") == "1" else small


def timed(what: str, number: int, work: Callable[[], Any]) -> Any:
    """Do the work and print how many it did per second, by the clock and by the CPU of this process."""
    clock, cpu = time.perf_counter(), time.process_time()
    result = work()
    clock, cpu = time.perf_counter() - clock, time.process_time() - cpu
    print(f"{what:34}{number / clock:10,.1f} per second{number / cpu:10,.1f} per second of CPU", flush=True)
    return result
