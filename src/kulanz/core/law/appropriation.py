"""Appropriation (Anrechnung) of a payment: §§ 366, 367 BGB. Nothing is lost: parts and surplus are the payment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

DebtPart = Literal["costs", "interest", "principal"]

_STATUTORY_ORDER: tuple[DebtPart, ...] = ("costs", "interest", "principal")


class PaymentNegative(ValueError):
    """Only money that came in can be appropriated."""


class DesignationUnknown(ValueError):
    """The payer names a debt that is not among the debts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Appropriation:
    """How one payment falls on one debt, in cents. `surplus_cents` is what nothing was left to take."""

    costs_cents: int
    interest_cents: int
    principal_cents: int
    surplus_cents: int

    @property
    def total_cents(self) -> int:
        """The whole payment."""
        return self.costs_cents + self.interest_cents + self.principal_cents + self.surplus_cents


@dataclass(frozen=True, slots=True, kw_only=True)
class Debt:
    """One of several debts of the same payer. `day` is when it arose; `burden_percent` the interest it bears."""

    id: str
    open_cents: int
    is_due: bool
    day: date
    burden_percent: Decimal = Decimal(0)
    is_secured: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What one debt takes of a payment, in cents."""

    debt_id: str
    cents: int


def appropriate_to_parts(
    payment_cents: int,
    *,
    costs_cents: int,
    interest_cents: int,
    principal_cents: int,
    designated: Sequence[DebtPart] = (),
) -> Appropriation:
    """Set a payment off against costs, then interest, then principal (§ 367 I BGB).

    `designated` are the parts that the payer names and the creditor has accepted (§ 367 II); they come first.
    """
    _refuse_negative(payment_cents)
    open_parts = {"costs": costs_cents, "interest": interest_cents, "principal": principal_cents}
    taken = dict.fromkeys(open_parts, 0)
    left = payment_cents
    for part in (*designated, *_STATUTORY_ORDER):
        share = min(left, max(open_parts[part], 0) - taken[part])
        taken[part] += share
        left -= share
    return Appropriation(
        costs_cents=taken["costs"],
        interest_cents=taken["interest"],
        principal_cents=taken["principal"],
        surplus_cents=left,
    )


def appropriate_to_debts(
    payment_cents: int, debts: Sequence[Debt], *, designated: Sequence[str] = ()
) -> tuple[tuple[Share, ...], int]:
    """Set a payment off against several debts (§ 366 BGB); return the shares in the given order, and the surplus.

    The payer's own words come first (§ 366 I). Then: due before not yet due, less secured, more burdensome, older,
    and in proportion among equals (§ 366 II); cents that do not divide go where most was cut off.
    """
    _refuse_negative(payment_cents)
    known = {debt.id for debt in debts}
    for name in designated:
        if name not in known:
            raise DesignationUnknown(
                f"the payment names {name!r}, which is not among the debts {sorted(known)}"
            )
    taken = {debt.id: 0 for debt in debts}
    left = payment_cents
    for group in _groups(debts, designated):
        left -= _pay(group, left, taken)
    return tuple(Share(debt_id=debt.id, cents=taken[debt.id]) for debt in debts), left


def _groups(debts: Sequence[Debt], designated: Sequence[str]) -> list[list[Debt]]:
    by_id = {debt.id: debt for debt in debts}
    named = [[by_id[name]] for name in dict.fromkeys(designated)]
    rest = [debt for debt in debts if debt.id not in designated]
    ranks = sorted({_rank(debt) for debt in rest})
    return named + [[debt for debt in rest if _rank(debt) == rank] for rank in ranks]


def _rank(debt: Debt) -> tuple[bool, bool, Decimal, date]:
    return (not debt.is_due, debt.is_secured, -debt.burden_percent, debt.day)


def _pay(group: Sequence[Debt], left: int, taken: dict[str, int]) -> int:
    """Pay equals in proportion to what is open, and return how much they took."""
    open_cents = [max(debt.open_cents, 0) for debt in group]
    total = sum(open_cents)
    paid = min(left, total)
    if not paid:
        return 0
    shares = [cents * paid // total for cents in open_cents]
    by_remainder = sorted(range(len(group)), key=lambda place: -(open_cents[place] * paid % total))
    for place in by_remainder[: paid - sum(shares)]:
        shares[place] += 1
    for debt, share in zip(group, shares, strict=True):
        taken[debt.id] += share
    return paid


def _refuse_negative(payment_cents: int) -> None:
    if payment_cents < 0:
        raise PaymentNegative(
            f"{payment_cents} cents cannot be appropriated; book money that goes out as a return"
        )
