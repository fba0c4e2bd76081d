"""What PDF/A, PDF/UA and DIN 5008 ask of a letter, as far as it can be read back without their own checkers."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from kulanz.core.claim.statement import LineKind, Statement, StatementLine
from kulanz.features.letters.models import Message
from kulanz.features.letters.paper import typesetting
from kulanz.features.letters.paper.render import RenderedPaper, render_paper
from kulanz.features.letters.paper.typesetting import NotTypeset, typeset
from kulanz.features.letters.saying import content_of_message
from tests.features.letters import paper_reading as reading
from tests.features.sending import (
    NOW,
    TODAY,
    a_person,
    a_released_reminder,
    a_shop,
    an_item,
    an_owed_invoice,
)

pytestmark = pytest.mark.django_db


def on_paper(message: Message) -> RenderedPaper:
    rows = Message.objects.select_related("merchant", "storefront", "customer")
    return render_paper(rows.get(pk=message.pk), at=NOW)


def owed_by_a_business(invoice, **changes):
    """1,899.00 less 50.00, four days of interest and the lump sum."""
    line = StatementLine(
        kind=LineKind.PRINCIPAL,
        cents=invoice.total_cents,
        first_day=invoice.issue_date,
        last_day=invoice.due_date,
        paragraph="§ 433 II BGB",
        references=(invoice.number,),
    )
    lines = (
        line,
        replace(line, kind=LineKind.PAYMENT, cents=-5000, last_day=date(2026, 11, 30), paragraph=""),
        replace(
            line,
            kind=LineKind.INTEREST,
            cents=212,
            first_day=date(2026, 11, 28),
            last_day=TODAY,
            paragraph="§ 288 II BGB",
            base_cents=184900,
            rate=Decimal("10.27"),
            days=4,
        ),
        replace(line, kind=LineKind.LUMP_SUM, cents=4000, paragraph="§ 288 V BGB"),
    )
    return Statement(
        invoice_number=invoice.number,
        as_of=TODAY,
        currency="EUR",
        lines=lines,
        open_principal_cents=invoice.total_cents - 5000,
        open_interest_cents=212,
        open_cost_cents=4000,
        surplus_cents=0,
        provisional=False,
        **changes,
    ).as_dict()


def a_final_notice(count=2):
    customer = a_person(a_shop(), kind="business", name="Nordwind Handels GmbH & Co. KG")
    invoices = [an_owed_invoice(customer, number=f"RE-2026-{1043 + n}", cents=189900) for n in range(count)]
    items = [an_item(one, step="final_notice", statement=owed_by_a_business(one)) for one in invoices]
    return a_released_reminder(*invoices, layout="final_notice", items=items)


def test_it_claims_pdf_a_3a_and_pdf_ua_1_and_says_what_it_is():
    with reading.opened(on_paper(a_final_notice()).pdf) as pdf:
        with pdf.open_metadata() as xmp:
            assert (xmp["pdfaid:part"], xmp["pdfaid:conformance"]) == ("3", "A")
            assert xmp["pdfuaid:part"] == "1"
            assert xmp["dc:title"].startswith("Rechnungen RE-2026-1043 und RE-2026-1044")
        assert str(pdf.Root.Lang).startswith("de")
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert pdf.Root.MarkInfo.Marked
        assert [intent.S for intent in pdf.Root.OutputIntents] == ["/GTS_PDFA1"]
        assert "/DestOutputProfile" in pdf.Root.OutputIntents[0]
        assert not pdf.is_encrypted
        assert str(pdf.docinfo.CreationDate).startswith("D:20261201000000"), (
            "the day of the message, not of the machine"
        )


def test_every_font_is_embedded_as_a_subset():
    with reading.opened(on_paper(a_final_notice()).pdf) as pdf:
        found = reading.fonts(pdf)
        assert len(found) == 2, "regular and bold"
        for font in found:
            inner = font.DescendantFonts[0]
            assert re.match(r"/[A-Z]{6}\+SourceSans", str(inner.BaseFont))
            assert any(name in inner.FontDescriptor for name in ("/FontFile2", "/FontFile3"))
            assert "/ToUnicode" in font


def test_nothing_in_it_acts_or_points_outside():
    with reading.opened(on_paper(a_final_notice()).pdf) as pdf:
        for found in reading.dictionaries(pdf):
            assert not {
                "/JS",
                "/JavaScript",
                "/AA",
                "/Launch",
                "/OpenAction",
                "/URI",
                "/F",
                "/FFilter",
            } & set(found.keys())
            assert found.get("/S") not in ("/JavaScript", "/Launch", "/SubmitForm", "/URI", "/GoToR")


def test_it_is_read_aloud_in_order_with_headings_a_table_and_a_described_code():
    message = a_final_notice()
    with reading.opened(on_paper(message).pdf) as pdf:
        elements = reading.structure(pdf)
        kinds = [element.kind for element in elements]
        assert [kind for kind in kinds if re.fullmatch(r"H\d", kind)] == ["H1", "H2", "H2", "H2"]
        assert kinds.count("H1") == 1
        figures = [element for element in elements if element.kind == "Figure"]
        assert [str(figure.attributes["/Alt"]) for figure in figures] == [
            content_of_message(message).payment.qr_alt
        ]
        for kind in ("Table", "THead", "TBody", "TR", "TH", "TD", "L", "LI", "P"):
            assert kind in kinds, kind
        first_table = kinds[kinds.index("Table") : kinds.index("Figure")]
        assert first_table.count("TH") >= 4 + 2, "four columns, and each invoice heads its own lines"
        assert first_table.count("TD") >= 2 * (4 * 4 + 2)


def test_the_text_comes_out_in_reading_order():
    message = a_final_notice()
    content, said = content_of_message(message), reading.text_of(on_paper(message).pdf)
    expected = [
        "Lindenladen GmbH · Lindenstraße 1 · 10969 Berlin",
        "Nordwind Handels GmbH & Co. KG",
        "Ahornweg 2",
        "10115 Berlin",
        "01.12.2026",
        content.sections.subject,
        "Guten Tag,",
        "Bitte zahlen Sie 3.782,24 €",
        "Rechnung RE-2026-1043 vom 13.11.2026",
        "Rechnungsbetrag § 433 II BGB 1.899,00 €",
        "Zahlung vom 30.11.2026",
        "Verzugszinsen 28.11.2026 bis 01.12.2026 10,27 % aus 1.849,00 €, 4 Tage § 288 II BGB 2,12 €",
        "Verzugspauschale § 288 V BGB 40,00 €",
        "Offen 1.891,12 €",
        "Rechnung RE-2026-1044 vom 13.11.2026",
        "Zusammen 3.782,24 €",
        "Bitte zahlen bis: Dienstag, 08.12.2026",
        "Danach entscheidet bei uns ein Mensch",
        "So bezahlen Sie",
        "DE89 3704 0044 0532 0130 00",
        "Halten Sie die Forderung für falsch?",
        "Später zahlen",
        "Freundliche Grüße",
    ]
    at = 0
    for wanted in expected:
        found = said.find(wanted.replace("\xa0", " "), at)
        assert found >= 0, f"{wanted!r} does not come after what stands before it"
        at = found


def test_the_code_pays_exactly_what_the_letter_asks():
    message = a_released_reminder(an_owed_invoice(a_person(a_shop())))
    payload = content_of_message(message).payment.qr_payload
    assert b"EUR129.90" in payload
    assert reading.decoded_codes(on_paper(message).pdf) == [payload.decode("utf-8")]


def test_no_code_is_printed_where_none_can_carry_the_sum():
    message = a_released_reminder(an_owed_invoice(a_person(a_shop()), currency="CHF"))
    paper = on_paper(message)
    assert reading.decoded_codes(paper.pdf) == []
    assert "CHF" in reading.text_of(paper.pdf)


def test_the_address_stands_in_the_window_and_nothing_else_does():
    customer = a_person(
        a_shop(),
        name="Nordwind Handels- und Beteiligungsgesellschaft mbH & Co. KG\nBuchhaltung, Frau Dr. Müller-Lüdenscheidt",
        street="Gewerbepark Süd-Ost, Gebäude 17b, 3. Obergeschoss\nAm Alten Güterbahnhof 128–132",
        postcode="4020",
        city="Linz",
        country="AT",
    )
    texts = reading.placed(on_paper(a_released_reminder(an_owed_invoice(customer))).pdf)
    inside = [one for one in texts if one.left < 105 and one.top >= 45 and one.bottom <= 91]
    assert [one.text for one in inside if one.top > 62.7][0].startswith("Nordwind Handels-")
    assert inside[-1].text == "ÖSTERREICH"
    for one in inside:
        assert one.left >= 20 and one.right <= 105 and one.top >= 45 and one.bottom <= 90, one
    sender = [one for one in inside if one.bottom < 62.7]
    assert [one.text for one in sender] == ["Lindenladen GmbH · Lindenstraße 1 · 10969 Berlin"]
    assert not [one for one in texts if one.left < 105 and (30 < one.top < 45 or 90 < one.bottom < 96)]


def test_marks_for_folding_and_punching_stand_where_the_sheet_is_folded():
    assert reading.marks_at_the_left_edge(on_paper(a_final_notice()).pdf) == [105.0, 148.5, 210.0]


def test_pages_after_the_first_repeat_the_head_of_the_table():
    message = a_final_notice(count=20)
    pages = reading.pages_text(on_paper(message).pdf)
    assert len(pages) >= 3
    for page in pages[:-1]:
        assert "Posten" in page and "Grundlage" in page
    assert pages[1].count("Lindenladen · 20 Rechnungen") == 1
    assert f"Seite 2 von {len(pages)}" in pages[1]


def test_english_letters_are_english_and_say_so():
    customer = a_person(
        a_shop(),
        language="en",
        name="Siân O’Connor",
        street="17 Gough Square",
        postcode="EC4A 3DE",
        city="London",
        country="GB",
    )
    message = a_released_reminder(an_owed_invoice(customer), layout="notice", language="en")
    paper = on_paper(message)
    assert paper.recipient_lines[-2:] == ("London EC4A 3DE", "VEREINIGTES KÖNIGREICH")
    with reading.opened(paper.pdf) as pdf:
        assert str(pdf.Root.Lang).startswith("en")
    said = reading.text_of(paper.pdf)
    for wanted in (
        "Hello Siân O’Connor,",
        "€129.90",
        "Page 1 of 1",
        "How to pay",
        "Pay later",
        "Customer number",
    ):
        assert wanted in said
    assert "Rechnung " not in said and "Bitte" not in said


def test_words_that_no_column_holds_break_and_stay_on_the_sheet():
    customer = a_person(a_shop(), name="D" * 80)
    invoice = an_owed_invoice(customer, number="R" * 60, order_number="B" * 60)
    paper = on_paper(a_released_reminder(invoice, layout="notice"))
    for page in range(paper.pages):
        for one in reading.placed(paper.pdf, page=page):
            assert one.left >= 20 and one.right <= 191, one
    assert "R" * 60 in "".join(reading.text_of(paper.pdf).replace("\u200b", "").split())


@pytest.mark.parametrize("name", ["Εrika Beispiel 😀", "王小明"])
def test_a_letter_that_the_font_cannot_print_stops(name):
    with pytest.raises(NotTypeset, match="ließ sich nicht setzen"):
        on_paper(a_released_reminder(an_owed_invoice(a_person(a_shop(), name=name))))


def test_an_address_too_long_for_the_window_stops():
    customer = a_person(a_shop(), name="WÖRTER " * 28, street="STRASSEN " * 22, city="ORTE " * 20)
    with pytest.raises(NotTypeset, match="passt nicht in das Fenster"):
        on_paper(a_released_reminder(an_owed_invoice(customer)))


def test_a_missing_value_stops_the_letter():
    with pytest.raises(NotTypeset):
        typeset({"language": "de"}, day=TODAY)


def test_a_missing_font_stops_the_letter(monkeypatch):
    monkeypatch.setattr(
        typesetting, "TEMPLATE", b'#set document(title: "x")\n#set text(font: "Nowhere", lang: "de")\nHallo'
    )
    with pytest.raises(NotTypeset):
        typeset({}, day=TODAY)


def test_the_template_asks_nobody_for_packages():
    assert b"@preview" not in typesetting.TEMPLATE and b"#import" not in typesetting.TEMPLATE
