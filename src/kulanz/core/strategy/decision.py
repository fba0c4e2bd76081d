"""The answer of `decide`, with its reason."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kulanz.core.contact import Channel
from kulanz.core.strategy.facts import StepOutcome
from kulanz.core.strategy.model import Step


class Action(StrEnum):
    """What happens with the case on that day."""

    DO = "do"
    WAIT = "wait"
    HOLD = "hold"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """A step that lies behind without having been carried out: lapsed, or answered by a conversation."""

    step: Step
    outcome: StepOutcome
    because: str
    because_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What to do with one case on one day, and why.

    `code` is the stable name of the reason. `step` is the step concerned: to be done, waited for or held.
    `look_again_on` is the first day on which time alone can change this: for `do` the day itself (it stays
    due until it is carried out), None where only an event can. `deadline` is the last day to pay that the
    step would name, `channel` the first way that is open, `also_by` the second one that the step goes out over
    besides: one step, one demand, one deadline, the later of the two. `would` is what would happen without the holds.
    `passed` may be written down when the action is `do` or `hold`; it is found again each time.
    """

    action: Action
    code: str
    because: str
    because_en: str
    step: Step | None = None
    look_again_on: date | None = None
    deadline: date | None = None
    channel: Channel | None = None
    also_by: Channel | None = None
    would: "Decision | None" = None
    passed: tuple[Passed, ...] = ()
