"""What becomes of an invoice: when it is paid, and how. Nothing here knows a table."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from kulanz.core.days import BankingCalendar

CONSUMER_TERM, BUSINESS_TERM = timedelta(days=14), timedelta(days=30)
# Firms pay before their notice demands interest, or not at all.
BEFORE_INTEREST = timedelta(days=11)


@dataclass(frozen=True, slots=True)
class Fate:
    """One invoice's terms and payments. `paid` are booking days with cents, the last of which settles it.

    A payment after the last day of the chronicle is one that has not come yet.
    """

    total_cents: int
    net_cents: int
    due: date
    paid_at_once: bool  # by PayPal or card, in the shop: settled before it is listed
    paid: tuple[tuple[date, int], ...]


class Fortune:
    """Draws fates; equal chance, equal fates."""

    def __init__(self, chance: random.Random, banking: BankingCalendar) -> None:
        self._chance, self._banking = chance, banking

    def of(self, *, issued: date, is_business: bool) -> Fate:
        """Return what becomes of an invoice issued on this day."""
        chance = self._chance
        total = min(max(int(chance.lognormvariate(8.55 if is_business else 8.35, 0.75)), 390), 480_000)
        rate = 7 if chance.random() < 0.12 else 19
        net = (total * 100 * 2 + 100 + rate) // (2 * (100 + rate))
        due = issued + (BUSINESS_TERM if is_business else CONSUMER_TERM)
        if chance.random() < 0.15:
            return Fate(total_cents=total, net_cents=net, due=due, paid_at_once=True, paid=())
        return Fate(
            total_cents=total,
            net_cents=net,
            due=due,
            paid_at_once=False,
            paid=self._paid(issued, due, total, is_business=is_business),
        )

    def _paid(
        self, issued: date, due: date, total: int, *, is_business: bool
    ) -> tuple[tuple[date, int], ...]:
        chance, draw = self._chance, self._chance.random()
        if draw < 0.86:
            day = issued + (due - issued) * chance.betavariate(2.2, 1.6)
        elif draw < 0.955:
            day = due + timedelta(days=1 + int(chance.expovariate(1 / 9)))
        elif draw < 0.982:
            day = due + timedelta(days=5 + int(chance.expovariate(1 / 25)))
        else:
            return ()
        if is_business and day > due + BEFORE_INTEREST:
            return ()
        day = self._banked(max(day, issued + timedelta(days=1)))
        if chance.random() < 0.012 and total > 4000 and not is_business:
            first = total // 2
            return (day, first), (self._banked(day + timedelta(days=chance.randrange(3, 40))), total - first)
        return ((day, total),)

    def _banked(self, day: date) -> date:
        return day if self._banking.is_banking_day(day) else self._banking.next_banking_day(day)
