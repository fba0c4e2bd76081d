"""Bytes → rows with their line numbers. A broken quotation mark loses its own row and no other."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from kulanz.formats.records import FileRefused

LARGEST_BYTES = 64 * 1024 * 1024
MOST_ROWS = 500_000
MOST_COLUMNS = 500
LONGEST_CELL = 10_000
DELIMITERS = (";", ",", "\t", "|")
_MOST_LINES_IN_A_ROW = 100
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_SEP_LINE = re.compile(r"sep=(.)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The cells of one record. `line` is where it begins in the file, counted from 1."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenRow:
    """A line that is no record. The German sentence says why."""

    line: int
    message: str


def decode(data: bytes) -> str:
    """Return the text of a table in UTF-8, UTF-16, Windows-1252 or Latin-1. Raises `FileRefused`."""
    text = decoded(data)
    if _CONTROL.search(text):
        raise FileRefused("Die Datei ist keine Tabelle in Textform (CSV): sie enthält Steuerzeichen.")
    return text


def decoded(data: bytes) -> str:
    """Return the characters of a text file, without byte order marks. Raises `FileRefused`."""
    if not data.strip():
        raise FileRefused("Die Datei ist leer.")
    if len(data) > LARGEST_BYTES:
        raise FileRefused(
            f"Die Datei ist größer als {LARGEST_BYTES // 1024**2} MiB. Bitte teilen Sie sie auf."
        )
    for encoding in (_wide_encoding(data), "utf-8-sig", "cp1252", "latin-1"):
        if encoding is None:
            continue
        try:
            return data.decode(encoding).replace("\ufeff", "")
        except UnicodeDecodeError:
            continue
    raise FileRefused("Die Zeichen der Datei sind nicht lesbar. Bitte speichern Sie sie als UTF-8.")


def _wide_encoding(data: bytes) -> str | None:
    """Return the UTF-16 variant, known by its mark or by the zero in every other byte of the first line."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    head = data[:200]
    odd, even = head[1::2].count(0), head[0::2].count(0)
    half = len(head) // 2
    if half > 4 and odd > half * 0.8 and even < half * 0.2:
        return "utf-16-le"
    if half > 4 and even > half * 0.8 and odd < half * 0.2:
        return "utf-16-be"
    return None


def split_lines(text: str) -> tuple[list[str], str | None, int]:
    """Return the physical lines, the delimiter that an Excel line "sep=;" names, and how many lines to skip."""
    lines = list(io.StringIO(text, newline=""))
    named = _SEP_LINE.fullmatch(lines[0].rstrip("\r\n")) if lines else None
    return lines, named[1] if named else None, 1 if named else 0


def rows(lines: list[str], *, delimiter: str, skip: int = 0) -> Iterator[Row | BrokenRow]:
    """Yield the records from line `skip` on; empty lines are left out."""
    source = _Lines(lines, skip)
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    count = 0
    while True:
        source.begin = source.at
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (csv.Error, _Runaway):
            yield BrokenRow(line=source.begin + 1, message=_BROKEN_QUOTES)
            source.at = source.begin + 1
            reader = csv.reader(source, delimiter=delimiter, strict=True)
            continue
        if not any(cell.strip() for cell in cells):
            continue
        if source.at - source.begin > 1 and _swallows_rows(cells, delimiter):
            yield BrokenRow(line=source.begin + 1, message=_BROKEN_QUOTES)
            source.at = source.begin + 1
            reader = csv.reader(source, delimiter=delimiter, strict=True)
            continue
        count += 1
        if count > MOST_ROWS:
            yield BrokenRow(line=source.begin + 1, message=_TOO_MANY_ROWS)
            return
        too_long = next((cell for cell in cells if len(cell) > LONGEST_CELL), None)
        if too_long is not None:
            yield BrokenRow(
                line=source.begin + 1,
                message=f"Eine Zelle hat {len(too_long)} Zeichen (höchstens {LONGEST_CELL}).",
            )
            continue
        yield Row(line=source.begin + 1, cells=tuple(cells))


def _swallows_rows(cells: list[str], delimiter: str) -> bool:
    """Return whether a cell of several lines holds what looks like rows: a quotation mark was left open.

    Between the stray marks whole rows have all their delimiters, and the last one has those before the cell's
    own column. An address of several lines has far fewer.
    """
    for at, cell in enumerate(cells):
        more = cell.splitlines()[1:]
        if any(line.count(delimiter) >= max(len(cells) - 1, 3) for line in more[:-1]):
            return True
        if more and more[-1].count(delimiter) >= max(at, 3):
            return True
    return False


_BROKEN_QUOTES = "Die Anführungszeichen dieser Zeile gehen nicht auf. Bitte die Zeile in der Tabelle prüfen."
_TOO_MANY_ROWS = (
    f"Mehr als {MOST_ROWS} Zeilen. Ab hier wurde nicht mehr gelesen; bitte teilen Sie die Datei auf."
)


class _Runaway(Exception):
    """A record goes on for so many lines that its quotation mark was surely never closed."""


class _Lines:
    """Lines for the csv module, with a position that can be set back."""

    def __init__(self, lines: list[str], at: int) -> None:
        self.lines, self.at, self.begin = lines, at, at

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if self.at >= len(self.lines):
            raise StopIteration
        if self.at - self.begin >= _MOST_LINES_IN_A_ROW:
            raise _Runaway
        self.at += 1
        return self.lines[self.at - 1]
