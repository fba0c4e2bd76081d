"""Import one file of invoices: plan each row, book the good ones, report all."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kulanz.core.actor import Actor
from kulanz.features.claims.intake.booking import apply_update, book_invoices, save_customers
from kulanz.features.claims.intake.desk import Desk
from kulanz.features.claims.intake.planning import Decided, Planned, Planner, Update, known_row
from kulanz.features.claims.intake.report import ImportReport, Outcome, RowReport
from kulanz.features.documents.actions import store
from kulanz.features.documents.models import Document
from kulanz.features.tenants.models import Merchant
from kulanz.features.tenants.whose_claim import ANSWERS, ask
from kulanz.formats.records import InvoiceRecord, ReadInvoices

CHUNK = 500
Progress = Callable[[int, int], None]  # done, total
_MEDIA_TYPES = {"pdf": "application/pdf", "xml": "application/xml", "table": "text/csv"}


class ImportRefused(ValueError):
    """The import as asked for makes no sense; nothing was changed."""


def import_invoices(
    *,
    actor: Actor,
    records: ReadInvoices,
    data: bytes,
    file_name: str,
    at: datetime,
    machine_now: datetime,
    dry_run: bool = False,
    collectible_by_for_unstated: str | None = None,
    progress: Progress | None = None,
) -> ImportReport:
    """Book every good row of a read file and report every row; a dry run writes nothing and reports the same.

    `at` is the merchant's instant. `collectible_by_for_unstated` answers, for this file, whose the claims are that
    name neither payment method nor sales channel. Each chunk of rows is one transaction: a crash in between leaves
    whole rows, and importing the file again adds the rest. `progress` hears after each chunk how many rows of how
    many are done; where it raises, the import ends there.
    """
    if collectible_by_for_unstated is not None and collectible_by_for_unstated not in ANSWERS:
        raise ImportRefused(
            _("„%(answer)s“ ist keine Antwort. Möglich: %(known)s.")
            % {
                "answer": collectible_by_for_unstated,
                "known": ", ".join(sorted(ANSWERS)),
            }
        )
    merchant = Merchant.objects.get(pk=actor.merchant_id)
    has_country = any(field == "country" for field, _column in records.mapping)
    planner = Planner(
        actor=actor,
        merchant=merchant,
        day=at.date(),
        assumes_germany=bool(records.mapping) and not has_country,
        collectible_by_for_unstated=collectible_by_for_unstated,
    )
    rows: list[RowReport] = []
    customers_added = 0
    done, total = 0, len(records.invoices)
    for chunk in _chunks(records.invoices):
        done += len(chunk)
        if dry_run:
            rows += [_reported(one) for one in planner.plan(chunk)]
            customers_added = len(planner.customers.added)
            continue
        with transaction.atomic():
            # One import at a time: numbers of invoices and customers are looked up before they are added.
            Merchant.objects.select_for_update().get(pk=actor.merchant_id)
            desk = Desk(actor=actor, at=at, document=_keep(actor, data, file_name, records, at))
            decided = planner.plan(chunk)
            customers_added += save_customers(planner.customers)
            book_invoices(desk, [one for one in decided if isinstance(one, Planned)])
            for one in decided:
                if isinstance(one, Update):
                    apply_update(desk, one)
            ask(actor, planner.questions)
        rows += [_reported(one) for one in decided]
        if progress is not None:
            progress(done, total)
    rows += [
        RowReport(file=problem.file, place=problem.place, outcome=Outcome.PROBLEM, message=problem.message)
        for problem in records.errors
    ]
    return ImportReport(
        file=file_name,
        is_dry_run=dry_run,
        rows=tuple(rows),
        warnings=records.warnings,
        customers_added=customers_added,
        open_cents=_open_by_currency(rows),
        questions=planner.question_texts(),
    )


def _chunks(records: Sequence[InvoiceRecord]) -> list[Sequence[InvoiceRecord]]:
    return [records[start : start + CHUNK] for start in range(0, len(records), CHUNK)]


def _keep(actor: Actor, data: bytes, file_name: str, records: ReadInvoices, at: datetime) -> Document:
    is_table = bool(records.mapping)
    media = "table" if is_table else "pdf" if data[:1024].find(b"%PDF-") >= 0 else "xml"
    document, _is_new = store(
        actor=actor,
        data=data,
        kind=Document.Kind.INVOICE_LIST if is_table else Document.Kind.INVOICE,
        media_type=_MEDIA_TYPES[media],
        original_name=file_name,
        at=at,
    )
    return document


def _reported(one: Decided) -> RowReport:
    if isinstance(one, Planned):
        return one.report()
    if isinstance(one, Update):
        return known_row(one.invoice, one.record, outcome=Outcome.UPDATED, message=one.message)
    return one


def _open_by_currency(rows: Sequence[RowReport]) -> tuple[tuple[str, int], ...]:
    sums: Counter[str] = Counter()
    for row in rows:
        if row.outcome is Outcome.IMPORTED and row.open_cents:
            sums[row.currency] += row.open_cents
    return tuple(sorted(sums.items()))
