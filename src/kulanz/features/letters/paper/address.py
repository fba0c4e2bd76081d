"""The address of a paper letter: up to six lines inside the window of DIN 5008, the country last and in capitals."""

import re

from babel import Locale

from kulanz.features.letters.wording import on_one_line
from kulanz.features.outbox.handlers import CannotRender
from kulanz.features.parties.models import Customer
from kulanz.features.tenants.models import Merchant

MOST_LINES = 6
# The post of the country that sends reads the name of the country that receives.
COUNTRY_NAMES = Locale.parse("de_DE").territories
POSTCODE_AFTER_CITY = ("AU", "CA", "GB", "IE", "NZ", "US")


class PostalAddressMissing(CannotRender):
    """A letter needs a name, a street, a postcode and a city; one of them is not there."""


class PostalAddressUnfit(CannotRender):
    """The address is complete, but no window shows it whole."""


def recipient_lines(customer: Customer, merchant: Merchant) -> tuple[str, ...]:
    """Return the address as lines; raise PostalAddressMissing, PostalAddressUnfit.

    A name or street that was entered on several lines stays on several.
    """
    parts = {
        "Name": _lines(customer.name),
        "Straße": _lines(customer.street),
        "Postleitzahl": _lines(customer.postcode),
        "Ort": _lines(customer.city),
    }
    missing = [name for name, lines in parts.items() if not lines]
    if missing:
        who = on_one_line(customer.name) or f"Kundennummer {on_one_line(customer.number)}"
        raise PostalAddressMissing(
            f"Für einen Brief an {who} fehlt: {', '.join(missing)}. Der Brief wurde angehalten; "
            "bitte die Anschrift ergänzen."
        )
    place = [*parts["Postleitzahl"], *parts["Ort"]]
    if customer.country in POSTCODE_AFTER_CITY:
        place = [*parts["Ort"], *parts["Postleitzahl"]]
    lines = (*parts["Name"], *parts["Straße"], " ".join(place), *_country(customer, merchant))
    if len(lines) > MOST_LINES:
        raise PostalAddressUnfit(
            f"Die Anschrift von {lines[0]} hat {len(lines)} Zeilen; in das Fenster passen {MOST_LINES}. "
            "Der Brief wurde angehalten; bitte die Anschrift kürzen."
        )
    return lines


def sender_line(merchant: Merchant, shop: str) -> str:
    """Return the sender on one line, as it stands above the recipient in the window."""
    place = " ".join(filter(None, [merchant.postcode, merchant.city]))
    return " · ".join(filter(None, map(on_one_line, [merchant.legal_name or shop, merchant.street, place])))


def _country(customer: Customer, merchant: Merchant) -> tuple[str, ...]:
    if customer.country in ("", merchant.country):
        return ()
    name = COUNTRY_NAMES.get(customer.country)
    if name is None:
        raise PostalAddressUnfit(
            f"Das Land „{on_one_line(customer.country)}“ ist unbekannt. Der Brief wurde angehalten; "
            "bitte das Kürzel des Landes prüfen, zum Beispiel AT."
        )
    return (name.upper(),)


def _lines(text: str) -> list[str]:
    return [line for line in map(on_one_line, re.split(r"[\r\n]+", text)) if line]
