"""Who may open which page: one decorator in front of every office view."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kulanz.core.actor import Actor, Capability, Role, may
from kulanz.features.tenants.clock import business_now
from kulanz.features.tenants.models import Merchant
from kulanz.features.tenants.queries import memberships_of

SESSION_KEY = "merchant"


class OfficeRequest(HttpRequest):
    """A request behind the log-in: who acts, for whom, and when that is in business time."""

    actor: Actor
    merchant: Merchant
    at: datetime
    machine_now: datetime


View = Callable[..., HttpResponse]


def page(capability: Capability) -> Callable[[View], View]:
    """Let a view be opened only by members whose role has the capability; read the clock once."""

    def decorate(view: View) -> View:
        @wraps(view)
        @login_required
        def guarded(request: OfficeRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if _holds_nul(request):
                return render(request, "office/unreadable.html", status=400)
            membership = _chosen_membership(request)
            if membership is None:
                return render(request, "office/no_merchant.html", status=403)
            request.merchant = membership.merchant
            request.machine_now = datetime.now(UTC)
            request.at = business_now(membership.merchant, machine_now=request.machine_now)
            request.actor = Actor(
                kind="user",
                name=str(request.user),
                merchant_id=membership.merchant_id,
                user_id=request.user.pk,
                role=Role(membership.role),
            )
            if not may(request.actor.role, capability):
                return render(request, "office/refused.html", {"capability": capability}, status=403)
            return view(request, *args, **kwargs)

        guarded.capability = capability  # type: ignore[attr-defined]  # read by the walk over every address
        return guarded

    return decorate


def _holds_nul(request: HttpRequest) -> bool:
    """Return whether a field holds a NUL character: no person types one, and PostgreSQL cannot store it."""
    fields = [*request.GET.items(), *request.POST.items()]
    names = [file.name or "" for file in request.FILES.values()]
    return any("\x00" in text for pair in fields for text in map(str, pair)) or any(
        "\x00" in one for one in names
    )


def _chosen_membership(request: HttpRequest) -> Any:
    memberships = memberships_of(request.user)
    chosen = request.session.get(SESSION_KEY)
    for membership in memberships:
        if membership.merchant_id == chosen:
            return membership
    return memberships[0] if memberships else None
