"""Replies as real servers give them. A customer's address is called bad only beyond doubt."""

import pytest

from kulanz.adapters.smtp.replies import refused_message, refused_recipient, refused_sender
from kulanz.features.outbox.handlers import PassingRefusal, PermanentRefusal


def meaning(refusal):
    return "permanent" if isinstance(refusal, PermanentRefusal) else "ours" if refusal.is_ours else "later"


@pytest.mark.parametrize(
    ("code", "reply", "expected"),
    [
        (550, "5.1.1 <x@y.example>: Recipient address rejected: User unknown", "permanent"),
        (550, "No such user here", "permanent"),
        (553, "mailbox name not allowed", "permanent"),
        (552, "5.2.2 mailbox full", "permanent"),
        (550, "5.4.1 Recipient address rejected: Access denied", "permanent"),
        (550, "5.4.1 No answer from host", "ours"),
        (554, "5.7.1 Relay access denied", "ours"),
        (550, "relaying denied", "ours"),
        (550, "5.7.1 Service unavailable, client host blocked using a blocklist", "ours"),
        (550, "5.1.8 Sender address rejected: Domain not found", "ours"),
        (550, "5.1.7 bad sender", "ours"),
        (530, "5.7.0 Authentication required", "ours"),
        (503, "bad sequence", "ours"),
        (451, "4.7.1 Greylisting in action, please come back later", "later"),
        (450, "4.2.0 mailbox busy", "later"),
        (452, "4.2.2 over quota", "later"),
        (421, "too many connections", "ours"),
    ],
)
def test_a_refused_recipient(code, reply, expected):
    assert meaning(refused_recipient(code, reply.encode())) == expected


@pytest.mark.parametrize("code", [550, 553, 501, 530, 552, 451, 421])
def test_a_refused_sender_is_never_the_customers_fault(code):
    refusal = refused_sender(code, b"5.1.1 looks like an address problem")
    assert isinstance(refusal, PassingRefusal)
    assert refusal.is_ours == (code >= 500 or code == 421)


@pytest.mark.parametrize(
    ("code", "reply", "expected"),
    [
        (550, "5.1.1 user unknown", "permanent"),
        (552, "5.2.2 mailbox full", "permanent"),
        (554, "5.7.1 message looks like spam", "ours"),
        (552, "5.3.4 message too big", "ours"),
        (550, "not accepted", "ours"),
        (451, "4.3.0 try again", "later"),
    ],
)
def test_a_refused_message(code, reply, expected):
    assert meaning(refused_message(code, reply.encode())) == expected


def test_the_sentence_shows_what_the_server_said_on_one_line():
    refusal = refused_recipient(550, b"5.1.1 unknown\r\nsecond line")
    assert "550 5.1.1 unknown second line" in str(refusal)
