"""Change who is known, and what holds back contact."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kulanz.core.actor import Actor
from kulanz.features.audit.actions import record
from kulanz.features.parties.models import ContactHold, Customer, KnownIban
from kulanz.features.rows import new_public_id


class HoldUnknown(LookupError):
    """No running hold with this id at this merchant."""


class HoldRefused(ValueError):
    """The hold as entered makes no sense; nothing was changed."""


def lock_customer(*, actor: Actor, customer_id: int) -> Customer:
    """Take the customer's row lock until the transaction ends. Bookings and sending both take it."""
    return Customer.objects.select_for_update().get(merchant_id=actor.merchant_id, pk=customer_id)


def place_hold(
    *,
    actor: Actor,
    customer_id: int,
    invoice_id: int | None,
    kind: str,
    since: date,
    until: date | None,
    because: str,
    day: date,
    at: datetime,
) -> ContactHold:
    """Hold back contact about an invoice, or (invoice_id None) with the person altogether.

    `until` is the last day, inclusive; None means until somebody lifts it.
    """
    if until is not None and until < since:
        raise HoldRefused(
            _("Die Pause endet am %(until)s, bevor sie am %(since)s beginnt. Bitte das Ende prüfen.")
            % {"until": f"{until:%d.%m.%Y}", "since": f"{since:%d.%m.%Y}"}
        )
    with transaction.atomic():
        lock_customer(actor=actor, customer_id=customer_id)
        hold = ContactHold.objects.create(
            merchant_id=actor.merchant_id,
            public_id=new_public_id("hold"),
            kind=kind,
            customer_id=customer_id,
            invoice_id=invoice_id,
            since=since,
            until=until,
            because=because[:300],
        )
        record(
            actor=actor,
            kind="ContactHeld",
            day=day,
            at=at,
            customer_id=customer_id,
            invoice_id=invoice_id,
            subject=f"hold:{hold.pk}",
            facts={"until": until.isoformat() if until else None, "since": since.isoformat()},
            # The kind may tell of illness or death, so it lies with the erasable words.
            words={"kind": kind, "because": because},
        )
    return hold


def lift_hold(*, actor: Actor, hold_public_id: str, because: str, day: date, at: datetime) -> ContactHold:
    """End a hold now; raise HoldUnknown where there is none that runs."""
    with transaction.atomic():
        hold = (
            ContactHold.objects.select_for_update()
            .filter(merchant_id=actor.merchant_id, public_id=hold_public_id, lifted_at__isnull=True)
            .first()
        )
        if hold is None:
            raise HoldUnknown(
                _("Es gibt keine laufende Pause mit der Kennung %(id)s. Bitte die Seite neu laden.")
                % {"id": hold_public_id}
            )
        hold.lifted_at = at
        hold.lifted_because = because[:300]
        hold.save(update_fields=["lifted_at", "lifted_because"])
        record(
            actor=actor,
            kind="ContactHoldLifted",
            day=day,
            at=at,
            customer_id=hold.customer_id,
            invoice_id=hold.invoice_id,
            subject=f"hold:{hold.pk}",
            words={"kind": hold.kind, "because": because},
        )
    return hold


def learn_iban(*, actor: Actor, customer_id: int, iban: str) -> None:
    """Remember that this customer pays from this account."""
    if iban:
        KnownIban.objects.get_or_create(merchant_id=actor.merchant_id, customer_id=customer_id, iban=iban)


CONTACT_FIELDS = frozenset(
    {"name", "kind", "email", "phone", "street", "postcode", "city", "country", "state", "language"}
)

POSTAL_FIELDS = frozenset({"name", "street", "postcode", "city", "country"})


def change_customer(
    *, actor: Actor, customer_id: int, values: dict[str, str], day: date, at: datetime
) -> Customer:
    """Change what is known of a person. A new address clears the mark that the old one failed."""
    unknown = set(values) - CONTACT_FIELDS
    if unknown:
        raise HoldRefused(
            _("Diese Angaben lassen sich hier nicht ändern: %(names)s.")
            % {"names": ", ".join(sorted(unknown))}
        )
    with transaction.atomic():
        customer = lock_customer(actor=actor, customer_id=customer_id)
        changed = [name for name, value in values.items() if getattr(customer, name) != value]
        if not changed:
            return customer
        before = {name: getattr(customer, name) for name in changed}
        for name in changed:
            setattr(customer, name, values[name])
        if "kind" in changed:
            customer.kind_is_stated = True
        if "email" in changed:
            customer.email_undeliverable_since = None
        if POSTAL_FIELDS & set(changed):
            customer.post_undeliverable_since = None
        customer.save()
        record(
            actor=actor,
            kind="CustomerChanged",
            day=day,
            at=at,
            customer_id=customer_id,
            facts={"fields": sorted(changed)},
            words={"before": before, "after": {name: values[name] for name in changed}},
        )
    return customer
