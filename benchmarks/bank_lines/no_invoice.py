"""Lines that pay no open invoice: payouts, wages, taxes, other people's invoices, what was paid before, money out."""

from collections.abc import Callable

from . import names
from .desk import Desk, Draft
from .kinds import kind
from .numbers import shortened
from .payers import Payer, fold, own
from .saying import written
from .shop import PRICES
from .world import Invoice
from .writing import spoken_date


def _nobody(desk: Desk, name: str, iban: str = "") -> Payer:
    return Payer(name, iban or names.iban(desk.chance), ())


def _person(desk: Desk, amount: int) -> Payer:
    """Somebody whom nobody could take for a customer who owes this amount."""

    def draw() -> Payer:
        first, last = names.person(desk.chance)
        return Payer(f"{first} {last}", names.iban(desk.chance), ((fold(first), fold(last)),))

    return desk.unmistaken(draw, amount)


def _any_number(desk: Desk) -> str:
    """The number of an invoice of ours, by chance: others count alike."""
    return desk.chance.choice(desk.open).number


@kind(110)
def cleared_before(desk: Desk) -> Draft:
    """An invoice that is paid is paid again. Nothing is open under this number, whatever else the customer owes."""
    chance = desk.chance
    invoice = chance.choice(desk.cleared)
    text = written(
        desk,
        invoice,
        invoice.number if chance.random() < 0.8 else f"{shortened(desk.books.parts[invoice.number], chance)}",
    )
    return Draft(invoice.total_cents, own(desk.profile(invoice), chance), text)


@kind(40)
def cleared_before_same_amount_open(desk: Desk) -> Draft:
    """The same, by a customer who owes exactly this amount on another invoice: paid twice, or the wrong number taken?"""
    chance = desk.chance
    found = [i for i in desk.cleared if desk.owing([i.customer], i.total_cents)]
    if not found:
        raise LookupError("no customer owes again what they paid before; make a world with more invoices")
    invoice = chance.choice(found)
    return Draft(
        invoice.total_cents, own(desk.profile(invoice), chance), written(desk, invoice, invoice.number)
    )


@kind(60)
def meant_for_another_merchant(desk: Desk) -> Draft:
    """Money that came to the wrong account: the number looks like one of ours, the payer and the amount do not."""
    chance = desk.chance
    invoice = chance.choice(desk.open)
    shop = chance.choice(
        ("Stadtwerke", "Zahnarzt Dr. Ahlers", "Autohaus", "Telekom", "Versandhaus", "Physio", "Musikschule")
    )
    text = f"{shop} Rechnung {chance.choice((invoice.number, desk.books.parts[invoice.number].tail))}"
    amount = _unlike(desk, invoice)
    return Draft(amount, _person(desk, amount), text)


@kind(40)
def customer_pays_another_merchant(desk: Desk) -> Draft:
    """A customer who owes us something pays somebody else's invoice into our account; their number is also one of ours."""
    chance = desk.chance
    invoice = chance.choice(desk.open)
    other = chance.choice(desk.open)
    amount = chance.randrange(1000, 90000)
    while (
        any(i.open_cents == amount for i in desk.by_customer[invoice.customer]) or amount == other.open_cents
    ):
        amount = chance.randrange(1000, 90000)
    text = f"{chance.choice(('Miete', 'Strom', 'KFZ-Versicherung', 'Handwerker', 'Arztrechnung'))} {other.number}"
    return Draft(amount, own(desk.profile(invoice), chance), text)


def _unlike(desk: Desk, invoice: Invoice) -> int:
    """Any amount but what is open; often a price that many ask, so that a neighbouring number may owe it."""
    chance = desk.chance
    amount = chance.choice((chance.randrange(1500, 40000), chance.choice(desk.open).open_cents))
    return amount if amount != invoice.open_cents else amount + 1


@kind(220)
def payout(desk: Desk) -> Draft:
    """What payment services and card processors pay out: many sales in one sum."""
    chance = desk.chance
    number = chance.randrange(10**12)
    day = spoken_date(desk.day(), chance)
    name, text = chance.choice(
        (
            ("PayPal Europe S.a.r.l. et Cie S.C.A", f"PP.{number % 10000:04d}.PP ABBUCHUNG {number}"),
            ("PayPal (Europe) S.à r.l. et Cie, S.C.A.", f"{number} PAYPAL AUSZAHLUNG {desk.books.name}"),
            ("Stripe Technology Europe Ltd", f"STRIPE {number:X}"),
            ("STRIPE PAYMENTS EUROPE", f"STRIPE PAYOUT {day}"),
            ("Klarna Bank AB (publ)", f"KLARNA SETTLEMENT {day} REF {number % 10**8}"),
            ("Amazon Payments Europe S.C.A.", f"AMAZON.DE SETTLEMENT {number % 10**9} {_any_number(desk)}"),
            ("eBay S.a.r.l.", f"P.{number % 10**10} eBay Auszahlung"),
            (
                "Ratepay GmbH",
                f"RATEPAY {desk.books.name} ABRECHNUNG {number % 10**7} BIS {_any_number(desk)}",
            ),
            ("First Data GmbH", f"KARTENZAHLUNG ABRECHNUNG {day} TID {number % 10**8}"),
            ("VR Payment GmbH", f"EC-CASH UMSATZ VOM {day} VU-NR {number % 10**9}"),
            ("Mollie B.V.", f"Settlement {number % 10**7}.2611.01"),
            ("SumUp Limited", f"SUMUP PID{number % 10**6} PAYOUT {day}"),
        )
    )
    amount = chance.choice(
        (chance.randrange(2000, 900000), chance.randrange(2000, 60000), chance.choice(desk.open).open_cents)
    )
    return Draft(amount, _nobody(desk, name), text)


@kind(220)
def other_income(desk: Desk) -> Draft:
    """Refunds of suppliers, of the tax office, interest, own transfers, deposits, insurance, rent."""
    chance = desk.chance
    number = _any_number(desk)
    tail = desk.books.parts[number].tail
    amount = chance.choice(
        (chance.randrange(500, 50000), chance.choice((5000, 10000, 50000)), chance.choice(PRICES))
    )
    if amount == desk.by_number[number].open_cents:
        amount += 1
    somebody = _person(desk, amount).name
    core, form, _ = names.company(chance, chance.choice(names.CITIES)[1])
    name, text = chance.choice(
        (
            (f"{core} {form}", f"Gutschrift zu Ihrer Rechnung {tail} Kd {chance.randrange(10**5)}"),
            (f"{core} {form}", f"Erstattung Doppelzahlung RE {chance.randrange(10**6)}"),
            ("Finanzamt Mitte", f"UST 10/2026 ERSTATTUNG StNr 34/{chance.randrange(100, 999)}/{chance.randrange(10000, 99999)}"),
            ("FINANZKASSE", "ERSTATT. UMSATZSTEUER VORANMELDUNG OKT 26"),
            (desk.books.name, "Umbuchung"),
            (desk.books.name, f"Eigenuebertrag {tail}"),
            (somebody, "Privateinlage"),
            (somebody, "Einlage Inhaber"),
            (somebody, "Miete Stellplatz November"),
            ("Allianz Versicherungs-AG", f"Schaden {chance.randrange(10**9)} Regulierung"),
            ("AOK Die Gesundheitskasse", f"U1 ERSTATTUNG BETR.NR. {chance.randrange(10**8)}"),
            ("Bundesagentur fuer Arbeit", f"Zuschuss {chance.randrange(10**8)}D{chance.randrange(10**6)}"),
            ("Stadtwerke", f"Guthaben Jahresabrechnung Vertragskonto {chance.randrange(10**9)}"),
            ("DHL Paket GmbH", f"Schadensfall {chance.randrange(10**8)} Erstattung"),
            ("", "ZINSEN/ENTGELT ABSCHLUSS 30.11.2026"),
            ("", f"BARGELDEINZAHLUNG {spoken_date(desk.day(), chance)} GA NR {chance.randrange(10**8)}"),
            ("Agentur Nordlicht GmbH", f"Provision {chance.randint(1, 12)}/2026 Abr. {tail}"),
        )
    )  # fmt: skip
    return Draft(amount, _nobody(desk, name), text)


@kind(60)
def direct_debit_collected(desk: Desk) -> Draft:
    """The merchant's own collection of direct debits, booked as one sum."""
    chance = desk.chance
    number = chance.randrange(10**6)
    text = f"SAMMLER LASTSCHRIFTEN DATEI {number:06d} ANZAHL {chance.randint(5, 80)} MSG {number}"
    return Draft(chance.randrange(20000, 2000000), _nobody(desk, desk.books.name), text)


def _out(share: int, what: Callable[[Desk], tuple[int, Payer, str]], name: str) -> None:
    def make(desk: Desk) -> Draft:
        cents, payer, text = what(desk)
        return Draft(-abs(cents), payer, text, booking_text="UEBERWEISUNG")

    make.__name__ = name
    kind(share)(make)


def _expense(desk: Desk) -> tuple[int, Payer, str]:
    chance = desk.chance
    first, last = names.person(chance)
    core, form, _ = names.company(chance, chance.choice(names.CITIES)[1])
    number = _any_number(desk)
    name, text = chance.choice(
        (
            (f"{first} {last}", f"Lohn/Gehalt 11/2026 Personalnr. {chance.randrange(1000, 1100)}"),
            (f"{core} {form}", f"RE {number} Kd.Nr. {chance.randrange(10**5)}"),
            (f"{core} {form}", f"Rechnung {chance.randrange(10**6)} abzgl. 2% Skonto"),
            ("Finanzamt Mitte", "USt 10/2026"),
            ("Deutsche Post AG", f"Rechnung {desk.books.parts[number].tail}"),
            ("DHL Paket GmbH", f"RG {chance.randrange(10**10)} KD {chance.randrange(10**10)}"),
            ("", "Entgeltabschluss 11/2026"),
            ("Hausverwaltung Linde", "Miete Laden und Lager 12/2026"),
            ("AOK Die Gesundheitskasse", f"Beitrag 11/2026 BN {chance.randrange(10**8)}"),
        )
    )
    return chance.randrange(500, 400000), _nobody(desk, name), text


def _refund(desk: Desk) -> tuple[int, Payer, str]:
    """Money back to a customer who still owes an invoice of this number and amount: out is not in."""
    chance = desk.chance
    invoice = chance.choice(desk.open)
    profile = desk.profile(invoice)
    payer = Payer(profile.customer.name, profile.iban, ())
    return (
        invoice.open_cents,
        payer,
        f"{chance.choice(('Erstattung', 'Retoure', 'Rückzahlung', 'Gutschrift'))} {invoice.number}",
    )


def _returned_debit(desk: Desk) -> tuple[int, Payer, str]:
    chance = desk.chance
    invoice = chance.choice(desk.cleared)
    profile = desk.profile(invoice)
    why = chance.choice(
        (
            "SONSTIGE GRUENDE",
            "WIDERSPRUCH DURCH ZAHLER",
            "KONTO UNGUELTIG",
            "AC04",
            "MD06",
            "MANGELNDE DECKUNG",
        )
    )
    fee = chance.choice((0, 300, 340, 500))
    text = f"RETOURE SEPA-LASTSCHRIFT VOM {spoken_date(invoice.issued, chance)}, RUECKGABEGRUND: {why} SVWZ+{invoice.number}"
    return invoice.total_cents + fee, Payer(profile.customer.name, profile.iban, ()), text


_out(300, _expense, "expense")
_out(70, _refund, "refund_to_customer")
_out(60, _returned_debit, "returned_debit")
