"""Coming in: log-in, lock-out, invitations, the demo's one click, password and second factor."""

import io
import re
from datetime import UTC, datetime

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth import get_user
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from kulanz.features.audit.models import Event
from kulanz.features.tenants.actions import create_user, invite
from kulanz.features.tenants.models import Membership, User
from kulanz.interfaces.commands.main import main
from tests.features.builders import a_merchant, actor_of
from tests.features.office.test_strictness import inline_in

pytestmark = pytest.mark.django_db
PASSWORD = "drei gelbe Linden am See"
AFTER_IT = "vier rote Ahorne am Bach"


@pytest.fixture(autouse=True)
def nothing_counted_yet():
    """Requests per minute are counted in the cache of the process, which no test rolls back."""
    cache.clear()


@pytest.fixture
def mara():
    merchant = a_merchant()
    return create_user(
        merchant=merchant,
        email="mara@lindenladen.example",
        role="owner",
        password=PASSWORD,
        actor=actor_of(merchant),
        machine_now=datetime.now(UTC),
    )


def log_in(client, password, *, email="mara@lindenladen.example", **extra):
    return client.post(reverse("account_login"), {"login": email, "password": password}, **extra)


def is_in(client):
    return get_user(client).is_authenticated


# The right and the wrong password


def test_the_right_password_opens_the_office(client, mara):
    answer = log_in(client, PASSWORD)

    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert is_in(client)


def test_capitals_in_the_address_do_not_matter(client, mara):
    log_in(client, PASSWORD, email="Mara@Lindenladen.example")

    assert is_in(client)


def test_a_wrong_password_opens_nothing_and_does_not_say_whether_the_account_exists(client, mara):
    known = log_in(client, "falsch")
    unknown = log_in(client, "falsch", email="niemand@lindenladen.example")

    def errors(answer):
        return re.findall(r'role="alert">(.*?)<', answer.content.decode())

    assert not is_in(client)
    assert errors(known) == errors(unknown) != []


def test_four_wrong_passwords_lock_nobody_out(client, mara):
    for _ in range(4):
        assert log_in(client, "falsch").status_code == 200

    log_in(client, PASSWORD)
    assert is_in(client)


def test_after_five_wrong_passwords_even_the_right_one_waits(client, mara):
    answers = [log_in(client, "falsch").status_code for _ in range(5)]
    refused = log_in(client, PASSWORD)

    assert answers[-1] == refused.status_code == 429
    assert "Zu viele falsche Versuche" in refused.content.decode()
    assert not is_in(client)


def test_changing_capitals_is_no_second_chance(client, mara):
    for _ in range(5):
        log_in(client, "falsch")

    assert log_in(client, PASSWORD, email="MARA@lindenladen.example").status_code == 429


def test_a_lock_out_does_not_reach_other_people_or_other_places(client, mara):
    merchant = mara.memberships.get().merchant
    create_user(
        merchant=merchant, email="jo@lindenladen.example", role="agent", password=AFTER_IT,
        actor=actor_of(merchant), machine_now=datetime.now(UTC),
    )  # fmt: skip
    for _ in range(6):
        log_in(client, "falsch")

    log_in(client, AFTER_IT, email="jo@lindenladen.example")
    assert get_user(client).email == "jo@lindenladen.example"
    client.logout()
    log_in(client, PASSWORD, REMOTE_ADDR="192.0.2.7")
    assert get_user(client).email == "mara@lindenladen.example"


def test_somebody_who_was_switched_off_stays_outside(client, mara):
    User.objects.update(is_active=False)

    answer = log_in(client, PASSWORD)

    assert answer["Location"] == reverse("account_inactive")
    assert not is_in(client)


def test_log_out_asks_first_and_needs_a_post(client, mara):
    client.force_login(mara, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.get(reverse("account_logout"))
    assert is_in(client)

    client.post(reverse("account_logout"))
    assert not is_in(client)


def test_log_in_leads_only_to_pages_of_this_server(client, mara):
    answer = client.post(
        reverse("account_login"),
        {"login": mara.email, "password": PASSWORD, "next": "https://elsewhere.example/"},
    )

    assert answer["Location"] == "/"


# The demo's one click


@pytest.fixture
def demo(mara):
    merchant = mara.memberships.get().merchant
    merchant.is_demo = True
    merchant.save()
    return merchant


def demo_log_in(client, **extra):
    return client.post(reverse("office:demo_login"), **extra)


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_one_click_opens_the_demo_on_this_machine(client, demo, address):
    assert demo_log_in(client, REMOTE_ADDR=address).status_code == 302
    assert get_user(client).email == "mara@lindenladen.example"


@pytest.mark.parametrize("address", ["192.0.2.7", "10.0.0.4", "2001:db8::1", ""])
def test_one_click_opens_nothing_elsewhere(client, demo, address):
    assert demo_log_in(client, REMOTE_ADDR=address).status_code == 404
    assert not is_in(client)


@pytest.mark.parametrize("header", ["X_FORWARDED_FOR", "FORWARDED", "X_REAL_IP", "VIA"])
def test_one_click_opens_nothing_through_a_proxy(client, demo, header):
    assert demo_log_in(client, REMOTE_ADDR="127.0.0.1", **{f"HTTP_{header}": "127.0.0.1"}).status_code == 404
    assert not is_in(client)


def test_without_a_demo_shop_there_is_no_one_click(client, mara):
    assert demo_log_in(client, REMOTE_ADDR="127.0.0.1").status_code == 404
    assert not is_in(client)
    assert "Demo-Laden" not in client.get(reverse("account_login")).content.decode()


def test_the_one_click_is_offered_only_where_it_works(client, demo):
    assert "Demo-Laden" in client.get(reverse("account_login")).content.decode()
    assert "Demo-Laden" not in client.get(reverse("account_login"), REMOTE_ADDR="192.0.2.7").content.decode()


def test_one_click_needs_a_post(client, demo):
    assert client.get(reverse("office:demo_login")).status_code == 405
    assert not is_in(client)


# Invitations


@pytest.fixture
def token(mara):
    merchant = mara.memberships.get().merchant
    actor = actor_of(merchant)
    actor = type(actor)(kind="user", name="Mara", merchant_id=merchant.pk, user_id=mara.pk, role="owner")
    _, token = invite(
        actor=actor,
        merchant=merchant,
        email="neu@lindenladen.example",
        role="agent",
        machine_now=datetime.now(UTC),
    )
    return token


def accept(client, token, password=AFTER_IT):
    return client.post(reverse("office:accept", args=[token]), {"name": "Neu Ling", "password": password})


def test_an_invitation_makes_a_person_with_the_role_and_logs_in(client, token):
    assert accept(client, token).status_code == 302

    person = get_user(client)
    assert (person.email, person.name) == ("neu@lindenladen.example", "Neu Ling")
    assert Membership.objects.get(user=person).role == "agent"


@pytest.mark.parametrize("weak", ["kurz", "123456789012", "neu@lindenladen.example"])
def test_a_weak_password_is_refused_in_words(client, token, weak):
    answer = accept(client, token, weak)

    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    assert not is_in(client)
    assert not User.objects.filter(email="neu@lindenladen.example").exists()


def test_an_invitation_works_once(client, token, django_user_model):
    accept(client, token)
    client.logout()

    assert accept(client, token).status_code == 404
    assert client.get(reverse("office:accept", args=[token])).status_code == 404
    assert not is_in(client)


def test_an_invented_invitation_is_answered_in_words(client, token):
    answer = client.get(reverse("office:accept", args=["erfunden"]))

    assert answer.status_code == 404
    assert "gilt nicht" in answer.content.decode()


# Passwords


def test_a_new_password_needs_the_old_one(client, mara):
    log_in(client, PASSWORD)
    url = reverse("account_change_password")

    client.post(url, {"oldpassword": "falsch", "password1": AFTER_IT, "password2": AFTER_IT})
    mara.refresh_from_db()
    assert mara.check_password(PASSWORD)

    client.post(url, {"oldpassword": PASSWORD, "password1": AFTER_IT, "password2": AFTER_IT})
    mara.refresh_from_db()
    assert mara.check_password(AFTER_IT)
    assert is_in(client)


def test_a_weak_new_password_is_refused(client, mara):
    log_in(client, PASSWORD)

    answer = client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": "kurz", "password2": "kurz"},
    )

    mara.refresh_from_db()
    assert 'role="alert"' in answer.content.decode()
    assert mara.check_password(PASSWORD)


def test_without_a_mail_server_the_page_says_who_helps(client, mara, settings):
    settings.SENDS_PASSWORD_MAILS = False

    answer = client.post(reverse("account_reset_password"), {"email": mara.email})

    assert "kulanz user password" in answer.content.decode()
    assert mail.outbox == []


def test_with_a_mail_server_a_link_leads_to_a_new_password_once(client, mara, settings):
    settings.SENDS_PASSWORD_MAILS = True
    client.post(reverse("account_reset_password"), {"email": mara.email})
    link = re.search(r"http://testserver(/\S+)", mail.outbox[0].body)[1]

    form = client.get(link, follow=True)
    client.post(form.request["PATH_INFO"], {"password1": AFTER_IT, "password2": AFTER_IT})

    mara.refresh_from_db()
    assert mara.check_password(AFTER_IT)
    client.cookies.clear()
    again = client.get(link, follow=True).content.decode()
    assert "gilt nicht mehr" in again
    assert 'type="password"' not in again


OUR_BACKEND = "kulanz.adapters.smtp.account_mail.InstallationMail"


def test_that_mail_leaves_over_the_server_of_the_installation(client, mara, settings, smtp_sink, monkeypatch):
    settings.SENDS_PASSWORD_MAILS, settings.EMAIL_BACKEND = True, OUR_BACKEND
    monkeypatch.setenv("KULANZ_SMTP_URL", smtp_sink.url)

    client.post(reverse("account_reset_password"), {"email": mara.email})

    received = smtp_sink.messages()
    assert [message.recipients for message in received] == [(mara.email,)]
    assert "/konto/password/reset/key/" in received[0].text()


def test_a_server_that_is_down_leaves_the_page_standing(client, mara, settings, monkeypatch):
    settings.SENDS_PASSWORD_MAILS, settings.EMAIL_BACKEND = True, OUR_BACKEND
    monkeypatch.setenv("KULANZ_SMTP_URL", "smtp://127.0.0.1:1")

    answer = client.post(reverse("account_reset_password"), {"email": mara.email})

    assert answer["Location"] == reverse("account_reset_password_done")


def test_a_stranger_gets_no_mail_and_the_same_answer(client, mara, settings):
    settings.SENDS_PASSWORD_MAILS = True

    answer = client.post(reverse("account_reset_password"), {"email": "fremd@elsewhere.example"})

    assert answer["Location"] == reverse("account_reset_password_done")
    assert mail.outbox == []


def test_the_server_gives_a_new_password_ends_sessions_and_lifts_the_lock(client, mara, monkeypatch, capsys):
    elsewhere = client.__class__()
    log_in(elsewhere, PASSWORD)
    for _ in range(5):
        log_in(client, "falsch")
    monkeypatch.setattr("sys.stdin", io.StringIO(AFTER_IT + "\n"))

    assert main(["user", "password", "--email", "MARA@lindenladen.example", "--password-stdin"]) == 0

    assert AFTER_IT not in capsys.readouterr().out
    assert not is_in(elsewhere)
    log_in(client, AFTER_IT)
    assert is_in(client)
    assert Event.objects.filter(kind="PasswordSet", subject=f"user:{mara.pk}").count() == 1


def test_the_server_refuses_a_name_that_nobody_has(mara, capsys):
    assert main(["user", "password", "--email", "niemand@lindenladen.example"]) == 1

    assert "no password was changed" in capsys.readouterr().err
    mara.refresh_from_db()
    assert mara.check_password(PASSWORD)
    assert not Event.objects.filter(kind="PasswordSet").exists()


# The second factor


def code_for(secret):
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


@pytest.fixture
def with_second_factor(client, mara):
    """Mara, logged in, with the second factor on; returns its secret."""
    log_in(client, PASSWORD)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    answer = client.post(reverse("mfa_activate_totp"), {"code": code_for(secret)})
    assert answer["Location"] == reverse("mfa_view_recovery_codes")
    return secret


def test_the_second_factor_is_switched_on_only_after_the_password_again(client, mara):
    log_in(client, PASSWORD)

    answer = client.get(reverse("mfa_activate_totp"))

    assert answer["Location"].startswith(reverse("account_reauthenticate"))


def test_a_wrong_code_switches_nothing_on(client, mara):
    log_in(client, PASSWORD)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.get(reverse("mfa_activate_totp"))

    client.post(reverse("mfa_activate_totp"), {"code": "000000"})

    assert not Authenticator.objects.exists()


def test_a_copy_of_the_database_holds_no_readable_secret(client, with_second_factor):
    assert with_second_factor not in str(list(Authenticator.objects.values_list("data", flat=True)))


def test_the_password_alone_no_longer_opens(client, mara, with_second_factor):
    client.logout()

    answer = log_in(client, PASSWORD)

    assert answer["Location"] == reverse("mfa_authenticate")
    assert not is_in(client)
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert not is_in(client)


def test_password_and_code_open(client, mara, with_second_factor):
    # A code opens once; the one that switched the factor on is spent, a recovery code is not.
    codes = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
    client.logout()
    log_in(client, PASSWORD)

    client.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert is_in(client)

    client.logout()
    log_in(client, PASSWORD)
    client.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert not is_in(client)


def test_new_recovery_codes_replace_the_old_ones(client, mara, with_second_factor):
    old = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
    client.post(reverse("mfa_generate_recovery_codes"))
    new = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]

    assert not set(old) & set(new)
    downloaded = client.get(reverse("mfa_download_recovery_codes"))
    assert downloaded.content.decode().split() == new


def test_the_second_factor_goes_off_again(client, mara, with_second_factor):
    client.post(reverse("mfa_deactivate_totp"))
    client.logout()
    log_in(client, PASSWORD)

    assert is_in(client)


# Every page of the account, in both languages


@pytest.mark.parametrize("name", ["account_signup", "account_email", "account_set_password"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_what_does_not_exist_here_says_so(client, mara, name, method):
    answer = getattr(client, method)(reverse(name), {"email": "neu@elsewhere.example", "password1": AFTER_IT})

    assert answer.status_code == 404
    assert "Einladung" in answer.content.decode()
    assert User.objects.count() == 1


OPEN = ["account_login", "account_reset_password", "account_reset_password_done", "account_inactive",
        "account_reset_password_from_key_done"]  # fmt: skip
INSIDE = ["account_logout", "account_change_password", "account_reauthenticate", "mfa_index",
          "mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
          "mfa_reauthenticate"]  # fmt: skip


@pytest.mark.parametrize(("language", "word"), [("de", 'lang="de"'), ("en", 'lang="en"')])
def test_every_page_of_the_account_in_both_languages(client, mara, settings, language, word, request):
    settings.SENDS_PASSWORD_MAILS = True
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    pages = [client.get(reverse(name)) for name in OPEN]
    request.getfixturevalue("with_second_factor")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    pages += [client.get(reverse(name)) for name in INSIDE if name != "mfa_activate_totp"]

    for answer in pages:
        html = answer.content.decode()
        assert answer.status_code == 200, answer.request
        assert word in html
        assert inline_in(html) == []
        assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_the_picture_for_the_app_is_one_that_the_policy_allows(client, mara):
    log_in(client, PASSWORD)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})

    html = client.get(reverse("mfa_activate_totp")).content.decode()

    assert 'src="data:image/svg+xml;base64,' in html
    assert inline_in(html) == []
