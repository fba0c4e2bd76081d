"""The readings of one line: which items it may pay, with all evidence for and against."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice, product

from rapidfuzz.distance import OSA

from kulanz.core.matching.amounts import Fitted, fit
from kulanz.core.matching.evidence import Evidence, evidence
from kulanz.core.matching.facts import BankLineFacts, OpenItem
from kulanz.core.matching.folding import fold
from kulanz.core.matching.index import (
    Id,
    ItemIndex,
    amounts_that_settle,
    digits_of,
    oldest_first,
    receives_money,
)
from kulanz.core.matching.names import Likeness, compare, name_words
from kulanz.core.matching.naming import (
    CODES,
    Named,
    Naming,
    Token,
    abbreviated_list,
    loose_tokens,
    named_by_order,
    named_loosely,
    named_outright,
)
from kulanz.core.matching.numbers import one_digit_more_or_less, one_slip_away
from kulanz.core.matching.payer import Payer, Standing, find_payers
from kulanz.core.matching.remittance import LineText, read_text
from kulanz.core.matching.rules import Rules
from kulanz.core.matching.subset import items_that_add_up

_A_MONTH = timedelta(days=31)
_MAX_COMBINATIONS = 32
_NO_CUSTOMER_PAYMENT = re.compile(
    r"\b(?:GEHALT|LOHN|BEZUEGE|STEUER|STEUERERSTATTUNG|FINANZAMT|FINANZKASSE|BUNDESKASSE|ZINSEN|ZINSGUTSCHRIFT|"
    r"ABSCHLUSS|KARTENZAHLUNG|KARTENUMSATZ|KARTENUMSAETZE|CARD ?PROCESS|EC-?CASH|GIROCARD|SUMUP|STRIPE|PAYPAL|"
    r"KLARNA|ADYEN|MOLLIE|RATEPAY|UNZER|AMAZON PAYMENTS|DARLEHEN|KREDIT|EIGENUEBERTRAG|UMBUCHUNG|"
    r"BARGELDEINZAHLUNG|BAREINZAHLUNG|KRANKENKASSE|DIVIDENDE|KAUTION|MIETE|STORNO|RUECKZAHLUNG|AUSZAHLUNG)\b"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read in a line before anything is weighed.

    `payers`: the surest of `all_payers`, among whose items the search goes on.
    """

    line: BankLineFacts
    text: LineText
    all_payers: dict[Id, Payer]
    payers: dict[Id, Payer]
    outright: tuple[Named, ...]
    cleared: tuple[Named, ...]
    foreign: tuple[Named, ...]
    by_order: tuple[Named, ...]
    looks_like_noise: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """One reading of the line: items, how each is named, how the amount fits, and the points."""

    items: tuple[OpenItem, ...]
    named: tuple[Named, ...]
    how: Naming
    fitted: Fitted
    evidence: tuple[Evidence, ...]
    is_only_reading: bool
    rival: Id | None

    @property
    def points(self) -> int:
        """The sum of the weights; the score is this within 0 and 100."""
        return sum(reason.weight for reason in self.evidence)

    @property
    def customers(self) -> frozenset[Id]:
        """The customers whose items these are."""
        return frozenset(item.customer_id for item in self.items)


def read_line(line: BankLineFacts, index: ItemIndex, rules: Rules) -> Reading:
    """Reads numbers and payers of a line."""
    text = read_text(line, max_text=rules.max_text)
    named = named_outright(text, index)
    named += [more for more in abbreviated_list(text, named, index) if _is_new(more, named)]
    usable = [name for name in named if name.item.currency == line.currency]
    payers = find_payers(line, text, index, rules)
    return Reading(
        line=line,
        text=text,
        all_payers=payers,
        payers=dict(islice(payers.items(), rules.max_payers)),
        outright=tuple(name for name in usable if not name.item.is_cleared and name.item.open_cents != 0),
        cleared=tuple(name for name in usable if name.item.is_cleared or name.item.open_cents == 0),
        foreign=tuple(name for name in named if name.item.currency != line.currency),
        by_order=tuple(
            name
            for name in named_by_order(text, index)
            if receives_money(name.item) and name.item.currency == line.currency
        ),
        looks_like_noise=bool(
            _NO_CUSTOMER_PAYMENT.search(f"{text.folded} {fold(line.counterparty_name or '')}")
        ),
    )


def _is_new(more: Named, named: list[Named]) -> bool:
    return all(more.item.id != known.item.id for known in named)


def candidates(reading: Reading, index: ItemIndex, rules: Rules) -> list[Candidate]:
    """All readings of a line of money in, the best first, each set of allocations once."""
    search = _Search(reading, index, rules)
    search.by_numbers()
    if not search.is_beyond_doubt():
        search.by_loose_numbers()
        search.by_order_number()
        search.without_number()
    if not search.found:
        search.by_loose_numbers_of_anybody()
        search.by_amount_alone()
    best: dict[tuple[tuple[Id, int], ...], Candidate] = {}
    for candidate in search.found:
        key = tuple(sorted(((share.item_id, share.cents) for share in candidate.fitted.allocations), key=str))
        if key not in best or candidate.points > best[key].points:
            best[key] = candidate
    return sorted(best.values(), key=_best_first)


def _best_first(candidate: Candidate) -> tuple[int, list[tuple[date, str, str]]]:
    return (-candidate.points, [oldest_first(item) for item in candidate.items])


class _Search:
    """Collects candidates; each method is one way to read the line."""

    def __init__(self, reading: Reading, index: ItemIndex, rules: Rules) -> None:
        self.reading = reading
        self.index = index
        self.rules = rules
        self.found: list[Candidate] = []
        self.tokens: list[Token] = loose_tokens(reading.text)

    def by_numbers(self) -> None:
        """All items that are written out together; and one of them alone, where it makes the amount alone."""
        sure = [named for named in self.reading.outright if named.how >= Naming.LISTED]
        named = list(self.reading.outright)
        if sure and len(named) > 1:
            self._add(named)
            if len(sure) < len(named):
                self._add(sure)
        for one in named:
            if len(named) == 1 or self._settles(one.item):
                self._add([one])

    def is_beyond_doubt(self) -> bool:
        """One reading so far: all numbers written out, the amount exact, the payer confirmed, nobody else fits.

        No other reading could come near it, so none is looked for.
        """
        if len(self.found) != 1:
            return False
        only = self.found[0]
        confirmed = all(
            id in self.reading.payers and self.reading.payers[id].standing >= Standing.ALIKE
            for id in only.customers
        )
        return confirmed and only.how >= Naming.BROKEN and only.fitted.agrees and only.rival is None

    def by_loose_numbers(self) -> None:
        """Shortened and misspelt numbers, among the items of likely payers and of customers written out."""
        customers = list(self.reading.payers)
        customers += [named.item.customer_id for named in self.reading.outright]
        for customer_id in dict.fromkeys(customers):
            owed = self._owed(customer_id)
            outright = [named for named in self.reading.outright if named.item.customer_id == customer_id]
            sure = [named for named in outright if named.how >= Naming.LISTED]
            groups = named_loosely(self.tokens, owed, sure)
            for named in _combinations(sure, groups):
                self._add(named)

    def by_order_number(self) -> None:
        """Items of an order that the text names."""
        by_order: dict[str, list[Named]] = {}
        for named in self.reading.by_order:
            by_order.setdefault(named.written, []).append(named)
        for group in by_order.values():
            self._add(group[: self.rules.max_items_per_payer])
            for one in group[: self.rules.max_items_per_payer]:
                if len(group) > 1 and self._settles(one.item):
                    self._add([one])

    def without_number(self) -> None:
        """What a likely payer owes and what makes the amount: one item, all, or the only selection that does."""
        for payer in self.reading.payers.values():
            owed = self._owed(payer.customer_id)
            if not owed or (payer.standing < Standing.CUSTOMER_NUMBER and not any(map(self._settles, owed))):
                continue
            all_seen = len(owed) < self.rules.max_items_per_payer
            single = [item for item in owed if self._settles(item)]
            selection = items_that_add_up(
                owed,
                amount_cents=self.reading.line.amount_cents,
                max_items=self.rules.max_subset_items,
                max_steps=self.rules.max_subset_steps,
            )
            for item in single:
                self._add_unnamed([item], is_only_reading=all_seen and len(single) == 1 and selection is None)
            if selection is not None:
                self._add_unnamed(
                    list(selection.items), is_only_reading=all_seen and selection.is_only_one and not single
                )
            if not single and selection is None and payer.standing >= Standing.ALIKE:
                self._add_unnamed(owed, is_only_reading=False)

    def by_loose_numbers_of_anybody(self) -> None:
        """Shortened and misspelt numbers of any customer, where the amount is right to the cent."""
        for token in self.tokens:
            if len(token.digits) < 4:
                continue
            short = self.index.settled_by(self.reading.line.amount_cents, short=token.digits)
            self._add_loose(token, short, Naming.SHORT)
            if len(token.digits) >= 6:
                self._add_loose(token, self._one_slip_away(token.digits), Naming.SLIP)

    def by_amount_alone(self) -> None:
        """Items of the same amount: those of the payer's surname, else all, if they are few."""
        if self.reading.looks_like_noise:
            return
        ids = self.index.by_amount.get(self.reading.line.amount_cents)
        items = [self.index.items[id] for id in islice(ids, self.rules.max_same_amount + 1)]
        items = [item for item in items if self._settles(item)]
        if len(ids) > self.rules.max_same_amount:
            return
        related = [item for item in items if self._shares_surname(item)]
        if 0 < len(related) <= self.rules.max_payers:
            for item in related:
                self._add_unnamed([item], is_only_reading=False, related=True)
        elif len(items) <= self.rules.max_amount_only:
            for item in items:
                self._add_unnamed([item], is_only_reading=False)

    def _owed(self, customer_id: Id) -> list[OpenItem]:
        return self.index.open_items(
            customer_id, currency=self.reading.line.currency, at_most=self.rules.max_items_per_payer
        )

    def _settles(self, item: OpenItem) -> bool:
        return (
            item.currency == self.reading.line.currency
            and self.reading.line.amount_cents in amounts_that_settle(item)
        )

    def _one_slip_away(self, digits: str) -> list[OpenItem]:
        found: dict[Id, None] = {}
        for other in (*one_slip_away(digits), *one_digit_more_or_less(digits)):
            found.update(dict.fromkeys(self.index.by_digits.get(other)))
        return [self.index.items[id] for id in found]

    def _add_loose(self, token: Token, items: Iterable[OpenItem], how: Naming) -> None:
        for item in islice(filter(self._settles, items), self.rules.max_same_amount):
            self._add([Named(item, how, token.written, token.first, token.last)])

    def _shares_surname(self, item: OpenItem) -> bool:
        payer = name_words(self.reading.line.counterparty_name or "")
        return compare(payer, name_words(item.customer_name)) is Likeness.FAMILY

    def _add(self, named: Sequence[Named]) -> None:
        ordered = sorted(named, key=lambda name: (name.first, oldest_first(name.item)))
        self._weigh([name.item for name in ordered], tuple(ordered), is_only_reading=False, related=False)

    def _add_unnamed(
        self, items: Sequence[OpenItem], *, is_only_reading: bool, related: bool = False
    ) -> None:
        self._weigh(items, (), is_only_reading=is_only_reading, related=related)

    def _weigh(
        self, items: Sequence[OpenItem], named: tuple[Named, ...], *, is_only_reading: bool, related: bool
    ) -> None:
        line = self.reading.line
        fitted = fit(
            items,
            amount_cents=line.amount_cents,
            currency=line.currency,
            day=line.booking_date,
            rules=self.rules,
        )
        if fitted is None:
            return
        how = min((name.how for name in named), default=Naming.NOT)
        reasons = _named_evidence(named, how)
        reasons.append(fitted.evidence)
        reasons.extend(self._payer_evidence(items))
        if is_only_reading and how is Naming.NOT:
            reasons.append(evidence("only_reading"))
            if self._is_only_bearer(items[0].customer_id):
                reasons.append(evidence("only_bearer"))
        if related:
            payer = line.counterparty_name or ""
            reasons.append(evidence("surname_shared", payer=payer, customer=items[0].customer_name))
        reasons.extend(self._timing(items))
        rival = self._rival(items, named)
        if rival is not None:
            reasons.append(evidence("other_payer", customer=self.index.customers[rival].name))
        other = self._other_number(items, named)
        if other is not None:
            reasons.append(evidence("other_number", written=other.written))
        self.found.append(Candidate(tuple(items), named, how, fitted, tuple(reasons), is_only_reading, rival))

    def _payer_evidence(self, items: Sequence[OpenItem]) -> tuple[Evidence, ...]:
        """The payer's evidence counts in full where all items are his, not at all where some are not."""
        customers = {item.customer_id for item in items}
        if len(customers) > 1:
            return ()
        payer = self.reading.payers.get(customers.pop())
        return payer.evidence if payer else ()

    def _timing(self, items: Sequence[OpenItem]) -> list[Evidence]:
        day = self.reading.line.booking_date
        if any(day < item.issue_date for item in items):
            return [evidence("before_invoice")]
        if all(day <= item.due_date + _A_MONTH for item in items):
            return [evidence("near_due_date")]
        return []

    def _rival(self, items: Sequence[OpenItem], named: Sequence[Named]) -> Id | None:
        """A surer payer than these customers, who owes this amount too or has a neighbouring number."""
        customers = {item.customer_id for item in items}
        standing = min(self._standing(id) for id in customers)
        for payer in self.reading.payers.values():
            if payer.customer_id in customers or payer.standing <= max(standing, Standing.RESEMBLES):
                continue
            if fits_as_well(
                self._owed(payer.customer_id), items if named else (), self.reading.line.amount_cents
            ):
                return payer.customer_id
        return None

    def _is_only_bearer(self, customer_id: Id) -> bool:
        """Known by his whole name alone, and nobody else whom account or name point to owes this amount."""
        payer = self.reading.payers.get(customer_id)
        if payer is None or payer.standing is not Standing.NAMED:
            return False
        others = [other for other in self.reading.all_payers.values() if other.customer_id != customer_id]
        if any(other.standing in (Standing.IBAN, Standing.SHARED_IBAN) for other in others):
            return False
        words = name_words(self.reading.line.counterparty_name or "").words
        return len(words) > 1 and not any(
            makes_amount(self._owed(other.customer_id), self.reading.line.amount_cents, self.rules)
            for other in others
            if other.standing >= Standing.RESEMBLES
        )

    def _standing(self, customer_id: Id) -> int:
        payer = self.reading.payers.get(customer_id)
        return payer.standing if payer else 0

    def _other_number(self, items: Sequence[OpenItem], named: Sequence[Named]) -> Named | None:
        """A written-out number of another item, which this reading does not explain as misspelt or broken."""
        own = {item.id for item in items}
        for other in self.reading.outright:
            if other.item.id in own or other.how < Naming.LISTED:
                continue
            if not any(name.covers(place) for name in named for place in range(other.first, other.last + 1)):
                return other
        return None


def makes_amount(owed: Sequence[OpenItem], amount_cents: int, rules: Rules) -> bool:
    """True where one or several items make the amount, or there are too many to say."""
    if any(amount_cents in amounts_that_settle(item) for item in owed):
        return True
    if sum(item.open_cents for item in owed) < amount_cents:
        return False
    found = items_that_add_up(
        owed, amount_cents=amount_cents, max_items=rules.max_subset_items, max_steps=rules.max_subset_steps
    )
    return found is not None or len(owed) > rules.max_subset_items


def fits_as_well(owed: Sequence[OpenItem], items: Sequence[OpenItem], amount_cents: int) -> bool:
    """True when something owed has this amount, or a number at most two slips from that of the items."""
    if any(amount_cents in amounts_that_settle(item) for item in owed):
        return True
    numbers = [digits for item in items for digits in digits_of(item.number)[:1]]
    return any(
        OSA.distance(digits, other, score_cutoff=2) <= 2
        for item in owed
        for digits in digits_of(item.number)[:1]
        for other in numbers
    )


def _named_evidence(named: Sequence[Named], how: Naming) -> list[Evidence]:
    """One sentence for each name; the weight of the weakest counts, once."""
    reasons: list[Evidence] = []
    counted = False
    for name in named:
        reason = evidence(CODES[name.how], number=name.item.number, written=name.written)
        counts = not counted and name.how is how
        counted = counted or counts
        reasons.append(reason if counts else reason._replace(weight=0))
    return reasons


def _combinations(sure: list[Named], groups: list[list[Named]]) -> Iterable[list[Named]]:
    """The written-out items with one item for each loose token, and each token alone where nothing is written out."""
    if not groups:
        return
    for chosen in islice(product(*groups), _MAX_COMBINATIONS):
        if len({name.item.id for name in chosen}) == len(chosen):
            yield [*sure, *(name for name in chosen if all(name.item.id != known.item.id for known in sure))]
    if len(groups) > 1 and not sure:
        for group in groups:
            for name in group[:_MAX_COMBINATIONS]:
                yield [name]
