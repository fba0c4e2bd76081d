"""What is owed, explained: facts → statement of claim (Forderungsaufstellung)."""

from kulanz.core.claim.facts import (
    ClaimFacts,
    Cost,
    CostKind,
    CreditNote,
    Demand,
    FactsRefused,
    Payment,
    Policy,
    Waiver,
)
from kulanz.core.claim.state import appropriate_payment, state
from kulanz.core.claim.statement import LineKind, Statement, StatementLine, StatementUnreadable

__all__ = [
    "ClaimFacts",
    "Cost",
    "CostKind",
    "CreditNote",
    "Demand",
    "FactsRefused",
    "LineKind",
    "Payment",
    "Policy",
    "Statement",
    "StatementLine",
    "StatementUnreadable",
    "Waiver",
    "appropriate_payment",
    "state",
]
