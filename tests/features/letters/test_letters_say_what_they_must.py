"""Every default text, in both languages and both tones, says what it must and nothing it must not."""

from datetime import date
from decimal import Decimal

import pytest

from kulanz.core.claim.statement import LineKind
from kulanz.features.letters import texts
from kulanz.features.letters.lint import lint
from kulanz.features.letters.payee import grouped
from kulanz.features.letters.rendering import preview_letter
from kulanz.features.letters.statement_words import StatementUnfit
from kulanz.features.letters.texts import LAYOUTS, LayoutUnknown
from kulanz.features.letters.wording import LanguageUnknown
from tests.features.sending import (
    IBAN,
    NEXT_WEEK,
    TODAY,
    a_person,
    a_shop,
    a_statement,
    actor_of,
    an_item,
    an_owed_invoice,
)

pytestmark = pytest.mark.django_db


def a_letter(*invoices, layout="reminder", language="de", items=None):
    customer = invoices[0].customer
    return preview_letter(
        actor=actor_of(customer.merchant),
        storefront_id=invoices[0].storefront_id,
        customer_id=customer.pk,
        layout=layout,
        language=language,
        day=TODAY,
        items=items or [an_item(one, step=layout) for one in invoices],
    )


@pytest.mark.parametrize("kind", ["consumer", "business"])
@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("count", [1, 2, 5])
def test_every_default_text_passes_the_linter(layout, language, kind, count):
    customer = a_person(a_shop(), kind=kind)
    invoices = [
        an_owed_invoice(customer, number=f"RE-2026-{n}", due_date=date(2026, 11, 20 + n))
        for n in range(count)
    ]
    assert lint(a_letter(*invoices, layout=layout, language=language)) == []


@pytest.mark.parametrize(
    ("spoilt", "code"),
    [
        ("Zahlen Sie umgehend.", "never"),
        ("Sonst drohen Inkasso und Zinsen.", "not_in_first"),
        ("Mit diesem Gutschein kaufen Sie günstiger ein.", "advertising"),
        ("Das ist die LETZTE Erinnerung.", "capitals"),
        (" ".join(["Wort"] * 40) + ".", "long_sentence"),
        (" ".join(["Ein Wort."] * 100), "too_long"),
    ],
)
def test_the_linter_finds_what_does_not_belong(spoilt, code):
    from dataclasses import replace

    letter = a_letter(an_owed_invoice(a_person(a_shop())))
    spoilt_letter = replace(
        letter, own_words=f"{letter.own_words}\n{spoilt}", text=f"{spoilt}\n{letter.text}"
    )
    assert code in {finding.code for finding in lint(spoilt_letter)}


def test_the_reminder_answers_who_how_much_what_for_until_when_and_how():
    letter = a_letter(an_owed_invoice(a_person(a_shop())))
    assert letter.subject == "Kurze Erinnerung: Rechnung RE-2026-1043 (Lindenladen)"
    for wanted in (
        "Guten Tag Erika Beispiel,",
        "129,90\xa0€",
        "bis Dienstag, 08.12.2026",
        "Rechnung RE-2026-1043 vom 13.11.2026",
        "Bestellung 4711 vom 12.11.2026",
        "DE89 3704 0044 0532 0130 00",
        "Verwendungszweck: RE-2026-1043",
        "Später zahlen",
        "In Raten zahlen",
        "Schon bezahlt",
        "Etwas stimmt nicht",
        "Mara Linde · 030 1234567 (Mo–Fr 9–17 Uhr)",
        "Geschäftsführung: Mara Linde, Jo Ahorn",
        "Sitz: Berlin, Amtsgericht Charlottenburg HRB 12345",
        "https://lindenladen.example/impressum",
        "https://lindenladen.example/datenschutz",
    ):
        assert wanted in letter.text, wanted
        assert wanted.split(": ")[-1] in letter.html, wanted


def test_english_is_complete():
    letter = a_letter(an_owed_invoice(a_person(a_shop())), language="en")
    assert "Hello Erika Beispiel," in letter.text
    assert "€129.90" in letter.text and "Tuesday, 8 December 2026" in letter.text
    assert "Rechnung" not in letter.text.partition("\n-- \n")[0].replace("rechnung@", "")


def test_a_company_is_not_greeted_by_a_persons_name():
    letter = a_letter(an_owed_invoice(a_person(a_shop(), kind="business", name="Nordwind Handels GmbH")))
    assert letter.text.startswith("Guten Tag,\n")


def test_a_notice_names_the_day_of_the_reminder_before_it():
    from kulanz.features.letters.models import Message
    from tests.features.sending import a_released_reminder

    invoice = an_owed_invoice(a_person(a_shop()))
    reminder = a_released_reminder(invoice)
    Message.objects.filter(pk=reminder.pk).update(state="sent", day=date(2026, 11, 20))
    assert "am 20.11.2026" in a_letter(invoice, layout="notice").text
    Message.objects.filter(pk=reminder.pk).update(state="withdrawn")
    assert "20.11.2026" not in a_letter(invoice, layout="notice").text


def test_mixed_steps_stand_per_invoice_and_the_furthest_sets_the_tone():
    customer = a_person(a_shop())
    late = an_owed_invoice(customer, number="RE-1", due_date=date(2026, 10, 1), cents=5000)
    fresh = an_owed_invoice(customer, number="RE-2", due_date=date(2026, 11, 20), cents=2000)
    idle = an_owed_invoice(customer, number="RE-3", due_date=date(2026, 11, 29), cents=1000)
    letter = a_letter(
        late,
        layout="notice",
        items=[
            an_item(
                late,
                step="notice",
                deadline=date(2026, 12, 11),
                statement=a_statement(("principal", 5000), ("dunning_cost", 250)),
            ),
            an_item(fresh, step="reminder", deadline=NEXT_WEEK),
            an_item(idle, step=""),
        ],
    )
    asked, _, apart = letter.text.partition("Außerdem offen")
    first, _, second = asked.partition("Rechnung RE-2 vom")
    assert letter.subject.startswith("Mahnung: Rechnungen RE-1 und RE-2")
    assert "bitte melden" not in letter.subject, "two deadlines: the subject names neither"
    assert "Mahnkosten: 2,50" in first and "Freitag, 11.12.2026" in first and "letzte Frist" in first
    assert "Dienstag, 08.12.2026" in second and "letzte Frist" not in second and "Mahnkosten" not in second
    assert "RE-3" in apart.partition("So bezahlen Sie")[0] and "RE-3" not in asked
    assert "Zusammen: 72,50" in asked
    assert "Verwendungszweck: RE-1 RE-2\n" in letter.text


def test_a_first_mail_refuses_to_show_costs_even_when_stated():
    invoice = an_owed_invoice(a_person(a_shop()))
    costly = an_item(invoice, statement=a_statement(("principal", 12990), ("dunning_cost", 250)))
    with pytest.raises(StatementUnfit, match="Zinsen oder Kosten"):
        a_letter(invoice, items=[costly])
    as_notice = an_item(
        invoice, step="notice", statement=a_statement(("principal", 12990), ("dunning_cost", 250))
    )
    assert "132,40" in a_letter(invoice, layout="notice", items=[as_notice]).text


def test_a_statement_that_does_not_add_up_stops_the_letter():
    invoice = an_owed_invoice(a_person(a_shop()))
    wrong = a_statement(("principal", 12990)) | {"total_cents": 12991}
    with pytest.raises(StatementUnfit, match="ergibt nicht ihre Summe"):
        a_letter(invoice, items=[an_item(invoice, statement=wrong)])


def test_a_message_over_another_sum_than_its_statement_stops():
    invoice = an_owed_invoice(a_person(a_shop()))
    with pytest.raises(StatementUnfit, match="andere Summe"):
        a_letter(invoice, items=[an_item(invoice, total_cents=12991)])


def test_a_rate_that_is_not_announced_yet_is_not_demanded():
    invoice = an_owed_invoice(a_person(a_shop()))
    facts = {"base_cents": 12990, "rate": Decimal("6.27"), "days": 3, "paragraph": "§ 288 I BGB"}
    lines = (("principal", 12990), ("interest", 7))
    provisional = an_item(invoice, step="notice", statement=a_statement(*lines, is_provisional=True, **facts))
    with pytest.raises(StatementUnfit, match="bekannt gemacht"):
        a_letter(invoice, layout="notice", items=[provisional])
    announced = an_item(invoice, step="notice", statement=a_statement(*lines, **facts))
    text = a_letter(invoice, layout="notice", items=[announced]).text
    assert "(6,27 % aus 129,90\xa0€, 3 Tage, § 288 I BGB): 0,07" in text


def test_every_kind_of_line_has_words_in_both_languages():
    for language in ("de", "en"):
        assert set(texts.words(language)["lines"]) == {str(kind) for kind in LineKind}
    assert texts.words("de").keys() == texts.words("en").keys()


def test_two_currencies_are_summed_apart_and_get_no_code():
    customer = a_person(a_shop())
    euro = an_owed_invoice(customer, number="RE-1", cents=1000)
    francs = an_owed_invoice(customer, number="RE-2", cents=2000, currency="CHF")
    letter = a_letter(euro, francs)
    assert "10,00\xa0€ und 20,00\xa0CHF" in letter.text
    assert letter.qr_png is None
    assert a_letter(euro).qr_png is not None


def test_so_many_numbers_that_no_transfer_holds_them_give_way_to_the_customers_number():
    customer = a_person(a_shop(), number="K-1001")
    invoices = [an_owed_invoice(customer, number=f"RECHNUNG-2026-{n:05}") for n in range(12)]
    assert "Verwendungszweck: Kundennummer K-1001" in a_letter(*invoices).text
    assert "RECHNUNG-2026-00000 RECHNUNG" in a_letter(*invoices[:3]).text


def test_names_cannot_break_out_of_html():
    shop = a_shop()
    letter = a_letter(an_owed_invoice(a_person(shop, name="<script>alert(1)</script> & Söhne")))
    assert "<script>" not in letter.html and "&lt;script&gt;" in letter.html


def test_the_html_loads_nothing_from_elsewhere():
    letter = a_letter(an_owed_invoice(a_person(a_shop())))
    import re

    sources = re.findall(r"""(?:src|url)\s*[=(]\s*["']?([^"')\s>]+)""", letter.html)
    assert sources == ["cid:epc-qr"]
    assert "<script" not in letter.html and 'lang="de"' in letter.html and "alt=" in letter.html


def test_unknown_layouts_and_languages_are_named_not_guessed():
    invoice = an_owed_invoice(a_person(a_shop()))
    with pytest.raises(LayoutUnknown, match="short_sms"):
        a_letter(invoice, layout="short_sms")
    with pytest.raises(LanguageUnknown, match="fr"):
        a_letter(invoice, language="fr")


def test_iban_is_grouped_by_four():
    assert grouped(IBAN) == "DE89 3704 0044 0532 0130 00"
