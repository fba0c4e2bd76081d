"""A merchant's customers and invoices: what stands in the books before the bank's lines come."""

from bisect import bisect
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate
from random import Random

from . import names
from .numbers import RANGES, Number, Range
from .world import Customer, Invoice

FIRST_DAY, LAST_DAY = date(2025, 11, 3), date(2026, 11, 24)
SHOPS = (
    "Lindenladen",
    "Kerzenkontor",
    "Teehaus Ahorn",
    "Wollwerk",
    "Papeterie Nord",
    "Gartenglück",
    "Radlager",
)

# What shops of this kind charge: the same few prices again and again. The first are sold most.
PRICES = (
    2990, 4990, 1990, 3990, 2490, 5990, 7990, 1490, 9990, 3490, 8490, 6990, 1290, 4490, 12990, 14990, 8990, 2290, 1790,
    19990, 5490, 3290, 990, 11990, 6490, 24990, 17990, 9490, 7490, 4290, 29990, 1690, 2690, 13990, 39990, 15990, 10990,
    3790, 890, 21990, 34990, 2190, 49990, 1890, 5290, 27990, 59990, 795, 1095, 2495, 3450, 4700, 8250, 79900, 12450,
)  # fmt: skip
_PRICE_SHARES = [1 / (rank + 3) for rank in range(len(PRICES))]
SUBSCRIPTIONS = (2490, 1990, 3490, 4900)


@dataclass(frozen=True, slots=True)
class Profile:
    """A customer together with what the books do not know: the person behind, and the accounts they pay from."""

    customer: Customer
    first: str
    last: str
    core: str  # of a company's name
    form: str
    short_form: str
    iban: str  # where their money comes from
    partner: str = ""  # number of a customer who shares this account
    group: str = ""  # name of the company whose account this is, where it is not their own


@dataclass(frozen=True, slots=True)
class Books:
    """Everything about the shop, for the makers of lines."""

    name: str
    main: Range
    second: Range
    profiles: dict[str, Profile]
    invoices: tuple[Invoice, ...]
    parts: dict[str, Number]  # invoice number -> its parts


def open_shop(seed: int, *, customers: int, invoices: int) -> Books:
    chance = Random(f"shop {seed}")
    main = RANGES[seed % len(RANGES)]
    second = RANGES[(seed % len(RANGES) + 1 + seed // len(RANGES) % (len(RANGES) - 1)) % len(RANGES)]
    profiles = _customers(chance, customers)
    issued, parts = _invoices(chance, profiles, main, second, wanted_open=invoices)
    return Books(SHOPS[seed % len(SHOPS)], main, second, profiles, issued, parts)


def _customers(chance: Random, number: int) -> dict[str, Profile]:
    profiles: dict[str, Profile] = {}
    numbering = chance.choice((10001, 200014, 70001))
    for place in range(number):
        key = str(numbering + place)
        profiles[key] = _company(chance, key) if chance.random() < 0.22 else _private(chance, key)
    _namesakes(chance, profiles)
    _couples(chance, profiles)
    _groups(chance, profiles)
    return profiles


def _private(chance: Random, key: str) -> Profile:
    first, last = names.person(chance)
    town = chance.choice(names.CITIES)
    shown = f"{first} {last}"
    if chance.random() < 0.025:
        shown = f"{chance.choice(names.TITLES)} {shown}"
    account = _account(chance)
    known = (account,) if chance.random() < 0.50 * 0.60 else ()
    return Profile(Customer(key, shown, False, *town, known), first, last, "", "", "", account)


def _company(chance: Random, key: str) -> Profile:
    town = chance.choice(names.CITIES)
    core, form, short = names.company(chance, town[1])
    account = _account(chance)
    known = (account,) if chance.random() < 0.80 * 0.60 else ()
    return Profile(
        Customer(key, f"{core} {form}".strip(), True, *town, known), "", "", core, form, short, account
    )


def _account(chance: Random) -> str:
    draw = chance.random()
    return names.iban(
        chance, "DE" if draw < 0.955 else "AT" if draw < 0.98 else "CH" if draw < 0.995 else "LU"
    )


def _namesakes(chance: Random, profiles: dict[str, Profile]) -> None:
    """Besides those that chance makes: one subscriber in six bears the name of another, as father and son do."""
    subscribers = [key for key, profile in profiles.items() if _subscribes(profile.customer)]
    for one, other in zip(subscribers[::6], subscribers[3::6], strict=False):
        first, customer = profiles[one], profiles[other].customer
        customer = replace(customer, name=f"{first.first} {first.last}", known_ibans=())
        profiles[other] = replace(profiles[other], first=first.first, last=first.last, customer=customer)


def _subscribes(customer: Customer) -> bool:
    return not customer.is_company and int(customer.number) % 25 == 0


def _couples(chance: Random, profiles: dict[str, Profile]) -> None:
    """One private customer in sixteen lives with another customer, and both pay from one account."""
    private = [key for key, profile in profiles.items() if not profile.customer.is_company]
    chance.shuffle(private)
    for one, other in zip(
        private[: len(private) // 32], private[len(private) // 32 : len(private) // 16], strict=False
    ):
        first, second = profiles[one], profiles[other]
        last = first.last if chance.random() < 0.85 else second.last
        known = (first.iban,) if chance.random() < 0.5 else ()
        profiles[one] = replace(
            first,
            partner=other,
            customer=replace(first.customer, known_ibans=known or first.customer.known_ibans),
        )
        profiles[other] = replace(
            second,
            last=last,
            iban=first.iban,
            partner=one,
            customer=replace(
                second.customer,
                name=f"{second.first} {last}",
                postcode=first.customer.postcode,
                city=first.customer.city,
                known_ibans=known,
            ),
        )


def _groups(chance: Random, profiles: dict[str, Profile]) -> None:
    """Some companies' invoices are paid by another: a holding, a property manager, a school board."""
    companies = [key for key, profile in profiles.items() if profile.customer.is_company]
    chance.shuffle(companies)
    for at in range(0, len(companies) // 15, 4):
        members = companies[at : at + chance.choice((2, 3, 4))]
        core, form, _ = names.company(chance, chance.choice(names.CITIES)[1])
        account = names.iban(chance)
        for key in members:
            known = (account,) if chance.random() < 0.7 else ()
            customer = replace(profiles[key].customer, known_ibans=known)
            profiles[key] = replace(
                profiles[key], iban=account, group=f"{core} {form}".strip(), customer=customer
            )


def _invoices(
    chance: Random, profiles: dict[str, Profile], main: Range, second: Range, *, wanted_open: int
) -> tuple[tuple[Invoice, ...], dict[str, Number]]:
    """Open invoices as wanted, and two cleared ones for every five open, in the order of issue."""
    pick = _picker(chance, profiles)
    total = wanted_open + wanted_open * 2 // 5
    is_open = [True] * wanted_open + [False] * (total - wanted_open)
    chance.shuffle(is_open)
    days = (LAST_DAY - FIRST_DAY).days
    counters: dict[tuple[str, str], int] = {}
    parts: dict[str, Number] = {}
    issued: list[Invoice] = []
    burst: list[str] = []
    source = main
    while len(issued) < total:
        progress = len(issued) / total
        day = FIRST_DAY + timedelta(days=round(days * progress**0.6))
        if not burst:
            source = main if chance.random() < 0.88 else second
            key = pick()
            repeat = (
                chance.randint(2, 5) if profiles[key].customer.is_company and chance.random() < 0.06 else 1
            )
            burst = [key] * repeat
            step = 1 if chance.random() < 0.7 else chance.randint(2, 4)
        else:
            step = 1
        key = burst.pop()
        period = (
            "" if source.restarts == "never" else str(day)[:4] if source.restarts == "year" else str(day)[:7]
        )
        start = source.first + (total // 3 if source.restarts == "year" and day.year == FIRST_DAY.year else 0)
        count = counters.get((source.name, period), start) + step
        counters[source.name, period] = count
        number = source.make(day, count)
        if number.canonical in parts:  # two habits may meet on one number; a merchant would not let them
            continue
        parts[number.canonical] = number
        invoice = _invoice(chance, profiles[key], number, day)
        issued.append(invoice if is_open[len(issued)] else replace(invoice, open_cents=0))
    return tuple(issued), parts


def _picker(chance: Random, profiles: dict[str, Profile]) -> Callable[[], str]:
    keys = list(profiles)
    weights = [
        (
            6.0 / (1 + chance.expovariate(0.8))
            if profiles[key].customer.is_company
            else chance.choice((0.6, 1.0, 1.6))
        )
        for key in keys
    ]
    upto = list(accumulate(weights))
    return lambda: keys[min(bisect(upto, chance.random() * upto[-1]), len(keys) - 1)]


def _invoice(chance: Random, profile: Profile, number: Number, day: date) -> Invoice:
    customer = profile.customer
    total, share, until = _amount(chance, customer), 0, None
    term = 14
    if customer.is_company:
        term = chance.choice((14, 14, 30, 30))
        draw = int(customer.number) % 20  # terms belong to the customer
        if draw < 7:
            share, until = (200, day + timedelta(days=8)) if draw < 4 else (300, day + timedelta(days=10))
    left = total
    if total > 8000 and chance.random() < 0.02:
        left = total - round(total * chance.choice((0.25, 0.5)) / 100) * 100
    order = f"{chance.choice((3, 4, 5))}{chance.randrange(10**7):07d}"
    return Invoice(
        number.canonical, customer.number, order, day, day + timedelta(days=term), total, left, share, until
    )


def _amount(chance: Random, customer: Customer) -> int:
    if not customer.is_company:
        if _subscribes(customer):  # a monthly box at a fixed price
            return SUBSCRIPTIONS[len(customer.name.rpartition(" ")[2]) % len(SUBSCRIPTIONS)]
        articles = chance.choices((1, 2, 3, 4), (60, 25, 11, 4))[0]
        basket = sum(chance.choices(PRICES, _PRICE_SHARES, k=articles))
        return basket + (490 if basket < 5000 else 0)
    net = sum(
        chance.choices(PRICES, _PRICE_SHARES)[0] * chance.choice((1, 1, 2, 3, 5, 10))
        for _ in range(chance.randint(1, 6))
    )
    return (net * 119 + 50) // 100 if chance.random() < 0.7 else net
