"""Compare the merchant's own open items with ours, and explain every cent of the difference.

Own total − total here is always the sum of the differences: each number contributes what it adds there minus what
it adds here, under one reason. What nobody listed by number stands as one difference of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why an amount differs. The values are stored with a check."""

    ONLY_HERE = "only_here"  # open here, not in the own list
    ONLY_THERE = "only_there"  # in the own list, unknown here
    AMOUNT = "amount"  # both, with different amounts
    PAID_HERE = "paid_here"  # settled here, open in the own list
    NOT_OURS = "not_ours"  # sold, marketplace, prepaid or unanswered: not counted here
    UNMATCHED_PAYMENT = "unmatched_payment"  # a payment that waits here explains it
    CREDIT = "credit"  # a credit note here
    OTHER_CURRENCY = "other_currency"
    DUPLICATE = "duplicate"  # the own list names the number again
    NOT_LISTED = "not_listed"  # the own total is not the sum of the own list, or there is no list


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnLine:
    """One line of the merchant's own list, in minor units of the currency of the comparison."""

    number: str
    cents: int
    customer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """One document in our books. `is_ours`: the merchant's own claim; else it does not count into the total."""

    number: str
    open_cents: int
    currency: str
    is_ours: bool
    is_credit: bool = False
    customer: str = ""
    case: str = ""  # where it is resolved


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A payment that came in and has no invoice yet, although it names some. `line` is where it is resolved."""

    line: str
    cents: int
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What one number adds to own total − total here, and why. `there`/`here` None: not in that list."""

    reason: Reason
    cents: int
    number: str = ""
    customer: str = ""
    there_cents: int | None = None
    here_cents: int | None = None
    case: str = ""
    line: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Both totals and why they differ: own − here = the sum of the differences, to the cent."""

    own_cents: int
    here_cents: int
    differences: tuple[Difference, ...]

    @property
    def difference_cents(self) -> int:
        """Return own total − total here."""
        return self.own_cents - self.here_cents


def compare(
    *,
    own_total: int | None,
    own: Sequence[OwnLine],
    here: Sequence[Here],
    waiting: Sequence[Waiting],
    currency: str,
) -> Comparison:
    """Compare the own total, the own list or both with what is open here in this currency.

    Without `own_total` the sum of the list is the own total. Without a list the whole difference is "not listed".
    Numbers are compared without spaces and in any case.
    """
    listed = sum(line.cents for line in own)
    own_cents = listed if own_total is None else own_total
    books = {_key(one.number): one for one in here}
    total_here = sum(_counted(one, currency) for one in here)
    if not own:
        rest = own_cents - total_here
        return Comparison(
            own_cents=own_cents,
            here_cents=total_here,
            differences=(Difference(reason=Reason.NOT_LISTED, cents=rest),) if rest else (),
        )
    payments = {_key(number): payment for payment in waiting for number in payment.numbers}
    differences: list[Difference] = []
    seen: set[str] = set()
    for line in own:
        key = _key(line.number)
        found = _of_line(line, books.get(key), payments.get(key), currency=currency, is_repeated=key in seen)
        seen.add(key)
        if found is not None:
            differences.append(found)
    differences += _only_here(books, payments, seen, currency)
    if own_cents != listed:
        differences.append(Difference(reason=Reason.NOT_LISTED, cents=own_cents - listed))
    return Comparison(own_cents=own_cents, here_cents=total_here, differences=tuple(differences))


def _of_line(
    line: OwnLine, here: Here | None, payment: Waiting | None, *, currency: str, is_repeated: bool
) -> Difference | None:
    if not line.cents and (is_repeated or here is None):
        return None
    if is_repeated:
        return Difference(
            reason=Reason.DUPLICATE,
            cents=line.cents,
            number=line.number,
            customer=line.customer,
            there_cents=line.cents,
            case=here.case if here else "",
        )
    if here is None:
        return Difference(
            reason=Reason.ONLY_THERE,
            cents=line.cents,
            number=line.number,
            customer=line.customer,
            there_cents=line.cents,
        )
    cents = line.cents - _counted(here, currency)
    if not cents:
        return None
    reason = _reason(line, here, payment, currency)
    return Difference(
        reason=reason,
        cents=cents,
        number=here.number,
        customer=here.customer or line.customer,
        there_cents=line.cents,
        here_cents=here.open_cents,
        case=here.case,
        line=payment.line if payment and reason is Reason.UNMATCHED_PAYMENT else "",
    )


def _reason(line: OwnLine, here: Here, payment: Waiting | None, currency: str) -> Reason:
    if here.currency != currency:
        return Reason.OTHER_CURRENCY
    if here.is_credit:
        return Reason.CREDIT
    if not here.is_ours:
        return Reason.NOT_OURS
    if here.open_cents == 0:
        return Reason.PAID_HERE
    if payment is not None and line.cents < here.open_cents:
        return Reason.UNMATCHED_PAYMENT
    return Reason.AMOUNT


def _only_here(
    books: Mapping[str, Here], payments: Mapping[str, Waiting], seen: set[str], currency: str
) -> list[Difference]:
    found = []
    for key, one in books.items():
        counted = _counted(one, currency)
        if key in seen or not counted:
            continue
        payment = payments.get(key)
        found.append(
            Difference(
                reason=Reason.UNMATCHED_PAYMENT if payment else Reason.ONLY_HERE,
                cents=-counted,
                number=one.number,
                customer=one.customer,
                here_cents=counted,
                case=one.case,
                line=payment.line if payment else "",
            )
        )
    return found


def _counted(one: Here, currency: str) -> int:
    """Return what a document adds to the total here: the open amount of an own claim, nothing else."""
    counts = one.is_ours and not one.is_credit and one.currency == currency
    return one.open_cents if counts else 0


def _key(number: str) -> str:
    return "".join(number.split()).casefold()
