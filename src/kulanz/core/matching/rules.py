"""The merchant's rules of matching: how sure is sure enough, and where the search ends."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Settings with safe initial values. Scores are points, money is in minor units."""

    auto_score: int = 70
    """A line is booked without a person only from this score on."""

    distance: int = 15
    """… and only when the next proposal for other invoices is at least so many points behind."""

    tolerance_cents: int = 5
    """A difference up to this amount is a small difference, not a part payment."""

    bank_fee_cents: int = 2500
    """An amount that is short by no more than this, and by at most a tenth, may have lost a bank fee."""

    books_part_payments: bool = True
    """Book less than the open amount, when the number is written out and the payer is known."""

    books_overpayments: bool = True
    """Book more than the open amount on the same conditions; the rest of the money stays unallocated."""

    small_overpayment_cents: int = 1500
    """A customer who owes more than the named invoice may have meant the rest for that: then only so much
    (a reminder fee, say) is booked without a person."""

    books_without_number: bool = True
    """Book without any number when a known bank account pays exactly what only one reading explains."""

    books_by_name: bool = False
    """… and when it is no account but a whole name that leaves one customer, and his amount one reading.

    Off, because a namesake whose invoice is not in the books yet pays the same common price: his money would clear
    another's invoice, and he would be reminded although he has paid (ADR 0018)."""

    shared_iban_from: int = 4
    """A bank account used by so many customers is a collector's account and confirms nobody."""

    common_word_from: int = 21
    """A single-word name that so many customers bear concerns only those whose open amount fits."""

    max_text: int = 1000
    """Characters of text that are read."""

    max_payers: int = 12
    """Customers that are considered as payer of one line."""

    max_items_per_payer: int = 60
    """Open items of one customer that are compared, the oldest first."""

    max_same_amount: int = 200
    """Items of equal amount that are looked at; more say nothing."""

    max_amount_only: int = 3
    """Proposals from an equal amount alone are made for at most so many invoices."""

    max_subset_items: int = 14
    """A collective payment without numbers is looked for among at most so many items."""

    max_subset_steps: int = 4000
    """Steps of that search before it ends without an answer."""

    max_proposals: int = 5
    """Proposals that are handed back."""
