"""Lines that pay several invoices at once: listed, abbreviated, as a range, or only as a sum."""

from itertools import combinations
from random import Random

from .desk import Desk, Draft
from .kinds import kind
from .numbers import slip, spaced
from .payers import Payer, own, somebody_else
from .world import Invoice

MOST_SUBSETS_TRIED = 9  # open invoices of one customer up to which every sum is tried


def all_paid(invoices: list[Invoice]) -> dict[str, int]:
    return {invoice.number: invoice.open_cents for invoice in invoices}


def total(invoices: list[Invoice]) -> int:
    return sum(invoice.open_cents for invoice in invoices)


def listed(numbers: list[str], chance: Random) -> str:
    separator = chance.choice((", ", ", ", " ", "; ", " / ", "/", " + ", " u. ", ",", " und "))
    if len(numbers) > 1 and separator in {", ", " "} and chance.random() < 0.6:
        last = chance.choice((" u. ", " und ", " & ", " + "))
        return separator.join(numbers[:-1]) + last + numbers[-1]
    return separator.join(numbers)


def _some(desk: Desk, least: int, most: int) -> list[Invoice]:
    """A few of one customer's invoices, none of them paid by another line."""
    held = desk.customer(lambda held: len(held) >= least)
    return sorted(
        desk.chance.sample(held, min(len(held), desk.chance.randint(least, most))), key=lambda i: i.issued
    )


def _sums_alike(desk: Desk, customers: list[str], amount: int) -> int:
    """How many sets of open invoices of these customers come to exactly this amount; 2 stands for more."""
    held = [invoice.open_cents for key in customers for invoice in desk.by_customer.get(key, ())]
    if len(held) > MOST_SUBSETS_TRIED:
        return 1 if sum(held) == amount else 2
    found = 0
    for size in range(1, len(held) + 1):
        found += sum(1 for chosen in combinations(held, size) if sum(chosen) == amount)
    return found


@kind(230)
def several_listed(desk: Desk) -> Draft:
    chance = desk.chance
    invoices = _some(desk, 2, 4)
    numbers = [invoice.number for invoice in invoices]
    if chance.random() < 0.25:
        numbers = [spaced(desk.books.parts[number], chance) for number in numbers]
    if chance.random() < 0.2:
        numbers.reverse()
    text = f"{chance.choice(('Rechnungen', 'RE', 'Rg.', 'Re.-Nr.', 'Rechnungsnummern', ''))} {listed(numbers, chance)}".strip()
    payer = own(desk.profile(invoices[0]), chance)
    return Draft(total(invoices), payer, text, all_paid(invoices), gently=chance.random() < 0.6)


@kind(45)
def several_named_one_paid_before(desk: Desk) -> Draft:
    """One of the named invoices is paid already; the amount is exactly that of the open ones."""
    chance = desk.chance
    cleared = desk.cleared_of()
    held = desk.customer(lambda held: len(held) >= 2 and held[0].customer in cleared)
    invoices = chance.sample(held, min(len(held), chance.randint(2, 3)))
    named = sorted([*invoices, chance.choice(cleared[held[0].customer])], key=lambda i: i.issued)
    text = f"{chance.choice(('Rechnungen', 'RE', 'Rg.'))} {listed([i.number for i in named], chance)}"
    payer = own(desk.profile(invoices[0]), chance)
    return Draft(total(invoices), payer, text, all_paid(invoices), gently=True)


@kind(40)
def several_named_one_paid_again(desk: Desk) -> Draft:
    """One of the named invoices is paid already, and is paid again with the others. The open ones are right to book,
    the rest is left; a careful human asks first."""
    chance = desk.chance
    cleared = desk.cleared_of()
    held = desk.customer(lambda held: len(held) >= 2 and held[0].customer in cleared)
    again = chance.choice(cleared[held[0].customer])
    named = sorted([*held[:2], again], key=lambda i: i.issued)
    text = f"Rechnungen {listed([i.number for i in named], chance)}"
    payer = own(desk.profile(held[0]), chance)
    doubt = "an invoice paid before is paid again among others"
    return Draft(total(held[:2]) + again.total_cents, payer, text, all_paid(held[:2]), doubt, gently=True)


@kind(100)
def several_abbreviated(desk: Desk) -> Draft:
    """`RE 1043, 1044 u. 1051`: the first number whole or not, the others by their counter or their last digits."""
    chance = desk.chance

    def one_range(held: list[Invoice]) -> bool:
        parts = [desk.books.parts[i.number] for i in held]
        return len(held) >= 2 and len({(p.prefix, len(p.parts)) for p in parts}) == 1

    held = desk.customer(one_range)
    invoices = sorted(chance.sample(held, min(len(held), chance.randint(2, 4))), key=lambda i: i.issued)
    tails = [desk.books.parts[i.number].tail for i in invoices]
    first = invoices[0].number if chance.random() < 0.6 else tails[0]
    rest = tails[1:]
    same = len({tail[:-2] for tail in tails}) == 1 and len(set(tails)) == len(tails)
    if same and chance.random() < 0.7:
        rest = [chance.choice(("", "-", "..")) + tail[-2:] for tail in rest]
    text = f"{chance.choice(('RE', 'Rechnungen', 'Rg.Nr.', 'Re-Nr.:'))} {listed([first, *rest], chance)}"
    payer = own(desk.profile(invoices[0]), chance)
    doubt = (
        ""
        if desk.payer_fits(payer, invoices[0].customer)
        else "numbers are shortened, and the payer is not known"
    )
    if not doubt and len(set(tails)) < len(tails):
        doubt = "the shortened numbers are alike"
    return Draft(total(invoices), payer, text, all_paid(invoices), doubt, gently=True)


@kind(45)
def several_as_range(desk: Desk) -> Draft:
    chance = desk.chance

    def run(invoice: Invoice) -> list[Invoice]:
        """The open invoices of this customer that follow in the books without a gap."""
        held = desk.by_customer[invoice.customer]
        at = held.index(invoice)
        found = [invoice]
        for following in held[at + 1 :]:
            if not _follows(desk, found[-1], following) or following.number in desk.used:
                break
            found.append(following)
        return found

    invoices = run(desk.invoice(lambda i: len(run(i)) > 1))
    desk.used.update(invoice.number for invoice in invoices)
    first, last = invoices[0].number, invoices[-1].number
    end = last if chance.random() < 0.5 else desk.books.parts[last].tail
    text = f"{chance.choice(('Rechnungen', 'RE', 'Rg.'))} {first}{chance.choice((' - ', ' bis ', '-', ' bis einschl. '))}{end}"
    return Draft(
        total(invoices), own(desk.profile(invoices[0]), chance), text, all_paid(invoices), gently=True
    )


def _follows(desk: Desk, one: Invoice, other: Invoice) -> bool:
    first, second = desk.books.parts[one.number], desk.books.parts[other.number]
    return (
        first.prefix == second.prefix
        and len(first.parts) == len(second.parts)
        and int(second.tail) == int(first.tail) + 1
        and (
            one.issued.year == other.issued.year
            and (len(first.parts) < 3 or one.issued.month == other.issued.month)
        )
    )


@kind(100)
def several_as_sum_only(desk: Desk) -> Draft:
    """`Sammelzahlung`, `alle offenen`: the sum is right, and one has to find of what."""
    chance = desk.chance
    held = desk.customer(lambda held: 2 <= len(held) <= 6)
    invoices = held if chance.random() < 0.7 else chance.sample(held, 2)
    payer = own(desk.profile(held[0]), chance)
    text = chance.choice(
        ("Sammelzahlung", "alle offenen Rechnungen", "offene Posten", "alle Rechnungen November", "OP-Ausgleich", "Sammelüberweisung",
         f"{len(invoices)} Rechnungen", "Begleichung aller offenen Rechnungen", f"Kd-Nr {held[0].customer} alle", "Rechnungen")
    )  # fmt: skip
    return Draft(
        total(invoices),
        payer,
        text,
        all_paid(invoices),
        _doubt_of_sum(desk, payer, held[0], invoices),
        gently=True,
    )


def _doubt_of_sum(desk: Desk, payer: Payer, one: Invoice, invoices: list[Invoice]) -> str:
    known = desk.known_by_account(payer)
    found = known or desk.known_by_name(payer)
    if one.customer not in found:
        return "the payer is not known"
    if len(found) > 1 and len(found) < 12 and known:
        found = [key for key in found if key in desk.known_by_name(payer)] or found
    if sum(_sums_alike(desk, [key], total(invoices)) for key in found) != 1:
        return "several sets of invoices come to this sum"
    return ""


@kind(40)
def several_with_one_slip(desk: Desk) -> Draft:
    """The sum is right and all but one number too; the odd one is a slip away."""
    chance = desk.chance
    invoices = _some(desk, 2, 4)
    numbers = [invoice.number for invoice in invoices]
    at = chance.randrange(len(numbers))
    numbers[at] = slip(numbers[at], chance)
    payer = own(desk.profile(invoices[0]), chance)
    fits = desk.payer_fits(payer, invoices[0].customer)
    doubt = "" if fits else "a number is wrong, and the payer is not known"
    other = desk.by_number.get(numbers[at])
    if other and other.open_cents == invoices[at].open_cents:
        doubt = "the slip names another invoice of this amount"
    return Draft(
        total(invoices),
        payer,
        f"Rechnungen {listed(numbers, chance)}",
        all_paid(invoices),
        doubt,
        gently=True,
    )


@kind(130)
def company_collective(desk: Desk) -> Draft:
    """A company pays many invoices in one go; as many numbers as 140 signs hold, and all are there."""
    chance = desk.chance
    held = desk.customer(lambda held: 5 <= len(held) <= 40 and desk.profile(held[0]).customer.is_company)
    room = 128
    invoices: list[Invoice] = []
    for invoice in chance.sample(held, min(len(held), chance.randint(5, 14))):
        room -= len(invoice.number) + 1
        if room > 0:
            invoices.append(invoice)
    invoices.sort(key=lambda i: i.issued)
    text = f"{chance.choice(('RE', 'RG', ''))} {chance.choice((' ', ',', '/')).join(i.number for i in invoices)}".strip()
    return Draft(
        total(invoices),
        own(desk.profile(held[0]), chance),
        text,
        all_paid(invoices),
        gently=chance.random() < 0.6,
    )


@kind(45)
def company_collective_cut_off(desk: Desk) -> Draft:
    """More invoices than the text can name; the list ends in the middle, or stands in a letter of its own."""
    chance = desk.chance
    held = desk.customer(lambda held: len(held) >= 8 and desk.profile(held[0]).customer.is_company)
    invoices = (
        held if chance.random() < 0.6 else sorted(chance.sample(held, len(held) - 1), key=lambda i: i.issued)
    )
    numbers = [i.number for i in invoices]
    text = (
        f"RE {' '.join(numbers)}"[:140]
        if chance.random() < 0.6
        else f"lt. Zahlungsavis vom 20.11. Nr. {chance.randrange(10**6)}"
    )
    payer = own(desk.profile(held[0]), chance)
    doubt = _doubt_of_sum(desk, payer, held[0], invoices)
    if text.startswith("RE") and len(f"RE {' '.join(numbers)}") <= 140:
        doubt = ""
    return Draft(total(invoices), payer, text, all_paid(invoices), doubt, gently=True)


@kind(50)
def company_collective_with_discount(desk: Desk) -> Draft:
    """Every invoice named, every one less its agreed cash discount, rounded one by one."""
    chance = desk.chance
    held = desk.customer(
        lambda held: (
            len(held) >= 2
            and held[0].discount_basis_points
            and all(i.open_cents == i.total_cents for i in held)
        )
    )
    invoices = sorted(chance.sample(held, min(len(held), chance.randint(2, 5))), key=lambda i: i.issued)
    pays = {
        i.number: i.open_cents - (i.open_cents * i.discount_basis_points + 5000) // 10000 for i in invoices
    }
    share = invoices[0].discount_basis_points // 100
    said = chance.choice((f" abzgl. {share}% Skonto", f" ./. {share} % Skto", "", f" -{share}%"))
    text = f"RE {listed([i.number for i in invoices], chance)}{said}"[:140]
    return Draft(sum(pays.values()), own(desk.profile(invoices[0]), chance), text, pays, gently=True)


@kind(45)
def one_payer_for_several_customers(desk: Desk) -> Draft:
    """A tax adviser, a carer, a group's head office names invoices of different customers; the sum is exact."""
    chance = desk.chance
    first = desk.invoice()
    invoices = [first, desk.invoice(lambda i: i.customer != first.customer)]
    text = f"Rechnungen {listed([i.number for i in invoices], chance)}"
    return Draft(
        total(invoices), somebody_else(desk.profile(first), chance), text, all_paid(invoices), gently=True
    )


@kind(40)
def several_named_less_paid(desk: Desk) -> Draft:
    """Several numbers, and the money is less than their sum: something went back, and nobody says of which."""
    chance = desk.chance
    invoices = _some(desk, 2, 3)
    missing = min(invoices[-1].open_cents - 100, chance.choice((1990, 2990, 990, 2000, 500)))
    pays = all_paid(invoices)
    pays[invoices[-1].number] -= max(missing, 1)
    text = f"Rechnungen {listed([i.number for i in invoices], chance)}"
    doubt = "the sum is less than the named invoices, and nobody says which is cut"
    return Draft(sum(pays.values()), own(desk.profile(invoices[0]), chance), text, pays, doubt, gently=True)
