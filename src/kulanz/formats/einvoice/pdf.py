"""The XML inside a PDF. Sizes are bounded before anything is unpacked."""

import zlib
from dataclasses import dataclass
from io import BytesIO

import pikepdf

from kulanz.formats.records import FileRefused

LARGEST_PDF = 50 * 1024 * 1024
LARGEST_ATTACHMENT = 32 * 1024 * 1024
_MOST_ATTACHMENTS = 200
_INVOICE_NAMES = ("factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml", "cii.xml", "zugferd.xml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file embedded in a PDF."""

    name: str
    data: bytes


def xml_attachments(data: bytes) -> list[Attachment]:
    """Return the embedded XML files, those with the name of an e-invoice first. Raises `FileRefused`."""
    if len(data) > LARGEST_PDF:
        raise FileRefused(f"Die PDF-Datei ist größer als {LARGEST_PDF // 1024**2} MiB.")
    try:
        with pikepdf.open(BytesIO(data)) as pdf:
            return _collected(pdf)
    except pikepdf.PasswordError as cause:
        raise FileRefused(
            "Die PDF-Datei ist mit einem Kennwort geschützt. Bitte laden Sie sie ohne Kennwort."
        ) from cause
    except (
        pikepdf.PdfError,
        zlib.error,
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        RuntimeError,
    ) as cause:
        raise FileRefused("Die PDF-Datei ist beschädigt und lässt sich nicht öffnen.") from cause


def _collected(pdf: pikepdf.Pdf) -> list[Attachment]:
    names = list(pdf.attachments)
    if len(names) > _MOST_ATTACHMENTS:
        raise FileRefused(f"Die PDF-Datei enthält {len(names)} Anhänge (höchstens {_MOST_ATTACHMENTS}).")
    found = []
    for key in names:
        spec = pdf.attachments[key]
        name = (spec.filename or key).strip()
        if name.lower().endswith(".xml") or key.lower().endswith(".xml"):
            found.append(Attachment(name=name, data=_unpacked(spec.obj, name)))
    return sorted(found, key=lambda one: one.name.lower() not in _INVOICE_NAMES)


def _unpacked(spec: pikepdf.Object, name: str) -> bytes:
    """Return the bytes of an embedded file, never more than the bound."""
    files = spec["/EF"]
    stream = files.get("/F") or files.get("/UF")
    if not isinstance(stream, pikepdf.Stream):
        raise FileRefused(f"Der Anhang „{name}“ ist leer.")
    steps = _filters(stream)
    if any(step not in ("/FlateDecode", "/Fl") for step in steps):
        raise FileRefused(
            f"Der Anhang „{name}“ ist auf eine Weise gepackt, die nicht gelesen wird ({', '.join(steps)})."
        )
    raw = stream.read_raw_bytes()
    for _step in steps:
        raw = _inflated(raw, name)
    if len(raw) > LARGEST_ATTACHMENT:
        raise _too_large(name)
    return bytes(raw)


def _filters(stream: pikepdf.Stream) -> list[str]:
    stated = stream.get("/Filter")
    if stated is None:
        return []
    return [str(one) for one in stated] if isinstance(stated, pikepdf.Array) else [str(stated)]


def _inflated(raw: bytes, name: str) -> bytes:
    unpacker = zlib.decompressobj()
    unpacked = unpacker.decompress(raw, LARGEST_ATTACHMENT + 1)
    if len(unpacked) > LARGEST_ATTACHMENT or unpacker.unconsumed_tail:
        raise _too_large(name)
    return unpacked


def _too_large(name: str) -> FileRefused:
    return FileRefused(f"Der Anhang „{name}“ ist größer als {LARGEST_ATTACHMENT // 1024**2} MiB.")
