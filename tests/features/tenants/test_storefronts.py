"""Several storefronts: added by an owner, chosen by name in a file, never created by a typo."""

import pytest

from kulanz.core.actor import Actor, Role
from kulanz.features.audit.models import Event
from kulanz.features.claims.models import Invoice
from kulanz.features.tenants.models import Storefront
from kulanz.features.tenants.storefronts import StorefrontRefused, choose_standard, create_storefront
from tests.features.builders import NOW, a_merchant, actor_of
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
