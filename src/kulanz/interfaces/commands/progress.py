"""How far a long command is: one line on stderr that renews itself, where somebody looks at it."""

import sys
import time
from typing import TextIO

_EVERY_SECONDS = 0.2


class ProgressLine:
    """Shows what is done of a file and how fast; silent where the stream is no terminal or `is_silent`.

    Call it with the number done and the number there is; `end` wipes the line, so that the result stands alone.
    `unit` is what is counted: lines of a statement, rows of a table, customers of a run.
    """

    def __init__(
        self, what: str, *, unit: str = "lines", is_silent: bool = False, stream: TextIO | None = None
    ) -> None:
        self._unit = unit
        self._what, self._stream = what, sys.stderr if stream is None else stream
        self._is_silent = is_silent or not self._stream.isatty()
        self._began = self._shown = time.monotonic()
        self._width = 0
        self.done = 0
        self.total = 0

    def __call__(self, done: int, total: int) -> None:
        self.done, self.total = done, total
        now = time.monotonic()
        if self._is_silent or (now - self._shown < _EVERY_SECONDS and done < total):
            return
        self._shown = now
        rate = done / max(now - self._began, 0.001)
        self._write(f"{self._what}: {done:,} of {total:,} {self._unit}, {rate:,.0f} per second")

    def end(self) -> None:
        """Wipe the line."""
        if self._width:
            self._write("")

    def stopped(self) -> str:
        """Wipe the line and return the sentence for who pressed Ctrl+C: how far it came, and how it goes on."""
        self.end()
        # The first part may be in the books although it was not reported yet: without a number, none is claimed.
        after = f" after {self.done:,} of {self.total:,} {self._unit}" if self.total else ""
        return f"{self._what}: stopped{after}. What is done stays; the same command goes on where it stopped."

    def _write(self, text: str) -> None:
        self._stream.write(f"\r{text:<{self._width}}" + ("" if text else "\r"))
        self._stream.flush()
        self._width = len(text)
