"""Business time: the real clock for live merchants, a clock of its own for demo and test."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from kulanz.features.tenants.models import Merchant

# A clock never goes back, so a slip of the pen must not carry it past the calendars.
YEARS_AHEAD = 20


class ClockOnlyMovesForward(ValueError):
    """Somebody tried to turn a business clock back."""


class ClockTooFarAhead(ValueError):
    """Somebody tried to set a business clock to a year of which neither holidays nor law are known."""


class LiveClockCannotBeSet(ValueError):
    """Somebody tried to set the clock of a live merchant."""


def business_now(merchant: Merchant, *, machine_now: datetime) -> datetime:
    """Return the merchant's instant (aware, in the merchant's zone)."""
    return (merchant.clock_at or machine_now).astimezone(ZoneInfo(merchant.time_zone))


def business_day(merchant: Merchant, *, machine_now: datetime) -> date:
    """Return the merchant's legal day."""
    return business_now(merchant, machine_now=machine_now).date()


def at_local(merchant: Merchant, day: date, *, hour: int, minute: int = 0) -> datetime:
    """Return the instant at which it is hour:minute at the merchant on `day`."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(merchant.time_zone))


def set_clock(merchant: Merchant, *, to: datetime, machine_now: datetime) -> None:
    """Set the business clock of a demo or test merchant; it moves forward only."""
    if merchant.is_live:
        raise LiveClockCannotBeSet(
            _(
                "%(name)s ist live: Hier gilt die echte Uhr. Andere Tage lassen sich an einem Test-Händler ausprobieren."
            )
            % {"name": merchant.name}
        )
    now = business_now(merchant, machine_now=machine_now)
    if to < now and merchant.clock_at is not None:
        raise ClockOnlyMovesForward(
            _(
                "Die Uhr von %(name)s steht auf %(now)s und geht nur vorwärts; %(to)s liegt davor. Bitte einen späteren Tag wählen oder die Demo zurücksetzen."
            )
            % {
                "name": merchant.name,
                "now": f"{now:%d.%m.%Y %H:%M}",
                "to": f"{to.astimezone(now.tzinfo):%d.%m.%Y %H:%M}",
            }
        )
    if to.year > machine_now.year + YEARS_AHEAD:
        raise ClockTooFarAhead(
            _(
                "Die Uhr von %(name)s bleibt stehen: Das Jahr %(year)s liegt zu weit voraus. Weiter als bis %(last)s lässt sie sich nicht stellen."
            )
            % {"name": merchant.name, "year": to.year, "last": machine_now.year + YEARS_AHEAD}
        )
    merchant.clock_at = to
    merchant.save(update_fields=["clock_at"])


def advance_clock(merchant: Merchant, *, by: timedelta, machine_now: datetime) -> datetime:
    """Move the business clock forward by `by` and return the new instant."""
    if by <= timedelta(0):
        raise ClockOnlyMovesForward(
            _("Eine Uhr geht um eine Dauer weiter, die größer als null ist, etwa 45m, 3h oder 7d.")
        )
    target = business_now(merchant, machine_now=machine_now) + by
    set_clock(merchant, to=target, machine_now=machine_now)
    return target
