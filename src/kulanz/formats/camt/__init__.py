"""camt.052, camt.053 and camt.054: bank statements in the XML of ISO 20022."""

from kulanz.formats.camt.reader import read_camt

__all__ = ["read_camt"]
