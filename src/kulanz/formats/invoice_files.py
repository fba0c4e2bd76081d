"""Which kind of invoice file this is, and its reader."""

from kulanz.formats.einvoice.reader import read_einvoice
from kulanz.formats.first_look import looks_like_pdf, looks_like_xml, refuse_unreadable
from kulanz.formats.invoice_csv.reader import read_invoice_csv
from kulanz.formats.records import FileRefused, Problem, ReadInvoices


def invoice_kind(data: bytes) -> str:
    """Return "pdf", "xml" or "table"."""
    if looks_like_pdf(data):
        return "pdf"
    return "xml" if looks_like_xml(data) else "table"


def read_invoice_file(data: bytes, *, file: str) -> ReadInvoices:
    """Read a table, an XRechnung, a ZUGFeRD / Factur-X file. Never raises for content."""
    try:
        refuse_unreadable(data)
    except FileRefused as refused:
        return ReadInvoices(errors=(Problem(file=file, place="", message=str(refused)),))
    if invoice_kind(data) == "table":
        return read_invoice_csv(data, file=file)
    return read_einvoice(data, file=file)
