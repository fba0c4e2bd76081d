"""One `Ntry` and its details → bank lines: one per payment, adding up to what the bank booked."""

from dataclasses import dataclass, replace
from datetime import date

from lxml import etree

from kulanz.formats.amounts import amount_text
from kulanz.formats.camt.details import (
    Details,
    Side,
    provided,
    read_charges,
    transaction_code,
)
from kulanz.formats.camt.fields import Amount, FieldUnreadable, Leaves, is_true
from kulanz.formats.quoting import quoted
from kulanz.formats.records import BankLine, BankLineStatus
from kulanz.formats.return_reasons import RETURN_CODES, reason_of_number

_STATUS: dict[str, BankLineStatus] = {"BOOK": "booked", "PDNG": "pending", "FUTR": "pending", "INFO": "info"}
_NOBODY = Side(name=None, iban=None, account=None, ultimate_name=None)
_NO_DETAILS = Details(
    amounts=(),
    instructed=None,
    is_credit=None,
    debtor=_NOBODY,
    creditor=_NOBODY,
    remittance_text=None,
    structured_reference=None,
    end_to_end_id=None,
    mandate_reference=None,
    creditor_identifier=None,
    bank_reference=None,
    return_reason=None,
    transaction_code=None,
    booking_text=None,
    charges=(),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Whose account the statement is of: what tells the other party from the owner."""

    account: str | None
    owner_name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What the bank booked in one sum. `cents` carries the sign."""

    cents: int
    currency: str
    status: BankLineStatus
    is_reversal: bool
    booking_date: date | None
    value_date: date | None
    bank_reference: str | None
    transaction_code: str | None
    booking_text: str | None
    charges: tuple[Amount, ...]
    batch_reference: str | None
    batch_count: int | None
    instructed: Amount | None
    return_reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLines:
    """The lines of an entry, and a German sentence where its details contradict it."""

    lines: tuple[BankLine, ...]
    warning: str | None = None


def read_entry(element: etree._Element) -> Entry:
    """Read the entry itself. Raises `FieldUnreadable`.

    `CdtDbtInd` is the direction of this booking, also of a reversal: `RvslInd` says what it undoes and turns
    the parties round, not the sign (ISO 20022, ReversalIndicator).
    """
    leaves = Leaves(element)
    booked = leaves.amount("Amt")
    if booked is None:
        raise FieldUnreadable("Der Umsatz nennt keinen Betrag.")
    credit = leaves.is_credit()
    if credit is None:
        raise FieldUnreadable("Der Umsatz sagt nicht, ob er Gutschrift oder Belastung ist.")
    count, code = leaves.text("NtryDtls/Btch/NbOfTxs"), transaction_code(leaves)
    return Entry(
        cents=booked.cents if credit else -booked.cents,
        currency=booked.currency,
        status=_status(leaves),
        is_reversal=is_true(leaves.text("RvslInd")),
        booking_date=leaves.day("BookgDt"),
        value_date=leaves.day("ValDt"),
        bank_reference=provided(leaves.text("AcctSvcrRef")),
        transaction_code=code,
        booking_text=leaves.text("AddtlNtryInf"),
        charges=read_charges(leaves),
        batch_reference=provided(leaves.text("NtryDtls/Btch/PmtInfId", "NtryDtls/Btch/MsgId")),
        batch_count=int(count) if count and count.isdecimal() and len(count) < 10 else None,
        instructed=leaves.amount("AmtDtls/InstdAmt/Amt"),
        return_reason=_reason_in_code(code),
    )


def _is_return_code(code: str | None) -> bool:
    """Return whether the German banks' own code ("NRTI+109++901": kind, code, batch, reason) says it came back."""
    parts = (code or "").split("+")
    return len(parts) > 1 and parts[1] in RETURN_CODES


def _reason_in_code(code: str | None) -> str | None:
    parts = (code or "").split("+")
    return reason_of_number(parts[3]) if _is_return_code(code) and len(parts) > 3 else None


def _reason(entry: Entry, details: Details) -> str | None:
    return details.return_reason or _reason_in_code(details.transaction_code) or entry.return_reason


def turned(entry: Entry) -> Entry:
    """Return the entry with the other sign."""
    return replace(entry, cents=-entry.cents)


def _status(leaves: Leaves) -> BankLineStatus:
    code = leaves.text("Sts/Cd", "Sts", "Sts/Prtry")
    if code is None:
        return "booked"
    if code not in _STATUS:
        raise FieldUnreadable(
            f"Der Status {quoted(code)} des Umsatzes ist nicht bekannt (erwartet BOOK, PDNG oder INFO)."
        )
    return _STATUS[code]


def lines_of(entry: Entry, details: list[Details], *, holder: Holder, place: str) -> EntryLines:
    """Return one line per payment, or one line for the whole entry where the payments do not show their sums.

    The lines always add up to the entry: details that do not are kept together, with a warning.
    """
    if len(details) <= 1:
        only = details[0] if details else _NO_DETAILS
        return EntryLines(lines=(_line(entry, only, cents=entry.cents, holder=holder, place=place),))
    if any(_own_amount(entry, one) is None for one in details):
        return EntryLines(lines=(_kept_together(entry, details, holder=holder, place=place),))
    readings = _readings(entry, details)
    known = next((shares for shares in readings if sum(shares) == entry.cents), None)
    if known is None:
        warning = (
            f"Die {len(details)} Einzelposten ergeben {amount_text(sum(readings[0]), currency=entry.currency)}, "
            f"gebucht sind {amount_text(entry.cents, currency=entry.currency)}. Der Umsatz bleibt deshalb ungeteilt."
        )
        return EntryLines(
            lines=(_kept_together(entry, details, holder=holder, place=place),), warning=warning
        )
    return EntryLines(
        lines=tuple(
            _line(entry, one, cents=cents, holder=holder, place=f"{place}, Posten {number}")
            for number, (one, cents) in enumerate(zip(details, known, strict=True), start=1)
        )
    )


def _readings(entry: Entry, details: list[Details]) -> tuple[list[int], ...]:
    """Return the shares of the payments in every way banks write them; the one that adds up is meant.

    Each payment's own direction counts; some banks copy the direction of the single order into a batch that
    went the other way, so the direction of the entry is tried next. Both gross and net of charges.
    """
    own, as_entry = [], []
    for one in details:
        cents = _own_amount(entry, one) or 0
        as_entry.append(cents if entry.cents >= 0 else -cents)
        own.append(as_entry[-1] if one.is_credit is None else cents if one.is_credit else -cents)
    charges = [_charged(one, entry.currency) for one in details]
    net = [
        [share - charge for share, charge in zip(shares, charges, strict=True)] for shares in (own, as_entry)
    ]
    return own, as_entry, *net


def _own_amount(entry: Entry, details: Details) -> int | None:
    """Return the payment's amount without sign; None where the file gives it in no currency that fits."""
    return next((one.cents for one in details.amounts if one.currency == entry.currency), None)


def _charged(details: Details, currency: str) -> int:
    return sum(one.cents for one in details.charges if one.currency == currency)


def _kept_together(entry: Entry, details: list[Details], *, holder: Holder, place: str) -> BankLine:
    """Return one line for several payments: it names what they share, and all their texts."""
    texts = [one.remittance_text for one in details if one.remittance_text]
    whole = _line(entry, _NO_DETAILS, cents=entry.cents, holder=holder, place=place, count=len(details))
    parties = {_counterparty(entry, one, cents=entry.cents, holder=holder) for one in details}
    party = parties.pop() if len(parties) == 1 else _NOBODY
    return replace(
        whole,
        remittance_text=" ".join(texts) or None,
        counterparty_name=party.name,
        counterparty_iban=party.iban,
        counterparty_account=party.account,
    )


def _line(
    entry: Entry, details: Details, *, cents: int, holder: Holder, place: str, count: int | None = None
) -> BankLine:
    party = _counterparty(entry, details, cents=cents, holder=holder)
    charges = [one.cents for one in details.charges or entry.charges if one.currency == entry.currency]
    original = details.instructed or (entry.instructed if count is None else None)
    return BankLine(
        place=place,
        status=entry.status,
        booking_date=entry.booking_date,
        value_date=entry.value_date,
        amount_cents=cents,
        currency=entry.currency,
        remittance_text=details.remittance_text,
        structured_reference=details.structured_reference,
        counterparty_name=party.name,
        counterparty_iban=party.iban,
        counterparty_account=party.account,
        ultimate_counterparty_name=party.ultimate_name,
        end_to_end_id=details.end_to_end_id,
        mandate_reference=details.mandate_reference,
        creditor_identifier=details.creditor_identifier,
        bank_reference=details.bank_reference or entry.bank_reference,
        return_reason=_reason(entry, details),
        is_reversal=entry.is_reversal,
        transaction_code=details.transaction_code or entry.transaction_code,
        booking_text=details.booking_text or entry.booking_text,
        charges_cents=sum(charges) if charges else None,
        original_amount_cents=original.cents if original else None,
        original_currency=original.currency if original else None,
        batch_reference=entry.batch_reference,
        batch_count=count or entry.batch_count if details is _NO_DETAILS else None,
    )


def _counterparty(entry: Entry, details: Details, *, cents: int, holder: Holder) -> Side:
    """Return the other party.

    Where an account number or the owner's name shows which side we are, that decides. Else the payer of money
    in and the payee of money out; in a reversal or return the file names the parties of the first booking,
    whose direction was the opposite one.
    """
    ours = _our_side(details, holder)
    if ours is not None:
        return details.creditor if ours == "debtor" else details.debtor
    undone = (
        entry.is_reversal
        or _reason(entry, details) is not None
        or _is_return_code(details.transaction_code or entry.transaction_code)
    )
    return details.debtor if (cents >= 0) != undone else details.creditor


def _our_side(details: Details, holder: Holder) -> str | None:
    sides = {"debtor": details.debtor, "creditor": details.creditor}
    by_account = [
        role for role, side in sides.items() if holder.account and holder.account in (side.iban, side.account)
    ]
    if len(by_account) == 1:
        return by_account[0]
    name = _folded(holder.owner_name)
    by_name = [role for role, side in sides.items() if name and _folded(side.name) == name]
    return by_name[0] if len(by_name) == 1 and not by_account else None


def _folded(name: str | None) -> str:
    return " ".join(name.casefold().split()) if name else ""
