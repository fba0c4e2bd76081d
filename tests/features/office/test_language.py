"""English pages speak English: what they say themselves, what refuses, and what was written down."""

import re

import pytest
from django.conf import settings
from django.urls import reverse

from kulanz.features.dunning.actions import release
from kulanz.features.tenants.clock import business_now
from kulanz.features.tenants.models import Merchant
from kulanz.interfaces.commands.main import main
from tests.features.builders import NOW, a_customer, actor_of, an_invoice
from tests.features.dunning.stage import a_shop_that_could_send
from tests.features.office.shop import a_shop_with_everything

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return a_shop_with_everything("Sprachladen")


@pytest.fixture
def owner(client, shop):
    client.force_login(shop.people["owner"], backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("de", "„DE00“ ist keine gültige IBAN."), ("en", "“DE00” is not a valid IBAN.")],
)
def test_a_refusal_is_said_in_the_language_of_the_page(owner, language, sentence):
    owner.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    answer = owner.post(reverse("office:setup_bank"), {"iban": "DE00", "owner_name": "Linde"})

    assert answer.status_code == 422
    assert sentence in text_of(answer)


@pytest.mark.parametrize(
    ("language", "reason"),
    [
        ("de", "ist fällig, weil die Rechnung seit 4 Tagen überfällig ist"),
        ("en", "is due because the invoice is 4 days overdue"),
    ],
)
def test_what_a_run_wrote_down_can_be_read_in_both_languages(language, reason):
    merchant = a_shop_that_could_send()
    an_invoice(a_customer(merchant))
    at = business_now(merchant, machine_now=NOW)
    run = release(
        actor=actor_of(merchant), day=at.date(), delivery_and_returns_confirmed=True, at=at, machine_now=NOW
    )

    item = run.items.get()

    assert reason in (item.because if language == "de" else item.because_en)


def test_the_language_of_the_profile_is_the_language_of_the_next_page(owner):
    owner.post(reverse("office:profile"), {"name": "Mara", "language": "en", "shortcuts_on": "on"})

    assert 'lang="en"' in owner.get(reverse("office:today")).content.decode()


@pytest.mark.parametrize(
    ("wish", "sentence"), [("de", "Der Händler braucht einen Namen."), ("en", "The merchant needs a name.")]
)
def test_the_command_line_speaks_the_language_it_is_asked_for(monkeypatch, capsys, wish, sentence):
    monkeypatch.setenv("KULANZ_LANGUAGE", wish)

    assert main(["merchant", "create", "--name", " ", "--iban", "DE89370400440532013000"]) == 1

    assert sentence in capsys.readouterr().err
    assert not Merchant.objects.exists()
