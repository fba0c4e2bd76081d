"""Every page of the office that the browser visits: for the tests, and for the pictures that tools/shots.py takes."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

PHONE, DESKTOP, NARROW = (
    {"width": 390, "height": 844},
    {"width": 1280, "height": 800},
    {"width": 320, "height": 640},
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A page: `path`, or the first link like `link` that the page `path` shows (`then` is put behind it; `via` is a page in between). `name` is speakable in a file name."""

    name: str
    path: str
    link: str = ""
    via: str = ""
    then: str = ""
    status: int = 200

    def found(self, page: "Page", url: str) -> str:
        """Return the path to open, having looked at the list where that is needed."""
        path = self.path
        for link in filter(None, (self.via, self.link)):
            page.goto(url + path)
            found = re.search(f'(?:href|hx-get)="({link})"', page.content())
            assert found, f"{path} shows nothing like {link}"
            path = found[1]
        return path + self.then


IN_THE_OFFICE = (
    Place(name="heute", path="/"),
    Place(name="suche", path="/suche?q=Beispiel"),
    Place(name="suche-leer", path="/suche?q=Niemand+heißt+so"),
    Place(name="mehr", path="/mehr"),
    Place(name="profil", path="/profil"),
    Place(name="lauf", path="/lauf"),
    Place(name="lauf-zurueckgehalten", path="/lauf?liste=zurueckgehalten"),
    Place(name="lauf-anrufe", path="/lauf?liste=anrufe"),
    Place(name="faelle", path="/faelle"),
    Place(name="faelle-alle", path="/faelle?ansicht=open"),
    Place(name="faelle-leer", path="/faelle?q=Niemand+heißt+so"),
    Place(name="fall", path="/faelle", link=r"/faelle/case_\w+"),
    Place(name="fall-erledigt", path="/faelle?ansicht=closed", link=r"/faelle/case_\w+"),
    Place(name="kunden", path="/kunden"),
    Place(name="kunden-leer", path="/kunden?q=Niemand+heißt+so"),
    Place(name="kunde", path="/kunden", link=r"/kunden/cus_\w+"),
    Place(name="kunde-aendern", path="/kunden", link=r"/kunden/cus_\w+", then="/aendern"),
    Place(name="zahlungen", path="/zahlungen"),
    Place(name="zahlungen-offen", path="/zahlungen?liste=offen"),
    Place(name="zahlungen-zugeordnet", path="/zahlungen?liste=zugeordnet"),
    Place(name="zahlung", path="/zahlungen", link=r"/zahlungen/line_\w+"),
    Place(name="zahlungen-einlesen", path="/zahlungen/einlesen"),
    Place(name="rechnungen-einlesen", path="/rechnungen/einlesen"),
    Place(name="ausgang", path="/ausgang"),
    Place(name="nachricht", path="/ausgang", link=r"/ausgang/msg_\w+"),
    Place(name="poststapel", path="/poststapel"),
    Place(name="eingeworfen", path="/poststapel/eingeworfen"),
    Place(name="einrichtung", path="/einrichtung"),
    Place(name="einrichtung-firma", path="/einrichtung/firma"),
    Place(name="einrichtung-absender", path="/einrichtung", link=r"/einrichtung/absender/\w+"),
    Place(name="einrichtung-bank", path="/einrichtung/bank"),
    Place(name="einrichtung-mail", path="/einrichtung/mail"),
    Place(name="einrichtung-briefe", path="/einrichtung/briefe"),
    Place(name="einrichtung-zahlarten", path="/einrichtung/zahlarten"),
    Place(name="einrichtung-steuerprofil", path="/einrichtung/steuerprofil"),
    Place(name="einrichtung-ladenfronten", path="/einrichtung/ladenfronten"),
    Place(name="vorgaenge", path="/vorgaenge"),
    Place(name="einrichtung-team", path="/einrichtung/team"),
    Place(name="einrichtung-live", path="/einrichtung/live"),
    Place(name="abgleich", path="/einrichtung/abgleich"),
    Place(name="zeitmaschine", path="/zeitmaschine?tag=2026-12-09"),
    Place(name="zeitmaschine-fall", path="/faelle", link=r"/zeitmaschine/case_\w+", via=r"/faelle/case_\w+"),
    Place(name="einrichtung-uhr", path="/einrichtung/uhr"),
    Place(name="passwort", path="/konto/password/change/"),
    Place(name="zweiter-faktor", path="/konto/2fa/"),
    Place(name="nicht-gefunden", path="/faelle/case_gibtesnicht", status=404),
)
