"""What a message says as a mail: subject, plain text and HTML that say the same, and the code to pay with."""

from dataclasses import dataclass
from typing import Any

from kulanz.features.letters import texts
from kulanz.features.letters.content import Block, Content
from kulanz.formats import epc_qr


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A finished letter before it has an address."""

    layout: str
    language: str
    subject: str
    text: str
    html: str
    own_words: str  # the sentences of the layout alone, for the linter
    consequences: tuple[str, ...]
    qr_png: bytes | None
    qr_cid: str


def compose(content: Content, *, names_attachment: bool = False) -> Letter:
    """Return the mail that says this, and that the letter is attached where it is."""
    sections, payment = content.sections, content.payment
    context = {
        "language": content.language,
        "words": content.words,
        "subject": sections.subject,
        "salutation": content.salutation,
        "shop": content.shop,
        "blocks": [_with_rows(block, content.words) for block in content.blocks],
        "also_open": [_with_rows(block, content.words) for block in content.also_open],
        "show_sum": content.shows_sum,
        "sum": content.sum,
        "payment": payment,
        "exits": content.exits,
        "without_links": content.without_links,
        "attached": content.words["attached"] if names_attachment else "",
        "contact": content.contact,
        "particulars": content.particulars,
        "imprint_url": content.imprint_url,
        "privacy_url": content.privacy_url,
        "imprint_missing": content.imprint_missing,
        "privacy_missing": content.privacy_missing,
    }
    paragraphs = {name: getattr(sections, name) for name in texts.SECTIONS[1:]}
    plain = {name: [texts.as_plain(one) for one in found] for name, found in paragraphs.items()}
    marked = {name: [texts.as_html(one) for one in found] for name, found in paragraphs.items()}
    return Letter(
        layout=content.layout,
        language=content.language,
        subject=sections.subject,
        text=texts.frame("frame.txt", context | plain),
        html=texts.frame("frame.html", context | marked),
        own_words="\n".join(one for found in plain.values() for one in found),
        consequences=tuple(block.consequence for block in content.blocks if block.consequence),
        qr_png=epc_qr.png(payment.qr_payload) if payment and payment.qr_payload else None,
        qr_cid=payment.qr_cid if payment else "",
    )


def _with_rows(block: Block, words: dict[str, Any]) -> dict[str, Any]:
    lines = [(line.label, line.amount) for line in block.lines] if block.is_itemised else []
    return {
        "heading": block.heading,
        "order": block.order,
        "rows": [(words["due_on"], block.due_on), *lines],
        "total_label": block.total_label,
        "total": block.total,
        "deadline": block.deadline,
        "step": block.step,
        "consequence": block.consequence,
    }
