"""One SMTP server: how to reach it, and a connection that is open and logged in."""

import smtplib
import ssl
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from kulanz.features.outbox.handlers import PassingRefusal

TIMEOUT_SECONDS = 30


class SmtpUrlUnreadable(ValueError):
    """An address such as KULANZ_SMTP_URL is not one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpServer:
    """Where mails are handed over. `security`: starttls | tls | none."""

    host: str
    port: int
    security: str
    user: str
    password: str

    def __repr__(self) -> str:
        return f"SmtpServer({self.host}:{self.port}, {self.security})"  # a log never shows the password


def server_from_url(url: str) -> SmtpServer:
    """Read smtp://user:password@host:587?starttls=1 or smtps://…; raise SmtpUrlUnreadable."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as cause:
        raise SmtpUrlUnreadable("The SMTP address cannot be read: its port is no number.") from cause
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise SmtpUrlUnreadable(
            "The SMTP address cannot be read. Write smtp://user:password@host:587?starttls=1 or smtps://user:password@host:465."
        )
    wants_starttls = parse_qs(parts.query).get("starttls", ["0"])[0] == "1"
    security = "tls" if parts.scheme == "smtps" else "starttls" if wants_starttls else "none"
    return SmtpServer(
        host=parts.hostname,
        port=port or {"tls": 465, "starttls": 587, "none": 25}[security],
        security=security,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def connect(server: SmtpServer) -> smtplib.SMTP:
    """Return an open connection, encrypted and logged in as asked; raise PassingRefusal (ours).

    Where encryption was asked for and is not offered, nothing is sent in the clear.
    """
    where = f"{server.host}:{server.port}"
    try:
        context = ssl.create_default_context()
        if server.security == "tls":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=TIMEOUT_SECONDS, context=context
            )
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_SECONDS)
    except (OSError, smtplib.SMTPException) as cause:
        raise _ours(
            f"Der Mailserver {where} antwortet nicht ({_words(cause)}).", "smtp_unreachable"
        ) from cause
    try:
        if server.security == "starttls":
            smtp.starttls(context=context)
        smtp.ehlo_or_helo_if_needed()
        if server.user:
            smtp.login(server.user, server.password)
    except smtplib.SMTPAuthenticationError as cause:
        smtp.close()
        raise _ours(
            f"Der Mailserver {where} lehnt die Anmeldung ab ({_words(cause)}). Bitte Benutzer und Passwort prüfen.",
            "smtp_auth",
        ) from cause
    except ssl.SSLError as cause:
        smtp.close()
        raise _ours(
            f"Die Verschlüsselung mit {where} kam nicht zustande ({_words(cause)}).", "smtp_tls"
        ) from cause
    except smtplib.SMTPNotSupportedError as cause:
        smtp.close()
        raise _ours(
            f"Der Mailserver {where} bietet nicht an, was eingestellt ist ({_words(cause)}). Es wurde nichts unverschlüsselt gesendet.",
            "smtp_tls",
        ) from cause
    except (OSError, smtplib.SMTPException) as cause:
        smtp.close()
        raise _ours(
            f"Der Mailserver {where} brach die Verbindung ab ({_words(cause)}).", "smtp_unreachable"
        ) from cause
    return smtp


def _ours(sentence: str, code: str) -> PassingRefusal:
    return PassingRefusal(sentence, code=code, is_ours=True)


def _words(cause: Exception) -> str:
    if isinstance(cause, smtplib.SMTPResponseException):
        reply = cause.smtp_error
        text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else str(reply)
        return f"{cause.smtp_code} {text}".strip()
    return str(cause) or type(cause).__name__
