"""Thanks pass the gate like every other mail: not when everything is stopped, not at night, not on a holiday."""

from datetime import UTC, datetime, timedelta

import pytest

from kulanz.features.claims.actions import close_case
from kulanz.features.letters.actions import release_thank_you
from kulanz.features.letters.models import Message
from kulanz.features.outbox import worker
from kulanz.features.outbox.leases import claim
from kulanz.features.outbox.models import Effect
from kulanz.features.tenants.models import Merchant
from tests.features.letters.test_thanks_follow_a_payment import a_reminded_invoice
from tests.features.sending import a_person, a_shop, actor_of

pytestmark = pytest.mark.django_db
FRIDAY_NIGHT = datetime(2026, 12, 4, 21, 30, tzinfo=UTC)
MONDAY_AT_EIGHT = datetime(2026, 12, 7, 7, 0, tzinfo=UTC)
CHRISTMAS_EVE_LATE = datetime(2026, 12, 24, 19, 0, tzinfo=UTC)
MONDAY_AFTER_CHRISTMAS = datetime(2026, 12, 28, 7, 0, tzinfo=UTC)
AT_TEN = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


def thanked(at: datetime) -> Message:
    shop = a_shop(send_delay_minutes=5, clock_at=at)
    invoice = a_reminded_invoice(a_person(shop))
    actor = actor_of(shop)
    close_case(actor=actor, case=invoice.case, because="paid", day=at.date(), at=at, caused_by=None)
    message = release_thank_you(actor=actor, invoice_id=invoice.pk, cents=12990, at=at, machine_now=at)
    assert message is not None
    return message


@pytest.mark.parametrize(
    "at, goes_out",
    [
        (FRIDAY_NIGHT, MONDAY_AT_EIGHT),
        (CHRISTMAS_EVE_LATE, MONDAY_AFTER_CHRISTMAS),
        (AT_TEN, AT_TEN + timedelta(minutes=5)),
    ],
)
def test_thanks_wait_for_the_next_hour_at_which_mails_are_welcome(at, goes_out):
    assert thanked(at).effect.not_before == goes_out


def test_thanks_that_were_leased_before_everything_was_stopped_do_not_go_out():
    message = thanked(AT_TEN)
    now = AT_TEN + timedelta(minutes=6)
    Merchant.objects.update(clock_at=now)
    token, [pk] = claim(machine_now=now, limit=5, lease=timedelta(minutes=2))
    Merchant.objects.update(is_stopped=True)

    worker.carry_out(pk=pk, token=token, machine_now=now)

    message.refresh_from_db()
    assert message.state == "withdrawn" and "angehalten" in message.state_because
    assert Effect.objects.get(pk=pk).proof == {}


def test_thanks_that_were_due_by_day_do_not_go_out_at_night():
    message = thanked(AT_TEN)
    Merchant.objects.update(clock_at=AT_TEN + timedelta(hours=11))

    worker.work_until_idle(worker_name="w", machine_now=AT_TEN)

    message.refresh_from_db()
    assert message.state == "withdrawn"


def test_thanks_go_out_by_day():
    message = thanked(AT_TEN)
    Merchant.objects.update(clock_at=AT_TEN + timedelta(minutes=6))

    worker.work_until_idle(worker_name="w", machine_now=AT_TEN)

    message.refresh_from_db()
    assert message.state == "shown"
