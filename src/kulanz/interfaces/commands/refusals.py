"""Which failures are a person's to mend, and what the command line says of them instead of a traceback."""

import argparse
import sys
from typing import Any

from kulanz.core.days import CalendarUnknown
from kulanz.core.law.parameter import LawUnknown
from kulanz.home import HomeUnusable
from kulanz.interfaces.commands.support import CommandRefused, print_json

REFUSALS = (CommandRefused, CalendarUnknown, LawUnknown, HomeUnusable)


def sentence_of(failure: Exception) -> str | None:
    """Return what to say of a failure that a person can mend, None where it is a mistake of ours."""
    if isinstance(failure, REFUSALS):
        return str(failure)
    if "django" not in sys.modules:
        return None
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError, InterfaceError, OperationalError

    if isinstance(failure, ImproperlyConfigured):
        return str(failure)
    # A query that does not fit the tables is our mistake; a server that does not answer, a file that is none, is not.
    is_missing = isinstance(failure, OperationalError | InterfaceError) and "no such" not in str(failure)
    if is_missing or type(failure) is DatabaseError:
        return (
            f"The database cannot be used: {' '.join(str(failure).split())}. Please check it and try again."
        )
    return None


def tell(sentence: str, args: argparse.Namespace) -> None:
    """Say on stderr why nothing was done; with --json, as an error on stdout too."""
    if getattr(args, "json", False):
        print_json(refusal_json(sentence))
    print(f"kulanz: {sentence}", file=sys.stderr)


def refusal_json(sentence: str, *, file: str = "") -> dict[str, Any]:
    """Return a refusal as every command prints it at exit code 1."""
    return {"errors": [{"file": file, "place": "", "message": sentence}]}
