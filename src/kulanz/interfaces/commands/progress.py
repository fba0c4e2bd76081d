"""How far a long command is: one line on stderr that renews itself, where somebody looks at it."""

import sys
import time
from typing import TextIO

_EVERY_SECONDS = 0.2


class ProgressLine:
    """Shows what is done of a file and how fast; silent where the stream is no terminal or `is_silent`.

    Call it with the number done and the number there is; `end` wipes the line, so that the result stands alone.
    """

    def __init__(self, what: str, *, is_silent: bool = False, stream: TextIO | None = None) -> None:
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
        self._write(f"{self._what}: {done:,} of {total:,} lines, {rate:,.0f} per second")

    def end(self) -> None:
        """Wipe the line."""
        if self._width:
            self._write("")

    def _write(self, text: str) -> None:
        self._stream.write(f"\r{text:<{self._width}}" + ("" if text else "\r"))
        self._stream.flush()
        self._width = len(text)
