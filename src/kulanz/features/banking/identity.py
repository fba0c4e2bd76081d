"""What makes two bank lines the same: account, booking date, amount, counterparty, text, and their place among equals."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kulanz.formats.records import BankLine as ReadLine

NO_REFERENCE = frozenset({"", "NOTPROVIDED", "NONREF", "NOTAVAILABLE"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
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


def compared_in_file(lines: Sequence[ReadLine], days: Sequence[date]) -> list[Known]:
    """Return the lines of one file with their place among equals; two equal lines in one file are two payments."""
    seen: Counter[str] = Counter()
    found = []
    for line, day in zip(lines, days, strict=True):
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
        found.append(first if not seen[first.base] else _placed(first, seen[first.base]))
        seen[first.base] += 1
    return found


def contradict(one: Known, other: Known) -> bool:
    """Return whether two lines with equal identity carry references that differ: then a person has to look."""
    pairs = ((one.bank_reference, other.bank_reference), (one.end_to_end_id, other.end_to_end_id))
    return any(left and right and left != right for left, right in pairs)


def may_be_twins(one: Known, other: Known) -> bool:
    """Return whether two lines of one account, not equal, may be the same payment in two formats.

    Same day and amount, the same payer as far as both name one, and one text within the other.
    """
    if (one.booking_date, one.amount_cents) != (other.booking_date, other.amount_cents):
        return False
    if one.end_to_end_id and one.end_to_end_id == other.end_to_end_id:
        return True
    if contradict(one, other) and one.end_to_end_id and other.end_to_end_id:
        return False
    return _same_payer(one, other) and (one.text in other.text or other.text in one.text)


def _same_payer(one: Known, other: Known) -> bool:
    if not one.payer or not other.payer or one.payer == other.payer:
        return True
    if not one.name or not other.name:
        return one.name == other.name
    return one.name.startswith(other.name) or other.name.startswith(one.name)


def _placed(line: Known, ordinal: int) -> Known:
    return Known(
        base=line.base,
        ordinal=ordinal,
        booking_date=line.booking_date,
        amount_cents=line.amount_cents,
        payer=line.payer,
        name=line.name,
        text=line.text,
        bank_reference=line.bank_reference,
        end_to_end_id=line.end_to_end_id,
    )


def _bare(text: str) -> str:
    return "".join(text.split()).upper()


def _reference(text: str) -> str:
    bare = _bare(text)
    return "" if bare in NO_REFERENCE else bare
