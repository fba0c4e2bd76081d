"""The command line. Exit codes: 0 ok, 1 error, 2 usage, 6 partly done."""

import argparse
import sys
from collections.abc import Sequence

from kulanz.interfaces.commands.groups import GROUPS
from kulanz.interfaces.commands.refusals import sentence_of, tell
from kulanz.interfaces.commands.support import OK, REFUSED


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    parser = build_parser()
    args = parser.parse_args(arguments)
    try:
        return int(args.run(args) or OK)
    except BrokenPipeError:
        return OK
    except KeyboardInterrupt:
        print("kulanz: stopped", file=sys.stderr)
        return REFUSED
    except Exception as failure:
        sentence = sentence_of(failure)
        if sentence is None:
            raise
        tell(sentence, args)
        return getattr(failure, "exit_code", REFUSED)


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands. Building it imports no Django, so that `--help` is quick."""
    parser = argparse.ArgumentParser(
        prog="kulanz",
        description="Receivables management for online merchants: kind reminders, kept deadlines, exact books.",
    )
    commands = parser.add_subparsers(title="commands", dest="command", required=True, metavar="COMMAND")
    for add_to in GROUPS:
        add_to(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
