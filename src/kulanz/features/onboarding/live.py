"""What must be there before messages may really leave, and the switch behind it."""

from datetime import datetime

from django.utils.translation import gettext as _

from kulanz.core.actor import Actor
from kulanz.features.banking.queries import bank_accounts
from kulanz.features.claims.mapping import open_questions
from kulanz.features.claims.models import Case
from kulanz.features.dunning.going_live import begin_for_real
from kulanz.features.letters.readiness import missing_particulars
from kulanz.features.onboarding.queries import check_state
from kulanz.features.tenants.queries import merchant_of, storefronts
from kulanz.formats.amounts import amount_text


def missing_until_live(actor: Actor) -> list[str]:
    """Return what the checklist still lacks, in the reader's language and in the order of the set-up."""
    merchant, shops = (
        merchant_of(actor),
        [shop for shop in storefronts(actor) if shop.archived_at is None or _is_owed_to(shop.pk)],
    )
    by_shop = [(shop, missing_particulars(merchant, shop)) for shop in shops]
    common = [
        text for text in (by_shop[0][1] if by_shop else []) if all(text in found for _shop, found in by_shop)
    ]
    lacking = [*common]
    lacking += [f"{shop.name}: {text}" for shop, found in by_shop for text in found if text not in common]
    if not bank_accounts(actor):
        lacking.append(_("ein Bankkonto, auf das Kunden zahlen"))
    if not merchant.smtp_host:
        lacking.append(_("ein SMTP-Server für den Versand"))
    if open_questions(actor):
        lacking.append(_("Antworten zu allen Zahlarten"))
    state = check_state(actor)
    if state.confirmed is None:
        lacking.append(_("der bestätigte Abgleich der ersten Stunde"))
    elif state.asks_anew:
        lacking.append(
            _("ein neuer Abgleich, denn seit dem letzten kamen %(amount)s dazu")
            % {"amount": amount_text(state.new_cents, currency=state.confirmed.currency)}
        )
    return list(dict.fromkeys(lacking))


def _is_owed_to(storefront_id: int) -> bool:
    """Return whether open cases still go out under the name of this storefront."""
    return Case.objects.filter(invoice__storefront_id=storefront_id, state=Case.State.OPEN).exists()


def go_live_when_ready(*, actor: Actor, at: datetime) -> None:
    """Let messages really leave, where nothing is missing; asked here, whatever the page showed.

    `at` is the real instant at the merchant. Raises MerchantRefused, which names what is missing.
    """
    begin_for_real(actor=actor, missing=missing_until_live(actor), at=at)
