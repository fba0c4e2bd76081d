"""Hold contact back, let it go again, correct how a person is reached. Each looks at the cases again."""

from datetime import date, datetime

from django.db import transaction

from kulanz.core.actor import Actor
from kulanz.core.contact import HOLD_KINDS, HoldKind, planned_end
from kulanz.features.claims.actions import look_again
from kulanz.features.claims.models import Case
from kulanz.features.contact.calendars import calendars_of
from kulanz.features.parties import actions as parties
from kulanz.features.parties.models import ContactHold, Customer


class CaseUnknown(LookupError):
    """No case with this id at this merchant."""


def hold_case(
    *,
    actor: Actor,
    case: Case,
    kind: HoldKind,
    scope: str,
    since: date,
    until: date | None,
    because: str,
    day: date,
    at: datetime,
) -> ContactHold:
    """Hold back a case. `scope` is invoice, person, or usual: what this kind stops by itself.

    `until` is the last day, inclusive; None takes the usual length of the kind, where it has one.
    """
    if case.merchant_id != actor.merchant_id:
        raise CaseUnknown("Diesen Fall gibt es hier nicht.")
    stops = HOLD_KINDS[kind].stops if scope == "usual" else scope
    return hold(
        actor=actor,
        customer_id=case.customer_id,
        invoice_id=case.invoice_id if stops == "invoice" else None,
        kind=kind,
        since=since,
        until=until,
        because=because,
        day=day,
        at=at,
    )


def hold(
    *,
    actor: Actor,
    customer_id: int,
    invoice_id: int | None,
    kind: HoldKind,
    since: date,
    until: date | None,
    because: str,
    day: date,
    at: datetime,
) -> ContactHold:
    """Hold back contact about an invoice, or (invoice_id None) with the person; look at the cases again."""
    with transaction.atomic():
        customer = parties.lock_customer(actor=actor, customer_id=customer_id)
        end = until or planned_end(kind, starts=since, calendars=calendars_of(customer))
        placed = parties.place_hold(
            actor=actor,
            customer_id=customer_id,
            invoice_id=invoice_id,
            kind=kind.value,
            since=since,
            until=end,
            because=because,
            day=day,
            at=at,
        )
        look_again(actor=actor, day=day, customer_ids=[customer_id])
    return placed


def lift(*, actor: Actor, hold_public_id: str, because: str, day: date, at: datetime) -> ContactHold:
    """End a hold now and look at the person's cases again; raise HoldUnknown where none runs."""
    with transaction.atomic():
        lifted = parties.lift_hold(
            actor=actor, hold_public_id=hold_public_id, because=because, day=day, at=at
        )
        look_again(actor=actor, day=day, customer_ids=[lifted.customer_id])
    return lifted


def change_customer(
    *, actor: Actor, customer_id: int, values: dict[str, str], day: date, at: datetime
) -> Customer:
    """Correct what is known of a person. A new e-mail address ends the wait for its repair."""
    with transaction.atomic():
        before = parties.lock_customer(actor=actor, customer_id=customer_id).email
        customer = parties.change_customer(
            actor=actor, customer_id=customer_id, values=values, day=day, at=at
        )
        if customer.email and customer.email != before:
            waiting = ContactHold.objects.filter(
                merchant_id=actor.merchant_id,
                customer_id=customer_id,
                kind=HoldKind.ADDRESS_REPAIR.value,
                lifted_at__isnull=True,
            )
            for one in waiting:
                parties.lift_hold(
                    actor=actor,
                    hold_public_id=one.public_id,
                    because="Neue E-Mail-Adresse eingetragen.",
                    day=day,
                    at=at,
                )
        look_again(actor=actor, day=day, customer_ids=[customer_id])
    return customer
