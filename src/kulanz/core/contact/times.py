"""When somebody may be written to or called: days, hours, and how often."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta

from kulanz.core.contact.calendars import Calendars
from kulanz.core.contact.facts import Channel, ContactKind, PastContact, PersonFacts
from kulanz.core.contact.reasons import Reason, ReasonCode, reason
from kulanz.core.contact.words import day_de, day_en

# First minute allowed, first minute no longer allowed, at the customer's place. A letter makes no noise.
HOURS: dict[Channel, tuple[time, time]] = {
    Channel.EMAIL: (time(8), time(19)),
    Channel.SMS: (time(8), time(19)),
    Channel.PHONE: (time(9), time(19)),
}
# In any so many days in a row, at most so many written contacts with one person.
WRITTEN_LIMITS: tuple[tuple[int, int], ...] = ((3, 1), (10, 2), (30, 5))
CALL_LIMITS: tuple[tuple[int, int], ...] = ((1, 1), (7, 3))
QUIET_DAYS_AFTER_CONVERSATION = 7


def next_contact_instant(calendars: Calendars, *, channel: Channel, at: datetime) -> datetime:
    """Return the first instant from `at` on which days and hours allow this channel, in the zone of `at`."""
    if channel is Channel.LETTER:
        return at
    opens, closes = HOURS[channel]
    day, hour = at.date(), at.time()
    if calendars.is_contact_day(day) and opens <= hour < closes:
        return at
    if hour >= closes:
        day += timedelta(days=1)
    return datetime.combine(calendars.contact_day_from(day), opens, tzinfo=at.tzinfo)


def time_reasons(calendars: Calendars, *, channel: Channel, at: datetime) -> Iterator[Reason]:
    """Yield why this is not the day or not the hour; `at` is local time at the customer's place."""
    if channel is Channel.LETTER:
        return
    opens, closes = HOURS[channel]
    free = next_contact_instant(calendars, channel=channel, at=at)
    release = (
        f"Wird am {day_de(free.date())} um {opens:%H:%M} Uhr frei.",
        f"Released on {day_en(free.date())} at {opens:%H:%M}.",
    )
    until = free.date() - timedelta(days=1)
    if not calendars.is_contact_day(at.date()):
        yield reason(
            ReasonCode.NO_CONTACT_DAY,
            said=(
                f"Am {day_de(at.date())} ist Wochenende oder Feiertag.",
                f"{day_en(at.date())} is a weekend or a public holiday.",
            ),
            release=release,
            until=until,
            concerns_person=True,
        )
    if not opens <= at.time() < closes:
        yield reason(
            ReasonCode.OUTSIDE_HOURS,
            said=(
                f"Kontakt ist von {opens:%H:%M} bis {closes:%H:%M} Uhr erlaubt.",
                f"Contact is allowed from {opens:%H:%M} to {closes:%H:%M}.",
            ),
            release=release,
            until=until,
            concerns_person=True,
        )


def density_reasons(person: PersonFacts, *, channel: Channel, day: date) -> Iterator[Reason]:
    """Yield why this person has been contacted often enough for now, over all channels together."""
    past = [contact for contact in person.contacts if contact.day <= day]
    if channel is Channel.PHONE:
        yield from _too_many_calls(past, day=day, agreed_on=person.callback_agreed_on)
        return
    days = {contact.day for contact in past if contact.kind is ContactKind.WRITTEN}
    free = _first_day(day, lambda on: _fits(days, on=on, limits=WRITTEN_LIMITS))
    if free > day:
        yield _dense(
            said=(
                f"Diese Person hat zuletzt am {day_de(max(days))} Post von uns bekommen.",
                f"This person last heard from us in writing on {day_en(max(days))}.",
            ),
            free=free,
        )


def _too_many_calls(past: list[PastContact], *, day: date, agreed_on: date | None) -> Iterator[Reason]:
    calls = [contact.day for contact in past if contact.kind is not ContactKind.WRITTEN]
    free = _first_day(day, lambda on: _fits(calls, on=on, limits=CALL_LIMITS))
    if free > day:
        yield _dense(
            said=(
                f"Der letzte Anrufversuch war am {day_de(max(calls))}; höchstens einer am Tag, drei in 7 Tagen.",
                f"The last call attempt was on {day_en(max(calls))}; at most one a day, three in 7 days.",
            ),
            free=free,
        )
    talked = max((contact.day for contact in past if contact.kind is ContactKind.CONVERSATION), default=None)
    if talked is None or agreed_on == day:
        return
    quiet_until = talked + timedelta(days=QUIET_DAYS_AFTER_CONVERSATION)
    if day <= quiet_until:
        yield _dense(
            said=(
                f"Wir haben am {day_de(talked)} miteinander gesprochen; danach rufen wir 7 Tage nicht an.",
                f"We talked on {day_en(talked)}; we do not call for 7 days afterwards.",
            ),
            free=quiet_until + timedelta(days=1),
        )


def _fits(days: "set[date] | list[date]", *, on: date, limits: tuple[tuple[int, int], ...]) -> bool:
    """Return whether one more contact on this day keeps every limit."""
    return all(
        sum(1 for day in days if on - timedelta(days=window) < day <= on) < most for window, most in limits
    )


def _first_day(day: date, allows: Callable[[date], bool]) -> date:
    """Return the first day from `day` that is allowed; every limit ends, so there always is one."""
    while not allows(day):
        day += timedelta(days=1)
    return day


def _dense(*, said: tuple[str, str], free: date) -> Reason:
    return reason(
        ReasonCode.CONTACT_DENSITY,
        said=said,
        release=(f"Wird am {day_de(free)} frei.", f"Released on {day_en(free)}."),
        until=free - timedelta(days=1),
        concerns_person=True,
    )
