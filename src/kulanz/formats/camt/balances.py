"""Opening and closing balance of a statement, and whether it adds up."""

from dataclasses import dataclass
from datetime import date

from lxml import etree

from kulanz.formats.camt.fields import FieldUnreadable, Leaves


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """A balance at the end of a day; negative where the account is overdrawn."""

    code: str
    cents: int
    currency: str
    day: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Where a statement begins and where it ends."""

    opening: Balance | None
    closing: Balance | None


def read_balance(element: etree._Element) -> Balance:
    """Read one `Bal`. Raises `FieldUnreadable`."""
    leaves = Leaves(element)
    stated, credit = leaves.amount("Amt"), leaves.is_credit()
    if stated is None or credit is None:
        raise FieldUnreadable("Ein Saldo nennt keinen Betrag oder kein Vorzeichen.")
    return Balance(
        code=leaves.text("Tp/CdOrPrtry/Cd", "Tp/CdOrPrtry/Prtry") or "",
        cents=stated.cents if credit else -stated.cents,
        currency=stated.currency,
        day=leaves.day("Dt"),
    )


def frame_of(balances: list[Balance]) -> Frame:
    """Pick opening and closing balance of the booked lines.

    Opening is OPBD, else the closing of the day before (PRCD). Closing is CLBD. A page of a longer statement
    and a report within the day show interim balances (ITBD) instead: the first one opens where something else
    closes, the last one closes.
    """
    interim = [one for one in balances if one.code == "ITBD"]
    opening = _first(balances, "OPBD") or _first(balances, "PRCD")
    closing = _last(balances, "CLBD")
    if opening is None and interim and (closing is not None or len(interim) > 1):
        opening = interim.pop(0)
    if closing is None and interim:
        closing = interim[-1]
    return Frame(opening=opening, closing=closing)


def _first(balances: list[Balance], code: str) -> Balance | None:
    return next((one for one in balances if one.code == code), None)


def _last(balances: list[Balance], code: str) -> Balance | None:
    return next((one for one in reversed(balances) if one.code == code), None)


def difference(frame: Frame, booked: dict[str, int]) -> int | None:
    """Return closing − (opening + booked lines) in minor units, or None where it cannot be told.

    `booked` is the sum per currency. Lines in a currency other than the account's make the sum unknowable.
    """
    if frame.opening is None or frame.closing is None:
        return None
    if frame.opening.currency != frame.closing.currency:
        return None
    if set(booked) - {frame.opening.currency}:
        return None
    return frame.closing.cents - frame.opening.cents - booked.get(frame.opening.currency, 0)
