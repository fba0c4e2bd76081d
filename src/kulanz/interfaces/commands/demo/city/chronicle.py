"""A year of the Großstadt, day by day: money in, reminders out, new invoices; each row as its action writes it."""

import hashlib
import json
import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db import connection

from kulanz.core.days import BankingCalendar, Calendar, shift_193
from kulanz.features.banking.identity import compared
from kulanz.features.claims.law import law_book
from kulanz.features.documents.actions import path_of
from kulanz.features.parties.names import searched_names
from kulanz.interfaces.commands.demo.city.fates import Fate, Fortune
from kulanz.interfaces.commands.demo.city.owed import Owed
from kulanz.interfaces.commands.demo.city.people import Buyer, Town, german_iban
from kulanz.interfaces.commands.demo.city.tables import Tables, public_id

UTC_TEXT = "%Y-%m-%d %H:%M:%S"
BERLIN, UTC = ZoneInfo("Europe/Berlin"), ZoneInfo("UTC")
# Sales by day of the week, Monday first, and the weeks before Christmas.
WEEKDAYS = (1.25, 1.05, 1.0, 1.0, 0.9, 0.75, 1.05)
STEPS = {
    # step: days after the due date, days to pay
    "consumer": (("reminder", 4, 7), ("notice", 18, 10), ("final_notice", 32, 14)),
    "business": (("reminder", 2, 7), ("notice", 15, 7), ("final_notice", 30, 10)),
}
SUBJECTS = {
    "reminder": "Kurze Erinnerung an die Rechnung {}",
    "notice": "Mahnung zur Rechnung {}",
    "final_notice": "Letzte Frist zur Rechnung {}",
}
HOLDS = (
    # kind, words, days it runs (None: until somebody lifts it), share of the overdue
    ("dispute", "Ware soll beschädigt angekommen sein", None, 0.018),
    ("goods_return", "Rücksendung angemeldet", None, 0.022),
    ("promise", "Zahlt nach eigenen Worten zum Monatsende", 6, 0.012),
    ("pause", "Bittet um etwas Zeit", 12, 0.010),
    ("plan", "Drei Raten vereinbart", None, 0.008),
    ("paid_claimed", "Sagt, es sei überwiesen", 5, 0.008),
    ("unanswered_reply", "Antwort auf die Erinnerung", None, 0.006),
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the chronicle writes: the merchant's rows that are there already."""

    merchant_id: int
    storefront_id: int
    account_id: int
    owner_id: int
    owner_name: str
    versions: dict[str, int]  # strategy code → version


@dataclass(frozen=True, slots=True)
class Payment:
    """Money for one invoice, booked on a day."""

    owed: Owed
    cents: int
    is_last: bool


class Chronicle:
    """Writes the days one after the other. Keys count up, so that events stand in the order they happened."""

    def __init__(
        self,
        *,
        place: Place,
        invoices: int,
        seed: int,
        first_day: date,
        today: date,
        banking: BankingCalendar,
        holidays: Calendar,
    ) -> None:
        self.place, self.today, self._banking, self._holidays = place, today, banking, holidays
        chance = random.Random(seed)
        self._chance, self._town, self._fortune = chance, Town(chance), Fortune(chance, banking)
        self.tables = Tables()
        self._buyers: list[Buyer] = []
        self._has_paid: set[int] = set()
        self._payments: dict[date, list[Payment]] = defaultdict(list)
        self._reminders: dict[date, list[Owed]] = defaultdict(list)
        self._law = law_book()
        self.open: dict[int, Owed] = {}
        self._days = [first_day + timedelta(days=n) for n in range((today - first_day).days)]
        self._sold = _spread(self._days, invoices)

    def days(self) -> Iterable[date]:
        """Write one day after the other into the tables' buffers; the caller writes them out after each."""
        last_statement = self._days[0] - timedelta(days=1)
        for day in [*self._days, self.today]:
            if self._banking.is_banking_day(day):
                closes = self._banking.previous_banking_day(day)
                self._money_in(day, last_statement, closes)
                last_statement = closes
            if day < self.today:
                if self._holidays.is_business_day(day):
                    self._remind(day)
                self._list_invoices(day)
            yield day
        self._open_questions()

    # ---- invoices ----

    def _list_invoices(self, day: date) -> None:
        at = _utc(day, 20)
        document = self._document(
            "invoice_list", "text/csv", f"rechnungen-{day}.csv", at,
            f"Rechnungsnummer;Rechnungsdatum;Anzahl\r\n{day:%d.%m.%Y};{self._sold[day]}\r\n".encode(),
        )  # fmt: skip
        for _ in range(self._sold[day]):
            self._list_invoice(day, at=at, document=document)

    def _list_invoice(self, day: date, *, at: str, document: int) -> None:
        chance, merchant = self._chance, self.place.merchant_id
        if not self._buyers or chance.random() < 0.2:
            buyer_key = self._welcome(at)
        else:
            buyer_key = int(chance.random() * len(self._buyers)) + 1
        buyer = self._buyers[buyer_key - 1]
        fate = self._fortune.of(issued=day, is_business=buyer.kind == "business")
        pk = self.tables.invoices.key()
        number = f"GS-{day.year % 100}-{pk:07d}"
        delivered = _delivered(day, chance.random())
        known = [
            payment for payment in fate.paid if payment[0] <= self._banking.previous_banking_day(self.today)
        ]
        open_cents = 0 if fate.paid_at_once else fate.total_cents - sum(cents for _, cents in known)
        settled = day if fate.paid_at_once else self._noted(known[-1][0]) if not open_cents else None
        currency, whose = "EUR", "merchant"
        self.tables.items.add((pk, merchant, currency, open_cents, settled.isoformat() if settled else None))
        self.tables.invoices.add(
            (
                pk, merchant, public_id("inv", pk), self.place.storefront_id, buyer_key, pk, number, number[::-1], day.isoformat(),
                fate.due.isoformat(), currency, fate.total_cents, fate.net_cents, f"B{5_000_000 + pk}",
                day.isoformat(), "PayPal" if fate.paid_at_once else "Rechnung", "sold" if fate.paid_at_once else whose,
                "delivered" if delivered <= self.today else "unknown",
                delivered.isoformat() if delivered <= self.today else None, document, at,
            )
        )  # fmt: skip
        event = self._event(
            "InvoiceImported", day, at, customer=buyer_key, invoice=pk,
            case=None if fate.paid_at_once else pk, because="invoice_imported",
            facts=f'{{"total_cents": {fate.total_cents}, "open_cents": {0 if fate.paid_at_once else fate.total_cents}, '
            f'"currency": "EUR", "collectible_by": "{"sold" if fate.paid_at_once else whose}", "document": {document}}}',
        )  # fmt: skip
        self._entry(
            day, day, "invoice_issued", event,
            ("receivables", pk, fate.total_cents), ("revenue", None, -fate.net_cents),
            ("output_vat", None, fate.net_cents - fate.total_cents),
        )  # fmt: skip
        if fate.paid_at_once:
            self._entry(
                day, day, "payment_by_hand", event,
                ("paid_by_other_means", None, fate.total_cents), ("receivables", pk, -fate.total_cents),
            )  # fmt: skip
            return
        self._open_case(pk, buyer_key, day, fate, settled)
        owed = Owed(
            pk=pk, buyer=buyer_key, is_business=buyer.kind == "business", number=number, issued=day, due=fate.due,
            total_cents=fate.total_cents, open_cents=fate.total_cents, delivered=delivered, settled=settled,
        )  # fmt: skip
        for position, (paid_on, cents) in enumerate(fate.paid):
            self._payments[paid_on].append(Payment(owed, cents, position == len(fate.paid) - 1))
        self._plan_reminder(owed)
        if open_cents:
            self.open[pk] = owed

    def _welcome(self, at: str) -> int:
        buyer = self._town.buyer(len(self._buyers) + 1)
        self._buyers.append(buyer)
        key = len(self._buyers)
        self.tables.customers.add(
            (
                key, self.place.merchant_id, public_id("cus", key), buyer.number, buyer.name, *searched_names(buyer.name),
                buyer.kind, True,
                buyer.email, buyer.phone, buyer.street, buyer.postcode, buyer.city, buyer.country, buyer.state, at,
            )
        )  # fmt: skip
        return key

    def _open_case(self, pk: int, buyer: int, day: date, fate: Fate, settled: date | None) -> None:
        due = fate.due
        # The first step of any strategy comes a week before the due date: a look too early costs a look, no more.
        look = None if settled else max(due - timedelta(days=7), self.today)
        self.tables.cases.add(
            (
                pk, self.place.merchant_id, public_id("case", pk), pk, buyer, "closed" if settled else "open", due.isoformat(),
                look.isoformat() if look else None, day.isoformat(), settled.isoformat() if settled else None,
                "paid" if settled else "",
            )
        )  # fmt: skip
        self._deadline(
            "due_date", pk, buyer, f"invoice:{pk}", day, due, "Fälligkeit laut Rechnung",
            "Danach beginnt die Erinnerung.", settled,
        )  # fmt: skip

    # ---- money ----

    def _money_in(self, day: date, after: date, closes: date) -> None:
        """Take in the statement that closes on `closes`: all lines booked since the one before."""
        at = _utc(day, 8)
        booked = [after + timedelta(days=n) for n in range(1, (closes - after).days + 1)]
        payments = [(on, payment) for on in booked for payment in self._payments.pop(on, ())]
        cents = sum(payment.cents for _, payment in payments)
        document = self._document(
            "bank_statement", "text/plain", f"umsaetze-{closes}.csv", at,
            f"Buchungstag;Anzahl;Summe\r\n{closes:%d.%m.%Y};{len(payments)};{cents}\r\n".encode(),
        )  # fmt: skip
        import_key = self.tables.imports.key()
        self.tables.imports.add(
            (
                import_key, self.place.merchant_id, public_id("imp", import_key), document, at, len(payments),
                len(payments), len(payments),
            )
        )  # fmt: skip
        if payments:
            source = self._event(
                "BankLinesBooked", day, at, subject=f"statement_import:{import_key}",
                facts=f'{{"lines": {len(payments)}, "cents": {cents}}}',
            )  # fmt: skip
            for on, payment in payments:
                self._pay(day, on, payment, source=source, import_key=import_key, at=at)
        self._event(
            "AccountCovered", day, at, subject=f"bank_account:{self.place.account_id}",
            facts=f'{{"covered_to": "{closes}"}}',
        )  # fmt: skip

    def _pay(self, day: date, on: date, payment: Payment, *, source: int, import_key: int, at: str) -> None:
        owed, merchant = payment.owed, self.place.merchant_id
        buyer = self._buyers[owed.buyer - 1]
        text = _remittance(owed.number, owed.pk)
        line = self._line(
            day, on, payment.cents, text, buyer.name, buyer.iban, source=source, import_key=import_key,
            state="booked", unallocated=0, because="Rechnungsnummer und Betrag stimmen",
            because_en="Invoice number and amount agree",
        )  # fmt: skip
        left = owed.open_cents - payment.cents
        assert (left == 0) is payment.is_last, "the last payment settles an invoice, none before it does"
        event = self._event(
            "PaymentMatched", day, at, customer=owed.buyer, invoice=owed.pk, case=owed.pk, because="matched_by_rule",
            subject=f"bank_line:{line}",
            facts=f'{{"cents": {payment.cents}, "currency": "EUR", "principal_cents": {payment.cents}, '
            f'"interest_cents": 0, "cost_cents": 0, "credit_cents": 0, "small_difference_cents": 0, '
            f'"open_cents": {left}, "value_date": "{on}", "score": 85}}',
        )  # fmt: skip
        entry = self._entry(
            day, on, "payment_allocated", event,
            ("unallocated_payments", None, payment.cents), ("receivables", owed.pk, -payment.cents),
        )  # fmt: skip
        owed.pay(entry=public_id("ent", entry), day=on, cents=payment.cents)
        key = self.tables.matches.key()
        self.tables.matches.add(
            (
                key, merchant, public_id("match", key), line, owed.pk, entry, payment.cents, True, 85,
                _evidence(owed.number), day.isoformat(),
            )
        )  # fmt: skip
        if owed.buyer not in self._has_paid:
            self._has_paid.add(owed.buyer)
            self.tables.ibans.add((self.tables.ibans.key(), merchant, owed.buyer, buyer.iban))
        if payment.is_last:
            self._event(
                "CaseClosed", day, at, customer=owed.buyer, invoice=owed.pk, case=owed.pk, because="paid",
                caused_by=event, facts="{}",
            )  # fmt: skip

    def _line(
        self,
        day: date,
        on: date,
        cents: int,
        text: str,
        name: str,
        iban: str,
        *,
        source: int,
        import_key: int,
        state: str,
        unallocated: int,
        because: str,
        because_en: str,
    ) -> int:
        key = self.tables.lines.key()
        entry = self._entry(
            on, on, "bank_line_booked", source, ("bank", None, cents), ("unallocated_payments", None, -cents)
        )
        identity = compared(
            booking_date=on, amount_cents=cents, counterparty_name=name, counterparty_iban=iban,
            remittance_text=text, bank_reference="", end_to_end_id="", ordinal=0,
        ).identity  # fmt: skip
        self.tables.lines.add(
            (
                key, self.place.merchant_id, public_id("line", key), self.place.account_id, import_key,
                on.isoformat(), on.isoformat(), cents, "EUR", text, name, iban, f"GS{on:%y%m%d}{key:08d}", identity,
                state, because, because_en, unallocated, entry,
            )
        )  # fmt: skip
        return key

    def _noted(self, booked_on: date) -> date:
        """Return the day on which a payment of this booking day is in the books."""
        return self._banking.next_banking_day(booked_on)

    # ---- reminders ----

    def _plan_reminder(self, owed: Owed) -> None:
        steps = STEPS[self._buyers[owed.buyer - 1].kind]
        if owed.steps_done < len(steps):
            day = owed.due + timedelta(days=steps[owed.steps_done][1])
            while not self._holidays.is_business_day(day):
                day += timedelta(days=1)
            if day < self.today:
                self._reminders[day].append(owed)

    def _remind(self, day: date) -> None:
        """Release the day's run and let it go out: one message per person about what is due."""
        due: dict[int, list[Owed]] = defaultdict(list)
        for owed in self._reminders.pop(day, ()):
            buyer = self._buyers[owed.buyer - 1]
            is_reachable = buyer.email and (buyer.country == "DE" or owed.steps_done == 0)
            if owed.open_cents and is_reachable and owed.delivered < day:
                due[owed.buyer].append(owed)
        if not due:
            return
        released, sent = _utc(day, 9), _utc(day, 9, 10)
        run = self.tables.runs.key()
        self.tables.runs.add(
            (
                run, self.place.merchant_id, public_id("run", run), day.isoformat(), released, self.place.owner_name,
                True, sent, json.dumps(self.place.versions),
            )
        )  # fmt: skip
        self._event(
            "RunReleased", day, released, subject=f"run:{run}", by_owner=True,
            facts=f'{{"messages": {len(due)}, "confirmed": true}}',
        )  # fmt: skip
        for buyer_key, items in due.items():
            self._message(day, run, buyer_key, items, released=released, sent=sent)

    def _message(
        self, day: date, run: int, buyer_key: int, items: list[Owed], *, released: str, sent: str
    ) -> None:
        place, buyer = self.place, self._buyers[buyer_key - 1]
        key, effect = self.tables.messages.key(), self.tables.effects.key()
        msg = public_id("msg", key)
        steps = STEPS[buyer.kind]
        furthest = max(owed.steps_done for owed in items)
        layout = steps[furthest][0]
        subject = SUBJECTS[layout].format(items[0].number)
        message_id = f"<{msg}@grossstadt.example>"
        raw = (
            f"From: Grossstadt <rechnung@grossstadt.example>\r\nTo: {buyer.email}\r\nSubject: {subject}\r\n"
            f"Message-ID: {message_id}\r\nDate: {day} 09:10\r\n\r\n{', '.join(owed.number for owed in items)}\r\n"
        ).encode()
        document = self._document("message", "message/rfc822", f"{msg}.eml", sent, raw)
        self.tables.effects.add(
            (
                effect, place.merchant_id, "reminder_mail", f"reminder:{items[0].pk}:{steps[items[0].steps_done][0]}#1",
                buyer_key, f'{{"message": "{msg}"}}', sent, "done", 1,
                f'{{"shown": true, "message_id": "{message_id}"}}', released, sent,
            )
        )  # fmt: skip
        self.tables.messages.add(
            (
                key, place.merchant_id, msg, place.storefront_id, buyer_key, effect, public_id("run", run), "reminder",
                layout, "de", "shown", day.isoformat(), buyer.email, subject, message_id, document,
                hashlib.sha256(raw).hexdigest(), released, sent,
            )
        )  # fmt: skip
        single = items[0].pk if len(items) == 1 else None
        self._event(
            "MessageReleased", day, released, customer=buyer_key, invoice=single, case=single,
            subject=f"message:{key}", by_owner=True,
            facts=f'{{"purpose": "reminder", "layout": "{layout}", "cases": {[owed.pk for owed in items]}, "missing": 0}}',
        )  # fmt: skip
        for owed in items:
            self._take_step(day, run, key, msg, owed, buyer, sent=sent)

    def _take_step(
        self, day: date, run: int, message: int, msg: str, owed: Owed, buyer: Buyer, *, sent: str
    ) -> None:
        place, merchant = self.place, self.place.merchant_id
        step, _, days = STEPS[buyer.kind][owed.steps_done]
        deadline = shift_193(day + timedelta(days=days), self._holidays)
        code = "b2b" if buyer.kind == "business" else "b2c"
        statement = owed.state(step=step, day=day, holidays=self._holidays, law=self._law)
        stated, on, until = json.dumps(statement.as_dict()), day.isoformat(), deadline.isoformat()
        owed.demand(statement, day=day, deadline=deadline)
        self.tables.message_items.add(
            (
                self.tables.message_items.key(), message, owed.pk, owed.pk, step, step, until, statement.total_cents,
                stated, code, place.versions[code],
            )
        )  # fmt: skip
        since = (day - owed.due).days
        self.tables.run_items.add(
            (
                self.tables.run_items.key(), run, owed.pk, message, "send", step, until, statement.total_cents,
                f"Seit {since} Tagen fällig.", f"Due for {since} days.",
            )
        )  # fmt: skip
        self.tables.steps.add(
            (self.tables.steps.key(), merchant, owed.pk, step, "sent", on, until, code, place.versions[code])
        )
        self.tables.demands.add(
            (
                self.tables.demands.key(), merchant, owed.pk, step, on, until, "email",
                statement.open_principal_cents, statement.open_interest_cents, stated, msg,
            )
        )  # fmt: skip
        self._event(
            "ReminderSent", day, sent, customer=owed.buyer, invoice=owed.pk, case=owed.pk,
            subject=f"message:{message}",
            facts=f'{{"step": "{step}", "cents": {statement.total_cents}, "currency": "EUR", '
            f'"deadline": "{until}", "shown": true}}',
        )  # fmt: skip
        self._deadline(
            "notice", owed.pk, owed.buyer, f"message:{message}:case:{owed.pk}", day, deadline,
            f"{(deadline - day).days} Tage ab Versand, §§ 187 I, 188 I, 193 BGB",
            "Danach kommt der nächste Schritt; spätestens dann beginnt der Verzug (§ 286 I BGB).", owed.settled,
        )  # fmt: skip
        self._plan_reminder(owed)

    # ---- what waits for a person today ----

    def _open_questions(self) -> None:
        """Write the holds that run, the calls of last week, and money that waits in the queues."""
        chance = self._chance
        overdue = [owed for owed in self.open.values() if owed.due < self.today]
        for owed in overdue:
            draw = chance.random()
            for kind, words, days, share in HOLDS:
                if draw < share:
                    self._hold(owed, kind, words, days)
                    break
                draw -= share
            if chance.random() < 0.05 and owed.steps_done:
                self._call(owed)
        if overdue:
            self._unclear_money(overdue)

    def _hold(self, owed: Owed, kind: str, words: str, days: int | None) -> None:
        since = max(owed.due, self.today - timedelta(days=self._chance.randrange(1, 5)))
        until = self.today + timedelta(days=days) if days else None
        key, at = self.tables.holds.key(), _utc(since, 11)
        stops_person = kind == "unanswered_reply"
        self.tables.holds.add(
            (
                key, self.place.merchant_id, public_id("hold", key), kind, owed.buyer, None if stops_person else owed.pk,
                since.isoformat(), until.isoformat() if until else None, words, at,
            )
        )  # fmt: skip

    def _call(self, owed: Owed) -> None:
        day = self.today - timedelta(days=self._chance.randrange(1, 6))
        if day > owed.due:
            outcome = self._chance.choice(("talked", "not_reached", "voicemail"))
            self.tables.calls.add(
                (
                    self.tables.calls.key(), self.place.merchant_id, owed.pk, owed.buyer, _utc(day, 10),
                    day.isoformat(), outcome,
                )
            )  # fmt: skip

    def _unclear_money(self, overdue: list[Owed]) -> None:
        """Write what yesterday's statement left for a person: proposals, unknown payers, and what is no payment."""
        on, at = self._banking.previous_banking_day(self.today), _utc(self.today, 8)
        import_key, proposed = self.tables.imports.key(), overdue[:: max(len(overdue) // 400, 12)]
        strangers = max(len(overdue) // 150, 2)
        total = len(proposed) + 2 * strangers
        document = self._document(
            "bank_statement", "text/plain", f"umsaetze-{on}-2.csv", at,
            f"Buchungstag;Anzahl\r\n{on:%d.%m.%Y};{total}\r\n".encode(),
        )  # fmt: skip
        self.tables.imports.add(
            (import_key, self.place.merchant_id, public_id("imp", import_key), document, at, total, total, 0)
        )
        source = self._event(
            "BankLinesBooked",
            self.today,
            at,
            subject=f"statement_import:{import_key}",
            facts=f'{{"lines": {total}}}',
        )
        common = {"source": source, "import_key": import_key}
        for owed in proposed:
            self._propose(owed, on, common)
        for place in range(strangers):
            self._line(
                self.today, on, 1000 + 37 * place, "Danke", f"Unbekannt {place}", german_iban("43060967", 900_000 + place),
                state="open", unallocated=1000 + 37 * place, because="Keine offene Rechnung passt",
                because_en="No open invoice fits", **common,
            )  # fmt: skip
            self._line(
                self.today, on, -(1990 + 113 * place), f"Lieferung {place}", "Papier und Karton GmbH", "",
                state="set_aside", unallocated=-(1990 + 113 * place), because="Keine Kundenzahlung",
                because_en="No payment of a customer", **common,
            )  # fmt: skip

    def _propose(self, owed: Owed, on: date, common: dict[str, int]) -> None:
        """A payer who names no number: name and amount fit, so a person decides."""
        buyer, merchant = self._buyers[owed.buyer - 1], self.place.merchant_id
        text, text_en = "Name des Zahlers passt zum Kunden", "The payer's name fits the customer"
        line = self._line(
            self.today, on, owed.open_cents, "Rechnung", buyer.name.upper(), german_iban("20050550", 700_000 + owed.pk),
            state="proposed", unallocated=owed.open_cents, because=text, because_en=text_en, **common,
        )  # fmt: skip
        evidence = json.dumps(
            [
                {"code": "name", "text_de": text, "text_en": text_en, "weight": 25},
                {"code": "amount_exact", "text_de": "Betrag stimmt auf den Cent", "text_en": "The amount is exact to the cent", "weight": 30},
            ]
        )  # fmt: skip
        allocations = [{"invoice_id": owed.pk, "number": owed.number, "cents": owed.open_cents}]
        self.tables.proposals.add(
            (self.tables.proposals.key(), merchant, line, 1, 55, evidence, json.dumps(allocations))
        )
        self.tables.concerned.add((self.tables.concerned.key(), merchant, line, owed.buyer, text, text_en))

    # ---- rows that every action writes ----

    def _event(
        self,
        kind: str,
        day: date,
        at: str,
        *,
        facts: str,
        customer: int | None = None,
        invoice: int | None = None,
        case: int | None = None,
        subject: str = "",
        because: str = "",
        caused_by: int | None = None,
        by_owner: bool = False,
    ) -> int:
        key = self.tables.events.key()
        actor, user = ("user", self.place.owner_id) if by_owner else ("system", None)
        self.tables.events.add(
            (
                key, self.place.merchant_id, kind, day.isoformat(), at, at, actor, user, customer, invoice, case,
                subject, facts, because, caused_by,
            )
        )  # fmt: skip
        return key

    def _entry(
        self, booked: date, value: date, reason: str, event: int, *sides: tuple[str, int | None, int]
    ) -> int:
        key, postings = self.tables.entries.key(), self.tables.postings
        self.tables.entries.add(
            (
                key,
                self.place.merchant_id,
                public_id("ent", key),
                booked.isoformat(),
                value.isoformat(),
                reason,
                event,
            )
        )
        assert sum(cents for _, _, cents in sides) == 0, "an entry balances"
        for account, item, cents in sides:
            if cents:
                postings.add((postings.key(), key, account, item, cents, "EUR"))
        return key

    def _deadline(
        self,
        kind: str,
        case: int,
        buyer: int,
        origin: str,
        starts: date,
        ends: date,
        rule: str,
        consequence: str,
        settled: date | None,
    ) -> None:
        if settled and settled <= ends:
            state, settled_on = "kept", settled.isoformat()
        elif ends < self.today:
            state, settled_on = "passed", (ends + timedelta(days=1)).isoformat()
        else:
            state, settled_on = "running", None
        self.tables.deadlines.add(
            (
                self.tables.deadlines.key(), self.place.merchant_id, kind, case, buyer, origin, starts.isoformat(),
                ends.isoformat(), rule, consequence, state, settled_on,
            )
        )  # fmt: skip

    def _document(self, kind: str, media_type: str, name: str, at: str, data: bytes) -> int:
        key, sha256 = self.tables.documents.key(), hashlib.sha256(data).hexdigest()
        _write(path_of(sha256), data)
        self.tables.documents.add(
            (key, self.place.merchant_id, kind, sha256, len(data), media_type, name, at)
        )
        return key


def _write(path: Path, data: bytes) -> None:
    """Write a file without waiting for the disk: who loses the Großstadt builds it anew."""
    try:
        path.write_bytes(data)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_bytes(data)


def _spread(days: list[date], invoices: int) -> dict[date, int]:
    """Spread a number over the days: more on Mondays and before Christmas; the sum is the number."""
    weights = [WEEKDAYS[day.weekday()] * (1.3 if day.month in (11, 12) else 1.0) for day in days]
    whole, so_far, sold, given = sum(weights), 0.0, {}, 0
    for day, weight in zip(days, weights, strict=True):
        so_far += weight
        upto = round(invoices * so_far / whole)
        sold[day], given = upto - given, upto
    return sold


def _delivered(day: date, draw: float) -> date:
    return day + timedelta(days=1 if draw < 0.5 else 2 if draw < 0.85 else 4 if draw < 0.99 else 9)


def _remittance(number: str, place: int) -> str:
    return (f"Rechnung {number}", number, f"RG-NR {number} Danke", f"{number} vom Einkauf")[place % 4]


def _evidence(number: str) -> str:
    return (
        f'[{{"code": "number_exact", "text_de": "Rechnungsnummer {number} steht im Verwendungszweck", "text_en": '
        f'"Invoice number {number} is in the remittance text", "weight": 55}}, {{"code": "amount_exact", "text_de": '
        '"Betrag stimmt auf den Cent", "text_en": "The amount is exact to the cent", "weight": 30}]'
    )


@cache
def _utc(day: date, hour: int, minute: int = 0) -> str:
    """Return the instant at which it is hour:minute in Berlin, as databases write it in UTC."""
    local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=BERLIN)
    return local.astimezone(UTC).strftime(UTC_TEXT) + ("+00:00" if connection.vendor == "postgresql" else "")
