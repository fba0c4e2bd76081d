"""Business time moves forward only, and a live merchant has the real one."""

from datetime import UTC, datetime, timedelta

import pytest

from kulanz.features.tenants import clock
from kulanz.features.tenants.actions import create_merchant

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)


def a_merchant(*, is_live=False):
    return create_merchant(name="Lindenladen", country="DE", state="BE", is_live=is_live, machine_now=NOW)


def test_without_a_clock_of_its_own_it_is_as_late_as_on_the_wall():
    now = clock.business_now(a_merchant(), machine_now=NOW)

    assert now == NOW
    assert now.hour == 9  # Berlin in winter


def test_a_set_clock_stands_still_and_advances_on_demand():
    merchant = a_merchant()
    clock.set_clock(merchant, to=NOW + timedelta(days=3), machine_now=NOW)

    clock.advance_clock(merchant, by=timedelta(minutes=45), machine_now=NOW + timedelta(hours=7))

    assert clock.business_now(merchant, machine_now=NOW) == NOW + timedelta(days=3, minutes=45)


def test_a_clock_does_not_go_back():
    merchant = a_merchant()
    clock.set_clock(merchant, to=NOW + timedelta(days=3), machine_now=NOW)

    with pytest.raises(clock.ClockOnlyMovesForward):
        clock.set_clock(merchant, to=NOW + timedelta(days=2), machine_now=NOW)

    assert merchant.clock_at == NOW + timedelta(days=3)


def test_the_clock_of_a_live_merchant_is_not_touched():
    merchant = a_merchant(is_live=True)

    with pytest.raises(clock.LiveClockCannotBeSet):
        clock.advance_clock(merchant, by=timedelta(days=1), machine_now=NOW)

    assert merchant.clock_at is None
