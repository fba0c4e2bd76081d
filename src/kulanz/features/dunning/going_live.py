"""The step from test to live: what was tried out reaches nobody, and counts for nothing."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kulanz.core.actor import Actor
from kulanz.features.banking.models import BankAccount
from kulanz.features.claims.actions import look_again_at_all
from kulanz.features.claims.models import StepDone
from kulanz.features.dunning.advance import lock_customers
from kulanz.features.letters.mail_handler import was_shown_only
from kulanz.features.letters.models import Message
from kulanz.features.letters.stack import letters_on_the_stack, set_aside
from kulanz.features.outbox.actions import resolve_uncertain, withdraw
from kulanz.features.outbox.models import Effect
from kulanz.features.tenants.actions import MerchantRefused, go_live
from kulanz.features.tenants.models import Merchant

RELEASED_AS_TEST = "Als Test freigegeben, bevor der Versand live ging. Sie wird neu vorgeschlagen."
SHOWN_AS_TEST = "Nur im Test angezeigt; sie hat niemanden erreicht."


def begin_for_real(*, actor: Actor, missing: list[str], at: datetime) -> None:
    """Let messages really leave from now on; nothing changes for a merchant who is live already.

    Messages that wait are withdrawn, those that were only shown count as never sent, so that everybody is first
    reminded kindly. Bank data count up to today at most, and every case is looked at again. `at` is the real
    instant at the merchant. Raises MerchantRefused; then nothing has changed.
    """
    day = at.date()
    with transaction.atomic():
        if Merchant.objects.select_for_update().get(pk=actor.merchant_id).is_live:
            return
        lock_customers(actor)
        go_live(actor=actor, missing=missing, day=day, at=at)
        _withdraw_what_waits(actor, at=at)
        for message in Message.objects.filter(merchant_id=actor.merchant_id, state=Message.State.SHOWN):
            StepDone.objects.filter(
                merchant_id=actor.merchant_id,
                outcome=StepDone.Outcome.SENT,
                case__in=message.items.exclude(step="").values("case"),
            ).delete()
            was_shown_only(message=message, because=SHOWN_AS_TEST, at=at)
        BankAccount.objects.filter(merchant_id=actor.merchant_id, covered_to__gt=day).update(covered_to=day)
        look_again_at_all(actor=actor, day=day)


def _withdraw_what_waits(actor: Actor, *, at: datetime) -> None:
    mine = Effect.objects.select_related("merchant").filter(merchant_id=actor.merchant_id).order_by("pk")
    for effect in mine.filter(state=Effect.State.UNCERTAIN):
        # Of a test nothing can have left the machine.
        resolve_uncertain(actor=actor, effect=effect, was_sent=False, day=at.date(), at=at)
    for effect in mine.filter(state__in=(Effect.State.WAITING, Effect.State.LEASED)):
        withdraw(actor=actor, effect=effect, because=RELEASED_AS_TEST, at=at)
    for letter in letters_on_the_stack(actor):
        set_aside(actor=actor, public_id=letter.public_id, because=RELEASED_AS_TEST, day=at.date(), at=at)
    if mine.filter(state=Effect.State.SENDING).exists():
        raise MerchantRefused(
            _("Gerade wird eine Testnachricht ausgegeben. Bitte in einer Minute noch einmal versuchen.")
        )
