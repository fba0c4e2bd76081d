"""Which column means what: headings in German and English, in the spellings exports really use."""

import re
import unicodedata
from collections.abc import Sequence
from types import MappingProxyType

# The order inside a field is from the surest heading to the vaguest: "Betrag" is the total only where no
# "Bruttobetrag" stands beside it.
HEADINGS = MappingProxyType(
    {
        "number": (
            "Rechnungsnummer", "Rechnungs-Nr.", "Rechnung Nr.", "Rechnungsnr", "RechNr", "RgNr", "RNr", "ReNr", "Belegnummer",
            "Beleg-Nr.", "Dokumentnummer", "Invoice number", "Invoice no.", "Invoice #", "Invoice ID", "Document number",
            "Rechnung", "Invoice", "Nummer", "Number",
        ),
        "type": ("Belegart", "Belegtyp", "Dokumenttyp", "Rechnungsart", "Rechnungstyp", "Invoice type", "Document type",
                 "Typ", "Type"),
        "issue_date": (
            "Rechnungsdatum", "Datum der Rechnung", "Ausstellungsdatum", "Rechnung vom", "Belegdatum", "Invoice date",
            "Issue date", "Date of issue", "Issued on", "Date issued", "Datum", "Date",
        ),
        "due_date": (
            "Fällig am", "Fälligkeit", "Fälligkeitsdatum", "Fälligkeitstag", "Fällig", "Fällig bis", "Zahlbar bis",
            "Zahlbar bis zum", "Zahlungsfrist", "Zahlungsziel Datum", "Due date", "Due on", "Due", "Payable by",
            "Payment due", "Payment due date",
        ),
        "payment_term_days": ("Zahlungsziel", "Zahlungsziel Tage", "Zahlungsziel in Tagen", "Payment term",
                              "Payment terms", "Payment term days", "Terms days"),
        "due_date_is_agreed": ("Fälligkeit vereinbart", "Fälligkeitsdatum vereinbart", "Zahlungstermin vereinbart",
                               "Due date agreed", "Due date is agreed"),
        "total": (
            "Bruttobetrag", "Rechnungsbetrag brutto", "Betrag brutto", "Brutto", "Gesamtbetrag brutto",
            "Gesamt brutto", "Bruttowert", "Bruttorechnungsbetrag", "Gesamtbetrag", "Rechnungsbetrag", "Rechnungssumme", "Gesamtsumme", "Endbetrag", "Bruttosumme",
            "Summe brutto", "Betrag inkl. USt", "Betrag inkl. MwSt", "Gesamtbetrag inkl. MwSt", "Gross amount", "Gross total", "Amount gross", "Total gross", "Grand total", "Gross",
            "Invoice amount", "Invoice total", "Total amount", "Total", "Gesamt", "Betrag", "Summe", "Amount",
        ),
        "net": ("Nettobetrag", "Betrag netto", "Rechnungsbetrag netto", "Gesamtbetrag netto", "Netto", "Nettosumme",
                "Summe netto", "Net amount", "Net total", "Amount net", "Total net", "Net", "Subtotal"),
        "tax_amount": ("USt-Betrag", "Umsatzsteuerbetrag", "MwSt-Betrag", "Mehrwertsteuerbetrag", "Steuerbetrag",
                       "Betrag USt", "Betrag MwSt", "VAT amount", "Tax amount", "Total tax", "Tax total"),
        "tax_rate": ("USt-Satz", "USt %", "Umsatzsteuersatz", "MwSt-Satz", "MwSt %", "Mehrwertsteuersatz",
                     "Steuersatz", "Steuersatz %", "VAT rate",
                     "VAT %", "Tax rate", "Tax %"),
        "tax": ("USt", "MwSt", "Umsatzsteuer", "Mehrwertsteuer", "Steuer", "VAT", "Tax"),  # rate or amount: the cells tell
        "tax_country": ("Steuerland", "USt-Land", "Umsatzsteuerland", "Land der Besteuerung", "Tax country",
                        "VAT country"),
        "due_amount": ("Offener Betrag", "Offen", "Restbetrag", "Offener Restbetrag", "Zahlbetrag", "Noch offen",
                       "Offene Summe", "Saldo", "Open amount", "Amount due", "Balance due", "Outstanding",
                       "Outstanding amount", "Amount outstanding", "Balance"),
        "payment_status": ("Zahlungsstatus", "Zahlstatus", "Bezahlstatus", "Payment status", "Financial status",
                           "Bezahlt", "Paid"),
        "paid_on": ("Bezahlt am", "Zahlungseingang", "Zahlungseingang am", "Zahldatum", "Zahlungsdatum", "Gezahlt am",
                    "Paid on", "Paid at", "Payment date", "Date paid", "Paid date"),
        "currency": ("Währung", "Währungscode", "Waehrungskennzeichen", "WKZ", "Currency", "Currency code"),
        "customer_number": (
            "Kundennummer", "Kunden-Nr.", "KdNr", "Kd.-Nr.", "Kunde Nr.", "Debitorennummer", "Debitor-Nr.",
            "Debitorenkonto", "Debitor", "Kunden-ID", "Customer number", "Customer no.", "Customer ID",
            "Customer #", "Account number", "Client ID",
        ),
        "customer_name": (
            "Kundenname", "Kunde", "Name des Kunden", "Rechnungsempfänger", "Empfänger", "Käufer", "Vor- und Nachname",
            "Vollständiger Name", "Customer name", "Customer", "Buyer", "Client", "Client name", "Billing name",
            "Full name", "Ansprechpartner", "Contact name", "Name",
        ),
        "salutation": ("Anrede", "Salutation", "Title"),
        "first_name": ("Vorname", "First name", "Given name", "Forename", "Billing first name"),
        "last_name": ("Nachname", "Familienname", "Zuname", "Last name", "Surname", "Family name",
                      "Billing last name"),
        "company": ("Firma", "Firmenname", "Unternehmen", "Company", "Company name", "Organisation", "Organization",
                    "Billing company"),
        "email": ("E-Mail", "E-Mail-Adresse", "Mail", "Mailadresse", "Kunden-E-Mail", "Email address",
                  "Customer email", "Billing email"),
        "phone": ("Telefon", "Telefonnummer", "Tel.", "Mobil", "Mobiltelefon", "Handy", "Rufnummer", "Phone",
                  "Phone number", "Telephone", "Mobile", "Billing phone"),
        "street": ("Straße", "Straße und Hausnummer", "Straße/Hausnummer", "Straße, Nr.", "Straße Nr.", "Anschrift",
                   "Adresse", "Adresse 1", "Rechnungsadresse Straße", "Street", "Street address", "Address",
                   "Address 1", "Address line 1", "Billing street", "Billing address1", "Billing address 1"),
        "house_number": ("Hausnummer", "Haus-Nr.", "Hausnr", "House number", "Street number"),
        "postcode": ("PLZ", "Postleitzahl", "Postcode", "Post code", "Postal code", "ZIP", "ZIP code", "Billing zip",
                     "Billing postcode"),
        "city": ("Ort", "Stadt", "Wohnort", "City", "Town", "Billing city"),
        "country": ("Land", "Länderkürzel", "Ländercode", "Staat", "Rechnungsland", "Country", "Country code",
                    "Billing country"),
        "state": ("Bundesland", "Kanton", "Federal state", "State", "Province", "Region"),
        "customer_kind": ("Kundenart", "Kundentyp", "Kundengruppe", "Privat/Gewerbe", "Privat/Firma", "B2B/B2C",
                          "Customer kind", "Customer type", "Customer group"),
        "vat_id": ("USt-IdNr.", "USt-ID", "UStIdNr", "Umsatzsteuer-ID", "Umsatzsteuer-Identifikationsnummer",
                   "Umsatzsteuer-Identnummer", "UID", "UID-Nummer", "VAT ID", "VAT number", "VAT no.",
                   "VAT registration number"),
        "customer_iban": ("Kunden-IBAN", "IBAN des Kunden", "IBAN Kunde", "Customer IBAN", "IBAN customer"),
        "iban": ("IBAN", "Bankverbindung", "Kontoverbindung"),
        "payment_reference": ("Zahlungsreferenz", "Verwendungszweck", "Referenz", "RF-Referenz", "Payment reference",
                              "Reference", "Remittance information"),
        "payment_method": ("Zahlart", "Zahlungsart", "Zahlungsmethode", "Zahlungsweise", "Bezahlart", "Payment method",
                           "Payment type", "Payment gateway", "Method of payment"),
        "sales_channel": ("Verkaufskanal", "Vertriebskanal", "Vertriebsweg", "Kanal", "Marktplatz", "Plattform",
                          "Sales channel", "Channel", "Marketplace"),
        "storefront": ("Shop", "Shopname", "Ladenfront", "Marke", "Storefront", "Store", "Brand"),
        "order_number": ("Bestellnummer", "Bestell-Nr.", "Auftragsnummer", "Auftrags-Nr.", "Auftragsnr", "Bestellung",
                         "Auftrag", "Order number", "Order no.", "Order ID", "Order #", "Order"),
        "order_date": ("Bestelldatum", "Auftragsdatum", "Bestellt am", "Bestellung vom", "Order date", "Ordered on",
                       "Date of order"),
        "delivered_on": ("Zustelldatum", "Zugestellt am", "Geliefert am", "Lieferdatum", "Liefer-/Zustelldatum",
                         "Leistungsdatum", "Delivered on", "Delivery date", "Date of delivery", "Delivered at"),
        "delivery_status": ("Versandstatus", "Lieferstatus", "Zustellstatus", "Sendungsstatus", "Shipping status",
                            "Delivery status", "Fulfillment status", "Shipment status"),
        "received_on": ("Rechnungszugang", "Rechnung zugegangen am", "Zugang der Rechnung", "Invoice received on"),
        "language": ("Sprache", "Language", "Locale"),
        "dunning_step": ("Mahnstufe", "Mahnstatus", "Dunning level", "Dunning step", "Reminder level"),
        "last_dunned_on": ("Letzte Mahnung am", "Letzte Mahnung", "Mahndatum", "Datum letzte Mahnung",
                           "Zuletzt gemahnt am", "Last reminder on", "Last reminder", "Last dunned on",
                           "Last dunning date"),
    }
)  # fmt: skip

REQUIRED = ("number", "issue_date", "total")
WHO = ("customer_name", "company", "last_name", "customer_number", "email")

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_UNIT = re.compile(
    r"[\s(\[]+(?:in\s+)?(?:eur|euro|chf|usd|gbp|€|\$|£|optional|pflichtfeld)\s*[)\]]?\s*\*?\s*$|\*\s*$",
    re.IGNORECASE,
)
_CURRENCY_IN_HEADING = (("EUR", re.compile(r"€|\bEUR\b|\bEuro\b", re.IGNORECASE)), ("CHF", re.compile(r"\bCHF\b", re.IGNORECASE)),
                        ("USD", re.compile(r"\$|\bUSD\b", re.IGNORECASE)), ("GBP", re.compile(r"£|\bGBP\b", re.IGNORECASE)))  # fmt: skip


def normalised(heading: str) -> str:
    """Return a heading without case, umlauts, accents, spaces and punctuation: "Fällig am:" → "faelligam"."""
    lowered = unicodedata.normalize("NFC", heading).casefold().translate(_UMLAUTS)
    plain = unicodedata.normalize("NFKD", lowered.replace("%", "prozent").replace("#", "nr"))
    return "".join(letter for letter in plain if letter.isalnum() and letter.isascii())


def _keys_of(heading: str) -> tuple[str, ...]:
    bare = unicodedata.normalize("NFKD", heading.replace("ß", "ss"))
    return normalised(heading), normalised(
        "".join(letter for letter in bare if not unicodedata.combining(letter))
    )


_KNOWN = {
    key: (field, rank)
    for field, headings in reversed(list(HEADINGS.items()))
    for rank, heading in reversed(list(enumerate(headings)))
    for key in _keys_of(heading)
}


def guess_columns(header: Sequence[str]) -> dict[str, str]:
    """Return field → heading for every heading that is recognised; the surest and then the first one wins."""
    best: dict[str, tuple[int, str]] = {}
    for heading in header:
        known = _KNOWN.get(normalised(heading)) or _KNOWN.get(normalised(_UNIT.sub("", heading)))
        if known and (known[0] not in best or known[1] < best[known[0]][0]):
            best[known[0]] = (known[1], heading)
    mapping = {field: best[field][1] for field in HEADINGS if field in best}
    _name_beside_first_name(mapping)
    return mapping


def _name_beside_first_name(mapping: dict[str, str]) -> None:
    """Read "Vorname, Name" as first and last name."""
    if (
        "first_name" in mapping
        and "last_name" not in mapping
        and normalised(mapping.get("customer_name", "")) == "name"
    ):
        mapping["last_name"] = mapping.pop("customer_name")


def currency_of_heading(heading: str) -> str | None:
    """Return the currency a heading names, as in "Bruttobetrag (EUR)"."""
    return next((code for code, pattern in _CURRENCY_IN_HEADING if pattern.search(heading)), None)


def missing_columns(mapping: dict[str, str]) -> list[str]:
    """Return the headings that are needed and not there, in words for a sentence."""
    missing = [HEADINGS[field][0] for field in REQUIRED if field not in mapping]
    if not any(field in mapping for field in WHO):
        missing.append("Kunde (oder Firma, Nachname, Kundennummer, E-Mail)")
    return missing
