"""Builders for what the tests of outbox and letters need: a shop that may send, and messages it released."""

from datetime import date
from typing import Any

from kulanz.core.claim.statement import LineKind, Statement, StatementLine
from kulanz.features.claims.models import Invoice
from kulanz.features.letters.actions import ItemToSend, release_reminder
from kulanz.features.letters.models import Message
from kulanz.features.tenants.models import Merchant, Storefront
from tests.features.builders import NOW, SHOP_IBAN, TODAY, a_customer, a_merchant, actor_of, an_invoice

NINE_IN_BERLIN = NOW
NEXT_WEEK = date(2026, 12, 8)
IBAN = SHOP_IBAN
ORDER = {"order_number": "4711", "order_date": date(2026, 11, 12)}

__all__ = [
    "IBAN",
    "NEXT_WEEK",
    "NINE_IN_BERLIN",
    "TODAY",
    "a_person",
    "a_shop",
    "actor_of",
    "an_owed_invoice",
]


def a_shop(**changes: Any) -> Merchant:
    """A GmbH with all particulars and a mail server where nobody listens."""
    return a_merchant(**{"smtp_host": "127.0.0.1", "smtp_port": 9, "smtp_security": "none", **changes})


a_person = a_customer


def an_owed_invoice(*args: Any, **changes: Any) -> Invoice:
    """An invoice that names its order."""
    return an_invoice(*args, **{**ORDER, **changes})


def storefront_of(merchant: Merchant) -> Storefront:
    return Storefront.objects.select_related("merchant").get(merchant=merchant, is_standard=True)


def a_statement(*lines: tuple[str, int], currency: str = "EUR", **facts: Any) -> dict[str, Any]:
    """A stored statement of these (kind, cents); `facts` go into every line."""
    kinds = {
        "first_day": date(2026, 11, 13),
        "last_day": date(2026, 11, 27),
        "paragraph": "",
        "references": (),
    }
    made = tuple(
        StatementLine(kind=LineKind(kind), cents=cents, **{**kinds, **facts}) for kind, cents in lines
    )
    principal = sum(
        line.cents for line in made if line.kind in ("principal", "payment", "credit_note", "waiver")
    )
    interest = sum(line.cents for line in made if line.kind == "interest")
    return Statement(
        invoice_number="RE-2026-1043",
        as_of=TODAY,
        currency=currency,
        lines=made,
        open_principal_cents=principal,
        open_interest_cents=interest,
        open_cost_cents=sum(line.cents for line in made) - principal - interest,
        surplus_cents=0,
        provisional=any(line.is_provisional for line in made),
    ).as_dict()


def an_item(
    invoice: Invoice, *, step: str = "reminder", deadline: date | None = NEXT_WEEK, **changes: Any
) -> ItemToSend:
    statement = changes.pop("statement", None)
    if statement is None:
        statement = a_statement(("principal", invoice.total_cents), currency=invoice.currency)
    facts: dict[str, Any] = {
        "invoice_id": invoice.pk,
        "case_id": invoice.case.pk,
        "step": step,
        "deadline": deadline if step else None,
        "total_cents": statement["total_cents"],
        "statement": statement,
        "strategy_code": "b2c",
        "strategy_version": 1,
    }
    return ItemToSend(**{**facts, **changes})


def a_released_reminder(*invoices: Invoice, layout: str = "reminder", **changes: Any) -> Message:
    customer = invoices[0].customer
    facts: dict[str, Any] = {
        "actor": actor_of(customer.merchant),
        "run_public_id": "run_test",
        "storefront_id": invoices[0].storefront_id,
        "customer_id": customer.pk,
        "layout": layout,
        "channel": "email",
        "language": "de",
        "day": TODAY,
        "not_before": NOW,
        "items": [an_item(invoice, step=layout) for invoice in invoices],
        "at": NOW,
        "machine_now": NOW,
    }
    return release_reminder(**{**facts, **changes})
