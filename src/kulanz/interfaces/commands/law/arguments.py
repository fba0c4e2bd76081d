"""Arguments that the calculators share."""

import argparse
import re
from decimal import Decimal, InvalidOperation

from kulanz.features.deadlines.calendars import LAENDER, MUNICIPALITIES

_AMOUNT = re.compile(r"(\d{1,13})(?:[.,](\d{1,2}))?", re.ASCII)


def amount_argument(text: str) -> int:
    """Read `1234.50` or `1234,50` as cents. `1.000` could be one or a thousand, and is refused."""
    found = _AMOUNT.fullmatch(text.strip())
    if not found:
        raise argparse.ArgumentTypeError(f"'{text}' is no amount; write it as 1234.50")
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))


def rate_argument(text: str) -> Decimal:
    """Read `6.27` or `6,27` as percent a year."""
    try:
        rate = Decimal(text.replace(",", "."))
    except InvalidOperation as cause:
        raise argparse.ArgumentTypeError(f"'{text}' is no rate in percent; write it as 6.27") from cause
    if not rate.is_finite():
        raise argparse.ArgumentTypeError(f"'{text}' is no rate in percent; write it as 6.27")
    return rate


def with_debtor(parser: argparse.ArgumentParser) -> None:
    """Add `--debtor`; a consumer where it is not said."""
    parser.add_argument("--debtor", choices=("consumer", "business"), default="consumer", help="who owes")


def with_state(parser: argparse.ArgumentParser) -> None:
    """Add `--state`."""
    parser.add_argument(
        "--state",
        choices=(*LAENDER, *MUNICIPALITIES),
        help="Land of the holidays; without it any Land's count",
    )
