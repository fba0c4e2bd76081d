"""What a row says about the delivery. Unknown words are unknown, never a yes."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from kulanz.features.claims.models import Delivery
from kulanz.formats.records import InvoiceRecord

_MEANINGS = {
    Delivery.DELIVERED: "geliefert|zugestellt|ausgeliefert|abgeholt|empfangen|delivered|fulfilled|completed|picked up|collected",
    Delivery.PARTLY: "teilweise geliefert|teilgeliefert|teillieferung|partly delivered|partially delivered|partial"
    "|partially fulfilled",
    Delivery.UNDELIVERED: "nicht geliefert|nicht versendet|nicht versandt|unversandt|offen|in bearbeitung|in vorbereitung"
    "|rückstand|unfulfilled|not delivered|undelivered|not shipped|unshipped|processing|pending|on hold|zustellung fehlgeschlagen",
    Delivery.UNKNOWN: "versendet|versandt|verschickt|unterwegs|in zustellung|shipped|dispatched|in transit|sent|unbekannt|unknown",
}
_BY_WORD = {word: meaning for meaning, words in _MEANINGS.items() for word in words.split("|")}
_HOLDS = {
    "goods_return": "retoure|retourniert|rücksendung|zurückgesendet|zurückgeschickt|returned|return|retoure angemeldet",
    "cancellation": "storniert|abgebrochen|cancelled|canceled",
    "withdrawal": "widerruf|widerrufen|withdrawn",
}
_HOLD_BY_WORD = {word: kind for kind, words in _HOLDS.items() for word in words.split("|")}


@dataclass(frozen=True, slots=True, kw_only=True)
class RowDelivery:
    """What is proven, since when, a reason to hold that the status names, and a note worth a look."""

    delivery: Delivery
    delivered_on: date | None = None
    hold_kind: str = ""
    note: str = ""


def delivery_of(record: InvoiceRecord, *, day: date) -> RowDelivery:
    """Return what a row says on `day` about the delivery. Shipped is not delivered: it stays unknown."""
    word = " ".join((record.delivery_status or "").lower().split())
    hold_kind = _HOLD_BY_WORD.get(word, "")
    if hold_kind:
        return RowDelivery(
            delivery=Delivery.UNKNOWN,
            hold_kind=hold_kind,
            note=_("Versandstatus „%(status)s“: wird zurückgehalten.") % {"status": record.delivery_status},
        )
    delivered_on = record.delivered_on
    if delivered_on is not None and delivered_on > day:
        return RowDelivery(
            delivery=Delivery.UNKNOWN,
            note=_("Das Lieferdatum %(day)s liegt noch vor uns.") % {"day": f"{delivered_on:%d.%m.%Y}"},
        )
    if not word:
        return RowDelivery(
            delivery=Delivery.DELIVERED if delivered_on else Delivery.UNKNOWN, delivered_on=delivered_on
        )
    stated = _BY_WORD.get(word)
    if stated is None:
        return RowDelivery(
            delivery=Delivery.UNKNOWN,
            note=_("Der Versandstatus „%(status)s“ ist nicht bekannt; die Lieferung gilt als ungeklärt.")
            % {"status": record.delivery_status},
        )
    if stated is Delivery.UNKNOWN and delivered_on:
        return RowDelivery(delivery=Delivery.DELIVERED, delivered_on=delivered_on)
    return RowDelivery(delivery=stated, delivered_on=delivered_on if stated is Delivery.DELIVERED else None)
