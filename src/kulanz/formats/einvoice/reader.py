"""Read one e-invoice: find the XML, know its syntax, hand over the record."""

from collections.abc import Callable
from io import BytesIO

from lxml import etree

from kulanz.formats.einvoice.cii import read_cii
from kulanz.formats.einvoice.parts import Parts, finished
from kulanz.formats.einvoice.pdf import LARGEST_ATTACHMENT, xml_attachments
from kulanz.formats.einvoice.ubl import read_ubl
from kulanz.formats.first_look import looks_like_pdf, looks_like_xml
from kulanz.formats.quoting import quoted
from kulanz.formats.records import FileRefused, Problem, ReadInvoices
from kulanz.formats.xml import first_elements, parse_document

_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
_SYNTAXES: dict[tuple[str, str], Callable[[etree._Element], Parts]] = {
    ("urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100", "CrossIndustryInvoice"): read_cii,
    ("urn:ferd:CrossIndustryDocument:invoice:1p0", "CrossIndustryDocument"): read_cii,
    ("urn:un:unece:uncefact:data:standard:CBFBUY:5", "Invoice"): read_cii,  # release candidate of ZUGFeRD 1
    (f"{_UBL}Invoice-2", "Invoice"): read_ubl,
    (f"{_UBL}CreditNote-2", "CreditNote"): read_ubl,
}


def is_einvoice(data: bytes) -> bool:
    """Return whether the XML has the root of an e-invoice. Raises `FileRefused` for unsafe XML."""
    return looks_like_xml(data) and first_elements(BytesIO(data), count=1)[0] in _SYNTAXES


def read_einvoice(data: bytes, *, file: str) -> ReadInvoices:
    """Read an XRechnung (CII, UBL) or ZUGFeRD / Factur-X (XML or PDF). Never raises for content."""
    try:
        if looks_like_pdf(data):
            return _read_pdf(data, file=file)
        return _read_xml(data, file=file, place="")
    except FileRefused as refused:
        return ReadInvoices(errors=(Problem(file=file, place="", message=str(refused)),))


def _read_pdf(data: bytes, *, file: str) -> ReadInvoices:
    for attachment in xml_attachments(data):
        if _is_einvoice_or_broken(attachment.data, attachment.name):
            return _read_xml(attachment.data, file=file, place=attachment.name)
    raise FileRefused(
        "Die PDF-Datei enthält keine E-Rechnung (ZUGFeRD / Factur-X). Lesbar ist nur das XML darin, nicht das Bild."
    )


def _is_einvoice_or_broken(data: bytes, name: str) -> bool:
    try:
        return is_einvoice(data)
    except FileRefused as refused:
        raise FileRefused(f"Der Anhang {quoted(name)} ist nicht lesbar: {refused}") from refused


def _read_xml(data: bytes, *, file: str, place: str) -> ReadInvoices:
    if len(data) > LARGEST_ATTACHMENT:
        raise FileRefused(f"Die Rechnung ist größer als {LARGEST_ATTACHMENT // 1024**2} MiB.")
    root_name = first_elements(BytesIO(data), count=1)[0]
    read = _SYNTAXES.get(root_name)
    if read is None:
        raise FileRefused(
            f"Das XML beginnt mit {quoted(root_name[1])} und ist keine E-Rechnung (erwartet CII oder UBL)."
        )
    return finished(read(parse_document(data)), file=file, place=place)
