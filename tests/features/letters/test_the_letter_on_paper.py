"""A message as a letter: the same content as its mail, in the window, or not at all."""

from datetime import date
from email import message_from_bytes
from email.policy import default as modern

import pypdfium2
import pytest

from kulanz.features.documents.actions import read, store
from kulanz.features.letters.models import Message, MessageItem
from kulanz.features.letters.paper.address import PostalAddressMissing, PostalAddressUnfit
from kulanz.features.letters.paper.render import RenderedPaper, render_paper
from kulanz.features.letters.rendering import render_message
from kulanz.features.letters.saying import content_of_message
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


def on_paper(message: Message) -> RenderedPaper:
    rows = Message.objects.select_related("merchant", "storefront", "customer")
    return render_paper(rows.get(pk=message.pk), at=NOW)


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    pages = [document[number].get_textpage().get_text_bounded() for number in range(len(document))]
    document.close()
    return " ".join("\n".join(pages).split())


def test_the_letter_says_what_the_mail_says():
    message = a_released_reminder(an_owed_invoice(a_person(a_shop())), layout="notice")
    said, content = text_of(on_paper(message).pdf), content_of_message(message)
    for wanted in (
        content.sections.subject,
        content.salutation,
        *(one.replace("**", "") for one in content.sections.opening + content.sections.request),
        *content.sections.after,
        content.blocks[0].consequence,
        *(value for _, value in content.payment.rows),
        *(one.label for one in content.exits),
        content.contact,
        *content.particulars,
    ):
        assert " ".join(wanted.split()) in said, wanted


def test_the_same_content_gives_the_same_bytes():
    message = a_released_reminder(an_owed_invoice(a_person(a_shop())))
    assert on_paper(message) == on_paper(message)


@pytest.mark.parametrize("missing", ["street", "postcode", "city", "name"])
def test_without_a_whole_address_there_is_no_letter(missing):
    customer = a_person(a_shop(), **{missing: " "})
    message = a_released_reminder(an_owed_invoice(customer))
    with pytest.raises(PostalAddressMissing, match="Für einen Brief an .* fehlt"):
        on_paper(message)


def test_the_country_stands_last_and_in_capitals_where_it_is_another():
    shop = a_shop()
    abroad = a_person(
        shop, name="Tiago Gonçalves", street="Am Hof 3", postcode="1010", city="Wien", country="AT"
    )
    at_home = a_person(shop, country="DE")
    assert on_paper(a_released_reminder(an_owed_invoice(abroad, number="A"))).recipient_lines == (
        "Tiago Gonçalves",
        "Am Hof 3",
        "1010 Wien",
        "ÖSTERREICH",
    )
    assert (
        on_paper(a_released_reminder(an_owed_invoice(at_home, number="D"))).recipient_lines[-1]
        == "10115 Berlin"
    )


def test_an_address_of_six_lines_fits_and_one_of_seven_does_not():
    shop = a_shop()
    six = a_person(shop, name="Nordwind GmbH\nBuchhaltung\nHaus 3", street="Hinterhaus\nAhornweg 2")
    seven = a_person(shop, name="Nordwind GmbH\nBuchhaltung\nHaus 3", street="Hof\nHinterhaus\nAhornweg 2")
    assert len(on_paper(a_released_reminder(an_owed_invoice(six, number="A"))).recipient_lines) == 6
    with pytest.raises(PostalAddressUnfit, match="hat 7 Zeilen"):
        on_paper(a_released_reminder(an_owed_invoice(seven, number="B")))


def test_many_invoices_go_over_several_pages_and_the_pages_are_counted():
    customer = a_person(a_shop())
    message = a_released_reminder(*[an_owed_invoice(customer, number=f"RE-{n}") for n in range(40)])
    paper = on_paper(message)
    document = pypdfium2.PdfDocument(paper.pdf)
    assert paper.pages == len(document) > 1
    document.close()
    assert f"Seite 1 von {paper.pages}" in text_of(paper.pdf)


def attached(message: Message) -> list[tuple[str, str, bytes]]:
    rows = Message.objects.select_related("merchant", "storefront", "customer")
    mail = message_from_bytes(render_message(rows.get(pk=message.pk), at=NOW).raw, policy=modern)
    return [
        (one.get_filename(), one.get_content_type(), one.get_content()) for one in mail.iter_attachments()
    ]


def test_a_final_notice_by_mail_carries_the_letter():
    message = a_released_reminder(an_owed_invoice(a_person(a_shop())), layout="final_notice")
    assert attached(message) == [("Brief.pdf", "application/pdf", on_paper(message).pdf)]
    assert "als Brief im Anhang" in render_message(message, at=NOW).letter.text
    assert "im Anhang" not in text_of(on_paper(message).pdf)


def test_a_kind_reminder_carries_nothing():
    message = a_released_reminder(an_owed_invoice(a_person(a_shop())), layout="reminder")
    assert attached(message) == []
    assert "im Anhang" not in render_message(message, at=NOW).letter.text


def test_without_an_address_the_mail_goes_alone():
    message = a_released_reminder(an_owed_invoice(a_person(a_shop(), street="")), layout="final_notice")
    assert attached(message) == []


def test_the_mail_that_follows_a_letter_carries_the_bytes_that_were_printed():
    invoice = an_owed_invoice(a_person(a_shop()))
    letter = a_released_reminder(invoice, layout="notice")
    printed, _ = store(
        actor=actor_of(invoice.merchant),
        data=on_paper(letter).pdf,
        kind="letter",
        media_type="application/pdf",
        original_name="brief.pdf",
        at=NOW,
    )
    Message.objects.filter(pk=letter.pk).update(document=printed)
    MessageItem.objects.filter(message=letter).update(is_standing=False)
    companion = a_released_reminder(invoice, layout="notice")
    Message.objects.filter(pk=companion.pk).update(companion_of=letter)
    assert [data for _, _, data in attached(companion)] == [read(printed)]


def test_what_differs_is_said_by_invoice_and_what_is_only_open_stands_apart():
    customer = a_person(a_shop())
    first, second, third, beside = (an_owed_invoice(customer, number=f"RE-{n}") for n in (1, 2, 3, 9))
    items = [
        an_item(first, step="notice"),
        an_item(second, step="notice"),
        an_item(third, step="final_notice", deadline=date(2026, 12, 15)),
        an_item(beside, step=""),
    ]
    said = text_of(on_paper(a_released_reminder(first, layout="final_notice", items=items)).pdf)
    assert "RE-1, RE-2: Bitte zahlen bis: Dienstag, 08.12.2026 · Schritt: Mahnung" in said
    assert "RE-3: Bitte zahlen bis: Dienstag, 15.12.2026 · Schritt: Letzte Frist" in said
    assert said.count("Möglich ist die Abgabe") == 1
    assert said.index("Zusammen 389,70") < said.index("Außerdem offen") < said.index("RE-9")
    assert "RE-9" not in said.partition("Außerdem offen")[0]


def test_what_holds_for_all_is_said_once():
    customer = a_person(a_shop())
    invoices = [an_owed_invoice(customer, number=f"RE-{n}") for n in (1, 2)]
    said = text_of(on_paper(a_released_reminder(*invoices, layout="notice")).pdf)
    assert said.count("Bitte zahlen bis: Dienstag, 08.12.2026 · Schritt: Mahnung") == 1
    assert said.count("Hören wir bis dahin nichts") == 1
