"""What each kind of event is called on the pages."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from kulanz.features.audit.models import Event
from kulanz.interfaces.office.hold_form import hold_name
from kulanz.interfaces.office.templatetags.kulanz_format import day, money

Words = dict[str, Any]


def sentence_of(event: Event, words: Words) -> str:
    """Return one plain sentence; a kind nobody has put into words yet is shown by its name."""
    say = SENTENCES.get(event.kind)
    return say(event, words) if say else event.kind


def _plain(text: Callable[[], str]) -> Callable[[Event, Words], str]:
    return lambda event, words: text()


def _with_cents(text: Callable[[], str]) -> Callable[[Event, Words], str]:
    return lambda event, words: (
        text() % {"amount": money(event.facts.get("cents"), event.facts.get("currency", "EUR"))}
    )


def _held(event: Event, words: Words) -> str:
    kind = hold_name(words["kind"]) if words.get("kind") else _("Grund gelöscht")
    until = event.facts.get("until")
    if until:
        return _("Angehalten: %(kind)s, bis %(day)s") % {"kind": kind, "day": day(date.fromisoformat(until))}
    return _("Angehalten: %(kind)s") % {"kind": kind}


def _lifted(event: Event, words: Words) -> str:
    kind = hold_name(words["kind"]) if words.get("kind") else _("Grund gelöscht")
    return _("Wieder freigegeben: %(kind)s") % {"kind": kind}


def _closed(event: Event, words: Words) -> str:
    titles = {
        "paid": _("Erledigt: bezahlt"),
        "credited": _("Erledigt: gutgeschrieben"),
        "written_off": _("Erledigt: ausgebucht"),
    }
    return titles.get(event.because, _("Erledigt"))


SENTENCES: dict[str, Callable[[Event, Words], str]] = {
    "InvoiceImported": _plain(lambda: _("Rechnung eingelesen")),
    "InvoicesImported": _plain(lambda: _("Rechnungen eingelesen")),
    "ContactHeld": _held,
    "ContactHoldLifted": _lifted,
    "CaseClosed": _closed,
    "CaseReopened": _plain(lambda: _("Wieder offen")),
    "MessageReleased": _plain(lambda: _("Nachricht freigegeben")),
    "CustomerChanged": _plain(lambda: _("Angaben geändert")),
    "UncertainEffectResolved": _plain(lambda: _("Ungewisse Nachricht geklärt")),
    "EffectTriedAgain": _plain(lambda: _("Versand noch einmal angestoßen")),
    "PaymentMatched": _with_cents(lambda: _("Zahlung zugeordnet: %(amount)s")),
    "MatchUndone": _with_cents(lambda: _("Zuordnung zurückgenommen: %(amount)s")),
}
