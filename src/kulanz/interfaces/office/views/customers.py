"""Customers: the person behind the invoices."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kulanz.core.actor import Capability, may
from kulanz.features.claims.debtors import CustomerList
from kulanz.features.contact.actions import change_customer
from kulanz.features.contact.actions import hold as place_hold
from kulanz.features.dunning.queries import cases_of_customer
from kulanz.features.letters.queries import messages_of_customer
from kulanz.features.parties.actions import HoldRefused
from kulanz.features.parties.models import Customer
from kulanz.features.parties.queries import customer, events_of_customer, running_holds
from kulanz.interfaces.office.access import OfficeRequest, page
from kulanz.interfaces.office.forms import CustomerForm
from kulanz.interfaces.office.hold_form import HoldForm
from kulanz.interfaces.office.paging import page_of

PER_PAGE = 50


@page(Capability.READ)
@require_GET
def index(request: OfficeRequest) -> HttpResponse:
    """All customers, who owes most first."""
    text = request.GET.get("q", "").strip()
    only_open = request.GET.get("offen") == "1"
    rows = CustomerList(request.actor, text=text, only_open=only_open)
    query = ({"q": text} if text else {}) | ({"offen": "1"} if only_open else {})
    context = {
        "page": page_of(rows, request.GET.get("seite"), per_page=PER_PAGE),
        "text": text,
        "query": urlencode(query),
    }
    return render(request, "office/customers.html", context)


@page(Capability.READ)
@require_GET
def detail(request: OfficeRequest, public_id: str) -> HttpResponse:
    """One person: what is open, what holds contact back, what was said."""
    return _detail(request, _customer(request, public_id), hold_form=HoldForm(day=request.at.date()))


def _detail(
    request: OfficeRequest, person: Customer, *, hold_form: HoldForm, status: int = 200
) -> HttpResponse:
    context = {
        "customer": person,
        "cases": cases_of_customer(request.actor, customer_id=person.pk),
        "holds": running_holds(request.actor, day=request.at.date(), customer_id=person.pk),
        "letters": messages_of_customer(request.actor, customer_id=person.pk),
        "events": events_of_customer(request.actor, customer_id=person.pk),
        "hold_form": hold_form,
        "may_edit": may(request.actor.role, Capability.EDIT_CUSTOMER),
        "may_hold": may(request.actor.role, Capability.EDIT_CASE),
    }
    return render(request, "office/customer.html", context, status=status)


@page(Capability.EDIT_CUSTOMER)
@require_http_methods(["GET", "POST"])
def edit(request: OfficeRequest, public_id: str) -> HttpResponse:
    """Change addresses, telephone, language."""
    person = _customer(request, public_id)
    form = CustomerForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        change_customer(
            actor=request.actor,
            customer_id=person.pk,
            values=form.cleaned_data,
            day=request.at.date(),
            at=request.at,
        )
        messages.success(request, _("Gespeichert."))
        return redirect("office:customer", public_id)
    status = 422 if form.errors else 200
    return render(request, "office/customer_form.html", {"form": form, "customer": person}, status=status)


@page(Capability.EDIT_CASE)
@require_POST
def hold(request: OfficeRequest, public_id: str) -> HttpResponse:
    """Hold back every talk with the person."""
    person = _customer(request, public_id)
    form = HoldForm(request.POST, day=request.at.date())
    if not form.is_valid():
        return _detail(request, person, hold_form=form, status=422)
    values = form.cleaned_data
    try:
        place_hold(
            actor=request.actor,
            customer_id=person.pk,
            invoice_id=None,
            kind=values["kind"],
            since=values["since"],
            until=values["until"],
            because=values["because"],
            day=request.at.date(),
            at=request.at,
        )
    except HoldRefused as refused:
        form.add_error(None, str(refused))
        return _detail(request, person, hold_form=form, status=422)
    messages.success(request, _("Angehalten. Solange der Grund gilt, geht nichts hinaus."))
    return redirect("office:customer", public_id)


def _customer(request: OfficeRequest, public_id: str) -> Customer:
    person = customer(request.actor, public_id)
    if person is None:
        raise Http404
    return person
