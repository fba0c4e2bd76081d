"""`kulanz worker [--once]`"""

import argparse
import signal
import threading
from datetime import timedelta
from typing import Any

from kulanz.interfaces.commands.support import OK, machine_now, note, prepare, print_json, with_json


def add_to(commands: Any) -> None:
    worker = commands.add_parser(
        "worker",
        help="send what is due, until stopped (`kulanz serve` does it too)",
        epilog="example: kulanz worker --once --json",
    )
    worker.add_argument("--once", action="store_true", help="send what is due now, then end")
    worker.add_argument("--name", help="how this worker is called in its sign of life")
    worker.add_argument(
        "--lease-seconds",
        type=_seconds,
        default=120,
        metavar="N",
        help="after how many silent seconds another worker takes over (120)",
    )
    with_json(worker)
    worker.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    prepare()
    from kulanz.features.outbox.daily import make_rounds
    from kulanz.features.outbox.queries import count_all_by_state
    from kulanz.features.outbox.worker import own_worker_name, run_forever, work_until_idle
    from kulanz.features.work.worker import carry_out_next, work_forever

    name, lease = args.name or own_worker_name(), timedelta(seconds=args.lease_seconds)
    if args.once:
        while carry_out_next() is not None:
            continue
        make_rounds(machine_now=machine_now())
        touched = work_until_idle(worker_name=name, machine_now=machine_now(), lease=lease)
        facts = {"touched": touched, "states": count_all_by_state()}
        if args.json:
            print_json(facts)
        else:
            states = ", ".join(f"{count} {state}" for state, count in facts["states"].items())
            print(f"Carried out {touched}. The outbox now holds: {states or 'nothing'}.")
            _say_what_waits()
        return OK
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    note(f"Worker {name} is running; stop it with Ctrl+C. The effect in hand is finished first.")
    # Beside the sending: an import of an hour must not keep a message waiting. What is in hand when the worker
    # ends is taken up again once its lease has run out.
    threading.Thread(target=work_forever, args=(stop,), name="long-work", daemon=True).start()
    run_forever(stop, worker_name=name, lease=lease)
    if args.json:
        print_json({"stopped": name, "states": count_all_by_state()})
    return OK


def _say_what_waits() -> None:
    """Name when the next message of each merchant may go, and how the clock of a test merchant gets there."""
    from kulanz.features.outbox.queries import next_instants
    from kulanz.features.tenants.clock import business_now
    from kulanz.features.tenants.queries import all_merchants

    instants, now = next_instants(), machine_now()
    for merchant in all_merchants():
        at, today = instants.get(merchant.pk), business_now(merchant, machine_now=now)
        if at is None or at <= today:
            continue
        hint = (
            ""
            if merchant.clock_at is None
            else " Its own clock stands still; move it: kulanz clock advance 10m"
        )
        print(
            f"{merchant.name}: the next goes out from {at.astimezone(today.tzinfo):%Y-%m-%d %H:%M}, "
            f"it is {today:%Y-%m-%d %H:%M} there.{hint}"
        )


def _seconds(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 3600:
        raise argparse.ArgumentTypeError(f"'{text}' is no number of seconds from 1 to 3600")
    return int(text)
