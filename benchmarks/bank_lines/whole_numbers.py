"""Lines whose number has every digit and the amount that is open: as printed, set apart, broken, glued, among others."""

from .desk import Desk, Draft
from .kinds import kind
from .numbers import other_prefix, slips, spaced
from .payers import Payer, own
from .saying import cased, paid, parts, written
from .world import Invoice
from .writing import THANKS, euros, spoken_date


@kind(4200)
def number_exact(desk: Desk) -> Draft:
    invoice = desk.invoice()
    number = cased(invoice.number, desk.chance)
    text = number if desk.chance.random() < 0.22 else written(desk, invoice, number)
    payer = own(desk.profile(invoice), desk.chance)
    return Draft(invoice.open_cents, payer, text, paid(invoice), verbatim=number)


@kind(150)
def number_in_end_to_end(desk: Desk) -> Draft:
    """Book-keeping programs put the number into the reference; the text says nothing or something of their own."""
    invoice = desk.invoice(lambda i: desk.profile(i).customer.is_company)
    text = desk.chance.choice(
        ("", "", "lt. Avis", f"Beleg {desk.chance.randrange(10**6):06d}", "ZAHLUNGSAUFTRAG")
    )
    return Draft(
        invoice.open_cents,
        own(desk.profile(invoice), desk.chance),
        text,
        paid(invoice),
        end_to_end=invoice.number,
    )


@kind(600)
def number_spaced(desk: Desk) -> Draft:
    invoice = desk.invoice()
    text = written(desk, invoice, spaced(parts(desk, invoice), desk.chance))
    payer = own(desk.profile(invoice), desk.chance)
    return Draft(invoice.open_cents, payer, text, paid(invoice), gently=desk.chance.random() < 0.6)


@kind(130)
def number_with_other_prefix(desk: Desk) -> Draft:
    """`RG 2026/1043` or `2026-1043` for RE-2026-1043: what the payer calls an invoice."""
    invoice = desk.invoice(lambda i: parts(desk, i).prefix)
    text = (
        f"{other_prefix(parts(desk, invoice), desk.chance)} {desk.chance.choice(('', '', *THANKS))}".strip()
    )
    return Draft(
        invoice.open_cents, own(desk.profile(invoice), desk.chance), text, paid(invoice), gently=True
    )


@kind(150)
def number_glued_to_words(desk: Desk) -> Draft:
    """Whoever copied the text lost its spaces: `RechnungRE-2026-1043vom13.11.2026Kd.20014`."""
    chance = desk.chance
    invoice = desk.invoice()
    before = chance.choice(
        ("Rechnung", "Rechnungsnr.", "Re.Nr.", "RgNr", "Rechnungsnummer:", f"{desk.books.name}RE", "Nr.")
    )
    after = chance.choice(
        (
            f"vom{invoice.issued:%d.%m.%Y}",
            f"v.{invoice.issued:%d.%m.%y}",
            f"Kd.{invoice.customer}",
            f"Kunde{invoice.customer}",
            "danke",
            f"vom{invoice.issued:%d.%m.%Y}Kd.-Nr.{invoice.customer}",
            f"//{invoice.issued:%d.%m.%Y}",
            "",
        )
    )
    payer = own(desk.profile(invoice), chance)
    return Draft(invoice.open_cents, payer, f"{before}{invoice.number}{after}", paid(invoice), gently=True)


@kind(60)
def reference_of_their_own(desk: Desk) -> Draft:
    """The text names the invoice; the end-to-end reference is the payer's voucher, and looks like another of ours."""
    chance = desk.chance
    invoice = desk.invoice(lambda i: desk.profile(i).customer.is_company)
    other = chance.choice(desk.open)
    while other.open_cents == invoice.open_cents:
        other = chance.choice(desk.open)
    tail = desk.books.parts[other.number].tail
    payer = own(desk.profile(invoice), chance)
    return Draft(
        invoice.open_cents,
        payer,
        written(desk, invoice, invoice.number),
        paid(invoice),
        end_to_end=chance.choice((other.number, tail, f"{tail}-1")),
        verbatim=invoice.number,
    )


@kind(60)
def number_from_nobody(desk: Desk) -> Draft:
    """Cash at a counter, a file without names: only number and amount, both right."""
    chance = desk.chance
    invoice = desk.invoice()
    name = chance.choice(("", "", "BAREINZAHLUNG", "UNBEKANNT", "Postbank Filiale", "N.N.", "Kunde"))
    text = written(desk, invoice, invoice.number)
    return Draft(invoice.open_cents, Payer(name, "", ()), text, paid(invoice), verbatim=invoice.number)


@kind(480)
def number_broken_by_bank(desk: Desk) -> Draft:
    """The bank's field ends in the middle of the number: at 27 or 35 signs, with or without a space left behind."""
    chance = desk.chance
    invoice = desk.invoice()
    width = chance.choice((27, 27, 27, 35))
    before = chance.choice(
        (
            f"{desk.books.name} Rechnungsnummer",
            "SVWZ+Begleichung Rechnung",
            f"Kundennr. {invoice.customer} Rechnung Nr.",
            "EREF+NOTPROVIDED SVWZ+RE",
            "Ausgleich Ihrer Rechnung Nr",
            f"Rechnung v. {invoice.issued:%d.%m.%Y}",
            "Vielen Dank, Rechnung",
        )
    )
    cut = chance.randint(1, len(invoice.number) - 1)
    before = (
        before[: width - cut - 1].ljust(width - cut - 1) + " "
        if len(before) > width - cut
        else before.ljust(width - cut, chance.choice((" ", " ", ".")))
    )
    after = chance.choice(("", "", f" vom {invoice.issued:%d.%m.%Y}", f" {chance.choice(THANKS)}"))
    joint = chance.choice((" ", " ", "\n", "\n"))
    text = f"{before}{invoice.number}"
    text = f"{text[:width]}{joint}{text[width:]}{after}"
    if chance.random() < 0.25:
        text = text.upper()
    return Draft(invoice.open_cents, own(desk.profile(invoice), chance), text, paid(invoice), ready=True)


@kind(480)
def number_among_others(desk: Desk) -> Draft:
    """Several numbers stand there; one is the invoice's. The others are a telephone, a postcode, a contract, a date."""
    chance = desk.chance
    invoice = desk.invoice()
    profile = desk.profile(invoice)
    others = [
        f"Kd-Nr {invoice.customer}",
        f"Kundennummer {invoice.customer}",
        f"Bestellnr. {invoice.order}",
        f"Best. {invoice.order}",
        f"Tel. 0{chance.randint(15, 17)}{chance.randint(0, 9)} {chance.randrange(10**7):07d}",
        f"{profile.customer.postcode} {profile.customer.city}",
        f"vom {spoken_date(invoice.issued, chance)}",
        f"Vertrag {chance.randrange(10**8):08d}",
        f"Beleg {chance.randrange(10**6):06d}",
        f"IBAN {payer_piece(profile.iban)}",
        euros(invoice.open_cents, chance),
        f"Kst {chance.randrange(1000, 9999)}",
        f"Projekt {chance.randrange(20000, 29999)}",
        f"Fällig {spoken_date(invoice.due, chance)}",
        f"Liefersch. {chance.randrange(100000, 999999)}",
    ]
    words = chance.sample(others, chance.randint(2, 4))
    number = invoice.number if chance.random() < 0.8 else spaced(parts(desk, invoice), chance)
    words.insert(
        chance.randint(0, len(words)),
        f"{chance.choice(('Rechnung', 'RE', 'Rg.Nr.', 'Re-Nr.:', ''))} {number}".strip(),
    )
    text = chance.choice((" ", ", ", " / ", "; ")).join(words)
    if len(text) > 138:
        text = f"Rechnung {number} {words[0] if number not in words[0] else ''}"
    return Draft(invoice.open_cents, own(profile, chance), text, paid(invoice), gently=chance.random() < 0.65)


def payer_piece(iban: str) -> str:
    return f"{iban[:4]} {iban[4:8]} {iban[8:12]}"


@kind(60)
def mentions_one_paid_before(desk: Desk) -> Draft:
    """Two numbers, but the second is said to be paid, or is the next one: the amount is one invoice's."""
    chance = desk.chance
    invoice = desk.invoice(lambda i: len(desk.by_customer[i.customer]) > 1)
    others = [o for o in desk.by_customer[invoice.customer] if o.number != invoice.number]
    other = chance.choice(others)
    text = chance.choice(
        (
            f"Rechnung {invoice.number} ({other.number} folgt)",
            f"{invoice.number}, {other.number} zahle ich nächste Woche",
            f"RE {invoice.number} ohne {other.number} da reklamiert",
            f"Rg. {invoice.number}. {other.number} bereits am 2.11. bezahlt",
        )
    )
    doubt = (
        "both numbers stand there, and both owe this amount" if other.open_cents == invoice.open_cents else ""
    )
    return Draft(
        invoice.open_cents, own(desk.profile(invoice), chance), text, paid(invoice), doubt, gently=True
    )


@kind(70)
def old_number_from_a_template(desk: Desk) -> Draft:
    """The payer took their last transfer as a template and changed the amount only: the number is that of an invoice
    paid long ago. The amount is one open invoice's; a careful human asks all the same."""
    chance = desk.chance
    cleared = desk.cleared_of()
    invoice = desk.invoice(lambda i: i.customer in cleared)
    old = chance.choice(
        [o for o in cleared[invoice.customer] if o.total_cents != invoice.open_cents] or [None]
    )
    if old is None:
        return old_number_from_a_template(desk)
    text = written(desk, old, old.number)
    doubt = "an invoice paid before is named, with the amount of another"
    return Draft(
        invoice.open_cents,
        own(desk.profile(invoice), chance),
        text,
        paid(invoice),
        doubt,
        verbatim=old.number,
    )


@kind(45)
def names_another_of_their_own(desk: Desk) -> Draft:
    """One open invoice of the customer is named, and exactly another one's amount is paid: which is meant?"""
    chance = desk.chance

    def others(invoice: Invoice) -> list[Invoice]:
        return [o for o in desk.by_customer[invoice.customer] if o.open_cents != invoice.open_cents]

    invoice = desk.invoice(others)
    other = chance.choice(others(invoice))
    doubt = "one invoice is named, another one's amount is paid"
    text = written(desk, other, other.number)
    return Draft(
        invoice.open_cents,
        own(desk.profile(invoice), chance),
        text,
        paid(invoice),
        doubt,
        verbatim=other.number,
    )


@kind(130)
def neighbouring_numbers(desk: Desk) -> Draft:
    """The number is right, and an invoice with nearly the same number owes the same amount."""

    def crowded(invoice: Invoice) -> bool:
        return any(
            (other := desk.by_number.get(near)) is not None and other.open_cents == invoice.open_cents
            for near in slips(invoice.number)
        )

    invoice = desk.invoice(crowded)
    number = cased(invoice.number, desk.chance)
    payer = own(desk.profile(invoice), desk.chance)
    return Draft(invoice.open_cents, payer, written(desk, invoice, number), paid(invoice), verbatim=number)


@kind(120)
def rest_after_part_payment(desk: Desk) -> Draft:
    """What was left of an invoice paid in part, with its number."""
    invoice = desk.invoice(lambda i: i.open_cents < i.total_cents)
    text = (
        f"{desk.chance.choice(('Rest', 'Restbetrag', '2. Rate', 'Restzahlung', 'Rechnung'))} {invoice.number}"
    )
    return Draft(
        invoice.open_cents,
        own(desk.profile(invoice), desk.chance),
        text,
        paid(invoice),
        verbatim=invoice.number,
    )
