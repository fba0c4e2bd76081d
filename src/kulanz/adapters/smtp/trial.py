"""Sends one plain mail through a merchant's server, to the person who is trying it out."""

import smtplib
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from kulanz.adapters.smtp.server import connect
from kulanz.adapters.smtp.transport import server_of
from kulanz.features.letters.trial import TrialFailed
from kulanz.features.outbox.handlers import PassingRefusal


def send_trial(*, merchant_id: int, sender: str, to: str, subject: str, text: str) -> None:
    """Send, or raise TrialFailed with the server's own words."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail["Date"], mail["Message-ID"] = formatdate(), make_msgid(domain=sender.rpartition("@")[2])
    mail.set_content(text)
    try:
        with connect(server_of(merchant_id)) as smtp:
            smtp.send_message(mail)
    except PassingRefusal as refused:
        raise TrialFailed(str(refused)) from refused
    except (OSError, smtplib.SMTPException) as cause:
        raise TrialFailed(f"Der Mailserver nahm die Nachricht nicht an ({cause}).") from cause
