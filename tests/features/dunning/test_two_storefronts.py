"""One person who owes in two storefronts: two messages, each in its own name, and one density over both."""

from datetime import date

import pytest

from kulanz.core.strategy import preset_definition
from kulanz.features.dunning.queries import cases
from kulanz.features.dunning.settings import change_storefront
from kulanz.features.dunning.strategies import publish
from kulanz.features.letters.models import Message
from kulanz.features.tenants.models import Merchant, Storefront
from kulanz.features.tenants.settings import SettingRefused
from kulanz.features.tenants.storefronts import create_storefront
from tests.features.builders import NOW, STOREFRONT, TODAY, a_customer, actor_of, an_invoice
from tests.features.dunning.stage import (
    a_shop_that_could_send,
    on_day,
    previewed,
    released,
    run_the_day,
    withheld_codes,
)

pytestmark = pytest.mark.django_db

GARDEN = {
    "sender_email": "post@gartenladen.example",
    "contact_name": "Jo Ahorn",
    "imprint_url": "https://gartenladen.example/impressum",
    "strategy_consumer": "garten",
}


def a_garden(shop: Merchant) -> Storefront:
    actor = actor_of(shop)
    publish(actor=actor, code="garten", definition=preset_definition("b2c"), day=TODAY, at=NOW)
    garden = create_storefront(actor=actor, name="Gartenladen", at=NOW)
    values = {**STOREFRONT, "name": "Gartenladen", **GARDEN}
    return change_storefront(actor=actor, storefront_id=garden.pk, values=values, day=TODAY, at=NOW)


def test_who_owes_in_two_storefronts_gets_two_messages_each_in_its_own_name():
    shop = a_shop_that_could_send()
    garden, erika = a_garden(shop), a_customer(shop)
    an_invoice(erika, number="RE-1")
    an_invoice(erika, number="RE-2", storefront=garden)

    # One density over both: the second message waits until the person may be written to again.
    assert len(previewed(shop).send) == 1
    assert set(withheld_codes(previewed(shop)).popitem()[1]) == {"contact_density"}
    first = run_the_day(shop)
    on_day(shop, date(2026, 12, 4))
    second = run_the_day(shop)

    assert {
        (one.storefront.name, one.storefront.sender_email, one.storefront.imprint_url, item.invoice.number)
        for one in Message.objects.all()
        for item in one.items.all()
    } == {
        ("Lindenladen", STOREFRONT["sender_email"], STOREFRONT["imprint_url"], "RE-1"),
        ("Gartenladen", GARDEN["sender_email"], GARDEN["imprint_url"], "RE-2"),
    }
    assert {"b2c", "garten"} <= set(first.strategies) | set(second.strategies)


def test_what_one_storefront_wrote_counts_for_the_other():
    shop = a_shop_that_could_send()
    garden, erika = a_garden(shop), a_customer(shop)
    an_invoice(erika, number="RE-1")
    released(shop)
    an_invoice(erika, number="RE-2", storefront=garden, due_date=date(2026, 11, 27))
    an_invoice(
        a_customer(shop, name="Jo Ganz Anders", email="jo@kundin.example"), number="RE-3", storefront=garden
    )
    on_day(shop, date(2026, 12, 2))

    shown = previewed(shop)

    assert "contact_density" in withheld_codes(shown)["RE-2"]
    assert [item.subject.number for one in shown.send for item in one.items] == ["RE-3"]


def test_a_strategy_nobody_published_is_refused_and_nothing_changes():
    shop = a_shop_that_could_send()
    standard = Storefront.objects.get(merchant=shop)
    with pytest.raises(SettingRefused, match="gibt es nicht"):
        change_storefront(
            actor=actor_of(shop),
            storefront_id=standard.pk,
            values={"strategy_consumer": "streng", "contact_name": "Anders"},
            day=TODAY,
            at=NOW,
        )
    standard.refresh_from_db()
    assert (standard.strategy_consumer, standard.contact_name) == ("b2c", STOREFRONT["contact_name"])


def test_the_list_is_filtered_by_storefront_in_as_many_queries_for_many_rows(django_assert_num_queries):
    shop = a_shop_that_could_send()
    garden, erika = a_garden(shop), a_customer(shop)
    an_invoice(erika, number="RE-1")
    for number in range(5):
        an_invoice(erika, number=f"G-{number}", storefront=garden)
    with django_assert_num_queries(1):
        rows = cases(actor_of(shop), day=TODAY, storefront_id=garden.pk)
        assert [(row.invoice.number, row.invoice.storefront.name) for row in rows] == [
            (f"G-{number}", "Gartenladen") for number in range(5)
        ]
