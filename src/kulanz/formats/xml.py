"""XML without its dangers: no DOCTYPE, no entities, no network, no giant trees."""

from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO

from lxml import etree

from kulanz.formats.records import FileRefused

_CHUNK = 64 * 1024
_HEAD_LIMIT = 4 * 1024 * 1024
_DOCTYPE = (
    "Die Datei enthält eine DOCTYPE-Angabe. Solche Dateien werden aus Sicherheitsgründen nicht gelesen."
)


def local_name(element: etree._Element) -> str:
    """Return the tag without its namespace."""
    return str(element.tag).rpartition("}")[2]


def namespace(element: etree._Element) -> str:
    """Return the namespace of the tag, or ""."""
    tag = str(element.tag)
    return tag[1:].partition("}")[0] if tag.startswith("{") else ""


def first_elements(source: BinaryIO, *, count: int) -> list[tuple[str, str]]:
    """Return (namespace, name) of the first elements in document order, and rewind the source.

    Raises `FileRefused` where the file is no XML or brings a DOCTYPE.
    """
    parser = etree.XMLPullParser(
        events=("start",), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    found: list[tuple[str, str]] = []
    read = 0
    source.seek(0)
    try:
        while len(found) < count and read < _HEAD_LIMIT and (chunk := source.read(_CHUNK)):
            read += len(chunk)
            parser.feed(chunk)
            for _event, element in parser.read_events():
                if not isinstance(element, etree._Element):
                    continue
                if not found:
                    refuse_doctype(element)
                found.append((namespace(element), local_name(element)))
    except (etree.XMLSyntaxError, ValueError, LookupError) as cause:
        # What was understood before the fault still tells the kind of file; the reader proper reports the fault.
        if not found:
            raise FileRefused(_DOCTYPE if _declares_a_doctype(source) else broken_xml(cause)) from cause
    finally:
        source.seek(0)
    if not found:
        raise FileRefused("Die Datei enthält kein lesbares XML.")
    return found[:count]


def refuse_doctype(element: etree._Element) -> None:
    """Refuse a document type declaration: no bank and no invoice needs one, and it is a way to attack readers."""
    if element.getroottree().docinfo.doctype:  # type: ignore[attr-defined]  # the stubs lack it
        raise FileRefused(_DOCTYPE)


def _declares_a_doctype(source: BinaryIO) -> bool:
    """Return whether the head names a DOCTYPE: the parser itself gives up where its entities grow too large."""
    source.seek(0)
    return b"<!DOCTYPE" in source.read(_HEAD_LIMIT).replace(b"\x00", b"")


def elements(source: BinaryIO, *, tags: tuple[str, ...]) -> Iterator[tuple[str, etree._Element]]:
    """Yield ("start" | "end", element) for the local names in `tags`, streaming. Raises `FileRefused`."""
    context = etree.iterparse(
        source,
        events=("start", "end"),
        tag=tuple(f"{{*}}{tag}" for tag in tags),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        collect_ids=False,
        remove_comments=True,
        remove_pis=True,
    )
    checked = False
    try:
        for event, element in context:
            if not checked:
                refuse_doctype(element)
                checked = True
            yield event, element
    except (etree.XMLSyntaxError, LookupError) as cause:
        raise FileRefused(broken_xml(cause)) from cause


def forget(element: etree._Element) -> None:
    """Drop an element that was read, and what stands before it, so that memory stays flat."""
    element.clear()
    parent = element.getparent()
    if parent is None:
        return
    while (before := element.getprevious()) is not None:
        parent.remove(before)


def parse_document(data: bytes) -> etree._Element:
    """Parse a small document whole and return its root. Raises `FileRefused`."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        collect_ids=False,
        remove_comments=True,
        remove_pis=True,
    )
    first_elements(BytesIO(data), count=1)
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as cause:
        raise FileRefused(broken_xml(cause)) from cause


def broken_xml(cause: Exception) -> str:
    """Say in German that the XML is broken, and where."""
    if "huge text node" in str(cause):
        return (
            "Die Datei enthält einen eingebetteten Anhang von mehr als 10 MB und wird deshalb nicht gelesen."
        )
    line = getattr(cause, "lineno", None)
    where = f" (Zeile {line})" if line else ""
    return f"Die Datei ist kein vollständiges, lesbares XML{where}. Bitte laden Sie sie noch einmal herunter."
