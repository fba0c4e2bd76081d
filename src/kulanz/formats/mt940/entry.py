"""`:61:`: day, direction, amount and references of one line of the account."""

import re
from dataclasses import dataclass
from datetime import date

from kulanz.formats.mt940.values import FieldUnreadable, read_amount, read_day, read_entry_day
from kulanz.formats.quoting import quoted

# Direction: C, D; RC takes a credit back, RD a debit; EC, ED are expected. The letter behind it is the third one of
# the currency ("CR" is a credit in EUR, not a reversal). Some banks put a blank or a line break before the amount.
_ENTRY = re.compile(
    r"(?P<value>\d{6})(?P<entry>\d{4})?(?P<mark>[RE]?[CD])(?P<funds>[A-Z])?\s?(?P<amount>\d[\d,.]*)\s?"
    r"(?P<kind>[A-Z][A-Z0-9 ]{3})?(?P<rest>.*)",
    re.ASCII | re.DOTALL,
)
_STATED = re.compile(r"/(OCMT|CHGS)/([A-Z]{3})(\d[\d,]*)", re.ASCII)
_LONGEST_REFERENCE = 16
_MONEY_IN = frozenset({"C", "RD", "EC"})
_NO_REFERENCE = frozenset({"NONREF", "NOTPROVIDED", "KREF+", "N", ""})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One `:61:`. `cents` carries the sign: a credit taken back (RC) is money out."""

    cents: int
    currency: str
    value_date: date
    entry_date: date | None
    is_reversal: bool
    is_expected: bool
    kind: str | None
    customer_reference: str | None
    bank_reference: str | None
    behind_reference: str | None
    charges_cents: int | None
    original_cents: int | None
    original_currency: str | None


def read_entry(lines: list[str], *, currency: str) -> Entry:
    """Read the lines of a `:61:`. Raises `FieldUnreadable`."""
    found, more = _ENTRY.fullmatch(lines[0].rstrip()), lines[1:]
    if found is None and more:
        found, more = _ENTRY.fullmatch(lines[0].rstrip() + more[0].rstrip()), more[1:]
    if found is None:
        raise FieldUnreadable(f"{quoted(lines[0])} ist keine lesbare Umsatzzeile.")
    value_date = read_day(found["value"])
    cents = read_amount(found["amount"], currency=currency)
    own, bank, behind = _references(found["rest"])
    stated = {
        name: (code, text) for name, code, text in _STATED.findall("".join(line.strip() for line in more))
    }
    charges, original = stated.get("CHGS"), stated.get("OCMT")
    return Entry(
        cents=cents if found["mark"] in _MONEY_IN else -cents,
        currency=currency,
        value_date=value_date,
        entry_date=read_entry_day(found["entry"], value_date=value_date) if found["entry"] else None,
        is_reversal=found["mark"].startswith("R"),
        is_expected=found["mark"].startswith("E"),
        kind=(found["kind"] or "").strip() or None,
        customer_reference=own,
        bank_reference=bank,
        behind_reference=behind,
        charges_cents=read_amount(charges[1], currency=currency)
        if charges and charges[0] == currency
        else None,
        original_cents=read_amount(original[1], currency=original[0]) if original else None,
        original_currency=original[0] if original else None,
    )


def _references(rest: str) -> tuple[str | None, str | None, str | None]:
    """Return the customer's and the bank's reference, and what a bank writes behind the sixteen places of the first."""
    own, slashes, bank = rest.partition("//")
    behind = "" if slashes else own[_LONGEST_REFERENCE:]
    own = own if slashes else own[:_LONGEST_REFERENCE]
    return _stated(own), _stated(bank), behind.strip() or None


def _stated(reference: str) -> str | None:
    bare = reference.strip()
    return None if bare.upper() in _NO_REFERENCE else bare
