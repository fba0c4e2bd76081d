"""Money that goes out: returned debits and refunds are proposed, never booked by themselves."""

from kulanz.core.matching.evidence import Evidence, evidence
from kulanz.core.matching.facts import BankLineFacts, OpenItem
from kulanz.core.matching.folding import compact, fold
from kulanz.core.matching.index import Id, ItemIndex, oldest_first
from kulanz.core.matching.naming import Named, Naming, named_outright
from kulanz.core.matching.payer import find_payers
from kulanz.core.matching.remittance import LineText, read, read_text
from kulanz.core.matching.rules import Rules
from kulanz.core.matching.verdict import Allocation, Proposal

_RETURN_WORDS = ("RUECKLAST", "RLS", "RETOURE", "RUECKGABE", "RETURN", "CHARGEBACK", "RUECKBELASTUNG")


def is_returned_debit(line: BankLineFacts) -> bool:
    """True for money out that the bank calls a return, by its reason code or in words."""
    words = fold(line.remittance_text)
    return bool(line.return_reason) or any(word in words for word in _RETURN_WORDS)


def outgoing(line: BankLineFacts, index: ItemIndex, rules: Rules) -> list[Proposal]:
    """Proposals for a negative line: the invoice whose debit came back, or the credit note that was paid out."""
    text = read_text(line, max_text=rules.max_text)
    named = [name for name in named_outright(text, index) if name.item.currency == line.currency]
    if is_returned_debit(line):
        named += _by_mandate(line, index, named)
        proposals = [_returned(line, name) for name in named if name.item.open_cents >= 0]
    else:
        proposals = [_refund(line, item, text, index, rules) for item in _credit_notes(line, named, index)]
    proposals.sort(key=lambda proposal: (-proposal.score, proposal.allocations[0].number))
    return proposals[: rules.max_proposals]


def _by_mandate(line: BankLineFacts, index: ItemIndex, named: list[Named]) -> list[Named]:
    """The items a mandate reference leads to: it often is the customer number, or contains a number."""
    if named or not line.mandate_reference:
        return []
    found = named_outright(read(line.mandate_reference), index)
    if found:
        return [name for name in found if name.item.currency == line.currency]
    customers = index.by_customer_number.get(compact(line.mandate_reference))
    items = [index.items[id] for customer in customers for id in index.customers[customer].items]
    items = [item for item in items if item.currency == line.currency and item.open_cents >= 0]
    items.sort(key=oldest_first)
    return [Named(item, Naming.SHORT, line.mandate_reference, 0, 0) for item in items[-3:]]


def _returned(line: BankLineFacts, name: Named) -> Proposal:
    code = "number_exact" if name.how >= Naming.BROKEN else "number_short"
    reasons = (
        evidence("returned_debit", reason=line.return_reason or "ohne Grund"),
        evidence(code, number=name.item.number, written=name.written),
    )
    return _whole_line_to(line, name.item, reasons)


def _credit_notes(line: BankLineFacts, named: list[Named], index: ItemIndex) -> list[OpenItem]:
    return [name.item for name in named if name.item.open_cents == line.amount_cents]


def _refund(line: BankLineFacts, item: OpenItem, text: LineText, index: ItemIndex, rules: Rules) -> Proposal:
    payers = find_payers(line, text, index, rules)
    customer: Id = item.customer_id
    of_payer = payers[customer].evidence if customer in payers else ()
    return _whole_line_to(line, item, (evidence("refund", number=item.number), *of_payer))


def _whole_line_to(line: BankLineFacts, item: OpenItem, reasons: tuple[Evidence, ...]) -> Proposal:
    points = sum(reason.weight for reason in reasons)
    share = Allocation(item_id=item.id, number=item.number, cents=line.amount_cents)
    return Proposal(allocations=(share,), score=max(0, min(100, points)), evidence=reasons, leftover_cents=0)
