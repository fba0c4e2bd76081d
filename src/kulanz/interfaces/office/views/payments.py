"""Money in: bank statements, the queues, and what each line pays."""

import re
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kulanz.core.actor import Capability, may
from kulanz.features.banking.actions import (
    Assignment,
    InvoiceUnknown,
    LineUnknown,
    accept_proposal,
    match_by_hand,
    set_aside,
    take_back,
)
from kulanz.features.banking.booking import PaymentRefused
from kulanz.features.banking.long_work import LONG, begin_statements
from kulanz.features.banking.models import BankLine
from kulanz.features.banking.queries import bank_accounts, imports, line, queue, queue_counts
from kulanz.features.banking.statements import import_statements
from kulanz.features.banking.twins import confirm_twin_is_new, drop_twin
from kulanz.features.banking.undoing import MatchUnknown, undo_match
from kulanz.features.claims.search import open_invoices
from kulanz.features.documents.parking import LARGEST_FILE
from kulanz.features.work.actions import WorkInHand
from kulanz.formats.bank_files import read_bank_file
from kulanz.interfaces.office.access import OfficeRequest, page
from kulanz.interfaces.office.action_forms import AmountField
from kulanz.interfaces.office.forms import UploadForm
from kulanz.interfaces.office.paging import page_of

PER_PAGE = 30
QUEUES = {
    "vorschlaege": "proposed",
    "offen": "open",
    "zwillinge": "twin",
    "zugeordnet": "booked",
    "weggelegt": "set_aside",
}


@page(Capability.READ)
@require_GET
def index(request: OfficeRequest) -> HttpResponse:
    """The queues: proposals first, because they are a click each."""
    counts = queue_counts(request.actor)
    first = next(
        (code for code in ("vorschlaege", "offen", "zwillinge") if counts[QUEUES[code]]), "zugeordnet"
    )
    chosen = request.GET.get("liste", first)
    if chosen not in QUEUES:
        raise Http404
    shown = page_of(queue(request.actor, QUEUES[chosen]), request.GET.get("seite"), per_page=PER_PAGE)
    titles = {
        "vorschlaege": _("Vorschläge"),
        "offen": _("Nicht zuordenbar"),
        "zwillinge": _("Mögliche Zwillinge"),
        "zugeordnet": _("Zugeordnet"),
        "weggelegt": _("Weggelegt"),
    }
    for one in shown:
        _add_proposals(one)
    context = {
        "page": shown,
        "queues": [(code, titles[code], counts[state]) for code, state in QUEUES.items()],
        "chosen": chosen,
        "query": f"liste={chosen}",
        "accounts": bank_accounts(request.actor),
        "may_match": may(request.actor.role, Capability.MATCH),
        "may_import": may(request.actor.role, Capability.IMPORT),
    }
    return render(request, "office/payments.html", context)


@page(Capability.READ)
@require_GET
def line_page(request: OfficeRequest, public_id: str) -> HttpResponse:
    """One line: its proposals, and any other invoice by search."""
    one = _line(request, public_id)
    _add_proposals(one)
    text = request.GET.get("q", "").strip()
    context = {
        "line": one,
        "text": text,
        "candidates": open_invoices(request.actor, text) if text else [],
        "may_match": may(request.actor.role, Capability.MATCH),
    }
    return render(request, "office/payments_line.html", context)


@page(Capability.MATCH)
@require_POST
def decide(request: OfficeRequest, public_id: str) -> HttpResponse:
    """Say what a line pays."""
    verdict, at, now = request.POST.get("verdict"), request.at, request.machine_now
    mine: dict[str, Any] = {"actor": request.actor, "line_public_id": public_id}
    try:
        if verdict == "accept":
            accept_proposal(rank=_rank(request), at=at, machine_now=now, **mine)
            messages.success(
                request, _("Zugeordnet und gebucht. Unter „Zugeordnet“ lässt es sich zurücknehmen.")
            )
        elif verdict == "by_hand":
            match_by_hand(
                assignments=_assignments(request), leftover=_leftover(request), at=at, machine_now=now, **mine
            )
            messages.success(
                request, _("Zugeordnet und gebucht. Unter „Zugeordnet“ lässt es sich zurücknehmen.")
            )
        elif verdict == "set_aside":
            set_aside(because=request.POST.get("because", ""), at=at, **mine)
        elif verdict == "take_back":
            take_back(at=at, **mine)
        elif verdict == "new":
            confirm_twin_is_new(at=at, machine_now=now, **mine)
        elif verdict == "same":
            drop_twin(at=at, **mine)
        else:
            raise Http404
    except (LineUnknown, InvoiceUnknown) as cause:
        raise Http404 from cause
    except (PaymentRefused, ValidationError) as refused:
        sentence = refused.messages[0] if isinstance(refused, ValidationError) else str(refused)
        messages.warning(request, sentence)
        return redirect("office:payments_line", public_id)
    return redirect("office:payments")


def _rank(request: OfficeRequest) -> int:
    rank = request.POST.get("rank", "1")
    return int(rank) if rank.isdecimal() and len(rank) < 4 else 1


def _leftover(request: OfficeRequest) -> Any:
    chosen = request.POST.get("leftover", "refuse")
    return chosen if chosen in ("refuse", "customer_credit", "stay_open") else "refuse"


def _assignments(request: OfficeRequest) -> list[Assignment]:
    """Return cents by invoice from the fields that were filled in, negative for money that went out."""
    field = AmountField(required=False)
    sign = -1 if _line(request, str(request.resolver_match.kwargs["public_id"])).amount_cents < 0 else 1
    filled = [
        Assignment(invoice_id=int(name.removeprefix("amount-")), cents=sign * field.clean(value))
        for name, value in request.POST.items()
        if re.fullmatch(r"amount-[0-9]{1,18}", name) and str(value).strip()
    ]
    if not filled:
        raise ValidationError(_("Bitte bei mindestens einer Rechnung einen Betrag eingeben."))
    return filled


@page(Capability.MATCH)
@require_POST
def undo(request: OfficeRequest, public_id: str) -> HttpResponse:
    """Take a match back by reversal."""
    try:
        undone = undo_match(
            actor=request.actor,
            match_public_id=public_id,
            because=_("Von Hand zurückgenommen."),
            at=request.at,
        )
    except MatchUnknown as cause:
        raise Http404 from cause
    except PaymentRefused as refused:
        messages.warning(request, str(refused))
        return redirect("office:payments")
    messages.success(request, _("Zurückgenommen. Der Betrag ist wieder offen."))
    if undone.bank_line is not None:
        return redirect("office:payments_line", undone.bank_line.public_id)
    return redirect("office:case", undone.invoice.case.public_id)


@page(Capability.IMPORT)
@require_http_methods(["GET", "POST"])
def upload(request: OfficeRequest) -> HttpResponse:
    """Take in a bank statement; it is matched at once."""
    form = UploadForm(request.POST or None, request.FILES or None)
    report = None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            form.add_error("file", _("Die Datei ist größer als 64 MB. Bitte teilen Sie sie."))
        else:
            data = file.read()
            read = read_bank_file(data, file=file.name)
            if sum(len(statement.lines) for statement in read.statements) > LONG:
                return _later(request, data=data, name=file.name)
            report = import_statements(
                actor=request.actor,
                read=read,
                data=data,
                file_name=file.name,
                bank_account=request.POST.get("account") or None,
                at=request.at,
                machine_now=request.machine_now,
            )
    context = {
        "form": form,
        "report": report,
        "accounts": bank_accounts(request.actor),
        "imports": imports(request.actor),
    }
    return render(request, "office/payments_upload.html", context, status=422 if form.errors else 200)


def _later(request: OfficeRequest, *, data: bytes, name: str) -> HttpResponse:
    """Let the worker take in a long file; the page shows how far it is."""
    try:
        work = begin_statements(
            actor=request.actor,
            data=data,
            name=name,
            account=request.POST.get("account") or None,
            at=request.at,
            machine_now=request.machine_now,
        )
    except WorkInHand as refused:
        messages.warning(request, str(refused))
        work = refused.work
    return redirect("office:work", work.public_id)


def _line(request: OfficeRequest, public_id: str) -> BankLine:
    one = line(request.actor, public_id)
    if one is None:
        raise Http404
    return one


def _add_proposals(one: BankLine) -> None:
    """Hang the proposals on the line as the page shows them: evidence in the reader's language."""
    text = "text_en" if (get_language() or "de").startswith("en") else "text_de"
    best = sorted(one.proposals.all(), key=lambda proposal: proposal.rank)[:3]
    for proposal in best:
        proposal.evidence_shown = [
            {"text": piece[text], "is_contra": piece["weight"] < 0} for piece in proposal.evidence
        ]
    one.best_proposals = best
