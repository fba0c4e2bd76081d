"""Document type codes of UNTDID 1001 as EN 16931 uses them (BT-3)."""

from kulanz.formats.records import InvoiceType

_CREDIT_NOTES = frozenset(
    ["81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "502", "503", "532"]
)
_CORRECTIONS = frozenset({"384"})
_INVOICES = frozenset(
    [
        "71",
        "80",
        "82",
        "84",
        "102",
        "130",
        "202",
        "203",
        "204",
        "211",
        "218",
        "219",
        "295",
        "326",
        "331",
        "380",
        "382",
        "383",
        "385",
        "386",
        "387",
        "388",
        "389",
        "390",
        "393",
        "394",
        "395",
        "456",
        "457",
        "527",
        "553",
        "575",
        "623",
        "633",
        "751",
        "780",
        "817",
        "870",
        "875",
        "876",
        "877",
        "935",
    ]
)


def type_of(code: str | None) -> InvoiceType:
    """Return what a document is. A pro forma invoice (325), an order (220) and unknown codes are "other"."""
    if code in _CREDIT_NOTES:
        return "credit_note"
    if code in _CORRECTIONS:
        return "correction"
    return "invoice" if code in _INVOICES else "other"
