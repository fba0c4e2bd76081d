"""`kulanz letters list | print | posted | set-aside | returned`: the print stack."""

import argparse
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kulanz.interfaces.commands.support import (
    OK,
    PARTLY,
    CommandRefused,
    chosen_merchant,
    command_actor,
    day_argument,
    machine_now,
    prepare,
    print_json,
    table,
    with_json,
    with_merchant,
)

if TYPE_CHECKING:
    from kulanz.features.dunning.letter_box import StackedLetter
    from kulanz.features.letters.models import Message
    from kulanz.features.tenants.models import Merchant


def add_to(commands: Any) -> None:
    group = commands.add_parser(
        "letters", help="the print stack: letters to print, to post, and those that came back"
    ).add_subparsers(required=True, metavar="ACTION")
    listing = group.add_parser(
        "list",
        help="what lies on the stack, and what must not be posted and why; writes nothing",
        epilog="example: kulanz letters list --json",
    )
    listing.set_defaults(run=run_list)
    printing = group.add_parser(
        "print",
        help="write letters as one PDF and note that they were printed",
        epilog="example: kulanz letters print --to stapel.pdf. Without ids, everything that was not printed yet; "
        "--again prints what was printed before as well.",
    )
    printing.add_argument("letters", metavar="LETTER", nargs="*")
    printing.add_argument("--to", type=Path, required=True, metavar="FILE", help="the PDF to write")
    printing.add_argument("--again", action="store_true")
    printing.set_defaults(run=run_print)
    posted = group.add_parser(
        "posted",
        help="note that printed letters lie in the letter box: their deadlines begin",
        epilog="example: kulanz letters posted --on 2026-12-01 --without msg_yxdyegbaethpyz",
    )
    posted.add_argument("letters", metavar="LETTER", nargs="*", help="without ids, all that were printed")
    posted.add_argument("--on", type=day_argument, metavar="DAY", help="without it, the merchant's today")
    posted.add_argument("--without", action="append", default=[], metavar="LETTER")
    posted.add_argument(
        "--in-letter-box",
        action="store_true",
        help="with ids: they cannot be held back any more, whatever speaks against them",
    )
    posted.set_defaults(run=run_posted)
    aside = group.add_parser(
        "set-aside", help="take a letter off the stack", epilog="example: kulanz letters set-aside msg_yxdy"
    )
    aside.add_argument("letter", metavar="LETTER")
    aside.add_argument("--because", default="Auf der Kommandozeile aussortiert")
    aside.set_defaults(run=run_set_aside)
    returned = group.add_parser(
        "returned",
        help="note that a posted letter came back: its demand does not count",
        epilog="example: kulanz letters returned msg_yxdy --because 'Empfänger unbekannt verzogen'",
    )
    returned.add_argument("letter", metavar="LETTER")
    returned.add_argument("--on", type=day_argument, metavar="DAY", help="without it, the merchant's today")
    returned.add_argument("--because", required=True)
    returned.set_defaults(run=run_returned)
    for one in (listing, printing, posted, aside, returned):
        with_merchant(one)
        with_json(one)


def run_list(args: argparse.Namespace) -> int:
    prepare()
    from kulanz.features.dunning.letter_box import look_through

    merchant = chosen_merchant(args)
    day, at = _today(merchant)
    letters = look_through(command_actor(merchant), day=day, at=at)
    if args.json:
        print_json({"day": day.isoformat(), "letters": [_as_json(one) for one in letters]})
        return OK
    rows = [
        (
            one.message.public_id,
            one.message.customer.name,
            one.message.state,
            one.paper.planned_posting_on.isoformat(),
            one.against,
        )
        for one in letters
    ]
    print(table(rows, header=("letter", "to", "state", "post by", "do not post because")))
    return OK


def run_print(args: argparse.Namespace) -> int:
    prepare()
    from kulanz.features.dunning.letter_box import print_letters
    from kulanz.features.letters.actions import MessageUnknown

    merchant = chosen_merchant(args)
    day, at = _today(merchant)
    _ensure_writable(args.to)
    try:
        result = print_letters(
            actor=command_actor(merchant),
            day=day,
            at=at,
            public_ids=args.letters or None,
            again=args.again,
        )
    except MessageUnknown as refused:
        raise CommandRefused(str(refused)) from refused
    if result.letters:
        args.to.write_bytes(result.pdf)
    aside = [{"letter": one.public_id, "because": because} for one, because in result.set_aside]
    if args.json:
        print_json(
            {
                "file": str(args.to) if result.letters else None,
                "printed": [one.public_id for one in result.letters],
                "set_aside": aside,
            }
        )
    else:
        print(f"{len(result.letters)} letters printed" + (f": {args.to}" if result.letters else "."))
        for one in aside:
            print(f"set aside: {one['letter']}: {one['because']}")
    return OK


def run_posted(args: argparse.Namespace) -> int:
    prepare()
    from kulanz.features.dunning.letter_box import mark_stack_posted

    if args.in_letter_box and not args.letters:
        raise CommandRefused("--in-letter-box needs the letters it is about. Nothing was changed.")
    merchant, now = chosen_merchant(args), machine_now()
    day, at = _today(merchant)
    on = args.on or day
    if args.letters:
        posted, refused = _post_each(args, merchant, on=on, day=day, at=at, now=now)
    else:
        result = mark_stack_posted(
            actor=command_actor(merchant),
            posted_on=on,
            day=day,
            at=at,
            machine_now=now,
            without=args.without,
        )
        posted = [one.public_id for one in result.posted]
        refused = [(one.public_id, sentence) for one, sentence in result.refused]
    if args.json:
        print_json(
            {
                "posted_on": on.isoformat(),
                "posted": posted,
                "refused": [{"letter": one, "message": sentence} for one, sentence in refused],
            }
        )
    else:
        print(f"{len(posted)} letters posted on {on.isoformat()}.")
        for one, sentence in refused:
            print(f"refused: {one}: {sentence}")
    return PARTLY if refused else OK


def _post_each(
    args: argparse.Namespace, merchant: "Merchant", *, on: date, day: date, at: datetime, now: datetime
) -> tuple[list[str], list[tuple[str, str]]]:
    from kulanz.features.dunning.letter_box import PostingRefused, mark_posted
    from kulanz.features.letters.actions import MessageUnknown
    from kulanz.features.letters.stack import NotOnTheStack

    posted: list[str] = []
    refused: list[tuple[str, str]] = []
    for public_id in args.letters:
        try:
            mark_posted(
                actor=command_actor(merchant),
                public_id=public_id,
                posted_on=on,
                day=day,
                at=at,
                machine_now=now,
                is_in_letter_box=args.in_letter_box,
            )
        except (PostingRefused, NotOnTheStack, MessageUnknown) as cause:
            refused.append((public_id, str(cause)))
        else:
            posted.append(public_id)
    return posted, refused


def run_set_aside(args: argparse.Namespace) -> int:
    prepare()
    from kulanz.features.letters.actions import MessageUnknown
    from kulanz.features.letters.stack import NotOnTheStack, set_aside

    merchant = chosen_merchant(args)
    day, at = _today(merchant)
    try:
        letter = set_aside(
            actor=command_actor(merchant), public_id=args.letter, because=args.because, day=day, at=at
        )
    except (MessageUnknown, NotOnTheStack) as refused:
        raise CommandRefused(str(refused)) from refused
    _say(letter, as_json=args.json)
    return OK


def run_returned(args: argparse.Namespace) -> int:
    prepare()
    from kulanz.features.letters.actions import MessageUnknown
    from kulanz.features.letters.returned import NothingCameBack, letter_came_back

    merchant = chosen_merchant(args)
    day, at = _today(merchant)
    try:
        letter = letter_came_back(
            actor=command_actor(merchant),
            public_id=args.letter,
            returned_on=args.on or day,
            because=args.because,
            day=day,
            at=at,
        )
    except (MessageUnknown, NothingCameBack) as refused:
        raise CommandRefused(str(refused)) from refused
    _say(letter, as_json=args.json)
    return OK


def _say(letter: "Message", *, as_json: bool) -> None:
    if as_json:
        print_json({"letter": letter.public_id, "state": letter.state, "because": letter.state_because})
    else:
        print(f"{letter.public_id}: {letter.state}. {letter.state_because}")


def _as_json(one: "StackedLetter") -> dict[str, Any]:
    message, paper = one.message, one.paper
    return {
        "letter": message.public_id,
        "customer": message.customer.name,
        "address": paper.recipient_lines,
        "state": message.state,
        "pages": paper.pages,
        "invoices": [
            {
                "number": item.invoice.number,
                "step": item.step,
                "deadline": item.deadline.isoformat() if item.deadline else None,
            }
            for item in message.items.all()
        ],
        "post_by": paper.planned_posting_on.isoformat(),
        "times_printed": paper.times_printed,
        "against": {"code": one.code, "text": one.against} if one.against else None,
    }


def _ensure_writable(path: Path) -> None:
    """A letter must not be noted as printed when its file cannot be written."""
    if not path.parent.is_dir():
        raise CommandRefused(f"There is no folder {path.parent}. Nothing was printed.")


def _today(merchant: "Merchant") -> tuple[date, datetime]:
    from kulanz.features.tenants.clock import business_now

    at = business_now(merchant, machine_now=machine_now())
    return at.date(), at
