"""Files that are too long for a page: taken in by the worker, from the stored bytes, as often as it takes."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kulanz.core.actor import Actor
from kulanz.features.banking.rematching import take_in_invoices
from kulanz.features.banking.statements import import_statements
from kulanz.features.claims.intake import ImportRefused, Outcome
from kulanz.features.documents.actions import DocumentDamaged, read, store
from kulanz.features.documents.models import Document
from kulanz.features.tenants.clock import business_now
from kulanz.features.tenants.queries import merchant_of
from kulanz.features.work.actions import begin
from kulanz.features.work.handlers import Outcome as WorkOutcome
from kulanz.features.work.handlers import Progress, WorkRefused
from kulanz.features.work.models import LongWork
from kulanz.features.work.worker import actor_of
from kulanz.formats.bank_files import read_bank_file
from kulanz.formats.invoice_files import read_invoice_file

INVOICES, STATEMENTS = "invoices_import", "statements_import"
LONG = 2000  # rows or lines: shorter files are taken in while the person waits


def is_long_table(data: bytes) -> bool:
    """Return whether a table has so many lines that a person should not wait for them."""
    return data.count(b"\n") > LONG


def begin_invoices(
    *, actor: Actor, data: bytes, name: str, collectible_by: str | None, at: datetime, machine_now: datetime
) -> LongWork:
    """Let the worker import a list of invoices. Raises WorkInHand."""
    document = _kept(actor, data, name, Document.Kind.INVOICE_LIST, "text/csv", at)
    payload = {"document": document.pk, "collectible_by": collectible_by}
    return begin(actor=actor, kind=INVOICES, title=name, payload=payload, machine_now=machine_now)


def begin_statements(
    *, actor: Actor, data: bytes, name: str, account: str | None, at: datetime, machine_now: datetime
) -> LongWork:
    """Let the worker import a bank file. Raises WorkInHand."""
    media = "application/xml" if data.lstrip()[:1] == b"<" else "text/plain"
    document = _kept(actor, data, name, Document.Kind.BANK_STATEMENT, media, at)
    payload = {"document": document.pk, "account": account}
    return begin(actor=actor, kind=STATEMENTS, title=name, payload=payload, machine_now=machine_now)


def import_invoices_of(work: LongWork, *, progress: Progress, machine_now: datetime) -> WorkOutcome:
    """Import the list. Rows that are in the books already add nothing, so that it may begin anew."""
    actor, data = actor_of(work), _bytes_of(work)
    try:
        report, matched = take_in_invoices(
            actor=actor,
            records=read_invoice_file(data, file=work.title),
            data=data,
            file_name=work.title,
            at=business_now(merchant_of(actor), machine_now=machine_now),
            machine_now=machine_now,
            collectible_by_for_unstated=work.payload["collectible_by"],
            progress=progress,
        )
    except ImportRefused as refused:
        raise WorkRefused(str(refused)) from refused
    imported, problems = report.count(Outcome.IMPORTED), report.problems
    sentences = [
        ngettext("%(n)d Rechnung eingelesen.", "%(n)d Rechnungen eingelesen.", imported) % {"n": imported}
    ]
    if known := report.count(Outcome.DUPLICATE) + report.count(Outcome.UPDATED):
        sentences.append(_("%(n)d waren schon da.") % {"n": known})
    if problems:
        sentences.append(_("%(n)d nicht übernommen.") % {"n": len(problems)})
    if matched.booked:
        sentences.append(_("%(n)d wartende Zahlungen zugeordnet.") % {"n": matched.booked})
    return WorkOutcome(
        message=" ".join(sentences), problems=[(row.place, row.message) for row in problems[:50]]
    )


def import_statements_of(work: LongWork, *, progress: Progress, machine_now: datetime) -> WorkOutcome:
    """Import the bank file. Lines that are in the books already are not booked again."""
    actor, data = actor_of(work), _bytes_of(work)
    report = import_statements(
        actor=actor,
        read=read_bank_file(data, file=work.title),
        data=data,
        file_name=work.title,
        bank_account=work.payload["account"],
        at=business_now(merchant_of(actor), machine_now=machine_now),
        machine_now=machine_now,
        progress=progress,
    )
    return WorkOutcome(
        message=report.message, problems=[(one.place, one.message) for one in report.errors[:50]]
    )


def _kept(actor: Actor, data: bytes, name: str, kind: str, media_type: str, at: datetime) -> Document:
    document, _is_new = store(
        actor=actor, data=data, kind=kind, media_type=media_type, original_name=name, at=at
    )
    return document


def _bytes_of(work: LongWork) -> bytes:
    try:
        return read(Document.objects.get(merchant_id=work.merchant_id, pk=work.payload["document"]))
    except DocumentDamaged as damaged:
        raise WorkRefused(str(damaged)) from damaged
