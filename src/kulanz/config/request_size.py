"""How large a request may be at all: it is refused by its stated length, before any of it is stored."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _


class RequestSizeMiddleware:
    """Refuse a request of more than LARGEST_REQUEST bytes with 413.

    Django writes an upload to the disk while it reads the form, so a check in the page itself comes too late. A body
    without a stated length is not read by WSGI at all.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        stated = request.META.get("CONTENT_LENGTH") or "0"
        if stated.isdecimal() and len(stated) < 19 and int(stated) <= settings.LARGEST_REQUEST:
            return self.get_response(request)
        return HttpResponse(
            _("Die Datei ist größer als 64 MB. Bitte teilen Sie sie."),
            status=413,
            content_type="text/plain; charset=utf-8",
        )
