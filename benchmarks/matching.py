"""How fast and how right is the matcher? 10,000 lines against 50,000 open invoices, from its own seed.

Run: python benchmarks/matching.py [--seed N] [--lines N] [--items N] [--kinds] [--show-wrong]

The texts are made here, by somebody who knows the matcher: the shares are an upper bound for texts of the
same kinds, not a proof. The generator shares no code with the matcher.
"""

import argparse
import random
import resource
import time
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from kulanz.core.matching import BankLineFacts, Matcher, OpenItem

FIRST_NAMES = [
    "Erika",
    "Max",
    "Anna",
    "Paul",
    "Greta",
    "Jonas",
    "Lina",
    "Thomas",
    "Sabine",
    "Jürgen",
    "Günther",
    "Käthe",
    "Björn",
    "Zoë",
    "Michael",
    "Petra",
    "Stefan",
    "Monika",
    "Andreas",
    "Andrea",
    "Ursula",
    "Hans",
    "Karl-Heinz",
    "Marie",
    "Maria",
    "Uwe",
    "Jörg",
    "Heike",
    "Sören",
    "Renate",
    "Ayşe",
    "Mehmet",
    "Olga",
]
SURNAMES = [
    "Müller",
    "Schmidt",
    "Schneider",
    "Fischer",
    "Weber",
    "Meyer",
    "Meier",
    "Wagner",
    "Becker",
    "Schulz",
    "Hoffmann",
    "Schäfer",
    "Koch",
    "Bauer",
    "Richter",
    "Klein",
    "Wolf",
    "Schröder",
    "Neumann",
    "Schwarz",
    "Zimmermann",
    "Braun",
    "Krüger",
    "Hofmann",
    "Hartmann",
    "Lange",
    "Werner",
    "Krause",
    "Lehmann",
    "Köhler",
    "Maier",
    "König",
    "Mayer",
    "Huber",
    "Kaiser",
    "Fuchs",
    "Peters",
    "Lang",
    "Scholz",
    "Möller",
    "Weiß",
    "Groß",
    "Jung",
    "Hahn",
    "Vogel",
    "Friedrich",
    "Keller",
    "Günther",
    "Frank",
    "Berger",
    "Winkler",
    "Roth",
    "Beck",
    "Lorenz",
    "Baumann",
    "Franke",
    "Albrecht",
]
SYLLABLES = [
    "ber",
    "ton",
    "lin",
    "mar",
    "kes",
    "dor",
    "fel",
    "gra",
    "hus",
    "jan",
    "kol",
    "lam",
    "mer",
    "nos",
    "pel",
    "rus",
    "sta",
    "tur",
    "vel",
    "wen",
    "zor",
    "bach",
    "feld",
]
COMPANY_WORDS = [
    "Handel",
    "Technik",
    "Bau",
    "Logistik",
    "Design",
    "Service",
    "Medien",
    "Garten",
    "Elektro",
    "Software",
]
FORMS = ["GmbH", "UG (haftungsbeschränkt)", "e.K.", "AG", "GmbH & Co. KG", "OHG"]
PRICES = [1990, 2490, 2990, 3990, 4950, 5900, 7995, 9900, 12990, 14900, 19900, 24900]

KINDS = {
    "exact number": 40,
    "sloppy number": 12,
    "glued number": 3,
    "one slip": 9,
    "last digits": 8,
    "listed": 6,
    "abbreviated list": 3,
    "collective, no number": 2,
    "cash discount": 3,
    "bank fee": 2,
    "part payment": 3,
    "overpayment": 2,
    "no reference": 3,
    "order number": 2,
    "paid by somebody else": 2,
}
NOISE_PER_HUNDRED = 3


@dataclass(frozen=True, slots=True)
class Person:
    """A customer of the made-up shop."""

    id: int
    name: str
    iban: str
    iban_is_known: bool


def main() -> None:
    """Generates, measures, prints."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seed", type=int, default=20261201)
    arguments.add_argument("--lines", type=int, default=10_000)
    arguments.add_argument("--items", type=int, default=50_000)
    arguments.add_argument("--kinds", action="store_true", help="print a row for each kind of line")
    arguments.add_argument("--show-wrong", action="store_true", help="print each wrong automatic booking")
    chosen = arguments.parse_args()
    dice = random.Random(chosen.seed)
    people = [a_person(dice, number) for number in range(max(1, chosen.items * 2 // 5))]
    items = some_items(dice, people, chosen.items)
    lines = some_lines(dice, people, items, chosen.lines)
    report(items, lines, kinds=chosen.kinds, show_wrong=chosen.show_wrong)


def a_person(dice: random.Random, number: int) -> Person:
    """A private customer, or in one case of six a company."""
    if dice.random() < 0.17:
        name = f"{a_surname(dice)} {dice.choice(COMPANY_WORDS)} {dice.choice(FORMS)}"
    else:
        name = f"{dice.choice(FIRST_NAMES)} {a_surname(dice)}"
    return Person(number, name, f"DE{dice.randrange(10**20):020d}", dice.random() < 0.7)


def a_surname(dice: random.Random) -> str:
    if dice.random() < 0.4:
        return dice.choice(SURNAMES)
    return "".join(dice.choice(SYLLABLES) for _ in range(dice.choice((2, 2, 3)))).capitalize()


def some_items(dice: random.Random, people: list[Person], count: int) -> list[OpenItem]:
    """Invoices in three number ranges; a third of them at one of a dozen prices."""
    items = []
    for number in range(count):
        person = dice.choice(people)
        style = number % 3
        text = (f"RE-2026-{number + 1000:05d}", f"{2026_0000000 + number}", f"INV{number + 300000}")[style]
        cents = dice.choice(PRICES) if dice.random() < 0.35 else dice.randrange(1200, 90000)
        issued = date(2026, 11, 1) + timedelta(days=dice.randrange(20))
        items.append(
            OpenItem(
                id=number,
                number=text,
                open_cents=cents,
                currency="EUR",
                customer_id=person.id,
                customer_name=person.name,
                customer_number=f"K{person.id + 10000}",
                ibans=frozenset({person.iban}) if person.iban_is_known else frozenset(),
                issue_date=issued,
                due_date=issued + timedelta(days=14),
                order_number=f"{7_000_000 + number * 7}",
                cash_discount_cents=cents // 50 if style == 1 else None,
                is_cleared=False,
            )
        )
    return items


@dataclass(frozen=True, slots=True)
class Case:
    """A line, what kind it is, and the cents that rightly go to each item."""

    kind: str
    line: BankLineFacts
    truth: frozenset[tuple[int, int]]


def some_lines(dice: random.Random, people: list[Person], items: list[OpenItem], count: int) -> list[Case]:
    """Lines of all kinds, each invoice paid at most once."""
    by_customer: dict[int, list[OpenItem]] = {}
    for item in items:
        by_customer.setdefault(int(item.customer_id), []).append(item)
    customers = list(by_customer)
    dice.shuffle(customers)
    kinds = list(KINDS)
    weights = list(KINDS.values())
    cases: list[Case] = []
    while len(cases) < count and customers:
        if dice.random() * 100 < NOISE_PER_HUNDRED:
            cases.append(some_noise(dice))
            continue
        person = people[customers.pop()]
        kind = dice.choices(kinds, weights)[0]
        cases.append(a_case(dice, kind, person, by_customer[person.id], people))
    return cases


def a_case(
    dice: random.Random, kind: str, person: Person, owed: list[OpenItem], people: list[Person]
) -> Case:
    """One payment of a customer."""
    several = kind in ("listed", "abbreviated list", "collective, no number")
    paid = (
        dice.sample(owed, dice.randint(2, min(4, len(owed))))
        if several and len(owed) > 1
        else [dice.choice(owed)]
    )
    first = paid[0]
    shares = {int(item.id): item.open_cents for item in paid}
    amount = sum(shares.values())
    if kind == "cash discount" and first.cash_discount_cents:
        amount -= first.cash_discount_cents
    elif kind == "bank fee":
        amount -= min(dice.choice((150, 250, 500)), amount // 11)
    elif kind == "part payment":
        amount = max(500, amount // dice.choice((2, 3, 4)))
    if amount < sum(shares.values()):
        shares = {int(first.id): amount}
    elif kind == "overpayment":
        amount += dice.choice((10, 50, 300, 500, 1000))
    text = a_text(dice, kind, paid)
    name, iban = person.name, person.iban
    if kind == "paid by somebody else":
        other = dice.choice(people)
        name, iban = other.name, f"DE{dice.randrange(10**20):020d}"
    elif dice.random() < 0.15:
        iban = f"DE{dice.randrange(10**20):020d}"
    return Case(kind, a_line(dice, amount, text, a_spelling(dice, name), iban), frozenset(shares.items()))


def a_text(dice: random.Random, kind: str, paid: list[OpenItem]) -> str:
    """The remittance text, as people write it."""
    number = paid[0].number
    digits = "".join(sign for sign in number if sign.isdigit())
    day = f"{dice.randrange(1, 29):02d}.11.2026"
    around = dice.choice(
        ("{}", "Rechnung {}", "Rg.Nr. {}", "RE {} vom " + day, "{} vielen Dank", "Zahlung {}")
    )
    if kind == "sloppy number":
        spot = dice.randrange(2, len(digits) - 1)
        return around.format(
            dice.choice(
                (
                    number.lower().replace("-", " "),
                    digits,
                    number.replace("-", "/"),
                    digits[:spot] + " " + digits[spot:],
                    number[:-3] + "\n" + number[-3:],
                    " ".join(number),
                )
            )
        )
    if kind == "glued number":
        return f"RECHNUNG{number}VOM{day}DANKE"
    if kind == "one slip":
        spot = dice.randrange(max(1, len(digits) - 6), len(digits) - 1)
        if dice.random() < 0.5 and digits[spot] != digits[spot + 1]:
            slipped = digits[:spot] + digits[spot + 1] + digits[spot] + digits[spot + 2 :]
        else:
            slipped = (
                digits[:spot] + str((int(digits[spot]) + dice.randrange(1, 10)) % 10) + digits[spot + 1 :]
            )
        return around.format(slipped)
    if kind == "last digits":
        return around.format(digits[-dice.choice((4, 5, 6)) :])
    if kind == "listed":
        return "Rechnungen " + dice.choice((", ", " + ", " und ", "/ ")).join(item.number for item in paid)
    if kind == "abbreviated list":
        rest = [item.number[-5:] for item in paid[1:]]
        return "Rg " + ", ".join([number, *rest])
    if kind == "collective, no number":
        return dice.choice(("Sammelzahlung", "Ausgleich Konto", "alle offenen Rechnungen"))
    if kind == "no reference":
        return dice.choice(("", "Danke", "Ihre Lieferung", "Einkauf November"))
    if kind == "order number":
        return f"Bestellung {paid[0].order_number}"
    return around.format(number)


def a_spelling(dice: random.Random, name: str) -> str:
    """The name as a bank hands it on."""
    plain = name.translate(str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}))
    parts = name.split(" ", 1)
    return dice.choice(
        (
            name,
            name,
            plain.upper()[:27],
            f"{parts[-1]}, {parts[0]}" if len(parts) > 1 else name,
            f"{parts[0][0]}. {parts[-1]}",
            f"Dr. {name}",
        )
    )


def some_noise(dice: random.Random) -> Case:
    """Money that pays no invoice."""
    text, name = dice.choice(
        (
            ("Lohn/Gehalt November", "Beispiel Arbeit GmbH"),
            ("Steuererstattung ESt 2025 St.-Nr. 21/815/08150", "Finanzamt Mitte"),
            ("Kartenumsatz Terminal 60123456 vom 12.11.2026", "Kartenabrechnung AG"),
            ("Zinsen", "Musterbank"),
            (f"Miete Lager {dice.randrange(1000, 9999)}", "Lagerhaus Nord"),
            (f"Erstattung Vertrag {dice.randrange(10**7, 10**8)}", "Strom und Gas AG"),
            (f"Auftrag {dice.randrange(10**5, 10**6)}", f"{dice.choice(FIRST_NAMES)} Unbekannt"),
        )
    )
    amount = dice.choice((dice.choice(PRICES), dice.randrange(1000, 200000)))
    return Case("noise", a_line(dice, amount, text, name, f"DE{dice.randrange(10**20):020d}"), frozenset())


def a_line(dice: random.Random, cents: int, text: str, name: str, iban: str) -> BankLineFacts:
    return BankLineFacts(
        amount_cents=cents,
        currency="EUR",
        booking_date=date(2026, 11, 24) + timedelta(days=dice.randrange(14)),
        remittance_text=text,
        counterparty_name=name,
        counterparty_iban=iban,
        end_to_end_id="NOTPROVIDED",
    )


def report(items: list[OpenItem], cases: list[Case], *, kinds: bool, show_wrong: bool) -> None:
    """Measures index and lines apart, then judges every verdict."""
    started = time.perf_counter()
    matcher = Matcher(items)
    indexed = time.perf_counter()
    verdicts = [matcher.propose(case.line) for case in cases]
    ended = time.perf_counter()
    counts: Counter[tuple[str, str]] = Counter()
    for case, verdict in zip(cases, verdicts, strict=True):
        first = verdict.proposals[0] if verdict.proposals else None
        named = (
            frozenset((int(share.item_id), share.cents) for share in first.allocations)
            if first
            else frozenset()
        )
        is_right = named == case.truth
        outcome = f"{verdict.decision} {'right' if is_right else 'wrong'}" if first else "open"
        counts[case.kind, outcome] += 1
        if show_wrong and outcome == "book wrong":
            print(case, verdict, sep="\n", end="\n\n")
    payments = sum(count for (kind, _), count in counts.items() if kind != "noise")
    total = Counter[str]()
    for (kind, outcome), count in counts.items():
        total[outcome] += count if kind != "noise" or outcome == "book wrong" else 0
    print(f"index of {len(items)} items: {indexed - started:.2f} s")
    print(f"{len(cases)} lines: {ended - indexed:.2f} s, {len(cases) / (ended - indexed):.0f} lines/s")
    print(
        f"peak memory with the generated data: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB"
    )
    for outcome in ("book right", "book wrong", "propose right", "propose wrong", "open"):
        print(f"{outcome}: {total[outcome]} of {payments} ({100 * total[outcome] / payments:.2f} %)")
    if kinds:
        print_kinds(counts)


def print_kinds(counts: Counter[tuple[str, str]]) -> None:
    """A row for each kind of line."""
    columns = ("book right", "book wrong", "propose right", "propose wrong", "open")
    print(f"{'kind':24}" + "".join(f"{column:>15}" for column in columns))
    for kind in [*KINDS, "noise"]:
        print(f"{kind:24}" + "".join(f"{counts[kind, column]:>15}" for column in columns))


if __name__ == "__main__":
    main()
