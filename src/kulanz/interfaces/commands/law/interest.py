"""`kulanz law interest`."""

import argparse
from typing import Any, get_args

from kulanz.core.law.day_count import Convention, DayCount
from kulanz.core.law.interest import (
    InterestSegment,
    default_interest,
    interest_at,
    rounded_shares,
    rounded_total,
)
from kulanz.core.law.obligation import Obligation
from kulanz.core.law.parameter import LawUnknown
from kulanz.interfaces.commands.law.arguments import amount_argument, rate_argument, with_debtor
from kulanz.interfaces.commands.law.inputs import amount_text
from kulanz.interfaces.commands.law.law_of_home import law_book
from kulanz.interfaces.commands.support import (
    OK,
    CommandRefused,
    day_argument,
    print_json,
    table,
    with_json,
)


def add_to(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--principal", type=amount_argument, required=True, metavar="AMOUNT")
    parser.add_argument("--from", dest="first_day", type=day_argument, required=True, metavar="DAY")
    parser.add_argument(
        "--to", dest="last_day", type=day_argument, required=True, metavar="DAY", help="payment day"
    )
    with_debtor(parser)
    parser.add_argument(
        "--obligation-arose",
        type=day_argument,
        metavar="DAY",
        help="selects the margin; without it the first day",
    )
    parser.add_argument(
        "--rate", type=rate_argument, metavar="PERCENT", help="an agreed rate instead of § 288"
    )
    parser.add_argument("--day-count", choices=get_args(DayCount), default="act/act")
    parser.add_argument("--payment-day-not-counted", action="store_true")
    parser.add_argument(
        "--forecast", action="store_true", help="carry the last verified figures forward; marked provisional"
    )
    with_json(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the lines and their total."""
    if args.last_day < args.first_day:
        raise CommandRefused(
            f"{args.last_day} lies before {args.first_day}: there is no interest to calculate."
        )
    segments = _segments(args)
    shares = rounded_shares(segments)
    if args.json:
        print_json(
            {
                "lines": [_as_json(one, cents) for one, cents in zip(segments, shares, strict=True)],
                "total_cents": rounded_total(segments),
                "day_count": args.day_count,
            }
        )
        return OK
    rows = [_row(one, cents) for one, cents in zip(segments, shares, strict=True)]
    total = ("", "", "", "", "total", amount_text(rounded_total(segments)))
    print(table([*rows, total], header=("from", "to", "days", "base", "rate", "interest")))
    return OK


def _segments(args: argparse.Namespace) -> tuple[InterestSegment, ...]:
    span: dict[str, Any] = {
        "base_cents": args.principal,
        "first_day": args.first_day,
        "last_day": args.last_day,
        "convention": Convention(day_count=args.day_count, counts_last_day=not args.payment_day_not_counted),
    }
    if args.rate is not None:
        return interest_at(percent=args.rate, **span)
    obligation = Obligation(arose_on=args.obligation_arose or args.first_day, debtor=args.debtor)
    try:
        return default_interest(obligation, law=law_book(), forecast=args.forecast, **span)
    except LawUnknown as unknown:
        raise CommandRefused(
            f"{unknown} Past the last verified day --forecast carries it forward."
        ) from unknown


def _as_json(one: InterestSegment, cents: int) -> dict[str, Any]:
    return {
        "first_day": one.first_day,
        "last_day": one.last_day,
        "days": one.days,
        "days_by_length_of_year": [[part.days, part.days_in_year] for part in one.year_parts],
        "base_cents": one.base_cents,
        "rate_percent": str(one.percent),
        "cents": cents,
        "provisional": one.is_provisional,
    }


def _row(one: InterestSegment, cents: int) -> tuple[str, ...]:
    return (
        str(one.first_day),
        str(one.last_day),
        " + ".join(f"{part.days}/{part.days_in_year}" for part in one.year_parts),
        amount_text(one.base_cents),
        f"{one.percent} %" + (" provisional" if one.is_provisional else ""),
        amount_text(cents),
    )
