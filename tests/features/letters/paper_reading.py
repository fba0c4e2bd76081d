"""Reads a letter as a machine does: its text by place, its code, its fonts, the order in which it is read aloud."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import cv2
import numpy
import pikepdf
import pypdfium2

MM = 72 / 25.4  # points in a millimetre
SHEET_MM = 297


@dataclass(frozen=True)
class Placed:
    """A run of text and its box on the sheet, in millimetres from the left and upper edge."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


def pages_text(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    texts = [document[number].get_textpage().get_text_bounded() for number in range(len(document))]
    document.close()
    return texts


def text_of(pdf: bytes) -> str:
    return " ".join("\n".join(pages_text(pdf)).split())


def placed(pdf: bytes, *, page: int = 0) -> list[Placed]:
    document = pypdfium2.PdfDocument(pdf)
    text = document[page].get_textpage()
    found = []
    for number in range(text.count_rects()):
        left, bottom, right, top = text.get_rect(number)
        words = text.get_text_bounded(left, bottom, right, top)
        found.append(
            Placed(words.strip(), left / MM, SHEET_MM - top / MM, right / MM, SHEET_MM - bottom / MM)
        )
    document.close()
    return [one for one in found if one.text]


def decoded_codes(pdf: bytes, *, page: int = 0) -> list[str]:
    """Return what a telephone reads from the page printed at 200 dots per inch."""
    document = pypdfium2.PdfDocument(pdf)
    picture = numpy.array(document[page].render(scale=200 / 72).to_pil().convert("L"))
    document.close()
    found, texts, _, _ = cv2.QRCodeDetectorAruco().detectAndDecodeMulti(picture)
    return [text for text in texts if text] if found else []


def marks_at_the_left_edge(pdf: bytes) -> list[float]:
    """Return how far down the marks in the left margin of the first page stand, in half millimetres."""
    document = pypdfium2.PdfDocument(pdf)
    picture = numpy.array(document[0].render(scale=400 / 72).to_pil().convert("L"))
    document.close()
    per_mm = 400 / 25.4
    margin = picture[:, round(5 * per_mm) : round(7 * per_mm)].min(axis=1)
    rows = [row / per_mm for row in numpy.flatnonzero(margin < 200)]
    return sorted({round(row * 2) / 2 for row in rows})


@dataclass(frozen=True)
class Element:
    """One element of the structure: what a screen reader announces."""

    kind: str
    level: int
    attributes: dict[str, Any]


def structure(pdf: pikepdf.Pdf) -> list[Element]:
    """Return the structure tree in the order in which it is read."""
    return list(_walk(pdf.Root.StructTreeRoot, 0))


def _walk(node: Any, level: int) -> Iterator[Element]:
    if isinstance(node, pikepdf.Dictionary) and "/S" in node:
        names = {name: node[name] for name in ("/Alt", "/A", "/Lang") if name in node}
        yield Element(str(node.S).removeprefix("/"), level, names)
    kids = node.get("/K", []) if isinstance(node, pikepdf.Dictionary) else []
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary):
            yield from _walk(kid, level + 1)


def fonts(pdf: pikepdf.Pdf) -> list[pikepdf.Dictionary]:
    """Return every font that a page uses, once."""
    used = {}
    for page in pdf.pages:
        for font in (page.Resources.get("/Font") or {}).values():
            used[font.objgen] = font
    return list(used.values())


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


def dictionaries(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Dictionary]:
    """Return every dictionary of the file, those of streams too."""
    for found in pdf.objects:
        yield from _inside(found)


def _inside(found: Any) -> Iterator[pikepdf.Dictionary]:
    if isinstance(found, pikepdf.Stream):
        yield from _inside(found.stream_dict)
    elif isinstance(found, pikepdf.Dictionary):
        yield found
        for value in found.values():
            if not getattr(value, "is_indirect", False):
                yield from _inside(value)
    elif isinstance(found, pikepdf.Array):
        for value in found:
            if not getattr(value, "is_indirect", False):
                yield from _inside(value)
