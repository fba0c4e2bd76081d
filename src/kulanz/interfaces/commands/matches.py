"""`kulanz matches list | accept`"""

import argparse
from typing import TYPE_CHECKING, Any

from kulanz.formats.amounts import amount_text
from kulanz.interfaces.commands.inspect import printable
from kulanz.interfaces.commands.support import (
    OK,
    CommandMisused,
    CommandRefused,
    chosen_merchant,
    command_actor,
    machine_now,
    prepare,
    print_json,
    table,
    with_json,
    with_merchant,
)

if TYPE_CHECKING:
    from kulanz.core.actor import Actor
    from kulanz.features.banking.actions import Assignment
    from kulanz.features.banking.models import BankLine

_STATES = {"booked": "booked", "proposed": "proposed"}  # all others wait for a person: open


def add_to(commands: Any) -> None:
    actions = commands.add_parser("matches", help="which payment belongs to which invoice").add_subparsers(
        required=True, metavar="ACTION"
    )
    listing = actions.add_parser(
        "list",
        help="list every bank line with its invoices, score and evidence",
        epilog="example: kulanz matches list --state proposed",
    )
    listing.add_argument("--state", choices=["booked", "proposed", "open"], help="only lines in this state")
    with_merchant(listing)
    with_json(listing)
    listing.set_defaults(run=run_list)
    accept = actions.add_parser(
        "accept",
        help="book a line as proposed, or to the invoices named",
        epilog="example: kulanz matches accept line_7kq4m2xr9h3w5n --invoice RE-2026-1043=12990",
    )
    accept.add_argument("id", metavar="ID", help="the id that `matches list` shows")
    accept.add_argument(
        "--invoice",
        action="append",
        default=[],
        metavar="NUMBER=CENTS",
        help="how many cents go to which invoice; may be given several times. What is left stays open.",
    )
    with_merchant(accept)
    with_json(accept)
    accept.set_defaults(run=run_accept)


def run_list(args: argparse.Namespace) -> int:
    prepare()
    from kulanz.features.banking.queries import lines

    merchant = chosen_merchant(args)
    found = lines(command_actor(merchant)).order_by("booking_date", "id")
    shown = [match_json(line) for line in found.iterator(chunk_size=1000)]
    if args.state:
        shown = [one for one in shown if one["state"] == args.state]
    if args.json:
        print_json({"matches": shown})
    elif shown:
        print(
            table(
                [_row(one) for one in shown],
                header=("id", "booked on", "amount", "state", "invoices", "score", "text"),
            )
        )
    else:
        print("There are no bank lines yet. Import some: kulanz statements import FILE")
    return OK


def match_json(line: "BankLine") -> dict[str, Any]:
    """Return a line as `matches list` shows it: what it pays, or what is proposed, and why."""
    state = _STATES.get(line.state, "open")
    running = line.running_matches
    best = next(iter(sorted(line.proposals.all(), key=lambda one: one.rank)), None)
    invoices = [{"number": one.invoice.number, "cents": one.cents} for one in running]
    score, evidence = (running[0].score, running[0].evidence) if running else (None, [])
    if state == "proposed" and best is not None:
        invoices = [{"number": share["number"], "cents": share["cents"]} for share in best.allocations]
        score, evidence = best.score, best.evidence
    return {
        "id": line.public_id,
        "bank_reference": line.bank_reference or None,
        "booking_date": line.booking_date,
        "amount_cents": line.amount_cents,
        "currency": line.currency,
        "remittance_text": line.remittance_text or None,
        "end_to_end_id": line.end_to_end_id or None,
        "counterparty_name": line.counterparty_name or None,
        "state": state,
        "queue": line.state,
        "invoices": invoices,
        "unallocated_cents": line.unallocated_cents,
        "score": score,
        "evidence": [
            {"code": one["code"], "text": one["text_de"], "text_en": one["text_en"], "weight": one["weight"]}
            for one in evidence
        ],
        "because": line.because or None,
    }


def run_accept(args: argparse.Namespace) -> int:
    prepare()
    from kulanz.features.banking.actions import LineUnknown, accept_proposal, match_by_hand
    from kulanz.features.banking.booking import PaymentRefused
    from kulanz.features.banking.queries import line
    from kulanz.features.tenants.clock import business_now

    merchant, now = chosen_merchant(args), machine_now()
    actor, at = command_actor(merchant), business_now(merchant, machine_now=now)
    try:
        if args.invoice:
            assignments = _assignments(actor, args.id, args.invoice)
            match_by_hand(
                actor=actor,
                line_public_id=args.id,
                assignments=assignments,
                leftover="stay_open",
                at=at,
                machine_now=now,
            )
        else:
            accept_proposal(actor=actor, line_public_id=args.id, at=at, machine_now=now)
    except (PaymentRefused, LineUnknown) as refused:
        raise CommandRefused(str(refused)) from refused
    shown = match_json(line(actor, args.id))
    if args.json:
        print_json(shown)
    else:
        paid = ", ".join(
            f"{one['number']} {amount_text(one['cents'], currency=shown['currency'])}"
            for one in shown["invoices"]
        )
        rest = shown["unallocated_cents"]
        left = f"; {amount_text(rest, currency=shown['currency'])} stay open" if rest else ""
        print(f"Booked: {printable(paid)}{left}.")
    return OK


def _assignments(actor: "Actor", line_id: str, stated: list[str]) -> "list[Assignment]":
    from kulanz.features.banking.actions import Assignment
    from kulanz.features.banking.queries import line
    from kulanz.features.claims.numbers import invoice_ids_by_number

    shares: dict[str, int] = {}
    for text in stated:
        number, equals, cents = text.rpartition("=")
        if not equals or not number.strip() or not cents.strip().lstrip("+-").isdecimal():
            raise CommandMisused(f"'{text}' is not NUMBER=CENTS, for example RE-2026-1043=12990.")
        if number.strip() in shares:
            raise CommandMisused(f"Invoice {number.strip()} is named twice. Add the amounts up.")
        shares[number.strip()] = int(cents)
    ids = invoice_ids_by_number(actor, shares)
    missing = [number for number in shares if number not in ids]
    if missing:
        raise CommandRefused(f"There is no invoice {', '.join(missing)}. Nothing was booked.")
    found = line(actor, line_id)
    goes_out = found is not None and found.amount_cents < 0
    return [
        Assignment(invoice_id=ids[number], cents=-abs(cents) if goes_out else cents)
        for number, cents in shares.items()
    ]


def _row(one: dict[str, Any]) -> tuple[str, ...]:
    return (
        one["id"],
        str(one["booking_date"]),
        amount_text(one["amount_cents"], currency=one["currency"]),
        one["state"],
        printable(", ".join(share["number"] for share in one["invoices"]))[:40],
        "" if one["score"] is None else str(one["score"]),
        printable(one["remittance_text"] or one["counterparty_name"] or "")[:50],
    )
