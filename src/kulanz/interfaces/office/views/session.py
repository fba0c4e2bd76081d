"""Coming in: demo log-in, invitation, change of merchant, own profile."""

import ipaddress
from datetime import UTC, datetime

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kulanz.core.actor import Capability
from kulanz.features.tenants.actions import (
    InvitationUnusable,
    accept_invitation,
    find_invitation,
    stop_sending,
)
from kulanz.features.tenants.people import change_profile
from kulanz.features.tenants.queries import demo_owner, memberships_of
from kulanz.interfaces.office.access import SESSION_KEY, OfficeRequest, page
from kulanz.interfaces.office.forms import AcceptForm, ProfileForm

PASSWORD_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PROXY_HEADERS = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")


def is_at_this_machine(request: HttpRequest) -> bool:
    """Return whether the request comes from this machine itself and through no proxy."""
    if settings.BEHIND_HTTPS or any(header in request.META for header in PROXY_HEADERS):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


@require_POST
def demo_login(request: HttpRequest) -> HttpResponse:
    """Log in as the owner of the demo shop: only on this machine, only where a demo shop exists."""
    owner = demo_owner() if is_at_this_machine(request) else None
    if owner is None:
        raise Http404
    login(request, owner, backend=PASSWORD_BACKEND)
    return redirect("office:today")


@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Let an invited person choose a password."""
    now = datetime.now(UTC)
    try:
        invitation = find_invitation(token=token, machine_now=now)
    except InvitationUnusable as refused:
        return render(request, "office/invitation_unusable.html", {"sentence": str(refused)}, status=404)
    form = AcceptForm(request.POST or None, email=invitation.email)
    if request.method == "POST" and form.is_valid():
        try:
            user = accept_invitation(
                token=token,
                password=form.cleaned_data["password"],
                name=form.cleaned_data["name"],
                machine_now=now,
            )
        except InvitationUnusable as refused:
            return render(request, "office/invitation_unusable.html", {"sentence": str(refused)}, status=409)
        login(request, user, backend=PASSWORD_BACKEND)
        return redirect("office:today")
    return render(request, "office/invitation.html", {"invitation": invitation, "form": form})


@login_required
@require_POST
def switch_merchant(request: HttpRequest) -> HttpResponse:
    """Work for another of one's own merchants."""
    for membership in memberships_of(request.user):
        if membership.merchant.public_id == request.POST.get("merchant"):
            request.session[SESSION_KEY] = membership.merchant_id
            return redirect("office:today")
    raise Http404


@page(Capability.STOP_SENDING)
@require_POST
def stop(request: OfficeRequest) -> HttpResponse:
    """Stop every message at once, or send again."""
    stop_sending(
        actor=request.actor,
        is_stopped=request.POST.get("stopped") == "yes",
        day=request.at.date(),
        at=request.at,
    )
    return redirect("office:today")


@page(Capability.READ)
@require_http_methods(["GET", "POST"])
def profile(request: OfficeRequest) -> HttpResponse:
    """Own name, language, keys."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        change_profile(user=request.user, **form.cleaned_data)
        messages.success(request, _("Gespeichert."))
        response = redirect("office:profile")
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, form.cleaned_data["language"], samesite="Lax")
        return response
    return render(request, "office/profile.html", {"form": form})


@page(Capability.READ)
def more(request: OfficeRequest) -> HttpResponse:
    """The rest of the navigation, for phones."""
    return render(request, "office/more.html")
