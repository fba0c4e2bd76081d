"""`kulanz law default`."""

import argparse

from kulanz.core.days import CalendarUnknown
from kulanz.core.law.default_of_debtor import (
    DefaultFacts,
    DefaultOfDebtor,
    Notice,
    NotInDefault,
    start_of_default,
)
from kulanz.core.law.obligation import Obligation
from kulanz.features.deadlines.calendars import german_calendar
from kulanz.interfaces.commands.law.arguments import with_debtor, with_state
from kulanz.interfaces.commands.law.law_of_home import law_book
from kulanz.interfaces.commands.support import (
    OK,
    CommandMisused,
    CommandRefused,
    day_argument,
    print_json,
    with_json,
)


def add_to(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--due", type=day_argument, metavar="DAY", help="due date as the invoice states it")
    parser.add_argument(
        "--agreed", type=day_argument, metavar="DAY", help="calendar day that the contract fixes"
    )
    parser.add_argument("--invoice-received", type=day_argument, metavar="DAY")
    parser.add_argument("--notice-30-days", action="store_true", help="the invoice points to § 286 III")
    parser.add_argument("--reminder-received", type=day_argument, metavar="DAY")
    parser.add_argument(
        "--reminder-deadline", type=day_argument, metavar="DAY", help="last day the reminder names"
    )
    parser.add_argument(
        "--refusal", type=day_argument, metavar="DAY", help="serious and final refusal received"
    )
    with_debtor(parser)
    with_state(parser)
    with_json(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print since when the debtor is in default and why, or why not."""
    if args.reminder_deadline and not args.reminder_received:
        raise CommandMisused("--reminder-deadline needs --reminder-received: the day the reminder arrived.")
    notices: tuple[Notice, ...] = ()
    if args.reminder_received:
        notices = (Notice(received_on=args.reminder_received, deadline=args.reminder_deadline),)
    law = law_book()
    anchor = args.invoice_received or args.due or args.agreed
    newest = law.parameters["default_without_notice"].known_until
    facts = DefaultFacts(
        obligation=Obligation(arose_on=anchor or newest, debtor=args.debtor),
        due_date=args.due,
        agreed_due_date=args.agreed,
        invoice_received_on=args.invoice_received,
        has_30_day_notice=args.notice_30_days,
        notices=notices,
        refusal_received_on=args.refusal,
    )
    try:
        found = start_of_default(facts, calendar=german_calendar(args.state), law=law, forecast=True)
    except CalendarUnknown as unknown:
        raise CommandRefused(str(unknown)) from unknown
    _show(found, as_json=args.json)
    return OK


def _show(found: DefaultOfDebtor | NotInDefault, *, as_json: bool) -> None:
    begun = found if isinstance(found, DefaultOfDebtor) else None
    if as_json:
        print_json(
            {
                "in_default": begun is not None,
                "since": begun.since if begun else None,
                "first_interest_day": begun.first_interest_day if begun else None,
                "because": found.because,
                "paragraph": found.paragraph,
            }
        )
    elif begun is None:
        print(f"not in default: {found.because} ({found.paragraph})")
    else:
        print(f"in default since {begun.since}, first interest day {begun.first_interest_day}")
        print(f"because: {found.because} ({found.paragraph})")
