"""What importing commands share: read files one by one, show problems, choose the exit code."""

import os
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from kulanz.formats.records import Problem
from kulanz.interfaces.commands.inspect import file_bytes, printable
from kulanz.interfaces.commands.support import OK, PARTLY, REFUSED, note


def files_read(
    paths: Iterable[str], *, read: Callable[..., Any], result: Callable[..., Any]
) -> Iterator[tuple[str, bytes, Any]]:
    """Yield each file's name as shown, its bytes and what was read; an unreadable file yields its problem."""
    for path in paths:
        shown = os.fsencode(path).decode("utf-8", "replace")
        try:
            data = file_bytes(path)
        except (OSError, ValueError) as cause:
            sentence = (
                f"The file cannot be read: {cause.strerror}." if isinstance(cause, OSError) else str(cause)
            )
            yield shown, b"", result(errors=(Problem(file=shown, place="", message=sentence),))
            continue
        yield shown, data, read(data, file=shown)


def problem_json(problem: Problem) -> dict[str, str]:
    """Return a problem as every command prints it."""
    return {"file": problem.file, "place": problem.place, "message": problem.message}


def show_problems(kind: str, problems: Iterable[Problem]) -> None:
    """Print problems on stderr."""
    for one in problems:
        where = ": ".join(part for part in (one.file, one.place) if part)
        note(f"{kind}: {printable(where)}: {printable(one.message)}")


def exit_code(*, something_read: bool, has_errors: bool) -> int:
    """Return 0, 6 where something went in and something did not, 1 where nothing went in."""
    if not has_errors:
        return OK
    return PARTLY if something_read else REFUSED
