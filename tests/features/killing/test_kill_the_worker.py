"""kill -9 at any moment: no message is lost, none is sent twice. The mail server's own count is the judge."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.support.installation import Installation
from tests.support.smtp_sink import SmtpSink

ROOT = Path(__file__).resolve().parents[3]
LEASE_SECONDS = 1
PATIENCE_SECONDS = 30


class Nursery:
    """Starts workers in the installation, and reads its outbox."""

    def __init__(self, installation: Installation) -> None:
        environment = installation.environment(DJANGO_SETTINGS_MODULE="kulanz.config.settings")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.features.killing.nursery"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._answer()["ready"]

    def ask(self, do, **order):
        self._process.stdin.write(json.dumps({"do": do, **order}) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def a_worker(self) -> int:
        return self.ask("worker", lease_seconds=LEASE_SECONDS)["pid"]

    def states(self) -> dict[str, str]:
        """Return the state by message id; a message that was never rendered stands under its public id."""
        return {
            message_id or public_id: state for public_id, message_id, state in self.ask("states")["messages"]
        }

    def count(self, *wanted: str) -> int:
        return sum(state in wanted for state in self.states().values())

    def close(self) -> None:
        self._process.stdin.close()
        self._process.wait(timeout=PATIENCE_SECONDS)

    def _answer(self):
        line = self._process.stdout.readline()
        assert line, "the nursery died; its own words stand above"
        return json.loads(line)


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


def wait_until(condition, what: str) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < until, f"{what} did not happen in {PATIENCE_SECONDS} seconds"
        time.sleep(0.005)


def duration_from_lease_to_proof(nursery: Nursery, sink: SmtpSink) -> float:
    """Let a worker live and return how many seconds one message takes it."""
    worker = nursery.a_worker()
    received = sink.wait_for(12, seconds=PATIENCE_SECONDS)
    kill(worker)
    return (received[-1].at - received[1].at).total_seconds() / (len(received) - 2)


def kill_at_any_moment(
    nursery: Nursery, *, deaths: int, workers: int, cycle: float, luck: random.Random
) -> int:
    """Kill workers at moments spread evenly over lease to proof; return how many died holding a lease."""
    died_at_work = 0
    while died_at_work < deaths:
        alive = [nursery.a_worker() for _ in range(workers)]
        wait_until(lambda: nursery.count("leased", "sending"), "a lease")
        for pid in alive:
            time.sleep(luck.uniform(0, 2 * cycle / workers))
            kill(pid)
        died_at_work += len(alive) if nursery.count("leased", "sending") else 0
        if not nursery.count("waiting"):
            time.sleep(LEASE_SECONDS + 0.1)  # all that is left is leased by the dead
        assert nursery.count("waiting", "leased", "sending"), (
            "the outbox ran dry before enough workers had died"
        )
    return died_at_work


def kill_after_data(nursery: Nursery, sink: SmtpSink, *, deaths: int) -> None:
    """Kill workers while the server has the message and has not answered yet."""
    sink.configure(wait_before_reply=20)
    for _ in range(deaths):
        before = sink.count()
        worker = nursery.a_worker()
        wait_until(lambda before=before: sink.count() > before, "a message")
        kill(worker)
    sink.configure()


@pytest.mark.slow
def test_no_message_is_lost_and_none_is_sent_twice(installation: Installation, smtp_sink: SmtpSink):
    on_postgresql = installation.database_url is not None
    deaths, deaths_after_data, workers = (30, 8, 2) if on_postgresql else (105, 22, 1)
    luck = random.Random(20261201)
    nursery = Nursery(installation)
    try:
        nursery.ask("shop", port=smtp_sink.port, count=160 if on_postgresql else 420)
        cycle = duration_from_lease_to_proof(nursery, smtp_sink)
        died = kill_at_any_moment(nursery, deaths=deaths, workers=workers, cycle=cycle, luck=luck)
        kill_after_data(nursery, smtp_sink, deaths=deaths_after_data)
        assert died >= deaths

        time.sleep(LEASE_SECONDS + 0.2)
        installation.ok("worker", "--once", "--lease-seconds", LEASE_SECONDS)
        states, received = nursery.states(), smtp_sink.counts_by("Message-ID")
    finally:
        nursery.close()

    found = Counter(states.values())
    assert max(received.values()) == 1, "sent twice"
    assert set(found) <= {"done", "uncertain"}, f"something was left lying: {found}"
    lost = [one for one, state in states.items() if state == "done" and one not in received]
    assert not lost, f"said to be sent, but never received: {lost}"
    unknown = [one for one in received if one not in states]
    assert not unknown
    # Each death between DATA and proof leaves one message that arrived and is shown as uncertain.
    uncertain_but_arrived = [one for one, state in states.items() if state == "uncertain" and one in received]
    assert len(uncertain_but_arrived) >= deaths_after_data
    assert len(states) == (160 if on_postgresql else 420)


def test_a_real_worker_process_told_to_stop_finishes_the_message_in_hand(
    installation: Installation, smtp_sink: SmtpSink
):
    nursery = Nursery(installation)
    try:
        nursery.ask("shop", port=smtp_sink.port, count=5)
        smtp_sink.configure(wait_before_reply=1)
        worker = installation.start("worker", "--lease-seconds", 5)
        smtp_sink.wait_for(1, seconds=PATIENCE_SECONDS)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=PATIENCE_SECONDS) == 0
        assert Counter(nursery.states().values()) == {"done": 1, "waiting": 4}
        smtp_sink.configure()
        answer = installation.json("worker", "--once")
        assert answer["touched"] == 4
        assert set(smtp_sink.counts_by("Message-ID").values()) == {1} and smtp_sink.count() == 5
    finally:
        nursery.close()
