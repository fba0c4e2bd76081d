"""A shop with something of everything, and somebody in every role."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from kulanz.core.actor import Actor, Role
from kulanz.features.banking.accounts import provider_account, use_account
from kulanz.features.banking.actions import Assignment, match_by_hand
from kulanz.features.claims.models import Invoice
from kulanz.features.contact.actions import hold
from kulanz.features.documents.parking import park
from kulanz.features.letters.models import Message
from kulanz.features.letters.readiness import STOREFRONT
from kulanz.features.onboarding.actions import compare_open_items, confirm_check
from kulanz.features.tenants.actions import create_user, invite
from kulanz.features.tenants.models import Membership, Merchant, Storefront, User
from kulanz.features.tenants.storefronts import create_storefront
from kulanz.features.work.actions import begin, stop
from tests.features.builders import (
    NOW,
    PAYER_IBAN,
    TODAY,
    a_bank_line,
    a_customer,
    a_merchant,
    actor_of,
    an_invoice,
)
from tests.features.dunning.post_office import posted, printed
from tests.features.dunning.stage import a_shop_that_could_send, carried_out, released

A_MAIL_SERVER_WHERE_NOBODY_LISTENS = {"smtp_host": "127.0.0.1", "smtp_port": 9, "smtp_security": "none"}
INVOICES_CSV = (
    "Rechnungsnummer;Rechnungsdatum;Fällig am;Bruttobetrag;Währung;Kunde;E-Mail;Land;Zahlart\n"
    "RE-NEU;13.11.2026;27.11.2026;59,00;EUR;Neu Kundig;neu@kundin.example;DE;Rechnung\n"
).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """One merchant with something of everything, and who works there."""

    merchant: Merchant
    people: dict[str, User]  # by role
    ids: dict[str, Any]  # argument of an address → a value that exists at this merchant
    secrets: tuple[str, ...]  # words that nobody outside this merchant may read


def a_shop_with_everything(name: str) -> Shop:
    """Build it. `name` stands in everything that is secret, so that a leak can be found by searching."""
    merchant = a_shop_that_could_send(letters="print", **A_MAIL_SERVER_WHERE_NOBODY_LISTENS)
    people = {role: somebody(merchant, name, role) for role in ("owner", "bookkeeper", "agent", "reader")}
    sent = _owed(merchant, f"{name}-gesendet")
    by_letter = [_owed(merchant, f"{name}-brief-{number}", email="") for number in range(3)]
    run = released(merchant)
    carried_out(merchant)
    letters = _letters(merchant, by_letter)
    waiting = _owed(merchant, f"{name}-wartet")
    released(merchant)
    proposed = _owed(merchant, f"{name}-offen")
    paid = _owed(merchant, f"{name}-bezahlt")
    held = _owed(merchant, f"{name}-gehalten")
    return Shop(
        merchant=merchant,
        people=people,
        ids={
            **_money(merchant, paid),
            **_ways_in(merchant, people),
            **letters,
            "case": proposed.case.public_id,
            "customer": proposed.customer.public_id,
            "invoice_pk": proposed.pk,
            "run": run.public_id,
            "sent": Message.objects.get(customer=sent.customer).public_id,
            "message": Message.objects.get(customer=waiting.customer).public_id,
            "hold": _held(held),
            "storefront": Storefront.objects.get(merchant=merchant, is_standard=True).public_id,
            "second_storefront": _second_storefront(merchant, name),
            "merchant": merchant.public_id,
            "branch": _branch(people["owner"]).public_id,
            "user_key": "1",
            "reset_key": "set-password",
            "paypal": _retired(merchant),
            "check": _compared(merchant),
            **_long_work(merchant, name),
            "parked": park(actor=actor_of(merchant), data=INVOICES_CSV),
        },
        secrets=(name, merchant.public_id),
    )


def _second_storefront(merchant: Merchant, name: str) -> str:
    """Another brand with all its particulars, so that it does not keep the merchant from going live."""
    standard = Storefront.objects.get(merchant=merchant, is_standard=True)
    second = create_storefront(actor=actor_of(merchant), name=f"{name} Garten", at=NOW)
    told = [field for field, _label in STOREFRONT]
    Storefront.objects.filter(pk=second.pk).update(**{field: getattr(standard, field) for field in told})
    return second.public_id


def _compared(merchant: Merchant) -> str:
    """A comparison that nobody confirmed yet, after one that was."""
    actor = actor_of(merchant)
    earlier = compare_open_items(actor=actor, at=NOW, own_total=100)
    confirm_check(actor=actor, public_id=earlier.public_id, because="Die Liste ist von gestern", at=NOW)
    return compare_open_items(actor=actor, at=NOW, own_total=200).public_id


def _long_work(merchant: Merchant, name: str) -> dict[str, Any]:
    """A list that waits for the worker, and a statement that somebody stopped."""
    actor, facts = actor_of(merchant), {"payload": {}, "machine_now": NOW}
    waiting = begin(actor=actor, kind="invoices_import", title=f"{name}.csv", **facts)
    stopped = begin(actor=actor, kind="statements_import", title=f"{name}.xml", **facts)
    stop(actor=actor, public_id=stopped.public_id)
    return {"work": waiting.public_id, "stopped_work": stopped.public_id}


def _retired(merchant: Merchant) -> str:
    """An account at PayPal nobody waits for: one in use without a report would hold everything back."""
    account = provider_account(actor=actor_of(merchant), provider="paypal", at=NOW)
    use_account(actor=actor_of(merchant), public_id=account.public_id, is_active=False, at=NOW)
    return account.public_id


def somebody(merchant: Merchant, name: str, role: str) -> User:
    return create_user(
        merchant=merchant,
        email=f"{role}@{name}.example".lower(),
        role=role,
        password="drei gelbe Linden am See",
        actor=actor_of(merchant),
        machine_now=NOW,
    )


def _owed(merchant: Merchant, number: str, **changes: Any) -> Invoice:
    facts = {"name": f"Kundin {number}", "email": f"{number}@kundin.example".lower(), **changes}
    return an_invoice(a_customer(merchant, **facts), number=number)


def _letters(merchant: Merchant, invoices: list[Invoice]) -> dict[str, str]:
    """One letter to print, one that is printed, one that was posted."""
    ready, on_paper, gone = (Message.objects.get(items__invoice=invoice) for invoice in invoices)
    printed(merchant, public_ids=[on_paper.public_id, gone.public_id])
    posted(merchant, gone)
    return {
        "letter": ready.public_id,
        "printed_letter": on_paper.public_id,
        "posted_letter": gone.public_id,
    }


def _money(merchant: Merchant, paid: Invoice) -> dict[str, str]:
    open_line = a_bank_line(merchant, counterparty_name=paid.customer.name, counterparty_iban=PAYER_IBAN)
    matched = a_bank_line(merchant, remittance_text=paid.number)
    matches = match_by_hand(
        actor=actor_of(merchant),
        line_public_id=matched.public_id,
        assignments=[Assignment(invoice_id=paid.pk, cents=12990)],
        leftover="refuse",
        at=NOW,
        machine_now=NOW,
    )
    return {"line": open_line.public_id, "match": matches[0].public_id}


def _held(invoice: Invoice) -> str:
    placed = hold(
        actor=actor_of(invoice.merchant),
        customer_id=invoice.customer_id,
        invoice_id=invoice.pk,
        kind="pause",
        since=TODAY,
        until=None,
        because="Braucht Zeit",
        day=TODAY,
        at=NOW,
    )
    return placed.public_id


def _ways_in(merchant: Merchant, people: dict[str, User]) -> dict[str, Any]:
    owner = people["owner"]
    actor = Actor(kind="user", name="Inhaberin", merchant_id=merchant.pk, user_id=owner.pk, role=Role.OWNER)
    # The door reads the machine's clock, so this one is asked for today and not on the shop's day.
    invitation, token = invite(
        actor=actor,
        merchant=merchant,
        email=f"neu@{merchant.public_id}.example",
        role="agent",
        machine_now=datetime.now(UTC),
    )
    membership = Membership.objects.get(merchant=merchant, user=people["reader"])
    return {"invitation": invitation.pk, "token": token, "membership": membership.pk}


def _branch(owner: User) -> Merchant:
    """A second merchant of the same owner, to switch to."""
    branch = a_merchant()
    create_user(
        merchant=branch,
        email=owner.email,
        role="owner",
        password=None,
        actor=actor_of(branch),
        machine_now=NOW,
    )
    return branch
