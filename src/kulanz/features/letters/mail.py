"""A letter as an e-mail: exactly the bytes that are handed over, stored and hashed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from kulanz.features.letters import mime
from kulanz.features.letters.attachments import Attachment
from kulanz.features.letters.compose import Letter
from kulanz.features.letters.wording import on_one_line
from kulanz.features.outbox.handlers import CannotRender

NO_ADDRESS = "absender.fehlt@test.invalid"  # test merchants without a sender; .invalid never resolves


class AddressUnusable(CannotRender):
    """An address is missing or cannot stand in a header."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedMail:
    """One e-mail, ready to hand over. `raw` is what is stored and what is sent, byte for byte."""

    merchant_id: int
    is_live: bool
    letter: Letter
    message_id: str
    sender: str  # envelope and From
    recipient: str
    raw: bytes


def as_mail(
    letter: Letter,
    *,
    merchant_id: int,
    is_live: bool,
    shop: str,
    sender_email: str,
    recipient_name: str,
    recipient_email: str,
    message_public_id: str,
    date: datetime,
    attachments: Sequence[Attachment] = (),
) -> RenderedMail:
    """Return the e-mail; raise AddressUnusable. The message id depends on the message alone."""
    sender = _usable(sender_email or ("" if is_live else NO_ADDRESS), "Absenderadresse")
    recipient = _usable(recipient_email, "E-Mail-Adresse der Kundin oder des Kunden")
    message_id = f"<{message_public_id}@{sender.rpartition('@')[2]}>"
    mail = EmailMessage(policy=SMTP)
    mail["From"] = _address(shop, sender)
    mail["To"] = _address(recipient_name, recipient)
    mail["Reply-To"] = _address(shop, sender)
    mail["Subject"] = on_one_line(letter.subject)
    mail["Date"] = format_datetime(date)
    mail["Message-ID"] = message_id
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    mail["Content-Language"] = letter.language
    # Written out by hand: the library takes longer for it than the typesetter for the letter. The edges depend on the
    # message alone, so that the same message has the same bytes; "=_" cannot occur in what is encoded.
    body = mime.whole(letter, attachments, edge=f"=_{message_public_id}")
    raw = mail.as_bytes().removesuffix(b"\r\n") + body
    return RenderedMail(
        merchant_id=merchant_id,
        is_live=is_live,
        letter=letter,
        message_id=message_id,
        sender=sender,
        recipient=recipient,
        raw=raw,
    )


def _usable(email: str, what: str) -> str:
    local, _, domain = email.strip().rpartition("@")
    if not email.strip():
        raise AddressUnusable(f"{what} fehlt. Die Nachricht wurde angehalten; bitte ergänzen.")
    try:
        address = f"{local}@{domain.encode('idna').decode('ascii')}"
        validate_email(address)
    except (UnicodeError, ValidationError) as cause:
        raise AddressUnusable(
            f"{what} „{on_one_line(email)}“ ist keine brauchbare Adresse. Bitte prüfen."
        ) from cause
    return address


def _address(name: str, email: str) -> Address:
    local, _, domain = email.rpartition("@")
    return Address(display_name=on_one_line(name), username=local, domain=domain)
