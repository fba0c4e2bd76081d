"""A NUL character in a field is refused in words, on SQLite as on PostgreSQL."""

import pytest
from django.test import Client

from kulanz.features.tenants.actions import create_user
from tests.features.builders import NOW, a_merchant, actor_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    merchant = a_merchant()
    user = create_user(
        merchant=merchant,
        email="mara@lindenladen.example",
        role="owner",
        password=None,
        actor=actor_of(merchant),
        machine_now=NOW,
    )
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("address", ["/suche?q=a%00b", "/faelle?q=%00", "/kunden?q=x%00"])
def test_a_nul_in_a_search_is_refused(owner, address):
    assert owner.get(address).status_code == 400


def test_the_same_search_without_it_works(owner):
    assert owner.get("/suche?q=ab").status_code == 200


def test_a_nul_in_a_form_is_refused(owner):
    assert owner.post("/einrichtung/bank", {"iban": "DE89\x00", "owner_name": "x"}).status_code == 400
