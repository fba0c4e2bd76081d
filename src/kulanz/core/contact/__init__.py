"""The gate before every mail, letter and call, with every reason it has to stay closed."""

from kulanz.core.contact.calendars import Calendars
from kulanz.core.contact.facts import (
    Channel,
    ClaimToContact,
    CollectibleBy,
    ContactKind,
    Delivery,
    GateFacts,
    PastContact,
    PaymentSource,
    PersonFacts,
    Purpose,
    UnallocatedPayment,
)
from kulanz.core.contact.gate import Allowed, InstantWithoutZone, Withheld, may_contact
from kulanz.core.contact.hold_kinds import HOLD_KINDS, Ends, HoldKind, HoldRule
from kulanz.core.contact.holds import Hold, HoldScope, free_again_on, planned_end, sentences
from kulanz.core.contact.reasons import Reason, ReasonCode
from kulanz.core.contact.times import next_contact_instant

__all__ = [
    "HOLD_KINDS",
    "Allowed",
    "Calendars",
    "Channel",
    "ClaimToContact",
    "CollectibleBy",
    "ContactKind",
    "Delivery",
    "Ends",
    "GateFacts",
    "Hold",
    "HoldKind",
    "HoldRule",
    "HoldScope",
    "InstantWithoutZone",
    "PastContact",
    "PaymentSource",
    "PersonFacts",
    "Purpose",
    "Reason",
    "ReasonCode",
    "UnallocatedPayment",
    "Withheld",
    "free_again_on",
    "may_contact",
    "next_contact_instant",
    "planned_end",
    "sentences",
]
