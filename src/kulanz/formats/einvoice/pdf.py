"""The XML inside a PDF. Sizes are bounded before anything is unpacked."""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import pikepdf
import pikepdf.settings

from kulanz.formats.quoting import quoted
from kulanz.formats.records import FileRefused

LARGEST_PDF = 50 * 1024 * 1024
LARGEST_ATTACHMENT = 32 * 1024 * 1024  # of all attachments together
_MOST_ATTACHMENTS = 200
_MOST_NODES = 1000
_INVOICE_NAMES = ("factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml", "cii.xml", "zugferd.xml")
_UNPACKED_BY_QPDF = 4 * 1024 * 1024
_MOST_PARTS = 2_000_000
_DAMAGED = "Die PDF-Datei ist beschädigt und lässt sich nicht öffnen."

# Attachments are unpacked here, within bounds. What qpdf unpacks by itself while it opens a file (its objects and
# their table) is bounded for the whole process, as qpdf knows no other way.
pikepdf.settings.set_qpdf_limits(
    doc_max_warnings=1000,
    parser_max_container_size=500_000,
    max_stream_filters=5,
    flate_max_memory=_UNPACKED_BY_QPDF,
    run_length_max_memory=_UNPACKED_BY_QPDF,
    png_max_memory=_UNPACKED_BY_QPDF,
    tiff_max_memory=_UNPACKED_BY_QPDF,
    dct_max_memory=_UNPACKED_BY_QPDF,
)
_END_OF_NAME = rb"(?=[\s/<>\[\](){}%])"
_ESCAPED_NAME = re.compile(rb"/[A-Za-z0-9]*(?:#[0-9A-Fa-f]{2}[A-Za-z0-9]*)+" + _END_OF_NAME)
_MARKS = (b" ", b"\n", b"\r", b"\t", b"\x00", b"\x0c", b"/", b"[", b"(", b"<")
_FIRST = re.compile(
    rb"/First" + _END_OF_NAME
)  # every stream of packed objects says where its first one begins
_STREAM = re.compile(rb"stream\r?\n")
_LONGEST_HEAD = 4096
_LZW = re.compile(rb"/LZW(?:Decode)?" + _END_OF_NAME)
_OBJECTS = re.compile(rb"/(?:ObjStm|XRef)" + _END_OF_NAME)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file embedded in a PDF."""

    name: str
    data: bytes


def xml_attachments(data: bytes) -> Iterator[Attachment]:
    """Yield the embedded XML files, those with the name of an e-invoice first. Raises `FileRefused`.

    Each is unpacked when its turn comes, and all together may not be larger than the bound.
    """
    if len(data) > LARGEST_PDF:
        raise FileRefused(f"Die PDF-Datei ist größer als {LARGEST_PDF // 1024**2} MiB.")
    _refuse_objects_in_lzw(data)
    _refuse_a_flood_of_parts(data)
    try:
        with pikepdf.open(BytesIO(data)) as pdf:
            left = LARGEST_ATTACHMENT
            for name, spec in _xml_files(pdf):
                unpacked = _unpacked(spec, name, bound=left)
                left -= len(unpacked)
                yield Attachment(name=name, data=unpacked)
    except pikepdf.PasswordError as cause:
        raise FileRefused(
            "Die PDF-Datei ist mit einem Kennwort geschützt. Bitte laden Sie sie ohne Kennwort."
        ) from cause
    except (
        pikepdf.PdfError,
        pikepdf.DataDecodingError,
        zlib.error,
        ArithmeticError,
        AttributeError,
        LookupError,
        RuntimeError,
        TypeError,
        ValueError,
    ) as cause:
        raise FileRefused(_DAMAGED) from cause


def _refuse_objects_in_lzw(data: bytes) -> None:
    """Refuse LZW beside packed objects: the one packing that qpdf unpacks without a bound, and long out of use."""
    escaped = b" ".join(
        re.sub(rb"#([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), name) + b" "
        for name in _ESCAPED_NAME.findall(data)
    )
    if any(_LZW.search(part) for part in (data, escaped)) and any(
        _OBJECTS.search(part) for part in (data, escaped)
    ):
        raise FileRefused(
            "Die PDF-Datei ist auf eine veraltete Weise gepackt (LZW), die nicht gelesen wird. "
            "Bitte speichern Sie sie neu."
        )


def _refuse_a_flood_of_parts(data: bytes) -> None:
    """Refuse what would become millions of small objects: each costs qpdf a hundred bytes, and two in the file.

    Counted are the characters that begin or end an object, in the file and in its packed objects. Of compressed
    data they are about a thirtieth, which is no object and is taken off.
    """
    parts = sum(data.count(mark) for mark in _MARKS) - len(data) // 25
    for found in _FIRST.finditer(data):
        begin = _STREAM.search(data, found.end(), found.end() + _LONGEST_HEAD)
        if begin is None:
            continue
        try:
            objects = zlib.decompressobj().decompress(memoryview(data)[begin.end() :], _UNPACKED_BY_QPDF)
        except zlib.error:
            continue  # encrypted or packed otherwise; qpdf's own bound holds for it
        parts += sum(objects.count(mark) for mark in _MARKS)
        if parts > _MOST_PARTS:
            break
    if parts > _MOST_PARTS:
        raise FileRefused(
            "Die PDF-Datei besteht aus zu vielen Einzelteilen für eine Rechnung und wird nicht gelesen."
        )


def _xml_files(pdf: pikepdf.Pdf) -> list[tuple[str, pikepdf.Object]]:
    """Return name and file specification of each XML file, e-invoices first."""
    found = []
    for key, spec in _files(pdf):
        name = str(spec.get("/UF") or spec.get("/F") or key).strip()
        if name.lower().endswith(".xml") or key.lower().endswith(".xml"):
            found.append((name, spec))
    return sorted(found, key=lambda one: one[0].lower() not in _INVOICE_NAMES)


def _files(pdf: pikepdf.Pdf) -> list[tuple[str, pikepdf.Object]]:
    """Return all embedded files: those of the tree of names, then those that are only associated (/AF).

    The tree is walked here because a hostile one names the same branch over and over: each is visited once.
    """
    catalogue = pdf.Root
    files: list[tuple[str, pikepdf.Object]] = []
    seen: set[tuple[int, int]] = set()
    names = catalogue.get("/Names")
    waiting = [names.get("/EmbeddedFiles")] if isinstance(names, pikepdf.Dictionary) else []
    nodes = 0
    while waiting:
        node = waiting.pop()
        if not isinstance(node, pikepdf.Dictionary) or not _is_new(node, seen):
            continue
        nodes += 1
        pairs, kids = node.get("/Names"), node.get("/Kids")
        if isinstance(pairs, pikepdf.Array):
            # One more than allowed is enough to know, however many there are.
            for at in range(0, min(len(pairs) - 1, 2 * _MOST_ATTACHMENTS + 2), 2):
                if isinstance(pairs[at + 1], pikepdf.Dictionary):
                    files.append((str(pairs[at]), pairs[at + 1]))
        if isinstance(kids, pikepdf.Array):
            waiting += [kids[at] for at in reversed(range(min(len(kids), _MOST_NODES + 1)))]
        if len(files) > _MOST_ATTACHMENTS or nodes + len(waiting) > 2 * _MOST_NODES:
            raise FileRefused(
                f"Die PDF-Datei enthält mehr Anhänge, als gelesen werden (höchstens {_MOST_ATTACHMENTS})."
            )
    associated = catalogue.get("/AF")
    if isinstance(associated, pikepdf.Array):
        known = {spec.objgen for _key, spec in files}
        for at in range(min(len(associated), _MOST_ATTACHMENTS)):
            if isinstance(associated[at], pikepdf.Dictionary) and associated[at].objgen not in known:
                files.append(("", associated[at]))
    return files


def _is_new(node: pikepdf.Object, seen: set[tuple[int, int]]) -> bool:
    if not node.is_indirect:
        return True
    if node.objgen in seen:
        return False
    seen.add(node.objgen)
    return True


def _unpacked(spec: pikepdf.Object, name: str, *, bound: int) -> bytes:
    """Return the bytes of an embedded file, never more than the bound."""
    files = spec["/EF"]
    stream = files.get("/F") or files.get("/UF")
    if not isinstance(stream, pikepdf.Stream):
        raise FileRefused(f"Der Anhang {quoted(name)} ist leer.")
    steps = _filters(stream)
    if len(steps) > 2 or any(step not in ("/FlateDecode", "/Fl") for step in steps):
        raise FileRefused(
            f"Der Anhang {quoted(name)} ist auf eine Weise gepackt, die nicht gelesen wird "
            f"({', '.join(steps[:3])[:100]})."
        )
    raw = stream.read_raw_bytes()
    for _step in steps:
        raw = _inflated(raw, name, bound=bound)
    if len(raw) > bound:
        raise _too_large(name)
    return bytes(raw)


def _filters(stream: pikepdf.Stream) -> list[str]:
    stated = stream.get("/Filter")
    if stated is None:
        return []
    return [str(one) for one in stated] if isinstance(stated, pikepdf.Array) else [str(stated)]


def _inflated(raw: bytes, name: str, *, bound: int) -> bytes:
    unpacker = zlib.decompressobj()
    unpacked = unpacker.decompress(raw, bound + 1)
    if len(unpacked) > bound or unpacker.unconsumed_tail:
        raise _too_large(name)
    return unpacked


def _too_large(name: str) -> FileRefused:
    return FileRefused(
        f"Der Anhang {quoted(name)} ist größer als {LARGEST_ATTACHMENT // 1024**2} MiB, oder alle zusammen sind es."
    )
