"""kill -9 while letters are rendered, printed and posted: each is posted once, and each step is taken once."""

import random
import time

import pytest

from tests.features.killing.test_kill_the_worker import LEASE_SECONDS, Nursery, kill, wait_until
from tests.support.installation import Installation

LETTERS = 24
DEATHS = 6


def dies_at_work(nursery: Nursery, arguments: list[str], *, counted: str, luck: random.Random) -> None:
    """Start a command and kill it a moment after it has done the first of its work."""
    before = nursery.ask("letter_counts").get(counted, 0)
    pid = nursery.ask("command", arguments=arguments)["pid"]
    wait_until(lambda: nursery.ask("letter_counts").get(counted, 0) > before, f"more of {counted}")
    time.sleep(luck.uniform(0, 0.03))
    kill(pid)


@pytest.mark.slow
def test_each_letter_is_posted_once_and_takes_its_step_once(installation: Installation, tmp_path):
    luck = random.Random(20261202)
    file = str(tmp_path / "stack.pdf")
    nursery = Nursery(installation)
    try:
        nursery.ask("letters", count=LETTERS)
        worker = ["worker", "--lease-seconds", str(LEASE_SECONDS)]
        for _ in range(2):
            dies_at_work(nursery, worker, counted="ready", luck=luck)
            time.sleep(LEASE_SECONDS + 0.1)  # what the dead had leased is free again
        time.sleep(LEASE_SECONDS + 0.2)
        installation.ok("worker", "--once", "--lease-seconds", LEASE_SECONDS)
        rendered = nursery.ask("letter_counts")
        dies_at_work(nursery, ["letters", "print", "--to", file], counted="printed", luck=luck)
        assert len(installation.json("letters", "print", "--again", "--to", file)["printed"]) == LETTERS
        on_the_way = []
        for _ in range(DEATHS):
            if nursery.ask("letter_counts").get("printed", 0) > 1:
                dies_at_work(nursery, ["letters", "posted"], counted="posted", luck=luck)
            on_the_way.append(nursery.ask("letter_counts"))
        installation.ok("letters", "posted")
        end = nursery.ask("letter_counts")
        assert installation.json("letters", "posted")["posted"] == []
        findings = installation.kulanz("doctor")
    finally:
        nursery.close()

    assert rendered == {"ready": LETTERS, "steps": 0, "demands": 0, "posted": 0}
    for counts in on_the_way:
        # A letter is on the stack without any consequence, or posted with all of them.
        assert counts.get("shown", 0) == counts["steps"] == counts["demands"] == counts["posted"]
        assert counts.get("shown", 0) + counts.get("printed", 0) == LETTERS
    assert any(0 < counts["posted"] < LETTERS for counts in on_the_way), "no death came in between"
    assert end == {"shown": LETTERS, "steps": LETTERS, "demands": LETTERS, "posted": LETTERS}
    assert findings.returncode == 0, findings.stdout
