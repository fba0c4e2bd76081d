"""What needs a decision today, in a fixed order, at most eight cards."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from kulanz.core.actor import Actor
from kulanz.features.audit.models import Event
from kulanz.features.audit.queries import latest_by_itself
from kulanz.features.banking.queries import covered_to, queue_counts, waiting_cents
from kulanz.features.claims.mapping import open_questions
from kulanz.features.contact.freshness import are_accounts_fresh
from kulanz.features.dunning.preview import Page, preview
from kulanz.features.dunning.proposal import Preview
from kulanz.features.letters.queries import messages
from kulanz.features.letters.stack import letters_on_the_stack, waiting_since
from kulanz.features.outbox.models import Alarm
from kulanz.features.outbox.queries import running_alarms
from kulanz.features.parties.queries import has_customers, unreachable_with_open_cases
from kulanz.interfaces.office.access import OfficeRequest
from kulanz.interfaces.office.templatetags.kulanz_format import day as day_words

NAMED = Page(first=0, size=20)  # only a few are named on this page; the numbers are of all


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One thing to decide: how many, what, how much money, and where."""

    code: str
    count: int
    title: str
    detail: str
    cents: int | None
    url: str
    button: str
    is_main: bool = False
    is_locked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """The first page of the day."""

    greeting: str
    headline: str
    cards: tuple[Card, ...]
    next_run: str
    alarms: list[Alarm]
    log: list[Event]
    is_new: bool


def today_of(request: OfficeRequest) -> Today:
    """Gather the cards for the merchant's day."""
    actor, day = request.actor, request.at.date()
    shown = preview(actor, day=day, at=request.at, page=NAMED)
    cards = [
        card
        for card in (
            _payments(actor),
            _questions(actor),
            _unclear_messages(actor),
            _letters(actor, at=request.at),
            _calls(shown),
            _repairs(actor),
            _run(request, shown),
            _decisions(shown),
        )
        if card is not None
    ]
    is_new = not has_customers(actor)
    return Today(
        greeting=_greeting(request),
        headline=_headline(cards, shown),
        cards=tuple(cards),
        next_run=shown.because_nothing_en if _is_english() else shown.because_nothing,
        alarms=running_alarms(actor),
        log=latest_by_itself(actor),
        is_new=is_new,
    )


def _greeting(request: OfficeRequest) -> str:
    name = request.user.name.split(" ")[0] if request.user.is_authenticated and request.user.name else ""
    return _("Guten Tag, %(name)s.") % {"name": name} if name else _("Guten Tag.")


def _headline(cards: list[Card], shown: Preview) -> str:
    decisions = ngettext("%(n)d Entscheidung", "%(n)d Entscheidungen", len(cards)) % {"n": len(cards)}
    ready = ngettext("%(n)d Nachricht bereit", "%(n)d Nachrichten bereit", shown.numbers.messages) % {
        "n": shown.numbers.messages
    }
    withheld = shown.numbers.withheld_cases
    held = ngettext("%(n)d Fall zurückgehalten", "%(n)d Fälle zurückgehalten", withheld) % {"n": withheld}
    return f"{decisions}, {ready}, {held}."


def _payments(actor: Actor) -> Card | None:
    counts = queue_counts(actor)
    count = counts["proposed"] + counts["open"] + counts["twin"]
    if not count:
        return None
    detail = ngettext("%(n)d davon mit Vorschlag.", "%(n)d davon mit Vorschlag.", counts["proposed"])
    return Card(
        code="payments",
        count=count,
        title=_("Zahlungen zuordnen"),
        detail=detail % {"n": counts["proposed"]},
        cents=waiting_cents(actor),
        url=reverse("office:payments"),
        button=_("Zuordnen"),
    )


def _questions(actor: Actor) -> Card | None:
    questions = open_questions(actor)
    if not questions:
        return None
    return Card(
        code="questions",
        count=len(questions),
        title=_("Zahlarten klären"),
        detail=questions[0].text,
        cents=None,
        url=reverse("office:setup_mapping"),
        button=_("Antworten"),
    )


def _unclear_messages(actor: Actor) -> Card | None:
    count = messages(actor, states=("uncertain",)).count()
    if not count:
        return None
    return Card(
        code="uncertain",
        count=count,
        title=_("Ungewisse Nachrichten klären"),
        detail=_("Niemand weiß sicher, ob sie angekommen sind."),
        cents=None,
        url=reverse("office:outbox") + "?stand=zu-klaeren",
        button=_("Ansehen"),
    )


def _letters(actor: Actor, *, at: datetime) -> Card | None:
    count = letters_on_the_stack(actor).count()
    if not count:
        return None
    since = (waiting_since(actor) or at).astimezone(at.tzinfo)
    days = max((at.date() - since.date()).days, 0)
    age = ngettext("Der älteste liegt seit einem Tag.", "Der älteste liegt seit %(n)d Tagen.", days)
    return Card(
        code="letters",
        count=count,
        title=_("Briefe drucken und einwerfen"),
        detail=age % {"n": days} if days else _("Alle sind von heute."),
        cents=None,
        url=reverse("office:letters"),
        button=_("Zum Poststapel"),
    )


def _calls(shown: Preview) -> Card | None:
    if not shown.calls:
        return None
    names = ", ".join(call.person.name for call in shown.calls[:3])
    return Card(
        code="calls",
        count=shown.numbers.calls,
        title=_("Anrufe heute"),
        detail=names + (" …" if shown.numbers.calls > 3 else ""),
        cents=shown.numbers.call_cents,
        url=reverse("office:run") + "?liste=anrufe",
        button=_("Anrufen"),
    )


def _repairs(actor: Actor) -> Card | None:
    people = unreachable_with_open_cases(actor)
    if not people:
        return None
    first = people[0]
    return Card(
        code="repairs",
        count=len(people),
        title=_("Kontaktdaten reparieren"),
        detail=(
            _("%(name)s: E-Mail unzustellbar seit %(day)s.")
            if first.email_undeliverable_since
            else _("%(name)s: Brief zurückgekommen am %(day)s.")
        )
        % {
            "name": first.name,
            "day": day_words(first.email_undeliverable_since or first.post_undeliverable_since),
        },
        cents=None,
        url=reverse("office:customer", args=[first.public_id]),
        button=_("Ansehen"),
    )


def _run(request: OfficeRequest, shown: Preview) -> Card | None:
    if not are_accounts_fresh(request.merchant, day=request.at.date()):
        last = covered_to(request.actor)
        detail = (
            _("Bankdaten nur bis %(day)s. Wir mahnen nicht auf Verdacht.") % {"day": day_words(last)}
            if last
            else _("Noch kein Kontoauszug. Wir mahnen nicht auf Verdacht.")
        )
        return Card(
            code="stale",
            count=shown.numbers.withheld,
            title=_("Kontoauszug fehlt"),
            detail=detail,
            cents=None,
            url=reverse("office:payments_upload"),
            button=_("Kontoauszug einlesen"),
            is_main=True,
            is_locked=True,
        )
    if not shown.numbers.messages:
        return None
    total = sum(shown.numbers.message_totals.values())
    return Card(
        code="run",
        count=shown.numbers.messages,
        title=_("Lauf freigeben"),
        detail=ngettext(
            "Eine Nachricht ist bereit.", "%(n)d Nachrichten sind bereit.", shown.numbers.messages
        )
        % {"n": shown.numbers.messages},
        cents=total,
        url=reverse("office:run"),
        button=_("Lauf prüfen und freigeben"),
        is_main=True,
    )


def _decisions(shown: Preview) -> Card | None:
    if not shown.decisions:
        return None
    first = shown.decisions[0]
    return Card(
        code="decisions",
        count=shown.numbers.decisions,
        title=_("Wie geht es weiter?"),
        detail=_("%(name)s, %(number)s: alle Schritte sind getan.")
        % {"name": first.person.name, "number": first.subject.number},
        cents=shown.numbers.decision_cents,
        url=reverse("office:case", args=[first.subject.case_public_id]),
        button=_("Ansehen"),
    )


def _is_english() -> bool:
    return (get_language() or "de").startswith("en")
