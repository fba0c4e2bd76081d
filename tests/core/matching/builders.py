"""Invoices, lines and the questions the tests ask of a verdict."""

from datetime import date
from itertools import count

from kulanz.core.matching import BankLineFacts, Matcher, OpenItem, Rules, Verdict

ERIKAS_IBAN = "DE02120300000000202051"
MAXS_IBAN = "DE02500105170137075030"
UNKNOWN_IBAN = "DE02300209000106531065"

_ids = count(1)


def an_invoice(
    number: str,
    cents: int,
    *,
    customer: str = "Erika Beispiel",
    iban: str | None = None,
    customer_number: str | None = None,
    order: str | None = None,
    discount: int | None = None,
    currency: str = "EUR",
    issued: date = date(2026, 11, 2),
    due: date = date(2026, 11, 16),
    cleared: bool = False,
    customer_id: str | None = None,
) -> OpenItem:
    return OpenItem(
        id=next(_ids),
        number=number,
        open_cents=cents,
        currency=currency,
        customer_id=customer_id or customer,
        customer_name=customer,
        customer_number=customer_number,
        ibans=frozenset({iban}) if iban else frozenset(),
        issue_date=issued,
        due_date=due,
        order_number=order,
        cash_discount_cents=discount,
        is_cleared=cleared,
    )


def a_line(
    cents: int,
    text: str = "",
    *,
    name: str | None = None,
    iban: str | None = None,
    reference: str | None = None,
    e2e: str | None = None,
    mandate: str | None = None,
    return_reason: str | None = None,
    currency: str = "EUR",
    day: date = date(2026, 11, 20),
    pending: bool = False,
) -> BankLineFacts:
    return BankLineFacts(
        amount_cents=cents,
        currency=currency,
        booking_date=day,
        remittance_text=text,
        structured_reference=reference,
        end_to_end_id=e2e,
        counterparty_name=name,
        counterparty_iban=iban,
        mandate_reference=mandate,
        return_reason=return_reason,
        is_pending=pending,
    )


def ask(items: list[OpenItem], line: BankLineFacts, rules: Rules | None = None) -> Verdict:
    return Matcher(items, rules=rules).propose(line)


def booked(verdict: Verdict) -> dict[str, int] | None:
    """The cents by invoice number that are booked automatically; None where nothing is."""
    if verdict.decision != "book":
        return None
    return {share.number: share.cents for share in verdict.proposals[0].allocations}


def first(verdict: Verdict) -> dict[str, int] | None:
    """The cents by invoice number of the best proposal, booked or not; None where there is none."""
    if not verdict.proposals:
        return None
    return {share.number: share.cents for share in verdict.proposals[0].allocations}


def codes(verdict: Verdict) -> set[str]:
    """The evidence of the best proposal."""
    return {reason.code for reason in verdict.proposals[0].evidence}


def concerned(verdict: Verdict) -> set[object]:
    return {concern.customer_id for concern in verdict.concerns}
