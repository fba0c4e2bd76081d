"""What payers write, and what banks make of it."""

from datetime import date
from random import Random

LONGEST_REMITTANCE = 140
BEFORE_NUMBER = (
    "Rechnung", "Rechnung", "Rechnung", "Rechnung Nr.", "Rechnungsnr.", "Rechnungsnummer", "Rechnungs-Nr.:", "Re.", "RE",
    "Re-Nr.", "Re.-Nr.:", "Re.Nr.", "Rg.", "Rg.Nr.", "Rg-Nr.", "RgNr", "RNr.", "R.-Nr.", "RNR:", "Rech.", "Rech.Nr.",
    "Ihre Rechnung", "Ihre Rechnung Nr.", "Zahlung Rechnung", "Begleichung Rechnung", "zu Rechnung", "Ausgleich Rg.",
    "Rechung", "Rechnug", "Rg Nr", "Belegnr.", "Beleg", "Inv.", "Invoice", "Faktura", "Betr.:", "VZ", "Überweisung", "",
    "", "",
)  # fmt: skip
THANKS = (
    "danke", "Danke!", "Vielen Dank", "vielen Dank für die schnelle Lieferung", "Danke für die tolle Ware", "mfg", "MfG",
    "LG", "Viele Grüße", "Gruß", "schöne Grüße", "Gerne wieder", "super Service", "Frohe Weihnachten",
)  # fmt: skip
GIFTS = (
    "für Oma", "Geschenk für Oma", "Geburtstag Lena", "für Mama", "Weihnachtsgeschenke", "Adventskranz", "Kerzen", "Tee",
    "Wolle blau", "Geschenk Tante Inge", "Bestellung von letzter Woche", "Deko Wohnzimmer", "Schulsachen",
)  # fmt: skip
NOTHING_SAID = (
    "", "", "Rechnung", "Einkauf", "Bestellung", "Online-Bestellung", "Zahlung", "Überweisung", "Warenlieferung",
    "wie besprochen", "siehe Rechnung", "lt. Rechnung", "Rechnungsbetrag", "Begleichung offener Posten",
    "Lieferung November", "Ihre Lieferung", "Rechnung November", "Onlinekauf", "NOTPROVIDED",
)  # fmt: skip
BOOKING_TEXTS = (
    "GUTSCHR. UEBERWEISUNG",
    "GUTSCHRIFT",
    "Gutschrift",
    "SEPA-Gutschrift",
    "ECHTZEIT-GUTSCHRIFT",
    "166",
)
_UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}
_PLAIN = str.maketrans(
    {
        accented: letter
        for letter, accents in {
            "a": "áàâãą", "c": "çćč", "e": "éèêę", "g": "ğ", "i": "íı", "l": "ł", "n": "ñń", "o": "óô", "r": "ř", "s": "śşš",
            "u": "ú", "z": "źżž", "C": "Ç", "G": "Ğ", "I": "İ", "S": "Ş",
        }.items()
        for accented in accents
    }
)  # fmt: skip
MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember",
)  # fmt: skip


def spoken_date(day: date, chance: Random) -> str:
    return chance.choice(
        (
            f"{day:%d.%m.%Y}",
            f"{day:%d.%m.%Y}",
            f"{day:%d.%m.%y}",
            f"{day.day}.{day.month}.",
            f"{day.day}.{day.month}.{day:%y}",
            f"{day:%d.%m}",
            f"{day.day}. {MONTHS[day.month - 1]}",
            f"{day:%Y-%m-%d}",
            f"{day:%d%m%Y}",
        )
    )


def euros(cents: int, chance: Random) -> str:
    return chance.choice(
        (f"{cents // 100},{cents % 100:02d} EUR", f"{cents // 100},{cents % 100:02d}", f"{cents / 100:.2f} €")
    )


def around(number: str, *, shop: str, customer: str, issued: date, chance: Random) -> str:
    """The number among the words people put around it; what they add is true."""
    before = chance.choice(BEFORE_NUMBER)
    joint = chance.choice((" ", " ", " ", " ", " ", ": ", " : ", ""))
    text = f"{before}{' ' if before.endswith(':') else joint}{number}".strip(" :")
    if text[: -len(number)].isalpha() and chance.random() < 0.8:
        text = f"{text[: -len(number)]} {number}"
    draw = chance.random()
    if draw < 0.16:
        text = f"{text}{chance.choice((' vom ', ' v. ', ' vom ', ', ', ' / '))}{spoken_date(issued, chance)}"
    elif draw < 0.27:
        words = chance.choice(
            ("Kd-Nr", "Kd.Nr.", "KdNr.", "Kundennr.", "Kundennummer:", "Kunde", "KNr", "Kd-Nr.")
        )
        mine = f"{words} {customer}"
        text = chance.choice((f"{text} {mine}", f"{mine} {text}", f"{text}, {mine}", f"{text} / {mine}"))
    draw = chance.random()
    if draw < 0.10:
        text = f"{text}{chance.choice((' ', ', ', ' - '))}{chance.choice(THANKS)}"
    elif draw < 0.17:
        text = chance.choice((f"{shop} {text}", f"{text} {shop}", f"{shop}, {text}"))
    elif draw < 0.21:
        text = f"{text} {chance.choice(GIFTS)}"
    elif draw < 0.23:
        text = f"{chance.choice(GIFTS)} {text}"
    return text


def without_umlauts(text: str, chance: Random) -> str:
    way = chance.random()
    if way < 0.65:
        for letter, plain in _UMLAUTS.items():
            text = text.replace(letter, plain)
        return text.translate(_PLAIN)
    text = text.translate(_PLAIN)
    if way < 0.80:
        return text.translate(str.maketrans("äöüÄÖÜß", "aouAOUs"))
    lost = chance.choice(("?", ".", " ", ""))
    return "".join(lost if letter in _UMLAUTS or ord(letter) > 255 else letter for letter in text)


def broken(text: str, width: int, joint: str) -> str:
    """The text in fields of a fixed width, put together again by somebody who did not know where words end."""
    return joint.join(text[at : at + width] for at in range(0, len(text), width))


def through_bank(typed: str, *, end_to_end: str, iban: str, day: date, chance: Random, gently: bool) -> str:
    """The remittance text as the receiving bank's file shows it. `gently` keeps every word in one piece."""
    text = typed[:LONGEST_REMITTANCE]
    if chance.random() < 0.35:
        text = without_umlauts(text, chance)
    if chance.random() < 0.22:
        text = text.upper()
    draw = chance.random()
    if draw < 0.10:
        text = f"{text} DATUM {day:%d.%m.%Y}, {chance.randrange(6, 24):02d}.{chance.randrange(60):02d} UHR"
        if chance.random() < 0.3:
            text = f"{text}{chance.choice((' ', ''))}{chance.randint(1, 2)}.TAN {chance.randrange(10**6):06d}"
    elif draw < 0.13:
        text = f"{text} TAN1: {chance.randrange(10**6):06d}"
    elif draw < 0.15:
        text = f"{text} TAN: Auftrag wurde entkoppelt"
    elif draw < 0.17:
        text = f"{text} IBAN: {iban} BIC: {chance.choice(('INGDDEFFXXX', 'COBADEFFXXX', 'GENODEF1S10', 'BYLADEM1001'))}"
    elif draw < 0.18:
        text = f"{text} URI:{chance.randrange(16**8):08X}"
    way = chance.random()
    if way < 0.17:
        text = f"EREF+{end_to_end or 'NOTPROVIDED'} SVWZ+{text}"
        if chance.random() < 0.2:
            text = f"{text} ABWA+{chance.choice(('Haushaltskonto', 'Familienkonto', 'Gemeinschaftskonto'))}"
    elif way < 0.22:
        text = f"EREF: {end_to_end or 'NOTPROVIDED'} {text}"
    elif way < 0.27:
        text = f"SVWZ+{text}"
    elif way < 0.30:
        text = f"{text}/{end_to_end or 'NOTPROVIDED'}"
    if gently:
        return text
    way = chance.random()
    if way < 0.18:
        text = broken(text, 27, chance.choice((" ", " ", "\n", "")))
    elif way < 0.27:
        text = broken(text, 35, chance.choice((" ", "\n", "")))
    return text
