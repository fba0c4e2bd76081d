"""The decision: case × strategy × day → do | wait | hold | finished, with because."""

from kulanz.core.strategy.amounts import amount_bounds, representative
from kulanz.core.strategy.course import deadline_of, deadline_over
from kulanz.core.strategy.deciding import StrategyForOthers, decide
from kulanz.core.strategy.decision import Action, Decision, Passed
from kulanz.core.strategy.facts import CallAttempt, CaseFacts, StepDone, StepOutcome
from kulanz.core.strategy.imported import step_of_imported_stage
from kulanz.core.strategy.model import (
    Audience,
    ChannelChoice,
    Customers,
    Need,
    Segment,
    Shows,
    Step,
    StepKind,
    Strategy,
)
from kulanz.core.strategy.next_step import also_by
from kulanz.core.strategy.parsing import StrategyRefused, strategy_from_dict
from kulanz.core.strategy.postal import PostalTimes, arrives_by, planned_posting_day
from kulanz.core.strategy.preset_files import PRESETS, preset, preset_definition
from kulanz.core.strategy.simulation import Forecast, carried_out, simulate

__all__ = [
    "PRESETS",
    "Action",
    "Audience",
    "CallAttempt",
    "CaseFacts",
    "ChannelChoice",
    "Customers",
    "Decision",
    "Forecast",
    "Need",
    "Passed",
    "PostalTimes",
    "Segment",
    "Shows",
    "Step",
    "StepDone",
    "StepKind",
    "StepOutcome",
    "Strategy",
    "StrategyForOthers",
    "StrategyRefused",
    "also_by",
    "arrives_by",
    "carried_out",
    "amount_bounds",
    "deadline_of",
    "deadline_over",
    "decide",
    "planned_posting_day",
    "preset",
    "preset_definition",
    "representative",
    "simulate",
    "step_of_imported_stage",
    "strategy_from_dict",
]
