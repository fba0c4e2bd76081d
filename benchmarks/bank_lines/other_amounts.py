"""Lines whose amount is not what is open: part payments, cash discount, fees, too much, slips in the amount."""

from datetime import timedelta

from .desk import Desk, Draft
from .kinds import kind
from .payers import own, somebody_else
from .saying import say_little, written
from .shop import LAST_DAY
from .world import Invoice


def _short(desk: Desk, invoice: Invoice, amount: int, text: str) -> Draft:
    """Less than is open, with the number: right for a payer who is the customer, in doubt for anybody else."""
    payer = own(desk.profile(invoice), desk.chance)
    fits = desk.payer_fits(payer, invoice.customer)
    doubt = "" if fits else "the amount is another, and the payer is not known: the number may be a slip"
    for other in desk.by_customer[invoice.customer]:
        if other.number != invoice.number and amount in {
            other.open_cents,
            invoice.open_cents + other.open_cents,
        }:
            doubt = "the customer owes just this amount on another invoice"
    return Draft(
        amount, payer, text, {invoice.number: min(amount, invoice.open_cents)}, doubt, verbatim=invoice.number
    )


def _untouched(invoice: Invoice) -> bool:
    return invoice.open_cents == invoice.total_cents


@kind(190)
def part_payment(desk: Desk) -> Draft:
    """A round amount, a half, a third, the first instalment; the number is there."""
    chance = desk.chance
    invoice = desk.invoice(lambda i: i.open_cents > 6000)
    left = invoice.open_cents
    amount = chance.choice(
        (left // 2, left // 3, left // 200 * 100, max(left // 3 // 1000 * 1000, 1000), 5000, 2000)
    )
    said = chance.choice(
        (
            "Anzahlung",
            "1. Rate",
            "Rate 1 von 3",
            "Teilzahlung",
            "Teilbetrag",
            "Abschlag",
            "erste Rate",
            "2. Rate",
            "",
            "",
        )
    )
    return _short(desk, invoice, amount, f"{said} {written(desk, invoice, invoice.number)}".strip())


@kind(50)
def part_payment_without_number(desk: Desk) -> Draft:
    chance = desk.chance
    invoice = desk.invoice(lambda i: i.open_cents > 9000)
    amount = chance.choice((invoice.open_cents // 2, 5000, 3000, 2500))
    text = chance.choice(
        ("Rate", "Rate November", "Teilzahlung", "Anzahlung", "wie telefonisch vereinbart", "1/3")
    )
    doubt = "neither number nor amount says which invoice is meant"
    return Draft(
        amount, own(desk.profile(invoice), chance), text, {invoice.number: amount}, doubt, gently=True
    )


@kind(190)
def cash_discount(desk: Desk) -> Draft:
    """The agreed 2 or 3 % are deducted, mostly in time; the number is there."""
    invoice = desk.invoice(_has_discount)
    said = desk.chance.choice(
        (
            "",
            "",
            " abzgl. Skonto",
            f" ./. {invoice.discount_basis_points // 100} % Skonto",
            " - Skto",
            " skontiert",
        )
    )
    draft = _short(desk, invoice, discounted(invoice), written(desk, invoice, invoice.number) + said)
    return _in_time(draft, invoice, desk) if desk.chance.random() < 0.8 else draft


@kind(40)
def cash_discount_without_number(desk: Desk) -> Draft:
    """The account is known, and just one of the customer's invoices less its discount is this amount."""
    chance = desk.chance
    invoice = desk.invoice(
        lambda i: (
            _has_discount(i)
            and desk.profile(i).customer.known_ibans
            and i.issued > LAST_DAY - timedelta(days=7)
        )
    )
    amount = discounted(invoice)
    payer = own(desk.profile(invoice), chance)
    known = desk.known_by_account(payer)
    alike = [
        i for key in known for i in desk.by_customer.get(key, ()) if amount in {i.open_cents, discounted(i)}
    ]
    doubt = "" if len(alike) == 1 else "several invoices may be meant"
    return _in_time(
        Draft(amount, payer, say_little(desk), paid_part(invoice, amount), doubt, gently=True), invoice, desk
    )


@kind(50)
def discount_nobody_granted(desk: Desk) -> Draft:
    """Two or three per cent are deducted though the invoice grants none; the number is there. The rest stays open."""
    invoice = desk.invoice(lambda i: not i.discount_basis_points and _untouched(i) and i.open_cents > 3000)
    share = desk.chance.choice((2, 2, 3))
    amount = invoice.open_cents - (invoice.open_cents * share + 50) // 100
    return _short(desk, invoice, amount, f"{written(desk, invoice, invoice.number)} abzgl. {share}% Skonto")


@kind(70)
def fee_deducted(desk: Desk) -> Draft:
    """A bank on the way kept something: cents at home, up to 25 euros from abroad; the number is there."""
    chance = desk.chance
    invoice = desk.invoice(lambda i: i.open_cents > 4000)
    abroad = not desk.profile(invoice).iban.startswith("DE") or chance.random() < 0.4
    kept = (
        chance.choice((500, 750, 1000, 1250, 1500, 2500))
        if abroad
        else chance.choice((15, 20, 35, 50, 150, 250))
    )
    return _short(desk, invoice, invoice.open_cents - kept, written(desk, invoice, invoice.number))


@kind(70)
def rounded_up(desk: Desk) -> Draft:
    """A little too much, to a round amount or with something for the trouble."""
    invoice = desk.invoice()
    step = desk.chance.choice((100, 500, 1000))
    amount = (invoice.open_cents // step + 1) * step
    return _short(desk, invoice, amount, written(desk, invoice, invoice.number))


@kind(40)
def whole_amount_of_one_paid_in_part(desk: Desk) -> Draft:
    """The payer forgets the part paid before and pays the whole invoice."""
    invoice = desk.invoice(lambda i: not _untouched(i))
    return _short(desk, invoice, invoice.total_cents, written(desk, invoice, invoice.number))


@kind(50)
def paid_double_at_once(desk: Desk) -> Draft:
    """Twice the amount in one transfer."""
    invoice = desk.invoice()
    return _short(desk, invoice, 2 * invoice.open_cents, written(desk, invoice, invoice.number))


@kind(60)
def fee_never_demanded(desk: Desk) -> Draft:
    """The payer adds a dunning fee or interest of their own accord."""
    chance = desk.chance
    invoice = desk.invoice(lambda i: i.due < LAST_DAY - timedelta(days=20))
    extra = chance.choice((250, 500, 1000, 4000, 137, 88))
    said = chance.choice(("inkl. Mahngebühr", "+ Mahngeb.", "zzgl. Mahnkosten", "incl. Verzugszinsen", ""))
    text = f"{written(desk, invoice, invoice.number)} {said}".strip()
    return _short(desk, invoice, invoice.open_cents + extra, text)


@kind(60)
def slip_in_the_amount(desk: Desk) -> Draft:
    """Two digits of the amount are swapped; the number is right."""
    invoice = desk.invoice(lambda i: _swapped(i.open_cents))
    amount = desk.chance.choice(_swapped(invoice.open_cents))
    return _short(desk, invoice, amount, written(desk, invoice, invoice.number))


@kind(50)
def credit_note_deducted(desk: Desk) -> Draft:
    """Goods went back; the payer deducts them and says so."""
    chance = desk.chance
    invoice = desk.invoice(lambda i: i.open_cents > 8000)
    back = chance.choice((1990, 2490, 2990, 990, 4990))
    said = chance.choice(
        (
            f"abzgl. Gutschrift GS-{chance.randrange(1000, 9999)}",
            "abzügl. Retoure",
            "minus Rücksendung",
            f"./. GU {chance.randrange(10**5):05d}",
        )
    )
    return _short(desk, invoice, invoice.open_cents - back, f"RE {invoice.number} {said}")


@kind(50)
def other_payer_pays_less(desk: Desk) -> Draft:
    """A stranger, an exact number, another amount: a part payment, or a slip in the number? A human asks."""
    chance = desk.chance
    invoice = desk.invoice(lambda i: i.open_cents > 6000)
    amount = chance.choice((invoice.open_cents // 2, invoice.open_cents - 990, 5000, 2490))
    profile = desk.profile(invoice)
    payer = desk.unmistaken(lambda: somebody_else(profile, chance), amount)
    doubt = "a stranger and another amount: the number may be a slip"
    return Draft(
        amount,
        payer,
        written(desk, invoice, invoice.number),
        paid_part(invoice, amount),
        doubt,
        verbatim=invoice.number,
    )


def paid_part(invoice: Invoice, amount: int) -> dict[str, int]:
    return {invoice.number: amount}


def discounted(invoice: Invoice) -> int:
    return invoice.open_cents - (invoice.open_cents * invoice.discount_basis_points + 5000) // 10000


def _has_discount(invoice: Invoice) -> bool:
    return bool(invoice.discount_basis_points) and _untouched(invoice) and invoice.open_cents > 2000


def _in_time(draft: Draft, invoice: Invoice, desk: Desk) -> Draft:
    """The line's day lies within the discount's days, where those reach beyond the last invoice."""
    assert invoice.discount_until is not None
    if invoice.discount_until > LAST_DAY:
        draft.day = LAST_DAY + timedelta(
            days=desk.chance.randint(1, (invoice.discount_until - LAST_DAY).days)
        )
    return draft


def _swapped(cents: int) -> list[int]:
    text = str(cents)
    found = [int(text[:at] + text[at + 1] + text[at] + text[at + 2 :]) for at in range(len(text) - 1)]
    return [other for other in found if other != cents and other > 100 and len(str(other)) == len(text)]
