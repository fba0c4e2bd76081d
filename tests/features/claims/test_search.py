"""One field finds a person or an invoice by what somebody remembers of it; nothing of another merchant."""

import pytest

from kulanz.features.claims.search import find, open_invoices
from kulanz.features.parties.models import KnownIban
from tests.features.builders import a_customer, a_merchant, actor_of, an_invoice

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    merchant = a_merchant()
    customer = a_customer(merchant, name="Jörg Müßig-Ölmann", number="K-77", email="joerg@kundin.example")
    an_invoice(customer, number="RE-2026-004711", cents=12345)
    KnownIban.objects.create(merchant=merchant, customer=customer, iban="DE02120300000000202051")
    an_invoice(a_customer(merchant, name="Paul Probe", number="K-78"), number="RE-2026-004712", cents=500)
    return merchant


@pytest.mark.parametrize(
    "text",
    ["RE-2026-004711", "re-2026-004711", "4711", "004711", "jörg", "JOERG", "müssig-oelmann", "Müßig", "K-77", "joerg@", "202051", "123,45"],
)  # fmt: skip
def test_what_somebody_remembers_finds_it_and_nobody_else(shop, text):
    hits = find(actor_of(shop), text)
    assert any("Müßig" in hit.title for hit in hits)
    assert not any("Probe" in hit.title for hit in hits)


def test_a_word_in_the_middle_is_found_where_nothing_begins_like_it(shop):
    assert [hit.title for hit in find(actor_of(shop), "ölmann") if hit.kind == "customer"] == [
        "Jörg Müßig-Ölmann"
    ]


@pytest.mark.parametrize("text", ["x", "gibtsnicht", "9999", "77,77"])
def test_nothing_is_found_where_nothing_fits(shop, text):
    assert find(actor_of(shop), text) == []
    assert open_invoices(actor_of(shop), text) == []


def test_another_merchant_finds_nothing(shop):
    stranger = actor_of(a_merchant())
    for text in ("4711", "jörg", "202051", "123,45"):
        assert find(stranger, text) == []
        assert open_invoices(stranger, text) == []


def test_a_new_name_is_found_and_the_old_one_no_longer(shop):
    from kulanz.features.parties.models import Customer

    customer = Customer.objects.get(number="K-78")
    customer.name = "Pia Neu"
    customer.save()
    assert find(actor_of(shop), "Neu")
    assert not [hit for hit in find(actor_of(shop), "Probe") if hit.kind == "customer"]
