"""The calendars one case needs, and the days on which the house contacts anybody."""

from dataclasses import dataclass
from datetime import date, timedelta

from kulanz.core.days import BankingCalendar, Calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendars:
    """Holidays of the merchant's place, of the customer's place, and the banking days.

    `customer` is the union of all Länder where the customer's Land is not known.
    """

    merchant: Calendar
    customer: Calendar
    banking: BankingCalendar

    def is_contact_day(self, day: date) -> bool:
        """Return whether somebody is written to or called on this day.

        Monday to Friday, a holiday neither here nor at the customer's place: only then the person named
        in the message can be reached, and nobody is disturbed on a day off.
        """
        return self.merchant.is_business_day(day) and self.customer.is_business_day(day)

    def contact_day_from(self, day: date) -> date:
        """Return the first contact day on or after `day`."""
        while not self.is_contact_day(day):
            day += timedelta(days=1)
        return day

    def next_contact_day(self, day: date) -> date:
        """Return the first contact day strictly after `day`."""
        return self.contact_day_from(day + timedelta(days=1))

    def add_contact_days(self, day: date, number: int) -> date:
        """Return the `number`-th contact day after `day`; `day` itself is not counted."""
        for _ in range(number):
            day = self.next_contact_day(day)
        return day
