"""The run of the day: look, release, call back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kulanz.core.actor import Capability, may
from kulanz.features.dunning.actions import NotToday, RunChanged, SendingStopped, call_back, release
from kulanz.features.dunning.long_work import LONG, begin_release
from kulanz.features.dunning.preview import preview
from kulanz.features.dunning.proposal import Preview
from kulanz.features.dunning.queries import can_be_called_back, items_of, messages_released, run_of
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
    shown = preview(request.actor, day=request.at.date(), at=request.at)
    return _page(request, shown, chosen=chosen, changed=request.GET.get("geaendert") == "1")


def _page(request: OfficeRequest, shown: Preview, *, chosen: str, changed: bool) -> HttpResponse:
    context = {
        "preview": shown,
        "chosen": chosen,
        "changed": changed,
        "fingerprint": shown.fingerprint,
        "blockers": _blockers(request),
        "sums": {
            "send": sum(sum(one.totals.values()) for one in shown.send),
            "withheld": sum(case.open_cents for one in shown.withheld for case in one.subjects),
            "calls": sum(one.subject.open_cents for one in shown.calls),
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
    shown = preview(request.actor, day=request.at.date(), at=request.at)
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
    shown = preview(request.actor, day=day, at=request.at)
    if shown.fingerprint != request.POST.get("fingerprint"):
        return redirect("/lauf?geaendert=1")
    ticked = set(request.POST.getlist("case"))
    left_out = [
        item.subject.case_id
        for message in shown.send
        if message.items[0].subject.case_public_id not in ticked
        for item in message.items
    ]
    if len(shown.send) > LONG:
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
