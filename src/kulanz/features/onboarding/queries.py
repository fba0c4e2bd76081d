"""What may be seen of the comparisons, and whether one stands that lets the merchant go live."""

from dataclasses import dataclass

from django.db.models import Sum

from kulanz.core.actor import Actor
from kulanz.features.onboarding.facts import counted
from kulanz.features.onboarding.models import OpenItemsCheck

# A later import that adds more than this part of what was compared asks anew.
NEW_PERCENT_THAT_ASKS_ANEW = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckState:
    """The latest comparison and whether it still stands. `new_cents`: imported since, open and ours."""

    latest: OpenItemsCheck | None
    confirmed: OpenItemsCheck | None
    new_cents: int = 0
    asks_anew: bool = False

    @property
    def stands(self) -> bool:
        """Return whether a comparison is confirmed and not overtaken by a later import."""
        return self.confirmed is not None and not self.asks_anew


def checks(actor: Actor, *, limit: int = 20) -> list[OpenItemsCheck]:
    """Return the comparisons of this merchant, newest first."""
    return list(OpenItemsCheck.objects.filter(merchant_id=actor.merchant_id).order_by("-id")[:limit])


def check_of(actor: Actor, public_id: str) -> OpenItemsCheck | None:
    """Return one comparison, None where this merchant has none with the id."""
    return OpenItemsCheck.objects.filter(merchant_id=actor.merchant_id, public_id=public_id).first()


def check_state(actor: Actor) -> CheckState:
    """Return whether the books were compared and confirmed, and what came in since."""
    mine = OpenItemsCheck.objects.filter(merchant_id=actor.merchant_id).order_by("-id")
    confirmed = mine.filter(confirmed_at__isnull=False).first()
    if confirmed is None:
        return CheckState(latest=mine.first(), confirmed=None)
    later = counted(actor, currency=confirmed.currency).filter(pk__gt=confirmed.last_invoice_id)
    new_cents = later.aggregate(cents=Sum("open_item__open_cents"))["cents"] or 0
    asks_anew = new_cents * 100 > confirmed.here_cents * NEW_PERCENT_THAT_ASKS_ANEW
    return CheckState(latest=mine.first(), confirmed=confirmed, new_cents=new_cents, asks_anew=asks_anew)
