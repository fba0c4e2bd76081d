"""How long a letter takes: from the message day to the posting day, and from there to the letter box.

§ 18 I PostG (since 1 January 2025): in the mean of a year 95 % of the letters arrive by the third, 99 % by the
fourth working day (Werktag) after posting. Where one day decides over default, the default here is the reading that
is safer for the debtor: four, as § 122 II AO and § 41 II VwVfG presume it since then. Both lengths are settings.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from kulanz.core.contact import Calendars


@dataclass(frozen=True, slots=True, kw_only=True)
class PostalTimes:
    """`days_to_post`: business days from the message day to the planned posting day (Aufgabetag).

    `postal_days` (Postlaufzeit): working days, Monday to Saturday, from posting to arrival.
    """

    days_to_post: int = 1
    postal_days: int = 4

    def __post_init__(self) -> None:
        if self.days_to_post < 0 or self.postal_days < 1:
            raise ValueError(f"a letter cannot be posted or arrive in the past: {self!r}")


def planned_posting_day(message_day: date, times: PostalTimes, calendars: Calendars) -> date:
    """Return the last day on which the letter may be posted without shortening the deadline it prints."""
    return calendars.merchant.add_business_days(message_day, times.days_to_post)


def arrives_by(posted_on: date, times: PostalTimes, calendars: Calendars) -> date:
    """Return the day by which a letter posted on this day is taken to have arrived.

    The day of posting is not counted, and only days count that are working days here and at the customer's place.
    """
    day, left = posted_on, times.postal_days
    while left:
        day += timedelta(days=1)
        left -= calendars.merchant.is_working_day(day) and calendars.customer.is_working_day(day)
    return day
