"""The typesetter: a template and plain values in, the bytes of a PDF out. It reaches for nothing else."""

import json
import threading
from datetime import UTC, date, datetime, time
from importlib.resources import files
from pathlib import Path
from typing import Any

import fontpkg_source_sans_3
import typst

from kulanz.features.outbox.handlers import CannotRender

FOLDER = files("kulanz.features.letters.paper")
TEMPLATE = (FOLDER / "letter.typ").read_bytes()
FONTS = Path(fontpkg_source_sans_3.__file__).parent / "files"
STANDARDS = ["a-3a", "ua-1"]  # PDF/A-3a: kept for decades, may carry files; PDF/UA-1: read aloud in order
STOPPED = "kulanz: "  # how the template begins a sentence of its own


class NotTypeset(CannotRender):
    """The letter could not be set, or not as it must be: nothing that looks half right leaves the house."""


class _Compilers(threading.local):
    """One compiler per thread: it holds the fonts and what it has learnt of the template."""

    def __init__(self) -> None:
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
        self.compiler = typst.Compiler(TEMPLATE, font_paths=fonts, ignore_system_fonts=True)


_COMPILERS = _Compilers()


def typeset(values: dict[str, Any], *, day: date) -> bytes:
    """Return the PDF of the letter with these values, dated `day`; equal input gives equal bytes.

    Raises NotTypeset for an error and for every warning: a missing font is only a warning to the typesetter.
    """
    try:
        # The source goes along each time: the compiler forgets what it was made with.
        pdf, warnings = _COMPILERS.compiler.compile_with_warnings(
            input=TEMPLATE,
            format="pdf",
            sys_inputs={"letter": json.dumps(values, ensure_ascii=False)},
            pdf_standards=STANDARDS,
            timestamp=int(datetime.combine(day, time(), UTC).timestamp()),
        )
    except typst.TypstError as cause:
        raise NotTypeset(_sentence(cause)) from cause
    if warnings:
        raise NotTypeset(
            f"Der Brief ließ sich nur mit Vorbehalt setzen ({warnings[0]}). Er wurde angehalten."
        )
    assert isinstance(pdf, bytes), "one PDF, not a list of pages"
    return pdf


def typeset_plain(template: str, values: dict[str, Any]) -> bytes:
    """Return the PDF of another template of this folder, for what is no letter of its own."""
    pdf = _COMPILERS.compiler.compile(
        input=(FOLDER / template).read_bytes(),
        format="pdf",
        sys_inputs={"letter": json.dumps(values, ensure_ascii=False)},
        timestamp=0,
    )
    assert isinstance(pdf, bytes), "one PDF, not a list of pages"
    return pdf


def _sentence(cause: typst.TypstError) -> str:
    said = str(cause.args[0] if cause.args else cause)
    if STOPPED in said:
        return said.partition(STOPPED)[2].strip().strip('"')
    return f"Der Brief ließ sich nicht setzen ({said.splitlines()[0]}). Er wurde angehalten; bitte die Angaben prüfen."
