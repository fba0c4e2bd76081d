"""A trial mail to oneself, so that a merchant sees his mail server work before a customer depends on it."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from kulanz.core.actor import Actor
from kulanz.features.tenants.models import Merchant, Storefront

Sender = Callable[..., None]
_sender: list[Sender] = []

SUBJECT = "Probenachricht von Kulanz"
TEXT = (
    "Guten Tag,\n\ndas ist eine Probenachricht. Wenn Sie sie lesen, stimmt Ihr Mailversand.\n"
    "Kein Kunde hat sie bekommen.\n"
)


class TrialFailed(RuntimeError):
    """The mail server would not take the trial mail. The sentence says why."""


def bind_trial_sender(sender: Sender) -> None:
    """Say who sends trial mails; called once, by the wiring."""
    _sender[:] = [sender]


def send_trial_mail(*, actor: Actor, to: str) -> None:
    """Send a trial mail to `to` through the merchant's own server; raise TrialFailed with a sentence.

    Works in test mode too: it goes to the person who asked, never to a customer.
    """
    merchant = Merchant.objects.get(pk=actor.merchant_id)
    storefront = Storefront.objects.get(merchant=merchant, is_standard=True)
    if not merchant.smtp_host:
        raise TrialFailed(_("Es ist noch kein SMTP-Server eingetragen."))
    if not storefront.sender_email:
        raise TrialFailed(_("Es ist noch keine Absenderadresse eingetragen."))
    _sender[0](merchant_id=merchant.pk, sender=storefront.sender_email, to=to, subject=SUBJECT, text=TEXT)
