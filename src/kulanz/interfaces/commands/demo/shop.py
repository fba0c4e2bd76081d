"""Who is who in the Lindenladen: the ten customers and the invoices of this autumn.

All of it is invented. The files below are what a shop would hand over: the story imports them through the
same doors as anybody's data.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from kulanz.interfaces.commands.demo.neighbours import Person, Sale

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 12, 1, 9, 0, tzinfo=BERLIN)
FIRST_DAY = datetime(2026, 8, 3, 9, 0, tzinfo=BERLIN)
MERCHANT_NAME = "Lindenladen"
IBAN = "DE89370400440532013000"
OWNER_EMAIL = "mara@lindenladen.example"
OWNER_NAME = "Mara Linde"
OPENING_CENTS = 1_284_050  # on the account when the story begins

PARTICULARS = {
    "legal_name": "Lindenladen GmbH",
    "legal_form": "gmbh",
    "street": "Lindenallee 12",
    "postcode": "10115",
    "city": "Berlin",
    "register_court": "Amtsgericht Charlottenburg",
    "register_number": "HRB 000000 B",
    "managers": "Mara Linde",
    "vat_id": "DE000000000",
    "alarm_email": OWNER_EMAIL,
}
STOREFRONT = {
    "domain": "lindenladen.example",
    "sender_email": "rechnung@lindenladen.example",
    "contact_name": "Mara Linde",
    "contact_phone": "030 1234567",
    "contact_hours": "Mo–Fr 9–17 Uhr",
    "imprint_url": "https://lindenladen.example/impressum",
    "privacy_url": "https://lindenladen.example/datenschutz",
}

HEADER = (
    "Rechnungsnummer;Rechnungsdatum;Fällig am;Bruttobetrag;Nettobetrag;USt-Satz;Währung;Kundennummer;Kunde;"
    "Kundenart;E-Mail;Telefon;Straße;PLZ;Ort;Land;Bundesland;Zahlart;Bestellnummer;Bestelldatum;"
    "Zustelldatum;Mahnstufe;Letzte Mahnung am;Sprache;Verkaufskanal;Versandstatus"
)

# number, name, kind, e-mail, telephone, street, postcode, city, Land
CUSTOMERS = {
    "K-1001": ("Erika Beispiel", "Privat", "erika.beispiel@mail.example", "030 5550101", "Birkenweg 3", "10437", "Berlin", "BE"),
    "K-1002": ("Jonas Muster", "Privat", "jonas.muster@mail.example", "040 5550102", "Hafenstraße 8", "20457", "Hamburg", "HH"),
    "K-1003": ("Amira Test", "Privat", "amira.test@mail.example", "069 5550103", "Mainufer 21", "60311", "Frankfurt am Main", "HE"),
    "K-1004": ("Paul Probe", "Privat", "paul.probe@mail.example", "0221 5550104", "Domgasse 4", "50667", "Köln", "NW"),
    "K-1005": ("Sabine Vorlage", "Privat", "sabine.vorlage@mail.example", "089 5550105", "Isarweg 17", "80331", "München", "BY"),
    "K-1006": ("Nordwind Handels GmbH", "Geschäft", "buchhaltung@nordwind.example", "0421 5550106", "Speicherhof 2", "28217", "Bremen", "HB"),
    "K-1007": ("Deniz Platzhalter", "Privat", "deniz.platzhalter@mail.example", "0711 5550107", "Rebenweg 9", "70173", "Stuttgart", "BW"),
    "K-1008": ("Greta Stamm", "Privat", "greta.stamm@mail.example", "0341 5550108", "Auenring 30", "04109", "Leipzig", "SN"),
    "K-1009": ("Nachlass Beispiel", "Privat", "familie.beispiel@mail.example", "", "Am Anger 1", "99084", "Erfurt", "TH"),
    "K-1010": ("Lina Rate", "Privat", "lina.rate@mail.example", "0511 5550110", "Marktplatz 5", "30159", "Hannover", "NI"),
}  # fmt: skip

# number, customer, issued, due, gross, order, delivered, Mahnstufe, last reminder
Row = tuple[str, str, date, date, str, str, date | None, str, date | None]
D = date
INVOICES: tuple[Row, ...] = (
    ("RE-2026-0701", "K-1001", D(2026, 8, 5), D(2026, 8, 19), "64,50", "B-7001", D(2026, 8, 7), "", None),
    ("RE-2026-1043", "K-1001", D(2026, 11, 13), D(2026, 11, 27), "129,90", "B-7343", D(2026, 11, 16), "", None),
    ("RE-2026-0710", "K-1002", D(2026, 8, 6), D(2026, 8, 20), "38,00", "B-7010", D(2026, 8, 10), "", None),
    ("RE-2026-0987", "K-1002", D(2026, 10, 27), D(2026, 11, 10), "240,00", "B-7287", D(2026, 10, 29), "", None),
    ("RE-2026-0961", "K-1003", D(2026, 11, 12), D(2026, 11, 26), "89,50", "B-7261", D(2026, 11, 16), "", None),
    ("RE-2026-0902", "K-1004", D(2026, 11, 11), D(2026, 11, 25), "59,00", "B-7202", D(2026, 11, 13), "", None),
    ("RE-2026-0855", "K-1005", D(2026, 9, 29), D(2026, 10, 13), "312,40", "B-7155", D(2026, 10, 1), "final_notice", D(2026, 11, 12)),
    ("RE-2026-0790", "K-1006", D(2026, 9, 28), D(2026, 10, 28), "4800,00", "B-7090", D(2026, 9, 30), "", None),
    ("RE-2026-0866", "K-1006", D(2026, 10, 15), D(2026, 11, 14), "1250,00", "B-7166", D(2026, 10, 19), "", None),
    ("RE-2026-1050", "K-1006", D(2026, 11, 20), D(2026, 12, 20), "690,00", "B-7350", D(2026, 11, 24), "", None),
    ("RE-2026-1001", "K-1007", D(2026, 11, 6), D(2026, 11, 20), "45,00", "B-7301", D(2026, 11, 10), "", None),
    ("RE-2026-0702", "K-1008", D(2026, 8, 4), D(2026, 8, 18), "25,90", "B-7002", D(2026, 8, 6), "", None),
    ("RE-2026-0725", "K-1008", D(2026, 8, 18), D(2026, 9, 1), "41,00", "B-7025", D(2026, 8, 20), "", None),
    ("RE-2026-0748", "K-1008", D(2026, 9, 2), D(2026, 9, 16), "33,50", "B-7048", D(2026, 9, 4), "", None),
    ("RE-2026-0776", "K-1008", D(2026, 9, 18), D(2026, 10, 2), "78,20", "B-7076", D(2026, 9, 22), "", None),
    ("RE-2026-0838", "K-1008", D(2026, 10, 8), D(2026, 10, 22), "52,00", "B-7138", D(2026, 10, 12), "", None),
    ("RE-2026-0931", "K-1008", D(2026, 10, 22), D(2026, 11, 5), "19,90", "B-7231", D(2026, 10, 26), "", None),
    ("RE-2026-1030", "K-1008", D(2026, 11, 12), D(2026, 11, 26), "96,00", "B-7330", D(2026, 11, 16), "", None),
    ("RE-2026-0940", "K-1009", D(2026, 10, 23), D(2026, 11, 6), "74,00", "B-7240", D(2026, 10, 27), "", None),
    ("RE-2026-0872", "K-1010", D(2026, 10, 12), D(2026, 10, 26), "180,00", "B-7172", D(2026, 10, 14), "", None),
)  # fmt: skip

# booking day, cents, text, payer, payer's IBAN
Line = tuple[date, int, str, str, str]
ERIKA, JONAS, GRETA = "DE02120300000000202051", "DE02500105170137075030", "DE02100500000054540402"
PAUL, LINA, NORDWIND = "DE02300209000106531065", "DE02200505501015871393", "DE02701500000000594937"
BANK_LINES: tuple[Line, ...] = (
    (D(2026, 8, 17), 6450, "RE-2026-0701 Danke", "Erika Beispiel", ERIKA),
    (D(2026, 8, 18), 2590, "RE-2026-0702", "Greta Stamm", GRETA),
    (D(2026, 8, 21), 3800, "Rechnung RE-2026-0710", "Jonas Muster", JONAS),
    (D(2026, 8, 31), 4100, "RE-2026-0725", "Greta Stamm", GRETA),
    (D(2026, 9, 19), 3350, "RE 2026 0748", "Greta Stamm", GRETA),
    (D(2026, 10, 1), 7820, "RE-2026-0776", "Greta Stamm", GRETA),
    (D(2026, 10, 20), 5200, "RE-2026-0838", "Greta Stamm", GRETA),
    (D(2026, 11, 2), 4500, "RE-2026-0872 Rate 1", "Lina Rate", LINA),
    (D(2026, 11, 4), 1990, "RE-2026-0931", "Greta Stamm", GRETA),
    (D(2026, 11, 16), -1290, "Entgelt Kontofuehrung", "Musterbank", ""),
    (D(2026, 11, 30), 5900, "Bestellung 4711", "P. Probe", PAUL),
    (D(2026, 11, 30), 15000, "Danke fuer die schnelle Lieferung", "M. Sonnenschein", "DE02600501010002034304"),
)  # fmt: skip


def named_people() -> dict[str, Person]:
    """Return the ten customers everybody in the demo knows by name."""
    fields = ("name", "kind", "email", "phone", "street", "postcode", "city", "state")
    return {
        number: Person(number=number, **dict(zip(fields, facts, strict=True)))
        for number, facts in CUSTOMERS.items()
    }


def named_sales() -> tuple[Sale, ...]:
    """Return their invoices."""
    return tuple(
        Sale(
            number=number,
            customer=customer,
            issued=issued,
            due=due,
            cents=int(gross.replace(",", "")),
            order=order,
            delivered=delivered,
            step=step,
            step_on=step_on,
        )
        for number, customer, issued, due, gross, order, delivered, step, step_on in INVOICES
    )
