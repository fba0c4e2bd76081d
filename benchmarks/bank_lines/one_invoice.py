"""Lines that pay one invoice in full: by its number in every state of repair, by another number, or without any."""

from random import Random

from . import names
from .desk import Desk, Draft
from .kinds import kind
from .numbers import Number, shortened, slip, slips, spaced, split
from .payers import Payer, fold, own, somebody_else, variant
from .world import Invoice
from .writing import GIFTS, NOTHING_SAID, THANKS, around, euros, spoken_date


def paid(invoice: Invoice) -> dict[str, int]:
    return {invoice.number: invoice.open_cents}


def written(desk: Desk, invoice: Invoice, number: str) -> str:
    return around(
        number, shop=desk.books.name, customer=invoice.customer, issued=invoice.issued, chance=desk.chance
    )


def parts(desk: Desk, invoice: Invoice) -> Number:
    return desk.books.parts[invoice.number]


def cased(number: str, chance: Random) -> str:
    return number.lower() if chance.random() < 0.1 else number


def say_little(desk: Desk) -> str:
    draw = desk.chance.random()
    if draw < 0.6:
        return desk.chance.choice(NOTHING_SAID)
    if draw < 0.75:
        return desk.chance.choice(THANKS)
    if draw < 0.85:
        return desk.chance.choice(GIFTS)
    return f"{desk.books.name} {desk.chance.choice(('', 'Rechnung', 'Bestellung', 'danke'))}".strip()


# The number is there -------------------------------------------------------------------------------------------------


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
    return Draft(
        invoice.open_cents, own(desk.profile(invoice), desk.chance), text, paid(invoice), gently=True
    )


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


@kind(180)
def number_split(desk: Desk) -> Draft:
    invoice = desk.invoice()
    text = written(desk, invoice, split(parts(desk, invoice), desk.chance))
    return Draft(
        invoice.open_cents, own(desk.profile(invoice), desk.chance), text, paid(invoice), gently=True
    )


@kind(330)
def number_with_slip(desk: Desk) -> Draft:
    """One slip of the fingers. Account or name and the amount say what was meant; without them a human asks."""
    invoice = desk.invoice()
    wrong = slip(invoice.number, desk.chance)
    while (hit := desk.by_number.get(wrong)) and hit.open_cents:  # a paid one may be hit
        wrong = slip(invoice.number, desk.chance)
    profile = desk.profile(invoice)
    draw = own if desk.chance.random() < 0.9 else variant
    payer = desk.unmistaken(lambda: draw(profile, desk.chance), invoice.open_cents, invoice.customer)
    doubt = desk.doubt_without_number(payer, invoice, invoice.open_cents)
    if doubt.startswith(("this customer", "several")):
        near = [i for i in desk.by_amount[invoice.open_cents] if wrong in slips(i.number)]
        doubt = doubt if len(near) > 1 else ""
    return Draft(invoice.open_cents, payer, written(desk, invoice, wrong), paid(invoice), doubt, gently=True)


@kind(90)
def slip_names_a_neighbour(desk: Desk) -> Draft:
    """The slip makes the number of an open invoice of somebody else, with another amount."""
    chance = desk.chance

    def neighbours(invoice: Invoice) -> list[str]:
        return [
            wrong
            for wrong in slips(invoice.number)
            if (other := desk.by_number.get(wrong))
            and other.open_cents
            and other.customer != invoice.customer
            and other.open_cents != invoice.open_cents
        ]

    invoice = desk.invoice(neighbours)
    text = written(desk, invoice, chance.choice(neighbours(invoice)))
    payer = own(desk.profile(invoice), chance)
    doubt = desk.doubt_without_number(payer, invoice, invoice.open_cents)
    return Draft(invoice.open_cents, payer, text, paid(invoice), doubt, gently=True)


@kind(45)
def slip_names_a_neighbour_of_same_amount(desk: Desk) -> Draft:
    """The hardest slip: number and amount are exactly somebody else's. Only the payer tells, and a human asks."""

    def twins(invoice: Invoice) -> list[str]:
        return [
            wrong
            for wrong in slips(invoice.number)
            if (other := desk.by_number.get(wrong))
            and other.open_cents == invoice.open_cents
            and other.customer != invoice.customer
        ]

    invoice = desk.invoice(twins)
    wrong = desk.chance.choice(twins(invoice))
    payer = own(desk.profile(invoice), desk.chance)
    doubt = "number and amount are one customer's, the payer is another who owes the same"
    return Draft(invoice.open_cents, payer, written(desk, invoice, wrong), paid(invoice), doubt, gently=True)


@kind(380)
def number_shortened(desk: Desk) -> Draft:
    invoice = desk.invoice()
    short = shortened(parts(desk, invoice), desk.chance)
    payer = own(desk.profile(invoice), desk.chance)
    doubt = desk.doubt_without_number(payer, invoice, invoice.open_cents)
    ends = short.rpartition(" ")[2].rpartition("-")[2]
    alike = [i for i in desk.by_amount[invoice.open_cents] if desk.books.parts[i.number].tail.endswith(ends)]
    if not desk.payer_fits(payer, invoice.customer):
        doubt = "the number is shortened, and the payer is not known"
    elif len([i for i in alike if desk.payer_fits(payer, i.customer)]) == 1:
        doubt = ""
    return Draft(invoice.open_cents, payer, written(desk, invoice, short), paid(invoice), doubt, gently=True)


@kind(60)
def number_cut_off(desk: Desk) -> Draft:
    """So much was written before the number that the 140 signs ended inside it."""
    chance = desk.chance
    invoice = desk.invoice()
    kept = chance.randint(1, len(invoice.number) - 2)
    words = (
        f"{chance.choice(THANKS)}, {desk.books.name}! Hiermit begleiche ich die Ware "
        f"{chance.choice(GIFTS)} und freue mich schon auf die naechste Lieferung in dieser Sache, Kunde seit 2019, Rechnung Nr. "
    )
    words = words[-(140 - kept) :].rjust(140 - kept, "*")
    payer = own(desk.profile(invoice), chance)
    doubt = desk.doubt_without_number(payer, invoice, invoice.open_cents)
    return Draft(invoice.open_cents, payer, (words + invoice.number)[:140], paid(invoice), doubt, ready=True)


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


# Another number, or a day -----------------------------------------------------------------------------------------------


@kind(360)
def order_number(desk: Desk) -> Draft:
    invoice = desk.invoice()
    words = (
        "Bestellung",
        "Bestellnummer",
        "Best.-Nr.",
        "Bestell-Nr.:",
        "Auftrag",
        "Order",
        "Auftragsnr.",
        "Bestellung Nr.",
        "",
    )
    text = f"{desk.chance.choice(words)} {invoice.order}".strip()
    if desk.chance.random() < 0.3:
        text = f"{text} {desk.chance.choice(THANKS + (desk.books.name,))}"
    return Draft(
        invoice.open_cents,
        own(desk.profile(invoice), desk.chance),
        text,
        paid(invoice),
        verbatim=invoice.order,
    )


@kind(260)
def customer_number(desk: Desk) -> Draft:
    invoice = desk.invoice()
    words = ("Kundennummer", "Kd-Nr.", "KdNr", "Kundennr.:", "Kunde", "Kd.-Nr.", "Kd.Nr", "")
    text = f"{desk.chance.choice(words)} {invoice.customer}".strip()
    if desk.chance.random() < 0.3:
        text = f"{text} {desk.chance.choice(('Rechnung', 'danke', desk.books.name))}"
    twice = len(desk.owing([invoice.customer], invoice.open_cents)) > 1
    doubt = "this customer owes the amount twice" if twice else ""
    payer = own(desk.profile(invoice), desk.chance)
    return Draft(invoice.open_cents, payer, text, paid(invoice), doubt, verbatim=invoice.customer)


@kind(80)
def invoice_date(desk: Desk) -> Draft:
    chance = desk.chance
    invoice = desk.invoice()
    text = f"{chance.choice(('Rechnung vom', 'Re. v.', 'Ihre Rechnung vom', 'Rg. vom', 'Lieferung vom'))} {spoken_date(invoice.issued, chance)}"
    payer = own(desk.profile(invoice), chance)
    doubt = desk.doubt_without_number(payer, invoice, invoice.open_cents)
    if doubt.startswith("this customer"):
        same_day = [
            i for i in desk.owing([invoice.customer], invoice.open_cents) if i.issued == invoice.issued
        ]
        doubt = "" if len(same_day) == 1 else doubt
    return Draft(invoice.open_cents, payer, text, paid(invoice), doubt, gently=True)


# No number at all -------------------------------------------------------------------------------------------------------


@kind(430)
def account_and_amount(desk: Desk) -> Draft:
    """Nothing is said, but the account has paid for this customer before."""
    invoice = desk.invoice(lambda i: desk.profile(i).iban in desk.profile(i).customer.known_ibans)
    return _unsaid(desk, invoice, own(desk.profile(invoice), desk.chance))


@kind(370)
def name_and_amount(desk: Desk) -> Draft:
    """Nothing is said, the account is new, the name is the customer's."""
    invoice = desk.invoice(lambda i: not desk.profile(i).customer.known_ibans and not desk.profile(i).partner)
    return _unsaid(desk, invoice, own(desk.profile(invoice), desk.chance))


@kind(110)
def common_price_and_common_name(desk: Desk) -> Draft:
    """One of the shop's usual amounts, owed by hundreds, from a name that several customers bear."""

    def common(invoice: Invoice) -> bool:
        profile = desk.profile(invoice)
        return (
            not profile.customer.known_ibans
            and len(desk.by_amount[invoice.open_cents]) > 40
            and len(desk.by_last.get(fold(profile.last), ())) > 20
        )

    invoice = desk.invoice(common)
    profile = desk.profile(invoice)
    draw = desk.chance.random()
    if draw < 0.5:
        return _unsaid(desk, invoice, own(profile, desk.chance))
    payer = desk.unmistaken(lambda: variant(profile, desk.chance), invoice.open_cents, invoice.customer)
    return _unsaid(desk, invoice, payer)


@kind(70)
def namesakes_owing_the_same(desk: Desk) -> Draft:
    """Two customers of exactly one name owe exactly one amount."""

    def doubled(invoice: Invoice) -> bool:
        profile = desk.profile(invoice)
        if profile.customer.is_company or profile.customer.known_ibans:
            return False
        mates = [
            key
            for key in desk.by_last[fold(profile.last)]
            if key != invoice.customer and desk.books.profiles[key].first == profile.first
        ]
        return bool(desk.owing(mates, invoice.open_cents))

    invoice = desk.invoice(doubled)
    return _unsaid(desk, invoice, own(desk.profile(invoice), desk.chance))


@kind(60)
def owes_the_same_twice(desk: Desk) -> Draft:
    """A subscriber with two open invoices of one amount pays one of them and does not say which.

    The older is right to book (§ 366 BGB), but a careful human may ask.
    """
    invoice = desk.invoice(
        lambda i: (
            len(same := desk.owing([i.customer], i.open_cents)) > 1
            and same[0].number == i.number
            and not desk.profile(i).partner
        )
    )
    return _unsaid(desk, invoice, own(desk.profile(invoice), desk.chance))


@kind(70)
def couple_with_one_account(desk: Desk) -> Draft:
    """Two customers, one known account; sometimes the name tells which of them pays, sometimes both stand there."""
    chance = desk.chance
    invoice = desk.invoice(lambda i: desk.profile(i).partner and desk.profile(i).customer.known_ibans)
    profile = desk.profile(invoice)
    other = desk.books.profiles[profile.partner]
    if chance.random() < 0.5:
        payer = own(profile, chance)
    else:
        both = f"{profile.first} {chance.choice(('u.', 'und', '+'))} {other.first} {profile.last}"
        payer = Payer(
            both,
            profile.iban,
            ((fold(profile.first), fold(profile.last)), (fold(other.first), fold(other.last))),
        )
    return _unsaid(desk, invoice, payer)


@kind(150)
def name_variant_and_amount(desk: Desk) -> Draft:
    """Nothing is said, and the name is a couple's, a maiden name, an initial, a company's short form."""
    invoice = desk.invoice()
    profile = desk.profile(invoice)
    payer = desk.unmistaken(lambda: variant(profile, desk.chance), invoice.open_cents, invoice.customer)
    return _unsaid(desk, invoice, payer)


def _unsaid(desk: Desk, invoice: Invoice, payer: Payer) -> Draft:
    doubt = desk.doubt_without_number(payer, invoice, invoice.open_cents)
    return Draft(invoice.open_cents, payer, say_little(desk), paid(invoice), doubt, gently=True)


# Names that differ, and other people who pay -------------------------------------------------------------------------------


@kind(360)
def name_variant_with_number(desk: Desk) -> Draft:
    invoice = desk.invoice()
    number = cased(invoice.number, desk.chance)
    payer = variant(desk.profile(invoice), desk.chance)
    return Draft(invoice.open_cents, payer, written(desk, invoice, number), paid(invoice), verbatim=number)


@kind(360)
def other_payer_with_number(desk: Desk) -> Draft:
    """A spouse, a parent, an employer, a tax adviser pays; the number and the amount are right."""
    chance = desk.chance
    invoice = desk.invoice()
    number = cased(invoice.number, chance)
    text = written(desk, invoice, number)
    if chance.random() < 0.3:
        profile = desk.profile(invoice)
        text = f"{text} {chance.choice(('für', 'f.', 'i.A.', 'wg.', 'Kunde'))} {profile.customer.name}"[:140]
    return Draft(
        invoice.open_cents, somebody_else(desk.profile(invoice), chance), text, paid(invoice), verbatim=number
    )


@kind(70)
def other_payer_names_customer(desk: Desk) -> Draft:
    """Somebody else pays without a number but says for whom: whose name is rare enough is found."""
    chance = desk.chance
    invoice = desk.invoice()
    profile = desk.profile(invoice)
    stranger = desk.unmistaken(lambda: somebody_else(profile, chance), invoice.open_cents)
    said = f"{chance.choice(('für', 'Rechnung', 'Zahlung für', 'i.A. von', 'Rechnung von', 'Betr.'))} {profile.customer.name}"
    told = Payer("", "", own(profile, Random(0)).claims)
    doubt = desk.doubt_without_number(told, invoice, invoice.open_cents)
    return Draft(invoice.open_cents, stranger, said, paid(invoice), doubt, gently=True)


@kind(80)
def other_payer_without_number(desk: Desk) -> Draft:
    invoice = desk.invoice()
    profile = desk.profile(invoice)
    payer = desk.unmistaken(lambda: somebody_else(profile, desk.chance), invoice.open_cents)
    doubt = "nothing on the line points at this customer"
    return Draft(invoice.open_cents, payer, say_little(desk), paid(invoice), doubt, gently=True)


@kind(60)
def customer_pays_for_another(desk: Desk) -> Draft:
    """A customer whose account is known pays a friend's invoice with its number; some owe the same amount themselves."""
    chance = desk.chance
    same = chance.random() < 0.3

    def friends(invoice: Invoice) -> list[str]:
        if not same:
            return []
        keys = {i.customer for i in desk.by_amount[invoice.open_cents]} - {invoice.customer}
        return sorted(key for key in keys if desk.books.profiles[key].customer.known_ibans)

    invoice = desk.invoice((lambda i: friends(i)) if same else (lambda i: True))
    keys = friends(invoice) or list(desk.books.profiles)
    while True:
        friend = desk.books.profiles[chance.choice(keys)]
        owes = bool(desk.owing([friend.customer.number], invoice.open_cents))
        if friend.customer.known_ibans and owes == same and friend.customer.number != invoice.customer:
            break
    doubt = "the payer is another customer who owes the same" if same else ""
    payer = Payer(own(friend, chance).name, friend.customer.known_ibans[0], own(friend, chance).claims)
    text = written(desk, invoice, invoice.number)
    return Draft(invoice.open_cents, payer, text, paid(invoice), doubt, verbatim=invoice.number)


@kind(40)
def employee_of_a_company(desk: Desk) -> Draft:
    """A company's invoice, paid from the private account of somebody who works there, with the number."""
    chance = desk.chance
    invoice = desk.invoice(lambda i: desk.profile(i).customer.is_company)
    first, last = names.person(chance)
    payer = Payer(f"{first} {last}", names.iban(chance), ((fold(first), fold(last)),))
    text = f"{desk.profile(invoice).core[:40]} {invoice.number}"
    return Draft(invoice.open_cents, payer, text, paid(invoice), verbatim=invoice.number)
