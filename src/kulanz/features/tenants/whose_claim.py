"""Whose claim an order is, from its payment method and sales channel (Zahlart, Verkaufskanal)."""

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _

from kulanz.core.actor import Actor
from kulanz.core.selling import other_method
from kulanz.features.tenants.models import PaymentMapping, Storefront

UNKNOWN = "unknown"
MERCHANT = "merchant"
METHOD = PaymentMapping.Source.PAYMENT_METHOD
CHANNEL = PaymentMapping.Source.SALES_CHANNEL
ANSWERS = frozenset({"merchant", "sold", "marketplace", "prepayment"})
NOT_STATED = ""  # the question about rows that name neither

Answers = dict[tuple[str, str], str]

# A marketplace is one under any of its domains and programmes; none of them allows own reminders.
_MARKETPLACES = (
    "amazon", "ebay", "otto", "kaufland", "zalando", "about you", "etsy", "avocadostore", "check24", "mediamarkt",
    "saturn", "galaxus", "limango", "manomano", "temu", "shein", "tiktok", "rakuten", "hood", "cdiscount", "bol.com",
    "allegro", "douglas", "breuninger", "fruugo", "voelkner", "kleinanzeigen", "vinted", "wayfair",
)  # fmt: skip
# The merchant's own ways of selling, whatever software runs them.
_OWN_CHANNELS = frozenset(
    {
        "shop", "webshop", "web-shop", "onlineshop", "online-shop", "online shop", "online store", "onlinestore", "online",
        "website", "webseite", "web", "internet", "eigener shop", "eigener onlineshop", "direkt", "direktverkauf",
        "direktvertrieb", "telefon", "telefonisch", "e-mail", "email", "laden", "ladengeschäft", "filiale", "vor ort",
        "b2b", "b2c", "b2b-shop", "shopware", "shopify", "woocommerce", "magento", "jtl", "oxid", "gambio", "prestashop",
    }
)  # fmt: skip


def folded(value: str) -> str:
    """Return a payment method or channel as answers know it: lower case, single spaces, at most 80 characters."""
    return " ".join(value.lower().split())[:80]


def answers_of(actor: Actor) -> Answers:
    """Return what this merchant has answered; an open question stands there as unknown."""
    rows = PaymentMapping.objects.filter(merchant_id=actor.merchant_id)
    return {(row.source, row.value): row.collectible_by for row in rows}


def own_channels_of(actor: Actor) -> frozenset[str]:
    """Return the channel names that are the merchant's own: common words, the names and domains of storefronts."""
    named = Storefront.objects.filter(merchant_id=actor.merchant_id).values_list("name", "domain")
    return _OWN_CHANNELS | {folded(word) for pair in named for word in pair if word.strip()}


def is_known_channel(
    answers: Mapping[tuple[str, str], str], channel: str, own_channels: frozenset[str]
) -> bool:
    """Return whether it is clear what this sales channel is: answered, a marketplace, or the merchant's own."""
    return bool(folded(channel)) and _of_channel(answers, folded(channel), own_channels) != UNKNOWN


def whose_claim(
    answers: Mapping[tuple[str, str], str],
    *,
    own_channels: frozenset[str],
    payment_method: str,
    sales_channel: str,
) -> tuple[str, tuple[str, str] | None]:
    """Return collectible_by, and the question (source, value) that is to be asked where it is unknown.

    The payment method decides, else the channel. A marketplace stays one whatever the method is called there, and a
    channel that nobody has explained is asked about, because a claim of somebody else must never be reminded.
    Beside a gift card the other method decides ("Gutschein + Rechnung"), unless the pair itself was answered.
    """
    method, channel = folded(payment_method), folded(sales_channel)
    if answers.get((METHOD, method), UNKNOWN) == UNKNOWN and (other := other_method(method)):
        method = folded(other)
    by_channel = _of_channel(answers, channel, own_channels) if channel else None
    if by_channel is not None and by_channel not in (MERCHANT, UNKNOWN):
        return by_channel, None
    if not method and not channel:
        by_nothing = answers.get((METHOD, NOT_STATED), UNKNOWN)
        return by_nothing, (METHOD, NOT_STATED) if by_nothing == UNKNOWN else None
    if method:
        by_method = answers.get((METHOD, method), UNKNOWN)
        if by_method == UNKNOWN:
            return UNKNOWN, (METHOD, method)
        if by_method != MERCHANT:
            return by_method, None
    if by_channel == UNKNOWN:
        return UNKNOWN, (CHANNEL, channel)
    return MERCHANT, None


def ask(actor: Actor, questions: set[tuple[str, str]]) -> None:
    """Note questions that nobody has answered, once each, so that they show."""
    PaymentMapping.objects.bulk_create(
        (
            PaymentMapping(merchant_id=actor.merchant_id, source=source, value=value, collectible_by=UNKNOWN)
            for source, value in sorted(questions)
        ),
        ignore_conflicts=True,
    )


def question_text(source: str, value: str) -> str:
    """Return a question in words, to be shown in a report."""
    if not value:
        return _("Zahlart nicht angegeben: Wem gehören diese Forderungen?")
    kind = _("Zahlart") if source == METHOD else _("Verkaufskanal")
    return _("%(kind)s „%(value)s“: Wem gehören diese Forderungen?") % {"kind": kind, "value": value}


def _of_channel(answers: Mapping[tuple[str, str], str], channel: str, own: frozenset[str]) -> str:
    stated = answers.get((CHANNEL, channel), UNKNOWN)
    if stated != UNKNOWN:
        return stated
    if any(re.match(rf"{re.escape(place)}\b", channel) for place in _MARKETPLACES):
        return "marketplace"
    return MERCHANT if channel in own or channel.removeprefix("www.") in own else UNKNOWN
