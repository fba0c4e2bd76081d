"""What the decision has to know about one case."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kulanz.core.contact import Channel, CollectibleBy, Hold
from kulanz.core.strategy.model import Audience, Need
from kulanz.core.strategy.postal import PostalTimes


class StepOutcome(StrEnum):
    """How a step came to lie behind a case."""

    SENT = "sent"
    CALLED = "called"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepDone:
    """A step behind the case. `deadline` is the last day to pay that it named, inclusive.

    `is_undeliverable`: the message came back. It counts as not done, and its deadline as never set.
    """

    code: str
    done_on: date
    outcome: StepOutcome
    deadline: date | None = None
    is_undeliverable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CallAttempt:
    """One try to reach the person by telephone about this case."""

    day: date
    reached: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """All that `decide` looks at. `open_cents` is the open principal, what is left after part payments.

    `holds` are those on the invoice and on the person, the ended ones too: days that were held back do
    not use up the window of a call. `is_first_invoice` None: nobody knows, and then nobody is treated as
    new. `known_since` is the day the case came to Kulanz; no call window opens before it. `imported_step`
    is the step another system had reached. `channels_available` names the ways the house has *and* the
    person can be reached by.
    """

    open_cents: int
    currency: str
    issue_date: date
    due_date: date
    collectible_by: CollectibleBy
    known_since: date
    customer_kind: Audience = Audience.CONSUMER
    country_is_supported: bool = True
    history: tuple[StepDone, ...] = ()
    call_attempts: tuple[CallAttempt, ...] = ()
    holds: tuple[Hold, ...] = ()
    paid_invoices: int = 0
    late_invoices: int = 0
    is_first_invoice: bool | None = None
    has_answered: bool = False
    callback_wished: bool = False
    confirmed: frozenset[Need] = frozenset()
    channels_available: frozenset[Channel] = frozenset()
    postal: PostalTimes = PostalTimes()
    imported_step: str = ""
    imported_step_on: date | None = None
    is_closed: bool = False
