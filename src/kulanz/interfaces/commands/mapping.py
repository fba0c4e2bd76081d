"""`kulanz merchant answer`: whose claims a payment method or sales channel makes."""

import argparse
from typing import Any

from kulanz.formats.amounts import amount_text
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


def add_answer(actions: Any) -> None:
    """Add `answer` to the actions of `kulanz merchant`."""
    parser = actions.add_parser(
        "answer",
        help="say whose claims a payment method or sales channel makes; without one: list the open questions",
        epilog="example: kulanz merchant answer --payment-method PayPal --collectible-by sold",
    )
    about = parser.add_mutually_exclusive_group()
    about.add_argument("--payment-method", metavar="NAME")
    about.add_argument("--sales-channel", metavar="NAME")
    about.add_argument("--unstated", action="store_true", help="rows that name neither")
    about.add_argument(
        "--suggested", action="store_true", help="answer every question for which there is a clear suggestion"
    )
    parser.add_argument(
        "--take-back",
        action="store_true",
        help="also turn claims that were somebody else's into the merchant's own",
    )
    parser.add_argument("--collectible-by", choices=["merchant", "sold", "marketplace", "prepayment"])
    with_merchant(parser)
    with_json(parser)
    parser.set_defaults(run=run_answer)


def run_answer(args: argparse.Namespace) -> int:
    prepare()
    from kulanz.features.claims.mapping import AnswerRefused, accept_suggestions, answer_mapping
    from kulanz.features.tenants.clock import business_now

    merchant, now = chosen_merchant(args), machine_now()
    actor = command_actor(merchant)
    if args.suggested:
        answered, changed = accept_suggestions(actor=actor, at=business_now(merchant, machine_now=now))
        if args.json:
            print_json({"answered": answered, "invoices_changed": changed})
        else:
            print(f"{answered} questions answered as suggested. {changed} invoices changed.")
        return OK
    asked = args.payment_method is not None or args.sales_channel is not None or args.unstated
    if not asked or args.collectible_by is None:
        if asked or args.collectible_by:
            raise CommandMisused(
                "Name what is answered and the answer: --payment-method NAME --collectible-by WHO."
            )
        return _show_questions(actor, as_json=args.json)
    source = "sales_channel" if args.sales_channel is not None else "payment_method"
    try:
        changed = answer_mapping(
            actor=actor,
            source=source,
            value=args.sales_channel or args.payment_method or "",
            collectible_by=args.collectible_by,
            at=business_now(merchant, machine_now=now),
            takes_back=args.take_back,
        )
    except AnswerRefused as refused:
        raise CommandRefused(str(refused)) from refused
    if args.json:
        print_json({"collectible_by": args.collectible_by, "invoices_changed": changed})
    else:
        print(f"Noted. {changed} invoices changed.")
    return OK


def _show_questions(actor: Any, *, as_json: bool) -> int:
    from kulanz.features.claims.mapping import open_questions

    questions = open_questions(actor)
    if as_json:
        print_json(
            {
                "questions": [
                    {
                        "source": one.source,
                        "value": one.value,
                        "text": one.text,
                        "invoices": one.invoice_count,
                        "open_cents": dict(one.open_cents),
                        "suggestion": one.suggestion.collectible_by if one.suggestion else None,
                        "because": one.suggestion.because if one.suggestion else None,
                    }
                    for one in questions
                ]
            }
        )
    elif questions:
        rows = [
            (
                one.source,
                one.value or "(not stated)",
                str(one.invoice_count),
                ", ".join(amount_text(cents, currency=currency) for currency, cents in one.open_cents),
                (one.suggestion.collectible_by or "?") if one.suggestion else "",
                one.suggestion.because if one.suggestion else "",
            )
            for one in questions
        ]
        print(table(rows, header=("asked about", "name", "invoices", "open", "suggested", "because")))
    else:
        print("Nothing is to be answered.")
    return OK
