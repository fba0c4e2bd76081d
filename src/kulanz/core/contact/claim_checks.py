"""What about the claim itself forbids to remind: whose it is, paid, not delivered, held."""

from collections.abc import Iterator
from datetime import date

from kulanz.core.contact.facts import ClaimToContact, CollectibleBy, Delivery, GateFacts
from kulanz.core.contact.reasons import Reason, ReasonCode, reason
from kulanz.core.contact.words import amount_de, amount_en

_SAID_OF_OTHERS = {
    CollectibleBy.SOLD: (
        "Die Forderung ist verkauft (zum Beispiel an Klarna oder PayPal), sie ist nicht unsere.",
        "The claim has been sold (to Klarna or PayPal, for instance), it is not ours.",
    ),
    CollectibleBy.MARKETPLACE: (
        "Der Marktplatz zieht diese Forderung ein und erlaubt keine eigenen Mahnungen.",
        "The marketplace collects this claim and allows no reminders of our own.",
    ),
    CollectibleBy.PREPAYMENT: (
        "Eine unbezahlte Vorkasse-Bestellung ist keine Forderung.",
        "An unpaid prepayment order is no claim.",
    ),
}


def claim_reasons(facts: GateFacts, *, day: date) -> Iterator[Reason]:
    """Yield every reason in the claim against a reminder on `day`."""
    yield from whose_claim(facts.claim.collectible_by)
    if facts.claim.open_cents <= 0:
        yield reason(
            ReasonCode.ALREADY_PAID,
            said=("Die Rechnung ist bezahlt.", "The invoice has been paid."),
            release=("Es ist nichts mehr offen.", "Nothing is open any more."),
        )
    yield from _delivery(facts.claim, is_confirmed=facts.confirmed_on == day)


def whose_claim(collectible_by: CollectibleBy) -> Iterator[Reason]:
    """Yield why this claim is not ours to collect, or that nobody has said whose it is."""
    if collectible_by is CollectibleBy.UNKNOWN:
        yield reason(
            ReasonCode.OWNER_UNKNOWN,
            said=(
                "Es ist noch nicht geklärt, wem diese Forderung gehört.",
                "It is not settled yet whose claim this is.",
            ),
            release=(
                "Wird frei, wenn die Zahlart oder der Verkaufskanal zugeordnet ist.",
                "Released once the payment method or sales channel has been mapped.",
            ),
        )
    elif collectible_by is not CollectibleBy.MERCHANT:
        yield reason(
            ReasonCode.NOT_OURS,
            said=_SAID_OF_OTHERS[collectible_by],
            release=(
                "Nur eine Person kann sie zurückholen.",
                "Only a person can take it back.",
            ),
        )


def _delivery(claim: ClaimToContact, *, is_confirmed: bool) -> Iterator[Reason]:
    if claim.delivery is Delivery.UNDELIVERED:
        yield reason(
            ReasonCode.NOT_DELIVERED,
            said=("Die Ware ist noch nicht geliefert.", "The goods have not been delivered yet."),
            release=("Wird frei, wenn die Lieferung belegt ist.", "Released once the delivery is proven."),
        )
    elif claim.delivery is Delivery.PARTLY:
        yield from _delivered_part(claim)
    elif claim.delivery is Delivery.UNKNOWN and not is_confirmed:
        yield reason(
            ReasonCode.DELIVERY_UNCONFIRMED,
            said=(
                "Ob geliefert ist, weiß keine Quelle.",
                "No source knows whether the goods were delivered.",
            ),
            release=(
                "Wird frei, wenn eine Person die Lieferung für diesen Lauf bestätigt.",
                "Released when a person confirms the delivery for this run.",
            ),
        )
    if not claim.returns_are_known and not is_confirmed:
        yield reason(
            ReasonCode.RETURNS_UNCONFIRMED,
            said=("Ob etwas zurückkam, weiß keine Quelle.", "No source knows whether anything came back."),
            release=(
                "Wird frei, wenn eine Person für diesen Lauf bestätigt, dass keine Rücksendung offen ist.",
                "Released when a person confirms for this run that no return is open.",
            ),
        )


def _delivered_part(claim: ClaimToContact) -> Iterator[Reason]:
    """Only the delivered part is due; what was paid or credited so far counts towards it first."""
    paid_cents = claim.total_cents - claim.open_cents
    due_cents = max((claim.delivered_cents or 0) - paid_cents, 0)
    if 0 < claim.demanded_cents <= due_cents:
        return
    due = amount_de(due_cents, claim.currency), amount_en(due_cents, claim.currency)
    demanded = (
        amount_de(claim.demanded_cents, claim.currency),
        amount_en(claim.demanded_cents, claim.currency),
    )
    yield reason(
        ReasonCode.PART_NOT_DELIVERED,
        said=(
            f"Erst ein Teil ist geliefert: Fällig sind davon noch {due[0]}, gefordert würden {demanded[0]}.",
            f"Only a part has been delivered: {due[1]} of it is due, {demanded[1]} would be demanded.",
        ),
        release=(
            "Wird frei, wenn nur der gelieferte Teil gefordert wird oder alles geliefert ist.",
            "Released when only the delivered part is demanded or everything has been delivered.",
        ),
    )
