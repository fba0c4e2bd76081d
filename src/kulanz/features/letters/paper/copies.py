"""Copies of the invoices that a letter is about, marked as copies: nobody may take one for a second invoice.

What is kept is the look of the pages. Files inside (the XML of an e-invoice), actions and forms stay behind, so that
no program books the copy as an invoice of its own (§ 14c UStG).
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import pikepdf

from kulanz.features.documents.actions import DocumentDamaged, read
from kulanz.features.documents.models import Document
from kulanz.features.letters import wording
from kulanz.features.letters.models import Message
from kulanz.features.letters.paper.typesetting import typeset_plain
from kulanz.features.letters.stating import items_of

MOST_COPIES = 5  # in one letter; more would hide what it says
LARGEST_ORIGINAL = 3 * 1024 * 1024  # bytes
MOST_PAGES = 10  # of one original
MARK = pikepdf.Name("/KulanzCopyMark")
# What a conforming letter says of itself and no letter with foreign pages may say.
CLAIMS = ("pdfaid:part", "pdfaid:conformance", "pdfuaid:part")


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """The pages of an original invoice, each marked as a copy."""

    number: str
    pdf: bytes


def copies_of(message: Message) -> tuple[Copy, ...]:
    """Return copies of the original invoices whose steps are taken, as far as they are known and readable.

    A copy is a courtesy: where an original is unknown, locked, damaged or too large, the letter goes without it and
    does not promise it.
    """
    found: list[Copy] = []
    for item in items_of(message):
        document = item.invoice.document
        if not item.step or document is None or not _is_an_original(document):
            continue
        pdf = _marked(document, message.language)
        if pdf is not None:
            found.append(Copy(number=wording.on_one_line(item.invoice.number), pdf=pdf))
    return tuple(found[:MOST_COPIES])


def with_copies(letter: bytes, copies: Sequence[Copy]) -> bytes:
    """Return one file to print: the letter, then its copies. It no longer claims what foreign pages may not keep."""
    if not copies:
        return letter
    with pikepdf.open(io.BytesIO(letter)) as whole:
        for copy in copies:
            with pikepdf.open(io.BytesIO(copy.pdf)) as part:
                whole.pages.extend(part.pages)
        with whole.open_metadata(set_pikepdf_as_editor=False) as xmp:
            for claim in CLAIMS:
                xmp.pop(claim, None)
        return _saved(whole)


def _is_an_original(document: Document) -> bool:
    return (
        document.kind == Document.Kind.INVOICE
        and document.media_type == "application/pdf"
        and document.size <= LARGEST_ORIGINAL
    )


def _marked(document: Document, language: str) -> bytes | None:
    try:
        data = read(document)
        with pikepdf.open(io.BytesIO(data)) as original, pikepdf.open(io.BytesIO(_mark(language))) as mark:
            if len(original.pages) > MOST_PAGES:
                return None
            copy = pikepdf.new()
            copy.pages.extend(original.pages)
            for page in copy.pages:
                for name in ("/Annots", "/AA"):
                    if name in page:
                        del page[name]
                _lay_over(page, copy.copy_foreign(mark.pages[0].as_form_xobject()))
            return _saved(copy)
    except (DocumentDamaged, pikepdf.PdfError, pikepdf.PasswordError):
        return None


def _lay_over(page: pikepdf.Page, mark: pikepdf.Object) -> None:
    """Draw the mark over the whole page. The library would do it under a random name, and no two copies be equal."""
    sheet, paper = pikepdf.Rectangle(page.trimbox), pikepdf.Rectangle(mark.BBox)
    across, up = sheet.width / paper.width, sheet.height / paper.height
    name = page.add_resource(mark, pikepdf.Name.XObject, name=MARK, replace_existing=True)
    placed = f"{across:.5f} 0 0 {up:.5f} {sheet.llx:.5f} {sheet.lly:.5f} cm {name} Do"
    page.contents_add(b"q", prepend=True)
    page.contents_add(f"Q q {placed} Q".encode("ascii"))


@cache
def _mark(language: str) -> bytes:
    return typeset_plain("copy.typ", {"word": {"de": "Kopie", "en": "Kopie · Copy"}[language]})


def _saved(pdf: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()
