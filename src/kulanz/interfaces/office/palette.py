"""The commands of the palette: every page that needs no choice beforehand, and what is done most often."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from kulanz.core.actor import Actor, Capability, may


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One line of the palette: it leads to `url`, or opens the part `part` of a case's page, asking which case.

    `key` is the single key that does the same in a list.
    """

    title: str
    url: str = ""
    part: str = ""
    key: str = ""


def commands(actor: Actor) -> list[Command]:
    """Return what this person may do, what is done most often first."""
    return [
        *(
            Command(title=title, part=part, key=key)
            for title, part, key, right in _on_a_case()
            if may(actor.role, right)
        ),
        *(
            Command(title=title, url=reverse(f"office:{name}") + query)
            for title, name, query, right in _pages()
            if may(actor.role, right)
        ),
        Command(title=_("Zweiter Faktor"), url=reverse("mfa_index")),
        Command(title=_("Passwort ändern"), url=reverse("account_change_password")),
    ]


def _on_a_case() -> list[tuple[str, str, str, Capability]]:
    return [
        (_("Fall anhalten"), "pausen", "S", Capability.EDIT_CASE),
        (_("Zahlung buchen"), "zahlung", "P", Capability.MATCH),
        (_("Anruf eintragen"), "anruf", "A", Capability.RECORD_CALL),
    ]


def _pages() -> list[tuple[str, str, str, Capability]]:
    """Return the pages: title, name of the address, query, who may."""
    return [
        (_("Lauf prüfen"), "run", "", Capability.READ),
        (_("Kontoauszug einlesen"), "payments_upload", "", Capability.IMPORT),
        (_("Rechnungen einlesen"), "invoices_import", "", Capability.IMPORT),
        (_("Zahlungen zuordnen"), "payments", "", Capability.READ),
        (_("Heute"), "today", "", Capability.READ),
        (_("Fälle"), "cases", "", Capability.READ),
        (_("Fälle: angehalten"), "cases", "?ansicht=held", Capability.READ),
        (_("Fälle: erledigt"), "cases", "?ansicht=closed", Capability.READ),
        (_("Kunden"), "customers", "", Capability.READ),
        (_("Lauf: zurückgehalten"), "run", "?liste=zurueckgehalten", Capability.READ),
        (_("Anrufe heute"), "run", "?liste=anrufe", Capability.READ),
        (_("Ausgang"), "outbox", "", Capability.READ),
        (_("Poststapel"), "letters", "", Capability.READ),
        (_("Eingeworfene Briefe"), "letters_posted", "", Capability.READ),
        (_("Vorgänge"), "works", "", Capability.READ),
        (_("Suchen"), "search", "", Capability.READ),
        (_("Mehr"), "more", "", Capability.READ),
        (_("Einrichtung"), "setup", "", Capability.READ),
        (_("Firma und Rechtsraum"), "setup_company", "", Capability.SETTINGS),
        (_("Bankkonten"), "setup_bank", "", Capability.SETTINGS),
        (_("Mailversand"), "setup_mail", "", Capability.SETTINGS),
        (_("Briefe einrichten"), "setup_letters", "", Capability.SETTINGS),
        (_("Ladenfronten"), "setup_storefronts", "", Capability.SETTINGS),
        (_("Zahlarten"), "setup_mapping", "", Capability.SETTINGS),
        (_("Steuerprofil"), "setup_tax", "", Capability.SETTINGS),
        (_("Team"), "setup_team", "", Capability.MANAGE_USERS),
        (_("Live schalten"), "setup_live", "", Capability.SETTINGS),
        (_("Zeitmaschine: die Uhr vorstellen"), "clock", "", Capability.SETTINGS),
        (_("Zeitmaschine: einen anderen Tag ansehen"), "time_machine", "", Capability.READ),
        (_("Mit der eigenen Liste vergleichen"), "check", "", Capability.IMPORT),
        (_("Mein Profil"), "profile", "", Capability.READ),
    ]
