"""A first look at the bytes of a file: what it can be at all."""

from kulanz.formats.records import FileRefused

LARGEST_FILE = 512 * 1024 * 1024
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_ARCHIVES = (b"PK\x03\x04", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!")


def looks_like_xml(data: bytes) -> bool:
    """Return whether the file begins as XML does."""
    head = data[:1024]
    for mark in _MARKS:
        head = head.removeprefix(mark)
    return head.lstrip(b" \t\r\n\x00").startswith(b"<")


def looks_like_pdf(data: bytes) -> bool:
    """Return whether the file has the signature of a PDF near its beginning."""
    return b"%PDF-" in data[:1024]


def refuse_unreadable(data: bytes) -> None:
    """Refuse what no reader of ours reads: nothing at all, too much, and archives. Raises `FileRefused`."""
    if not data.strip():
        raise FileRefused("Die Datei ist leer.")
    if len(data) > LARGEST_FILE:
        raise FileRefused(
            f"Die Datei ist größer als {LARGEST_FILE // 1024**2} MiB. Bitte teilen Sie sie auf."
        )
    if data.startswith(b"PK\x03\x04") and b"xl/" in data[:4096]:
        raise FileRefused("Das ist eine Excel-Datei. Bitte speichern Sie die Tabelle als CSV.")
    if data.startswith(_ARCHIVES):
        raise FileRefused("Das ist ein Archiv (ZIP oder ähnlich). Bitte entpacken Sie es zuerst.")
