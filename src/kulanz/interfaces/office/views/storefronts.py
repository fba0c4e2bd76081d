"""Storefronts: the list, a new one, archive and standard, and which sales channel belongs where."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kulanz.core.actor import Capability
from kulanz.features.tenants.queries import storefronts
from kulanz.features.tenants.storefronts import (
    StorefrontRefused,
    answer_channel,
    channel_storefronts,
    choose_standard,
    create_storefront,
    use_storefront,
)
from kulanz.interfaces.office.access import OfficeRequest, page
from kulanz.interfaces.office.forms import NewStorefrontForm


@page(Capability.SETTINGS)
@require_http_methods(["GET", "POST"])
def index(request: OfficeRequest) -> HttpResponse:
    """The storefronts of this merchant; add one."""
    form = NewStorefrontForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            shop = create_storefront(actor=request.actor, at=request.at, **form.cleaned_data)
        except StorefrontRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request, _("Die Ladenfront ist angelegt. Bitte Absender, Impressum und Strategie ergänzen.")
            )
            return redirect("office:setup_storefront", shop.public_id)
    shops = storefronts(request.actor)
    by_key = {shop.pk: shop for shop in shops}
    context = {
        "form": form,
        "shops": shops,
        "in_use": [shop for shop in shops if shop.archived_at is None],
        "channels": [(value, by_key[key]) for value, key in channel_storefronts(request.actor).items()],
    }
    return render(request, "office/setup_storefronts.html", context, status=422 if form.errors else 200)


@page(Capability.SETTINGS)
@require_POST
def use(request: OfficeRequest, public_id: str) -> HttpResponse:
    """Archive a storefront, use it again, or make it the standard one."""
    facts = {"actor": request.actor, "public_id": public_id, "at": request.at}
    try:
        if request.POST.get("standard") == "1":
            choose_standard(**facts)
        else:
            use_storefront(is_used=request.POST.get("used") == "1", **facts)
    except StorefrontRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("Gespeichert."))
    return redirect("office:setup_storefronts")


@page(Capability.SETTINGS)
@require_POST
def channel(request: OfficeRequest) -> HttpResponse:
    """Say which storefront a sales channel belongs to."""
    try:
        answer_channel(
            actor=request.actor,
            channel=request.POST.get("channel", ""),
            public_id=request.POST.get("storefront", ""),
            at=request.at,
        )
    except StorefrontRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("Gespeichert."))
    return redirect("office:setup_storefronts")
