"""Doubts that come from chance: what a careful human would notice on a line though its maker did not intend it."""

import re

from .desk import Desk, Draft
from .numbers import slips

_RUN = re.compile(r"[0-9A-Za-z]+")


def doubt(desk: Desk, draft: Draft, purpose: str) -> str:
    """Why a careful human would hesitate to book what the draft pays; empty when there is no reason."""
    if not draft.pays:
        return ""
    rivals = _named_with_this_amount(desk, draft, purpose)
    if rivals:
        return "another open invoice of exactly this amount is named too"
    return _payer_may_mean_their_own(desk, draft)


def names_by_chance(desk: Desk, draft: Draft, purpose: str) -> bool:
    """Whether a line that pays no open invoice names one of exactly its amount after all."""
    return not draft.pays and _named_with_this_amount(desk, draft, purpose)


def _named_with_this_amount(desk: Desk, draft: Draft, purpose: str) -> bool:
    """Whether the text names, in one piece or in up to four neighbouring ones, another invoice of this amount."""
    owed = desk.by_amount.get(draft.amount)
    if not owed:
        return False
    runs = _RUN.findall(f"{purpose} {draft.end_to_end}".upper())
    joined = {
        "".join(runs[at:end]) for at in range(len(runs)) for end in range(at + 1, min(at + 5, len(runs) + 1))
    }
    return any(
        key in joined and number not in draft.pays
        for number, key in ((invoice.number, desk.key(invoice.number)) for invoice in owed)
    )


def _payer_may_mean_their_own(desk: Desk, draft: Draft) -> str:
    """A payer who is another customer, owes this amount on a number one slip away, and names somebody else's."""
    if len(draft.pays) != 1:
        return ""
    (number,) = draft.pays
    customer = desk.by_number[number].customer
    if desk.payer_fits(draft.payer, customer):
        return ""
    others = {*desk.known_by_account(draft.payer), *desk.known_by_name(draft.payer)}
    if not others:
        return ""
    near = slips(number)
    if desk.owing(desk.known_by_account(draft.payer), draft.amount):
        return "the payer's account is another customer's who owes the same"
    if any(invoice.number in near for invoice in desk.owing(others, draft.amount)):
        return "the payer is another customer who owes the same on nearly the same number"
    return ""
