"""Pages for what went wrong, in words."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "office/not_found.html", status=404)


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "office/refused.html", status=403)


def broken(request: HttpRequest) -> HttpResponse:
    # No context processors: what broke the page may break them too.
    return HttpResponse(_BROKEN, status=500)


_BROKEN = """<!doctype html><html lang="de"><meta charset="utf-8"><title>Fehler · Kulanz</title>
<h1>Das hat nicht geklappt.</h1>
<p>Es wurde nichts gesendet und nichts gebucht. Bitte laden Sie die Seite neu. Hilft das nicht, sagen Sie
der Person Bescheid, die Kulanz betreibt: Der Fehler steht im Protokoll des Servers.</p>
<p lang="en">Something went wrong. Nothing was sent and nothing was booked. Please reload the page.</p></html>"""
