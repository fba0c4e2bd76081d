"""What a mail carries besides itself: the letter, where its step is one by strategy."""

import re
from dataclasses import dataclass
from datetime import datetime

from kulanz.features.documents.actions import read
from kulanz.features.letters.content import Content
from kulanz.features.letters.models import Message
from kulanz.features.letters.paper.copies import Copy, copies_of
from kulanz.features.letters.paper.render import paper_of

# The last date before a person decides comes as a letter: on paper, or at least as one that can be kept and printed.
LETTERS_BY_NATURE = ("final_notice",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that goes with a mail. `media_type` has two parts, as in application/pdf."""

    name: str
    media_type: str
    data: bytes


def attachments_of(message: Message, content: Content, *, at: datetime) -> tuple[Attachment, ...]:
    """Return what the mail of this message carries; raises CannotRender.

    The mail that goes with a posted letter carries the very bytes that were printed. Any other mail of a step that is
    a letter by its nature carries that letter, where the address is whole; without one there is no letter to set.
    """
    if message.companion_of is not None and message.companion_of.document is not None:
        return (_letter(content, read(message.companion_of.document)),)
    if message.layout in LETTERS_BY_NATURE and message.customer.has_postal_address:
        copies = copies_of(message)
        letter = _letter(content, paper_of(message, content, copies=copies, at=at).pdf)
        return (letter, *(_copy(content, number, copy) for number, copy in enumerate(copies, start=1)))
    return ()


def _copy(content: Content, number: int, copy: Copy) -> Attachment:
    # Numbers of invoices are foreign words: only what no file system minds stays in a name.
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", copy.number).strip("-.") or str(number)
    name = content.words["copy_file"].format(number=plain)
    return Attachment(name=name, media_type="application/pdf", data=copy.pdf)


def _letter(content: Content, pdf: bytes) -> Attachment:
    return Attachment(name=content.words["letter_file"], media_type="application/pdf", data=pdf)
