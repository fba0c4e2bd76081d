"""§ 35a GmbHG, §§ 37a, 125 HGB, § 80 AktG: a live merchant states who writes, or does not write."""

import pytest

from kulanz.features.letters.models import Message
from kulanz.features.letters.particulars import sender_particulars
from kulanz.features.letters.readiness import SendingLocked, missing_particulars
from kulanz.features.letters.rendering import render_message
from kulanz.features.letters.texts import PlaceholderMissing
from kulanz.features.outbox.models import Effect
from tests.features.sending import (
    NINE_IN_BERLIN,
    a_person,
    a_released_reminder,
    a_shop,
    an_owed_invoice,
    storefront_of,
)

pytestmark = pytest.mark.django_db


def missing_of(merchant):
    return missing_particulars(merchant, storefront_of(merchant))


def test_a_complete_gmbh_lacks_nothing():
    assert missing_of(a_shop(is_live=True)) == []


@pytest.mark.parametrize(
    ("form", "blank", "named"),
    [
        ("gmbh", "managers", "Geschäftsführung (alle)"),
        ("gmbh", "register_court", "Registergericht"),
        ("gmbh", "register_number", "Registernummer"),
        ("ag", "managers", "Vorstand (alle Mitglieder)"),
        ("ag", "supervisory_chair", "Vorsitz des Aufsichtsrats"),
        ("partnership", "register_court", "Registergericht"),
        ("registered_trader", "register_number", "Registernummer"),
        ("sole_trader", "street", "Straße und Hausnummer"),
        ("sole_trader", "legal_name", "Firma"),
    ],
)
def test_each_legal_form_names_what_it_lacks(form, blank, named):
    complete = a_shop(is_live=True, legal_form=form, supervisory_chair="Kim Buche")
    assert missing_of(complete) == []
    setattr(complete, blank, " ")
    assert missing_of(complete) == [named]


def test_a_sole_trader_needs_no_register():
    assert (
        missing_of(
            a_shop(is_live=True, legal_form="sole_trader", register_court="", register_number="", managers="")
        )
        == []
    )


@pytest.mark.parametrize(
    ("field", "named"),
    [
        ("sender_email", "Absenderadresse"),
        ("contact_phone", "Telefon"),
        ("contact_hours", "Sprechzeiten"),
        ("imprint_url", "Link zum Impressum"),
        ("privacy_url", "Link zur Datenschutzerklärung"),
    ],
)
def test_the_storefront_must_say_who_is_in_charge(field, named):
    merchant = a_shop(is_live=True)
    storefront = storefront_of(merchant)
    setattr(storefront, field, "")
    assert missing_particulars(merchant, storefront) == [named]


def test_a_live_release_without_particulars_is_refused_and_nothing_is_written():
    merchant = a_shop(is_live=True, managers="")
    invoice = an_owed_invoice(a_person(merchant))
    with pytest.raises(SendingLocked, match=r"Geschäftsführung \(alle\)"):
        a_released_reminder(invoice)
    assert not Message.objects.exists() and not Effect.objects.exists()


def test_the_same_gap_in_test_mode_is_printed_where_it_is():
    merchant = a_shop()
    storefront = storefront_of(merchant)
    storefront.contact_phone = ""
    storefront.imprint_url = ""
    storefront.save()
    message = a_released_reminder(an_owed_invoice(a_person(merchant)))
    text = render_message(message, at=NINE_IN_BERLIN).letter.text
    assert "[Telefon fehlt]" in text and "[Impressum fehlt]" in text


def test_particulars_that_vanish_after_release_stop_the_live_mail():
    merchant = a_shop(is_live=True)
    message = a_released_reminder(an_owed_invoice(a_person(merchant)))
    storefront = storefront_of(merchant)
    storefront.contact_phone = ""
    storefront.save()
    message.refresh_from_db()
    with pytest.raises(PlaceholderMissing, match="Telefon"):
        render_message(Message.objects.get(pk=message.pk), at=NINE_IN_BERLIN)


def test_an_ag_names_board_and_chair():
    lines = sender_particulars(a_shop(legal_form="ag", supervisory_chair="Kim Buche"), language="de")
    assert "Vorstand: Mara Linde, Jo Ahorn" in lines
    assert "Vorsitz des Aufsichtsrats: Kim Buche" in lines


def test_a_gmbh_without_supervisory_board_names_none():
    assert not any("Aufsichtsrat" in line for line in sender_particulars(a_shop(), language="de"))
