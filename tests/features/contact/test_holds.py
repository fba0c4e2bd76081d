"""Holds: who is left in peace, how long, and that every one of them moves the look at the cases."""

from datetime import date

import pytest

from kulanz.features.claims.models import Case
from kulanz.features.contact.actions import change_customer, hold, lift
from kulanz.features.deadlines.models import Deadline
from kulanz.features.parties.actions import HoldRefused, HoldUnknown
from kulanz.features.parties.models import ContactHold
from tests.features.builders import NOW, TODAY, a_customer, a_merchant, actor_of, an_invoice

pytestmark = pytest.mark.django_db
LATER = date(2027, 3, 1)


def a_resting_case(**changes):
    """A case that nobody would look at before March."""
    shop = a_merchant()
    person = a_customer(shop, **changes)
    invoice = an_invoice(person)
    Case.objects.filter(invoice=invoice).update(look_again_on=LATER)
    return shop, person, invoice


def place(shop, person, kind, *, invoice=None, since=TODAY, until=None):
    return hold(
        actor=actor_of(shop),
        customer_id=person.pk,
        invoice_id=invoice.pk if invoice else None,
        kind=kind,
        since=since,
        until=until,
        because="",
        day=TODAY,
        at=NOW,
    )


def look_of(invoice):
    return Case.objects.get(invoice=invoice).look_again_on


@pytest.mark.parametrize(
    ("kind", "until"),
    [
        ("paid_claimed", date(2026, 12, 8)),  # 7 days
        ("unanswered_reply", date(2026, 12, 3)),  # 2 working days
        ("goods_return", date(2026, 12, 22)),  # 21 days, to be looked at
        ("bereavement", date(2027, 3, 1)),  # 3 months, to be looked at
        ("dispute", None),  # until it is decided
        ("pause", None),
    ],
)
def test_a_hold_lasts_as_long_as_its_kind_usually_does(kind, until):
    shop, person, invoice = a_resting_case()

    placed = place(shop, person, kind, invoice=invoice)

    assert placed.until == until
    registered = Deadline.objects.filter(kind="hold_end", origin=f"hold:{placed.pk}")
    assert [one.ends_on for one in registered] == ([until] if until else [])


def test_a_stated_end_wins_over_the_usual_one():
    shop, person, invoice = a_resting_case()

    assert place(shop, person, "paid_claimed", until=date(2026, 12, 20)).until == date(2026, 12, 20)


def test_a_promise_runs_two_banking_days_past_the_day_that_was_agreed():
    shop, person, invoice = a_resting_case()

    assert place(shop, person, "promise", invoice=invoice, until=date(2026, 12, 24)).until == date(
        2026, 12, 29
    )
    assert place(shop, person, "promise", invoice=invoice, until=None).until is None


def test_placing_and_lifting_let_the_daily_run_look_at_once():
    shop, person, invoice = a_resting_case()

    placed = place(shop, person, "pause", invoice=invoice, until=date(2026, 12, 15))
    assert look_of(invoice) == TODAY

    Case.objects.filter(invoice=invoice).update(look_again_on=LATER)
    lift(actor=actor_of(shop), hold_public_id=placed.public_id, because="Doch nicht", day=TODAY, at=NOW)
    assert look_of(invoice) == TODAY
    assert Deadline.objects.get(kind="hold_end").state == Deadline.State.DROPPED


def test_a_decided_dispute_is_followed_by_seven_quiet_days():
    shop, person, invoice = a_resting_case()
    dispute = place(shop, person, "dispute", invoice=invoice)

    lift(actor=actor_of(shop), hold_public_id=dispute.public_id, because="Berechtigt", day=TODAY, at=NOW)

    quiet = ContactHold.objects.get(lifted_at__isnull=True)
    assert (quiet.kind, quiet.invoice_id, quiet.until) == ("dispute_decided", invoice.pk, date(2026, 12, 8))


def test_a_lifted_pause_is_followed_by_nothing():
    shop, person, invoice = a_resting_case()
    pause = place(shop, person, "pause", invoice=invoice)

    lift(actor=actor_of(shop), hold_public_id=pause.public_id, because="", day=TODAY, at=NOW)

    assert not ContactHold.objects.filter(lifted_at__isnull=True).exists()


def test_a_hold_that_makes_no_sense_is_refused_and_changes_nothing():
    shop, person, invoice = a_resting_case()

    with pytest.raises(HoldRefused, match="gibt es nicht"):
        place(shop, person, "revenge")
    with pytest.raises(HoldRefused, match="bevor sie"):
        place(shop, person, "pause", until=date(2026, 11, 30))
    with pytest.raises(HoldRefused, match="liegt vor dem Beginn"):
        place(shop, person, "promise", until=date(2026, 11, 30))
    for kind in ("pause", "promise"):
        with pytest.raises(HoldRefused, match="Bitte das Jahr prüfen"):
            place(shop, person, kind, until=date(9999, 12, 31))
    with pytest.raises(HoldRefused, match="Bitte das Jahr prüfen"):
        place(shop, person, "dispute", since=date(206, 12, 1))

    assert not ContactHold.objects.exists() and look_of(invoice) == LATER


def test_a_long_pause_is_a_pause():
    shop, person, invoice = a_resting_case()

    assert place(shop, person, "pause", until=date(2036, 12, 31)).until == date(2036, 12, 31)
    assert look_of(invoice) == TODAY


def test_a_foreign_merchants_hold_cannot_be_lifted():
    shop, person, invoice = a_resting_case()
    placed = place(shop, person, "pause", invoice=invoice)
    other = a_merchant()

    with pytest.raises(HoldUnknown):
        lift(actor=actor_of(other), hold_public_id=placed.public_id, because="", day=TODAY, at=NOW)

    placed.refresh_from_db()
    assert placed.lifted_at is None


def test_new_contact_data_let_the_daily_run_look_at_once():
    shop, person, invoice = a_resting_case(email="")

    change_customer(
        actor=actor_of(shop), customer_id=person.pk, values={"email": "neu@kundin.example"}, day=TODAY, at=NOW
    )

    assert look_of(invoice) == TODAY
