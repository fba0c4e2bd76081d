"""`kulanz law deadline`."""

import argparse
from typing import get_args

from kulanz.core.days import CalendarUnknown, Period, PeriodUnit, period_end, shift_193
from kulanz.features.deadlines.calendars import german_calendar
from kulanz.interfaces.commands.law.arguments import with_state
from kulanz.interfaces.commands.support import OK, CommandRefused, day_argument, print_json, with_json


def add_to(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "--event", type=day_argument, required=True, metavar="DAY", help="not counted (§ 187 I)"
    )
    parser.add_argument("--length", type=int, required=True, metavar="NUMBER")
    parser.add_argument("--unit", choices=get_args(PeriodUnit), required=True)
    with_state(parser)
    with_json(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the last day, and what § 193 BGB moved."""
    try:
        end = period_end(args.event, Period(args.length, args.unit))
        shifted = shift_193(end, german_calendar(args.state))
    except (ValueError, CalendarUnknown) as cause:
        raise CommandRefused(f"This period has no end that can be calculated: {cause}.") from cause
    if args.json:
        print_json({"nominal_end": end, "end": shifted, "weekday": f"{shifted:%A}"})
        return OK
    moved = "" if shifted == end else f", moved from {end:%A} {end} (§ 193 BGB)"
    print(f"last day: {shifted:%A} {shifted}{moved}")
    return OK
