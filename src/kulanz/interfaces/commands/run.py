"""`kulanz run preview | release | call-back | show`: the dunning run of a day."""

import argparse
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from kulanz.interfaces.commands.progress import ProgressLine
from kulanz.interfaces.commands.support import (
    OK,
    PARTLY,
    CommandRefused,
    chosen_merchant,
    command_actor,
    day_argument,
    machine_now,
    note,
    prepare,
    print_json,
    table,
    with_json,
    with_merchant,
)

if TYPE_CHECKING:
    from kulanz.features.dunning.models import DunningRun
    from kulanz.features.dunning.proposal import DueCall, Preview, ProposedMessage, WithheldCases
    from kulanz.features.tenants.models import Merchant


def add_to(commands: Any) -> None:
    group = commands.add_parser(
        "run", help="preview, release and show the dunning run of a day"
    ).add_subparsers(required=True, metavar="ACTION")
    preview = group.add_parser(
        "preview",
        help="what would go out on a day, and what would not and why; writes nothing",
        epilog="example: kulanz run preview --day 2026-12-01 --json",
    )
    preview.add_argument("--day", type=day_argument, help="any day (time machine); without it, today")
    preview.set_defaults(run=run_preview)
    release = group.add_parser(
        "release",
        help="release today's messages",
        epilog="example: kulanz run release --day 2026-12-01. Releasing says that somebody has looked through deliveries and returns where no source knows them; "
        "--unchecked leaves those messages out. With a test merchant, --day first sets its clock to 09:00 of that day.",
    )
    release.add_argument(
        "--day", type=day_argument, help="must be the merchant's today; test merchants: sets their clock"
    )
    release.add_argument(
        "--unchecked", action="store_true", help="nobody has looked through deliveries and returns"
    )
    release.add_argument("--fingerprint", metavar="HASH", help="release only what this preview showed")
    release.set_defaults(run=run_release)
    call_back = group.add_parser(
        "call-back",
        help="take back what has not gone out yet",
        epilog="example: kulanz run call-back run_yxdyegbaethpyz",
    )
    call_back.add_argument("run_id", metavar="RUN")
    call_back.add_argument("--because", default="Auf der Kommandozeile zurückgerufen")
    call_back.set_defaults(run=run_call_back)
    show = group.add_parser(
        "show",
        help="list the runs, or show what one decided",
        epilog="example: kulanz run show run_yxdyegbaethpyz --json",
    )
    show.add_argument("run_id", metavar="RUN", nargs="?")
    show.set_defaults(run=run_show)
    for one in (preview, release, call_back, show):
        with_merchant(one)
        with_json(one)


def run_preview(args: argparse.Namespace) -> int:
    prepare()
    from kulanz.core.days import CalendarUnknown
    from kulanz.features.dunning.preview import preview
    from kulanz.features.dunning.strategies import StrategyMissing

    merchant = chosen_merchant(args)
    day, at = _asked(merchant, args.day)
    try:
        shown = preview(command_actor(merchant), day=day, at=at)
    except (StrategyMissing, CalendarUnknown) as refused:
        raise CommandRefused(str(refused)) from refused
    if args.json:
        print_json(_as_json(shown))
    else:
        _print_preview(shown)
    return OK


def run_release(args: argparse.Namespace) -> int:
    prepare()
    from kulanz.features.dunning.actions import NotToday, RunChanged, SendingStopped, release
    from kulanz.features.dunning.strategies import StrategyMissing
    from kulanz.features.letters.readiness import SendingLocked

    merchant, now = chosen_merchant(args), machine_now()
    day, at = _move_clock(merchant, args.day, now)
    progress = ProgressLine(f"run of {day}", unit="customers", is_silent=args.json)
    try:
        run = release(
            actor=command_actor(merchant),
            day=day,
            at=at,
            machine_now=now,
            delivery_and_returns_confirmed=not args.unchecked,
            expected=args.fingerprint,
            progress=progress,
        )
    except KeyboardInterrupt:
        note(progress.stopped())
        return PARTLY
    except (NotToday, RunChanged, SendingStopped, SendingLocked, StrategyMissing) as refused:
        raise CommandRefused(str(refused)) from refused
    finally:
        progress.end()
    if not args.unchecked:
        note(
            "Released as looked through: deliveries and returns that no source knows (--unchecked leaves them out)."
        )
    _show_one(merchant, run.public_id, as_json=args.json)
    return OK


def run_call_back(args: argparse.Namespace) -> int:
    prepare()
    from kulanz.features.dunning.actions import call_back
    from kulanz.features.dunning.queries import run_of
    from kulanz.features.tenants.clock import business_now

    merchant = chosen_merchant(args)
    actor, at = command_actor(merchant), business_now(merchant, machine_now=machine_now())
    run = run_of(actor, args.run_id)
    if run is None:
        raise CommandRefused(f"There is no run '{args.run_id}'. List them: kulanz run show")
    taken_back = call_back(actor=actor, run=run, because=args.because, day=at.date(), at=at)
    if args.json:
        print_json({"run": run.public_id, "state": run.state, "taken_back": taken_back})
    else:
        print(f"Called back {run.public_id}: {taken_back} messages taken back; what has gone out stays.")
    return OK


def run_show(args: argparse.Namespace) -> int:
    prepare()
    merchant = chosen_merchant(args)
    if args.run_id:
        _show_one(merchant, args.run_id, as_json=args.json)
        return OK
    from kulanz.features.dunning.queries import runs

    found = list(runs(command_actor(merchant))[:50])
    if args.json:
        print_json({"runs": [_run_facts(run) for run in found]})
        return OK
    rows = [
        (
            run.public_id,
            run.day.isoformat(),
            run.state,
            str(run.sent_count),
            str(run.withheld_count),
            str(run.call_count),
        )
        for run in found
    ]
    print(
        table(rows, header=("run", "day", "state", "messages", "withheld", "calls"))
        if rows
        else "No run yet."
    )
    return OK


def _asked(merchant: "Merchant", day: date | None) -> tuple[date, datetime]:
    """Return the day asked about and the instant at which a release of that day would ask; moves no clock."""
    from kulanz.features.tenants.clock import business_now

    now = business_now(merchant, machine_now=machine_now())
    if day is None or day != now.date():
        return day or now.date(), now
    return day, _nine(merchant, day) if _clock_would_be_set(merchant, day, now) else now


def _move_clock(merchant: "Merchant", day: date | None, now: datetime) -> tuple[date, datetime]:
    """Return the day and the instant of a release; a test merchant's clock is set to 09:00 of `day` first."""
    from kulanz.features.tenants.clock import (
        ClockOnlyMovesForward,
        ClockTooFarAhead,
        business_now,
        set_clock,
    )

    at = business_now(merchant, machine_now=now)
    if day is None or not _clock_would_be_set(merchant, day, at):
        return day or at.date(), at
    try:
        set_clock(merchant, to=_nine(merchant, day), machine_now=now)
    except (ClockOnlyMovesForward, ClockTooFarAhead) as refused:
        raise CommandRefused(f"{refused} Nothing was released.") from refused
    return day, business_now(merchant, machine_now=now)


def _clock_would_be_set(merchant: "Merchant", day: date, at: datetime) -> bool:
    """A live clock is the real one; a clock that stands later on the same day stays where it is."""
    if merchant.is_live:
        return False
    return day != at.date() or merchant.clock_at is None or at < _nine(merchant, day)


def _nine(merchant: "Merchant", day: date) -> datetime:
    from kulanz.features.tenants.clock import at_local

    return at_local(merchant, day, hour=9)


def _as_json(shown: "Preview") -> dict[str, Any]:
    return {
        "day": shown.day,
        "send": [_message_facts(message) for message in shown.send],
        "withheld": [_withheld_facts(one) for one in shown.withheld],
        "calls": [_call_facts(call) for call in shown.calls],
        "decisions": [
            {
                "customer": one.person.name,
                "customer_number": one.person.number,
                "invoices": [one.subject.number],
                "because": one.subject.because,
            }
            for one in shown.decisions
        ],
        "on_their_way": shown.on_their_way,
        "needs_confirmation": shown.needs_confirmation,
        "because_nothing": shown.because_nothing or None,
        "fingerprint": shown.fingerprint,
    }


def _message_facts(message: "ProposedMessage") -> dict[str, Any]:
    return {
        "customer": message.person.name,
        "customer_number": message.person.number,
        "storefront": message.person.storefront,
        "channel": message.channel,
        "layout": message.layout,
        "not_before": message.not_before,
        "invoices": [
            {
                "number": item.subject.number,
                "step": item.subject.step,
                "deadline": item.deadline,
                "total_cents": item.total_cents,
                "currency": item.subject.currency,
                "because": item.subject.because,
            }
            for item in message.items
        ],
        "also_open": [
            {
                "number": item.subject.number,
                "total_cents": item.total_cents,
                "currency": item.subject.currency,
            }
            for item in message.also_open
        ],
    }


def _withheld_facts(one: "WithheldCases") -> dict[str, Any]:
    return {
        "customer": one.person.name,
        "customer_number": one.person.number,
        "storefront": one.person.storefront,
        "channel": one.channel,
        "invoices": [{"number": subject.number, "step": subject.step or None} for subject in one.subjects],
        "reasons": [
            {"code": reason.code, "text": reason.text_de, "text_en": reason.text_en, "until": reason.until}
            for reason in one.reasons
        ],
    }


def _call_facts(call: "DueCall") -> dict[str, Any]:
    return {
        "customer": call.person.name,
        "customer_number": call.person.number,
        "phone": call.person.phone,
        "invoices": [{"number": call.subject.number, "step": call.subject.step}],
        "attempts": call.attempts,
        "open_cents": call.subject.open_cents,
        "currency": call.subject.currency,
        "because": call.subject.because,
    }


def _print_preview(shown: "Preview") -> None:
    from kulanz.core.contact.words import amount_en

    print(
        f"Run of {shown.day}: {len(shown.send)} to send, {len(shown.withheld)} withheld, {len(shown.calls)} calls"
    )
    if shown.on_their_way:
        print(f"{shown.on_their_way} released before are still on their way.")
    if shown.because_nothing:
        print(shown.because_nothing)
    for message in shown.send:
        print(f"\nSEND     {message.person.name} ({message.person.number}) by {message.channel}")
        for item in message.items:
            until = f", pay by {item.deadline}" if item.deadline else ""
            money = amount_en(item.total_cents, item.subject.currency)
            print(
                f"         {item.subject.number}: {item.subject.step_name}, {money}{until}. {item.subject.because}"
            )
        for item in message.also_open:
            print(
                f"         {item.subject.number}: also open, {amount_en(item.total_cents, item.subject.currency)}"
            )
    for one in shown.withheld:
        numbers = ", ".join(subject.number for subject in one.subjects)
        print(f"\nWITHHELD {one.person.name} ({one.person.number}): {numbers}")
        for reason in one.reasons:
            print(f"         {reason.code}: {reason.text_de}")
    for call in shown.calls:
        print(
            f"\nCALL     {call.person.name} ({call.person.phone}): {call.subject.number}. {call.subject.because}"
        )
    for decision in shown.decisions:
        print(f"\nDECIDE   {decision.person.name}: {decision.subject.number}. {decision.subject.because}")


def _show_one(merchant: "Merchant", run_id: str, *, as_json: bool) -> None:
    from kulanz.features.dunning.queries import items_of, run_of

    actor = command_actor(merchant)
    run = run_of(actor, run_id)
    if run is None:
        raise CommandRefused(f"There is no run '{run_id}'. List them: kulanz run show")
    items = items_of(actor, run)
    if as_json:
        facts = _run_facts(run)
        facts["items"] = [
            {
                "number": item.case.invoice.number,
                "customer": item.case.customer.name,
                "verdict": item.verdict,
                "step": item.step,
                "deadline": item.deadline,
                "total_cents": item.total_cents,
                "message": item.message.public_id if item.message else None,
                "message_state": item.message.state if item.message else None,
                "because": item.because,
            }
            for item in items
        ]
        print_json(facts)
        return
    sends_from = run.sends_from.astimezone(ZoneInfo(merchant.time_zone))
    print(
        f"Run {run.public_id} of {run.day}, {run.state}: {run.sent_count} invoices in messages, "
        f"{run.withheld_count} withheld, {run.call_count} calls. Sending from {sends_from:%Y-%m-%d %H:%M}."
    )
    rows = [
        (
            item.verdict,
            item.case.invoice.number,
            item.case.customer.name,
            item.step,
            item.message.state if item.message else "",
            item.because,
        )
        for item in items
    ]
    if rows:
        print(table(rows, header=("verdict", "invoice", "customer", "step", "message", "because")))


def _run_facts(run: "DunningRun") -> dict[str, Any]:
    return {
        "run": run.public_id,
        "day": run.day,
        "state": run.state,
        "released_at": run.released_at,
        "released_by": run.released_by,
        "sends_from": run.sends_from,
        "strategies": run.strategies,
        "send": run.sent_count,
        "withheld": run.withheld_count,
        "calls": run.call_count,
    }
