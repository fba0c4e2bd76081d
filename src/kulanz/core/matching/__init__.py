"""Bank line × open items → proposals with evidence. See `docs/design/matching.md`."""

from kulanz.core.matching.concern import may_concern
from kulanz.core.matching.evidence import Evidence
from kulanz.core.matching.facts import BankLineFacts, CustomerFacts, OpenItem
from kulanz.core.matching.identity import line_identity
from kulanz.core.matching.index import UnknownItem
from kulanz.core.matching.matcher import Matcher
from kulanz.core.matching.names import Likeness, likeness, names_similar
from kulanz.core.matching.rules import Rules
from kulanz.core.matching.verdict import Allocation, Concern, Decision, Proposal, Verdict

__all__ = [
    "Allocation",
    "BankLineFacts",
    "Concern",
    "CustomerFacts",
    "Decision",
    "Evidence",
    "Likeness",
    "Matcher",
    "OpenItem",
    "Proposal",
    "Rules",
    "UnknownItem",
    "Verdict",
    "likeness",
    "line_identity",
    "may_concern",
    "names_similar",
]
