"""Real e-invoices from the corpus: nothing readable is refused, every sum is the file's own, twins say the same."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from lxml import etree

from kulanz.formats.amounts import cents_of_plain
from kulanz.formats.einvoice.pdf import xml_attachments
from kulanz.formats.invoice_files import read_invoice_file
from kulanz.formats.records import InvoiceRecord
from tests.formats.places import CORPUS, needs_corpus

pytestmark = needs_corpus
INVOICES = CORPUS / "einvoices"
# Refused, and a piece of the sentence that says why. Nothing else may be refused.
NO_INVOICES = {
    "order-x-basic.xml": "keine E-Rechnung",  # orders
    "order-x-comfort.xml": "keine E-Rechnung",
    "MustangGnuaccountingBeispielRE-20171118_506blanko.pdf": "enthält keine E-Rechnung",  # before its XML is attached
}
# Read, and a piece of the sentence that says what to look at. Nothing else may be remarked on.
REMARKS = {
    "acme_invoice-42_ZUGFeRD.pdf": "„201412“",  # a month as day of delivery
    "MustangGnuaccountingBeispielRE-20151008_504.pdf": "keine Währung",
}
# Twins whose own texts differ: another date, another VAT id, another name, one reference more.
NO_TWINS = {
    "XRECHNUNG_Betriebskostenabrechnung",
    "XRECHNUNG_Einfach",
    "01.21a-INVOICE",
    "01.01_comprehensive_test",
    "01.02_comprehensive_test",
}
# Names of the sums in CII and in UBL.
SUMS = {
    "total_cents": ("GrandTotalAmount", "TaxInclusiveAmount"),
    "net_cents": ("TaxBasisTotalAmount", "TaxExclusiveAmount"),
    "due_cents": ("DuePayableAmount", "PayableAmount"),
    "prepaid_cents": ("TotalPrepaidAmount", "PrepaidAmount"),
    "rounding_cents": ("RoundingAmount", "PayableRoundingAmount"),
}
LINES = ("LineTotalAmount", "LineExtensionAmount")
ALLOWANCES, CHARGES = "AllowanceTotalAmount", "ChargeTotalAmount"


def files() -> list[Path]:
    return [path for path in sorted(INVOICES.rglob("*")) if path.suffix.lower() in (".xml", ".pdf")]


def read(path: Path) -> InvoiceRecord:
    result = read_invoice_file(path.read_bytes(), file=path.name)
    assert result.errors == (), (path.name, result.errors)
    assert [path.name in REMARKS and REMARKS[path.name] in one.message for one in result.warnings] == (
        [True] if path.name in REMARKS else []
    ), (path.name, result.warnings)
    return result.invoices[0]


def test_every_e_invoice_is_read_and_what_is_refused_has_its_reason() -> None:
    told: dict[str, list[str]] = defaultdict(list)
    count: dict[str, int] = defaultdict(int)
    for path in files():
        folder = str(path.parent.relative_to(INVOICES))
        result = read_invoice_file(path.read_bytes(), file=path.name)
        count[folder] += bool(result.invoices)
        if path.name in NO_INVOICES:
            assert NO_INVOICES[path.name] in result.errors[0].message
            told[folder].append(f"refused {path.name}: {result.errors[0].message}")
        else:
            assert read(path).number
        told[folder] += [f"remarked on {path.name}: {one.message}" for one in result.warnings]
    for folder in sorted(count):
        print(f"{folder}: {count[folder]} read", *told[folder], sep="\n  ")
    assert sum(count.values()) > 170


def _summation(path: Path, invoice: InvoiceRecord) -> etree._Element:
    """Find the sums without the reader: the one element that holds the printed total."""
    data = path.read_bytes()
    if data.startswith(b"%PDF"):
        data = next(one.data for one in xml_attachments(data) if one.name == invoice.place)
    root = etree.fromstring(data, etree.XMLParser(remove_comments=True))
    (sums,) = {one.getparent() for name in SUMS["total_cents"] for one in root.iter(f"{{*}}{name}")}
    assert sums is not None
    return sums


def _printed(sums: etree._Element, *names: str) -> list[int]:
    return [
        cents_of_plain(one.text, currency="EUR")
        for name in names
        for one in sums.findall(f"{{*}}{name}")
        if (one.text or "").strip()
    ]


def test_every_sum_is_the_printed_one_and_they_add_up() -> None:
    compared = 0
    for path in files():
        if path.name in NO_INVOICES:
            continue
        invoice = read(path)
        sums = _summation(path, invoice)
        for field, names in SUMS.items():
            printed, got = _printed(sums, *names), getattr(invoice, field)
            assert (got in printed) if printed else (got is None), (path.name, field, got, printed)
        allowances, charges = _printed(sums, ALLOWANCES), _printed(sums, CHARGES)
        for lines in _printed(sums, *LINES)[:1]:
            net = lines - (allowances or [0])[0] + (charges or [0])[0]
            assert invoice.net_cents in (net, None), path.name
        if invoice.taxes and invoice.tax_cents is not None:
            by_rate = [tax.tax_cents for tax in invoice.taxes if tax.tax_cents is not None]
            assert abs(sum(by_rate) - invoice.tax_cents) <= len(by_rate), (
                path.name
            )  # each is rounded by itself
        if invoice.net_cents is not None and invoice.tax_cents is not None:
            assert invoice.total_cents == invoice.net_cents + invoice.tax_cents, path.name
        compared += 1
    assert compared > 170


def _facts(invoice: InvoiceRecord) -> tuple[object, ...]:
    rates = sorted(((tax.rate, tax.net_cents, tax.tax_cents) for tax in invoice.taxes), key=repr)
    return (
        invoice.number, invoice.type_code, invoice.issue_date, invoice.due_date, invoice.currency,
        invoice.total_cents, invoice.due_cents, invoice.net_cents, invoice.tax_cents or 0, rates,
        invoice.prepaid_cents or 0, invoice.iban, invoice.seller.vat_id, invoice.buyer.name,
        invoice.preceding_invoices, invoice.cash_discounts,
    )  # fmt: skip


def _twins(folder: Path, stem: Callable[[str], str]) -> Iterator[tuple[str, list[Path]]]:
    twins: dict[str, list[Path]] = defaultdict(list)
    for path in sorted(folder.rglob("*.*")):
        if path.suffix in (".xml", ".pdf"):
            twins[stem(path.name)].append(path)
    yield from ((name, paths) for name, paths in twins.items() if len(paths) > 1)


@pytest.mark.parametrize(
    ("folder", "stem"),
    [
        ("zugferd_corpus/XML-Rechnung", lambda name: name.split(".")[0]),
        ("xrechnung-testsuite/business-cases/standard", lambda name: name.rpartition("_")[0]),
        ("xrechnung-testsuite/technical-cases", lambda name: name.rpartition("_")[0]),
        ("mustangproject/library/src/test/resources/migration", lambda name: name.partition("_")[2] or name.partition("-")[2]),
    ],
)  # fmt: skip
def test_the_same_invoice_in_two_syntaxes_says_the_same(folder: str, stem: Callable[[str], str]) -> None:
    compared = 0
    for name, paths in _twins(INVOICES / folder, stem):
        facts = {repr(_facts(read(path))) for path in paths}
        assert (len(facts) == 1) == (name not in NO_TWINS), (name, facts)
        compared += 1
    assert compared >= 3
