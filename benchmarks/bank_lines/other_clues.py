"""Lines that pay one invoice in full and name another number, a day, or nothing at all."""

from .desk import Desk, Draft
from .kinds import kind
from .payers import Payer, fold, own, variant
from .saying import paid, say_little
from .world import Invoice
from .writing import THANKS, spoken_date


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
