"""Text → the tagged fields of SWIFT messages, in one walk."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_TAG = re.compile(
    r"\s{0,4}:(20|21|25P?|28C?|13D?|34F|60[FM]|61|62[FM]|64|65|86|90[CD]|940|942|NS):(.*)",
    re.ASCII | re.DOTALL,
)
_TIME_BEGINS = re.compile(r"(?:^|\D)[0-2]\d\s*$", re.ASCII)
_TIME_GOES_ON = re.compile(r":[0-5]\d:[0-5]\d(?!\d)", re.ASCII)
_CONTROL = "\x00\x01\x02\x03\x04\x1a\ufeff"


@dataclass(slots=True)
class Field:
    """One field with the lines it goes on for. `line` is where it begins in the file, counted from 1."""

    tag: str
    line: int
    lines: list[str] = field(default_factory=list)

    @property
    def first(self) -> str:
        """Return the first line without blanks around it."""
        return self.lines[0].strip()


class EndOfMessage:
    """Where the bank closes one message ("-") or opens the envelope of the next ("{1:…")."""


def tagged_fields(text: str) -> Iterator[Field | EndOfMessage]:
    """Yield fields and ends of messages. Lines that belong to no field (a bank's own envelope) are left out."""
    current: Field | None = None
    for number, raw in enumerate(io.StringIO(text, newline=None), start=1):
        line = raw.rstrip("\n").strip(_CONTROL)
        bare = line.strip()
        is_envelope = line.startswith("{")
        if is_envelope or bare == "-" or bare.startswith("-}"):
            if current is not None:
                yield current
                current = None
            yield EndOfMessage()
            line = line.partition("{4:")[2] if is_envelope else ""
            if not line:
                continue
        found = _TAG.fullmatch(line)
        if found and current is not None and _is_wrapped_time(current, line):
            found = None
        if found:
            if current is not None:
                yield current
            current = Field(tag=found[1], line=number, lines=[found[2]])
        elif current is not None:
            current.lines.append(line)
    if current is not None:
        yield current


def _is_wrapped_time(current: Field, line: str) -> bool:
    """Return whether ":26:37 …" is no field but the end of a time of day that a line break cut after the hour."""
    return (
        current.tag == "86"
        and _TIME_GOES_ON.match(line) is not None
        and _TIME_BEGINS.search(current.lines[-1]) is not None
    )
