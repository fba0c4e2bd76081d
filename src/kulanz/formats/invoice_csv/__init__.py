"""Invoices from a table (CSV): German or English headings, any common encoding, comma or point."""

from kulanz.formats.invoice_csv.columns import guess_columns
from kulanz.formats.invoice_csv.reader import read_invoice_csv

__all__ = ["guess_columns", "read_invoice_csv"]
