"""What the makers of lines work with: the books by every key a careful human would look under, and a fair draw."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from types import CodeType
from typing import Any

from .payers import SHORTEST_COMPANY_NAME, Payer, fold
from .shop import LAST_DAY, Books, Profile
from .world import Invoice

FEW = 2  # customers of one surname, or company's name, up to which it and the amount say enough


@dataclass(slots=True)
class Draft:
    """A line in the making, with its truth. `gently` keeps the text in one piece; `verbatim` must survive the bank."""

    amount: int
    payer: Payer
    typed: str
    pays: dict[str, int] = field(default_factory=dict)
    doubt: str = ""
    end_to_end: str = ""
    gently: bool = False
    verbatim: str = ""
    ready: bool = False  # the text is already as the bank shows it
    booking_text: str = ""
    day: date | None = None


class Desk:
    """Open invoices by number, amount, customer; customers by account and name. Each invoice is paid by one line."""

    def __init__(self, books: Books, chance: Random) -> None:
        self.books, self.chance = books, chance
        self.open = [invoice for invoice in books.invoices if invoice.open_cents]
        self.cleared = [invoice for invoice in books.invoices if not invoice.open_cents]
        self.by_number = {invoice.number: invoice for invoice in books.invoices}
        self.by_amount: dict[int, list[Invoice]] = {}
        self.by_customer: dict[str, list[Invoice]] = {}
        for invoice in self.open:
            self.by_amount.setdefault(invoice.open_cents, []).append(invoice)
            self.by_customer.setdefault(invoice.customer, []).append(invoice)
        self.by_iban: dict[str, list[str]] = {}
        self.by_last: dict[str, list[str]] = {}
        self.companies: dict[str, list[str]] = {}
        for key, profile in books.profiles.items():
            for account in profile.customer.known_ibans:
                self.by_iban.setdefault(account, []).append(key)
            if profile.customer.is_company:
                self.companies.setdefault(fold(profile.core)[:SHORTEST_COMPANY_NAME], []).append(key)
            else:
                self.by_last.setdefault(fold(profile.last), []).append(key)
        self.used: set[str] = set()
        self._keys: dict[str, str] = {}
        self._cleared_of: dict[str, list[Invoice]] = {}
        self._seen: dict[CodeType, int] = {}
        self._deck = self.open[:]
        chance.shuffle(self._deck)
        self._customers = list(self.by_customer)
        chance.shuffle(self._customers)

    # Draws -----------------------------------------------------------------------------------------------------

    def invoice(self, fits: Callable[[Invoice], Any] = lambda invoice: True) -> Invoice:
        """An open invoice that no line has paid so far, and that fits. What did not fit once is not asked again."""
        for at in range(self._seen.get(fits.__code__, 0), len(self._deck)):
            invoice = self._deck[at]
            if invoice.number not in self.used and fits(invoice):
                self._seen[fits.__code__] = at + 1
                self.used.add(invoice.number)
                return invoice
        raise LookupError("no open invoice is left for a line of this kind; make a world with more invoices")

    def customer(self, fits: Callable[[list[Invoice]], Any]) -> list[Invoice]:
        """All open invoices of a customer of whom no line has paid anything so far, and who fits; now they are taken."""
        for at in range(self._seen.get(fits.__code__, 0), len(self._customers)):
            held = self.by_customer[self._customers[at]]
            if not any(invoice.number in self.used for invoice in held) and fits(held):
                self._seen[fits.__code__] = at + 1
                self.used.update(invoice.number for invoice in held)
                return held
        raise LookupError("no customer is left for a line of this kind; make a world with more invoices")

    def cleared_of(self) -> dict[str, list[Invoice]]:
        """The cleared invoices by customer."""
        if not self._cleared_of:
            for invoice in self.cleared:
                self._cleared_of.setdefault(invoice.customer, []).append(invoice)
        return self._cleared_of

    def unmistaken(self, draw: Callable[[], Payer], amount: int, customer: str = "") -> Payer:
        """A payer who is not by chance taken for another customer who owes just this amount.

        Where everything on a line points at the wrong customer, nobody can find the right one, and no line here asks
        for it.
        """
        while True:
            payer = draw()
            seen = {*self.known_by_account(payer), *self.known_by_name(payer)}
            if customer in seen or not self.owing(seen, amount):
                return payer

    def day(self) -> date:
        """A bank day in the fortnight after the last invoice."""
        day = LAST_DAY + timedelta(days=self.chance.randint(1, 14))
        return day + timedelta(days=(7 - day.weekday()) if day.weekday() > 4 else 0)

    def profile(self, invoice: Invoice) -> Profile:
        return self.books.profiles[invoice.customer]

    def key(self, number: str) -> str:
        """The number without what stands between its letters and digits, in capitals."""
        if number not in self._keys:
            self._keys[number] = "".join(sign for sign in number if sign.isalnum()).upper()
        return self._keys[number]

    # What a careful human finds -----------------------------------------------------------------------------------

    def known_by_account(self, payer: Payer) -> list[str]:
        return self.by_iban.get(payer.iban, [])

    def known_by_name(self, payer: Payer) -> list[str]:
        found: dict[str, None] = {}
        for first, last in payer.claims:
            if not last:  # a company's core
                for key in self.companies.get(first[:SHORTEST_COMPANY_NAME], []):
                    core = fold(self.books.profiles[key].core)
                    if core.startswith(first) or first.startswith(core):
                        found[key] = None
                continue
            for key in self.by_last.get(last, []):
                theirs = fold(self.books.profiles[key].first)
                if not first or theirs == first or (len(first) == 1 and theirs.startswith(first)):
                    found[key] = None
        return list(found)

    def payer_fits(self, payer: Payer, customer: str) -> bool:
        return customer in self.known_by_account(payer) or customer in self.known_by_name(payer)

    def doubt_without_number(self, payer: Payer, invoice: Invoice, amount: int) -> str:
        """Why account or name, together with the amount, do not point at this one invoice; empty when they do."""
        known = self.known_by_account(payer)
        named = self.known_by_name(payer)
        if not known and len(named) > FEW and any(len(first) < 2 for first, _ in payer.claims):
            return "several customers bear this surname, and no first name is given"
        if not known and len(named) > FEW and any(not last for _, last in payer.claims):
            return "several customers bear this name, or what is left of it"
        if not known and not named:
            return "the books know neither the payer's account nor their name"
        if invoice.customer not in (known or named):
            return "the payer looks like another customer"
        if known and len(known) > 1 and set(known) & set(named):
            known = [key for key in known if key in named]
        rivals = self.owing(known or named, amount)
        if len(rivals) > 1:
            same = {rival.customer for rival in rivals} == {invoice.customer}
            return (
                "this customer owes the amount twice"
                if same
                else "several customers it may be owe this amount"
            )
        return ""

    def owing(self, customers: Iterable[str], amount: int) -> list[Invoice]:
        wanted = set(customers)
        if len(wanted) < 30:
            return [i for key in wanted for i in self.by_customer.get(key, ()) if i.open_cents == amount]
        return [invoice for invoice in self.by_amount.get(amount, ()) if invoice.customer in wanted]
