"""What the gate has to know about a person and a claim before anybody is contacted."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kulanz.core.contact.calendars import Calendars
from kulanz.core.contact.holds import Hold


class Channel(StrEnum):
    """A way to reach somebody."""

    EMAIL = "email"
    LETTER = "letter"
    SMS = "sms"
    PHONE = "phone"


class Purpose(StrEnum):
    """Why somebody is contacted. Only REMINDER asks for money."""

    REMINDER = "reminder"
    ANSWER = "answer"  # a reply to, or a confirmation of, what the customer did just now
    THANK_YOU = "thank_you"


class CollectibleBy(StrEnum):
    """Whose claim it is."""

    MERCHANT = "merchant"
    SOLD = "sold"
    MARKETPLACE = "marketplace"
    PREPAYMENT = "prepayment"
    UNKNOWN = "unknown"


class Delivery(StrEnum):
    """What is proven about the delivery. UNKNOWN is not a no, and not a yes either."""

    UNKNOWN = "unknown"
    UNDELIVERED = "undelivered"
    PARTLY = "partly"
    DELIVERED = "delivered"


class ContactKind(StrEnum):
    """What a past contact counts as. Answers, confirmations and thanks are not counted at all."""

    WRITTEN = "written"
    CALL_ATTEMPT = "call_attempt"
    CONVERSATION = "conversation"  # a call attempt that reached the person


@dataclass(frozen=True, slots=True, kw_only=True)
class PastContact:
    """One contact with the person, in whichever storefront. Letter and mail of one step are one contact."""

    day: date
    kind: ContactKind


@dataclass(frozen=True, slots=True, kw_only=True)
class UnallocatedPayment:
    """Money that came in, belongs to no invoice yet and may be this person's."""

    booked_on: date
    cents: int
    currency: str
    evidence_de: str  # "bekannte IBAN", "ähnlicher Name" …
    evidence_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentSource:
    """An active bank or provider account and the last day its data cover, None if it never had any."""

    name: str
    covered_to: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """What is known about the person. Amounts in cents of `currency`."""

    email: str = ""
    email_undeliverable_since: date | None = None
    phone: str = ""
    has_postal_address: bool = False
    post_undeliverable_since: date | None = None
    sms_allowed: bool = False  # a mobile number given for this contract
    holds: tuple[Hold, ...] = ()
    unallocated_payments: tuple[UnallocatedPayment, ...] = ()
    credit_cents: int = 0
    unpaid_refund_cents: int = 0
    currency: str = "EUR"
    contacts: tuple[PastContact, ...] = ()  # without the one that is being asked for
    callback_agreed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimToContact:
    """What is known about the one claim the message or call is about. Amounts in cents.

    `demanded_cents` is what the message will demand as principal; `delivered_cents` the gross part that
    has been delivered, where `delivery` is PARTLY. `holds` are those on this invoice.
    """

    collectible_by: CollectibleBy
    total_cents: int
    open_cents: int
    demanded_cents: int
    currency: str
    delivery: Delivery
    delivered_cents: int | None = None
    returns_are_known: bool = False  # a source tells us of every return
    holds: tuple[Hold, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GateFacts:
    """All the gate looks at for one claim of one person.

    `confirmed_on` is the day for which a person has confirmed that deliveries and returns were looked
    through; it holds for that day only.
    """

    purpose: Purpose
    person: PersonFacts
    claim: ClaimToContact
    payment_sources: tuple[PaymentSource, ...]
    calendars: Calendars
    confirmed_on: date | None
    sending_stopped: bool
