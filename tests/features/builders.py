"""Named builders of what the tests of the features need: a shop, its customers, what they owe, money that came in.

Each goes through the books as the product does; amounts are cents, days are dates.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from kulanz.core.actor import Actor
from kulanz.core.ledger import bank_line_booked, invoice_issued
from kulanz.features.audit.actions import record
from kulanz.features.banking.accounts import add_bank_account
from kulanz.features.banking.models import BankAccount, BankLine
from kulanz.features.claims.models import Case, Invoice
from kulanz.features.ledger.actions import open_new_item, post
from kulanz.features.parties.models import Customer
from kulanz.features.rows import new_public_id
from kulanz.features.tenants.actions import create_merchant
from kulanz.features.tenants.models import Merchant, Storefront

NOW = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)  # Tuesday, 09:00 in Berlin
TODAY = date(2026, 12, 1)
SHOP_IBAN = "DE89370400440532013000"
PAYER_IBAN = "DE02120300000000202051"

PARTICULARS: dict[str, Any] = {
    "legal_name": "Lindenladen GmbH",
    "legal_form": "gmbh",
    "street": "Lindenstraße 1",
    "postcode": "10969",
    "city": "Berlin",
    "register_court": "Amtsgericht Charlottenburg",
    "register_number": "HRB 12345",
    "managers": "Mara Linde, Jo Ahorn",
}
STOREFRONT: dict[str, Any] = {
    "name": "Lindenladen",
    "sender_email": "rechnung@lindenladen.example",
    "contact_name": "Mara Linde",
    "contact_phone": "030 1234567",
    "contact_hours": "Mo–Fr 9–17 Uhr",
    "imprint_url": "https://lindenladen.example/impressum",
    "privacy_url": "https://lindenladen.example/datenschutz",
}


def a_merchant(*, iban: str | None = SHOP_IBAN, is_live: bool = False, **changes: Any) -> Merchant:
    """A shop with all particulars, one storefront and one account; its clock stands at NOW unless it is live."""
    merchant = create_merchant(
        name=f"Lindenladen {new_public_id('t')}", country="DE", state="BE", is_live=is_live, machine_now=NOW
    )
    clock = {"clock_at": None if is_live else NOW}
    for name, value in {**PARTICULARS, **clock, **changes}.items():
        setattr(merchant, name, value)
    merchant.save()
    Storefront.objects.filter(merchant=merchant, is_standard=True).update(**STOREFRONT)
    if iban:
        add_bank_account(actor=actor_of(merchant), iban=iban, owner_name=merchant.legal_name, at=NOW)
    return merchant


def actor_of(merchant: Merchant) -> Actor:
    """Kulanz itself, acting for this merchant."""
    return Actor.system(merchant.pk)


def account_of(merchant: Merchant) -> BankAccount:
    """The merchant's account that messages name."""
    return BankAccount.objects.get(merchant=merchant, is_shown=True)


def a_customer(merchant: Merchant, **changes: Any) -> Customer:
    """Erika Beispiel, a consumer in Berlin, with a number of her own."""
    facts: dict[str, Any] = {
        "number": new_public_id("K"),
        "name": "Erika Beispiel",
        "email": "erika@kundin.example",
        "street": "Ahornweg 2",
        "postcode": "10115",
        "city": "Berlin",
        "country": "DE",
        "state": "BE",
    }
    return Customer.objects.create(merchant=merchant, public_id=new_public_id("cus"), **{**facts, **changes})


def an_invoice(
    customer: Customer,
    *,
    number: str = "RE-2026-1043",
    cents: int = 12990,
    with_case: bool = True,
    **changes: Any,
) -> Invoice:
    """An invoice of 13 November, due on 27 November, delivered, ours to collect, booked and followed by a case."""
    actor, currency = actor_of(customer.merchant), changes.pop("currency", "EUR")
    opened_on: date = changes.pop("opened_on", TODAY)
    item = open_new_item(actor=actor, currency=currency)
    facts: dict[str, Any] = {
        "issue_date": date(2026, 11, 13),
        "due_date": date(2026, 11, 27),
        "collectible_by": "merchant",
        "delivery": "delivered",
        "imported_at": NOW,
        "storefront": Storefront.objects.get(merchant=customer.merchant, is_standard=True),
    }
    invoice = Invoice.objects.create(
        merchant=customer.merchant,
        public_id=new_public_id("inv"),
        customer=customer,
        open_item=item,
        number=number,
        currency=currency,
        total_cents=cents,
        **{**facts, **changes},
    )
    event = record(
        actor=actor, kind="InvoiceImported", day=TODAY, at=NOW, customer_id=customer.pk, invoice_id=invoice.pk
    )
    planned = invoice_issued(
        booking_date=invoice.issue_date, open_item=item.pk, total_cents=cents, currency=currency
    )
    post(actor=actor, planned=planned, event=event, value_date=invoice.issue_date)
    item.refresh_from_db()
    if with_case:
        Case.objects.create(
            merchant=customer.merchant,
            public_id=new_public_id("case"),
            invoice=invoice,
            customer=customer,
            opened_on=opened_on,
            look_again_on=opened_on,
        )
    return invoice


def a_bank_line(merchant: Merchant, *, cents: int = 12990, **changes: Any) -> BankLine:
    """Money that came in on 30 November, booked and not yet given to any invoice."""
    facts: dict[str, Any] = {
        "booking_date": date(2026, 11, 30),
        "currency": "EUR",
        "remittance_text": "Rechnung RE-2026-1043",
        "counterparty_name": "Erika Beispiel",
        "counterparty_iban": PAYER_IBAN,
        "identity": new_public_id("identity"),
        **changes,
    }
    actor = actor_of(merchant)
    event = record(actor=actor, kind="BankLinesBooked", day=TODAY, at=NOW)
    planned = bank_line_booked(booking_date=facts["booking_date"], cents=cents, currency=facts["currency"])
    value_date = facts.pop("value_date", facts["booking_date"])
    return BankLine.objects.create(
        merchant=merchant,
        public_id=new_public_id("line"),
        bank_account=account_of(merchant),
        amount_cents=cents,
        unallocated_cents=cents,
        value_date=value_date,
        entry=post(actor=actor, planned=planned, event=event, value_date=value_date),
        **facts,
    )


def fresh_bank_data(merchant: Merchant, *, to: date = TODAY - timedelta(days=1)) -> None:
    """Say that every account of the merchant is covered to this day."""
    BankAccount.objects.filter(merchant=merchant).update(covered_to=to)
