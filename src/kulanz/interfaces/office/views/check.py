"""The comparison of the first hour: the merchant's own open items beside ours, and its confirmation."""

import csv
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kulanz.core.actor import Capability, may
from kulanz.core.opening import Reason
from kulanz.features.onboarding.actions import CURRENCY, CheckRefused, compare_open_items, confirm_check
from kulanz.features.onboarding.facts import counted
from kulanz.features.onboarding.models import OpenItemsCheck
from kulanz.features.onboarding.queries import check_of, check_state, checks
from kulanz.formats.amounts import amount_text
from kulanz.formats.open_items_csv import read_open_items_csv
from kulanz.interfaces.office.access import OfficeRequest, page
from kulanz.interfaces.office.action_forms import OpenItemsForm

SHOWN_DIFFERENCES = 300
SHOWN_ERRORS = 20
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def reason_words() -> dict[str, tuple[str, str]]:
    """Return of each reason what it is called, and what to do about it."""
    return {
        Reason.ONLY_HERE.value: (_("nur hier offen"), _("In Ihrer Liste bezahlt oder noch nicht erfasst? Zahlung hier eintragen oder Auszug einlesen.")),
        Reason.ONLY_THERE.value: (_("nur in Ihrer Liste"), _("Diese Rechnung ist hier nicht eingelesen, oder ihre Zeile war ein Problem.")),
        Reason.AMOUNT.value: (_("Betrag weicht ab"), _("Teilzahlung, Gutschrift, Skonto oder Gebühr? Im Fall steht, was hier gebucht ist.")),
        Reason.PAID_HERE.value: (_("hier ausgeglichen"), _("Hier bezahlt oder gutgeschrieben; Ihre Liste ist vermutlich älter.")),
        Reason.NOT_OURS.value: (_("zählt hier nicht: verkauft, Marktplatz oder vorab bezahlt"), _("Stimmt die Antwort zur Zahlart, ist nichts zu tun.")),
        Reason.UNMATCHED_PAYMENT.value: (_("Zahlung wartet auf Zuordnung"), _("Die Zahlung ist da, aber noch keiner Rechnung zugeordnet.")),
        Reason.CREDIT.value: (_("Gutschrift"), _("Hier als Guthaben des Kunden eingelesen; es mindert die offene Summe erst mit der Verrechnung.")),
        Reason.OTHER_CURRENCY.value: (_("andere Währung"), _("Verglichen werden nur Beträge in Euro.")),
        Reason.DUPLICATE.value: (_("doppelt in Ihrer Liste"), _("Die Nummer steht mehrmals in Ihrer Liste; hier gibt es sie einmal.")),
        Reason.NOT_LISTED.value: (_("nicht einzeln aufgeführt"), _("Ihre Summe weicht von Ihrer Liste ab, oder es gibt keine Liste. Mit der Liste lässt sich der Grund finden.")),
    }  # fmt: skip


@page(Capability.IMPORT)
@require_http_methods(["GET", "POST"])
def compare(request: OfficeRequest) -> HttpResponse:
    """Enter the own total, upload the own list, or both; earlier comparisons below."""
    form = OpenItemsForm(request.POST or None, request.FILES or None)
    errors: tuple[Any, ...] = ()
    if request.method == "POST" and form.is_valid():
        file, data = form.cleaned_data["file"], b""
        items: tuple[Any, ...] = ()
        if file is not None:
            data = file.read()
            read = read_open_items_csv(data, file=file.name, currency=CURRENCY)
            items, errors = read.items, read.errors
        if errors:
            form.add_error(
                "file",
                _("Diese Zeilen sind nicht lesbar. Nichts wurde verglichen; bitte die Liste verbessern."),
            )
        else:
            try:
                check = compare_open_items(
                    actor=request.actor,
                    at=request.at,
                    own_total=form.cleaned_data["total"],
                    items=items,
                    data=data,
                    file_name=file.name if file is not None else "",
                )
            except CheckRefused as refused:
                form.add_error(None, str(refused))
            else:
                return redirect("office:check_result", check.public_id)
    here = counted(request.actor, currency=CURRENCY)
    context = {
        "form": form,
        "errors": errors[:SHOWN_ERRORS],
        "more_errors": max(0, len(errors) - SHOWN_ERRORS),
        "here_cents": sum(here.values_list("open_item__open_cents", flat=True)),
        "here_count": here.count(),
        "checks": checks(request.actor),
        "state": check_state(request.actor),
    }
    return render(request, "office/check.html", context, status=422 if form.errors else 200)


@page(Capability.IMPORT)
@require_GET
def result(request: OfficeRequest, public_id: str) -> HttpResponse:
    """One comparison: both totals, every difference with its reason and the way to where it is resolved."""
    return _result_page(request, _one(request, public_id))


@page(Capability.SETTINGS)
@require_POST
def confirm(request: OfficeRequest, public_id: str) -> HttpResponse:
    """Confirm a comparison, with a reason where a difference stays."""
    check = _one(request, public_id)
    because = request.POST.get("because", "")
    try:
        confirm_check(actor=request.actor, public_id=check.public_id, because=because, at=request.at)
    except CheckRefused as refused:
        return _result_page(request, check, refused=str(refused), because=because, status=422)
    messages.success(request, _("Der Abgleich ist bestätigt."))
    return redirect("office:check_result", check.public_id)


@page(Capability.IMPORT)
@require_GET
def as_csv(request: OfficeRequest, public_id: str) -> HttpResponse:
    """The differences as a table for a spreadsheet."""
    check = _one(request, public_id)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="abgleich-{check.day}.csv"'
    response.write("\ufeff")
    table = csv.writer(response, delimiter=";")
    table.writerow([_("Grund"), _("Rechnung"), _("Kunde"), _("Ihre Liste"), _("hier"), _("Differenz")])
    names = reason_words()
    for one in check.differences:
        amounts = [
            "" if one[name] is None else _amount(one[name]) for name in ("there_cents", "here_cents", "cents")
        ]
        words = (names[one["reason"]][0], one["number"], one["customer"])
        table.writerow([*(_harmless(word) for word in words), *amounts])
    return response


def _result_page(
    request: OfficeRequest, check: OpenItemsCheck, *, refused: str = "", because: str = "", status: int = 200
) -> HttpResponse:
    names = reason_words()
    sums: dict[str, list[int]] = {}
    for one in check.differences:
        counted_so_far = sums.setdefault(one["reason"], [0, 0])
        counted_so_far[0] += 1
        counted_so_far[1] += one["cents"]
    context = {
        "check": check,
        "differences": [
            {**one, "name": names[one["reason"]][0]} for one in check.differences[:SHOWN_DIFFERENCES]
        ],
        "hidden_count": max(0, len(check.differences) - SHOWN_DIFFERENCES),
        "sums": [
            {"name": names[reason][0], "todo": names[reason][1], "count": count, "cents": cents}
            for reason, (count, cents) in sums.items()
        ],
        "is_newest": checks(request.actor, limit=1)[0].pk == check.pk,
        "may_confirm": may(request.actor.role, Capability.SETTINGS),
        "refused": refused,
        "because": because,
    }
    return render(request, "office/check_result.html", context, status=status)


def _one(request: OfficeRequest, public_id: str) -> OpenItemsCheck:
    check = check_of(request.actor, public_id)
    if check is None:
        raise Http404
    return check


def _amount(cents: int) -> str:
    return amount_text(cents, currency=CURRENCY).removesuffix("EUR").removesuffix("€").strip()


def _harmless(word: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{word}" if word.startswith(_FORMULA) else word
