"""Builders for what the tests of outbox and letters need: a shop that may send, and what people owe it."""

from datetime import UTC, date, datetime
from typing import Any

from kulanz.core.actor import Actor
from kulanz.features.banking.accounts import add_bank_account
from kulanz.features.claims.models import Case, Invoice
from kulanz.features.ledger.models import OpenItem
from kulanz.features.letters.actions import ItemToSend, release_reminder
from kulanz.features.letters.models import Message
from kulanz.features.parties.models import Customer
from kulanz.features.rows import new_public_id
from kulanz.features.tenants.actions import create_merchant
from kulanz.features.tenants.models import Merchant, Storefront

NINE_IN_BERLIN = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
TODAY = date(2026, 12, 1)
NEXT_WEEK = date(2026, 12, 8)
IBAN = "DE89370400440532013000"


def a_shop(*, is_live: bool = False, clock_at: datetime | None = NINE_IN_BERLIN, **changes: Any) -> Merchant:
    """A GmbH with all particulars. A live shop runs on the real clock, as live shops do."""
    merchant = create_merchant(
        name=f"Lindenladen {new_public_id('t')}",
        country="DE",
        state="BE",
        is_live=is_live,
        machine_now=NINE_IN_BERLIN,
    )
    facts: dict[str, Any] = {
        "legal_name": "Lindenladen GmbH",
        "legal_form": "gmbh",
        "street": "Lindenstraße 1",
        "postcode": "10969",
        "city": "Berlin",
        "register_court": "Amtsgericht Charlottenburg",
        "register_number": "HRB 12345",
        "managers": "Mara Linde, Jo Ahorn",
        "clock_at": None if is_live else clock_at,
        "smtp_host": "127.0.0.1",
        "smtp_port": 9,
        "smtp_security": "none",
    }
    for name, value in {**facts, **changes}.items():
        setattr(merchant, name, value)
    merchant.save()
    storefront = storefront_of(merchant)
    storefront.name = "Lindenladen"
    storefront.sender_email = "rechnung@lindenladen.example"
    storefront.contact_name = "Mara Linde"
    storefront.contact_phone = "030 1234567"
    storefront.contact_hours = "Mo–Fr 9–17 Uhr"
    storefront.imprint_url = "https://lindenladen.example/impressum"
    storefront.privacy_url = "https://lindenladen.example/datenschutz"
    storefront.save()
    add_bank_account(actor=actor_of(merchant), iban=IBAN, owner_name="Lindenladen GmbH", at=NINE_IN_BERLIN)
    return merchant


def actor_of(merchant: Merchant) -> Actor:
    return Actor.system(merchant.pk)


def storefront_of(merchant: Merchant) -> Storefront:
    return Storefront.objects.get(merchant=merchant, is_standard=True)


def a_person(merchant: Merchant, **changes: Any) -> Customer:
    facts = {"number": new_public_id("K"), "name": "Erika Beispiel", "email": "erika@kundin.example"}
    return Customer.objects.create(merchant=merchant, public_id=new_public_id("cus"), **{**facts, **changes})


def an_owed_invoice(
    customer: Customer, *, number: str = "RE-2026-1043", cents: int = 12990, **changes: Any
) -> Invoice:
    currency = changes.pop("currency", "EUR")
    item = OpenItem.objects.create(merchant=customer.merchant, currency=currency, open_cents=cents)
    facts: dict[str, Any] = {
        "issue_date": date(2026, 11, 13),
        "due_date": date(2026, 11, 27),
        "order_number": "4711",
        "order_date": date(2026, 11, 12),
        "collectible_by": "merchant",
        "imported_at": NINE_IN_BERLIN,
    }
    invoice = Invoice.objects.create(
        merchant=customer.merchant,
        public_id=new_public_id("inv"),
        storefront=storefront_of(customer.merchant),
        customer=customer,
        open_item=item,
        number=number,
        currency=currency,
        total_cents=cents,
        **{**facts, **changes},
    )
    Case.objects.create(
        merchant=customer.merchant,
        public_id=new_public_id("case"),
        invoice=invoice,
        customer=customer,
        opened_on=invoice.issue_date,
    )
    return invoice


def a_statement(*lines: tuple[str, int], currency: str = "EUR", **facts: Any) -> dict[str, Any]:
    return {
        "currency": currency,
        "total_cents": sum(cents for _, cents in lines),
        "lines": [{"kind": kind, "cents": cents, **facts} for kind, cents in lines],
    }


def an_item(
    invoice: Invoice, *, step: str = "reminder", deadline: date | None = NEXT_WEEK, **changes: Any
) -> ItemToSend:
    statement = changes.pop(
        "statement", a_statement(("principal", invoice.total_cents), currency=invoice.currency)
    )
    return ItemToSend(
        invoice_id=invoice.pk,
        case_id=invoice.case.pk,
        step=step,
        deadline=deadline if step else None,
        total_cents=statement["total_cents"],
        statement=statement,
        strategy_code="b2c",
        strategy_version=1,
        **changes,
    )


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
        "not_before": NINE_IN_BERLIN,
        "items": [an_item(invoice, step=layout) for invoice in invoices],
        "at": NINE_IN_BERLIN,
        "machine_now": NINE_IN_BERLIN,
    }
    return release_reminder(**{**facts, **changes})
