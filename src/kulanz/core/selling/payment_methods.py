"""What the usual payment methods and channels are: suggestions with a reason, never applied by themselves.

The names are those that shops show and those that their software writes (WooCommerce gateways, Shopware
handlers, Shopify gateway names, Magento codes). Rules are tried from top to bottom, so that "PayPal Rechnung" is
understood before "PayPal". A word that means different things at different shops gets a reason and no answer.
"""

import re
from dataclasses import dataclass

from kulanz.core.selling.words import is_gift_card, plain_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """What we would answer, and why. `collectible_by` None: the word is ambiguous, and the reason says why."""

    collectible_by: str | None
    because: str
    because_en: str


_MARKETPLACE = Suggestion(
    collectible_by="marketplace",
    because="der Marktplatz zieht das Geld selbst ein und verbietet eigene Mahnungen",
    because_en="the marketplace collects the money itself and forbids reminders of your own",
)
_SOLD = Suggestion(
    collectible_by="sold",
    because="der Anbieter kauft die Forderung und zahlt Ihnen aus; der Kunde schuldet ihm, nicht Ihnen",
    because_en="the provider buys the claim and pays you; the customer owes the provider, not you",
)
_SOLD_TO_RATEPAY = Suggestion(
    collectible_by="sold",
    because="beim PayPal-Rechnungskauf übernimmt Ratepay die Forderung; der Kunde zahlt an Ratepay",
    because_en="with PayPal's pay upon invoice Ratepay takes over the claim; the customer pays Ratepay",
)
_SOLD_TO_BUSINESS_LENDER = Suggestion(
    collectible_by="sold",
    because="Rechnungskauf für Firmen: der Anbieter kauft die Forderung und mahnt selbst",
    because_en="pay later for companies: the provider buys the claim and reminds by itself",
)
_PAID_AT_ONCE = Suggestion(
    collectible_by="prepayment",
    because="ist bei der Bestellung sofort bezahlt; es bleibt keine Forderung",
    because_en="is paid at once when ordering; no claim remains",
)
_PREPAYMENT = Suggestion(
    collectible_by="prepayment",
    because="die Ware geht erst nach der Zahlung hinaus; wer nicht zahlt, bekommt nichts und schuldet nichts",
    because_en="the goods leave only after payment; who does not pay gets nothing and owes nothing",
)
_ON_DELIVERY = Suggestion(
    collectible_by="prepayment",
    because="der Zusteller nimmt das Geld an der Tür; ohne Zahlung wird nicht übergeben",
    because_en="the carrier takes the money at the door; nothing is handed over without payment",
)
_AT_THE_TILL = Suggestion(
    collectible_by="prepayment",
    because="ist an der Kasse bezahlt; es bleibt keine Forderung",
    because_en="is paid at the till; no claim remains",
)
_GIFT_CARD = Suggestion(
    collectible_by="prepayment",
    because="der Gutschein ist schon bezahlt; einen Rest schuldet der Kunde über seine andere Zahlart",
    because_en="the gift card is paid already; a rest is owed by the other payment method",
)
_DIRECT_DEBIT = Suggestion(
    collectible_by="merchant",
    because="Sie ziehen selbst ein; kommt die Lastschrift zurück, ist die Forderung wieder offen und gehört Ihnen",
    because_en="you collect yourself; when the debit is returned, the claim is open again and yours",
)
_OWN_INVOICE = Suggestion(
    collectible_by="merchant",
    because="der Kunde zahlt nach der Lieferung direkt an Sie",
    because_en="the customer pays you directly after delivery",
)
_NOTHING_OWED = Suggestion(
    collectible_by="prepayment",
    because="die Bestellung kostet nichts; es gibt keine Forderung",
    because_en="the order costs nothing; there is no claim",
)
_PAYPAL = Suggestion(
    collectible_by=None,
    because="„PayPal“ kann das sofort bezahlte Guthaben sein (keine Forderung) oder der Rechnungskauf (verkauft); erinnert wird in beiden Fällen nicht",
    because_en="“PayPal” can be the wallet, paid at once (no claim), or pay upon invoice (sold); neither is reminded of",
)
_TRANSFER = Suggestion(
    collectible_by=None,
    because="eine Überweisung kann vor der Lieferung (Vorkasse) oder nach ihr (Rechnung) kommen; das weiß nur Ihr Shop",
    because_en="a transfer can come before delivery (prepayment) or after it (invoice); only your shop knows",
)
_INVOICE_BY_SOMEBODY = Suggestion(
    collectible_by=None,
    because="ein Rechnungskauf kann Ihr eigener sein oder an einen Zahlungsdienst verkauft; bitte im Vertrag nachsehen",
    because_en="pay by invoice can be your own or sold to a payment service; please look into the contract",
)
_BY_HAND = Suggestion(
    collectible_by=None,
    because="so nennt ein Shop alles, was jemand von Hand einträgt",
    because_en="shops call everything that somebody enters by hand so",
)

_MARKETPLACES = (
    r"amazon|ebay|otto|kaufland|real de|zalando|about you|etsy|avocadostore|check24|media ?markt|saturn|galaxus|limango"
    r"|mano ?mano|temu|shein|tiktok|rakuten|hood|cdiscount|bol com|allegro|douglas|breuninger|fruugo|voelkner"
    r"|kleinanzeigen|vinted|wayfair"
)
# Tried from top to bottom. The patterns meet plain words: lower case, signs as single spaces.
_RULES: tuple[tuple[str, Suggestion], ...] = (
    (r"(?:.* )?(?:amazon ?pay|amazon payments|amazon payments advanced|pay with amazon)(?: .*)?", _PAID_AT_ONCE),
    (rf"(?:{_MARKETPLACES})(?: .*)?", _MARKETPLACE),
    (r".*pay ?upon ?invoice.*|.*\bpui\b.*|.*paypal.*(?:rechnung|invoice).*", _SOLD_TO_RATEPAY),
    (r".*paypal.*(?:später|spaeter|pay ?later|raten|instal|in 30 tagen).*", _PAID_AT_ONCE),
    (r".*klarna ?(?:sofort|pay ?now|payments? pay now)\b.*|.*klarnapaynow|sofort(?:überweisung| ?banking)?(?: .*)?"
     r"|.* sofort|.*\bsofortüberweisung.*|directebanking", _PAID_AT_ONCE),
    (r".*\b(?:billie|mondu|hokodo|iwocapay|tilta|biller|playter)\b.*|.*\b(?:billie|mondu)\w*", _SOLD_TO_BUSINESS_LENDER),
    (r".*klarna.*|kco|.*\bratepay\w*.*|.*\b(?:afterpay|riverty|clearpay|scalapay|payolution|billpay|byjuno|powerpay"
     r"|in3|alma|easycredit|easy credit|consors|santander|ratenkauf|ratenzahlung|finanzierung)\b.*", _SOLD),
    (r".*\b(?:unzer|heidelpay|payone|computop|mollie)\b.*\b(?:secured|gesichert\w*|paylater|pay later|instal\w*)\b.*"
     r"|.*\bgesicherter? (?:kauf auf )?rechnung(?:skauf)?.*|secured invoice", _SOLD),
    (r".*\b(?:unzer|heidelpay|payone|computop|novalnet|mollie|stripe)\b.*\b(?:invoice|rechnung\w*)\b.*"
     r"|rechnungskauf|pay by invoice|buy now pay later|pay ?later|bnpl", _INVOICE_BY_SOMEBODY),
    (r".*(?:nachnahme|cash on delivery|cash ?on ?delivery|cashondelivery)\b.*|cod", _ON_DELIVERY),
    (r".*\bvor(?:aus)?kasse\b.*|.*\bpre ?payment\b.*|.*prepayment|prepaid|bank deposit|.*\bin advance\b.*|bacs"
     r"|ps wirepayment|cheque|checkmo|ps checkpayment|scheck|money order|zahlung vorab", _PREPAYMENT),
    (r".*\b(?:sepa )?lastschrift\w*\b.*|.*\bdirect ?debit\b.*|.*\bdebit ?payment\b.*|sepa|debit|bankeinzug"
     r"|stripe sepa|sepa debit|sepa core|direct debit", _DIRECT_DEBIT),
    (r"paypal|pay pal|paypal plus|paypalplus|paypal unified|swag paypal|paypal checkout|ppcp", _PAYPAL),
    (r"ppcp (?!pay upon).*|.*paypal ?express.*|.*paypal.*(?:wallet|guthaben|standard|paypal)|swagpaymentpaypalunified"
     r"|.*\b(?:kreditkarte|credit ?card|creditcard|debit card|visa|master ?card|maestro|amex|american express)\b.*"
     r"|.*\b(?:apple ?pay|google ?pay|shop ?pay|giro ?pay|paydirekt|eps|ideal|twint|bancontact|wero|trustly"
     r"|przelewy24|blik|swish|mobilepay|vipps|paysafecard|satispay|multibanco)\b.*"
     r"|shopify payments|woocommerce payments|stripe|stripe cc|braintree.*|adyen.*|mollie|online zahlung|skrill|bitpay",
     _PAID_AT_ONCE),
    (r"bar|bargeld|barzahlung|bar(?:zahlung)? bei abholung|cash|.*\bcash ?payment\b|.*cashpayment|(?:ec|giro) ?(?:karte|card)"
     r"|kasse|kassensystem|pos|shopify pos|point of sale|karte vor ort|abholung", _AT_THE_TILL),
    (r"manual|manuell|custom|other|sonstige|andere|benutzerdefiniert", _BY_HAND),
    (r"(?:bank)?überweisung|(?:bank)?ueberweisung|bank ?transfer|wire ?transfer|credit transfer", _TRANSFER),
    (r"(?:kauf )?(?:auf )?rechnung|(?:payment )?invoice(?: payment)?|.*\binvoicepayment|on account|purchase on account"
     r"|(?:wc )?german market purchase on account|purchase ?order|auf ziel|zahlungsziel|(?:zahlungsziel )?\d+ tage netto"
     r"|net ?\d+|rechnung \d+ tage(?: netto)?|handler shopware invoice|payment on account", _OWN_INVOICE),
    (r"free|kostenlos|gratis|ohne berechnung|zero total|keine zahlung", _NOTHING_OWED),
)  # fmt: skip
_COMPILED = tuple((re.compile(pattern), suggestion) for pattern, suggestion in _RULES)


def suggested(value: str) -> Suggestion | None:
    """Return what this payment method or channel usually is; None where nobody can know.

    A payment service we do not know is no case for a guess: "Musterpay Rechnung" gets no suggestion.
    """
    if is_gift_card(value):
        return _GIFT_CARD
    words = plain_words(value)
    return next((suggestion for pattern, suggestion in _COMPILED if pattern.fullmatch(words)), None)
