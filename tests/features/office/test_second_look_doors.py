"""Doors that must stay shut: guessed second factors, the demo's log-in for somebody with a real shop, the last owner."""

import re
from datetime import UTC, datetime

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth import get_user
from django.core.cache import cache
from django.urls import reverse

from kulanz.features.banking.models import Match
from kulanz.features.tenants.actions import create_user
from kulanz.features.tenants.models import Merchant, User
from kulanz.features.tenants.queries import demo_owner
from tests.features.builders import a_bank_line, a_merchant, actor_of

pytestmark = pytest.mark.django_db
PASSWORD = "drei gelbe Linden am See"


@pytest.fixture(autouse=True)
def nothing_counted_yet():
    cache.clear()


def an_owner(merchant: Merchant, email: str = "mara@lindenladen.example") -> User:
    return create_user(
        merchant=merchant, email=email, role="owner", password=PASSWORD, actor=actor_of(merchant),
        machine_now=datetime.now(UTC),
    )  # fmt: skip


def alerts(answer) -> list[str]:
    return re.findall(r'role="alert">(.*?)<', answer.content.decode())


def test_codes_of_the_second_factor_cannot_be_guessed_without_end(client):
    mara, secret = an_owner(a_merchant()), generate_totp_secret()
    TOTP.activate(mara, secret)
    client.post(reverse("account_login"), {"login": mara.email, "password": PASSWORD})
    assert not get_user(client).is_authenticated

    said = [alerts(client.post(reverse("mfa_authenticate"), {"code": f"{guess:06}"})) for guess in range(11)]

    assert not get_user(client).is_authenticated
    assert said[0] == said[9] != said[10]
    right = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    client.post(reverse("mfa_authenticate"), {"code": right})
    assert not get_user(client).is_authenticated


def test_a_few_wrong_codes_do_not_shut_anybody_out(client):
    mara, secret = an_owner(a_merchant()), generate_totp_secret()
    TOTP.activate(mara, secret)
    client.post(reverse("account_login"), {"login": mara.email, "password": PASSWORD})
    for _ in range(3):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})

    right = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    client.post(reverse("mfa_authenticate"), {"code": right})

    assert get_user(client) == mara


def test_nobody_with_a_real_shop_is_logged_in_by_the_demo_button():
    demo, real = a_merchant(is_demo=True), a_merchant()
    somebody = an_owner(demo)
    assert demo_owner() == somebody

    an_owner(real)

    assert demo_owner() is None


@pytest.mark.parametrize("number", ["9" * 25, "9" * 19, "٤٢", "1e3"])
def test_an_invoice_number_of_the_form_that_is_none_books_nothing_and_breaks_nothing(client, number):
    shop = a_merchant()
    client.force_login(an_owner(shop), backend="allauth.account.auth_backends.AuthenticationBackend")
    line = a_bank_line(shop)

    answer = client.post(
        reverse("office:payments_decide", args=[line.public_id]),
        {"verdict": "by_hand", f"amount-{number}": "1,00"},
    )

    assert answer.status_code in (302, 404)
    assert not Match.objects.exists()
