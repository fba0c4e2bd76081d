"""Cases: find them, understand them, act on them."""

import secrets
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kulanz.core.actor import Capability, may
from kulanz.core.strategy import Need
from kulanz.features.banking.actions import payment_by_hand
from kulanz.features.banking.booking import PaymentRefused
from kulanz.features.banking.queries import matches_of_invoice
from kulanz.features.claims.models import Case
from kulanz.features.contact.actions import hold as place_hold
from kulanz.features.contact.actions import lift as lift_hold
from kulanz.features.dunning.actions import confirm_step
from kulanz.features.dunning.case_page import case_page
from kulanz.features.dunning.queries import case_of, cases, totals_of, totals_of_open
from kulanz.features.parties.actions import HoldRefused, HoldUnknown
from kulanz.features.tenants.queries import storefronts
from kulanz.features.worklist.actions import CallRefused, record_call
from kulanz.interfaces.office.access import OfficeRequest, page
from kulanz.interfaces.office.action_forms import CallForm, PaymentForm
from kulanz.interfaces.office.case_words import sentence_on_default_of_debtor, statement_rows
from kulanz.interfaces.office.hold_form import HoldForm, stops_person
from kulanz.interfaces.office.paging import page_of
from kulanz.interfaces.office.step_names import step_names

PER_PAGE = 50


def views() -> list[tuple[str, str]]:
    """Return the saved views of the list."""
    return [
        ("overdue", _("Überfällig")),
        ("open", _("Alle offenen")),
        ("held", _("Angehalten")),
        ("closed", _("Erledigt")),
    ]


@page(Capability.READ)
@require_GET
def index(request: OfficeRequest) -> HttpResponse:
    """The list, by saved view and search."""
    chosen, text = request.GET.get("ansicht", "overdue"), request.GET.get("q", "").strip()
    if chosen not in dict(views()):
        raise Http404
    shops = storefronts(request.actor)
    front = request.GET.get("front", "")
    front_key = next((shop.pk for shop in shops if shop.public_id == front), None)
    if front and front_key is None:
        raise Http404
    rows = cases(request.actor, view=chosen, text=text, day=request.at.date(), storefront_id=front_key)
    shown = page_of(rows, request.GET.get("seite"), per_page=PER_PAGE)
    for row in shown:
        row.days_overdue = (request.at.date() - row.invoice.due_date).days
        names = step_names(is_business=row.customer.kind == "business")
        row.step_title = names.get(row.last_step, row.last_step) if row.last_step else ""
    context = {
        "page": shown,
        "views": views(),
        "chosen": chosen,
        "text": text,
        "storefronts": shops if len(shops) > 1 else [],
        "front": front,
        "query": urlencode(
            {"ansicht": chosen} | ({"q": text} if text else {}) | ({"front": front} if front else {})
        ),
        "totals": _totals(request, rows, view=chosen, text=text or front),
    }
    return render(request, "office/cases.html", context)


def _totals(
    request: OfficeRequest, rows: QuerySet[Case], *, view: str, text: str
) -> dict[str, tuple[int, int]]:
    """Return number and sum by currency. Of all that was ever closed nothing is open, and nobody needs the number."""
    if text or view in ("overdue", "held"):
        return totals_of(rows)
    return totals_of_open(request.actor) if view == "open" else {}


@page(Capability.READ)
@require_GET
def detail(request: OfficeRequest, public_id: str) -> HttpResponse:
    """Everything about one claim."""
    return _detail(request, _case(request, public_id))


def _detail(request: OfficeRequest, case: Case, *, status: int = 200, **forms: Any) -> HttpResponse:
    actor, day = request.actor, request.at.date()
    shown = case_page(actor, case, day=day, at=request.at)
    context = {
        "case": case,
        "shown": shown,
        "default": sentence_on_default_of_debtor(shown),
        "rows": statement_rows(shown.statement),
        "interest_rows": statement_rows(shown.with_interest)
        if shown.with_interest and not shown.asks_for.demands_interest
        else [],
        "matches": matches_of_invoice(actor, invoice_id=case.invoice_id),
        "hold_form": forms.get("hold_form") or HoldForm(day=day),
        "call_form": forms.get("call_form") or CallForm(),
        "payment_form": forms.get("payment_form") or PaymentForm(day=day),
        "once_key": secrets.token_hex(8),
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


@page(Capability.EDIT_CASE)
@require_POST
def confirm(request: OfficeRequest, public_id: str) -> HttpResponse:
    """Confirm what a step waits for: approval, or that the address was checked."""
    case = _case(request, public_id)
    try:
        need = Need(request.POST.get("need", ""))
    except ValueError as cause:
        raise Http404 from cause
    confirm_step(actor=request.actor, case=case, need=need, day=request.at.date(), at=request.at)
    messages.success(request, _("Bestätigt."))
    return redirect("office:case", public_id)


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
                once_key=request.POST.get("once_key") or secrets.token_hex(8),
                at=request.at,
                machine_now=request.machine_now,
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
