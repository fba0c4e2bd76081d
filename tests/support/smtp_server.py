"""The process behind tests/support/smtp_sink.py: a real SMTP server that keeps what it accepts.

Each accepted message is one line of messages.jsonl, on disk (fsync) before the server answers: a client that
is killed between DATA and the reply has sent its message, and this file says so. How the server behaves
stands in behaviour.json and is read anew for each command.
"""

import asyncio
import base64
import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

KEPT = "250 2.0.0 kept"
WORDS = {4: "try again later", 5: "refused for good"}


class Keeper:
    """Handler of aiosmtpd: decides on recipients and keeps messages."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_RCPT(
        self, _: SMTP, __: Session, envelope: Envelope, address: str, ___: list[str]
    ) -> str:
        code = self.behaviour().get("refuse", {}).get(address.lower())
        if code:
            return _refusal(code, "1.1")
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 recipient ok"

    async def handle_DATA(self, server: SMTP, _: Session, envelope: Envelope) -> str:
        behaviour = self.behaviour()
        if behaviour.get("refuse_message"):
            return _refusal(behaviour["refuse_message"], "7.1")
        await asyncio.sleep(behaviour.get("wait_before_keeping", 0))
        if behaviour.get("drop") == "before_keeping":
            return _hang_up(server)
        self.keep(envelope)
        await asyncio.sleep(behaviour.get("wait_before_reply", 0))
        if behaviour.get("drop") == "after_keeping":
            return _hang_up(server)
        return KEPT

    def behaviour(self) -> dict[str, Any]:
        return json.loads((self.folder / "behaviour.json").read_text(encoding="utf-8"))

    def keep(self, envelope: Envelope) -> None:
        content = envelope.original_content or b""
        line = json.dumps(
            {
                "at": time.time(),
                "sender": envelope.mail_from,
                "recipients": envelope.rcpt_tos,
                "content": base64.b64encode(content).decode("ascii"),
            }
        )
        with (self.folder / "messages.jsonl").open("a", encoding="ascii") as file:
            file.write(line + "\n")
            file.flush()
            os.fsync(file.fileno())


def _refusal(code: int, about: str) -> str:
    """Return a reply with its enhanced code (RFC 3463): 1.1 names the address, 7.1 the sender's standing."""
    return f"{code} {code // 100}.{about} {WORDS[code // 100]}"


def _hang_up(server: SMTP) -> str:
    server.transport.abort()
    return KEPT


def _login_check(wanted: str) -> dict[str, Any]:
    if not wanted:
        return {}
    user, _, password = wanted.partition(":")
    right = LoginPassword(user.encode(), password.encode())

    def check(_: SMTP, __: Session, ___: Envelope, ____: str, given: Any) -> AuthResult:
        return AuthResult(success=given == right, handled=False)  # not handled: the server answers 535

    return {"authenticator": check, "auth_required": True, "auth_require_tls": False}


async def serve(folder: Path, port: int, login: str) -> None:
    """Serve until SIGTERM. The port is printed once clients may come."""
    keeper, login_check = Keeper(folder), _login_check(login)
    loop = asyncio.get_running_loop()

    def connection() -> SMTP:
        return SMTP(keeper, enable_SMTPUTF8=True, hostname="sink.example", loop=loop, **login_check)

    server = await loop.create_server(connection, host="127.0.0.1", port=port)
    stopped = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stopped.set)
    print(server.sockets[0].getsockname()[1], flush=True)
    await stopped.wait()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]))
