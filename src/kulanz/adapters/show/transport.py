"""Test mode: the mail is rendered and kept, and nothing leaves the machine."""

from typing import Any

from kulanz.features.letters.mail import RenderedMail


class MailIsLive(RuntimeError):
    """A live merchant's mail was about to be swallowed by the test way."""


class ShowTransport:
    """Takes mails of test and demo merchants; they are read on the outbox page."""

    def send(self, mail: RenderedMail) -> dict[str, Any]:
        """Return the proof that it was shown only."""
        if mail.is_live:
            raise MailIsLive(f"Mail {mail.message_id} belongs to a live merchant and must really go out.")
        return {"shown": True, "address": mail.recipient, "message_id": mail.message_id}

    def close(self) -> None:
        """Nothing was opened."""
