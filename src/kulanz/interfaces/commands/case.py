"""`kulanz case show | explain | pause | confirm`: one case, named by its invoice number."""

import argparse
from datetime import datetime
from typing import TYPE_CHECKING, Any

from kulanz.interfaces.commands.support import (
    OK,
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
    from kulanz.core.actor import Actor
    from kulanz.core.claim import Statement
    from kulanz.features.claims.models import Case
    from kulanz.features.dunning.case_page import CasePage
    from kulanz.features.dunning.explain import Explanation
    from kulanz.features.tenants.models import Merchant


def add_to(commands: Any) -> None:
    group = commands.add_parser("case", help="one case: what is owed, why (not), pause").add_subparsers(
        required=True, metavar="ACTION"
    )
    show = group.add_parser(
        "show",
        help="what is owed line by line, and what happened",
        epilog="example: kulanz case show RE-2026-1043 --as-of 2026-12-01",
    )
    show.add_argument("--as-of", type=day_argument, metavar="DAY", help="state the claim as of this day")
    show.set_defaults(run=run_show)
    explain = group.add_parser(
        "explain",
        help="why this customer is, or is not, contacted on a day",
        epilog="example: kulanz case explain RE-2026-1043 --day 2026-12-01",
    )
    explain.add_argument("--day", type=day_argument)
    explain.set_defaults(run=run_explain)
    pause = group.add_parser(
        "pause",
        help="let a case rest until a day, inclusive",
        epilog="example: kulanz case pause RE-2026-1043 --until 2026-12-15 --reason 'Braucht Zeit'",
    )
    pause.add_argument("--until", type=day_argument, required=True, metavar="DAY")
    pause.add_argument("--reason", required=True)
    pause.set_defaults(run=run_pause)
    confirm = group.add_parser(
        "confirm",
        help="give what a step waits for",
        epilog="example: kulanz case confirm approval RE-2026-1043",
    )
    confirm.add_argument("need", choices=("approval", "address_check"))
    confirm.set_defaults(run=run_confirm)
    for one in (show, explain, pause, confirm):
        one.add_argument("number", metavar="NUMBER", help="the invoice number")
        with_merchant(one)
        with_json(one)


def run_show(args: argparse.Namespace) -> int:
    prepare()
    from kulanz.features.dunning.case_page import case_page, statement_on

    merchant, actor, case, at = _asked(args)
    page = case_page(actor, case, day=at.date(), at=at)
    # As of an earlier day only what had happened by then counts; as of today also what the bank values later.
    statement = page.statement
    if args.as_of and args.as_of != at.date():
        statement = statement_on(case, as_of=args.as_of)
    if args.json:
        print_json(_page_facts(page, statement))
    else:
        _print_page(page, statement)
    return OK


def run_explain(args: argparse.Namespace) -> int:
    prepare()
    from kulanz.features.dunning.explain import explain

    merchant, actor, case, at = _asked(args)
    answer = explain(actor, case, day=args.day or at.date(), at=at)
    if args.json:
        print_json(_explanation_facts(case.invoice.number, answer))
    else:
        print(answer.text)
        print(answer.text_en)
    return OK


def run_pause(args: argparse.Namespace) -> int:
    prepare()
    from kulanz.features.dunning.actions import pause_case
    from kulanz.features.parties.actions import HoldRefused

    merchant, actor, case, at = _asked(args)
    try:
        hold = pause_case(actor=actor, case=case, until=args.until, because=args.reason, day=at.date(), at=at)
    except HoldRefused as refused:
        raise CommandRefused(str(refused)) from refused
    if args.json:
        print_json(
            {"number": case.invoice.number, "hold": hold.public_id, "since": hold.since, "until": hold.until}
        )
    else:
        print(f"{case.invoice.number} rests until {hold.until}, inclusive.")
    return OK


def run_confirm(args: argparse.Namespace) -> int:
    prepare()
    from kulanz.core.strategy import Need
    from kulanz.features.dunning.actions import confirm_step

    merchant, actor, case, at = _asked(args)
    given = confirm_step(actor=actor, case=case, need=Need(args.need), day=at.date(), at=at)
    if args.json:
        print_json({"number": case.invoice.number, "need": given.need, "confirmed_on": given.confirmed_on})
    else:
        print(f"{case.invoice.number}: {given.need} given on {given.confirmed_on}.")
    return OK


def _asked(args: argparse.Namespace) -> "tuple[Merchant, Actor, Case, datetime]":
    from kulanz.features.dunning.queries import case_by_number
    from kulanz.features.tenants.clock import business_now

    merchant = chosen_merchant(args)
    actor = command_actor(merchant)
    case = case_by_number(actor, args.number)
    if case is None:
        raise CommandRefused(
            f"{merchant.name} has no case for the invoice '{args.number}'. "
            "An invoice that was paid when it came in has none."
        )
    return merchant, actor, case, business_now(merchant, machine_now=machine_now())


def _page_facts(page: "CasePage", statement: "Statement") -> dict[str, Any]:
    case, invoice, customer = page.case, page.case.invoice, page.case.customer
    return {
        "number": invoice.number,
        "case": case.public_id,
        "state": case.state,
        "closed_on": case.closed_on,
        "closed_because": case.closed_because or None,
        "customer": customer.name,
        "customer_number": customer.number,
        "issue_date": invoice.issue_date,
        "due_date": invoice.due_date,
        "currency": invoice.currency,
        "total_cents": invoice.total_cents,
        "open_cents": invoice.open_item.open_cents,
        "status": page.status,
        "in_default": page.is_in_default,
        "default_since": getattr(page.default, "since", None),
        "default_because": page.default.because,
        "statement": statement.as_dict(),
        "with_interest": page.with_interest.as_dict() if page.with_interest else None,
        "next": _explanation_facts(invoice.number, page.explanation),
        "steps": [
            {
                "step": one.done.step,
                "outcome": one.done.outcome,
                "done_on": one.done.done_on,
                "deadline": one.done.deadline,
                "because": one.done.because or None,
            }
            for one in page.steps
            if one.done
        ],
        "holds": [
            {
                "id": hold.public_id,
                "kind": hold.kind,
                "on": "invoice" if hold.invoice_id else "person",
                "since": hold.since,
                "until": hold.until,
                "because": hold.because,
            }
            for hold in page.holds
        ],
        "calls": [{"day": call.day, "outcome": call.outcome, "note": call.note} for call in page.calls],
        "messages": [
            {"id": message.public_id, "day": message.day, "layout": message.layout, "state": message.state}
            for message in page.messages
        ],
        "events": [{"day": event.day, "kind": event.kind, "facts": event.facts} for event in page.events],
    }


def _explanation_facts(number: str, answer: "Explanation") -> dict[str, Any]:
    return {
        "number": number,
        "day": answer.day,
        "action": answer.action,
        "code": answer.code,
        "text": answer.text,
        "text_en": answer.text_en,
        "step": answer.step or None,
        "deadline": answer.deadline,
        "look_again_on": answer.look_again_on,
        "reasons": [
            {"code": reason.code, "text": reason.text_de, "text_en": reason.text_en, "until": reason.until}
            for reason in answer.reasons
        ],
    }


def _print_page(page: "CasePage", statement: "Statement") -> None:
    from kulanz.core.contact.words import amount_en

    invoice = page.case.invoice
    print(f"{invoice.number}, {page.case.customer.name} ({page.case.customer.number})")
    print(page.status_en)
    print(f"\nOwed at the end of {statement.as_of}:")
    rows = [
        (
            line.kind.value,
            line.first_day.isoformat(),
            line.last_day.isoformat(),
            f"{line.days or ''}",
            f"{line.rate} %" if line.rate is not None else "",
            line.paragraph,
            amount_en(line.cents, statement.currency),
        )
        for line in statement.lines
    ]
    total = ("total", "", "", "", "", "", amount_en(statement.total_cents, statement.currency))
    print(table([*rows, total], header=("line", "from", "to", "days", "rate", "§", "amount")))
    if page.with_interest and page.with_interest.open_interest_cents and not page.asks_for.demands_interest:
        interest = amount_en(page.with_interest.open_interest_cents, statement.currency)
        print(f"Statutory interest to date: {interest}, not demanded.")
    print(f"\n{page.default.because} {page.default.paragraph}" if page.is_in_default else "\nNot in default.")
    print(page.explanation.text_en)
    for hold in page.holds:
        print(
            f"Hold {hold.public_id}: {hold.kind} since {hold.since}, until {hold.until or 'lifted'}. {hold.because}"
        )
    for event in reversed(page.events):
        print(f"{event.day}  {event.kind}")
