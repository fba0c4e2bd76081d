"""Alarms by e-mail: over the installation's own SMTP, because the merchant's may be what fails."""

import logging
import os
import smtplib
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import make_msgid

from kulanz.adapters.smtp.server import SmtpServer, connect, server_from_url
from kulanz.adapters.smtp.transport import server_of
from kulanz.features.outbox.handlers import PassingRefusal
from kulanz.features.tenants.models import Membership, Merchant, Role, Storefront

logger = logging.getLogger(__name__)


def send_alarm(merchant: Merchant, subject: str, text: str) -> bool:
    """Tell the owner; return whether a server took it. Without any server, and in a demo, the page alone tells."""
    if merchant.is_demo:
        return False  # its people do not exist, and nothing of it leaves the machine
    recipients = recipients_of(merchant)
    if not recipients:
        return False
    for server in servers_for(merchant):
        try:
            _send(server, merchant, recipients, subject, text)
        except (PassingRefusal, OSError, smtplib.SMTPException) as cause:
            logger.warning(
                "Alarm for merchant %s not taken by %s: %s", merchant.public_id, server.host, cause
            )
        else:
            return True
    return False


def recipients_of(merchant: Merchant) -> list[str]:
    """Return the address for alarms, else those of the owners."""
    if merchant.alarm_email:
        return [merchant.alarm_email]
    owners = Membership.objects.filter(merchant=merchant, role=Role.OWNER, user__is_active=True)
    return list(owners.order_by("pk").values_list("user__email", flat=True))


def servers_for(merchant: Merchant) -> list[SmtpServer]:
    """Return the servers to try: the one for alarms, the installation's, the merchant's."""
    urls = [os.environ.get("KULANZ_ALARM_SMTP_URL"), os.environ.get("KULANZ_SMTP_URL")]
    servers = [server_from_url(url) for url in urls if url]
    if merchant.smtp_host:
        servers.append(server_of(merchant.pk))
    return servers


def _send(server: SmtpServer, merchant: Merchant, recipients: list[str], subject: str, text: str) -> None:
    sender = os.environ.get("KULANZ_ALARM_FROM") or _sender_of(merchant) or recipients[0]
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"] = sender, ", ".join(recipients)
    mail["Subject"] = " ".join(subject.split())
    mail["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(text, cte="quoted-printable")
    smtp = connect(server)
    try:
        smtp.sendmail(sender, recipients, mail.as_bytes())
    finally:
        smtp.close()


def _sender_of(merchant: Merchant) -> str:
    standard = Storefront.objects.filter(merchant=merchant, is_standard=True)
    return standard.values_list("sender_email", flat=True).first() or ""
