"""Book, propose or leave open? The conditions of automatic booking, each with its sentence."""

from itertools import islice

from kulanz.core.matching.amounts import Fit
from kulanz.core.matching.candidates import Candidate, Reading, fits_as_well, makes_amount
from kulanz.core.matching.facts import OpenItem
from kulanz.core.matching.index import Id, ItemIndex, amounts_that_settle, digits_of
from kulanz.core.matching.naming import Named, Naming
from kulanz.core.matching.numbers import one_digit_more_or_less, one_slip_away
from kulanz.core.matching.payer import Payer, Standing
from kulanz.core.matching.remittance import Atom, Label, Mask
from kulanz.core.matching.rules import Rules

Sentences = tuple[str, str]

BOOKED: Sentences = ("Eindeutig zugeordnet", "Matched without doubt")
NOTHING: Sentences = (
    "Weder Nummer noch Zahler noch Betrag führen zu einer offenen Rechnung",
    "Neither number nor payer nor amount leads to an open invoice",
)

OBSTACLES: dict[str, Sentences] = {
    "pending": ("Die Bank hat die Zahlung erst vorgemerkt", "The bank has only announced the payment"),
    "score": (
        "Die Hinweise reichen nicht für eine Buchung ohne Prüfung",
        "The evidence is too weak to book unseen",
    ),
    "distance": ("Ein anderer Vorschlag passt fast ebenso gut", "Another proposal fits almost as well"),
    "credit_note": ("Eine Gutschrift ist im Spiel", "A credit note is involved"),
    "rival": (
        "Die Nummer gehört einem anderen Kunden als die Zahlung",
        "The number belongs to another customer than the payment",
    ),
    "several_customers": (
        "Die genannten Rechnungen gehören verschiedenen Kunden",
        "The invoices named belong to different customers",
    ),
    "other_number": ("Im Text steht auch eine andere Rechnungsnummer", "The text also names another invoice"),
    "neighbour": (
        "Zahler unbekannt, und eine fast gleiche Nummer hat denselben Betrag",
        "The payer is unknown, and an almost equal number has the same amount",
    ),
    "amount_unconfirmed": (
        "Der Betrag weicht ab, und der Zahler bestätigt die Nummer nicht",
        "The amount differs, and the payer does not confirm the number",
    ),
    "amount_of_other": (
        "Der Betrag passt zu einer anderen Rechnung desselben Kunden",
        "The amount fits another invoice of the same customer",
    ),
    "which_part": (
        "Der Betrag reicht nicht für alle genannten Rechnungen oder ist zu hoch",
        "The amount is less or more than the invoices named",
    ),
    "part_payment": ("Teilzahlungen bestätigt ein Mensch", "A person confirms part payments"),
    "overpayment": (
        "Es kam mehr, als die Rechnung offen hat; der Rest braucht eine Entscheidung",
        "More came than is open; somebody has to decide on the rest",
    ),
    "namesake": ("Mehrere Kunden tragen diesen Namen", "Several customers bear this name"),
    "payer_unconfirmed": (
        "Die Nummer ist nicht ausgeschrieben, und der Zahler bestätigt sie nicht",
        "The number is not written out, and the payer does not confirm it",
    ),
    "loose_amount": (
        "Die Nummer ist nicht ausgeschrieben, und der Betrag stimmt nicht genau",
        "The number is not written out, and the amount is not exact",
    ),
    "short_order": (
        "Die Bestellnummer ist zu kurz, um allein zu genügen",
        "The order number is too short to suffice",
    ),
    "no_number": ("Keine Rechnungsnummer im Text", "No invoice number in the text"),
    "unexplained_number": (
        "Im Text steht eine Nummer, die zu keiner offenen Rechnung gehört",
        "The text has a number that belongs to no open invoice",
    ),
    "already_cleared": (
        "Der Text nennt eine Rechnung, die schon ausgeglichen ist",
        "The text names an invoice that is already cleared",
    ),
    "noise": (
        "Die Zahlung sieht nicht wie die eines Kunden aus",
        "This does not look like a customer's payment",
    ),
}


def obstacle(found: list[Candidate], reading: Reading, index: ItemIndex, rules: Rules) -> str | None:
    """Why the best candidate is not booked automatically, as a code of `OBSTACLES`; None when it is."""
    best = found[0]
    if reading.line.is_pending:
        return "pending"
    reason = _Check(best, reading, index, rules).obstacle()
    if reason is not None:
        return reason
    if best.points < rules.auto_score:
        return "score"
    second = next((other for other in found[1:] if not _yields(other, best)), None)
    if second is not None and best.points - second.points < rules.distance:
        return "distance"
    return None


def _yields(other: Candidate, best: Candidate) -> bool:
    """True for another reading of the same customer that leaves a difference, where the best one is exact."""
    return best.fitted.agrees and not other.fitted.agrees and other.customers == best.customers


class _Check:
    """The conditions for one candidate."""

    def __init__(self, candidate: Candidate, reading: Reading, index: ItemIndex, rules: Rules) -> None:
        self.candidate = candidate
        self.reading = reading
        self.index = index
        self.rules = rules
        self.payers = [reading.payers.get(id) for id in sorted(candidate.customers, key=str)]
        self.confirmed = all(payer is not None and payer.confirms for payer in self.payers)

    def obstacle(self) -> str | None:
        """The first condition that fails, in the order of the design page."""
        candidate = self.candidate
        if any(item.open_cents < 0 for item in candidate.items):
            return "credit_note"
        if candidate.rival is not None:
            return "rival"
        if self._other_number_stands():
            return "other_number"
        if candidate.how >= Naming.LISTED:
            return self._written_out()
        if self._cleared_of_same_customer():
            return "already_cleared"
        if candidate.how is Naming.NOT:
            return self._without_number()
        if not candidate.fitted.agrees:
            return "loose_amount"
        if not self.confirmed:
            return "payer_unconfirmed"
        if candidate.how is Naming.ORDER and any(_digit_count(name.written) < 5 for name in candidate.named):
            return "short_order"
        return "namesake" if self._namesake_owes_the_same() else None

    def _written_out(self) -> str | None:
        if self.candidate.fitted.agrees:
            if self.confirmed:
                return None
            if len(self.candidate.customers) > 1 and not self._are_written_out_and_sum_exact():
                return "several_customers"
            return "neighbour" if self._has_neighbour_of_same_amount() else None
        if self.candidate.how is Naming.LISTED:
            return "which_part"
        if not self.confirmed:
            return "amount_unconfirmed"
        if self.candidate.fitted.fit is Fit.SMALL_DIFFERENCE:
            return None
        if len(self.candidate.items) > 1:
            return "which_part"
        if self.candidate.how is not Naming.EXACT and not self._is_long_and_payer_named():
            return "loose_amount"
        if self._is_namesake():
            return "namesake"
        return self._more_or_less()

    def _more_or_less(self) -> str | None:
        """One number written out, payer known, another amount: part payment, bank fee or overpayment."""
        named = self.candidate.items[0]
        amount = self.reading.line.amount_cents
        if any(amount in amounts_that_settle(item) for item in self._owed() if item.id != named.id):
            return "amount_of_other"
        if self.candidate.fitted.fit is Fit.OVER:
            small = self.candidate.fitted.leftover_cents <= self.rules.small_overpayment_cents
            twice = self.candidate.fitted.leftover_cents == named.open_cents
            asks = not small and len(self._owed()) > 1 and (not twice or self._may_pay_others())
            return "overpayment" if asks or not self.rules.books_overpayments else None
        return None if self.rules.books_part_payments else "part_payment"

    def _without_number(self) -> str | None:
        payer = self.payers[0]
        if not self.rules.books_without_number or payer is None or not self._pays_surely(payer):
            return "no_number"
        if not self.candidate.fitted.agrees or not self.candidate.is_only_reading:
            return "no_number"
        if self.reading.looks_like_noise:
            return "noise"
        if (
            self.reading.outright
            or self.reading.cleared
            or self.reading.foreign
            or self._has_unexplained_number()
        ):
            return "unexplained_number"
        if any(self.reading.line.booking_date < item.issue_date for item in self.candidate.items):
            return "no_number"
        return None

    def _pays_surely(self, payer: Payer) -> bool:
        """A known account, of whose holders the name means him and only he owes the amount; his customer number, confirmed by account or
        name; or the whole name of one who alone owes the amount."""
        codes = {reason.code for reason in payer.evidence}
        if "customer_number" in codes and payer.confirms:
            return True
        if payer.standing is Standing.IBAN:
            others = [
                id
                for id, other in self.reading.all_payers.items()
                if other.standing is Standing.IBAN and id != payer.customer_id
            ]
            if others and codes.isdisjoint(("name_same", "name_similar")):
                return False
            amount = self.reading.line.amount_cents
            return not any(makes_amount(self._owed_by(id), amount, self.rules) for id in others)
        is_only_bearer = any(reason.code == "only_bearer" for reason in self.candidate.evidence)
        return self.rules.books_by_name and is_only_bearer

    def _other_number_stands(self) -> bool:
        """Another written-out number: harmless only where it is the misspelt one, and nothing speaks for it."""
        own = {item.id for item in self.candidate.items}
        amount = self.reading.line.amount_cents
        for other in self.reading.outright:
            if other.item.id in own or other.how < Naming.LISTED:
                continue
            explained = any(
                name.covers(place)
                for name in self.candidate.named
                for place in range(other.first, other.last + 1)
            )
            payer = self.reading.payers.get(other.item.customer_id)
            if self._is_mentioned_only(other):
                continue
            if not explained or amount in amounts_that_settle(other.item) or (payer and payer.confirms):
                return True
        return False

    def _is_mentioned_only(self, other: Named) -> bool:
        """Another invoice of the same, confirmed customer, where the amount is exactly that of this one: "… but not
        RE-1042, which I sent back"."""
        return (
            self.confirmed
            and self.candidate.how >= Naming.BROKEN
            and self.candidate.fitted.fit is Fit.EXACT
            and other.item.customer_id in self.candidate.customers
            and not any(
                name.covers(place)
                for name in self.candidate.named
                for place in range(other.first, other.last + 1)
            )
            and self.reading.line.amount_cents not in amounts_that_settle(other.item)
        )

    def _may_pay_others(self) -> bool:
        """Something else he owes explains the amount, or a number in the text may stand for it."""
        amount = self.reading.line.amount_cents
        return makes_amount(self._owed(), amount, self.rules) or self._has_unexplained_number()

    def _are_written_out_and_sum_exact(self) -> bool:
        """Every number stands in the text, and together they make the amount: somebody pays for several."""
        return self.candidate.how >= Naming.BROKEN and self.candidate.fitted.fit is Fit.EXACT

    def _has_neighbour_of_same_amount(self) -> bool:
        """True when a slip of the key leads from another customer's number to this one, at the same amount."""
        own = self.candidate.customers
        alone = len(self.candidate.items) == 1
        for item in self.candidate.items:
            amount = self.reading.line.amount_cents if alone else item.open_cents
            ids = self.index.by_amount.get(amount)
            settled = {id for id in ids if self.index.items[id].customer_id not in own}
            if not settled:
                continue
            for digits in digits_of(item.number)[:1]:
                for other in (*one_slip_away(digits), *one_digit_more_or_less(digits)):
                    if not settled.isdisjoint(self.index.by_digits.get(other)):
                        return True
        return False

    def _is_long_and_payer_named(self) -> bool:
        """A number in pieces, but long, and from a known account or under the same name."""
        digits = digits_of(self.candidate.items[0].number)
        payer = self.payers[0]
        return bool(digits) and len(digits[0]) >= 7 and payer is not None and payer.standing >= Standing.NAMED

    def _is_namesake(self) -> bool:
        """The payer is known by a name only, and a customer of like name owes the amount or has a like number."""
        return self._namesake_fits(self.candidate.items)

    def _namesake_owes_the_same(self) -> bool:
        """The payer is known by a name only, and a customer of like name owes the same amount."""
        return self._namesake_fits(())

    def _namesake_fits(self, items: tuple[OpenItem, ...]) -> bool:
        if any(payer is not None and payer.standing is Standing.IBAN for payer in self.payers):
            return False
        return any(
            fits_as_well(self._owed_by(id), items, self.reading.line.amount_cents)
            for id, other in islice(self.reading.all_payers.items(), self.rules.max_same_amount)
            if other.standing >= Standing.RESEMBLES and id not in self.candidate.customers
        )

    def _cleared_of_same_customer(self) -> bool:
        return any(
            named.item.customer_id in self.candidate.customers and named.how >= Naming.BROKEN
            for named in self.reading.cleared
        )

    def _owed(self) -> list[OpenItem]:
        return [item for id in self.candidate.customers for item in self._owed_by(id)]

    def _owed_by(self, customer_id: Id) -> list[OpenItem]:
        return self.index.open_items(
            customer_id, currency=self.reading.line.currency, at_most=self.rules.max_items_per_payer
        )

    def _has_unexplained_number(self) -> bool:
        """Four or more digits a person wrote, that are no date, year, bank data or number of this customer.

        Text that is too long to be read whole may hold one.
        """
        if self.reading.text.is_cut:
            return True
        numbers = {self.index.customers[id].number for id in self.candidate.customers}
        explained = {
            place
            for span in self.reading.text.spans
            if span.text in numbers
            for place in range(span.first, span.last + 1)
        }
        return any(
            atom.is_number
            and place not in explained
            and not any(name.covers(place) for name in self.candidate.named)
            and atom.mask is Mask.NONE
            and (len(atom.text) >= 4 or atom.label is Label.INVOICE)
            and not self._is_cut_off_here(atom)
            and not (len(atom.text) == 4 and atom.text[:2] == "20")
            and atom.end <= self.reading.text.machine_from
            for place, atom in enumerate(self.reading.text.atoms)
        )

    def _is_cut_off_here(self, atom: Atom) -> bool:
        """The text ends within this number, and it is the beginning of the one that is proposed."""
        rest = self.reading.text.folded[atom.end : self.reading.text.machine_from]
        return not any(sign.isalnum() for sign in rest) and all(
            digits.startswith(atom.text)
            for item in self.candidate.items
            for digits in digits_of(item.number)[:1]
        )


def _digit_count(written: str) -> int:
    return sum(sign.isdigit() for sign in written)
