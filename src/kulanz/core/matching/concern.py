"""Whom may unallocated money concern? Asked by the gate: rather one customer too many than one reminded wrongly."""

from kulanz.core.matching.evidence import Evidence, evidence
from kulanz.core.matching.facts import BankLineFacts, CustomerFacts
from kulanz.core.matching.folding import compact, fold, iban
from kulanz.core.matching.names import Likeness, compare, name_words
from kulanz.core.matching.remittance import read_text
from kulanz.core.matching.rules import Rules

_INITIAL_RULES = Rules()


def may_concern(line: BankLineFacts, customer: CustomerFacts) -> Evidence | None:
    """The strongest reason why the money of this line may be the customer's; None when nothing says so.

    Known bank account; same or similar name (a shared surname beside another first name is none, a payer
    called by one word of the name alone is one); the whole name in the text; the customer number in the text.
    Numbers and amounts of invoices are the matcher's: see `Verdict.concerns`.
    """
    account = iban(line.counterparty_iban)
    if account and account in {iban(known) for known in customer.ibans}:
        return evidence("iban_known")
    payer = line.counterparty_name or ""
    payer_words, words = name_words(payer), name_words(customer.name)
    degree = compare(payer_words, words)
    if degree is Likeness.SAME:
        return evidence("name_same", payer=payer)
    if degree is Likeness.ALIKE or (degree is Likeness.FAMILY and len(payer_words.words) == 1):
        return evidence("name_similar", payer=payer, customer=customer.name)
    text = read_text(line, max_text=_INITIAL_RULES.max_text)
    written = name_words(fold(line.remittance_text)).words
    if len(words.words) > 1 and set(words.words) <= set(written):
        return evidence("name_in_text", customer=customer.name)
    number = compact(customer.number or "")
    if len(number) >= 4 and any(span.text == number for span in text.spans):
        return evidence("customer_number", written=customer.number or "")
    return None
