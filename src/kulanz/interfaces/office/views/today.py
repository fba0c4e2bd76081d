"""Heute: the ten minutes a day."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kulanz.core.actor import Capability
from kulanz.interfaces.office.access import OfficeRequest, page
from kulanz.interfaces.office.today import today_of


@page(Capability.READ)
@require_GET
def today(request: OfficeRequest) -> HttpResponse:
    """What needs a decision, and what would go out."""
    return render(request, "office/today.html", {"today": today_of(request)})
