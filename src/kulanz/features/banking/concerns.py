"""Whom money may concern that goes back to waiting: the gate holds back reminders to each of them."""

from datetime import datetime

from kulanz.core.actor import Actor
from kulanz.core.matching import Matcher
from kulanz.features.banking.desk import facts_of, matchable_items
from kulanz.features.banking.models import BankLine, ProposedCustomer
from kulanz.features.claims.actions import look_again


def note_concerns(*, actor: Actor, line: BankLine, at: datetime) -> None:
    """Add to a waiting line everybody whom the matcher says it may concern; who is noted already stays noted.

    Reads every open item, as matching does. Proposes nothing: that is for the next matching.
    """
    verdict = Matcher(list(matchable_items(actor, day=at.date()))).propose(facts_of(line))
    ProposedCustomer.objects.bulk_create(
        (
            ProposedCustomer(
                merchant_id=actor.merchant_id,
                bank_line=line,
                customer_id=int(concern.customer_id),
                because=concern.evidence.text_de[:300],
                because_en=concern.evidence.text_en[:300],
            )
            for concern in verdict.concerns
        ),
        ignore_conflicts=True,
    )
    look_again(
        actor=actor, day=at.date(), customer_ids={int(concern.customer_id) for concern in verdict.concerns}
    )
