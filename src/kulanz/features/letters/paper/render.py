"""A message as a letter on paper: the same content as its mail, laid out by DIN 5008 form B."""

import hashlib
import re
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from kulanz.features.letters import wording
from kulanz.features.letters.content import Block, Content
from kulanz.features.letters.models import Message
from kulanz.features.letters.paper.address import recipient_lines, sender_line
from kulanz.features.letters.paper.typesetting import typeset
from kulanz.features.letters.rendering import content_of_message
from kulanz.formats import epc_qr

PAGE_TREE = re.compile(rb"/Type\s*/Pages\s*/Count\s+(\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedPaper:
    """One letter, ready to print: PDF/A-3a and PDF/UA-1. `rendered_at` is when, not what stands on it."""

    pdf: bytes
    sha256: str
    pages: int
    recipient_lines: tuple[str, ...]
    subject: str
    rendered_at: datetime


def render_paper(message: Message, *, at: datetime) -> RenderedPaper:
    """Return the letter of this message; raise CannotRender where something is missing or does not fit.

    The letter is dated with the day of the message, and its bytes depend on nothing but its content.
    """
    content = content_of_message(message)
    lines = recipient_lines(message.customer, message.merchant)
    values = paper_values(
        content,
        recipient=lines,
        sender=sender_line(message.merchant, content.shop),
        customer_number=wording.on_one_line(message.customer.number),
        day=message.day,
    )
    pdf = typeset(values, day=message.day)
    return RenderedPaper(
        pdf=pdf,
        sha256=hashlib.sha256(pdf).hexdigest(),
        pages=page_count(pdf),
        recipient_lines=lines,
        subject=content.sections.subject,
        rendered_at=at,
    )


def paper_values(
    content: Content, *, recipient: tuple[str, ...], sender: str, customer_number: str, day: date
) -> dict[str, Any]:
    """Return what the template prints, as plain values. Nothing is added here but the day and the address."""
    sections, payment = content.sections, content.payment
    words = {name: text for name, text in content.words.items() if isinstance(text, str)}
    return {
        "language": content.language,
        "words": words,
        "subject": sections.subject,
        "shop": content.shop,
        "sender": sender,
        "recipient": recipient,
        "info": [
            (words["date"], wording.day(day, content.language)),
            (words["customer_number"], customer_number),
            (words["contact_person"], content.contact_name),
            (words["phone"], content.phone),
            ("", content.hours),
            (words["email"], content.email),
        ],
        "salutation": content.salutation,
        "opening": _runs(sections.opening),
        "request": _runs(sections.request),
        "after": _runs(sections.after),
        "blocks": [_block(block) for block in content.blocks],
        "also_open": [_block(block) for block in content.also_open],
        "is_itemised": any(block.is_itemised for block in content.blocks),
        "also_is_itemised": any(block.is_itemised for block in content.also_open),
        "sum": content.sum if content.shows_sum else "",
        "payment": payment.rows if payment else [],
        "qr": _qr(content),
        "qr_alt": payment.qr_alt if payment else "",
        "exits": [(exit_.label, exit_.on_paper) for exit_ in content.exits],
        "on_paper": content.on_paper,
        "contact": content.contact,
        "particulars": content.particulars,
        "links": [
            (words["imprint"], content.imprint_url or content.imprint_missing),
            (words["privacy"], content.privacy_url or content.privacy_missing),
        ],
    }


def page_count(pdf: bytes) -> int:
    """Return the number of pages of a letter that this house has set."""
    tree = PAGE_TREE.search(pdf)
    assert tree, "the typesetter writes the tree of pages first and in the clear"
    return int(tree[1])


def _block(block: Block) -> dict[str, Any]:
    return {**asdict(block), "is_itemised": block.is_itemised}


def _runs(paragraphs: tuple[str, ...]) -> list[list[tuple[str, bool]]]:
    """Return paragraphs as runs of (text, is bold); the marks of bold are not printed."""
    return [
        [(run, bool(number % 2)) for number, run in enumerate(paragraph.split("**")) if run]
        for paragraph in paragraphs
    ]


def _qr(content: Content) -> str:
    if content.payment is None or content.payment.qr_payload is None:
        return ""
    return epc_qr.svg(content.payment.qr_payload).decode("ascii")
