"""The indexes over the open items. Each question of the matcher is a dictionary look-up here, never a scan."""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Generic, TypeVar

from kulanz.core.matching.facts import OpenItem
from kulanz.core.matching.folding import compact, iban
from kulanz.core.matching.names import NameWords, name_words
from kulanz.core.matching.numbers import NumberForms, number_forms, whole_and_digits

Id = int | str
Key = TypeVar("Key", bound=Hashable)


_MAX_WORDS = 6
"""Words of a name that are listed; longer names are rare, and the first words tell."""


class UnknownItem(Exception):
    """An item is to be changed or removed that the matcher was never given."""

    def __init__(self, item_id: Id) -> None:
        super().__init__(
            f"The matcher does not know item {item_id!r}; add it before it is changed or removed."
        )


class Lookup(Generic[Key]):
    """Key → ids. A lone id is kept bare: most keys have one, and a set for each would take five times the room."""

    __slots__ = ("_ids",)

    def __init__(self) -> None:
        self._ids: dict[Key, Id | tuple[Id, ...]] = {}

    def get(self, key: Key) -> tuple[Id, ...]:
        """The ids of the key, in no order that means anything."""
        found: Id | tuple[Id, ...] | None = self._ids.get(key)
        if found is None:
            return ()
        return found if isinstance(found, tuple) else (found,)

    def add(self, key: Key, id: Id) -> None:
        """Adds an id to a key, once."""
        found = self.get(key)
        if id not in found:
            self._ids[key] = (*found, id) if found else id

    def discard(self, key: Key, id: Id) -> None:
        """Takes an id from a key; one that is not there does no harm."""
        left = tuple(other for other in self.get(key) if other != id)
        if left:
            self._ids[key] = left if len(left) > 1 else left[0]
        else:
            self._ids.pop(key, None)


@dataclass(slots=True)
class Customer:
    """A customer as his items describe him: name and number are those of the item added last.

    `owed` is what he owes by currency, the oldest first, as far as somebody has asked since it changed.
    """

    id: Id
    name: str
    number: str
    words: NameWords
    ibans: set[str] = field(default_factory=set)
    items: list[Id] = field(default_factory=list)
    owed: dict[str, list[OpenItem]] | None = None


@lru_cache(maxsize=16384)
def forms_of(number: str) -> NumberForms:
    """The forms of a number, kept for the ones asked lately."""
    return number_forms(number)


@lru_cache(maxsize=16384)
def digits_of(number: str) -> tuple[str, ...]:
    """All digits of a number, in both forms of `NumberForms.digits`: cheaper than all its forms."""
    return whole_and_digits(number)[2]


class ItemIndex:
    """The items by number, amount, customer, bank account and name."""

    def __init__(self, items: Iterable[OpenItem]) -> None:
        self.items: dict[Id, OpenItem] = {}
        self.customers: dict[Id, Customer] = {}
        self.by_whole: Lookup[str] = Lookup()
        self.by_digits: Lookup[str] = Lookup()
        self.by_order: Lookup[str] = Lookup()
        self.by_amount: Lookup[int] = Lookup()
        self.by_iban: Lookup[str] = Lookup()
        self.by_customer_number: Lookup[str] = Lookup()
        self.by_name: Lookup[tuple[str, str]] = Lookup()
        self.by_word: Lookup[str] = Lookup()
        self._short_by_amount: dict[int, Lookup[str]] = {}
        self.prefixes: dict[str, int] = {}
        self.lengths: dict[int, int] = {}
        for item in items:
            self.add(item)

    def add(self, item: OpenItem) -> None:
        """Takes an item in; one with a known id replaces what was known of it."""
        if item.id in self.items:
            self.remove(item.id)
        self.items[item.id] = item
        whole, prefix, digits = whole_and_digits(item.number)
        if whole:
            self.by_whole.add(whole, item.id)
        for key in digits:
            self.by_digits.add(key, item.id)
        if item.order_number and (order := compact(item.order_number)):
            self.by_order.add(order, item.id)
        self._list_amounts(item)
        _count(self.prefixes, prefix, 1)
        _count(self.lengths, len(digits[0]) if digits else 0, 1)
        self._add_to_customer(item)

    def remove(self, item_id: Id) -> None:
        """Forgets an item. Raises `UnknownItem`."""
        item = self.items.pop(item_id, None)
        if item is None:
            raise UnknownItem(item_id)
        whole, prefix, digits = whole_and_digits(item.number)
        self.by_whole.discard(whole, item_id)
        for key in digits:
            self.by_digits.discard(key, item_id)
        self.by_order.discard(compact(item.order_number or ""), item_id)
        for cents in amounts_that_settle(item):
            self.by_amount.discard(cents, item_id)
        _count(self.prefixes, prefix, -1)
        _count(self.lengths, len(digits[0]) if digits else 0, -1)
        customer = self.customers[item.customer_id]
        customer.items.remove(item_id)
        customer.owed = None
        if not customer.items:
            self._forget_customer(customer)

    def known(self, item_id: Id) -> OpenItem:
        """The item as it was given last. Raises `UnknownItem`."""
        item = self.items.get(item_id)
        if item is None:
            raise UnknownItem(item_id)
        return item

    def change(self, item: OpenItem) -> None:
        """Replaces an item. Raises `UnknownItem`. Cheap where only amounts or bank accounts have changed."""
        known = self.items.get(item.id)
        if known is None:
            raise UnknownItem(item.id)
        if _names(known) != _names(item):
            self.add(item)
            return
        for cents in amounts_that_settle(known):
            self.by_amount.discard(cents, item.id)
        self._list_amounts(item)
        self.items[item.id] = item
        self.customers[item.customer_id].owed = None
        for account in item.ibans:
            self.learn_iban(item.customer_id, account)

    def learn_iban(self, customer_id: Id, account: str) -> None:
        """Notes that a customer has paid from this account; one without items here is passed over."""
        customer, plain = self.customers.get(customer_id), iban(account)
        if customer is not None and plain and plain not in customer.ibans:
            customer.ibans.add(plain)
            self.by_iban.add(plain, customer_id)

    def open_items(self, customer_id: Id, *, currency: str, at_most: int) -> list[OpenItem]:
        """What a customer owes in one currency, the oldest first."""
        customer = self.customers.get(customer_id)
        if customer is None:
            return []
        if customer.owed is None:
            customer.owed = {}
        owed = customer.owed.get(currency)
        if owed is None:
            items = [self.items[id] for id in customer.items]
            owed = [item for item in items if receives_money(item) and item.currency == currency]
            if len(owed) > 1:
                owed.sort(key=oldest_first)
            customer.owed[currency] = owed
        return owed if len(owed) <= at_most else owed[:at_most]

    def settled_by(self, cents: int, *, short: str) -> list[OpenItem]:
        """The items that this amount settles and whose number may be shortened like this.

        The shortened numbers of one amount are listed when somebody first asks: those of all items together would
        take more room than all other indexes.
        """
        listed = self._short_by_amount.get(cents)
        if listed is None:
            listed = self._short_by_amount[cents] = Lookup()
            for id in self.by_amount.get(cents):
                self._list_short(listed, self.items[id])
        found = (self.items.get(id) for id in listed.get(short))
        return [item for item in found if item is not None and cents in amounts_that_settle(item)]

    def _list_amounts(self, item: OpenItem) -> None:
        for cents in amounts_that_settle(item):
            self.by_amount.add(cents, item.id)
            if cents in self._short_by_amount:
                self._list_short(self._short_by_amount[cents], item)

    def _list_short(self, listed: Lookup[str], item: OpenItem) -> None:
        for short in number_forms(item.number).short:
            listed.add(short, item.id)

    def _add_to_customer(self, item: OpenItem) -> None:
        customer = self.customers.get(item.customer_id)
        number = compact(item.customer_number or "")
        if customer is not None and (customer.name, customer.number) != (item.customer_name, number):
            self._unlist(customer)
            customer.name, customer.number = item.customer_name, number
            customer.words = name_words(item.customer_name)
            self._list(customer)
        if customer is None:
            customer = Customer(item.customer_id, item.customer_name, number, name_words(item.customer_name))
            self.customers[item.customer_id] = customer
            self._list(customer)
        customer.items.append(item.id)
        customer.owed = None
        for account in item.ibans:
            self.learn_iban(item.customer_id, account)

    def _list(self, customer: Customer) -> None:
        if customer.number:
            self.by_customer_number.add(customer.number, customer.id)
        for key in name_keys(customer.words.words):
            self.by_name.add(key, customer.id)
        for word in customer.words.words:
            self.by_word.add(word, customer.id)

    def _unlist(self, customer: Customer) -> None:
        self.by_customer_number.discard(customer.number, customer.id)
        for key in name_keys(customer.words.words):
            self.by_name.discard(key, customer.id)
        for word in customer.words.words:
            self.by_word.discard(word, customer.id)

    def _forget_customer(self, customer: Customer) -> None:
        self._unlist(customer)
        for account in customer.ibans:
            self.by_iban.discard(account, customer.id)
        del self.customers[customer.id]


def name_keys(words: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The keys under which a customer's name is listed.

    Each word with the initial and with the first two letters of each other word: "ERIKA BEISPIEL" has
    (ERIKA, B), (ERIKA, BE), (BEISPIEL, E) and (BEISPIEL, ER). An initial in the name itself gives (BEISPIEL, E.).
    A name of one word has that word alone, a longer one also all its words glued together.
    """
    if len(words) == 1:
        yield (words[0], "")
        return
    yield ("".join(words), "*")
    for word, other in _pairs_of_words(words):
        yield (word, other[0])
        yield (word, other[:2] if len(other) > 1 else f"{other}.")


def payer_keys(words: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The keys to look for: one word may be misspelt behind its second letter, cut off, or an initial."""
    for word in words[:_MAX_WORDS]:
        yield (word, "")
    if len(words) == 1:
        yield (words[0], "*")
    for word, other in _pairs_of_words(words):
        yield (word, other[:2])
        if len(other) > 1:
            yield (word, f"{other[0]}.")


def _pairs_of_words(words: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for place, word in enumerate(words[:_MAX_WORDS]):
        if len(word) > 1:
            for other_place, other in enumerate(words[:_MAX_WORDS]):
                if place != other_place:
                    yield word, other


def receives_money(item: OpenItem) -> bool:
    """True for an item that a payment can clear."""
    return not item.is_cleared and item.open_cents > 0


def amounts_that_settle(item: OpenItem) -> tuple[int, ...]:
    """The amounts that clear the item alone: the open amount, and with cash discount taken."""
    if not receives_money(item):
        return ()
    if item.cash_discount_cents and 0 < item.cash_discount_cents < item.open_cents:
        return (item.open_cents, item.open_cents - item.cash_discount_cents)
    return (item.open_cents,)


def oldest_first(item: OpenItem) -> tuple[date, str, str]:
    """Sorts by due date, then number: the same for any order in which the items came."""
    return (item.due_date, item.number, str(item.id))


def _names(item: OpenItem) -> tuple[object, ...]:
    return (item.number, item.order_number, item.customer_id, item.customer_name, item.customer_number)


def _count(counts: dict[Key, int], key: Key, by: int) -> None:
    counts[key] = counts.get(key, 0) + by
    if counts[key] <= 0:
        del counts[key]
