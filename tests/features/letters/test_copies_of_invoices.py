"""A letter brings a copy of the invoice where it is known, marked so that nobody takes it for a second invoice."""

import io
from email import message_from_bytes
from email.policy import default as modern

import pikepdf
import pypdfium2
import pytest

from kulanz.features.claims.models import Invoice
from kulanz.features.documents.actions import path_of, store
from kulanz.features.letters.models import Message
from kulanz.features.letters.paper.copies import MOST_COPIES, MOST_PAGES, copies_of
from kulanz.features.letters.paper.render import RenderedPaper, render_paper
from kulanz.features.letters.rendering import render_message
from tests.features.letters import paper_reading as reading
from tests.features.sending import (
    NOW,
    a_person,
    a_released_reminder,
    a_shop,
    actor_of,
    an_item,
    an_owed_invoice,
)

pytestmark = pytest.mark.django_db


def an_original(*, pages: int = 1, password: str = "") -> bytes:
    """An invoice as a shop system writes it: with an action, a link, and a machine-readable file inside."""
    pdf = pikepdf.new()
    for _ in range(pages):
        page = pdf.add_blank_page(page_size=(595, 842))
        page.Annots = pikepdf.Array(
            [pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9])]
        )
    pdf.attachments["factur-x.xml"] = b"<Invoice/>"
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    out = io.BytesIO()
    pdf.save(out, encryption=pikepdf.Encryption(owner=password, user=password) if password else None)
    return out.getvalue()


def with_original(
    invoice: Invoice, data: bytes, *, kind: str = "invoice", media_type: str = "application/pdf"
):
    invoice.document, _ = store(
        actor=actor_of(invoice.merchant),
        data=data,
        kind=kind,
        media_type=media_type,
        original_name="rechnung.pdf",
        at=NOW,
    )
    invoice.save(update_fields=["document"])
    return invoice


def read_anew(message: Message) -> Message:
    return Message.objects.select_related("merchant", "storefront", "customer").get(pk=message.pk)


def on_paper(message: Message) -> RenderedPaper:
    return render_paper(read_anew(message), at=NOW)


def test_the_copy_lies_behind_the_letter_marked_on_each_page():
    invoice = with_original(an_owed_invoice(a_person(a_shop())), an_original(pages=2))
    paper = on_paper(a_released_reminder(invoice, layout="final_notice"))
    pages = reading.pages_text(paper.pdf)
    assert paper.pages == len(pages) == 3
    assert "Anlage: Kopie der Rechnung RE-2026-1043" in pages[0]
    assert ["Kopie" in page for page in pages[1:]] == [True, True]
    document = pypdfium2.PdfDocument(paper.pdf)
    assert document[1].get_size() == (595, 842)
    document.close()


def test_a_copy_holds_no_file_no_action_and_no_claim_of_conformity():
    invoice = with_original(an_owed_invoice(a_person(a_shop())), an_original())
    with reading.opened(on_paper(a_released_reminder(invoice)).pdf) as pdf:
        assert len(pdf.attachments) == 0 and "/OpenAction" not in pdf.Root
        assert all("/Annots" not in page for page in pdf.pages)
        with pdf.open_metadata() as xmp:
            assert "pdfaid:part" not in xmp and "pdfuaid:part" not in xmp
            assert xmp["dc:title"]


def test_by_mail_the_copy_is_a_file_of_its_own_beside_the_conforming_letter():
    invoice = with_original(an_owed_invoice(a_person(a_shop())), an_original())
    message = read_anew(a_released_reminder(invoice, layout="final_notice"))
    mail = message_from_bytes(render_message(message, at=NOW).raw, policy=modern)
    letter, copy = mail.iter_attachments()
    assert [one.get_filename() for one in (letter, copy)] == ["Brief.pdf", "Rechnung-RE-2026-1043-Kopie.pdf"]
    with reading.opened(letter.get_content()) as pdf, pdf.open_metadata() as xmp:
        assert xmp["pdfaid:part"] == "3"
    assert "Kopie" in reading.text_of(copy.get_content())


@pytest.mark.parametrize(
    ("data", "facts"),
    [
        (an_original(password="geheim"), {}),
        (b"no pdf at all", {}),
        (an_original(pages=MOST_PAGES + 1), {}),
        (b"<Invoice/>", {"media_type": "application/xml"}),
        (an_original(), {"kind": "invoice_list"}),
    ],
    ids=["locked", "unreadable", "too long", "only data", "not an invoice"],
)
def test_a_letter_goes_without_a_copy_that_cannot_be_made_and_promises_none(data, facts):
    invoice = with_original(an_owed_invoice(a_person(a_shop())), data, **facts)
    paper = on_paper(a_released_reminder(invoice))
    assert paper.pages == 1
    assert "Anlage" not in reading.text_of(paper.pdf)


def test_a_damaged_original_is_not_copied():
    invoice = with_original(
        an_owed_invoice(a_person(a_shop())), an_original(pages=7)
    )  # no other test shares it
    path_of(invoice.document.sha256).write_bytes(an_original(pages=2))
    assert invoice.document.size != path_of(invoice.document.sha256).stat().st_size
    assert copies_of(read_anew(a_released_reminder(invoice))) == ()


def test_what_is_only_mentioned_is_not_copied_and_there_is_a_limit():
    customer = a_person(a_shop())
    asked = [
        with_original(an_owed_invoice(customer, number=f"RE-{n}"), an_original())
        for n in range(MOST_COPIES + 1)
    ]
    beside = with_original(an_owed_invoice(customer, number="RE-99"), an_original(pages=2))
    items = [*(an_item(one) for one in asked), an_item(beside, step="")]
    copies = copies_of(read_anew(a_released_reminder(*asked, items=items)))
    assert [copy.number for copy in copies] == [f"RE-{n}" for n in range(MOST_COPIES)]


def test_the_same_letter_with_copies_has_the_same_bytes():
    invoice = with_original(an_owed_invoice(a_person(a_shop())), an_original())
    message = a_released_reminder(invoice)
    first, second = on_paper(message), on_paper(message)
    assert first.pages == 2 and first.sha256 == second.sha256
