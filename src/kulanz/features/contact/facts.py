"""Rows → facts of the gate, for many customers in few queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import F, Sum

from kulanz.core.actor import Actor
from kulanz.core.contact import (
    ClaimToContact,
    CollectibleBy,
    ContactKind,
    Delivery,
    GateFacts,
    Hold,
    HoldKind,
    HoldScope,
    PastContact,
    PaymentSource,
    PersonFacts,
    Purpose,
    UnallocatedPayment,
)
from kulanz.core.ledger import LedgerAccount
from kulanz.features.banking.models import BankAccount
from kulanz.features.banking.queries import unallocated_for
from kulanz.features.claims.models import Invoice
from kulanz.features.contact.calendars import calendars_of
from kulanz.features.ledger.models import Posting
from kulanz.features.letters.models import Message
from kulanz.features.parties.models import ContactHold, Customer
from kulanz.features.tenants.models import Merchant

COUNTED = (*Message.ON_ITS_WAY, Message.State.SENT, Message.State.SHOWN)
TALKED = "talked"  # worklist.CallAttempt.Outcome.TALKED; that feature lies above this one


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldsOf:
    """The holds of one customer: on the person, and by invoice id."""

    person: tuple[Hold, ...]
    invoices: Mapping[int, tuple[Hold, ...]]

    def on(self, invoice_id: int) -> tuple[Hold, ...]:
        """Return the holds on this invoice alone."""
        return self.invoices.get(invoice_id, ())

    def all_for(self, invoice_id: int) -> tuple[Hold, ...]:
        """Return what holds back talk about this invoice: its own holds, and the person's."""
        return self.person + self.on(invoice_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class GateReader:
    """What the gate must know about a group of customers, read once. `claim` builds the facts of one claim."""

    merchant: Merchant
    customers: Mapping[int, Customer]
    people: Mapping[int, PersonFacts]
    holds: Mapping[int, HoldsOf]
    sources: tuple[PaymentSource, ...]

    def facts(
        self,
        invoice: Invoice,
        *,
        demanded_cents: int,
        confirmed_on: date | None,
        further_contacts: Iterable[PastContact] = (),
        purpose: Purpose = Purpose.REMINDER,
    ) -> GateFacts:
        """Return the gate's facts for one claim. `further_contacts` are those planned but not written yet."""
        person = self.people[invoice.customer_id]
        extra = tuple(further_contacts)
        return GateFacts(
            purpose=purpose,
            person=_with_contacts(person, extra) if extra else person,
            claim=ClaimToContact(
                collectible_by=CollectibleBy(invoice.collectible_by),
                total_cents=invoice.total_cents,
                open_cents=invoice.open_item.open_cents,
                demanded_cents=demanded_cents,
                currency=invoice.currency,
                delivery=Delivery(invoice.delivery),
                delivered_cents=invoice.delivered_cents,
                # No source tells of returns yet: a person confirms each run.
                returns_are_known=False,
                holds=self.holds[invoice.customer_id].on(invoice.pk),
            ),
            payment_sources=self.sources,
            calendars=calendars_of(self.merchant, self.customers[invoice.customer_id]),
            confirmed_on=confirmed_on,
            sending_stopped=self.merchant.is_stopped,
        )


def gate_reader(
    *,
    merchant: Merchant,
    customers: Sequence[Customer],
    day: date,
    without_messages: Collection[int] = (),
    bank_assumed_to: date | None = None,
) -> GateReader:
    """Read what the gate must know about these customers on `day`.

    `without_messages`: messages that are asked about do not count as an earlier contact. `bank_assumed_to`: as if
    every account's statements reached that day; for a look at another day, never before anything is sent.
    """
    ids = [customer.pk for customer in customers]
    holds = holds_of(merchant=merchant, customer_ids=ids)
    payments = _unallocated(merchant, ids)
    credit = credit_of(merchant, ids)
    contacts = contacts_of(merchant, ids, without_messages=without_messages)
    people = {
        customer.pk: person_facts(
            customer,
            holds=holds[customer.pk].person,
            payments=payments[customer.pk],
            credit_cents=credit.get(customer.pk, 0),
            contacts=contacts[customer.pk],
            day=day,
        )
        for customer in customers
    }
    return GateReader(
        merchant=merchant,
        customers={customer.pk: customer for customer in customers},
        people=people,
        holds=holds,
        sources=as_if_read_to(payment_sources(merchant), bank_assumed_to),
    )


def as_if_read_to(sources: tuple[PaymentSource, ...], day: date | None) -> tuple[PaymentSource, ...]:
    """Return the accounts as if their statements reached `day`; None leaves them as they are."""
    if day is None:
        return sources
    return tuple(replace(one, covered_to=max(one.covered_to or day, day)) for one in sources)


def person_facts(
    customer: Customer,
    *,
    holds: tuple[Hold, ...],
    payments: Iterable[UnallocatedPayment],
    credit_cents: int,
    contacts: Iterable[PastContact],
    day: date,
) -> PersonFacts:
    """Return what the gate knows about a person."""
    return PersonFacts(
        email=customer.email,
        email_undeliverable_since=customer.email_undeliverable_since,
        post_undeliverable_since=customer.post_undeliverable_since,
        phone=customer.phone,
        has_postal_address=customer.has_postal_address,
        holds=holds,
        unallocated_payments=tuple(payments),
        credit_cents=max(credit_cents, 0),
        contacts=tuple(contacts),
        callback_agreed_on=_callback_agreed_on(holds, day=day),
    )


def payment_sources(merchant: Merchant) -> tuple[PaymentSource, ...]:
    """Return every active account with the day its data reach."""
    accounts = BankAccount.objects.filter(merchant=merchant, is_active=True).order_by("pk")
    return tuple(PaymentSource(name=f"Konto {one.label}", covered_to=one.covered_to) for one in accounts)


def holds_of(*, merchant: Merchant, customer_ids: Collection[int]) -> dict[int, HoldsOf]:
    """Return all holds of these customers, the ended ones too."""
    zone = ZoneInfo(merchant.time_zone)
    person: dict[int, list[Hold]] = defaultdict(list)
    invoices: dict[int, dict[int, list[Hold]]] = defaultdict(lambda: defaultdict(list))
    for row in ContactHold.objects.filter(merchant=merchant, customer_id__in=customer_ids).order_by("pk"):
        hold = _hold(row, zone)
        if row.invoice_id is None:
            person[row.customer_id].append(hold)
        else:
            invoices[row.customer_id][row.invoice_id].append(hold)
    return {
        one: HoldsOf(
            person=tuple(person[one]), invoices={key: tuple(held) for key, held in invoices[one].items()}
        )
        for one in customer_ids
    }


def _hold(row: ContactHold, zone: ZoneInfo) -> Hold:
    return Hold(
        kind=HoldKind(row.kind),
        since=row.since,
        until=row.until,
        lifted_on=row.lifted_at.astimezone(zone).date() if row.lifted_at else None,
        because=row.because,
        scope=HoldScope.PERSON if row.invoice_id is None else HoldScope.INVOICE,
    )


def _with_contacts(person: PersonFacts, extra: tuple[PastContact, ...]) -> PersonFacts:
    return replace(person, contacts=person.contacts + extra)


def _callback_agreed_on(holds: Iterable[Hold], *, day: date) -> date | None:
    """Somebody who asked to be called may be called, quiet week or not."""
    wishes = [hold for hold in holds if hold.kind is HoldKind.CALLBACK_WISHED and hold.runs_on(day)]
    return day if wishes else None


def _unallocated(merchant: Merchant, ids: Collection[int]) -> dict[int, list[UnallocatedPayment]]:
    """Return money in that belongs to no invoice yet and may be theirs."""
    found = unallocated_for(Actor.system(merchant.pk), ids)
    return {
        customer_id: [
            UnallocatedPayment(
                booked_on=one.booked_on,
                cents=one.cents,
                currency=one.currency,
                evidence_de=one.because_de,
                evidence_en=one.because_en,
            )
            for one in money
            if one.cents > 0
        ]
        for customer_id, money in found.items()
    }


def credit_of(merchant: Merchant, ids: Collection[int]) -> dict[int, int]:
    """Return what each customer has to his credit: overpaid, or from credit notes nothing has used up."""
    credit: dict[int, int] = defaultdict(int)
    unused = Invoice.objects.filter(merchant=merchant, customer_id__in=ids, open_item__open_cents__lt=0)
    for customer_id, cents in unused.values_list("customer_id", "open_item__open_cents"):
        credit[customer_id] -= cents
    overpaid = (
        Posting.objects.filter(
            ledger_account=LedgerAccount.CUSTOMER_CREDIT.value,
            entry__merchant=merchant,
            entry__event__customer_id__in=ids,
        )
        .values(owner=F("entry__event__customer_id"))
        .annotate(total=-Sum("cents"))
    )
    for row in overpaid:
        credit[row["owner"]] += row["total"]
    return credit


def contacts_of(
    merchant: Merchant, ids: Collection[int], *, without_messages: Collection[int]
) -> dict[int, list[PastContact]]:
    """Return written contacts and call attempts with these people, in every storefront."""
    zone = ZoneInfo(merchant.time_zone)
    found: dict[int, list[PastContact]] = defaultdict(list)
    messages = Message.objects.filter(
        merchant=merchant, customer_id__in=ids, purpose=Message.Purpose.REMINDER, state__in=COUNTED
    )
    # Letter and mail of one step are one contact: the mail that goes with a letter is not counted beside it.
    messages = messages.filter(companion_of__isnull=True).exclude(pk__in=without_messages)
    for customer_id, day, sent_at in messages.values_list("customer_id", "day", "sent_at"):
        on = sent_at.astimezone(zone).date() if sent_at else day
        found[customer_id].append(PastContact(day=on, kind=ContactKind.WRITTEN))
    calls = Customer.objects.filter(merchant=merchant, pk__in=ids, calls__isnull=False)
    for customer_id, day, outcome in calls.values_list("pk", "calls__day", "calls__outcome"):
        kind = ContactKind.CONVERSATION if outcome == TALKED else ContactKind.CALL_ATTEMPT
        found[customer_id].append(PastContact(day=day, kind=kind))
    return found
