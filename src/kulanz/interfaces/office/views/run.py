"""The run of the day: look, release, call back."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kulanz.core.actor import Capability, may
from kulanz.features.dunning.actions import NotToday, RunChanged, SendingStopped, call_back, release
from kulanz.features.dunning.long_work import LONG, begin_release
from kulanz.features.dunning.preview import Page, preview, preview_of
from kulanz.features.dunning.proposal import Preview
from kulanz.features.dunning.queries import (
    can_be_called_back,
    case_of,
    cases_by_id,
    items_of,
    messages_released,
    run_of,
)
from kulanz.features.letters.actions import ItemToSend
from kulanz.features.letters.readiness import SendingLocked, missing_particulars
from kulanz.features.letters.rendering import preview_letter
from kulanz.features.tenants.queries import storefronts
from kulanz.features.work.actions import WorkInHand
from kulanz.interfaces.office.access import OfficeRequest, page
from kulanz.interfaces.office.paging import page_of

PER_PAGE = 100
LISTS = ("senden", "zurueckgehalten", "anrufe")


@page(Capability.READ)
@require_GET
def preview_page(request: OfficeRequest) -> HttpResponse:
    """Three lists: what would be sent, what is withheld and why, whom to call."""
    chosen = request.GET.get("liste", "senden")
    if chosen not in LISTS:
        raise Http404
    wanted = request.GET.get("seite", "1")
    number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 8 else 1
    page_shown = Page(first=max(number - 1, 0) * PER_PAGE, size=PER_PAGE)
    shown = preview(request.actor, day=request.at.date(), at=request.at, page=page_shown)
    return _page(request, shown, chosen=chosen, number=number, changed=request.GET.get("geaendert") == "1")


def _page(request: OfficeRequest, shown: Preview, *, chosen: str, number: int, changed: bool) -> HttpResponse:
    numbers = shown.numbers
    of_list = {"senden": numbers.messages, "zurueckgehalten": numbers.withheld + numbers.parked}
    pages = Paginator(range(of_list.get(chosen, numbers.calls)), PER_PAGE)
    context = {
        "page": pages.get_page(number),
        "others": {
            "count": numbers.messages - len(shown.send),
            "cents": sum(numbers.message_totals.values())
            - sum(sum(one.totals.values()) for one in shown.send),
        },
        "query": f"liste={chosen}",
        "preview": shown,
        "chosen": chosen,
        "changed": changed,
        "fingerprint": shown.fingerprint,
        "blockers": _blockers(request),
        "sums": {
            "send": sum(numbers.message_totals.values()),
            "withheld": numbers.withheld_cents,
            "calls": numbers.call_cents,
        },
        "because_nothing": shown.because_nothing_en if _is_english() else shown.because_nothing,
        "may_release": may(request.actor.role, Capability.RELEASE_RUN),
    }
    return render(request, "office/run.html", context)


def _blockers(request: OfficeRequest) -> list[str]:
    """Return why nothing may be released at all, in sentences."""
    blockers = []
    if request.merchant.is_stopped:
        blockers.append(_("Alles ist angehalten."))
    if request.merchant.is_live:
        missing = [
            text
            for shop in storefronts(request.actor)
            for text in missing_particulars(request.merchant, shop)
        ]
        if missing:
            names = ", ".join(dict.fromkeys(missing))
            blockers.append(_("Der Versand ist gesperrt. Es fehlt: %(names)s.") % {"names": names})
    return blockers


@page(Capability.READ)
@require_GET
def message_preview(request: OfficeRequest, case_id: str) -> HttpResponse:
    """The words of one proposed message, for the page to unfold."""
    case = case_of(request.actor, case_id)
    if case is None:
        raise Http404
    shown = preview_of(request.actor, [case.customer_id], day=request.at.date(), at=request.at)
    message = next(
        (one for one in shown.send if any(item.subject.case_public_id == case_id for item in one.items)), None
    )
    if message is None:
        raise Http404
    letter = preview_letter(
        actor=request.actor,
        storefront_id=message.person.storefront_id,
        customer_id=message.person.customer_id,
        layout=message.layout,
        language=message.person.language,
        day=message.day,
        items=[_to_send(item) for item in (*message.items, *message.also_open)],
    )
    return render(request, "office/run_message.html", {"letter": letter})


def _to_send(item: Any) -> ItemToSend:
    return ItemToSend(
        invoice_id=item.subject.invoice_id,
        case_id=item.subject.case_id,
        step=item.subject.step if item.step_index >= 0 else "",
        deadline=item.deadline,
        total_cents=item.total_cents,
        shows=item.shows,
        strategy_code=item.strategy_code,
        strategy_version=item.strategy_version,
        layout=item.layout,
    )


@page(Capability.RELEASE_RUN)
@require_POST
def release_run(request: OfficeRequest) -> HttpResponse:
    """Release what was shown and ticked; if it changed meanwhile, nothing is released and it is shown again."""
    day = request.at.date()
    shown = preview(request.actor, day=day, at=request.at, page=Page(first=0, size=0))
    if shown.fingerprint != request.POST.get("fingerprint"):
        return redirect("/lauf?geaendert=1")
    left_out = _left_out(request, day=day)
    if shown.numbers.messages > LONG:
        return _release_later(request, shown, left_out)
    try:
        run = release(
            actor=request.actor,
            day=day,
            expected=shown.fingerprint,
            delivery_and_returns_confirmed=request.POST.get("confirmed") == "yes",
            excluded_case_ids=left_out,
            at=request.at,
            machine_now=request.machine_now,
        )
    except RunChanged:
        return redirect("/lauf?geaendert=1")
    except (NotToday, SendingStopped, SendingLocked) as refused:
        messages.warning(request, str(refused))
        return redirect("office:run")
    return redirect("office:run_released", run.public_id)


def _release_later(request: OfficeRequest, shown: Preview, left_out: list[int]) -> HttpResponse:
    """Let the worker release a big run; the page shows how far it is."""
    try:
        work = begin_release(
            actor=request.actor,
            day=request.at.date(),
            expected=shown.fingerprint,
            delivery_and_returns_confirmed=request.POST.get("confirmed") == "yes",
            excluded_case_ids=left_out,
            machine_now=request.machine_now,
        )
    except WorkInHand as refused:
        messages.warning(request, str(refused))
        work = refused.work
    return redirect("office:work", work.public_id)


def _left_out(request: OfficeRequest, *, day: date) -> list[int]:
    """Return the cases of the messages that were shown and not ticked."""
    unticked = set(request.POST.getlist("shown")) - set(request.POST.getlist("case"))
    if not unticked:
        return []
    cases = cases_by_id(request.actor, unticked)
    shown = preview_of(request.actor, [case.customer_id for case in cases], day=day, at=request.at)
    return [
        item.subject.case_id
        for message in shown.send
        if message.items[0].subject.case_public_id in unticked
        for item in message.items
    ]


@page(Capability.READ)
@require_GET
def released(request: OfficeRequest, public_id: str) -> HttpResponse:
    """What a run released, and whether it can still be called back."""
    run = run_of(request.actor, public_id)
    if run is None:
        raise Http404
    items = items_of(request.actor, run)
    context = {
        "run": run,
        "page": page_of(items, request.GET.get("seite"), per_page=PER_PAGE),
        "query": "",
        "sent": messages_released(request.actor, run),
        "may_call_back": may(request.actor.role, Capability.RELEASE_RUN)
        and can_be_called_back(request.actor, run),
    }
    return render(request, "office/run_released.html", context)


@page(Capability.RELEASE_RUN)
@require_POST
def call_back_run(request: OfficeRequest, public_id: str) -> HttpResponse:
    """Take back what has not gone out yet."""
    run = run_of(request.actor, public_id)
    if run is None:
        raise Http404
    count = call_back(
        actor=request.actor, run=run, because=_("Zurückgerufen."), day=request.at.date(), at=request.at
    )
    messages.success(request, _("Zurückgerufen: %(n)s") % {"n": count})
    return redirect("office:run_released", public_id)


def _is_english() -> bool:
    return (get_language() or "de").startswith("en")
