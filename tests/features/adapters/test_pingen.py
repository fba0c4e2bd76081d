"""Letters over Pingen, against a server that checks every request and fails as real ones do."""

from datetime import date, timedelta

import httpx
import pytest

from kulanz.adapters.pingen.api import PingenApi
from kulanz.adapters.pingen.provider import STATES
from kulanz.adapters.pingen.provider import Pingen as Adapter
from kulanz.features.claims.models import Case, Demand, StepDone
from kulanz.features.dunning.actions import release
from kulanz.features.letters import postal
from kulanz.features.letters.models import Message
from kulanz.features.letters.postal import PostalAccount, PostalState
from kulanz.features.letters.provider_handler import ASK_AGAIN
from kulanz.features.outbox.alarms import postal_failing, smtp_failing
from kulanz.features.outbox.handlers import OutcomeUnknown, PassingRefusal, PermanentRefusal
from kulanz.features.outbox.models import Effect
from kulanz.features.outbox.worker import work_until_idle
from kulanz.features.parties.models import ContactHold
from kulanz.features.tenants.clock import at_local
from tests.features.adapters.pingen_mock import (
    CLIENT,
    ORGANISATION,
    SECRET,
    a_pingen,
    broken,
    cut,
    forgets_tokens,
    no_json,
    too_many,
)
from tests.features.builders import TODAY, actor_of, an_invoice
from tests.features.dunning.post_office import DEADLINE, PLANNED, somebody_without_email
from tests.features.dunning.stage import a_shop_that_could_send, fresh_bank_data
from tests.features.dunning.test_sending import pay

ACCOUNT = PostalAccount(account=ORGANISATION, client_id=CLIENT, secret=SECRET)
PDF = b"%PDF-1.7 a letter"


@pytest.fixture
def pingen(monkeypatch):
    with a_pingen() as server:
        monkeypatch.setitem(postal._PROVIDERS, "pingen", Adapter(PingenApi(server.url)))
        yield server
        assert server.violations == []


@pytest.fixture
def adapter(pingen):
    return postal._PROVIDERS["pingen"]


def submitted(adapter, **changes):
    return adapter.submit(
        **{"pdf": PDF, "file_name": "brief.pdf", "account": ACCOUNT, "key": "msg_1", **changes}
    )


# The adapter alone


def test_a_submitted_letter_is_a_draft_until_it_is_released(adapter, pingen):
    letter = submitted(adapter)
    assert adapter.status(letter, account=ACCOUNT).state is PostalState.CHECKED
    assert pingen.printed == [] and list(pingen.files.values()) == [PDF]

    adapter.release(letter, account=ACCOUNT)

    assert pingen.printed == [letter]
    assert adapter.status(letter, account=ACCOUNT).state is PostalState.IN_WORK


def test_the_same_key_never_makes_two_letters(adapter, pingen):
    assert submitted(adapter) == submitted(adapter)
    assert len(pingen.letters) == 1
    assert submitted(adapter, key="msg_2") != submitted(adapter)


def test_releasing_twice_sends_once(adapter, pingen):
    letter = submitted(adapter)
    adapter.release(letter, account=ACCOUNT)
    adapter.release(letter, account=ACCOUNT)
    assert pingen.printed == [letter]


def test_one_token_serves_many_calls_and_a_new_one_comes_when_it_ends(adapter, pingen):
    letter = submitted(adapter)
    adapter.status(letter, account=ACCOUNT)
    assert pingen.count("access-tokens") == 1

    pingen.token_lasts = 30  # shorter than our margin: never kept
    pingen.fail_next("GET /organisations", forgets_tokens)
    adapter.status(letter, account=ACCOUNT)
    adapter.status(letter, account=ACCOUNT)
    assert pingen.count("access-tokens") == 3


@pytest.mark.parametrize(
    ("change", "code"), [({"secret": "falsch"}, "credentials"), ({"account": "fremd"}, "credentials")]
)
def test_a_wrong_access_is_our_fault_and_passes_once_it_is_mended(adapter, pingen, change, code):
    facts = {"account": ORGANISATION, "client_id": CLIENT, "secret": SECRET, **change}
    with pytest.raises(PassingRefusal) as refused:
        submitted(adapter, account=PostalAccount(**facts))
    assert (refused.value.code, refused.value.is_ours) == (code, True)
    assert pingen.letters == {}


def test_too_many_questions_wait_as_long_as_we_are_asked_to(adapter, pingen):
    pingen.fail_next("GET /file-upload", too_many)
    with pytest.raises(PassingRefusal) as refused:
        submitted(adapter)
    assert (refused.value.code, refused.value.wait) == ("rate_limited", timedelta(minutes=10))


@pytest.mark.parametrize("fault", [broken, cut, no_json])
def test_what_fails_before_the_letter_exists_passes(adapter, pingen, fault):
    pingen.fail_next("GET /file-upload", fault)
    with pytest.raises(PassingRefusal):
        submitted(adapter)
    assert pingen.letters == {}


@pytest.mark.parametrize("fault", [broken, cut])
def test_what_fails_after_the_letter_may_exist_is_unknown_and_the_key_finds_it_again(adapter, pingen, fault):
    pingen.fail_next("POST /organisations", fault, when="after")
    with pytest.raises(OutcomeUnknown):
        submitted(adapter)
    assert submitted(adapter) == "letter-1" and len(pingen.letters) == 1


def test_an_upload_that_fails_passes_and_makes_no_letter(adapter, pingen):
    pingen.fail_next("PUT /upload", broken)
    with pytest.raises(PassingRefusal):
        submitted(adapter)
    assert pingen.letters == {}


def test_an_unknown_letter_is_refused_for_good(adapter):
    with pytest.raises(PermanentRefusal, match="no such letter"):
        adapter.status("letter-99", account=ACCOUNT)


def test_nobody_listens(monkeypatch):
    with pytest.raises(PassingRefusal) as refused:
        submitted(Adapter(PingenApi("http://127.0.0.1:9")))
    assert (refused.value.code, refused.value.is_ours) == ("unreachable", True)


@pytest.mark.parametrize(("word", "state"), [*STATES.items(), ("brand_new_word", PostalState.UNKNOWN)])
def test_each_word_of_pingen_is_one_of_ours_and_an_unknown_one_is_not_guessed(adapter, pingen, word, state):
    letter = submitted(adapter)
    pingen.becomes(word, posted_on="2026-12-02")

    status = adapter.status(letter, account=ACCOUNT)

    assert (status.state, status.code) == (state, word)
    is_out = state in (PostalState.POSTED, PostalState.UNDELIVERABLE)
    assert status.posted_on == (date(2026, 12, 2) if is_out else None)


@pytest.mark.parametrize(
    ("status", "is_certain", "after"),
    [("valid", True, "deleted"), ("submitted", False, "cancelled"), ("printing", False, "printing")],
)
def test_a_draft_is_deleted_a_released_letter_asked_back_and_a_printed_one_goes(
    adapter, pingen, status, is_certain, after
):
    letter = submitted(adapter)
    pingen.becomes(status)
    answer = adapter.cancel(letter, state=STATES[status], account=ACCOUNT)
    assert answer is is_certain and pingen.letters[letter]["status"] == after


def test_a_log_never_shows_the_secret():
    assert SECRET not in repr(ACCOUNT)


def test_the_mock_refuses_what_is_not_described():
    with a_pingen() as server:
        token = httpx.post(
            f"{server.url}/auth/access-tokens",
            data={"grant_type": "client_credentials", "client_id": CLIENT, "client_secret": SECRET},
        ).json()["access_token"]
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/vnd.api+json"}
        json_api = {**headers, "Content-Type": "application/vnd.api+json", "Idempotency-Key": "k"}
        letters = f"{server.url}/organisations/{ORGANISATION}/deliveries/letters"
        body = {"data": {"type": "letters", "attributes": {"auto_send": False, "colour": "red"}}}
        answers = [
            httpx.get(f"{server.url}/file-upload"),
            httpx.get(f"{server.url}/file-upload", headers={**headers, "Accept": "text/html"}),
            httpx.get(f"{server.url}/letters", headers=headers),
            httpx.post(letters, json=body, headers={**json_api, "Content-Type": "application/json"}),
            httpx.post(letters, json=body, headers={**json_api, "Idempotency-Key": ""}),
            httpx.post(letters, json=body, headers=json_api),
        ]
        assert [one.status_code for one in answers] == [401, 406, 404, 415, 400, 422]
        assert "colour is not described" in server.violations[-1]


# From the run to the letter box


def a_live_shop(**changes):
    shop = a_shop_that_could_send(
        letters="provider",
        postal_provider="pingen",
        postal_account=ORGANISATION,
        postal_client_id=CLIENT,
        postal_secret=SECRET,
        smtp_host="127.0.0.1",
        **changes,
    )
    shop.is_live, shop.clock_at = True, None
    shop.save()
    return shop


def at(day=TODAY, hour=9, shop=None):
    return at_local(shop, day, hour=hour)


def work(shop, day=TODAY, hour=10):
    return work_until_idle(worker_name="w", machine_now=at(day, hour, shop))


def a_letter_with_pingen(shop):
    invoice = an_invoice(somebody_without_email(shop))
    now = at(shop=shop)
    release(actor=actor_of(shop), day=TODAY, at=now, machine_now=now, delivery_and_returns_confirmed=True)
    work(shop)
    return Message.objects.get(items__invoice=invoice)


def steps():
    return list(StepDone.objects.filter(outcome="sent").values_list("step", "done_on", "deadline"))


@pytest.mark.django_db
def test_a_letter_goes_out_and_its_step_is_taken_on_the_day_pingen_posted_it(pingen):
    shop = a_live_shop()
    letter = a_letter_with_pingen(shop)
    assert (letter.state, steps(), len(pingen.printed)) == ("handed_over", [], 1)

    fresh_bank_data(shop, to=TODAY)
    pingen.becomes("printing")
    work(shop, PLANNED)
    assert steps() == [] and Demand.objects.count() == 0

    pingen.becomes("sent", posted_on="2026-12-02")
    work(shop, PLANNED, hour=18)

    letter.refresh_from_db()
    assert letter.state == "sent" and letter.paper.posted_by == "Pingen"
    assert steps() == [("reminder", PLANNED, DEADLINE)]
    assert Demand.objects.get().deadline == DEADLINE


@pytest.mark.django_db
def test_a_letter_of_a_test_shop_is_never_handed_to_anybody(pingen):
    shop = a_live_shop()
    shop.is_live, shop.clock_at = False, at(hour=10, shop=shop)
    shop.save()
    letter = a_letter_with_pingen(shop)

    assert pingen.calls == [] and letter.state == "shown"
    assert [step for step, _, _ in steps()] == ["reminder"]


@pytest.mark.django_db
def test_a_payment_before_the_release_takes_the_draft_back(pingen):
    shop = a_live_shop()
    pingen.first_status = "validating"
    letter = a_letter_with_pingen(shop)
    pay(shop, letter.items.get().invoice, 12990)
    pingen.becomes("valid")

    work(shop, hour=11)

    letter.refresh_from_db()
    assert letter.state == "withdrawn" and "erledigt" in letter.state_because
    assert pingen.letters["letter-1"]["status"] == "deleted" and steps() == []


@pytest.mark.django_db
def test_a_payment_after_the_release_asks_the_letter_back(pingen):
    shop = a_live_shop()
    letter = a_letter_with_pingen(shop)
    pay(shop, letter.items.get().invoice, 12990)
    fresh_bank_data(shop, to=TODAY)

    work(shop, PLANNED, hour=8)
    work(shop, PLANNED, hour=14)

    letter.refresh_from_db()
    assert letter.state == "withdrawn" and steps() == []


@pytest.mark.django_db
def test_a_letter_that_could_not_be_asked_back_demands_nothing_from_who_has_paid(pingen):
    shop = a_live_shop()
    letter = a_letter_with_pingen(shop)
    pay(shop, letter.items.get().invoice, 12990)
    pingen.becomes("sent", posted_on="2026-12-02")

    work(shop, PLANNED)

    letter.refresh_from_db()
    assert letter.state == "sent" and "erledigt" in letter.paper.posted_despite
    assert len(steps()) == 1 and Demand.objects.count() == 0
    assert Case.objects.get().state == "closed"


@pytest.mark.django_db
def test_who_is_posted_too_late_by_pingen_has_longer_to_pay(pingen):
    shop = a_live_shop()
    a_letter_with_pingen(shop)
    fresh_bank_data(shop, to=date(2026, 12, 3))
    pingen.becomes("sent", posted_on="2026-12-04")

    work(shop, date(2026, 12, 4), hour=19)

    assert steps() == [("reminder", date(2026, 12, 4), date(2026, 12, 16))]


@pytest.mark.django_db
def test_a_letter_that_pingen_brings_back_demands_nothing_and_waits_for_an_address(pingen):
    shop = a_live_shop()
    letter = a_letter_with_pingen(shop)
    fresh_bank_data(shop, to=TODAY)
    pingen.becomes("sent", posted_on="2026-12-02")
    work(shop, PLANNED, hour=18)
    pingen.becomes("undeliverable")

    work(shop, PLANNED + ASK_AGAIN[PostalState.POSTED], hour=19)

    letter.refresh_from_db()
    assert letter.state == "undeliverable" and Demand.objects.get().is_undeliverable
    assert ContactHold.objects.get().kind == "address_repair"


@pytest.mark.django_db
def test_an_address_pingen_cannot_read_waits_for_repair_and_the_draft_is_deleted(pingen):
    shop = a_live_shop()
    pingen.first_status = "action_required"
    letter = a_letter_with_pingen(shop)

    letter.customer.refresh_from_db()
    assert letter.state == "undeliverable" and letter.customer.post_undeliverable_since == TODAY
    assert pingen.letters["letter-1"]["status"] == "deleted" and steps() == []


@pytest.mark.django_db
def test_a_file_pingen_cannot_print_is_our_fault_and_the_address_stays_good(pingen):
    shop = a_live_shop()
    pingen.first_status = "unprintable"
    letter = a_letter_with_pingen(shop)

    letter.customer.refresh_from_db()
    assert letter.state == "failed" and letter.customer.post_undeliverable_since is None
    assert not ContactHold.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("fault", [broken, cut])
def test_a_connection_cut_after_the_draft_exists_makes_no_second_letter(pingen, fault):
    shop = a_live_shop()
    pingen.fail_next("POST /organisations", fault, when="after")
    a_letter_with_pingen(shop)
    assert Effect.objects.get().state == Effect.State.WAITING and len(pingen.letters) == 1

    work(shop, hour=11)

    assert Message.objects.get().state == "handed_over"
    assert len(pingen.letters) == len(pingen.printed) == 1


@pytest.mark.django_db
def test_a_connection_cut_after_the_release_prints_once(pingen):
    shop = a_live_shop()
    pingen.fail_next("/send", cut, when="after")
    a_letter_with_pingen(shop)

    work(shop, hour=11)
    work(shop, hour=16)

    assert len(pingen.printed) == 1 and pingen.count("/send") == 1
    assert Message.objects.get().state == "handed_over"


@pytest.mark.django_db
def test_a_refused_access_alarms_as_the_postal_providers_fault_and_not_the_mail_servers(pingen):
    shop = a_live_shop()
    shop.postal_secret = "falsch"
    shop.save()
    for number in range(3):
        an_invoice(somebody_without_email(shop, name=f"Person {number}"), number=f"RE-{number}")
    now = at(shop=shop)
    release(actor=actor_of(shop), day=TODAY, at=now, machine_now=now, delivery_and_returns_confirmed=True)

    for hour in (10, 11, 12):
        work(shop, hour=hour)

    assert "Postdienst" in (postal_failing(shop, now) or "") and smtp_failing(shop, now) is None
    assert pingen.letters == {}
