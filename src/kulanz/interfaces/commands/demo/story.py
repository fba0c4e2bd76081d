"""Tell the story of the demo shop by the shop's own actions, day by day, up to Tuesday 1 December 2026, 09:00.

Nothing is written past the actions: what the demo shows is what a shop that worked like this would see.
"""

import secrets
from datetime import date, datetime, timedelta

from kulanz.core.actor import Actor, Role
from kulanz.core.contact import HOLD_KINDS, HoldKind
from kulanz.features.banking.accounts import add_bank_account
from kulanz.features.banking.statements import import_statements
from kulanz.features.claims.intake import Outcome, import_invoices
from kulanz.features.claims.models import Invoice
from kulanz.features.claims.search import open_invoices
from kulanz.features.contact.actions import hold, lift
from kulanz.features.deadlines.calendars import target_calendar
from kulanz.features.dunning.actions import release
from kulanz.features.dunning.strategies import publish_presets
from kulanz.features.letters.mail_handler import came_back
from kulanz.features.letters.queries import messages_of_case
from kulanz.features.outbox.daily import make_rounds
from kulanz.features.outbox.worker import work_until_idle
from kulanz.features.parties.queries import running_holds
from kulanz.features.tenants.actions import create_merchant, create_user
from kulanz.features.tenants.clock import at_local, set_clock
from kulanz.features.tenants.models import Merchant
from kulanz.features.tenants.people import change_profile
from kulanz.features.tenants.queries import storefronts
from kulanz.features.tenants.settings import change_merchant, change_storefront
from kulanz.features.worklist.actions import HoldAfterCall, record_call
from kulanz.formats.bank_files import read_bank_file
from kulanz.formats.invoice_files import read_invoice_file
from kulanz.interfaces.commands.demo import shop
from kulanz.interfaces.commands.demo.files import bank_statement, invoice_list
from kulanz.interfaces.commands.demo.neighbours import Deed, Payment, Sale, neighbourhood
from kulanz.interfaces.commands.demo.shop import named_people, named_sales

AFTER_THE_CALL_BACK = timedelta(minutes=10)


class StoryDoesNotHold(RuntimeError):
    """A step of the story did not come out as it is told: the demo would show something else."""


def tell(*, machine_now: datetime) -> Merchant:
    """Create the demo shop and live through its autumn; return it with its clock at `shop.NOW`."""
    story = _Story(machine_now)
    for day in (date(2026, 8, 11), date(2026, 8, 24)):
        story.go_to(day)
    for day in (date(2026, 9, 7), date(2026, 9, 23), date(2026, 10, 5), date(2026, 10, 21)):
        story.go_to(day)
        story.release()

    story.go_to(date(2026, 10, 28))
    story.hold(
        "RE-2026-0872", HoldKind.PLAN, until=None, because="4 Raten zu 45,00 €, die erste am 02.11.2026"
    )

    story.go_to(date(2026, 10, 30))
    story.release()  # Nordwind hears from the shop for the first time

    story.go_to(date(2026, 11, 9))
    story.nordwind_promises(by=date(2026, 11, 25))
    story.release()

    story.go_to(date(2026, 11, 12))
    story.hold(
        "RE-2026-0940",
        HoldKind.BEREAVEMENT,
        until=date(2027, 3, 1),
        because="Die Familie hat angerufen: Frau Beispiel ist verstorben.",
    )

    story.go_to(date(2026, 11, 16))
    story.release()  # Jonas; Sabine's case came over with the last notice of the old system

    story.go_to(date(2026, 11, 24))
    story.release()  # Deniz

    story.go_to(date(2026, 11, 27))
    story.release()

    story.go_to(date(2026, 11, 28))
    story.hold("RE-2026-0961", HoldKind.GOODS_RETURN, until=None, because="Rücksendung B-7261 angemeldet")
    story.mail_comes_back("RE-2026-1001")

    story.go_to(date(2026, 11, 30))
    story.send_what_waits()  # thanks to those who paid before the weekend

    story.go_to(shop.NOW.date(), hour=8)
    story.arrive(shop.NOW)
    return story.merchant


class _Story:
    """The shop, its clock, and what has been handed over so far."""

    def __init__(self, machine_now: datetime) -> None:
        self._machine_now = machine_now
        self.merchant = create_merchant(
            name=shop.MERCHANT_NAME,
            country="DE",
            state="BE",
            is_live=False,
            is_demo=True,
            machine_now=shop.FIRST_DAY,
        )
        set_clock(self.merchant, to=shop.FIRST_DAY, machine_now=machine_now)
        self._at = shop.FIRST_DAY
        self._listed: set[str] = set()
        self._others = neighbourhood()
        self._people = named_people() | self._others.people
        self._sales = (*named_sales(), *self._others.sales)
        self._lines = sorted(
            (*shop.BANK_LINES, *map(_as_line, self._others.payments)), key=lambda line: line[0]
        )
        self._deeds = sorted(self._others.deeds, key=lambda deed: deed.on)
        self._statement_to = shop.FIRST_DAY.date()
        self._balance_cents = shop.OPENING_CENTS
        self._mara = self._set_up()

    @property
    def _day(self) -> date:
        return self._at.date()

    def _set_up(self) -> Actor:
        command, day, at = Actor.command(self.merchant.pk), self._day, self._at
        change_merchant(actor=command, values=shop.PARTICULARS, day=day, at=at)
        (storefront,) = storefronts(command)
        change_storefront(actor=command, storefront_id=storefront.pk, values=shop.STOREFRONT, day=day, at=at)
        add_bank_account(actor=command, iban=shop.IBAN, owner_name=shop.PARTICULARS["legal_name"], at=at)
        publish_presets(actor=command, at=at)
        owner = create_user(
            merchant=self.merchant,
            email=shop.OWNER_EMAIL,
            role=Role.OWNER.value,
            password=secrets.token_urlsafe(24),  # nobody needs it: the demo has a log-in of one click
            actor=command,
            machine_now=self._machine_now,
        )
        change_profile(user=owner, name=shop.OWNER_NAME, language="de", shortcuts_on=True)
        return Actor(
            kind="user",
            name=shop.OWNER_NAME,
            merchant_id=self.merchant.pk,
            user_id=owner.pk,
            role=Role.OWNER,
        )

    def go_to(self, day: date, *, hour: int = 9) -> None:
        """Open the shop on a day, and take in what the shop system and the bank have."""
        self.arrive(at_local(self.merchant, day, hour=hour))
        make_rounds(machine_now=self._machine_now)
        self._import_invoices()
        self._import_bank_lines()
        self._do_the_deeds()

    def arrive(self, at: datetime) -> None:
        """Let the clock come to an instant."""
        set_clock(self.merchant, to=at, machine_now=self._machine_now)
        self._at = at

    def _import_invoices(self) -> None:
        sales = [one for one in self._sales if one.number not in self._listed and _is_listed(one, self._day)]
        if not sales:
            return
        name, data = f"rechnungen-{self._day}.csv", invoice_list(sales, self._people)
        report = import_invoices(
            actor=self._mara,
            records=read_invoice_file(data, file=name),
            data=data,
            file_name=name,
            at=self._at,
            machine_now=self._machine_now,
        )
        if report.count(Outcome.IMPORTED) != len(sales):
            raise StoryDoesNotHold(f"{name}: {[row.message for row in report.rows if row.message]}")
        self._listed.update(one.number for one in sales)

    def _import_bank_lines(self) -> None:
        closes = target_calendar().previous_banking_day(self._day)
        lines = tuple(line for line in self._lines if self._statement_to < line[0] <= closes)
        name = f"kontoauszug-{closes}.xml"
        data = bank_statement(lines, last_day=closes, opening_cents=self._balance_cents)
        import_statements(
            actor=self._mara,
            read=read_bank_file(data, file=name),
            data=data,
            file_name=name,
            bank_account=None,
            at=self._at,
            machine_now=self._machine_now,
        )
        self._statement_to = closes
        self._balance_cents += sum(line[1] for line in lines)

    def _do_the_deeds(self) -> None:
        """Take down what customers said by this morning, and what came of the calls."""
        due = [deed for deed in self._deeds if deed.on <= self._day]
        for deed in due:
            if deed.what == "hold":
                self.hold(deed.invoice, HoldKind(deed.kind), until=deed.until, because=deed.because)
            elif deed.what == "lift":
                self._lift(deed)
            else:
                self._call(deed)
        self._deeds = [deed for deed in self._deeds if deed not in due]

    def _lift(self, deed: Deed) -> None:
        invoice = self._invoice(deed.invoice)
        for held in running_holds(self._mara, day=self._day, customer_id=invoice.customer_id):
            if held.kind == deed.kind:
                lift(
                    actor=self._mara,
                    hold_public_id=held.public_id,
                    because=deed.because,
                    day=self._day,
                    at=self._at,
                )

    def _call(self, deed: Deed) -> None:
        record_call(
            actor=self._mara,
            case=self._invoice(deed.invoice).case,
            outcome=deed.kind,
            note=deed.because,
            hold_after=HoldAfterCall(kind=deed.after, until=deed.until) if deed.after else None,
            day=self._day,
            at=self._at,
        )

    def release(self) -> None:
        """Mara releases the day's run, and the worker carries it out."""
        release(
            actor=self._mara,
            day=self._day,
            delivery_and_returns_confirmed=True,
            at=self._at,
            machine_now=self._machine_now,
        )
        self.send_what_waits()

    def send_what_waits(self) -> None:
        """Let the worker carry out what is due a few minutes from now."""
        self.arrive(self._at + AFTER_THE_CALL_BACK)
        work_until_idle(worker_name="demo", machine_now=self._machine_now)

    def hold(self, number: str, kind: HoldKind, *, until: date | None, because: str) -> None:
        """Mara leaves an invoice, or the person behind it, in peace."""
        invoice = self._invoice(number)
        hold(
            actor=self._mara,
            customer_id=invoice.customer_id,
            invoice_id=invoice.pk if HOLD_KINDS[kind].stops == "invoice" else None,
            kind=kind.value,
            since=self._day,
            until=until,
            because=because,
            day=self._day,
            at=self._at,
        )

    def nordwind_promises(self, *, by: date) -> None:
        """Mara calls the accounts department, which promises to pay both invoices."""
        invoice = self._invoice("RE-2026-0790")
        note = f"Frau Krüger zahlt beide Rechnungen bis {by:%d.%m.%Y}."
        record_call(
            actor=self._mara, case=invoice.case, outcome="talked", note=note, day=self._day, at=self._at
        )
        hold(
            actor=self._mara,
            customer_id=invoice.customer_id,
            invoice_id=None,
            kind=HoldKind.PROMISE.value,
            since=self._day,
            until=by,
            because=note,
            day=self._day,
            at=self._at,
        )

    def mail_comes_back(self, number: str) -> None:
        """The reminder of an invoice comes back days later, as mails to a full or closed mailbox do."""
        message = messages_of_case(self._mara, self._invoice(number).case.pk)[0]
        came_back(
            message=message,
            because="Der Mailserver des Empfängers meldet: Postfach geschlossen (550 5.1.1).",
            at=self._at,
        )

    def _invoice(self, number: str) -> Invoice:
        (invoice,) = open_invoices(self._mara, number)
        return invoice


def _is_listed(sale: Sale, day: date) -> bool:
    """The shop system's list of a morning holds what had been delivered, and reminded, by the evening before."""
    return all(one < day for one in (sale.issued, sale.delivered, sale.step_on) if one is not None)


def _as_line(payment: Payment) -> shop.Line:
    return payment.on, payment.cents, payment.text, payment.name, payment.iban
