"""One field that finds everything."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from kulanz.core.actor import Capability
from kulanz.features.claims.search import find
from kulanz.interfaces.office.access import OfficeRequest, page


@page(Capability.READ)
@require_GET
def search(request: OfficeRequest) -> HttpResponse:
    """Suggestions while typing; on Enter the only hit, or the list of hits."""
    text = request.GET.get("q", "")
    hits = find(request.actor, text)
    if request.headers.get("HX-Request"):
        return render(request, "office/search_results.html", {"hits": hits})
    if len(hits) == 1 or (hits and hits[0].kind == "case" and [hit.kind for hit in hits].count("case") == 1):
        return redirect(f"office:{hits[0].kind}", hits[0].public_id)
    return render(request, "office/search.html", {"hits": hits, "text": text})
