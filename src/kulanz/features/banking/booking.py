"""Book payments to invoices: appropriation, small differences, customer credit, cases closed. Many in one go."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from kulanz.core.actor import Actor
from kulanz.core.law.appropriation import appropriate_to_parts
from kulanz.core.ledger import Allocation, Entry, payment_allocated, payment_by_hand, small_difference
from kulanz.features.audit.bulk import EventDraft, record_keys
from kulanz.features.banking.claim_accounts import ClaimAccount
from kulanz.features.banking.models import BankLine, Match
from kulanz.features.banking.new_lines import NewLine
from kulanz.features.claims.actions import look_again
from kulanz.features.claims.bulk import Closing, close_cases
from kulanz.features.fast_insert import insert_rows
from kulanz.features.ledger.bulk import EntryDraft, post_all
from kulanz.features.letters.actions import WENT_OUT, release_thank_you
from kulanz.features.letters.models import MessageItem
from kulanz.features.parties.models import Customer
from kulanz.features.rows import new_public_id
from kulanz.formats.amounts import amount_text


class PaymentRefused(ValueError):
    """The payment cannot be booked like this; nothing was changed. The sentence says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """So much money (positive cents) to one invoice. `line` is None for a payment by hand.

    What exceeds the claim becomes the customer's credit where `surplus_is_credit`, else the booking is refused.
    """

    invoice_id: int
    cents: int
    value_date: date
    line: BankLine | NewLine | None
    is_automatic: bool
    surplus_is_credit: bool = False
    score: int | None = None
    evidence: Sequence[dict[str, Any]] = ()
    words: dict[str, Any] | None = None
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """How one payment falls: what stays open afterwards is `open_cents` less `small_difference_cents`."""

    costs: int
    interest: int
    principal: int
    credit: int
    small_difference_cents: int  # positive: too little was paid, negative: a little too much

    @property
    def cents(self) -> int:
        """Return what the invoice takes of the payment."""
        return self.costs + self.interest + self.principal


@dataclass(slots=True)
class _Planned:
    booking: Booking
    account: ClaimAccount
    parts: Parts
    open_cents: int  # after this booking
    closes: bool


@dataclass(slots=True)
class Books:
    """One transaction's worth of bookings on claims that are locked. `tolerance_cents` is the merchant's."""

    actor: Actor
    at: datetime
    machine_now: datetime
    tolerance_cents: int
    accounts: dict[int, ClaimAccount]
    _planned: list[_Planned] = field(default_factory=list)

    @property
    def day(self) -> date:
        """Return the merchant's day."""
        return self.at.date()

    def plan(self, booking: Booking) -> Parts:
        """Take a booking in, after those before it; raise PaymentRefused where the claim cannot take it."""
        account = self.accounts[booking.invoice_id]
        parts = parts_of(account, booking, tolerance_cents=self.tolerance_cents)
        account.open_cents -= parts.principal + parts.small_difference_cents
        account.interest.take(booking.value_date, parts.interest)
        account.costs.take(booking.value_date, parts.costs)
        closes = account.open_cents == 0 and account.case_is_open
        if closes:
            account.case_is_open = False
        self._planned.append(
            _Planned(
                booking=booking, account=account, parts=parts, open_cents=account.open_cents, closes=closes
            )
        )
        return parts

    def write(self) -> Sequence[int]:
        """Write everything that was planned, and return the keys of the matches in that order."""
        planned, self._planned = self._planned, []
        if not planned:
            return ()
        events = record_keys(
            actor=self.actor, drafts=[_event(one) for one in planned], day=self.day, at=self.at
        )
        matches = self._write_entries(planned, events)
        _learn_ibans(self.actor, planned)
        closings = [(one, event) for one, event in zip(planned, events, strict=True) if one.closes]
        close_cases(
            actor=self.actor,
            closings=[
                Closing(
                    case_id=one.account.case_id or 0,
                    customer_id=one.account.customer_id,
                    invoice_id=one.account.invoice_id,
                    caused_by_id=event,
                )
                for one, event in closings
            ],
            because="paid",
            day=self.day,
            at=self.at,
        )
        look_again(actor=self.actor, day=self.day, customer_ids={one.account.customer_id for one in planned})
        self._thank([one for one, _ in closings])
        return matches

    def _write_entries(self, planned: Sequence[_Planned], events: Sequence[int]) -> Sequence[int]:
        entries = post_all(
            actor=self.actor,
            drafts=[
                EntryDraft(
                    planned=_entry(one, day=self.day), event_id=event, value_date=one.booking.value_date
                )
                for one, event in zip(planned, events, strict=True)
            ],
        )
        post_all(
            actor=self.actor,
            drafts=[
                EntryDraft(
                    planned=small_difference(
                        booking_date=self.day,
                        currency=one.account.currency,
                        open_item=one.account.open_item_id,
                        open_cents=one.parts.small_difference_cents,
                    ),
                    event_id=event,
                    value_date=one.booking.value_date,
                )
                for one, event in zip(planned, events, strict=True)
                if one.parts.small_difference_cents
            ],
        )
        return insert_rows(
            Match,
            (
                "merchant_id", "public_id", "bank_line_id", "invoice_id", "entry_id", "cents", "credit_cents",
                "is_automatic", "score", "evidence", "matched_on",
            ),
            [
                (
                    self.actor.merchant_id,
                    new_public_id("match"),
                    one.booking.line.pk if one.booking.line else None,
                    one.account.invoice_id,
                    entry,
                    one.parts.cents,
                    one.parts.credit,
                    one.booking.is_automatic,
                    one.booking.score,
                    list(one.booking.evidence),
                    self.day,
                )
                for one, entry in zip(planned, entries, strict=True)
            ],
        )  # fmt: skip

    def _thank(self, closed: Sequence[_Planned]) -> None:
        """Thank those who were reminded and have paid; most payments come without a reminder."""
        invoice_ids = [one.account.invoice_id for one in closed]
        reminded = set(
            MessageItem.objects.filter(
                invoice_id__in=invoice_ids, message__purpose="reminder", message__state__in=WENT_OUT
            ).values_list("invoice_id", flat=True)
        )
        for one in closed:
            if one.account.invoice_id in reminded:
                release_thank_you(
                    actor=self.actor,
                    invoice_id=one.account.invoice_id,
                    cents=one.parts.cents,
                    at=self.at,
                    machine_now=self.machine_now,
                )


def lock_customers(actor: Actor, customer_ids: set[int]) -> None:
    """Take the row locks of these customers in one order, so that two bookings never wait for each other."""
    locked = Customer.objects.select_for_update().filter(merchant_id=actor.merchant_id, pk__in=customer_ids)
    list(locked.order_by("pk").values_list("pk", flat=True))


def parts_of(account: ClaimAccount, booking: Booking, *, tolerance_cents: int) -> Parts:
    """Say how a payment falls on costs, interest and principal (§ 367 I BGB), on tolerance and on credit.

    Only what sent statements demanded by the value date counts as costs and interest. A difference of at most the
    tolerance, either way, clears the claim.
    """
    if booking.cents <= 0:
        raise PaymentRefused(
            _("Für die Rechnung %(number)s sind %(amount)s angegeben. Eine Zahlung ist größer als 0.")
            % {"number": account.number, "amount": amount_text(booking.cents, currency=account.currency)}
        )
    if account.open_cents <= 0:
        raise PaymentRefused(
            _(
                "Die Rechnung %(number)s ist schon ausgeglichen. Bitte eine andere wählen oder den Betrag als Guthaben stehen lassen."
            )
            % {"number": account.number}
        )
    interest_owed, costs_owed = account.demanded_on(booking.value_date)
    fell = appropriate_to_parts(
        booking.cents,
        costs_cents=costs_owed,
        interest_cents=interest_owed,
        principal_cents=account.open_cents,
    )
    left = account.open_cents - fell.principal_cents
    if fell.surplus_cents and fell.surplus_cents > tolerance_cents and not booking.surplus_is_credit:
        raise PaymentRefused(
            _(
                "Die Rechnung %(number)s hat nur %(amount)s offen, zugeordnet werden sollen %(amount2)s. Bitte den Rest ausdrücklich als Guthaben oder offen stehen lassen."
            )
            % {
                "number": account.number,
                "amount": amount_text(booking.cents - fell.surplus_cents, currency=account.currency),
                "amount2": amount_text(booking.cents, currency=account.currency),
            }
        )
    is_small_surplus = 0 < fell.surplus_cents <= tolerance_cents
    small = -fell.surplus_cents if is_small_surplus else left if 0 < left <= tolerance_cents else 0
    return Parts(
        costs=fell.costs_cents,
        interest=fell.interest_cents,
        principal=fell.principal_cents + (fell.surplus_cents if is_small_surplus else 0),
        credit=0 if is_small_surplus else fell.surplus_cents,
        small_difference_cents=small,
    )


def _event(one: _Planned) -> EventDraft:
    parts, booking = one.parts, one.booking
    return EventDraft(
        kind="PaymentMatched" if booking.line is not None else "PaymentEnteredByHand",
        customer_id=one.account.customer_id,
        invoice_id=one.account.invoice_id,
        case_id=one.account.case_id,
        subject=booking.subject or (f"bank_line:{booking.line.pk}" if booking.line else ""),
        facts={
            "cents": parts.cents,
            "currency": one.account.currency,
            "principal_cents": parts.principal,
            "interest_cents": parts.interest,
            "cost_cents": parts.costs,
            "credit_cents": parts.credit,
            "small_difference_cents": parts.small_difference_cents,
            "open_cents": one.open_cents,
            "value_date": booking.value_date.isoformat(),
            "score": booking.score,
        },
        because="matched_by_rule" if booking.is_automatic else "matched_by_person",
        words=booking.words,
    )


def _entry(one: _Planned, *, day: date) -> Entry:
    build = payment_by_hand if one.booking.line is None else payment_allocated
    parts = one.parts
    allocations = (
        [Allocation(open_item=one.account.open_item_id, cents=parts.principal)] if parts.principal else []
    )
    return build(
        booking_date=day,
        currency=one.account.currency,
        allocations=allocations,
        interest_cents=parts.interest,
        cost_cents=parts.costs,
        customer_credit_cents=parts.credit,
    )


def _learn_ibans(actor: Actor, planned: Sequence[_Planned]) -> None:
    pairs = {
        (one.account.customer_id, one.booking.line.counterparty_iban)
        for one in planned
        if one.booking.line is not None and one.booking.line.counterparty_iban
    }
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO parties_knowniban (merchant_id, customer_id, iban) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            [(actor.merchant_id, customer_id, iban) for customer_id, iban in sorted(pairs)],
        )
