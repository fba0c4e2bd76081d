"""A handler whose other side does what the test says, and counts what it was handed."""

from collections.abc import Iterator
from contextlib import contextmanager

from kulanz.features.outbox import handlers
from kulanz.features.parties.actions import lock_customer
from tests.features.sending import actor_of

KIND = "fake"


class OtherSide:
    def __init__(self):
        self.is_idempotent = False
        self.unwanted_because = None
        self.received, self.noted, self.answers = [], [], []
        self.closed = 0
        self.cannot_render = None
        self.done_breaks = None

    def lock(self, effect):
        if effect.customer_id:
            lock_customer(actor=actor_of(effect.merchant), customer_id=effect.customer_id)

    def still_wanted(self, effect, *, at):
        self.asked_at = at
        return self.unwanted_because

    def render(self, effect, *, at):
        if self.cannot_render:
            raise self.cannot_render
        return effect.dedupe_key

    def send(self, effect, rendered):
        answer = self.answers.pop(0) if self.answers else None
        if isinstance(answer, BaseException):
            raise answer
        if callable(answer):
            answer(effect)
        self.received.append(rendered)
        return {"receipt": rendered}

    def done(self, effect, *, proof, at):
        if self.done_breaks:
            raise self.done_breaks
        self.noted.append(("done", effect.dedupe_key))

    def withdrawn(self, effect, *, because, at):
        self.noted.append(("withdrawn", because))

    def refused(self, effect, *, because, code, at):
        self.noted.append(("refused", code))

    def failed(self, effect, *, because, at):
        self.noted.append(("failed", because))

    def uncertain(self, effect, *, because, at):
        self.noted.append(("uncertain", effect.dedupe_key))

    def wanted_again(self, effect, *, at):
        self.noted.append(("wanted_again", effect.dedupe_key))

    def end_of_batch(self):
        self.closed += 1


@contextmanager
def bound(other_side: OtherSide) -> Iterator[OtherSide]:
    handlers.bind(KIND, other_side)
    try:
        yield other_side
    finally:
        handlers._HANDLERS.pop(KIND)
