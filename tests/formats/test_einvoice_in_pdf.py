"""The XML inside a PDF, and PDFs that hold none or are out to do harm."""

import pikepdf
import pytest

from kulanz.formats.einvoice import read_einvoice
from kulanz.formats.einvoice.pdf import LARGEST_ATTACHMENT
from kulanz.formats.records import ReadInvoices
from tests.formats.einvoice_samples import a_pdf
from tests.formats.places import sample


def refusal(result: ReadInvoices) -> str:
    assert result.invoices == ()
    (problem,) = result.errors
    assert problem.file == "r.pdf"
    return problem.message


def test_the_invoice_is_found_in_the_pdf() -> None:
    result = read_einvoice(a_pdf(factur__x_xml=sample("zugferd.cii.xml")), file="r.pdf")
    assert result.errors == ()
    assert (result.invoices[0].number, result.invoices[0].place) == ("LL-2026-1002", "factur-x.xml")


def test_other_attachments_do_not_hide_it() -> None:
    data = a_pdf(aaa_xml=b"<protokoll/>", bild_png=b"\x89PNG", factur__x_xml=sample("zugferd.cii.xml"))
    assert read_einvoice(data, file="r.pdf").invoices[0].number == "LL-2026-1002"


def test_an_invoice_under_an_unusual_name_is_found_too() -> None:
    assert (
        read_einvoice(a_pdf(rechnung_xml=sample("xrechnung.ubl.xml")), file="r.pdf").invoices[0].total_cents
        == 17_100
    )


def test_a_pdf_that_is_only_a_picture_is_refused_and_not_guessed() -> None:
    assert "keine E-Rechnung" in refusal(read_einvoice(a_pdf(), file="r.pdf"))
    assert "keine E-Rechnung" in refusal(read_einvoice(a_pdf(notiz_xml=b"<notiz/>"), file="r.pdf"))


def test_a_pdf_with_a_password_is_refused() -> None:
    locked = a_pdf(
        encryption=pikepdf.Encryption(owner="o", user="u"), factur__x_xml=sample("zugferd.cii.xml")
    )
    assert "Kennwort" in refusal(read_einvoice(locked, file="r.pdf"))


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.7\n" + b"\x00" * 5000, a_pdf()[:300]])
def test_a_broken_pdf_is_refused(data: bytes) -> None:
    assert "PDF" in refusal(read_einvoice(data, file="r.pdf"))


def test_a_broken_invoice_in_a_pdf_is_named() -> None:
    data = a_pdf(factur__x_xml=sample("zugferd.cii.xml")[:700])
    assert "XML" in refusal(read_einvoice(data, file="r.pdf"))


def test_an_attachment_that_unpacks_to_a_giant_is_refused_before_it_is_unpacked() -> None:
    bomb = a_pdf(factur__x_xml=b" " * (LARGEST_ATTACHMENT + 1))
    assert len(bomb) < 1024 * 1024
    assert "größer als" in refusal(read_einvoice(bomb, file="r.pdf"))
