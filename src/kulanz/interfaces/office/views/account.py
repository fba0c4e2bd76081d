"""What Kulanz says itself where allauth's own page would not fit."""

from allauth.account.views import password_reset
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods


@require_http_methods(["GET", "POST"])
def reset_password(request: HttpRequest) -> HttpResponse:
    """Send a link for a new password; without a mail server for that, say who can help instead."""
    if not settings.SENDS_PASSWORD_MAILS:
        return render(request, "account/password_reset_by_hand.html")
    answer: HttpResponse = password_reset(request)
    return answer


def closed(request: HttpRequest) -> HttpResponse:
    """Say that this way does not exist here, and which one does."""
    return render(request, "account/closed.html", status=404)
