"""The matcher: one bank line against the open items."""

from collections.abc import Iterable

from kulanz.core.matching.candidates import Candidate, Reading, candidates, read_line
from kulanz.core.matching.decide import BOOKED, NOTHING, OBSTACLES, Sentences, obstacle
from kulanz.core.matching.evidence import Evidence, evidence
from kulanz.core.matching.facts import BankLineFacts, OpenItem
from kulanz.core.matching.index import Id, ItemIndex, amounts_that_settle
from kulanz.core.matching.names import name_words
from kulanz.core.matching.payer import Standing
from kulanz.core.matching.returned import is_returned_debit, outgoing
from kulanz.core.matching.rules import Rules
from kulanz.core.matching.verdict import Concern, Proposal, Verdict


class Matcher:
    """Indexes over items, built once and kept current while lines are booked.

    Results depend on the items and the line alone, not on the order in which the items came. The work for
    one line is bounded by `Rules`, whatever the number of items.
    """

    def __init__(self, items: Iterable[OpenItem], *, rules: Rules | None = None) -> None:
        self._rules = rules or Rules()
        self._index = ItemIndex(items)

    def item(self, item_id: Id) -> OpenItem:
        """The item as it was given last. Raises `UnknownItem`."""
        return self._index.known(item_id)

    def add(self, item: OpenItem) -> None:
        """Takes an item in; one with a known id replaces it."""
        self._index.add(item)

    def update(self, item: OpenItem) -> None:
        """Replaces an item after a booking. Raises `UnknownItem`."""
        self._index.change(item)

    def remove(self, item_id: Id) -> None:
        """Forgets an item. Raises `UnknownItem`."""
        self._index.remove(item_id)

    def learn_iban(self, customer_id: Id, iban: str) -> None:
        """Notes that a customer pays from this account; unknown customers are passed over."""
        self._index.learn_iban(customer_id, iban)

    def propose(self, line: BankLineFacts) -> Verdict:
        """Says what a line pays, how surely, why, and whom it may concern."""
        if line.amount_cents <= 0:
            return self._money_out(line)
        reading = read_line(line, self._index, self._rules)
        found = candidates(reading, self._index, self._rules)
        concerns = self._concerns(reading, found)
        if not found:
            because = self._why_open(reading)
            return Verdict(
                proposals=(), decision="open", because=because[0], because_en=because[1], concerns=concerns
            )
        code = obstacle(found, reading, self._index, self._rules)
        because = BOOKED if code is None else OBSTACLES[code]
        return Verdict(
            proposals=tuple(_proposal(candidate) for candidate in found[: self._rules.max_proposals]),
            decision="book" if code is None else "propose",
            because=because[0],
            because_en=because[1],
            concerns=concerns,
        )

    def _money_out(self, line: BankLineFacts) -> Verdict:
        proposals = tuple(outgoing(line, self._index, self._rules)) if line.amount_cents else ()
        returned = is_returned_debit(line)
        if not proposals:
            because = (
                (
                    "Zurückgegebene Lastschrift, deren Rechnung nicht zu finden ist",
                    "A returned debit without invoice",
                )
                if returned
                else ("Ausgang: keine Zahlung eines Kunden", "Money out: no payment of a customer")
            )
            return Verdict(proposals=(), decision="open", because=because[0], because_en=because[1])
        because = (
            ("Zurückgegebene Lastschriften bestätigt ein Mensch", "A person confirms returned debits")
            if returned
            else ("Erstattungen bestätigt ein Mensch", "A person confirms refunds")
        )
        concerns = _first_of_each(
            Concern(customer_id=self._index.items[share.item_id].customer_id, evidence=proposal.evidence[0])
            for proposal in proposals
            for share in proposal.allocations
        )
        return Verdict(
            proposals=proposals,
            decision="propose",
            because=because[0],
            because_en=because[1],
            concerns=concerns,
        )

    def _why_open(self, reading: Reading) -> Sentences:
        if reading.foreign:
            named = reading.foreign[0].item
            return (
                f"{named.number} lautet auf {named.currency}, gezahlt wurde in {reading.line.currency}",
                f"{named.number} is in {named.currency}, the payment in {reading.line.currency}",
            )
        if reading.cleared:
            number = reading.cleared[0].item.number
            return (
                f"{number} ist schon ausgeglichen: vielleicht doppelt gezahlt",
                f"{number} is already cleared",
            )
        if reading.looks_like_noise:
            return OBSTACLES["noise"]
        same = len(self._index.by_amount.get(reading.line.amount_cents))
        if same > self._rules.max_amount_only:
            return (
                f"{same} offene Rechnungen haben diesen Betrag, und nichts entscheidet zwischen ihnen",
                f"{same} open invoices have this amount, and nothing decides between them",
            )
        return NOTHING

    def _concerns(self, reading: Reading, found: list[Candidate]) -> tuple[Concern, ...]:
        """Payers, customers of named items whatever their currency or state, and all who are proposed."""
        concerns = [
            Concern(customer_id=payer.customer_id, evidence=payer.evidence[0])
            for payer in reading.all_payers.values()
            if payer.standing >= Standing.CUSTOMER_NUMBER
        ]
        for named in (*reading.outright, *reading.foreign, *reading.cleared):
            reason = evidence("number_exact", number=named.item.number, written=named.written)
            concerns.append(Concern(customer_id=named.item.customer_id, evidence=reason))
        for candidate in found:
            strongest = max(candidate.evidence, key=lambda reason: reason.weight)
            concerns.extend(
                Concern(customer_id=item.customer_id, evidence=strongest) for item in candidate.items
            )
        concerns.extend(self._bearers_of_a_single_word(reading))
        return _first_of_each(concerns)

    def _bearers_of_a_single_word(self, reading: Reading) -> list[Concern]:
        """A payer called by one word: all who bear it, or, where they are many, those whose amount fits."""
        payer = reading.line.counterparty_name or ""
        words = name_words(payer).words
        if len(words) != 1:
            return []
        bearers = sorted(self._index.by_word.get(words[0]), key=str)
        if len(bearers) >= self._rules.common_word_from:
            bearers = [id for id in bearers if self._owes(id, reading.line)]
        return [
            Concern(customer_id=id, evidence=self._similar(payer, id))
            for id in bearers[: self._rules.max_same_amount]
        ]

    def _owes(self, customer_id: Id, line: BankLineFacts) -> bool:
        items = (self._index.items[id] for id in self._index.customers[customer_id].items)
        return any(line.amount_cents in amounts_that_settle(item) for item in items)

    def _similar(self, payer: str, customer_id: Id) -> Evidence:
        return evidence("name_similar", payer=payer, customer=self._index.customers[customer_id].name)


def _proposal(candidate: Candidate) -> Proposal:
    return Proposal(
        allocations=candidate.fitted.allocations,
        score=max(0, min(100, candidate.points)),
        evidence=candidate.evidence,
        leftover_cents=candidate.fitted.leftover_cents,
    )


def _first_of_each(concerns: Iterable[Concern]) -> tuple[Concern, ...]:
    first: dict[Id, Concern] = {}
    for concern in concerns:
        first.setdefault(concern.customer_id, concern)
    return tuple(first.values())
