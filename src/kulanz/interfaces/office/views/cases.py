"""Cases: find them, understand them, act on them."""

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kulanz.core.actor import Capability, may
from kulanz.features.audit.queries import timeline_of_case
from kulanz.features.banking.actions import PaymentRefused, payment_by_hand
from kulanz.features.banking.queries import matches_of_invoice
from kulanz.features.claims.models import Case
from kulanz.features.contact.actions import hold as place_hold
from kulanz.features.contact.actions import lift as lift_hold
from kulanz.features.dunning.queries import case_of, cases, explain
from kulanz.features.letters.queries import messages_of_case
from kulanz.features.parties.actions import HoldRefused, HoldUnknown
from kulanz.features.parties.queries import running_holds
from kulanz.features.worklist.actions import CallRefused, record_call
from kulanz.features.worklist.queries import calls_of_case
from kulanz.interfaces.office.access import OfficeRequest, page
from kulanz.interfaces.office.action_forms import CallForm, PaymentForm
from kulanz.interfaces.office.case_words import shown_case
from kulanz.interfaces.office.hold_form import HoldForm, stops_person

PER_PAGE = 50


def views() -> list[tuple[str, str]]:
    """Return the saved views of the list."""
    return [
        ("ueberfaellig", _("Überfällig")),
        ("alle", _("Alle offenen")),
        ("angehalten", _("Angehalten")),
        ("erledigt", _("Erledigt")),
    ]


@page(Capability.READ)
@require_GET
def index(request: OfficeRequest) -> HttpResponse:
    """The list, by saved view and search."""
    chosen, text = request.GET.get("ansicht", "ueberfaellig"), request.GET.get("q", "").strip()
    if chosen not in dict(views()):
        raise Http404
    found = cases(request.actor, view=chosen, text=text, day=request.at.date())
    context = {
        "page": Paginator(found.rows, PER_PAGE).get_page(request.GET.get("seite")),
        "views": views(),
        "chosen": chosen,
        "text": text,
        "query": f"ansicht={chosen}" + (f"&q={text}" if text else ""),
        "total_cents": found.open_cents,
        "total_count": found.count,
    }
    return render(request, "office/cases.html", context)


@page(Capability.READ)
@require_GET
def detail(request: OfficeRequest, public_id: str) -> HttpResponse:
    """Everything about one claim."""
    return _detail(request, _case(request, public_id))


def _detail(request: OfficeRequest, case: Case, *, status: int = 200, **forms: Any) -> HttpResponse:
    actor, day = request.actor, request.at.date()
    explained = explain(actor, case=case, day=day, at=request.at)
    context = {
        "case": case,
        "explained": explained,
        "shown": shown_case(case, explained),
        "events": timeline_of_case(actor, case_id=case.pk, customer_id=case.customer_id),
        "holds": [
            one
            for one in running_holds(actor, day=day, customer_id=case.customer_id)
            if one.invoice_id in (None, case.invoice_id)
        ],
        "calls": calls_of_case(actor, case_id=case.pk),
        "letters": messages_of_case(actor, case.pk),
        "matches": matches_of_invoice(actor, invoice_id=case.invoice_id),
        "hold_form": forms.get("hold_form") or HoldForm(day=day),
        "call_form": forms.get("call_form") or CallForm(),
        "payment_form": forms.get("payment_form") or PaymentForm(day=day),
        "may_hold": may(actor.role, Capability.EDIT_CASE),
        "may_call": may(actor.role, Capability.RECORD_CALL),
        "may_book": may(actor.role, Capability.MATCH),
    }
    return render(request, "office/case.html", context, status=status)


@page(Capability.EDIT_CASE)
@require_POST
def hold(request: OfficeRequest, public_id: str) -> HttpResponse:
    """Hold a case, or its person, back."""
    case = _case(request, public_id)
    form = HoldForm(request.POST, day=request.at.date())
    if form.is_valid():
        values = form.cleaned_data
        scope = values["scope"] or "usual"
        is_person = stops_person(values["kind"]) if scope == "usual" else scope == "person"
        try:
            place_hold(
                actor=request.actor,
                customer_id=case.customer_id,
                invoice_id=None if is_person else case.invoice_id,
                **_hold_values(values, day=request.at.date(), at=request.at),
            )
        except HoldRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Angehalten. Solange der Grund gilt, geht nichts hinaus."))
            return redirect("office:case", public_id)
    return _detail(request, case, status=422, hold_form=form)


def _hold_values(values: dict[str, Any], *, day: date, at: datetime) -> dict[str, Any]:
    return {
        "kind": values["kind"],
        "since": values["since"],
        "until": values["until"],
        "because": values["because"],
        "day": day,
        "at": at,
    }


@page(Capability.EDIT_CASE)
@require_POST
def lift(request: OfficeRequest, public_id: str) -> HttpResponse:
    """End a hold, and go back to where one came from."""
    try:
        lifted = lift_hold(
            actor=request.actor,
            hold_public_id=public_id,
            because=_("Von Hand aufgehoben."),
            day=request.at.date(),
            at=request.at,
        )
    except HoldUnknown as cause:
        raise Http404 from cause
    messages.success(request, _("Aufgehoben. Der Fall wird heute neu geprüft."))
    if lifted.invoice_id is not None:
        return redirect("office:case", lifted.invoice.case.public_id)
    return redirect("office:customer", lifted.customer.public_id)


@page(Capability.RECORD_CALL)
@require_POST
def call(request: OfficeRequest, public_id: str) -> HttpResponse:
    """Write down what came of a call."""
    case = _case(request, public_id)
    form = CallForm(request.POST)
    if form.is_valid():
        try:
            record_call(
                actor=request.actor, case=case, day=request.at.date(), at=request.at, **form.cleaned_data
            )
        except CallRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Der Anruf ist notiert."))
            return redirect("office:case", public_id)
    return _detail(request, case, status=422, call_form=form)


@page(Capability.MATCH)
@require_POST
def payment(request: OfficeRequest, public_id: str) -> HttpResponse:
    """Book a payment that no bank statement will bring."""
    case = _case(request, public_id)
    form = PaymentForm(request.POST, day=request.at.date())
    if form.is_valid():
        try:
            payment_by_hand(
                actor=request.actor,
                invoice_id=case.invoice_id,
                cents=form.cleaned_data["amount"],
                paid_on=form.cleaned_data["paid_on"],
                because=form.cleaned_data["because"],
                day=request.at.date(),
                at=request.at,
            )
        except PaymentRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Die Zahlung ist gebucht."))
            return redirect("office:case", public_id)
    return _detail(request, case, status=422, payment_form=form)


def _case(request: OfficeRequest, public_id: str) -> Case:
    case = case_of(request.actor, public_id)
    if case is None:
        raise Http404
    return case
