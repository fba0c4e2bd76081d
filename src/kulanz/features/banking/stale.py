"""Proposals that a booking has overtaken: they ask for more than is open now."""

from collections.abc import Collection

from kulanz.core.actor import Actor
from kulanz.features.banking.models import BankLine, MatchProposal
from kulanz.features.claims.models import Invoice

GONE_DE = "Die vorgeschlagene Rechnung ist inzwischen ausgeglichen"
GONE_EN = "The invoice that was proposed has been settled meanwhile"


def drop_stale_proposals(*, actor: Actor, customer_ids: Collection[int]) -> None:
    """Drop the proposals of waiting lines that concern these customers and no longer fit what is open.

    Whom a line concerns stays noted: the money is still here, and somebody has to look at it.
    """
    proposals = list(
        MatchProposal.objects.filter(
            merchant_id=actor.merchant_id,
            bank_line__state=BankLine.State.PROPOSED,
            bank_line__may_concern__customer_id__in=customer_ids,
            bank_line__amount_cents__gt=0,
        ).distinct()
    )
    if not proposals:
        return
    invoice_ids = {share["invoice_id"] for one in proposals for share in one.allocations}
    still_open = dict(
        Invoice.objects.filter(pk__in=invoice_ids, open_item__open_cents__gt=0).values_list(
            "pk", "open_item__open_cents"
        )
    )
    stale = [
        one for one in proposals if any(share["invoice_id"] not in still_open for share in one.allocations)
    ]
    if not stale:
        return
    MatchProposal.objects.filter(pk__in=[one.pk for one in stale]).delete()
    lines = BankLine.objects.filter(
        pk__in={one.bank_line_id for one in stale}, state=BankLine.State.PROPOSED, proposals__isnull=True
    )
    BankLine.objects.filter(pk__in=list(lines.values_list("pk", flat=True))).update(
        state=BankLine.State.OPEN, because=GONE_DE, because_en=GONE_EN
    )
