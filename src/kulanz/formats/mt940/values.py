"""The values of MT940 fields: days with two-digit years, amounts with a comma, balances."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from kulanz.formats.amounts import AmountUnreadable, cents_of_plain
from kulanz.formats.quoting import quoted

_AMOUNT = re.compile(r"\d{1,16}(?:,\d{0,4})?", re.ASCII)
_BALANCE = re.compile(r"([CD])(\d{6})([A-Z]{3})\s*(\S.*)", re.ASCII)
_FIRST_YEAR = 80  # 80…99 are 1980…1999; the format is older than the century
_FEBRUARY, _LONGEST_FEBRUARY = 2, 30


class FieldUnreadable(ValueError):
    """A value cannot be read. The German sentence shows the value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """A balance at the end of a day; negative where the account is overdrawn. `day` is None where it is none."""

    cents: int
    currency: str
    day: date | None


def read_day(printed: str) -> date:
    """Read YYMMDD. 30 February, in which banks count interest, is the end of that month. Raises `FieldUnreadable`."""
    year = int(printed[:2])
    year += 1900 if year >= _FIRST_YEAR else 2000
    month, day = int(printed[2:4]), int(printed[4:6])
    if month == _FEBRUARY and day <= _LONGEST_FEBRUARY:
        day = min(day, monthrange(year, month)[1])
    try:
        return date(year, month, day)
    except ValueError as cause:
        raise FieldUnreadable(f"{quoted(printed)} ist kein lesbares Datum (erwartet JJMMTT).") from cause


def read_entry_day(printed: str, *, value_date: date) -> date:
    """Read MMDD as the day nearest to the value date: on 4 January "1230" lies in the year before."""
    month, day = int(printed[:2]), int(printed[2:])
    possible = []
    for year in (value_date.year - 1, value_date.year, value_date.year + 1):
        try:
            possible.append(date(year, month, day))
        except ValueError:
            continue  # 29 February exists in one year of four
    if not possible:
        raise FieldUnreadable(f"{quoted(printed)} ist kein lesbarer Buchungstag (erwartet MMTT).")
    return min(possible, key=lambda one: abs(one - value_date))


def read_amount(printed: str, *, currency: str) -> int:
    """Read "1125250,4" as minor units of the currency. Raises `FieldUnreadable`."""
    if not _AMOUNT.fullmatch(printed):
        raise FieldUnreadable(f"{quoted(printed)} ist kein lesbarer Betrag.")
    try:
        return cents_of_plain(printed.replace(",", "."), currency=currency)
    except AmountUnreadable as cause:
        raise FieldUnreadable(str(cause)) from cause


def read_balance(printed: str) -> Balance:
    """Read "C100318EUR380115,12". Raises `FieldUnreadable`; a day that does not exist does not cost the amount."""
    found = _BALANCE.fullmatch(printed)
    if not found:
        raise FieldUnreadable(f"{quoted(printed)} ist kein lesbarer Saldo.")
    cents = read_amount(found[4].strip(), currency=found[3])
    try:
        day = read_day(found[2])
    except FieldUnreadable:
        day = None
    return Balance(cents=cents if found[1] == "C" else -cents, currency=found[3], day=day)
