"""The time machine: another day is looked at, and nothing is written."""

from datetime import date

import pytest

from kulanz.features.dunning.preview import preview
from tests.features.builders import NOW, a_customer, actor_of, an_invoice
from tests.features.dunning.stage import a_shop_that_could_send
from tests.features.office.shop import somebody
from tests.features.office.walk import fingerprint, writes

pytestmark = pytest.mark.django_db
LATER, EARLIER = date(2026, 12, 21), date(2026, 11, 2)


@pytest.fixture
def merchant():
    return a_shop_that_could_send()


@pytest.fixture
def invoice(merchant):
    """Due on a day to come: today nobody would hear of it."""
    return an_invoice(
        a_customer(merchant, name="Späte Linde"), number="RE-SPAET", due_date=date(2026, 12, 14)
    )


@pytest.fixture
def owner(client, merchant):
    client.force_login(
        somebody(merchant, "Zeitreise", "owner"),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


def test_no_day_and_no_list_writes_anything(owner, invoice):
    before, case = fingerprint(), invoice.case.public_id
    with writes() as written:
        for day in (EARLIER, date(2026, 12, 1), LATER, date(2027, 3, 31)):
            for chosen in ("senden", "zurueckgehalten", "anrufe", "entscheidungen"):
                assert owner.get(f"/zeitmaschine?tag={day}&liste={chosen}").status_code == 200
            assert owner.get(f"/zeitmaschine/{case}?tag={day}").status_code == 200

    assert written == []
    assert fingerprint() == before


def test_a_day_to_come_takes_the_statements_until_then_for_read_and_says_so(owner, merchant, invoice):
    at = NOW
    as_it_is = preview(actor_of(merchant), day=LATER, at=at)
    assert as_it_is.send == () and {reason.code for one in as_it_is.withheld for reason in one.reasons} == {
        "payment_data_stale"
    }

    html = owner.get(f"/zeitmaschine?tag={LATER}").content.decode()

    assert "Zeitmaschine: Montag, 21.12.2026 – nichts wird geschrieben." in html
    assert "als ob bis dahin kein Geld kommt" in html
    assert "Späte Linde" in html and "28.12.2026" in html  # the deadline of that day's reminder


def test_the_run_that_can_be_released_never_takes_statements_for_read(merchant, invoice):
    shown = preview(actor_of(merchant), day=LATER, at=NOW, bank_assumed_to=LATER)
    assert len(shown.send) == 1

    # The neighbour: without the assumption, which only the time machine makes, the same day withholds.
    assert preview(actor_of(merchant), day=LATER, at=NOW).send == ()


def test_a_past_day_is_told_by_the_facts_of_today_and_says_so(owner, invoice):
    html = owner.get(f"/zeitmaschine?tag={EARLIER}").content.decode()

    assert "Kein Blick ins Archiv" in html and "mit dem, was heute bekannt ist" in html
    assert "Späte Linde" not in html


def test_a_case_is_explained_for_the_day(owner, invoice):
    case = invoice.case.public_id

    html = owner.get(f"/zeitmaschine/{case}?tag={LATER}").content.decode()
    today = owner.get(f"/zeitmaschine/{case}").content.decode()

    assert "28.12.2026" in html and "7 Tagen" in html
    assert "28.12.2026" not in today


@pytest.mark.parametrize("tag", ["2027-04-01", "2026-08-02", "morgen", "2026-13-01"])
def test_a_day_out_of_reach_is_refused_in_words(owner, invoice, tag):
    answer = owner.get(f"/zeitmaschine?tag={tag}")

    html = answer.content.decode()
    assert answer.status_code == 200 and "Gezeigt wird heute." in html
    assert "Dienstag, 01.12.2026" in html


def test_the_edge_of_its_reach_is_still_shown(owner, invoice):
    for tag in ("2027-03-31", "2026-08-03"):
        assert "Gezeigt wird heute." not in owner.get(f"/zeitmaschine?tag={tag}").content.decode()
