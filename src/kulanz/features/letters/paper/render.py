"""A message as a letter on paper: the same content as its mail, laid out by DIN 5008 form B."""

import hashlib
import io
import math
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

import pikepdf

from kulanz.features.letters import wording
from kulanz.features.letters.content import Block, Content
from kulanz.features.letters.models import Message
from kulanz.features.letters.paper.address import recipient_lines, sender_line
from kulanz.features.letters.paper.copies import Copy, copies_of, with_copies
from kulanz.features.letters.paper.typesetting import typeset
from kulanz.features.letters.saying import content_of_message
from kulanz.formats import epc_qr

QUIET_ZONE, SMALLEST_CODE_MM, TENTHS_OF_MM_PER_MODULE = 4, 28, 6
FOOT_LINE = 110  # characters on a line of the foot, cautiously
COLUMN, LINE = 34, 100  # characters that surely fit into the narrowest column, and into a line of the foot
NO_WIDTH = "\u200b"
PAGE_TREE = re.compile(rb"/Type\s*/Pages\s*/Count\s+(\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedPaper:
    """One letter, ready to print; by itself it is PDF/A-3a and PDF/UA-1. `rendered_at` is when, not its date."""

    pdf: bytes
    sha256: str
    pages: int
    recipient_lines: tuple[str, ...]
    subject: str
    rendered_at: datetime


def render_paper(message: Message, *, at: datetime) -> RenderedPaper:
    """Return what is printed for this message: the letter, and copies of the original invoices behind it.

    Raises CannotRender where something is missing or does not fit.
    """
    copies = copies_of(message)
    letter = paper_of(message, content_of_message(message), copies=copies, at=at)
    if not copies:
        return letter
    pdf = with_copies(letter.pdf, copies)
    pages = letter.pages + sum(page_count(copy.pdf) for copy in copies)
    return replace(letter, pdf=pdf, sha256=hashlib.sha256(pdf).hexdigest(), pages=pages)


def paper_of(
    message: Message, content: Content, *, copies: Sequence[Copy] = (), at: datetime
) -> RenderedPaper:
    """Return the letter alone that says this, and names the copies that go with it.

    It is dated with the day of the message, and its bytes depend on nothing but its content.
    """
    lines = recipient_lines(message.customer, message.merchant)
    values = paper_values(
        content,
        recipient=lines,
        sender=sender_line(message.merchant, content.shop),
        customer_number=wording.on_one_line(message.customer.number),
        day=message.day,
        copies=copies,
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
    content: Content,
    *,
    recipient: tuple[str, ...],
    sender: str,
    customer_number: str,
    day: date,
    copies: Sequence[Copy] = (),
) -> dict[str, Any]:
    """Return what the template prints, as plain values. Nothing is added here but the day and the address."""
    sections, payment = content.sections, content.payment
    words = {name: text for name, text in content.words.items() if isinstance(text, str)}
    links = [
        (words["imprint"], content.imprint_url or content.imprint_missing),
        (words["privacy"], content.privacy_url or content.privacy_missing),
    ]
    foot = [*content.particulars, *(f"{label}: {link}" for label, link in links), words["safety"]]
    values = {
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
        "exits": _exits(content),
        "on_paper": content.on_paper,
        "contact": content.contact,
        "said": _said(content),
        "enclosed": _enclosed(content, copies),
        "foot_lines": math.ceil(len(" · ".join(foot)) / FOOT_LINE),
    }
    fitting: dict[str, Any] = _breakable(values, COLUMN)
    return {
        **fitting,
        "particulars": _breakable(foot, LINE),
        "language": content.language,
        "title": sections.subject,
        **_qr(content),
        "qr_alt": payment.qr_alt if payment else "",
    }


def page_count(pdf: bytes) -> int:
    """Return the number of pages."""
    tree = PAGE_TREE.search(pdf, 0, 200)  # where our typesetter writes it: opening the file would take longer
    if tree:
        return int(tree[1])
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


def _said(content: Content) -> list[dict[str, str]]:
    """Return deadline, step and consequence once for all invoices that share them, with their numbers."""
    shared: dict[tuple[str, str, str], list[str]] = {}
    for block in content.blocks:
        deadline = f"{content.words['pay_by']}: {block.deadline}" if block.deadline else ""
        step = f"{content.words['step']}: {block.step}" if block.step else ""
        shared.setdefault((deadline, step, block.consequence), []).append(block.number)
    return [
        {
            "numbers": ", ".join(numbers) if len(shared) > 1 else "",
            "deadline": deadline,
            "step": step,
            "consequence": consequence,
        }
        for (deadline, step, consequence), numbers in shared.items()
        if deadline or step or consequence
    ]


def _breakable(value: Any, longest: int) -> Any:
    """Let words longer than this, such as a number of sixty digits, break where they must."""
    if isinstance(value, str):
        if len(value) <= longest:
            return value
        return " ".join(word if len(word) <= longest else _cut(word) for word in value.split(" "))
    if isinstance(value, dict):
        return {name: _breakable(one, longest) for name, one in value.items()}
    return [_breakable(one, longest) for one in value] if isinstance(value, list | tuple) else value


def _cut(word: str) -> str:
    return NO_WIDTH.join(word[start : start + 12] for start in range(0, len(word), 12))


def _enclosed(content: Content, copies: Sequence[Copy]) -> str:
    if not copies:
        return ""
    named = (content.words["copy_of_invoice"].format(number=copy.number) for copy in copies)
    return f"{content.words['enclosed']}: {', '.join(named)}"


def _exits(content: Content) -> list[tuple[str, str]]:
    if not content.exits:
        return []
    pay = (content.words["exit_pay"], content.words["exit_pay_how"])
    return [pay, *((exit_.label, exit_.on_paper) for exit_ in content.exits)]


def _block(block: Block) -> dict[str, Any]:
    return {**asdict(block), "is_itemised": block.is_itemised}


def _runs(paragraphs: tuple[str, ...]) -> list[list[tuple[str, bool]]]:
    """Return paragraphs as runs of (text, is bold); the marks of bold are not printed."""
    return [
        [(run, bool(number % 2)) for number, run in enumerate(paragraph.split("**")) if run]
        for paragraph in paragraphs
    ]


def _qr(content: Content) -> dict[str, Any]:
    """Return the code as SVG and its width in millimetres: large enough for a telephone, however much it carries."""
    if content.payment is None or content.payment.qr_payload is None:
        return {"qr": "", "qr_mm": 0}
    payload = content.payment.qr_payload
    modules = 17 + 4 * epc_qr.version_of(payload) + 2 * QUIET_ZONE
    return {
        "qr": epc_qr.svg(payload).decode("ascii"),
        "qr_mm": max(SMALLEST_CODE_MM, modules * TENTHS_OF_MM_PER_MODULE // 10),
    }
