"""How long a dunning run over a large book takes: proposed from scratch, released, proposed with nothing due.

    python benchmarks/dunning_run.py [CASES]

20,000 open invoices of 4,000 customers by default; FULL=1 takes 1,000,000 of 200,000, and a tenth of it before, to
show that memory does not grow with the number. KULANZ_BENCH_DATABASE_URL measures on that PostgreSQL instead of a
fresh SQLite file. Each figure stands beside its aim and the figures of peers (see docs/benchmarks.md).
"""

import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

NOW = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)  # Tuesday, 09:00 in Berlin
TODAY = date(2026, 12, 1)
IBAN = "DE89370400440532013000"
INVOICES_EACH = 5
LAENDER = ("BW", "BY", "BE", "BB", "HB", "HH", "HE", "MV", "NI", "NW", "RP", "SL", "SN", "ST", "SH", "TH", "")
FIRST = ("Erika", "Jonas", "Mia", "Paul", "Lea", "Noah", "Ida", "Ben", "Ada", "Emil")
LAST = ("Beispiel", "Muster", "Ahorn", "Linde", "Buche", "Eiche", "Tanne", "Kiefer", "Birke", "Esche")
PEERS = {"propose": 1_815, "release": 1_201}  # Tryton 8.2 -O at 50,000 lines, on the same kind of machine


def main() -> None:
    if len(sys.argv) > 2 and sys.argv[2] == "--measure":
        with tempfile.TemporaryDirectory() as home:
            begin(Path(home))
            build(int(sys.argv[1]))
            measure(int(sys.argv[1]))
        return
    full = [100_000, 1_000_000] if os.environ.get("FULL") == "1" else [2_000, 20_000]
    for number in [int(sys.argv[1])] if len(sys.argv) > 1 else full:
        # A process of its own: the peak of memory is the process's.
        subprocess.run([sys.executable, __file__, str(number), "--measure"], check=True)


def begin(home: Path) -> None:
    os.environ["KULANZ_HOME"] = str(home)
    if url := os.environ.get("KULANZ_BENCH_DATABASE_URL"):
        os.environ["KULANZ_DATABASE_URL"] = url
    from kulanz.interfaces.commands.support import prepare

    prepare()


def measure(number: int) -> None:
    from kulanz.core.actor import Actor
    from kulanz.features.dunning.actions import release
    from kulanz.features.dunning.preview import Page, preview
    from kulanz.features.tenants.clock import business_now
    from kulanz.features.tenants.models import Merchant

    shop = Merchant.objects.get()
    actor, at = Actor.system(shop.pk), business_now(shop, machine_now=NOW)
    print(f"{number:,} open invoices of {number // INVOICES_EACH:,} customers")
    page = Page(first=0, size=100)
    shown = timed("propose from scratch", number, lambda: preview(actor, day=TODAY, at=at, page=page))
    fingerprint = shown.fingerprint
    facts: dict[str, Any] = {"actor": actor, "day": TODAY, "at": at, "machine_now": NOW}
    parts = Parts()
    timed(
        "release",
        number,
        lambda: release(
            **facts, delivery_and_returns_confirmed=True, expected=fingerprint, progress=parts.heard
        ),
    )
    print(f"  longest part of the release {parts.longest:.2f} s")


class Parts:
    """How long the parts of a release took; each is one transaction."""

    def __init__(self) -> None:
        self.longest, self._last = 0.0, 0.0

    def heard(self, done: int, total: int) -> None:
        now = time.perf_counter()
        if self._last:
            self.longest = max(self.longest, now - self._last)
        self._last = now


def timed(what: str, number: int, work: Callable[[], Any]) -> Any:
    clock, cpu = time.perf_counter(), time.process_time()
    result = work()
    clock, cpu = time.perf_counter() - clock, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"  {what:28}{clock:8.2f} s{cpu:8.2f} s of CPU{number / clock:12,.0f} per second"
        f"   peak {peak:4.0f} MB",
        flush=True,
    )
    return result


def build(number: int) -> None:
    """Write a book of so many open invoices: every reminder is due, nothing has been sent."""
    from django.db import connection, transaction

    from kulanz.core.actor import Actor
    from kulanz.features.banking.accounts import add_bank_account
    from kulanz.features.banking.models import BankAccount
    from kulanz.features.dunning.strategies import publish_presets
    from kulanz.features.tenants.actions import create_merchant
    from kulanz.features.tenants.clock import set_clock

    shop = create_merchant(name="Großlager", country="DE", state="BE", is_live=False, machine_now=NOW)
    set_clock(shop, to=NOW, machine_now=NOW)
    actor = Actor.system(shop.pk)
    add_bank_account(actor=actor, iban=IBAN, owner_name="Großlager", at=NOW)
    BankAccount.objects.update(covered_to=TODAY - timedelta(days=1))
    publish_presets(actor=actor, at=NOW)
    chance = random.Random(2026)
    for start in range(0, number, 50_000):
        with transaction.atomic():
            write(shop, range(start, min(number, start + 50_000)), chance)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def write(shop: Any, places: range, chance: random.Random) -> None:
    from kulanz.core.ledger import EntryReason, LedgerAccount
    from kulanz.features.audit.models import Event
    from kulanz.features.claims.models import Case, Invoice
    from kulanz.features.fast_insert import reserve_keys
    from kulanz.features.ledger.models import Entry, OpenItem, Posting
    from kulanz.features.parties.models import Customer
    from kulanz.features.rows import new_public_id
    from kulanz.features.tenants.models import Storefront

    storefront = Storefront.objects.get(merchant=shop, is_standard=True).pk
    size = len(places)
    buyers = list(reserve_keys(Customer, -(-size // INVOICES_EACH)))
    put(
        Customer,
        ("id", "public_id", "number", "name", "kind", "email", "phone", "state"),
        (people(buyers, places.start // INVOICES_EACH, chance)),
        merchant_id=shop.pk,
        created_at=NOW,
        street="Ahornweg 2",
        postcode="10115",
        city="Berlin",
        country="DE",
    )
    invoices, items, cases, entries, events = (
        list(reserve_keys(model, size)) for model in (Invoice, OpenItem, Case, Entry, Event)
    )
    cents = [chance.randint(500, 30_000) for _ in places]
    owners = [buyers[place // INVOICES_EACH] for place in range(size)]
    due = [TODAY - timedelta(days=chance.randint(4, 63)) for _ in places]
    issued = [(day - timedelta(days=14)).isoformat() for day in due]
    put(OpenItem, ("id", "open_cents"), zip(items, cents, strict=True), merchant_id=shop.pk, currency="EUR")
    put(
        Event,
        ("id", "customer_id", "invoice_id", "case_id"),
        zip(events, owners, invoices, cases, strict=True),
        merchant_id=shop.pk, kind="InvoiceImported", day=TODAY, at=NOW, recorded_at=NOW, actor_kind="system",
    )  # fmt: skip
    put(
        Invoice,
        ("id", "public_id", "customer_id", "open_item_id", "number", "issue_date", "due_date", "total_cents", "delivery"),
        (
            (key, new_public_id("inv"), owner, item, f"RE-{place:07d}", issue, day.isoformat(), total,
             "delivered" if chance.random() < 0.7 else "unknown")
            for key, owner, item, place, issue, day, total in zip(
                invoices, owners, items, places, issued, due, cents, strict=True
            )
        ),
        merchant_id=shop.pk, storefront_id=storefront, currency="EUR", collectible_by="merchant", imported_at=NOW,
    )  # fmt: skip
    put(
        Case,
        ("id", "public_id", "invoice_id", "customer_id", "due_date"),
        (
            (key, new_public_id("case"), invoice, owner, day.isoformat())
            for key, invoice, owner, day in zip(cases, invoices, owners, due, strict=True)
        ),
        merchant_id=shop.pk, opened_on=TODAY, look_again_on=TODAY,
    )  # fmt: skip
    put(
        Entry,
        ("id", "public_id", "booking_date", "value_date", "event_id"),
        (
            (key, new_public_id("ent"), issue, issue, event)
            for key, issue, event in zip(entries, issued, events, strict=True)
        ),
        merchant_id=shop.pk, reason=EntryReason.INVOICE_ISSUED.value,
    )  # fmt: skip
    for account, sign in ((LedgerAccount.RECEIVABLES, 1), (LedgerAccount.REVENUE, -1)):
        put(
            Posting,
            ("entry_id", "open_item_id", "cents"),
            (
                (entry, item if sign == 1 else None, sign * amount)
                for entry, item, amount in zip(entries, items, cents, strict=True)
            ),
            ledger_account=account.value, currency="EUR",
        )  # fmt: skip


def put(model: Any, names: tuple[str, ...], rows: Any, **same: Any) -> None:
    """Insert rows, which begin with their key where `names` does."""
    from kulanz.features.fast_insert import insert_rows

    made = list(rows)
    if names[0] != "id":
        insert_rows(model, names, made, **same)
        return
    insert_rows(model, names[1:], [row[1:] for row in made], keys=[row[0] for row in made], **same)


def people(keys: list[int], first: int, chance: random.Random) -> Iterator[tuple[Any, ...]]:
    from kulanz.features.rows import new_public_id

    for place, key in enumerate(keys, start=first):
        name = f"{FIRST[place % 10]} {LAST[place // 10 % 10]}{place}"
        yield (
            key, new_public_id("cus"), f"K{place:07d}", name, "business" if place % 12 == 0 else "consumer",
            f"k{place}@kundin.example", "030 1234567" if chance.random() < 0.5 else "",
            LAENDER[chance.randrange(len(LAENDER))],
        )  # fmt: skip


if __name__ == "__main__":
    main()
