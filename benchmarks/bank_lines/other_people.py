"""Lines under another name than the customer's: variants of their own, and people who pay for them."""

from . import names
from .desk import Desk, Draft
from .kinds import kind
from .numbers import shortened, slip
from .payers import Payer, fold, full_claims, own, somebody_else, variant
from .saying import cased, paid, parts, say_little, written
from .world import Invoice


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
    told = Payer("", "", full_claims(profile))
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
def other_payer_with_a_bad_number(desk: Desk) -> Draft:
    """A stranger, and the number has a slip or is shortened: only the amount speaks for the invoice. A human asks."""
    chance = desk.chance
    invoice = desk.invoice()

    def bad() -> str:
        return (
            slip(invoice.number, chance) if chance.random() < 0.6 else shortened(parts(desk, invoice), chance)
        )

    number = bad()
    while (hit := desk.by_number.get(number)) and hit.open_cents == invoice.open_cents:
        number = bad()
    profile = desk.profile(invoice)
    payer = desk.unmistaken(lambda: somebody_else(profile, chance), invoice.open_cents)
    doubt = "a stranger, and the number is not whole"
    return Draft(
        invoice.open_cents,
        payer,
        f"{chance.choice(('Rechnung', 'RE', 'Rg.Nr.', ''))} {number}".strip(),
        paid(invoice),
        doubt,
        gently=True,
    )


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
