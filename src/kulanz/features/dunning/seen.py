"""What a day proposes, summed up while it is walked through: counts, sums, and what a person will have seen."""

import base64
import hashlib
import json
import sys
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from kulanz.features.dunning.by_shape import Part, QuickMessage
from kulanz.features.dunning.evaluation import Evaluation
from kulanz.features.dunning.proposal import ProposedMessage

Shown = ProposedMessage | QuickMessage


class Seen:
    """The messages of a preview, eight bytes for whom and eight for what; they come in the order of the customers."""

    def __init__(self) -> None:
        self._keys, self._marks = array("q"), array("Q")

    def add(self, content: list[Any], digest: bytes) -> None:
        """Take note of one message."""
        self._keys.append(content[0])
        self._marks.append(int.from_bytes(digest[:8], "big"))

    def end_of_part(self, since: int) -> None:
        """Put the messages noted since then into the order of the customers."""
        pairs = sorted(zip(self._keys[since:], self._marks[since:], strict=True))
        self._keys[since:] = array("q", (key for key, _ in pairs))
        self._marks[since:] = array("Q", (mark for _, mark in pairs))

    def __len__(self) -> int:
        return len(self._keys)

    def as_text(self) -> str:
        """Return what `from_text` makes the same of again, also on another machine."""
        return base64.b64encode(_little(self._keys) + _little(self._marks)).decode("ascii")

    @classmethod
    def from_text(cls, text: str) -> "Seen":
        """Return what was seen, from `as_text`."""
        data = base64.b64decode(text, validate=True)
        assert len(data) % 16 == 0, "eight bytes for whom and eight for what, of each message"
        seen, half = cls(), len(data) // 2
        for numbers, part in ((seen._keys, data[:half]), (seen._marks, data[half:])):
            numbers.frombytes(part)
            if sys.byteorder == "big":
                numbers.byteswap()
        return seen

    def has(self, message: Shown) -> bool:
        """Return whether this very message was seen."""
        content = message.content()
        mark = int.from_bytes(_digest(content)[:8], "big")
        place = bisect_left(self._keys, content[0])
        while place < len(self._keys) and self._keys[place] == content[0]:
            if self._marks[place] == mark:
                return True
            place += 1
        return False


def _little(numbers: "array[int]") -> bytes:
    """Return the bytes of these numbers, the lowest first."""
    if sys.byteorder == "big":
        numbers = numbers[:]
        numbers.byteswap()
    return numbers.tobytes()


class Fingerprint:
    """A hash of messages in whichever order they come: the sum of their own hashes."""

    def __init__(self) -> None:
        self._sum = 0

    def add(self, digest: bytes) -> None:
        """Add one message."""
        self._sum = (self._sum + int.from_bytes(digest, "big")) % (1 << 256)

    @property
    def text(self) -> str:
        """The hash so far."""
        return f"{self._sum:064x}"


class Proposed:
    """What the parts of a walk came to so far; keeps no message."""

    def __init__(self) -> None:
        self.seen = Seen()
        self.messages = 0
        self.totals: dict[str, int] = defaultdict(int)
        self.storefronts: set[int] = set()
        self.sends_from: datetime | None = None
        self._fingerprint = Fingerprint()

    @property
    def fingerprint(self) -> str:
        """A hash of what would be sent: two previews with the same one send the same."""
        return self._fingerprint.text

    def take(self, part: Part, rest: Evaluation) -> None:
        """Add what became of some customers."""
        since = len(self.seen)
        for message in part.messages:
            self._take(message, message.at)
            for item in message.items:
                self.totals[item.answer.reading.facts.currency] += item.total_cents
        for one in rest.send:
            self._take(one, one.not_before)
            for currency, cents in one.totals.items():
                self.totals[currency] += cents
        self.seen.end_of_part(since)

    def _take(self, message: Shown, at: datetime) -> None:
        content = message.content()
        digest = _digest(content)
        self.seen.add(content, digest)
        self._fingerprint.add(digest)
        self.messages += 1
        self.storefronts.add(content[1])
        self.sends_from = at if self.sends_from is None else min(self.sends_from, at)


def fingerprint_of(messages: Iterable[Shown]) -> str:
    """Return a hash of the content of these messages, in whichever order they come."""
    found = Fingerprint()
    for message in messages:
        found.add(_digest(message.content()))
    return found.text


def _digest(content: list[Any]) -> bytes:
    return hashlib.sha256(json.dumps(content).encode()).digest()
