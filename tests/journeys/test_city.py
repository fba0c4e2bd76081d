"""The Großstadt is written past the actions; it holds everything the actions would have held, and is the same again."""

import hashlib
import sqlite3
from contextlib import closing

import pytest

from tests.support.installation import Installation

INVOICES = 3000


def city(home, *arguments):
    installation = Installation(home=home, database_url=None)
    done = installation.kulanz("demo", "--city", "--no-serve", *arguments, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return installation


def asked(installation, query):
    with closing(sqlite3.connect(installation.home / "kulanz.sqlite3")) as connection:
        return connection.execute(query).fetchall()


def digest(installation):
    """What a city is made of, but for the moments at which it was written."""
    rows = asked(installation, "SELECT * FROM claims_case ORDER BY id")
    rows += asked(installation, "SELECT number, name, email, street FROM parties_customer ORDER BY id")
    rows += asked(installation, "SELECT booking_date, amount_cents, remittance_text, identity FROM banking_bankline ORDER BY id")  # fmt: skip
    rows += asked(installation, "SELECT kind, day, facts FROM audit_event ORDER BY id")
    return hashlib.sha256(repr(rows).encode()).hexdigest()


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return city(tmp_path_factory.mktemp("city") / "home", "--invoices", INVOICES)


def test_doctor_finds_every_book_event_message_and_look_as_it_must_be(built):
    assert "all is well" in built.ok("doctor")


def test_it_is_a_shop_in_the_middle_of_its_business(built):
    ((invoices,),) = asked(built, "SELECT COUNT(*) FROM claims_invoice")
    ((still_open,),) = asked(built, "SELECT COUNT(*) FROM claims_case WHERE state = 'open'")
    assert invoices == INVOICES
    assert 0.04 * INVOICES < still_open < 0.06 * INVOICES
    ((paid, matched),) = asked(
        built,
        "SELECT COUNT(*), SUM(EXISTS (SELECT 1 FROM banking_match m WHERE m.invoice_id = c.invoice_id)) "
        "FROM claims_case c WHERE c.state = 'closed'",
    )
    assert paid == matched > 0.7 * INVOICES
    steps = dict(
        asked(
            built,
            "SELECT step, COUNT(*) FROM claims_stepdone s JOIN claims_case c ON c.id = s.case_id "
            "WHERE c.state = 'open' GROUP BY step",
        )
    )
    assert set(steps) == {"reminder", "notice", "final_notice"}
    states = dict(asked(built, "SELECT state, COUNT(*) FROM banking_bankline GROUP BY state"))
    assert set(states) == {"booked", "proposed", "open", "set_aside"}
    ((events, sealed),) = asked(
        built, "SELECT COUNT(*), (SELECT SUM(event_count) FROM audit_seal) FROM audit_event WHERE day < '2026-12-01'"
    )  # fmt: skip
    assert sealed == events


def test_its_day_is_proposed_by_the_same_rules_as_anybodys(built):
    preview = built.json("run", "preview")
    assert preview["day"] == "2026-12-01"
    assert preview["send"]
    assert asked(built, "SELECT COUNT(*) FROM parties_contacthold") > [(0,)]


def test_the_same_seed_builds_the_same_city_and_another_seed_another(tmp_path):
    one, again, other = (
        digest(city(tmp_path / name, "--invoices", 1000, "--seed", seed))
        for name, seed in (("one", 7), ("again", 7), ("other", 8))
    )
    assert one == again
    assert one != other


def test_a_home_with_another_shop_is_left_alone(tmp_path):
    shop = Installation(home=tmp_path, database_url=None)
    shop.ok("merchant", "create", "--name", "Laden", "--iban", "DE89370400440532013000")
    done = shop.kulanz("demo", "--city", "--invoices", 1000, "--no-serve")
    assert done.returncode == 1
    assert "Laden" in done.stderr
    assert asked(shop, "SELECT COUNT(*) FROM claims_invoice") == [(0,)]
    assert asked(shop, "SELECT name FROM tenants_merchant") == [("Laden",)]
