"""Before a merchant goes live, his own list and ours are compared, and he says that they agree."""

from datetime import timedelta

import pytest

from kulanz.core.actor import Actor, Role
from kulanz.features.audit.models import Event
from kulanz.features.onboarding.actions import CheckRefused, compare_open_items, confirm_check
from kulanz.features.onboarding.live import go_live_when_ready, missing_until_live
from kulanz.features.onboarding.models import OpenItemsCheck
from kulanz.features.onboarding.queries import check_state
from kulanz.features.tenants.actions import MerchantRefused
from kulanz.features.tenants.models import Storefront
from kulanz.formats.open_items_csv import OwnItem
from tests.features.builders import NOW, a_bank_line, a_customer, a_merchant, actor_of, an_invoice

pytestmark = pytest.mark.django_db
SMTP = {"smtp_host": "127.0.0.1", "smtp_port": 9, "smtp_security": "none"}


def item(number: str, cents: int) -> OwnItem:
    return OwnItem(number=number, cents=cents, customer="", line=2)


def reasons(check: OpenItemsCheck) -> dict[str, str]:
    return {one["number"]: one["reason"] for one in check.differences}


def confirmed(shop, check: OpenItemsCheck, because: str = "") -> OpenItemsCheck:
    return confirm_check(actor=actor_of(shop), public_id=check.public_id, because=because, at=NOW)


def test_the_books_are_compared_and_nothing_else_is_changed():
    shop = a_merchant()
    erika = a_customer(shop)
    an_invoice(erika, number="RE-1", cents=5000)
    an_invoice(erika, number="RE-2", cents=700, collectible_by="sold")
    an_invoice(erika, number="RE-3", cents=300)
    an_invoice(erika, number="RE-4", cents=900)
    line = a_bank_line(shop, cents=900, remittance_text="Danke, RE-4")
    an_invoice(a_customer(a_merchant(iban=None)), number="RE-9", cents=1)  # a neighbour's

    check = compare_open_items(
        actor=actor_of(shop), at=NOW, items=[item("RE-1", 5000), item("RE-2", 700), item("RE-9", 100)]
    )

    assert (check.own_cents, check.here_cents) == (5800, 6200)
    assert reasons(check) == {
        "RE-2": "not_ours", "RE-9": "only_there", "RE-3": "only_here", "RE-4": "unmatched_payment",
    }  # fmt: skip
    assert [one["line"] for one in check.differences if one["line"]] == [line.public_id]
    assert sum(one["cents"] for one in check.differences) == check.difference_cents == -400


def test_neither_a_total_nor_a_list_is_refused():
    with pytest.raises(CheckRefused):
        compare_open_items(actor=actor_of(a_merchant()), at=NOW)
    assert not OpenItemsCheck.objects.exists()


def test_live_is_refused_until_a_check_is_confirmed_and_then_allowed():
    shop = a_merchant(**SMTP)
    an_invoice(a_customer(shop), cents=5000)
    assert missing_until_live(actor_of(shop)) == ["der bestätigte Abgleich der ersten Stunde"]
    with pytest.raises(MerchantRefused, match="Abgleich"):
        go_live_when_ready(actor=actor_of(shop), at=NOW)
    shop.refresh_from_db()
    assert not shop.is_live and not Event.objects.filter(kind="WentLive").exists()

    check = compare_open_items(actor=actor_of(shop), at=NOW, own_total=5000)
    with pytest.raises(MerchantRefused):
        go_live_when_ready(actor=actor_of(shop), at=NOW)  # made is not confirmed
    confirmed(shop, check)
    go_live_when_ready(actor=actor_of(shop), at=NOW)

    shop.refresh_from_db()
    assert shop.is_live


def test_a_difference_needs_a_reason():
    shop = a_merchant()
    an_invoice(a_customer(shop), cents=5000)
    check = compare_open_items(actor=actor_of(shop), at=NOW, own_total=4000)
    with pytest.raises(CheckRefused, match="-10,00"):
        confirmed(shop, check, because=" ok ")
    assert not check_state(actor_of(shop)).stands
    assert (
        confirmed(shop, check, because="Zehn Euro bar bezahlt").confirmed_because == "Zehn Euro bar bezahlt"
    )
    assert check_state(actor_of(shop)).stands


def test_differences_that_cancel_out_need_a_reason_too():
    shop = a_merchant()
    an_invoice(a_customer(shop), number="RE-1", cents=5000)
    check = compare_open_items(actor=actor_of(shop), at=NOW, items=[item("RE-2", 5000)])
    assert check.difference_cents == 0
    with pytest.raises(CheckRefused):
        confirmed(shop, check)


def test_a_bookkeeper_compares_and_only_an_owner_confirms():
    shop = a_merchant()
    check = compare_open_items(actor=actor_of(shop), at=NOW, own_total=0)
    clerk = Actor(kind="user", name="Jo", merchant_id=shop.pk, user_id=None, role=Role.BOOKKEEPER)
    with pytest.raises(CheckRefused, match="Inhaber"):
        confirm_check(actor=clerk, public_id=check.public_id, because="", at=NOW)
    assert not check_state(actor_of(shop)).stands


def test_a_check_that_the_books_overtook_is_not_confirmed():
    shop = a_merchant()
    check = compare_open_items(actor=actor_of(shop), at=NOW, own_total=0)
    an_invoice(a_customer(shop))
    with pytest.raises(CheckRefused, match="geändert"):
        confirmed(shop, check)
    newer = compare_open_items(actor=actor_of(shop), at=NOW + timedelta(minutes=1), own_total=12990)
    with pytest.raises(CheckRefused, match="neueren"):
        confirmed(shop, check)
    assert confirmed(shop, newer).confirmed_at == NOW


def test_an_unanswered_payment_method_is_answered_first():
    shop = a_merchant()
    an_invoice(a_customer(shop), collectible_by="unknown", payment_method="Musterpay")
    check = compare_open_items(actor=actor_of(shop), at=NOW, own_total=0)
    with pytest.raises(CheckRefused, match="Zahlarten"):
        confirmed(shop, check)


@pytest.mark.parametrize(("new_cents", "stands"), [(1000, True), (1001, False)])
def test_a_later_import_of_more_than_a_tenth_asks_anew(new_cents, stands):
    shop = a_merchant(**SMTP)
    erika = a_customer(shop)
    an_invoice(erika, number="RE-1", cents=10000)
    confirmed(shop, compare_open_items(actor=actor_of(shop), at=NOW, own_total=10000))
    an_invoice(erika, number="RE-2", cents=new_cents)
    an_invoice(erika, number="RE-3", cents=99999, collectible_by="sold")  # is not ours and asks nothing
    assert check_state(actor_of(shop)).stands is stands
    assert bool(missing_until_live(actor_of(shop))) is not stands


def test_the_checklist_names_the_storefront_whose_particulars_are_missing():
    shop = a_merchant(**SMTP)
    Storefront.objects.create(merchant=shop, public_id="shop_b", name="Gartenladen")
    assert "Gartenladen: Absenderadresse" in missing_until_live(actor_of(shop))


def test_another_merchants_check_is_not_confirmed():
    shop, other = a_merchant(), a_merchant(iban=None)
    check = compare_open_items(actor=actor_of(shop), at=NOW, own_total=0)
    with pytest.raises(CheckRefused, match="gibt es nicht"):
        confirm_check(actor=actor_of(other), public_id=check.public_id, because="", at=NOW)
    assert not check_state(actor_of(shop)).stands
