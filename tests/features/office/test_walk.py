"""Every address, called by everybody: who may opens it, everybody else is refused, and then nothing has happened."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.forms import ModelForm
from django.urls import reverse

from kulanz.features.dunning.preview import preview
from kulanz.features.tenants.clock import business_now
from kulanz.features.tenants.models import Storefront
from kulanz.interfaces.office.forms import CompanyForm, LettersForm, MailServerForm, StorefrontForm
from tests.features.builders import NOW, SHOP_IBAN, actor_of
from tests.features.office.shop import INVOICES_CSV, Shop, a_shop_with_everything
from tests.features.office.test_strictness import inline_in
from tests.features.office.walk import (
    BOOKKEEPERS,
    EVERYBODY,
    OWNERS,
    TALKERS,
    Example,
    every_name,
    fingerprint,
    writes,
)

pytestmark = pytest.mark.django_db
STATEMENT = "tests/formats/samples/lindenladen.camt053.v02.xml"
PASSWORD = "drei gelbe Linden am See"


def filled(form: ModelForm, **changes: str) -> dict[str, Any]:
    """What the browser would send of this form."""
    values = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    sent = {
        name: "on" if value is True else value for name, value in values.items() if value not in (None, False)
    }
    return {**sent, **changes}


def a_file(data: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def a_statement(shop: Shop) -> dict[str, Any]:
    with open(STATEMENT, "rb") as file:
        return {"file": a_file(file.read(), "auszug.xml")}


HOLD = {"kind": "pause", "since": "2026-12-01", "until": "2026-12-05", "because": "Braucht Zeit"}

EXAMPLES = {
    # To look at
    "office:today": Example(),
    "office:search": Example(),
    "office:more": Example(),
    "office:run": Example(),
    "office:run_message": Example(args=("case",)),
    "office:run_released": Example(args=("run",)),
    "office:cases": Example(),
    "office:case": Example(args=("case",)),
    "office:customers": Example(),
    "office:customer": Example(args=("customer",)),
    "office:payments": Example(),
    "office:payments_line": Example(args=("line",)),
    "office:outbox": Example(),
    "office:message": Example(args=("message",)),
    "office:message_html": Example(args=("sent",)),
    "office:setup": Example(),
    # Oneself
    "office:profile": Example(data=lambda shop: {"name": "Mara", "language": "en"}),
    "office:switch_merchant": Example(
        by="owner", get=405, data=lambda shop: {"merchant": shop.ids["branch"]}, changes=False
    ),
    # Runs and messages
    "office:stop": Example(may=BOOKKEEPERS, get=405, data=lambda shop: {"stopped": "yes"}),
    "office:run_release": Example(
        may=BOOKKEEPERS,
        get=405,
        data=lambda shop: {"fingerprint": shown_fingerprint(shop), "case": shop.ids["case"], "confirmed": "yes"},
    ),
    "office:run_call_back": Example(may=BOOKKEEPERS, args=("run",), get=405, data=lambda shop: {}),
    "office:message_decide": Example(
        may=BOOKKEEPERS, args=("message",), get=405, data=lambda shop: {"verdict": "withdraw"}
    ),
    # Letters on paper
    "office:letters": Example(),
    "office:letters_posted": Example(),
    "office:letter_pdf": Example(args=("letter",)),
    "office:letters_print": Example(may=BOOKKEEPERS, get=405, data=lambda shop: {}, post=200),
    "office:letter_print": Example(may=BOOKKEEPERS, args=("letter",), get=405, data=lambda shop: {}, post=200),
    "office:letters_post": Example(
        may=BOOKKEEPERS, get=405, data=lambda shop: {"posted_on": "2026-12-01"}
    ),
    "office:letter_post": Example(
        may=BOOKKEEPERS, args=("printed_letter",), get=405, data=lambda shop: {"posted_on": "2026-12-01"}
    ),
    "office:letter_aside": Example(
        may=BOOKKEEPERS, args=("printed_letter",), get=405, data=lambda shop: {"because": "Irrtum"}
    ),
    "office:letter_returned": Example(
        may=BOOKKEEPERS,
        args=("posted_letter",),
        get=405,
        data=lambda shop: {"returned_on": "2026-12-01", "because": "Unbekannt verzogen"},
    ),
    # Long work
    "office:works": Example(),
    "office:work": Example(args=("work",)),
    "office:work_stop": Example(may=BOOKKEEPERS, args=("work",), get=405, data=lambda shop: {}),
    "office:work_resume": Example(may=BOOKKEEPERS, args=("stopped_work",), get=405, data=lambda shop: {}),
    "office:work_leave": Example(may=BOOKKEEPERS, args=("stopped_work",), get=405, data=lambda shop: {}),
    # Cases and customers
    "office:case_hold": Example(may=TALKERS, args=("case",), get=405, data=lambda shop: HOLD),
    "office:case_confirm": Example(may=TALKERS, args=("case",), get=405, data=lambda shop: {"need": "approval"}),
    "office:case_call": Example(
        may=TALKERS, args=("case",), get=405, data=lambda shop: {"outcome": "not_reached", "note": ""}
    ),
    "office:case_payment": Example(
        may=BOOKKEEPERS,
        args=("case",),
        get=405,
        data=lambda shop: {"amount": "20,00", "paid_on": "2026-12-01", "because": "bar", "once_key": "einmal"},
    ),
    "office:hold_lift": Example(may=TALKERS, args=("hold",), get=405, data=lambda shop: {}),
    "office:customer_edit": Example(
        may=TALKERS,
        args=("customer",),
        data=lambda shop: {
            "name": "Anders Genannt", "kind": "consumer", "email": "anders@kundin.example", "street": "Weg 1",
            "postcode": "10115", "city": "Berlin", "country": "DE", "language": "de",
        },
    ),
    "office:customer_hold": Example(may=TALKERS, args=("customer",), get=405, data=lambda shop: HOLD),
    # Money and files
    "office:payments_upload": Example(may=BOOKKEEPERS, data=a_statement, post=200),
    "office:payments_decide": Example(
        may=BOOKKEEPERS,
        args=("line",),
        get=405,
        data=lambda shop: {
            "verdict": "by_hand", f"amount-{shop.ids['invoice_pk']}": "129,90", "leftover": "refuse",
        },
    ),
    "office:payments_undo": Example(may=BOOKKEEPERS, args=("match",), get=405, data=lambda shop: {}),
    "office:invoices_import": Example(
        may=BOOKKEEPERS, data=lambda shop: {"token": shop.ids["parked"], "name": "rechnungen.csv"}, post=200
    ),
    # Set-up
    "office:setup_company": Example(
        may=OWNERS, data=lambda shop: filled(CompanyForm(instance=shop.merchant), city="Potsdam")
    ),
    "office:setup_storefront": Example(
        may=OWNERS,
        args=("storefront",),
        data=lambda shop: filled(
            StorefrontForm(instance=Storefront.objects.get(merchant=shop.merchant, is_standard=True), strategies=[]),
            contact_name="Jo",
        ),
    ),
    "office:setup_storefronts": Example(may=OWNERS, data=lambda shop: {"name": "Neuer Laden", "code": "NEU"}),
    "office:setup_storefront_use": Example(
        may=OWNERS, args=("second_storefront",), get=405, data=lambda shop: {"used": "0"}
    ),
    "office:setup_storefront_channel": Example(
        may=OWNERS, get=405, data=lambda shop: {"channel": "Messe", "storefront": shop.ids["storefront"]}
    ),
    "office:setup_bank": Example(
        may=OWNERS, data=lambda shop: {"iban": "DE02120300000000202051", "owner_name": "Lindenladen GmbH"}
    ),
    "office:setup_bank_use": Example(
        may=OWNERS, args=("paypal",), get=405, data=lambda shop: {"active": "1"}
    ),
    "office:setup_mail": Example(
        may=OWNERS, data=lambda shop: filled(MailServerForm(instance=shop.merchant), smtp_host="localhost")
    ),
    "office:setup_letters": Example(
        may=OWNERS, data=lambda shop: filled(LettersForm(instance=shop.merchant), postal_days="5")
    ),
    "office:setup_mail_try": Example(may=OWNERS, get=405, data=lambda shop: {}, changes=False),
    "office:setup_mapping": Example(
        may=OWNERS, data=lambda shop: {"source": "payment_method", "value": "bar", "collectible_by": "merchant"}
    ),
    "office:setup_team": Example(
        may=OWNERS, data=lambda shop: {"email": "noch@jemand.example", "role": "reader"}, post=200
    ),
    "office:setup_team_role": Example(
        may=OWNERS, args=("membership",), get=405, data=lambda shop: {"role": "agent"}
    ),
    "office:setup_team_revoke": Example(may=OWNERS, args=("invitation",), get=405, data=lambda shop: {}),
    "office:setup_live": Example(may=OWNERS, data=lambda shop: {}),
    "office:time_machine": Example(),
    "office:time_machine_case": Example(args=("case",)),
    "office:setup_tax": Example(
        may=OWNERS,
        data=lambda shop: {
            "valid_from": "2026-01-01", "taxation": "accrual", "profit_determination": "receipts", "uses_oss": "on",
        },
    ),
    "office:check": Example(may=BOOKKEEPERS, data=lambda shop: {"total": "1.000,00"}),
    "office:check_result": Example(may=BOOKKEEPERS, args=("check",)),
    "office:check_confirm": Example(may=OWNERS, args=("check",), get=405, data=lambda shop: {"because": "Alte Liste"}),
    "office:check_csv": Example(may=BOOKKEEPERS, args=("check",)),
    "office:clock": Example(may=OWNERS, data=lambda shop: {"by": "1d"}),
    # Coming in. One click is tried in test_log_in: here no demo shop exists.
    "office:demo_login": Example(get=405, data=lambda shop: {}, post=404, changes=False, at_the_door=405),
    "office:accept": Example(
        args=("token",),
        at_the_door=200,
        data=lambda shop: {"name": "Neu Ling", "password": "vier rote Ahorne am Bach"},
    ),
    "account_login": Example(get=302, at_the_door=200),
    "account_logout": Example(data=lambda shop: {}, changes=False, at_the_door=302),
    "account_inactive": Example(at_the_door=200),
    "account_reauthenticate": Example(data=lambda shop: {"password": PASSWORD}, changes=False),
    "account_change_password": Example(
        data=lambda shop: {"oldpassword": PASSWORD, "password1": "vier rote Ahorne am Bach",
                           "password2": "vier rote Ahorne am Bach"},
    ),
    "account_reset_password": Example(at_the_door=200),
    "account_reset_password_done": Example(at_the_door=200),
    "account_reset_password_from_key": Example(args=("user_key", "reset_key"), at_the_door=200),
    "account_reset_password_from_key_done": Example(at_the_door=200),
    "account_signup": Example(get=404, data=lambda shop: {}, post=404, changes=False, at_the_door=404),
    "account_email": Example(get=404, data=lambda shop: {}, post=404, changes=False, at_the_door=404),
    "account_email_verification_sent": Example(get=404, at_the_door=404),
    "account_set_password": Example(get=404, data=lambda shop: {}, post=404, changes=False, at_the_door=404),
    # The second factor, which nobody in this shop has switched on; test_log_in goes the whole way.
    "mfa_index": Example(),
    "mfa_authenticate": Example(get=302, data=lambda shop: {"code": "000000"}, changes=False),
    "mfa_reauthenticate": Example(get=302, data=lambda shop: {"code": "000000"}, changes=False),
    "mfa_activate_totp": Example(get=302, data=lambda shop: {"code": "000000"}, changes=False),
    "mfa_deactivate_totp": Example(get=404, data=lambda shop: {}, post=404, changes=False),
    "mfa_view_recovery_codes": Example(get=404),
    "mfa_generate_recovery_codes": Example(get=302, data=lambda shop: {}, changes=False),
    "mfa_download_recovery_codes": Example(get=404),
    "set_language": Example(get=302, data=lambda shop: {"language": "en"}, changes=False, at_the_door=302),
}  # fmt: skip


@pytest.fixture(autouse=True)
def nothing_counted_yet():
    """Requests per minute are counted in the cache of the process, which no test rolls back."""
    cache.clear()


@pytest.fixture
def shop() -> Shop:
    return a_shop_with_everything("Lindengeheim")


@pytest.fixture
def enter(client):
    """Log somebody in, in a language."""

    def as_(user, language="de"):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        return client

    return as_


def shown_fingerprint(shop: Shop) -> str:
    """The fingerprint that the run's page carries."""
    shop.merchant.refresh_from_db()
    at = business_now(shop.merchant, machine_now=NOW)
    return preview(actor_of(shop.merchant), day=at.date(), at=at).fingerprint


def seen(answer: Any) -> tuple[int, bool]:
    """Status, and whether it leads to the log-in."""
    return answer.status_code, answer.headers.get("Location", "").startswith(reverse("account_login"))


def test_every_address_has_an_example_and_every_example_an_address():
    assert sorted(every_name()) == sorted(EXAMPLES)


def test_the_fingerprint_sees_a_single_changed_cent(shop):
    before, own = fingerprint(), fingerprint(merchant_id=shop.merchant.pk)

    with writes() as written:
        shop.merchant.tolerance_cents += 1
        shop.merchant.save()

    assert written == ["UPDATE tenants_merchant"]
    assert fingerprint() != before
    assert fingerprint(merchant_id=shop.merchant.pk) != own


def test_somebody_outside_is_sent_to_the_log_in_and_nothing_happens(client, shop):
    wrong, before = [], fingerprint()
    for name, example in EXAMPLES.items():
        url = example.url(name, shop)
        with writes() as written:
            answers = [client.get(url)]
            # An invitation is the one form that lets a stranger do something; test_log_in has its tests.
            if name != "office:accept":
                answers.append(client.post(url, example.data(shop) if example.data else {}))
        for answer in answers:
            status, to_log_in = seen(answer)
            expected = (302, True) if example.at_the_door is None else None
            is_right = (
                (status, to_log_in) == expected
                if expected
                else status in (example.at_the_door, 302, 404, 405)
            )
            if not is_right or inline_in(answer.content.decode()):
                wrong.append((name, answer.request["REQUEST_METHOD"], status, to_log_in))
        wrong += [(name, one) for one in written]

    assert wrong == []
    assert fingerprint() == before


@pytest.mark.parametrize("role", [role for role in EVERYBODY if role != "owner"])
def test_the_wrong_role_is_refused_and_nothing_happens(enter, shop, role):
    client, wrong, before = enter(shop.people[role]), [], fingerprint()
    refused = {name: example for name, example in EXAMPLES.items() if role not in example.may}
    for name, example in refused.items():
        url = example.url(name, shop)
        with writes() as written:
            answers = [client.get(url), client.post(url, example.data(shop) if example.data else {})]
        wrong += [(name, answer.request["REQUEST_METHOD"], answer.status_code) for answer in answers
                  if answer.status_code != 403 or "Es wurde nichts geändert" not in answer.content.decode()]  # fmt: skip
        wrong += [(name, one) for one in written]

    assert len(refused) > 5
    assert wrong == []
    assert fingerprint() == before


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("role", EVERYBODY)
def test_looking_changes_nothing(enter, shop, role, language):
    client, wrong, before = enter(shop.people[role], language), [], fingerprint()
    for name, example in EXAMPLES.items():
        if role not in example.may:
            continue
        with writes() as written:
            answer = client.get(example.url(name, shop))
        is_page = answer.headers.get("Content-Type", "").startswith("text/html")
        html = answer.content.decode() if is_page else ""
        if answer.status_code != example.get:
            wrong.append((name, answer.status_code))
        wrong += [(name, one) for one in written]
        if "default-src 'none'" not in answer.headers.get("Content-Security-Policy", ""):
            wrong.append((name, "no policy"))
        # A mail is shown in a frame of its own, with a policy of its own, in the customer's language.
        if (
            answer.status_code == 200
            and is_page
            and name not in ("office:message_html", "office:run_message")
        ):
            wrong += [(name, found) for found in inline_in(html)]
            if f'lang="{language}"' not in html:
                wrong.append((name, "another language"))

    assert wrong == []
    assert fingerprint() == before


def test_who_may_gets_it_done(enter, shop):
    """The other half of every refusal: the same data does something for somebody who may."""
    wrong = []
    for name, example in EXAMPLES.items():
        if example.data is None:
            continue
        start = transaction.savepoint()
        client = enter(shop.people[example.by or example.may[-1]])
        data, before = example.data(shop), fingerprint()
        answer = client.post(example.url(name, shop), data)
        if answer.status_code != example.post:
            wrong.append(
                (name, answer.status_code, re.findall(r'class="error"[^>]*>(.*?)<', answer.content.decode()))
            )
        if (fingerprint() != before) is not example.changes:
            wrong.append((name, "nothing happened" if example.changes else "something happened"))
        transaction.savepoint_rollback(start)

    assert wrong == []


def test_a_stranger_finds_nothing_of_this_shop_and_does_nothing_to_it(enter, shop):
    stranger = a_shop_with_everything("Nachbarladen")
    client, wrong = enter(stranger.people["owner"]), []
    for name, example in EXAMPLES.items():
        if name in ("account_logout", "office:accept", "account_change_password"):
            continue  # concerns only the person who asks
        url, before = example.url(name, shop), fingerprint(merchant_id=shop.merchant.pk)
        got = client.get(url)
        posted = client.post(url, example.data(shop) if example.data else {})
        names_something = bool(example.args) and not name.startswith("account_")
        if names_something and got.status_code != (405 if example.get == 405 else 404):
            wrong.append((name, "GET", got.status_code))
        if names_something and example.data and posted.status_code not in (404, 302):
            wrong.append((name, "POST", posted.status_code))
        for answer in (got, posted):
            wrong += [(name, secret) for secret in shop.secrets if secret.encode() in answer.content]
        if fingerprint(merchant_id=shop.merchant.pk) != before:
            wrong.append((name, "something happened"))

    assert wrong == []


def test_a_stranger_cannot_switch_to_this_shop(enter, shop):
    stranger = a_shop_with_everything("Nachbarladen")
    client = enter(stranger.people["owner"])

    answer = client.post(reverse("office:switch_merchant"), {"merchant": shop.ids["merchant"]})

    assert answer.status_code == 404
    assert client.get(reverse("office:case", args=[shop.ids["case"]])).status_code == 404


def test_a_stranger_s_money_does_not_pay_an_invoice_of_this_shop(enter, shop):
    stranger = a_shop_with_everything("Nachbarladen")
    client, before = enter(stranger.people["owner"]), fingerprint()

    answer = client.post(
        reverse("office:payments_decide", args=[stranger.ids["line"]]),
        {"verdict": "by_hand", f"amount-{shop.ids['invoice_pk']}": "129,90", "leftover": "refuse"},
    )

    assert answer.status_code == 404
    assert fingerprint() == before


def test_a_stranger_cannot_take_in_a_file_that_this_shop_uploaded(enter, shop):
    stranger = a_shop_with_everything("Nachbarladen")
    client, before = enter(stranger.people["owner"]), fingerprint()

    client.post(reverse("office:invoices_import"), {"token": shop.ids["parked"], "name": "rechnungen.csv"})

    assert fingerprint() == before


def test_the_report_on_a_file_writes_nothing(enter, shop):
    client, before = enter(shop.people["owner"]), fingerprint()

    answer = client.post(reverse("office:invoices_import"), {"file": a_file(INVOICES_CSV, "rechnungen.csv")})

    assert answer.status_code == 200
    assert "RE-NEU" in answer.content.decode()
    assert fingerprint() == before


def test_an_account_of_somebody_whose_membership_ended_opens_nothing(enter, shop):
    client = enter(shop.people["reader"])
    shop.people["reader"].memberships.all().delete()

    answer = client.get(reverse("office:case", args=[shop.ids["case"]]))

    assert answer.status_code == 403
    assert shop.secrets[0] not in answer.content.decode()


def test_the_account_in_the_statement_is_this_shop_s(shop):
    assert SHOP_IBAN.encode() in a_statement(shop)["file"].read()
