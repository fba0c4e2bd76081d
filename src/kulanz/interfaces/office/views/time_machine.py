"""Other days: move the clock of a demo or test merchant on, or look at a day without writing anything."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kulanz.core.actor import Capability
from kulanz.features.dunning.explain import explain
from kulanz.features.dunning.preview import preview
from kulanz.features.dunning.queries import case_of
from kulanz.features.tenants.clock import (
    ClockOnlyMovesForward,
    ClockTooFarAhead,
    LiveClockCannotBeSet,
    advance_clock,
)
from kulanz.interfaces.office.access import OfficeRequest, page

REACH = timedelta(days=120)
LISTS = ("senden", "zurueckgehalten", "anrufe", "entscheidungen")
CLOCK_STEPS = {
    "45m": timedelta(minutes=45),
    "1d": timedelta(days=1),
    "7d": timedelta(days=7),
    "14d": timedelta(days=14),
}


@page(Capability.SETTINGS)
@require_http_methods(["GET", "POST"])
def clock(request: OfficeRequest) -> HttpResponse:
    """The clock of demo and test merchants: forward only."""
    if request.method == "POST":
        step = request.POST.get("by", "")
        if step not in CLOCK_STEPS:
            raise Http404
        try:
            advance_clock(request.merchant, by=CLOCK_STEPS[step], machine_now=request.machine_now)
        except (ClockOnlyMovesForward, ClockTooFarAhead, LiveClockCannotBeSet) as refused:
            messages.warning(request, str(refused))
        return redirect("office:clock")
    return render(request, "office/clock.html")


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherDay:
    """The day that is looked at, beside the merchant's own, and why it is not the one that was asked for."""

    day: date
    today: date
    first: date
    last: date
    refused: str

    @classmethod
    def of(cls, request: OfficeRequest) -> Self:
        """Read `?tag=`; what cannot be looked at becomes today, and the page says so."""
        today, text = request.at.date(), request.GET.get("tag", "").strip()
        first, last = today - REACH, today + REACH
        try:
            day = date.fromisoformat(text) if text else today
        except ValueError:
            day, refused = today, _("„%(text)s“ ist kein Tag. Gezeigt wird heute.") % {"text": text[:40]}
        else:
            is_near = first <= day <= last
            refused = "" if is_near else _("Die Zeitmaschine reicht 120 Tage weit. Gezeigt wird heute.")
            day = day if is_near else today
        return cls(day=day, today=today, first=first, last=last, refused=refused)

    @property
    def is_past(self) -> bool:
        return self.day < self.today

    @property
    def is_future(self) -> bool:
        return self.day > self.today

    @property
    def bank_assumed_to(self) -> date | None:
        """For a day to come nobody can have the statements yet: they are taken to bring nothing."""
        return self.day if self.is_future else None

    @property
    def neighbours(self) -> list[tuple[str, date]]:
        """Return the days one step away that can be looked at, each with its words."""
        steps = [
            (_("30 Tage zurück"), -30),
            (_("1 Woche zurück"), -7),
            (_("1 Tag zurück"), -1),
            (_("1 Tag vor"), 1),
            (_("1 Woche vor"), 7),
            (_("30 Tage vor"), 30),
        ]
        days = [(words, self.day + timedelta(days=step)) for words, step in steps]
        return [(words, day) for words, day in days if self.first <= day <= self.last]


@page(Capability.READ)
@require_GET
def day_page(request: OfficeRequest) -> HttpResponse:
    """What the run of another day would bring. Nothing is written."""
    other, chosen = OtherDay.of(request), request.GET.get("liste", "senden")
    if chosen not in LISTS:
        raise Http404
    shown = preview(request.actor, day=other.day, at=request.at, bank_assumed_to=other.bank_assumed_to)
    return render(request, "office/time_machine.html", {"other": other, "preview": shown, "chosen": chosen})


@page(Capability.READ)
@require_GET
def case_page(request: OfficeRequest, public_id: str) -> HttpResponse:
    """What would become of one case on another day. Nothing is written."""
    other, case = OtherDay.of(request), case_of(request.actor, public_id)
    if case is None:
        raise Http404
    answer = explain(request.actor, case, day=other.day, at=request.at, bank_assumed_to=other.bank_assumed_to)
    return render(
        request, "office/time_machine_case.html", {"other": other, "case": case, "explanation": answer}
    )
