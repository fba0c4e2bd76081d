"""Lines whose number has a slip, is split, shortened or cut off, and pays one invoice in full."""

from .desk import Desk, Draft
from .kinds import kind
from .numbers import shortened, slip, slips, split
from .payers import own, variant
from .saying import paid, parts, written
from .world import Invoice
from .writing import GIFTS, THANKS


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
    # It may hit a paid invoice, but not one of their own: that would be a template used again.
    while (hit := desk.by_number.get(wrong)) and (hit.open_cents or hit.customer == invoice.customer):
        wrong = slip(invoice.number, desk.chance)
    profile = desk.profile(invoice)
    draw = own if desk.chance.random() < 0.9 else variant
    payer = desk.unmistaken(lambda: draw(profile, desk.chance), invoice.open_cents, invoice.customer)
    doubt = desk.doubt_without_number(payer, invoice, invoice.open_cents)
    if doubt.startswith(("this customer", "several")):
        near = [i for i in desk.by_amount[invoice.open_cents] if wrong in slips(i.number)]
        doubt = doubt if len(near) > 1 else ""
    gently = desk.chance.random() < 0.85
    return Draft(
        invoice.open_cents, payer, written(desk, invoice, wrong), paid(invoice), doubt, gently=gently
    )


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
    gently = desk.chance.random() < 0.85
    return Draft(
        invoice.open_cents, payer, written(desk, invoice, short), paid(invoice), doubt, gently=gently
    )


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
