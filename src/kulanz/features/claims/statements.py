"""State claims from the books: what is owed for an invoice on a day, line by line."""

from collections.abc import Sequence
from datetime import date

from kulanz.core.claim import Policy, Statement, state
from kulanz.features.claims.facts import claim_facts
from kulanz.features.claims.law import law_book
from kulanz.features.claims.models import Invoice

PRINCIPAL_ONLY = Policy()


def statement_of(
    invoice: Invoice,
    *,
    as_of: date,
    policy: Policy = PRINCIPAL_ONLY,
    forecast: bool = False,
    known_by: date | None = None,
) -> Statement:
    """Return the statement of one invoice; see `statements_of`."""
    return statements_of([invoice], as_of=as_of, policy=policy, forecast=forecast, known_by=known_by)[
        invoice.pk
    ]


def statements_of(
    invoices: Sequence[Invoice],
    *,
    as_of: date,
    policy: Policy = PRINCIPAL_ONLY,
    forecast: bool = False,
    known_by: date | None = None,
) -> dict[int, Statement]:
    """Return the statement of each invoice by its id, as it stands at the end of `as_of`.

    `known_by`: see `claims.facts.claim_facts`. Raise LawUnknown where the policy demands a figure that is not
    verified for that day, unless `forecast` asks for a provisional one.
    """
    law = law_book()
    facts = claim_facts(invoices, policy=policy, known_by=known_by)
    return {key: state(one, as_of=as_of, law=law, forecast=forecast) for key, one in facts.items()}
