"""Worked cases of the appropriation of payments (§§ 366, 367 BGB)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from kulanz.core.law.appropriation import (
    Debt,
    DebtPart,
    DesignationUnknown,
    appropriate_to_debts,
    appropriate_to_parts,
)
from kulanz.core.law.book import LawBook
from kulanz.interfaces.commands.law.inputs import (
    Inputs,
    InputUnusable,
    NotSupportedYet,
    amount_text,
    cents,
    cents_owed,
    day,
    flag,
    number,
    parts,
    text,
)

_PARTS: tuple[DebtPart, ...] = ("costs", "interest", "principal")
_SURPLUS = "surplus"


def allocation(inputs: Inputs, law: LawBook) -> dict[str, Any]:
    """Return what each part of one debt, or each of several debts, takes of a payment; and the surplus."""
    if flag(inputs, "consumer_loan", unstated=False):
        raise NotSupportedYet("payments on consumer loans and paid deferrals (§ 497 III BGB)")
    if "claims" in inputs:
        return _on_several(inputs)
    found = appropriate_to_parts(
        _payment(inputs),
        costs_cents=cents_owed(inputs, "costs"),
        interest_cents=cents_owed(inputs, "interest"),
        principal_cents=cents_owed(inputs, "principal"),
        designated=[_part(name) for name in _designated(inputs)],
    )
    return {
        "costs": amount_text(found.costs_cents),
        "interest": amount_text(found.interest_cents),
        "principal": amount_text(found.principal_cents),
        "surplus": amount_text(found.surplus_cents),
    }


def _on_several(inputs: Inputs) -> dict[str, Any]:
    debts = [
        Debt(
            id=text(claim, "id"),
            open_cents=cents_owed(claim, "open"),
            is_due=flag(claim, "due", unstated=True),
            day=day(claim, "date"),
            burden_percent=number(claim, "burden_rate")
            if claim.get("burden_rate") is not None
            else Decimal(0),
            is_secured=flag(claim, "secured", unstated=False),
        )
        for claim in parts(inputs, "claims")
    ]
    if len({debt.id for debt in debts}) < len(debts):
        raise InputUnusable("two claims of the case have the same id")
    if any(debt.id == _SURPLUS for debt in debts):
        raise InputUnusable(f"a claim of the case has the id '{_SURPLUS}', which names what is left over")
    try:
        shares, surplus = appropriate_to_debts(_payment(inputs), debts, designated=_designated(inputs))
    except DesignationUnknown as cause:
        raise InputUnusable(f"the input 'debtor_determination': {cause}") from cause
    return {share.debt_id: amount_text(share.cents) for share in shares} | {_SURPLUS: amount_text(surplus)}


def _payment(inputs: Inputs) -> int:
    payment = cents(inputs, "payment")
    if payment < 0:
        raise InputUnusable(f"the input 'payment' is {inputs['payment']!r}; a payment is not negative")
    return payment


def _designated(inputs: Inputs) -> Sequence[str]:
    named = inputs.get("debtor_determination")
    if named is None:
        return ()
    names = [named] if isinstance(named, str) else named
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise InputUnusable(f"the input 'debtor_determination' is {named!r}, not a list of names")
    return names


def _part(name: str) -> DebtPart:
    found = next((part for part in _PARTS if part == name), None)
    if found is None:
        raise InputUnusable(
            f"the input 'debtor_determination' names {name!r}, not costs, interest or principal"
        )
    return found
