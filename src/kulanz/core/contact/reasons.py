"""Why the gate stays closed: each reason with its sentence and what releases it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ReasonCode(StrEnum):
    """Stable codes of everything but holds; a hold's code is its kind."""

    SENDING_STOPPED = "sending_stopped"
    NOT_OURS = "not_ours"
    OWNER_UNKNOWN = "owner_unknown"
    ALREADY_PAID = "already_paid"
    UNALLOCATED_PAYMENT = "unallocated_payment"
    PAYMENT_DATA_STALE = "payment_data_stale"
    NOT_DELIVERED = "not_delivered"
    PART_NOT_DELIVERED = "part_not_delivered"
    DELIVERY_UNCONFIRMED = "delivery_unconfirmed"
    RETURNS_UNCONFIRMED = "returns_unconfirmed"
    CUSTOMER_CREDIT = "customer_credit"
    UNPAID_REFUND = "unpaid_refund"
    NO_ADDRESS = "no_address"
    ADDRESS_UNDELIVERABLE = "address_undeliverable"
    OUTSIDE_HOURS = "outside_hours"
    NO_CONTACT_DAY = "no_contact_day"
    CONTACT_DENSITY = "contact_density"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One reason not to make contact.

    `until` is the day before the first day on which time alone can end it; None: only an event ends it.
    `text_de` and `text_en` are whole: what is so, and what releases it. `concerns_person` tells a reason
    that stops all contact with the person from one that takes this claim out of the message.
    """

    code: str
    text_de: str
    text_en: str
    until: date | None
    releases_when: str  # German, one sentence
    releases_when_en: str
    concerns_person: bool

    def withheld_de(self) -> str:
        """Return the sentence as the preview shows it."""
        return f"Zurückgehalten: {self.text_de}"


def reason(
    code: ReasonCode | str,
    *,
    said: tuple[str, str],
    release: tuple[str, str],
    until: date | None = None,
    concerns_person: bool = False,
) -> Reason:
    """Build a reason from its two half-texts, each German and English."""
    return Reason(
        code=str(code),
        text_de=f"{said[0]} {release[0]}",
        text_en=f"{said[1]} {release[1]}",
        until=until,
        releases_when=release[0],
        releases_when_en=release[1],
        concerns_person=concerns_person,
    )
