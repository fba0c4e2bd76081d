"""What each kind of event is called on the pages."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kulanz.features.audit.models import Event
from kulanz.features.worklist.models import CallAttempt
from kulanz.interfaces.office.hold_form import hold_name, needs_person
from kulanz.interfaces.office.step_names import step_names
from kulanz.interfaces.office.templatetags.kulanz_format import day, money

Words = dict[str, Any]
Saying = Callable[[Event, Words], str]


def sentence_of(event: Event, words: Words) -> str:
    """Return one plain sentence; a kind nobody has put into words yet is shown by its name."""
    say = sentences().get(event.kind)
    return say(event, words) if say else event.kind


def sentences() -> dict[str, Saying]:
    """Return how each kind of event is said, in the language of the reader."""
    return {kind: _plain(text) for kind, text in _plain_sentences().items()} | {
        "PaymentMatched": _with_cents(_("Zahlung zugeordnet")),
        "PaymentUnmatched": _with_cents(_("Zuordnung zurückgenommen")),
        "PaymentEnteredByHand": _with_cents(_("Zahlung von Hand gebucht")),
        "PaymentReturned": _with_cents(_("Zahlung zurückgebucht")),
        "ContactHeld": _held,
        "ContactHoldLifted": _lifted,
        "CaseClosed": _closed,
        "CallRecorded": _called,
        "StepLapsed": _with_step(_("Entfallen")),
        "CallStepDone": _with_step(_("Erledigt")),
        "ReminderSent": _with_step(_("Gesendet")),
    }


def _plain_sentences() -> dict[str, str]:
    return {
        "MerchantCreated": _("Händler angelegt"),
        "MerchantChanged": _("Angaben zur Firma geändert"),
        "StorefrontCreated": _("Ladenfront angelegt"),
        "StandardStorefrontChosen": _("Standard-Ladenfront gewählt"),
        "StorefrontArchived": _("Ladenfront stillgelegt"),
        "StorefrontUsedAgain": _("Ladenfront wieder genutzt"),
        "ChannelStorefrontAnswered": _("Verkaufskanal einer Ladenfront zugeordnet"),
        "StorefrontChanged": _("Absender geändert"),
        "BankAccountAdded": _("Bankkonto angelegt"),
        "BankAccountRetired": _("Bankkonto stillgelegt"),
        "BankAccountUsedAgain": _("Bankkonto wieder in Gebrauch"),
        "MemberAdded": _("Person hinzugefügt"),
        "MemberInvited": _("Person eingeladen"),
        "MemberRoleChanged": _("Rolle geändert"),
        "MemberRemoved": _("Person entfernt"),
        "PasswordSet": _("Passwort gesetzt"),
        "MappingAnswered": _("Zahlart geklärt"),
        "StrategyPublished": _("Strategie veröffentlicht"),
        "TaxProfileRecorded": _("Steuerprofil eingetragen"),
        "OpenItemsCompared": _("Offene Posten abgeglichen"),
        "OpenItemsCheckConfirmed": _("Abgleich bestätigt"),
        "WentLive": _("Live geschaltet"),
        "SendingStopped": _("Alles angehalten"),
        "SendingResumed": _("Versand wieder freigegeben"),
        "InvoiceImported": _("Rechnung eingelesen"),
        "InvoiceUpdated": _("Rechnung ergänzt"),
        "CreditNoteImported": _("Gutschrift eingelesen"),
        "CreditNoteApplied": _("Gutschrift angerechnet"),
        "InvoiceReplaced": _("Durch eine korrigierte Rechnung ersetzt"),
        "CreditNotePaidOut": _("Gutschrift ausgezahlt"),
        "CustomerCreditPaidOut": _("Guthaben ausgezahlt"),
        "CustomerChanged": _("Angaben geändert"),
        "BankLinesBooked": _("Bankzeilen gebucht"),
        "BankLineSetAside": _("Bankzeile weggelegt"),
        "BankLineTakenBack": _("Bankzeile zurück in der Liste"),
        "AccountCovered": _("Kontoauszug eingelesen"),
        "TwinConfirmedAsNew": _("Zwilling als eigene Zahlung bestätigt"),
        "TwinDropped": _("Zwilling als dieselbe Zahlung erkannt"),
        "CaseReopened": _("Wieder offen"),
        "StepConfirmed": _("Nächster Schritt bestätigt"),
        "RunReleased": _("Lauf freigegeben"),
        "RunCalledBack": _("Lauf zurückgerufen"),
        "MessageReleased": _("Nachricht freigegeben"),
        "MessageWithdrawn": _("Nachricht zurückgezogen"),
        "MessageFailed": _("Nachricht nicht gesendet"),
        "MessageUncertain": _("Nachricht ungewiss"),
        "MessageUndeliverable": _("Nachricht nicht zustellbar"),
        "LetterPrinted": _("Brief gedruckt"),
        "LetterPosted": _("Brief eingeworfen"),
        "LetterSetAside": _("Brief aussortiert"),
        "LetterHandedOver": _("Brief an den Postdienst übergeben"),
        "LetterCameBack": _("Brief zurückgekommen"),
        "ThankYouSent": _("Dank gesendet"),
        "UncertainEffectResolved": _("Ungewisse Nachricht geklärt"),
        "EffectTriedAgain": _("Versand noch einmal angestoßen"),
    }


def _plain(text: str) -> Saying:
    return lambda event, words: text


def _with_cents(text: str) -> Saying:
    def say(event: Event, words: Words) -> str:
        amount = money(event.facts.get("cents"), event.facts.get("currency", "EUR"))
        return f"{text}: {amount}" if amount else text

    return say


def _with_step(text: str) -> Saying:
    def say(event: Event, words: Words) -> str:
        code = event.facts.get("step", "")
        # The event keeps the German name that the step had then; other readers get today's name.
        is_german = (get_language() or "de").startswith("de")
        name = (is_german and words.get("step")) or step_names(is_business=False).get(code) or code
        return f"{name}: {text.lower()}" if name else text

    return say


def _held(event: Event, words: Words) -> str:
    code, until = words.get("kind", ""), event.facts.get("until")
    kind = hold_name(code) if code else _("Grund gelöscht")
    if not until:
        return _("Angehalten: %(kind)s") % {"kind": kind}
    values = {"kind": kind, "day": day(date.fromisoformat(until))}
    if code and needs_person(code):
        return _("Angehalten: %(kind)s, wieder anzusehen am %(day)s") % values
    return _("Angehalten: %(kind)s, bis %(day)s") % values


def _lifted(event: Event, words: Words) -> str:
    kind = hold_name(words["kind"]) if words.get("kind") else _("Grund gelöscht")
    return _("Wieder freigegeben: %(kind)s") % {"kind": kind}


def _called(event: Event, words: Words) -> str:
    labels = dict(CallAttempt.Outcome.choices)
    outcome = labels.get(event.facts.get("outcome", ""), "")
    return _("Anruf: %(outcome)s") % {"outcome": outcome}


def _closed(event: Event, words: Words) -> str:
    titles = {
        "paid": _("Erledigt: bezahlt"),
        "credited": _("Erledigt: gutgeschrieben"),
        "replaced": _("Erledigt: durch eine Korrektur ersetzt"),
        "written_off": _("Erledigt: ausgebucht"),
    }
    return titles.get(event.because, _("Erledigt"))
