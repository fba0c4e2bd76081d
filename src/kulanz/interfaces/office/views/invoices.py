"""Take invoices in: upload, read the report of each row, confirm."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from kulanz.core.actor import Capability
from kulanz.features.banking.long_work import begin_invoices, is_long_table
from kulanz.features.banking.rematching import take_in_invoices
from kulanz.features.claims.intake import ImportRefused, ImportReport, Outcome
from kulanz.features.documents.parking import LARGEST_FILE, ParkingUnknown, forget, park, parked
from kulanz.features.work.actions import WorkInHand
from kulanz.formats.invoice_files import read_invoice_file
from kulanz.interfaces.office.access import OfficeRequest, page
from kulanz.interfaces.office.forms import UploadForm

# Field names of the reader in words of the office.
SHOWN_ROWS = 200


@page(Capability.IMPORT)
@require_http_methods(["GET", "POST"])
def upload(request: OfficeRequest) -> HttpResponse:
    """Step one: the file and its report, nothing written. Step two: the same file, booked."""
    if request.method == "GET":
        return _page(request, form=UploadForm())
    if request.POST.get("token"):
        return _confirm(request)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form=form, status=422)
    file = form.cleaned_data["file"]
    if file.size > LARGEST_FILE:
        form.add_error("file", _("Die Datei ist größer als 64 MB. Bitte teilen Sie sie."))
        return _page(request, form=form, status=422)
    data = file.read()
    report, columns = _run(request, data=data, name=file.name, dry_run=True)
    token = (
        park(actor=request.actor, data=data)
        if report.count(Outcome.IMPORTED) or report.count(Outcome.UPDATED)
        else ""
    )
    return _page(request, form=UploadForm(), report=report, columns=columns, token=token, name=file.name)


def _confirm(request: OfficeRequest) -> HttpResponse:
    token, name = request.POST["token"], request.POST.get("name", "")
    try:
        data = parked(actor=request.actor, token=token)
        answer = request.POST.get("collectible_by") or None
        if is_long_table(data):
            return _later(request, data=data, name=name, answer=answer, token=token)
        report, _columns = _run(request, data=data, name=name, dry_run=False, answer=answer)
    except WorkInHand as refused:
        messages.warning(request, str(refused))
        return redirect("office:work", refused.work.public_id)
    except (ParkingUnknown, ImportRefused) as refused:
        messages.warning(request, str(refused))
        return redirect("office:invoices_import")
    forget(actor=request.actor, token=token)
    count = report.count(Outcome.IMPORTED)
    messages.success(
        request,
        ngettext("%(n)d Rechnung eingelesen.", "%(n)d Rechnungen eingelesen.", count) % {"n": count},
    )
    return _page(request, form=UploadForm(), report=report, is_done=True)


def _later(request: OfficeRequest, *, data: bytes, name: str, answer: str | None, token: str) -> HttpResponse:
    """Let the worker take in a long list; the page shows how far it is."""
    work = begin_invoices(
        actor=request.actor,
        data=data,
        name=name,
        collectible_by=answer,
        at=request.at,
        machine_now=request.machine_now,
    )
    forget(actor=request.actor, token=token)
    return redirect("office:work", work.public_id)


def _run(
    request: OfficeRequest, *, data: bytes, name: str, dry_run: bool, answer: str | None = None
) -> tuple[ImportReport, Any]:
    read = read_invoice_file(data, file=name)
    report, _matched = take_in_invoices(
        actor=request.actor,
        records=read,
        data=data,
        file_name=name,
        at=request.at,
        machine_now=request.machine_now,
        dry_run=dry_run,
        collectible_by_for_unstated=answer,
    )
    return report, {"mapping": read.mapping, "unknown": read.unknown_columns}


def _page(request: OfficeRequest, *, form: UploadForm, status: int = 200, **context: Any) -> HttpResponse:
    report: ImportReport | None = context.get("report")
    if report is not None:
        # Problems first: they are what a person has to do something about.
        rows = sorted(report.rows, key=lambda row: row.outcome != Outcome.PROBLEM)
        context |= {
            "rows": rows[:SHOWN_ROWS],
            "hidden_count": max(0, len(rows) - SHOWN_ROWS),
            "count": {outcome.value: report.count(outcome) for outcome in Outcome},
        }
    return render(request, "office/invoices_import.html", {"form": form, **context}, status=status)
