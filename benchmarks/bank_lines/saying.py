"""Small words of the makers: what is paid, what is said around a number, what is said without one."""

from random import Random

from .desk import Desk
from .numbers import Number
from .world import Invoice
from .writing import GIFTS, NOTHING_SAID, THANKS, around


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
