"""What a server's refusal means: whose fault it is, and whether it lasts.

A customer's address is called bad only where the reply says so beyond doubt; everything else is ours
or passing, because a wrong "undeliverable" silences a person who could have been reached.
"""

import re

from kulanz.features.outbox.handlers import PassingRefusal, PermanentRefusal

ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
ABOUT_US = re.compile(
    r"relay|authenticat|spam|blocked|blacklist|blocklist|policy|reputation|spf|dkim|dmarc", re.IGNORECASE
)
ABOUT_ADDRESS = re.compile(
    r"recipient address rejected|no such|(user|recipient|mailbox) (is )?(unknown|not found|unavailable)"
    r"|unknown (user|recipient)|does not exist|invalid recipient",
    re.IGNORECASE,
)
# RFC 3463: 5.1.x the address (5.1.7, 5.1.8: the sender's), 5.2.x the mailbox (5.2.3: message too long).
SENDERS_ADDRESS = {"7", "8"}
Refusal = PermanentRefusal | PassingRefusal


def refused_sender(code: int, reply: bytes) -> Refusal:
    """Return what a refusal of MAIL FROM means: never the customer's fault."""
    return PassingRefusal(
        f"Der Mailserver nimmt die Absenderadresse nicht an ({words(code, reply)}).",
        code="smtp_sender",
        is_ours=code >= 500 or code == 421,
    )


def refused_recipient(code: int, reply: bytes) -> Refusal:
    """Return what a refusal of RCPT TO means."""
    sentence = words(code, reply)
    if code < 500:
        return PassingRefusal(
            f"Der Mailserver bittet um einen späteren Versuch ({sentence}).",
            code="later",
            is_ours=code == 421,
        )
    if _is_about_us(code, sentence):
        return PassingRefusal(
            f"Der Mailserver lässt uns nicht senden ({sentence}).", code="smtp_policy", is_ours=True
        )
    return PermanentRefusal(f"Die Adresse nimmt keine E-Mails an ({sentence}).", code="recipient_refused")


def refused_message(code: int, reply: bytes) -> Refusal:
    """Return what a refusal at or after DATA means: permanent only where it names the mailbox."""
    sentence = words(code, reply)
    enhanced = ENHANCED.search(sentence)
    if code >= 500 and enhanced and enhanced[2] in ("1", "2") and not _is_about_us(code, sentence):
        return PermanentRefusal(
            f"Das Postfach nimmt keine E-Mails an ({sentence}).", code="recipient_refused"
        )
    return PassingRefusal(
        f"Der Mailserver hat die Nachricht nicht angenommen ({sentence}).",
        code="smtp_content" if code >= 500 else "later",
        is_ours=code >= 500 or code == 421,
    )


def words(code: int, reply: bytes) -> str:
    """Return the reply as one line."""
    return " ".join(f"{code} {reply.decode('utf-8', 'replace')}".split())[:300]


def _is_about_us(code: int, sentence: str) -> bool:
    if code in (503, 530, 535):
        return True
    enhanced = ENHANCED.search(sentence)
    if enhanced is None:
        return bool(ABOUT_US.search(sentence))
    subject, detail = enhanced[2], enhanced[3]
    if subject in ("0", "4"):  # Exchange says 5.4.1 for an address it does not know
        return not ABOUT_ADDRESS.search(sentence)
    return subject not in ("1", "2") or (subject == "1" and detail in SENDERS_ADDRESS)
