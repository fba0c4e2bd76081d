"""Long work: how far it is, stop it, let it go on."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from kulanz.core.actor import Capability, may
from kulanz.features.work.actions import NotNow, WorkUnknown, give_up, go_on, stop
from kulanz.features.work.queries import latest_work, pace_of, work_of
from kulanz.interfaces.office.access import OfficeRequest, page

REFRESH_SECONDS = 2


@page(Capability.READ)
@require_GET
def index(request: OfficeRequest) -> HttpResponse:
    """The newest pieces of work."""
    return render(request, "office/works.html", {"works": latest_work(request.actor)})


@page(Capability.READ)
@require_GET
def detail(request: OfficeRequest, public_id: str) -> HttpResponse:
    """One piece of work. While it is on its way the page reloads itself, without any script."""
    work = work_of(request.actor, public_id)
    if work is None:
        raise Http404
    context = {
        "work": work,
        "pace": pace_of(work, machine_now=request.machine_now),
        "may_change": may(request.actor.role, Capability.IMPORT),
    }
    answer = render(request, "office/work.html", context)
    if work.state in ("waiting", "running"):
        answer["Refresh"] = str(REFRESH_SECONDS)
    return answer


@page(Capability.IMPORT)
@require_POST
def stop_work(request: OfficeRequest, public_id: str) -> HttpResponse:
    """Stop after the part in hand."""
    return _changed(request, public_id, stop)


@page(Capability.IMPORT)
@require_POST
def resume(request: OfficeRequest, public_id: str) -> HttpResponse:
    """Go on where it ended."""
    return _changed(request, public_id, go_on)


@page(Capability.IMPORT)
@require_POST
def leave(request: OfficeRequest, public_id: str) -> HttpResponse:
    """Leave it as it is, so that something else may begin."""
    return _changed(request, public_id, give_up, machine_now=request.machine_now)


def _changed(
    request: OfficeRequest, public_id: str, change: Callable[..., Any], **facts: Any
) -> HttpResponse:
    try:
        change(actor=request.actor, public_id=public_id, **facts)
    except WorkUnknown as cause:
        raise Http404 from cause
    except NotNow as refused:
        messages.warning(request, str(refused))
    return redirect("office:work", public_id)
