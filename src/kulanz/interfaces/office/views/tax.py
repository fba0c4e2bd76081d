"""How the merchant is taxed, from which day on: history, questions to the tax adviser, a new row."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kulanz.core.actor import Capability
from kulanz.features.tenants.tax import (
    TaxProfileRefused,
    questions_to_adviser,
    record_tax_profile,
    tax_profile_on,
    tax_profiles,
)
from kulanz.interfaces.office.access import OfficeRequest, page
from kulanz.interfaces.office.forms import TaxProfileForm


@page(Capability.SETTINGS)
@require_http_methods(["GET", "POST"])
def profile(request: OfficeRequest) -> HttpResponse:
    """The tax profile of today, every row so far, and the form for a new one."""
    form = TaxProfileForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            record_tax_profile(actor=request.actor, at=request.at, **form.cleaned_data)
        except TaxProfileRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Gespeichert."))
            return redirect("office:setup_tax")
    today = tax_profile_on(request.actor, request.at.date())
    context = {
        "form": form,
        "rows": tax_profiles(request.actor),
        "has_profile_today": today is not None,
        "questions": questions_to_adviser(today),
    }
    return render(request, "office/setup_tax.html", context, status=422 if form.errors else 200)
