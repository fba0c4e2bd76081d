"""Hands mails to a merchant's own SMTP server, and always knows how far it came.

Before the message's last dot is written nothing can have been accepted: a failure there is a refusal.
After it only the server's reply tells: no reply means that the outcome is unknown.
"""

import contextlib
import smtplib
import threading
from typing import Any

from kulanz.adapters.smtp.replies import refused_message, refused_recipient, refused_sender, words
from kulanz.adapters.smtp.server import SmtpServer, connect
from kulanz.features.letters.mail import RenderedMail
from kulanz.features.outbox.handlers import OutcomeUnknown, PassingRefusal
from kulanz.features.tenants.models import Merchant

READY_FOR_DATA = 354


class SmtpTransport:
    """Sends over one connection per merchant, kept until the batch ends; each thread has its own."""

    def __init__(self) -> None:
        self._of_thread = threading.local()

    def send(self, mail: RenderedMail) -> dict[str, Any]:
        """Hand one mail over; the proof holds address, message id and the server's reply."""
        smtp, server, is_fresh = self._connection(mail.merchant_id)
        try:
            return self._hand_over(smtp, mail, server)
        except _IdleConnectionGone:
            self._forget(mail.merchant_id)
            if is_fresh:
                raise PassingRefusal(
                    f"Der Mailserver {server.host} brach die Verbindung ab.",
                    code="smtp_unreachable",
                    is_ours=True,
                ) from None
            smtp, server, _ = self._connection(mail.merchant_id)
            return self._second_try(smtp, mail, server)
        except Exception:
            self._forget(mail.merchant_id)  # after a refusal the state of the conversation is anyone's guess
            raise

    def close(self) -> None:
        """Say goodbye to every server this thread talked to."""
        for merchant_id in list(self._connections):
            self._forget(merchant_id)

    def _second_try(self, smtp: smtplib.SMTP, mail: RenderedMail, server: SmtpServer) -> dict[str, Any]:
        try:
            return self._hand_over(smtp, mail, server)
        except _IdleConnectionGone:
            self._forget(mail.merchant_id)
            raise PassingRefusal(
                f"Der Mailserver {server.host} brach die Verbindung ab.",
                code="smtp_unreachable",
                is_ours=True,
            ) from None
        except Exception:
            self._forget(mail.merchant_id)
            raise

    def _hand_over(self, smtp: smtplib.SMTP, mail: RenderedMail, server: SmtpServer) -> dict[str, Any]:
        try:
            code, reply = smtp.mail(mail.sender)
        except (OSError, smtplib.SMTPException) as cause:
            raise _IdleConnectionGone from cause
        if code == 421:
            raise _IdleConnectionGone
        if code != 250:
            raise refused_sender(code, reply)
        try:
            code, reply = smtp.rcpt(mail.recipient)
            if code not in (250, 251):
                raise refused_recipient(code, reply)
            smtp.putcmd("data")
            code, reply = smtp.getreply()
        except (OSError, smtplib.SMTPException) as cause:
            raise PassingRefusal(
                f"Der Mailserver {server.host} antwortet nicht mehr; übergeben wurde noch nichts ({cause}).",
                code="smtp_unreachable",
                is_ours=True,
            ) from cause
        if code != READY_FOR_DATA:
            raise refused_message(code, reply)
        try:
            smtp.send(as_data(mail.raw))
            code, reply = smtp.getreply()
        except (OSError, smtplib.SMTPException) as cause:
            raise OutcomeUnknown(
                f"Die Verbindung zu {server.host} riss ab, nachdem die Nachricht übergeben war. Ob sie ankam, "
                "weiß nur der Mailserver. Bitte dort nachsehen und hier entscheiden."
            ) from cause
        if code != 250:
            raise refused_message(code, reply)
        return {
            "address": mail.recipient,
            "message_id": mail.message_id,
            "reply": words(code, reply),
            "server": server.host,
        }

    def _connection(self, merchant_id: int) -> tuple[smtplib.SMTP, SmtpServer, bool]:
        """Return an open connection, whose it is, and whether it is fresh. Settings are read when one is opened."""
        known = self._connections.get(merchant_id)
        if known:
            return known[1], known[0], False
        server = server_of(merchant_id)
        smtp = connect(server)
        self._connections[merchant_id] = (server, smtp)
        return smtp, server, True

    def _forget(self, merchant_id: int) -> None:
        known = self._connections.pop(merchant_id, None)
        if known is None:
            return
        with contextlib.suppress(OSError, smtplib.SMTPException):
            known[1].quit()
        known[1].close()

    @property
    def _connections(self) -> dict[int, tuple[SmtpServer, smtplib.SMTP]]:
        if not hasattr(self._of_thread, "connections"):
            self._of_thread.connections = {}
        found: dict[int, tuple[SmtpServer, smtplib.SMTP]] = self._of_thread.connections
        return found


class _IdleConnectionGone(Exception):
    """The connection ended before the first command of a mail: nothing was handed over."""


def server_of(merchant_id: int) -> SmtpServer:
    """Return the merchant's own server; raise PassingRefusal where none is set up."""
    merchant = Merchant.objects.get(pk=merchant_id)
    if not merchant.smtp_host:
        raise PassingRefusal(
            "Es ist noch kein Mailserver eingetragen. Bitte unter Einrichtung ergänzen.",
            code="smtp_missing",
            is_ours=True,
        )
    return SmtpServer(
        host=merchant.smtp_host,
        port=merchant.smtp_port,
        security=merchant.smtp_security,
        user=merchant.smtp_user,
        password=merchant.smtp_password,
    )


def as_data(raw: bytes) -> bytes:
    """Return the bytes as DATA carries them: CRLF, leading dots doubled, ended by a lone dot."""
    lines = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    if lines and lines[-1] == b"":
        lines.pop()
    return b"\r\n".join(b"." + line if line.startswith(b".") else line for line in lines) + b"\r\n.\r\n"
