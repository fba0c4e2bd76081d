"""What makes two bank lines the same: account, booking date, amount, counterparty, text, and their place among equals."""

import hashlib
from datetime import date
from typing import NamedTuple

from kulanz.core.matching.folding import compact
from kulanz.formats.records import BankLine as ReadLine

NO_REFERENCE = frozenset({"", "NOTPROVIDED", "NONREF", "NOTAVAILABLE"})


class Known(NamedTuple):
    """What a line is compared by, whether it stands in the books or in the file. Texts carry no white space."""

    base: str  # equal for equal lines of an account
    ordinal: int
    booking_date: date
    amount_cents: int
    payer: str
    name: str
    text: str
    bank_reference: str
    end_to_end_id: str

    @property
    def identity(self) -> str:
        """Return what is unique per account."""
        return f"{self.base}:{self.ordinal}"


def compared(
    *,
    booking_date: date,
    amount_cents: int,
    counterparty_name: str,
    counterparty_iban: str,
    remittance_text: str,
    bank_reference: str,
    end_to_end_id: str,
    ordinal: int,
) -> Known:
    """Return a line as it is compared. Two formats of one statement break lines and spaces differently."""
    text, name = _bare(remittance_text), _bare(counterparty_name)
    payer = _bare(counterparty_iban) or name
    parts = (booking_date.isoformat(), str(amount_cents), payer, text)
    return Known(
        base=hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:48],
        ordinal=ordinal,
        booking_date=booking_date,
        amount_cents=amount_cents,
        payer=payer,
        name=name,
        text=text,
        bank_reference=_reference(bank_reference),
        end_to_end_id=_reference(end_to_end_id),
    )


class Places:
    """The places of equal lines within one file, kept while it is read; two equal lines are two payments.

    Keeps eighteen bytes of digest a line, so that a long file needs little more room than a short one.
    """

    def __init__(self) -> None:
        self._seen: dict[bytes, int] = {}

    def compared(self, line: ReadLine, day: date) -> Known:
        """Return the next line of the file as it is compared, with its place among those before it."""
        first = compared(
            booking_date=day,
            amount_cents=line.amount_cents,
            counterparty_name=line.counterparty_name or "",
            counterparty_iban=line.counterparty_iban or "",
            remittance_text=line.remittance_text or "",
            bank_reference=line.bank_reference or "",
            end_to_end_id=line.end_to_end_id or "",
            ordinal=0,
        )
        key = _key(first.base)
        place = self._seen.get(key, 0)
        self._seen[key] = place + 1
        return first if not place else first._replace(ordinal=place)

    def holds(self, base: str, ordinal: int) -> bool:
        """Return whether the file, as far as it was read, holds a line of this base at this place."""
        return ordinal < self._seen.get(_key(base), 0)


def _key(base: str) -> bytes:
    return bytes.fromhex(base[:36])


def contradict(one: Known, other: Known) -> bool:
    """Return whether two lines with equal identity carry references that differ: then a person has to look."""
    pairs = ((one.bank_reference, other.bank_reference), (one.end_to_end_id, other.end_to_end_id))
    return any(left and right and left != right for left, right in pairs)


def may_be_twins(one: Known, other: Known) -> bool:
    """Return whether two lines of one account, not equal, may be the same payment in two formats.

    Same day and amount, the same payer as far as both name one, and one text within the other. Only letters and
    digits count: MT940 writes "Mueller" and has no semicolon.
    """
    if (one.booking_date, one.amount_cents) != (other.booking_date, other.amount_cents):
        return False
    if one.end_to_end_id and one.end_to_end_id == other.end_to_end_id:
        return True
    if contradict(one, other) and one.end_to_end_id and other.end_to_end_id:
        return False
    if not _same_payer(one, other):
        return False
    text, words = compact(one.text), compact(other.text)
    return text in words or words in text


def _same_payer(one: Known, other: Known) -> bool:
    if not one.payer or not other.payer or one.payer == other.payer:
        return True
    if not one.name or not other.name:
        return one.name == other.name
    name, same = compact(one.name), compact(other.name)
    return name.startswith(same) or same.startswith(name)


def _bare(text: str) -> str:
    return "".join(text.split()).upper()


def _reference(text: str) -> str:
    bare = _bare(text)
    return "" if bare in NO_REFERENCE else bare
