"""Which invoices does the text name, and how surely?"""

from collections.abc import Iterable
from enum import IntEnum
from typing import NamedTuple

from rapidfuzz.distance import OSA

from kulanz.core.matching.facts import OpenItem
from kulanz.core.matching.folding import word_set
from kulanz.core.matching.index import Id, ItemIndex, digits_of, forms_of
from kulanz.core.matching.numbers import LONG_ENOUGH, NumberForms, continued, whole_and_digits
from kulanz.core.matching.remittance import Atom, Label, LineText, Mask, Span, list_follows

_MAX_NAMED = 60
_MAX_TOKENS = 40
_LIST_WORDS = word_set("UND U RE RG NR RECHNUNG SOWIE BIS EINSCHL EINSCHLIESSLICH")
_MAX_RANGE = 40
_YEARS = frozenset(str(year) for year in range(2000, 2050))


class Naming(IntEnum):
    """How an invoice is named, the surest last."""

    NOT = 0
    SLIP = 1
    SHORT = 2
    ORDER = 3
    LISTED = 4
    BROKEN = 5
    EXACT = 6


CODES = {
    Naming.SLIP: "number_slip",
    Naming.SHORT: "number_short",
    Naming.ORDER: "order_number",
    Naming.LISTED: "number_listed",
    Naming.BROKEN: "number_broken",
    Naming.EXACT: "number_exact",
}


class Named(NamedTuple):
    """An item that the text names by the atoms `first` to `last`, inclusive."""

    item: OpenItem
    how: Naming
    written: str
    first: int
    last: int

    def covers(self, atom: int) -> bool:
        """True when the naming uses this atom."""
        return self.first <= atom <= self.last


def named_outright(text: LineText, index: ItemIndex) -> list[Named]:
    """Every item, open or cleared, whose whole number stands in the text; in the order of the text."""
    found: list[Named] = []
    for span in text.spans:
        if span.mask is Mask.OTHER:
            continue
        ids = index.by_whole.get(span.text) if span.has_letters else index.by_digits.get(span.text)
        for id in ids:
            how = (
                _how_whole(span)
                if span.has_letters
                else _how_digits(span, text, index, id, lone=len(ids) == 1)
            )
            found.append(Named(index.items[id], how, span.written, span.first, span.last))
    if not found:
        found = _glued(text, index)
    found = _without_parts_of_longer(found)
    return _best_of_each(found)[:_MAX_NAMED]


def _how_whole(span: Span) -> Naming:
    return Naming.BROKEN if span.is_broken else Naming.EXACT


def _how_digits(span: Span, text: LineText, index: ItemIndex, id: Id, *, lone: bool) -> Naming:
    """Digits without the letters of the number: sure when they are long or labelled, and nobody else's."""
    if not lone or span.mask is Mask.DATE or span.label in (Label.ORDER, Label.CUSTOMER, Label.FOREIGN):
        return Naming.SHORT
    if len(span.text) < LONG_ENOUGH and span.label is not Label.INVOICE:
        return Naming.SHORT
    before = text.atoms[span.first - 1] if span.first else None
    if before is not None and not before.is_number and text.atoms[span.first].start - before.end <= 1:
        other_series = (
            before.text in index.prefixes and before.text != whole_and_digits(index.items[id].number)[1]
        )
        if other_series:
            return Naming.SHORT
    return Naming.BROKEN if span.is_broken else Naming.EXACT


def _glued(text: LineText, index: ItemIndex) -> list[Named]:
    """A whole number at the start or end of a longer run of digits, as banks glue lines together."""
    found: list[Named] = []
    lengths = sorted(length for length in index.lengths if length >= 6)
    for place, atom in enumerate(text.atoms):
        if not atom.is_number or atom.mask is not Mask.NONE:
            continue
        for length in lengths:
            if length >= len(atom.text):
                break
            for piece in (atom.text[:length], atom.text[-length:]):
                for id in index.by_digits.get(piece):
                    found.append(Named(index.items[id], Naming.BROKEN, atom.text, place, place))
    return found if len({named.item.id for named in found}) == 1 else []


def _without_parts_of_longer(found: list[Named]) -> list[Named]:
    """RE-104 is not named by "RE-104-3": a longer number that is written in one piece wins over its part.

    Where the longer one is broken by a space ("RE-104 3"), both stay, and the amount has to decide.
    """
    return [
        named
        for named in found
        if not any(
            other.first <= named.first
            and named.last <= other.last
            and other.last - other.first > named.last - named.first
            and (other.how is Naming.EXACT or named.how <= Naming.SHORT <= other.how)
            for other in found
            if other.item.id != named.item.id
        )
    ]


def _best_of_each(found: list[Named]) -> list[Named]:
    best: dict[Id, Named] = {}
    for named in sorted(found, key=lambda named: (named.first, -named.how, named.item.number)):
        known = best.get(named.item.id)
        if known is None or named.how > known.how:
            best[named.item.id] = named
    return list(best.values())


def abbreviated_list(text: LineText, outright: list[Named], index: ItemIndex) -> list[Named]:
    """The items behind a written-out number that are named by their last digits: "RE-2026-1043, 44, 45"."""
    found: list[Named] = []
    for named in outright:
        if digits_of(named.item.number) and named.how >= Naming.BROKEN:
            found.extend(_continue_list(text, named, index, outright))
    return _best_of_each(found)


def _continue_list(text: LineText, head: Named, index: ItemIndex, outright: list[Named]) -> Iterable[Named]:
    previous, is_range = text.atoms[head.last], False
    for place in range(head.last + 1, len(text.atoms)):
        atom = text.atoms[place]
        if not list_follows(text.folded, previous, atom) or atom.mask is not Mask.NONE:
            return
        previous = atom
        if any(named.covers(place) for named in outright):
            continue
        if not atom.is_number:
            if atom.text in _LIST_WORDS:
                is_range = is_range or atom.text == "BIS"
                continue
            return
        ids = index.by_digits.get(continued(head.item.number, atom.text))
        if not ids:
            return
        for id in ids:
            yield Named(index.items[id], Naming.LISTED, atom.text, place, place)
        if is_range:
            yield from _between(head, atom, place, index)


def _between(head: Named, last: Atom, place: int, index: ItemIndex) -> Iterable[Named]:
    """The customer's own items between the first and the last number of "RE-2026-1043 bis 1047"."""
    length = len(last.text)
    first = next((tail for tail in _tails(head.item.number, length) if continued(head.item.number, tail)), "")
    if not first or not 1 < int(last.text) - int(first) <= _MAX_RANGE:
        return
    for serial in range(int(first) + 1, int(last.text)):
        for id in index.by_digits.get(continued(head.item.number, f"{serial:0{length}d}")):
            if index.items[id].customer_id == head.item.customer_id:
                yield Named(index.items[id], Naming.LISTED, f"… {last.text}", place, place)


def _tails(number: str, length: int) -> Iterable[str]:
    """What of the number's own digits stands in the place of a tail of this length."""
    own = digits_of(number)[0]
    for end in range(len(own), length - 1, -1):
        tail = own[end - length : end]
        if continued(number, tail) == own:
            yield tail


class Token(NamedTuple):
    """A run of digits that may be a shortened or misspelt number."""

    digits: str
    written: str
    first: int
    last: int
    label: Label


def loose_tokens(text: LineText) -> list[Token]:
    """The digits a person wrote that may be an invoice number, the longest first."""
    found: dict[tuple[int, int], Token] = {}
    for span in text.spans:
        if span.has_letters or span.mask is not Mask.NONE or text.atoms[span.last].end > text.machine_from:
            continue
        if span.label in (Label.CUSTOMER, Label.FOREIGN, Label.ORDER) or not 2 <= len(span.text) <= 14:
            continue
        if span.text in _YEARS and span.label is not Label.INVOICE:
            continue
        found[(span.first, span.last)] = Token(span.text, span.written, span.first, span.last, span.label)
    tokens = sorted(found.values(), key=lambda token: (-len(token.digits), token.first))
    return tokens[:_MAX_TOKENS]


def named_loosely(tokens: list[Token], items: list[OpenItem], outright: list[Named]) -> list[list[Named]]:
    """The items that tokens may mean, grouped by token: shortened numbers, else single slips of the key.

    Only for the few items of customers that something else points to. A token that is the whole number of
    one of these items names no other.
    """
    if not tokens or not items:
        return []
    taken: set[int] = set()
    own = {item.id for item in items}
    known = [(item, forms_of(item.number)) for item in items]
    for named in outright:
        if named.item.id in own and named.how >= Naming.BROKEN:
            taken.update(range(named.first, named.last + 1))
    groups: list[list[Named]] = []
    for token in tokens:
        atoms = range(token.first, token.last + 1)
        if not taken.isdisjoint(atoms):
            continue
        group = [_named(token, item, Naming.SHORT) for item, forms in known if _is_short_for(token, forms)]
        if not group:
            group = [_named(token, item, Naming.SLIP) for item, forms in known if _is_slip_of(token, forms)]
        if group:
            taken.update(atoms)
            groups.append(group)
    return groups


def _named(token: Token, item: OpenItem, how: Naming) -> Named:
    return Named(item, how, token.written, token.first, token.last)


def _is_short_for(token: Token, forms: NumberForms) -> bool:
    if token.digits in forms.digits:
        return True
    return token.digits in forms.short and (len(token.digits) >= 4 or token.label is Label.INVOICE)


def _is_slip_of(token: Token, forms: NumberForms) -> bool:
    shortest = 4 if token.label is Label.INVOICE else LONG_ENOUGH
    if len(token.digits) < shortest:
        return False
    for digits in (*forms.digits, *forms.short):
        comparable = len(digits) >= shortest and abs(len(digits) - len(token.digits)) <= 1
        if comparable and OSA.distance(token.digits, digits, score_cutoff=1) == 1:
            return True
    return False


def named_by_order(text: LineText, index: ItemIndex) -> list[Named]:
    """The items whose order number stands in the text."""
    found: list[Named] = []
    for span in text.spans:
        if span.mask is not Mask.NONE or span.label in (Label.CUSTOMER, Label.FOREIGN) or len(span.text) < 3:
            continue
        if not span.has_letters and span.label is not Label.ORDER and len(span.text) < LONG_ENOUGH:
            continue
        for id in index.by_order.get(span.text)[:_MAX_NAMED]:
            found.append(Named(index.items[id], Naming.ORDER, span.written, span.first, span.last))
    return _best_of_each(found)
