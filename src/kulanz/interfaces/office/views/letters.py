"""The print stack: letters to print, to post, to set aside; and those that came back."""

from datetime import date

from django.contrib import messages as notes
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from kulanz.core.actor import Capability, may
from kulanz.features.dunning.letter_box import (
    PostingRefused,
    look_through,
    mark_posted,
    mark_stack_posted,
    print_letters,
)
from kulanz.features.letters.actions import MessageUnknown
from kulanz.features.letters.models import Message
from kulanz.features.letters.queries import NotRenderedYet, letter_as_printed
from kulanz.features.letters.returned import NothingCameBack, letter_came_back
from kulanz.features.letters.stack import (
    NotOnTheStack,
    letter_of,
    letters_on_the_stack,
    letters_posted,
    set_aside,
)
from kulanz.interfaces.office.access import OfficeRequest, page

PER_PAGE = 100
REFUSALS = (PostingRefused, NotOnTheStack, NothingCameBack)


@page(Capability.READ)
@require_GET
def index(request: OfficeRequest) -> HttpResponse:
    """What lies on the stack, the most urgent first, each with what speaks against posting it."""
    rows = letters_on_the_stack(request.actor)
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("seite"))
    day = request.at.date()
    context = {
        "page": shown,
        "letters": look_through(request.actor, day=day, at=request.at, letters=list(shown.object_list)),
        "to_print": rows.filter(state=Message.State.READY).count(),
        "printed": rows.filter(state=Message.State.PRINTED).count(),
        "today": day,
        "may_post": may(request.actor.role, Capability.RELEASE_RUN),
        "query": "",
    }
    return render(request, "office/letters.html", context)


@page(Capability.READ)
@require_GET
def posted(request: OfficeRequest) -> HttpResponse:
    """What was posted, newest first, and what came back."""
    context = {
        "page": Paginator(letters_posted(request.actor), PER_PAGE).get_page(request.GET.get("seite")),
        "today": request.at.date(),
        "may_post": may(request.actor.role, Capability.RELEASE_RUN),
        "query": "",
    }
    return render(request, "office/letters_posted.html", context)


@page(Capability.READ)
@require_GET
def pdf(request: OfficeRequest, public_id: str) -> HttpResponse:
    """One letter as it is or was printed; looking at it changes nothing."""
    letter = _letter(request, public_id)
    try:
        data = letter_as_printed(letter)
    except NotRenderedYet as cause:
        raise Http404 from cause
    return _as_pdf(data, name=letter.public_id)


@page(Capability.RELEASE_RUN)
@require_POST
def print_stack(request: OfficeRequest) -> HttpResponse:
    """Everything that was not printed yet, or everything once more, as one PDF."""
    return _printed(request, public_ids=None, again=request.POST.get("again") == "yes")


@page(Capability.RELEASE_RUN)
@require_POST
def print_one(request: OfficeRequest, public_id: str) -> HttpResponse:
    """One letter, for the first time or once more."""
    _letter(request, public_id)
    return _printed(request, public_ids=[public_id], again=True)


@page(Capability.RELEASE_RUN)
@require_POST
def post_stack(request: OfficeRequest) -> HttpResponse:
    """Everything printed lies in the letter box, but for what was ticked."""
    posted_on = _day(request, "posted_on")
    if posted_on is None:
        return redirect("office:letters")
    result = mark_stack_posted(
        actor=request.actor,
        posted_on=posted_on,
        day=request.at.date(),
        at=request.at,
        machine_now=request.machine_now,
        without=request.POST.getlist("without"),
    )
    if result.posted:
        count = len(result.posted)
        said = ngettext("%(n)d Brief ist eingeworfen.", "%(n)d Briefe sind eingeworfen.", count)
        notes.success(request, said % {"n": count})
    for _message, sentence in result.refused[:10]:
        notes.warning(request, sentence)
    return redirect("office:letters")


@page(Capability.RELEASE_RUN)
@require_POST
def post_one(request: OfficeRequest, public_id: str) -> HttpResponse:
    """One letter lies in the letter box, perhaps already, whatever spoke against it."""
    posted_on = _day(request, "posted_on")
    if posted_on is not None:
        try:
            mark_posted(
                actor=request.actor,
                public_id=_letter(request, public_id).public_id,
                posted_on=posted_on,
                day=request.at.date(),
                at=request.at,
                machine_now=request.machine_now,
                is_in_letter_box=request.POST.get("in_letter_box") == "yes",
            )
        except REFUSALS as refused:
            notes.warning(request, str(refused))
        else:
            notes.success(request, _("Der Brief ist eingeworfen."))
    return redirect("office:letters")


@page(Capability.RELEASE_RUN)
@require_POST
def put_aside(request: OfficeRequest, public_id: str) -> HttpResponse:
    """One letter is not posted; paper is destroyed by whoever holds it."""
    letter = _letter(request, public_id)
    try:
        set_aside(
            actor=request.actor,
            public_id=public_id,
            because=request.POST.get("because", "")[:300] or _("Von Hand aussortiert."),
            day=request.at.date(),
            at=request.at,
        )
    except REFUSALS as refused:
        notes.warning(request, str(refused))
    else:
        said = _("Der Brief an %(name)s ist aussortiert. Gedrucktes bitte vernichten.")
        notes.success(request, said % {"name": letter.customer.name})
    return redirect("office:letters")


@page(Capability.RELEASE_RUN)
@require_POST
def came_back(request: OfficeRequest, public_id: str) -> HttpResponse:
    """One posted letter came back: its demand does not count."""
    letter = _letter(request, public_id)
    returned_on = _day(request, "returned_on")
    if returned_on is not None:
        try:
            letter_came_back(
                actor=request.actor,
                public_id=public_id,
                returned_on=returned_on,
                because=request.POST.get("because", "")[:300] or _("Brief zurückgekommen"),
                day=request.at.date(),
                at=request.at,
            )
        except REFUSALS as refused:
            notes.warning(request, str(refused))
        else:
            said = _(
                "Der Brief an %(name)s kam zurück. Bis die Anschrift stimmt, geht nichts an diese Person."
            )
            notes.success(request, said % {"name": letter.customer.name})
    return redirect("office:letters_posted")


def _printed(request: OfficeRequest, *, public_ids: list[str] | None, again: bool) -> HttpResponse:
    result = print_letters(
        actor=request.actor, day=request.at.date(), at=request.at, public_ids=public_ids, again=again
    )
    if result.letters:
        return _as_pdf(result.pdf, name=f"poststapel-{request.at:%Y-%m-%d}")
    for letter, because in result.set_aside[:10]:
        said = _("Aussortiert, nicht gedruckt: %(name)s. %(because)s")
        notes.warning(request, said % {"name": letter.customer.name, "because": because})
    if not result.set_aside:
        notes.warning(
            request, _("Hier ist nichts zu drucken. Was nicht eingeworfen werden darf, nennt seinen Grund.")
        )
    return redirect("office:letters")


def _as_pdf(data: bytes, *, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"', "Cache-Control": "private, no-store"}
    return HttpResponse(data, content_type="application/pdf", headers=headers)


def _day(request: OfficeRequest, field: str) -> date | None:
    try:
        return date.fromisoformat(request.POST.get(field, ""))
    except ValueError:
        notes.warning(request, _("Bitte einen Tag angeben, etwa 2026-12-01. Nichts wurde geändert."))
        return None


def _letter(request: OfficeRequest, public_id: str) -> Message:
    try:
        return letter_of(request.actor, public_id)
    except MessageUnknown as cause:
        raise Http404 from cause
