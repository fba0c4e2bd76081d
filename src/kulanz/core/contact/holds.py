"""A hold: a reason why an invoice, or a whole person, is left in peace for now."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from kulanz.core.contact.calendars import Calendars
from kulanz.core.contact.hold_kinds import HOLD_KINDS, Ends, HoldKind
from kulanz.core.contact.words import day_de, day_en
from kulanz.core.days import Period, period_end


class HoldScope(StrEnum):
    """Whom the hold stops: the talk about one invoice, or every talk with the person."""

    INVOICE = "invoice"
    PERSON = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A reason not to contact, as it was entered.

    `since` and `until` are both inclusive; `until` None: no end is planned. `lifted_on` is the day on
    which a person lifted it: from that day on it does not run. A hold that only a person may end (see
    `HoldKind.ends`) runs on past `until`, which is then the day on which somebody should look at it.
    """

    kind: HoldKind
    since: date
    until: date | None = None
    lifted_on: date | None = None
    because: str = ""
    scope: HoldScope = HoldScope.INVOICE

    def runs_on(self, day: date) -> bool:
        """Return whether contact is held back on this day."""
        last = self.last_day()
        return self.since <= day and (last is None or day <= last)

    def last_day(self) -> date | None:
        """Return the last day held back, None while only an event can end it."""
        ends: list[date] = []
        if self.lifted_on is not None:
            ends.append(self.lifted_on - timedelta(days=1))
        if self.until is not None and HOLD_KINDS[self.kind].ends is Ends.BY_DATE:
            ends.append(self.until)
        return min(ends, default=None)


def free_again_on(holds: tuple[Hold, ...], *, day: date) -> date | None:
    """Return the first day from `day` on which none of these holds runs, None if only an event brings it."""
    free = day
    while running := [hold for hold in holds if hold.runs_on(free)]:
        ends = [hold.last_day() for hold in running]
        if any(end is None for end in ends):
            return None
        free = max(end for end in ends if end is not None) + timedelta(days=1)
    return free


def sentences(hold: Hold) -> tuple[str, str]:
    """Return what holds contact back and what releases it, in German and in English."""
    rule = HOLD_KINDS[hold.kind]
    said_de = rule.sentence_de.format(since=day_de(hold.since))
    said_en = rule.sentence_en.format(since=day_en(hold.since))
    release_de, release_en = release_sentences(hold)
    if hold.until is None:
        return f"{said_de} {release_de}", f"{said_en} {release_en}"
    if rule.ends is Ends.BY_DATE:
        end_de, end_en = f"Gilt bis {day_de(hold.until)}.", f"Lasts until {day_en(hold.until)}."
    else:
        end_de, end_en = (
            f"Wieder anzusehen am {day_de(hold.until)}.",
            f"To be looked at on {day_en(hold.until)}.",
        )
    return f"{said_de} {end_de} {release_de}", f"{said_en} {end_en} {release_en}"


def release_sentences(hold: Hold) -> tuple[str, str]:
    """Return what has to happen for this hold to end, in German and in English."""
    rule = HOLD_KINDS[hold.kind]
    if rule.ends is Ends.BY_DATE and hold.until is None:
        return "Wird frei, wenn jemand die Sperre aufhebt.", "Released when somebody lifts the hold."
    return rule.release_de, rule.release_en


def planned_end(kind: HoldKind, *, starts: date, calendars: Calendars) -> date | None:
    """Return the last day (inclusive) that is proposed for a hold of this kind, None if it has no length.

    `starts` is the day of entry, for a promise or a deferral the date the customer agreed to. The starting
    day itself is not counted (§ 187 I BGB); working time is counted on the merchant's calendar.
    """
    length = HOLD_KINDS[kind].length
    if length is None:
        return None
    number, unit = length
    if unit == "days":
        return starts + timedelta(days=number)
    if unit == "months":
        return period_end(starts, Period(number, "months"))
    if unit == "business_days":
        return calendars.merchant.add_business_days(starts, number)
    return calendars.banking.add_banking_days(starts, number)
