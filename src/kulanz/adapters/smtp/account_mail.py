"""Mails about accounts, over the installation's own SMTP server (KULANZ_SMTP_URL)."""

import logging
import os
import smtplib
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from kulanz.adapters.smtp.server import connect, server_from_url
from kulanz.features.outbox.handlers import PassingRefusal

logger = logging.getLogger(__name__)


class InstallationMail(BaseEmailBackend):
    """Hand each message to the server; without one, or when it refuses, the log says so and the page goes on."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Return how many messages a server took."""
        url = os.environ.get("KULANZ_SMTP_URL")
        if not url:
            logger.error(
                "KULANZ_SMTP_URL is not set: %d mails about accounts were not sent", len(email_messages)
            )
            return 0
        return sum(self._send(url, message) for message in email_messages)

    def _send(self, url: str, message: EmailMessage) -> bool:
        try:
            smtp = connect(server_from_url(url))
            try:
                smtp.sendmail(
                    message.from_email, message.recipients(), message.message().as_bytes(linesep="\r\n")
                )
            finally:
                smtp.close()
        except (PassingRefusal, OSError, smtplib.SMTPException):
            logger.exception("A mail about an account was not taken by the SMTP server")
            return False
        return True
