"""Which function carries out which kind of long work. They lie in features above and are bound in config.wiring."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

Progress = Callable[[int, int], None]  # done, total


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of it: a sentence, the first problems as place and message, and the run that was released."""

    message: str
    problems: Sequence[tuple[str, str]] = field(default=())
    result_id: str = ""


class WorkRefused(ValueError):
    """The work cannot be done as it was asked for. The sentence says why; a person may try again."""


# (work, *, progress, machine_now) → what came of it. Each must come to the same when it begins anew half-way.
Handler = Callable[..., Outcome]

_BOUND: dict[str, Handler] = {}


def bind(kind: str, handler: Handler) -> None:
    """Say who carries out a kind of work."""
    _BOUND[kind] = handler


def handler_of(kind: str) -> Handler:
    """Return who carries it out; KeyError where nobody was bound, which is a mistake of ours."""
    return _BOUND[kind]
