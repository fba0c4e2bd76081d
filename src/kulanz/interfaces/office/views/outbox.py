"""Everything that went out or was to go out, exactly as it was sent."""

from django.contrib import messages as notes
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST

from kulanz.core.actor import Capability, may
from kulanz.features.letters.actions import withdraw_message
from kulanz.features.letters.models import Message
from kulanz.features.letters.queries import NotRenderedYet, as_sent, message_of, messages
from kulanz.features.outbox.actions import (
    NotFailed,
    NotUncertain,
    TooLateToWithdraw,
    resolve_uncertain,
    try_again,
)
from kulanz.features.outbox.queries import running_alarms
from kulanz.interfaces.office.access import OfficeRequest, page
from kulanz.interfaces.office.paging import page_of

PER_PAGE = 50
VIEWS = {
    "": (),
    "wartet": (
        Message.State.RELEASED,
        Message.State.READY,
        Message.State.PRINTED,
        Message.State.HANDED_OVER,
    ),
    "gesendet": (Message.State.SENT, Message.State.SHOWN),
    "zurueckgezogen": (Message.State.WITHDRAWN,),
    "zu-klaeren": (Message.State.UNCERTAIN, Message.State.UNDELIVERABLE),
}
# A mail inside a frame: images it carries itself, its own styles, nothing else, no scripts, no links out.
MAIL_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"


@page(Capability.READ)
@require_GET
def index(request: OfficeRequest) -> HttpResponse:
    """All messages, newest first."""
    chosen = request.GET.get("stand", "")
    if chosen not in VIEWS:
        raise Http404
    rows = messages(request.actor, states=VIEWS[chosen])
    context = {
        "page": page_of(rows, request.GET.get("seite"), per_page=PER_PAGE),
        "chosen": chosen,
        "query": f"stand={chosen}" if chosen else "",
        "alarms": running_alarms(request.actor),
    }
    return render(request, "office/outbox.html", context)


@page(Capability.READ)
@require_GET
def detail(request: OfficeRequest, public_id: str) -> HttpResponse:
    """One message: what became of it, its items, its words."""
    message = _message(request, public_id)
    text = ""
    try:
        text = str(as_sent(message)["text"])
    except NotRenderedYet:
        text = ""
    context = {
        "message": message,
        "text": text,
        "may_decide": may(request.actor.role, Capability.RELEASE_RUN),
        "is_uncertain": message.effect.state == "uncertain",
        "is_failed": message.effect.state == "failed",
        "may_withdraw": message.effect.state in ("waiting", "leased"),
    }
    return render(request, "office/message.html", context)


@page(Capability.READ)
@require_GET
@xframe_options_sameorigin
def html(request: OfficeRequest, public_id: str) -> HttpResponse:
    """The mail as its reader saw it, for a frame."""
    try:
        shown = str(as_sent(_message(request, public_id))["html"])
    except NotRenderedYet as cause:
        raise Http404 from cause
    return HttpResponse(shown, headers={"Content-Security-Policy": MAIL_POLICY})


@page(Capability.RELEASE_RUN)
@require_POST
def decide(request: OfficeRequest, public_id: str) -> HttpResponse:
    """Say what became of an uncertain message, try a failed one again, or take a waiting one back."""
    message = _message(request, public_id)
    verdict = request.POST.get("verdict")
    day, at = request.at.date(), request.at
    try:
        if verdict in ("sent", "not_sent"):
            resolve_uncertain(
                actor=request.actor, effect=message.effect, was_sent=verdict == "sent", day=day, at=at
            )
        elif verdict == "again":
            try_again(actor=request.actor, effect=message.effect, day=day, at=at)
        elif verdict == "withdraw":
            withdraw_message(
                actor=request.actor, message_public_id=public_id, because=_("Von Hand zurückgezogen."), at=at
            )
        else:
            raise Http404
    except (NotUncertain, NotFailed, TooLateToWithdraw) as refused:
        notes.warning(request, str(refused))
    return redirect("office:message", public_id)


def _message(request: OfficeRequest, public_id: str) -> Message:
    message = message_of(request.actor, public_id)
    if message is None:
        raise Http404
    return message
