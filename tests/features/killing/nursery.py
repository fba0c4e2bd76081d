"""A process that starts workers by fork, so that a hundred deaths need not wait for a hundred starts of Python.

Each child runs the very command `kulanz worker`. One JSON object per line comes in, one goes out.
"""

import json
import os
import signal
import sys
from datetime import UTC, datetime
from typing import Any


def main() -> None:
    from kulanz.interfaces.commands.support import prepare

    prepare()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the dead
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    print(json.dumps({"ready": True}), file=answers)
    for line in sys.stdin:
        order = json.loads(line)
        orders = {
            "shop": a_shop_that_owes_thanks,
            "worker": a_worker,
            "states": states,
            "letters": a_shop_with_letters_to_write,
            "command": a_command,
            "letter_counts": letter_counts,
        }
        answer = orders[order.pop("do")](**order)
        print(json.dumps(answer), file=answers)


def a_worker(lease_seconds: int) -> dict[str, int]:
    return a_command(["worker", "--name", "child", "--lease-seconds", str(lease_seconds)])


def a_command(arguments: list[str]) -> dict[str, int]:
    from django.db import connections

    connections.close_all()  # a connection shared with a child that dies would be anyone's guess
    child = os.fork()
    if child:
        return {"pid": child}
    from kulanz.interfaces.commands.main import main as kulanz

    os.close(0)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os._exit(kulanz(arguments))


def states() -> dict[str, Any]:
    """Return the state of each thank-you by its message id, or by its public id before it has one."""
    from kulanz.features.letters.models import Message

    rows = Message.objects.filter(purpose="thank_you").values_list("public_id", "message_id", "effect__state")
    return {"messages": [list(row) for row in rows]}


def a_shop_with_letters_to_write(count: int) -> dict[str, Any]:
    """Create a shop that prints, and release a reminder by letter to each of its customers."""
    from tests.features.builders import an_invoice
    from tests.features.dunning.post_office import a_shop_that_prints, somebody_without_email
    from tests.features.dunning.stage import released

    shop = a_shop_that_prints(send_delay_minutes=0)
    for number in range(count):
        an_invoice(somebody_without_email(shop, name=f"Person {number}"), number=f"RE-{number:04}")
    released(shop)
    return {"count": count}


def letter_counts() -> dict[str, int]:
    """Return how many letters are in which state, and how many steps, demands and postings were written down."""
    from django.db.models import Count

    from kulanz.features.audit.models import Event
    from kulanz.features.claims.models import Demand, StepDone
    from kulanz.features.letters.models import Message

    states = Message.objects.values_list("state").annotate(number=Count("pk"))
    return {
        **{str(state): number for state, number in states},
        "steps": StepDone.objects.filter(outcome="sent").count(),
        "demands": Demand.objects.count(),
        "posted": Event.objects.filter(kind="LetterPosted").count(),
    }


def a_shop_that_owes_thanks(port: int, count: int) -> dict[str, Any]:
    """Create a live shop with `count` customers who were reminded and have paid."""
    from django.db import transaction

    from kulanz.features.claims.actions import close_case
    from kulanz.features.letters.actions import release_thank_you
    from kulanz.features.letters.models import Message
    from kulanz.features.outbox.models import Effect
    from tests.features.builders import NOW, a_customer
    from tests.features.sending import a_released_reminder, a_shop, actor_of, an_owed_invoice

    with transaction.atomic():
        # Business time stands on a Tuesday morning: thanks keep to days and hours, whenever the test runs.
        shop = a_shop(is_live=True, clock_at=NOW, smtp_port=port, send_delay_minutes=0)
        for number in range(count):
            customer = a_customer(shop, email=f"k{number}@kundin.example")
            invoice = an_owed_invoice(customer, number=f"RE-{number:04}")
            reminder = a_released_reminder(invoice)
            Effect.objects.filter(pk=reminder.effect_id).update(state="done")
            Message.objects.filter(pk=reminder.pk).update(state="sent")
            actor = actor_of(shop)
            close_case(actor=actor, case=invoice.case, because="paid", day=NOW.date(), at=NOW, caused_by=None)
            thanks = release_thank_you(
                actor=actor, invoice_id=invoice.pk, cents=12990, at=NOW, machine_now=datetime.now(UTC)
            )
            assert thanks is not None
    return {"count": count}


if __name__ == "__main__":
    main()
