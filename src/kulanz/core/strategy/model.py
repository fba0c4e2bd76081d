"""A dunning strategy (Mahnstrategie) as versioned data: steps, and segments that change them."""

from dataclasses import dataclass, field, replace
from enum import StrEnum

from kulanz.core.contact import Channel


class Audience(StrEnum):
    """For whom a strategy is made. A missing customer kind means CONSUMER."""

    CONSUMER = "consumer"
    BUSINESS = "business"


class StepKind(StrEnum):
    """Who acts: Kulanz writes, a person calls, or a person decides."""

    MESSAGE = "message"
    CALL = "call"
    PERSON = "person"


class Shows(StrEnum):
    """What a message may state besides principal and payments."""

    INTEREST = "interest"
    DUNNING_COST = "dunning_cost"
    LUMP_SUM = "lump_sum"
    WAIVED_LUMP_SUM = "waived_lump_sum"  # named, and taken off for who pays by the deadline


class Need(StrEnum):
    """What a person has to confirm before a step may be taken."""

    APPROVAL = "approval"
    ADDRESS_CHECK = "address_check"


class Customers(StrEnum):
    """Which customers a step is for."""

    ANY = "any"
    NEW_OR_LATE_BEFORE = "new_or_late_before"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelChoice:
    """A channel in the order of preference, where it has a condition from this open amount (inclusive)."""

    channel: Channel
    min_open_cents: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step (Mahnschritt).

    It starts at the earliest `due_offset_days` calendar days after the due date (before it: negative), at
    the earliest one contact day after the previous deadline unless `within_deadline`, and, where given,
    `after_deadline_banking_days` banking days after that deadline. `payment_period_days` is the time to pay
    that the message grants, None: it sets no deadline. An `optional` step lapses where it cannot be taken;
    any other waits for a person. `also_by`: where the step goes by letter, it goes out over this channel too.
    """

    code: str
    kind: StepKind
    name: str
    name_en: str
    due_offset_days: int | None = None
    after_deadline_banking_days: int | None = None
    within_deadline: bool = False
    payment_period_days: int | None = None
    channels: tuple[ChannelChoice, ...] = ()
    also_by: Channel | None = None
    layout: str = ""
    tone: str = ""
    shows: frozenset[Shows] = frozenset()
    customers: Customers = Customers.ANY
    min_open_cents: int | None = None
    max_open_cents: int | None = None
    only_unanswered: bool = False
    only_wished: bool = False
    optional: bool = False
    needs: Need | None = None
    call_attempts: int | None = None
    call_window_days: int | None = None  # contact days after the one on which the window opens


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Cases the strategy treats otherwise. All stated conditions must hold, bounds are inclusive."""

    code: str
    name: str
    min_open_cents: int | None = None
    max_open_cents: int | None = None
    min_paid_invoices: int | None = None
    max_late_invoices: int | None = None
    first_invoice: bool = False
    without: frozenset[str] = frozenset()
    changes: dict[str, dict[str, object]] = field(default_factory=dict)  # step code → parsed fields

    def applied(self, steps: tuple[Step, ...]) -> tuple[Step, ...]:
        """Return the steps as this segment has them."""
        kept = (step for step in steps if step.code not in self.without)
        return tuple(replace(step, **self.changes.get(step.code, {})) for step in kept)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True, kw_only=True)
class Strategy:
    """One version of a strategy. Segments apply in their order; a later one has the last word."""

    name: str
    audience: Audience
    steps: tuple[Step, ...]
    segments: tuple[Segment, ...] = ()
    min_open_cents: int = 0
    min_days_between_messages: int = 1

    def step(self, code: str) -> Step | None:
        """Return the step of this code as it stands without segments."""
        return next((step for step in self.steps if step.code == code), None)

    def demanding_steps(self) -> tuple[Step, ...]:
        """Return the messages that set a deadline, mildest first: the stages other systems count."""
        return tuple(step for step in self.steps if step.payment_period_days is not None)
