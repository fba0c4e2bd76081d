"""Here the letters are tested alone: what dunning adds before and after sending is tested there."""

from typing import Any

import pytest

from kulanz.features.letters import mail_handler
from kulanz.features.outbox import handlers


@pytest.fixture(autouse=True)
def only_letters_decide(monkeypatch: Any, db: Any) -> None:
    """A reminder is wanted as long as its cases are open, and nothing follows from it."""
    reminder = handlers._HANDLERS["reminder_mail"]
    monkeypatch.setattr(reminder, "_still_wanted", mail_handler.reminder_still_wanted)
    monkeypatch.setattr(reminder, "_done", mail_handler.nothing_follows)
    monkeypatch.setattr(reminder, "_withdrawn", mail_handler.nothing_follows)
