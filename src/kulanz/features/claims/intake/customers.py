"""Which customer a row means: by number, else by e-mail and name. Similar guests are never merged."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from kulanz.core.actor import Actor
from kulanz.core.matching import names_similar
from kulanz.features.parties.models import Customer
from kulanz.features.rows import new_public_id
from kulanz.formats.records import InvoiceRecord, Party

GERMAN_SPEAKING = frozenset({"", "DE", "AT", "CH", "LI", "LU"})
_GERMAN_POSTCODE = re.compile(r"\d{5}")
_GENERATED = "K-"
_FILLED = ("email", "phone", "street", "postcode", "city", "country", "state", "vat_id")


@dataclass(slots=True)
class CustomerBook:
    """The customers of one merchant as an import sees them: those in the books and those it is adding.

    `assumes_germany`: the table has no column for the country, so that five digits are a German postcode.
    """

    actor: Actor
    assumes_germany: bool
    added: list[Customer] = field(default_factory=list)
    completed: dict[int, Customer] = field(default_factory=dict)
    ibans: list[tuple[Customer, str]] = field(default_factory=list)
    _by_number: dict[str, Customer] = field(default_factory=dict)
    _by_email_and_name: dict[tuple[str, str], Customer] | None = None
    _by_vat_id_and_name: dict[tuple[str, str], Customer] = field(default_factory=dict)
    _generated: Iterator[int] | None = None

    def load(self, records: Iterable[InvoiceRecord]) -> None:
        """Read the customers whose numbers these records name."""
        numbers = {number for record in records if (number := _number(record.buyer))} - set(self._by_number)
        for customer in Customer.objects.filter(merchant_id=self.actor.merchant_id, number__in=numbers):
            self._by_number[customer.number] = customer

    def find(self, record: InvoiceRecord, *, named: Customer | None = None) -> tuple[Customer | None, str]:
        """Return the customer of a record where he is known, and a note where that is worth a look; add nobody.

        `named` is the customer of the earlier invoice that the document names: he is meant where the document
        has no number for the customer and his very name.
        """
        buyer = record.buyer
        number = _number(buyer)
        known, note = self._numbered(number, buyer) if number else (self._unnumbered(buyer), "")
        if (
            known is None
            and not number
            and named is not None
            and _folded(_name(buyer)) == _folded(named.name)
        ):
            known = named
        return known, note

    def of(self, record: InvoiceRecord, *, named: Customer | None = None) -> tuple[Customer, str]:
        """Return the customer of a record as `find` does; a new one is added, and not saved yet."""
        buyer = record.buyer
        known, note = self.find(record, named=named)
        if known is None:
            known = self._add(buyer, number=self._free_number(_number(buyer)))
        else:
            self._complete(known, buyer)
        if buyer.iban:
            self.ibans.append((known, buyer.iban))
        return known, note

    def take_added(self) -> list[Customer]:
        """Return the new customers since the last call, to be saved."""
        added, self.added = self.added, []
        return added

    def take_completed(self) -> list[Customer]:
        """Return the known customers of whom more is known since the last call, to be saved."""
        completed, self.completed = list(self.completed.values()), {}
        return completed

    def take_ibans(self) -> list[tuple[Customer, str]]:
        """Return the accounts that rows named as their customers', to be saved."""
        ibans, self.ibans = self.ibans, []
        return ibans

    def _numbered(self, number: str, buyer: Party) -> tuple[Customer | None, str]:
        known = self._by_number.get(number)
        if known is None or _is_same_person(known, buyer):
            return known, ""
        for other in self._of_family(number):
            if _is_same_person(other, buyer):
                return other, ""
        return None, (
            _(
                "Die Kundennummer %(number)s gehört schon zu „%(known)s“. „%(name)s“ wurde als eigener Kunde angelegt."
            )
            % {"number": number, "known": known.name, "name": _name(buyer)}
        )

    def _of_family(self, number: str) -> Iterator[Customer]:
        """Yield the customers who share a number in the file and got one of their own here: 10000-2, 10000-3 …"""
        for customer in Customer.objects.filter(
            merchant_id=self.actor.merchant_id, number__startswith=f"{number}-"
        ):
            self._by_number.setdefault(customer.number, customer)
        place = 2
        while (customer := self._by_number.get(f"{number}-{place}")) is not None:
            yield customer
            place += 1

    def _unnumbered(self, buyer: Party) -> Customer | None:
        if self._by_email_and_name is None:
            self._load_everybody()
            assert self._by_email_and_name is not None, "loading fills the index"
        name = _folded(_name(buyer))
        if buyer.email and (found := self._by_email_and_name.get((buyer.email.lower(), name))):
            return found
        return self._by_vat_id_and_name.get((buyer.vat_id, name)) if buyer.vat_id else None

    def _load_everybody(self) -> None:
        self._by_email_and_name = {}
        everybody = Customer.objects.filter(merchant_id=self.actor.merchant_id).order_by("-id").iterator(5000)
        for customer in everybody:
            self._index(self._by_number.get(customer.number, customer))
        for customer in self._by_number.values():
            self._index(customer)

    def _index(self, customer: Customer) -> None:
        if self._by_email_and_name is not None:
            if customer.email:
                self._by_email_and_name[customer.email.lower(), _folded(customer.name)] = customer
            if customer.vat_id:
                self._by_vat_id_and_name[customer.vat_id, _folded(customer.name)] = customer

    def _add(self, buyer: Party, *, number: str) -> Customer:
        country = self._country(buyer)
        customer = Customer(
            merchant_id=self.actor.merchant_id,
            public_id=new_public_id("cus"),
            number=number,
            name=_name(buyer)[:200] or number,
            kind=buyer.kind or Customer.Kind.CONSUMER,
            kind_is_stated=buyer.kind is not None,
            language=buyer.language or ("de" if country in GERMAN_SPEAKING else "en"),
            **self._contact(buyer),
        )
        self._by_number[number] = customer
        self._index(customer)
        self.added.append(customer)
        return customer

    def _complete(self, customer: Customer, buyer: Party) -> None:
        """Fill what was empty. What is known is never overwritten by a file."""
        told = {
            name: value
            for name, value in self._contact(buyer).items()
            if value and not getattr(customer, name)
        }
        if buyer.kind is not None and not customer.kind_is_stated:
            told |= {"kind": buyer.kind, "kind_is_stated": True}
        if told:
            for name, value in told.items():
                setattr(customer, name, value)
            if customer.pk is not None:
                self.completed[customer.pk] = customer

    def _contact(self, buyer: Party) -> dict[str, object]:
        country = self._country(buyer)
        values = {
            "email": (buyer.email or "").lower()[:254],
            "phone": (buyer.phone or "")[:40],
            "street": (buyer.street or "")[:200],
            "postcode": (buyer.postcode or "")[:12],
            "city": (buyer.city or "")[:100],
            "country": country,
            "state": (buyer.state or "") if country in ("", "DE") else "",
            "vat_id": (buyer.vat_id or "")[:20],
        }
        assert set(values) == set(_FILLED), "every field that can be filled is read"
        return values

    def _country(self, buyer: Party) -> str:
        """Return the ISO code, "" where nobody said so.

        A German merchant's table without any column for the country lists German addresses: there, five digits
        are a German postcode. A column that is empty in this row says nothing, and stays unknown.
        """
        if buyer.country:
            code = buyer.country.strip().upper()
            return code if len(code) == 2 and code.isalpha() else ""
        is_german = self.assumes_germany and _GERMAN_POSTCODE.fullmatch((buyer.postcode or "").strip())
        return "DE" if is_german else ""

    def _free_number(self, wanted: str) -> str:
        if wanted and wanted not in self._by_number:
            return wanted
        if wanted:
            place = 2
            while f"{wanted}-{place}" in self._by_number:
                place += 1
            return f"{wanted}-{place}"
        if self._generated is None:
            self._generated = self._numbers_to_give()
        return f"{_GENERATED}{next(self._generated):06d}"

    def _numbers_to_give(self) -> Iterator[int]:
        """Yield free numbers. Those given before are skipped, whoever gave them."""
        taken = {
            int(number.removeprefix(_GENERATED))
            for number in Customer.objects.filter(
                merchant_id=self.actor.merchant_id, number__startswith=_GENERATED
            ).values_list("number", flat=True)
            if number.removeprefix(_GENERATED).isdecimal()
        }
        number = max(taken, default=0)
        while True:
            number += 1
            if f"{_GENERATED}{number:06d}" not in self._by_number:
                yield number


def _number(buyer: Party) -> str:
    return (buyer.number or "").strip()[:60]


def _name(buyer: Party) -> str:
    person = " ".join(part for part in (buyer.first_name, buyer.last_name) if part)
    return (buyer.name or buyer.company or person or buyer.email or "").strip()


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def _is_same_person(known: Customer, buyer: Party) -> bool:
    """Return whether a row with this customer's number may be him: same e-mail, similar name, or no name at all."""
    if buyer.email and known.email and buyer.email.lower() == known.email.lower():
        return True
    name = _name(buyer)
    return (
        not name
        or name == buyer.email
        or _folded(name) == _folded(known.name)
        or bool(names_similar(name, known.name))
    )
