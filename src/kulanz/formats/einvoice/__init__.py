"""Electronic invoices: ZUGFeRD / Factur-X (PDF or XML) and XRechnung in both syntaxes, CII and UBL."""

from kulanz.formats.einvoice.reader import is_einvoice, read_einvoice

__all__ = ["is_einvoice", "read_einvoice"]
