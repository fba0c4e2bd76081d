"""How long office pages take at a shop with many invoices: every page, list, filter and search, warm, one at a time.

    python benchmarks/pages.py            24,000 invoices in a home that is thrown away
    FULL=1 python benchmarks/pages.py     1,200,000 (builds them first, some ten minutes)
    KULANZ_HOME=… python benchmarks/pages.py   the Großstadt that is there already
    KULANZ_DATABASE_URL=… python benchmarks/pages.py   on PostgreSQL

Requests go through Django's whole stack, from middleware to template, without the network.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from typing import Any

INVOICES = 1_200_000 if os.environ.get("FULL") else 24_000
TIMES = int(os.environ.get("TIMES", "20"))
AIM = 0.3


def main(wanted: list[str]) -> int:
    if os.environ.get("KULANZ_HOME"):
        return measure(wanted)
    with tempfile.TemporaryDirectory() as home:
        os.environ["KULANZ_HOME"] = home
        return measure(wanted)


def measure(wanted: list[str]) -> int:
    from kulanz.interfaces.commands.support import machine_now, prepare

    prepare()
    from kulanz.features.tenants.queries import demo_merchant
    from kulanz.interfaces.commands.demo.city.build import NAME, build_city

    merchant = demo_merchant() or build_city(
        invoices=INVOICES, seed=1, machine_now=machine_now(), told=lambda days, of: None
    )
    assert merchant.name == NAME, "this home holds another shop"
    slow = 0
    print(f"{'page':58}{'p50 ms':>9}{'p95 ms':>9}{'max ms':>9}{'CPU ms':>9}{'queries':>9}")
    for name, url in pages(merchant):
        if wanted and not any(part in f"{name} {url}" for part in wanted):
            continue
        times, cpu, queries = timed(url)
        slow += times[int(0.95 * (len(times) - 1))] > AIM
        p50, p95, most = statistics.median(times), times[int(0.95 * (len(times) - 1))], times[-1]
        mark = "  slow" if p95 > AIM else ""
        print(
            f"{name + ' ' + url[:40]:58}{p50 * 1000:9.0f}{p95 * 1000:9.0f}{most * 1000:9.0f}{cpu * 1000:9.0f}{queries:9}{mark}",
            flush=True,
        )
    print(f"{slow} of these pages miss p95 <= {AIM * 1000:.0f} ms")
    return 0


def timed(url: str) -> tuple[list[float], float, int]:
    """Return the times in order, the CPU seconds of each request on average, and the number of queries."""
    from django.db import connection
    from django.test import Client

    from kulanz.features.tenants.queries import demo_owner

    client = Client(HTTP_HOST="127.0.0.1")
    owner = demo_owner()
    assert owner is not None
    client.force_login(owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    asked = []
    with connection.execute_wrapper(lambda execute, *args: (asked.append(1), execute(*args))[1]):
        answer = client.get(url)
    assert answer.status_code == 200 or url.startswith("/suche"), f"{url}: {answer.status_code}"
    took = []
    cpu = time.process_time()
    for _ in range(TIMES):
        began = time.perf_counter()
        client.get(url)
        took.append(time.perf_counter() - began)
        if sum(took) > 30:
            break
    return sorted(took), (time.process_time() - cpu) / len(took), len(asked)


def pages(merchant: Any) -> Iterator[tuple[str, str]]:
    """Yield a name and an address for each page, each list in each of its views, deep pages and searches."""
    from kulanz.features.banking.models import BankLine
    from kulanz.features.claims.models import Case, Invoice
    from kulanz.features.dunning.models import DunningRun
    from kulanz.features.letters.models import Message
    from kulanz.features.parties.models import Customer, KnownIban

    middle = (
        Invoice.objects.filter(merchant=merchant, pk__gte=INVOICES // 2).select_related("customer").first()
    )
    late = Case.objects.filter(merchant=merchant, state="open", steps__step="final_notice").first()
    paid = Case.objects.filter(merchant=merchant, state="closed").order_by("-pk").first()
    assert middle is not None and late is not None and paid is not None
    message = Message.objects.filter(merchant=merchant).order_by("-pk").first()
    run = DunningRun.objects.filter(merchant=merchant).order_by("-pk").first()
    line = BankLine.objects.filter(merchant=merchant, state="proposed").first()
    booked = BankLine.objects.filter(merchant=merchant, state="booked").order_by("-pk").first()
    iban = KnownIban.objects.filter(merchant=merchant).order_by("-pk").first()
    busy = Customer.objects.filter(merchant=merchant).first()
    assert message and run and line and booked and iban and busy
    yield "Heute", "/"
    for view in ("senden", "zurueckgehalten", "anrufe"):
        yield f"Lauf {view}", f"/lauf?liste={view}"
    yield "a run", f"/lauf/{run.public_id}"
    for view in ("overdue", "open", "held", "closed"):
        yield f"cases {view}", f"/faelle?ansicht={view}"
        yield f"cases {view}, page 40", f"/faelle?ansicht={view}&seite=40"
    yield "cases closed, last page", "/faelle?ansicht=closed&seite=99999"
    for text in ("Müller", "Yilmaz", middle.number, middle.number[-7:], middle.order_number, "gibtsnicht"):
        for view in ("open", "closed"):
            yield f"cases {view}, search", f"/faelle?ansicht={view}&q={text}"
    yield "case, open", f"/faelle/{late.public_id}"
    yield "case, paid", f"/faelle/{paid.public_id}"
    yield "customers", "/kunden"
    yield "customers, page 40", "/kunden?seite=40"
    yield "customers, last page", "/kunden?seite=99999"
    yield "customers who owe", "/kunden?offen=1"
    for text in ("Müller", "gibtsnicht", busy.email, busy.number):
        yield "customers, search", f"/kunden?q={text}"
    yield "customer", f"/kunden/{busy.public_id}"
    yield "customer, late", f"/kunden/{late.customer.public_id}"
    for view in ("vorschlaege", "offen", "zwillinge", "zugeordnet", "weggelegt"):
        yield f"payments {view}", f"/zahlungen?liste={view}"
    yield "payments booked, page 400", "/zahlungen?liste=zugeordnet&seite=400"
    yield "bank line, proposed", f"/zahlungen/{line.public_id}"
    yield "bank line, search", f"/zahlungen/{line.public_id}?q=Müller"
    yield "bank line, booked", f"/zahlungen/{booked.public_id}"
    yield "upload of statements", "/zahlungen/einlesen"
    yield "upload of invoices", "/rechnungen/einlesen"
    for view in ("", "wartet", "gesendet", "zurueckgezogen", "zu-klaeren"):
        yield f"outbox {view}", f"/ausgang?stand={view}" if view else "/ausgang"
    yield "outbox, page 400", "/ausgang?seite=400"
    yield "outbox, last page", "/ausgang?seite=99999"
    yield "message", f"/ausgang/{message.public_id}"
    for text in (
        middle.number, middle.number[-7:], "Müller", "muller", "Anna Müller", middle.customer.number, middle.order_number,
        f"{middle.total_cents // 100},{middle.total_cents % 100:02d}", iban.iban[-6:], iban.iban, "gibtsnicht", busy.email,
    ):  # fmt: skip
        yield "search", f"/suche?q={text}"
    for path in ("", "/firma", "/bank", "/mail", "/zahlarten", "/team", "/live"):
        yield "setup", f"/einrichtung{path}"
    yield "more", "/mehr"
    yield "profile", "/profil"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
