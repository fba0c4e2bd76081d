"""A real SMTP server in a process of its own. What it kept is the judge of what was sent, and how often."""

import base64
import contextlib
import email
import email.policy
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import IO, Literal

STOP_TIMEOUT_SECONDS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One accepted message. `content` are the bytes as they came over the wire."""

    at: datetime
    sender: str
    recipients: tuple[str, ...]
    content: bytes

    @property
    def message(self) -> EmailMessage:
        """Return the message read by the standard library, independently of how it was written."""
        return email.message_from_bytes(self.content, policy=email.policy.default)  # type: ignore[return-value]

    def header(self, name: str) -> str:
        """Return a header as one line, or an empty text."""
        return str(self.message.get(name, ""))

    def text(self, kind: Literal["plain", "html"] = "plain") -> str:
        """Return the body of this kind; fails where the message has none."""
        body = self.message.get_body(preferencelist=(kind,))
        assert body is not None, f"the message has no text/{kind} part"
        return body.get_content()


class SmtpSink:
    """Starts at once. Use `configure` to make it unkind, `stop` and `start` for an outage (same port)."""

    def __init__(self, folder: Path, *, login: str = "") -> None:
        self.folder, self.login = folder, login
        self.host, self.port = "127.0.0.1", 0
        self._process: subprocess.Popen[str] | None = None
        self._file = folder / "messages.jsonl"
        folder.mkdir(parents=True, exist_ok=True)
        self.configure()
        self.start()

    @property
    def url(self) -> str:
        """Return the address in the form of KULANZ_SMTP_URL."""
        before = f"{self.login}@" if self.login else ""
        return f"smtp://{before}{self.host}:{self.port}"

    def configure(
        self,
        *,
        refuse: Mapping[str, int] | None = None,
        refuse_message: int | None = None,
        wait_before_keeping: float = 0,
        wait_before_reply: float = 0,
        drop: Literal["before_keeping", "after_keeping"] | None = None,
    ) -> None:
        """Set the behaviour from the next command on; what is not named goes back to kind.

        refuse: reply code per recipient (550 for good, 451 for now). refuse_message: reply code after DATA.
        The waits are seconds between the end of DATA and keeping, and between keeping and the reply.
        drop: hang up after DATA without any reply, with the message lost or kept.
        """
        behaviour = {
            "refuse": {address.lower(): code for address, code in (refuse or {}).items()},
            "refuse_message": refuse_message,
            "wait_before_keeping": wait_before_keeping,
            "wait_before_reply": wait_before_reply,
            "drop": drop,
        }
        draft = self.folder / "behaviour.draft"
        draft.write_text(json.dumps(behaviour), encoding="utf-8")
        draft.replace(self.folder / "behaviour.json")

    def messages(self) -> list[Received]:
        """Return all messages ever kept, oldest first."""
        if not self._file.exists():
            return []
        lines = self._file.read_bytes().split(b"\n")
        # What follows the last line break is a line that is being written.
        return [_read(line) for line in lines[:-1]]

    def count(self) -> int:
        return len(self.messages())

    def counts_by(self, header: str) -> Counter[str]:
        """Return how often each value of a header was kept: more than once means sent twice."""
        return Counter(received.header(header) for received in self.messages())

    def wait_for(self, count: int, *, seconds: float = 10) -> list[Received]:
        """Return the messages once there are `count` of them; fails after `seconds`."""
        until = time.monotonic() + seconds
        while len(kept := self.messages()) < count:
            assert time.monotonic() < until, f"{len(kept)} of {count} messages arrived in {seconds} seconds"
            time.sleep(0.02)
        return kept

    def start(self) -> None:
        """Start the server, on the port it had before."""
        server = Path(__file__).with_name("smtp_server.py")
        command = [sys.executable, str(server), str(self.folder), str(self.port), self.login]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        answer = _output(self._process).readline()
        assert answer.strip().isdigit(), "the SMTP server did not start; its own words stand above"
        self.port = int(answer)

    def stop(self) -> None:
        """Stop the server. Connections get refused until `start`."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(timeout=STOP_TIMEOUT_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        with contextlib.suppress(OSError):
            _output(process).close()


def _output(process: subprocess.Popen[str]) -> IO[str]:
    assert process.stdout is not None
    return process.stdout


def _read(line: bytes) -> Received:
    kept = json.loads(line)
    return Received(
        at=datetime.fromtimestamp(kept["at"], tz=UTC),
        sender=kept["sender"],
        recipients=tuple(kept["recipients"]),
        content=base64.b64decode(kept["content"]),
    )
