"""Run one command with the machine's clock at a given instant: `python -m tests.journeys.command_at INSTANT ARGUMENT…`.

A live shop runs on the real clock, and a story takes days. Only the door through which commands read the clock
is turned; everything behind it is the product.
"""

import sys
from datetime import datetime


def main() -> int:
    from kulanz.interfaces.commands import support

    instant = datetime.fromisoformat(sys.argv[1])
    support.machine_now = lambda: instant
    from kulanz.interfaces.commands.main import main as kulanz

    return kulanz(sys.argv[2:])


if __name__ == "__main__":
    sys.exit(main())
