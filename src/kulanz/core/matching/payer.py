"""Who paid? Customers that bank account, name, customer number or the text point to."""

from collections import Counter
from enum import IntEnum
from itertools import chain
from typing import NamedTuple

from kulanz.core.matching.evidence import Evidence, evidence
from kulanz.core.matching.facts import BankLineFacts
from kulanz.core.matching.folding import iban
from kulanz.core.matching.index import Id, ItemIndex, payer_keys
from kulanz.core.matching.names import Likeness, NameWords, compare, name_words
from kulanz.core.matching.remittance import Label, LineText, Mask
from kulanz.core.matching.rules import Rules

_MAX_BEARERS = 200
"""A key of the name index with more customers than this is read only where another key names them too."""


class Standing(IntEnum):
    """How surely a customer is the payer; from `ALIKE` on he may confirm a number.

    A name only resembles where another customer bears exactly the payer's name, where one of the two is a
    single word, and where more customers have such a name than are searched.
    """

    SURNAME = 1
    SHARED_IBAN = 2
    CUSTOMER_NUMBER = 3
    RESEMBLES = 4
    ALIKE = 5
    NAMED = 6
    IBAN = 7


class Payer(NamedTuple):
    """A customer who may have paid, with all that says so."""

    customer_id: Id
    standing: Standing
    evidence: tuple[Evidence, ...]

    @property
    def confirms(self) -> bool:
        """True when he is sure enough to confirm a number together with the amount."""
        return self.standing >= Standing.ALIKE


def find_payers(line: BankLineFacts, text: LineText, index: ItemIndex, rules: Rules) -> dict[Id, Payer]:
    """All likely payers, the surest first."""
    found: dict[Id, list[tuple[Standing, Evidence]]] = {}
    _by_iban(line, index, rules, found)
    _by_name(line, index, rules, found)
    _by_name_in_text(text, index, found)
    _by_customer_number(text, index, found)
    payers = [_payer(id, reasons) for id, reasons in found.items()]
    payers.sort(key=lambda payer: (-payer.standing, -_weight(payer), str(payer.customer_id)))
    return {payer.customer_id: payer for payer in payers}


def _payer(id: Id, reasons: list[tuple[Standing, Evidence]]) -> Payer:
    return Payer(id, max(standing for standing, _ in reasons), tuple(reason for _, reason in reasons))


def _weight(payer: Payer) -> int:
    return sum(reason.weight for reason in payer.evidence)


Found = dict[Id, list[tuple[Standing, Evidence]]]


def _by_iban(line: BankLineFacts, index: ItemIndex, rules: Rules, found: Found) -> None:
    ids = index.by_iban.get(iban(line.counterparty_iban))
    shared = len(ids) >= rules.shared_iban_from
    if shared and len(ids) > _MAX_BEARERS:
        return
    for id in ids:
        standing = Standing.SHARED_IBAN if shared else Standing.IBAN
        found.setdefault(id, []).append((standing, evidence("iban_shared" if shared else "iban_known")))


def _by_name(line: BankLineFacts, index: ItemIndex, rules: Rules, found: Found) -> None:
    payer = line.counterparty_name or ""
    words = name_words(payer)
    alike: list[tuple[Id, Likeness]] = []
    degrees: dict[NameWords, Likeness] = {}
    customers = index.customers
    for id in name_candidates(words, index, rules):
        theirs = customers[id].words
        degree = degrees.get(theirs)
        if degree is None:
            degree = degrees[theirs] = compare(words, theirs)
        if degree >= Likeness.ALIKE:
            alike.append((id, degree))
    namesake = any(degree is Likeness.SAME for _, degree in alike)
    is_common = len(alike) > rules.max_payers
    for id, degree in alike:
        customer = index.customers[id]
        if degree is Likeness.SAME:
            reason = evidence("name_same", payer=payer)
            standing = Standing.RESEMBLES if is_common else Standing.NAMED
        else:
            reason = evidence("name_similar", payer=payer, customer=customer.name)
            one_word = min(len(words.words), len(customer.words.words)) == 1
            standing = Standing.RESEMBLES if namesake or one_word or is_common else Standing.ALIKE
        found.setdefault(id, []).append((standing, reason))


def name_candidates(words: NameWords, index: ItemIndex, rules: Rules) -> list[Id]:
    """Customers whose name shares a word and another initial with the payer's, or is one word of it."""
    listed = [ids for key in payer_keys(words.words) if (ids := index.by_name.get(key))]
    found = dict.fromkeys(chain.from_iterable(ids for ids in listed if len(ids) <= _MAX_BEARERS))
    common = [ids for ids in listed if len(ids) > _MAX_BEARERS]
    if common:
        counts = Counter(chain.from_iterable(common))
        found.update((id, None) for id, count in counts.items() if count > 1)
    if len(words.words) == 1:
        bearers = index.by_word.get(words.words[0])
        if len(bearers) < rules.common_word_from:
            found.update(dict.fromkeys(bearers))
    return list(found)


def _by_name_in_text(text: LineText, index: ItemIndex, found: Found) -> None:
    """A customer whose words all stand side by side in the text: somebody pays for him, or the bank put it there."""
    atoms = [atom for atom in text.atoms if not atom.is_number and len(atom.text) > 2]
    words = [name_words(atom.text).words[0] for atom in atoms]
    for place in range(len(words) - 1):
        if atoms[place + 1].start - atoms[place].end > 3:
            continue
        near = frozenset(words[max(0, place - 1) : place + 4])
        for id in index.by_name.get((words[place], words[place + 1][:2])):
            customer = index.customers[id]
            if len(customer.words.words) > 1 and near.issuperset(customer.words.words):
                reason = evidence("name_in_text", customer=customer.name)
                known = found.setdefault(id, [])
                if all(other.code not in ("name_in_text", "name_same", "name_similar") for _, other in known):
                    known.append((Standing.ALIKE, reason))


def _by_customer_number(text: LineText, index: ItemIndex, found: Found) -> None:
    for span in text.spans:
        if span.mask is not Mask.NONE or len(span.text) < 4:
            continue
        is_loose = not span.has_letters and span.label is not Label.CUSTOMER and len(span.text) < 6
        for id in index.by_customer_number.get(span.text)[:_MAX_BEARERS]:
            if is_loose and id not in found:
                continue  # a few bare digits are many things; they only agree with what account or name say
            known = found.setdefault(id, [])
            if all(reason.code != "customer_number" for _, reason in known):
                known.append((Standing.CUSTOMER_NUMBER, evidence("customer_number", written=span.written)))
