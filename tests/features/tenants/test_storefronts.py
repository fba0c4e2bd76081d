"""Several storefronts: added by an owner, chosen by name in a file, never created by a typo."""

import pytest

from kulanz.core.actor import Actor, Role
from kulanz.features.audit.models import Event
from kulanz.features.claims.models import Invoice
from kulanz.features.tenants.models import ChannelStorefront, Storefront
from kulanz.features.tenants.settings import SettingRefused, change_storefront
from kulanz.features.tenants.storefronts import (
    StorefrontRefused,
    answer_channel,
    choose_standard,
    create_storefront,
    use_storefront,
)
from tests.features.builders import NOW, TODAY, a_merchant, actor_of
from tests.features.claims.files import a_row, a_table, take_in

pytestmark = pytest.mark.django_db


def test_a_file_names_the_storefront_and_a_typo_is_an_error_of_its_row():
    shop = a_merchant()
    create_storefront(actor=actor_of(shop), name=" Garten  laden ", at=NOW)
    report = take_in(
        shop,
        a_table(
            a_row(Shop="garten laden"),
            a_row(Rechnungsnummer="RE-2", Shop=""),
            a_row(Rechnungsnummer="RE-3", Shop="Gratenladen"),
        ),
    )
    assert dict(Invoice.objects.values_list("number", "storefront__name")) == {
        "RE-1": "Garten laden",
        "RE-2": "Lindenladen",
    }
    assert "Bekannt: Lindenladen, Garten laden" in report.problems[0].message
    assert Storefront.objects.filter(merchant=shop).count() == 2


@pytest.mark.parametrize("name", ["", "  ", "x" * 121, "LINDENLADEN"])
def test_a_name_that_is_none_or_taken_is_refused(name):
    shop = a_merchant()
    with pytest.raises(StorefrontRefused):
        create_storefront(actor=actor_of(shop), name=name, at=NOW)
    assert Storefront.objects.filter(merchant=shop).count() == 1


def test_only_an_owner_adds_and_chooses_and_nobody_chooses_a_neighbours():
    shop, other = a_merchant(), a_merchant(iban=None)
    clerk = Actor(kind="user", name="Jo", merchant_id=shop.pk, user_id=None, role=Role.BOOKKEEPER)
    theirs = create_storefront(actor=actor_of(other), name="Gartenladen", at=NOW)
    for refused in (
        lambda: create_storefront(actor=clerk, name="Neu", at=NOW),
        lambda: choose_standard(actor=actor_of(shop), public_id=theirs.public_id, at=NOW),
    ):
        with pytest.raises(StorefrontRefused):
            refused()
    assert Storefront.objects.filter(merchant=shop).count() == 1
    assert Storefront.objects.get(merchant=shop).is_standard and not Event.objects.filter(
        kind="StandardStorefrontChosen"
    )


def test_the_standard_storefront_takes_the_rows_that_name_none():
    shop = a_merchant()
    second = create_storefront(actor=actor_of(shop), name="Gartenladen", at=NOW)
    choose_standard(actor=actor_of(shop), public_id=second.public_id, at=NOW)
    take_in(shop, a_table(a_row()))
    assert Invoice.objects.get().storefront_id == second.pk
    assert Storefront.objects.filter(merchant=shop, is_standard=True).count() == 1


def test_a_code_names_the_storefront_and_no_word_stands_for_two():
    shop = a_merchant()
    create_storefront(actor=actor_of(shop), name="Gartenladen", code=" gl ", at=NOW)
    take_in(shop, a_table(a_row(Shop="GL")))
    assert Invoice.objects.get().storefront.name == "Gartenladen"
    for name, code in (("GL", ""), ("Neu", "gl"), ("Neu", "Lindenladen"), ("Neu", "a b")):
        with pytest.raises(StorefrontRefused):
            create_storefront(actor=actor_of(shop), name=name, code=code, at=NOW)
    standard = Storefront.objects.get(merchant=shop, is_standard=True)
    with pytest.raises(SettingRefused, match="steht schon für"):
        change_storefront(
            actor=actor_of(shop), storefront_id=standard.pk, values={"name": "gartenladen"}, day=TODAY, at=NOW
        )
    assert Storefront.objects.filter(merchant=shop).count() == 2


def test_an_archived_storefront_takes_no_new_invoices_and_keeps_those_it_has():
    shop = a_merchant()
    garden = create_storefront(actor=actor_of(shop), name="Gartenladen", at=NOW)
    take_in(shop, a_table(a_row(Shop="Gartenladen")))
    use_storefront(actor=actor_of(shop), public_id=garden.public_id, is_used=False, at=NOW)
    report = take_in(shop, a_table(a_row(Rechnungsnummer="RE-2", Shop="Gartenladen")))
    assert "stillgelegt" in report.problems[0].message
    assert Invoice.objects.get().storefront_id == garden.pk
    with pytest.raises(StorefrontRefused):
        choose_standard(actor=actor_of(shop), public_id=garden.public_id, at=NOW)
    use_storefront(actor=actor_of(shop), public_id=garden.public_id, is_used=True, at=NOW)
    take_in(shop, a_table(a_row(Rechnungsnummer="RE-2", Shop="Gartenladen")))
    assert Invoice.objects.filter(storefront=garden).count() == 2


def test_the_standard_storefront_is_never_archived():
    shop = a_merchant()
    standard = Storefront.objects.get(merchant=shop)
    with pytest.raises(StorefrontRefused, match="zuerst eine andere"):
        use_storefront(actor=actor_of(shop), public_id=standard.public_id, is_used=False, at=NOW)
    assert Storefront.objects.get(merchant=shop).archived_at is None


def test_a_channel_chooses_its_storefront_once_answered_and_the_rows_own_word_comes_first():
    shop = a_merchant()
    garden = create_storefront(actor=actor_of(shop), name="Gartenladen", at=NOW)
    take_in(shop, a_table(a_row(Verkaufskanal="Shopify")))
    answer_channel(actor=actor_of(shop), channel=" SHOPIFY ", public_id=garden.public_id, at=NOW)
    take_in(
        shop,
        a_table(
            a_row(Rechnungsnummer="RE-2", Verkaufskanal="shopify"),
            a_row(Rechnungsnummer="RE-3", Verkaufskanal="shopify", Shop="Lindenladen"),
            a_row(Rechnungsnummer="RE-4", Verkaufskanal="shopfy"),
        ),
    )
    answer_channel(actor=actor_of(shop), channel="shopify", public_id="", at=NOW)
    take_in(shop, a_table(a_row(Rechnungsnummer="RE-5", Verkaufskanal="shopify")))
    assert dict(Invoice.objects.values_list("number", "storefront__name")) == {
        "RE-1": "Lindenladen",
        "RE-2": "Gartenladen",
        "RE-3": "Lindenladen",
        "RE-4": "Lindenladen",
        "RE-5": "Lindenladen",
    }
    assert Storefront.objects.filter(merchant=shop).count() == 2


def test_with_one_storefront_another_name_is_an_error_but_a_known_channel_is_read_as_such():
    shop = a_merchant()
    report = take_in(
        shop,
        a_table(
            a_row(Shop="Gartenladen"),
            a_row(Rechnungsnummer="RE-2", Shop="Amazon"),
            a_row(Rechnungsnummer="RE-3", Shop="Onlineshop"),
        ),
    )
    assert "anlegen und die Datei noch einmal einlesen" in report.problems[0].message
    assert dict(Invoice.objects.values_list("number", "collectible_by")) == {
        "RE-2": "marketplace",
        "RE-3": "merchant",
    }


def test_a_neighbours_storefront_is_neither_archived_nor_given_a_channel():
    shop, other = a_merchant(), a_merchant(iban=None)
    theirs = create_storefront(actor=actor_of(other), name="Gartenladen", at=NOW)
    for refused in (
        lambda: use_storefront(actor=actor_of(shop), public_id=theirs.public_id, is_used=False, at=NOW),
        lambda: answer_channel(actor=actor_of(shop), channel="x", public_id=theirs.public_id, at=NOW),
    ):
        with pytest.raises(StorefrontRefused):
            refused()
    theirs.refresh_from_db()
    assert theirs.archived_at is None and not ChannelStorefront.objects.exists()
