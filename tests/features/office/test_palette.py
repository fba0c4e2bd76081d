"""The palette offers every page that needs no choice beforehand, and to nobody what is not theirs."""

import re
from dataclasses import replace

import pytest
from django.urls import resolve

from kulanz.core.actor import Role
from kulanz.interfaces.office.palette import commands
from tests.features.builders import actor_of
from tests.features.office.shop import a_shop_with_everything
from tests.features.office.test_walk import EXAMPLES
from tests.features.office.walk import EVERYBODY

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return a_shop_with_everything("Lindengeheim")


def pages_without_choice(role):
    """Every office page that is opened by its address alone."""
    return {
        name for name, example in EXAMPLES.items()
        if name.startswith("office:") and not example.args and example.get == 200 and role in example.may
    }  # fmt: skip


def acting(shop, role):
    return replace(actor_of(shop.merchant), role=role)


@pytest.mark.parametrize("role", EVERYBODY)
def test_the_palette_offers_exactly_the_pages_that_the_role_may_open(client, shop, role):
    client.force_login(shop.people[role], backend="allauth.account.auth_backends.AuthenticationBackend")
    html = client.get("/profil").content.decode()
    listed = re.search(r'<ul id="palette-list".*?</ul>', html, re.DOTALL)[0]

    names = {resolve(path.split("?")[0]).view_name for path in re.findall(r'data-href="([^"]+)"', listed)}

    assert {name for name in names if name.startswith("office:")} == pages_without_choice(role)


def test_a_reader_is_offered_nothing_to_do_with_a_case_and_an_owner_three_things(shop):
    parts = {
        role: [command.part for command in commands(acting(shop, role)) if command.part]
        for role in (Role.OWNER, Role.AGENT, Role.READER)
    }

    assert parts == {
        Role.OWNER: ["pausen", "zahlung", "anruf"], Role.AGENT: ["pausen", "anruf"], Role.READER: []
    }  # fmt: skip


def test_no_two_commands_have_the_same_name(shop):
    titles = [command.title for command in commands(actor_of(shop.merchant))]

    assert len(titles) == len(set(titles)) > 20
