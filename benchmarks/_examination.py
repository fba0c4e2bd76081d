"""The adapter between the independent examiner (`bank_lines`) and the matcher: its world in, our answers out."""

from bank_lines import Outcome, World

from kulanz.core.matching import BankLineFacts, Matcher, OpenItem, Verdict


def items_of(world: World) -> list[OpenItem]:
    """The examiner's invoices, open and cleared, as the books would hand them to the matcher."""
    customers = {customer.number: customer for customer in world.customers}
    accounts = {number: frozenset(one.known_ibans) for number, one in customers.items()}
    return [
        OpenItem(
            id=invoice.number,
            number=invoice.number,
            open_cents=invoice.open_cents,
            currency="EUR",
            customer_id=invoice.customer,
            customer_name=customers[invoice.customer].name,
            customer_number=invoice.customer,
            ibans=accounts[invoice.customer],
            issue_date=invoice.issued,
            due_date=invoice.due,
            order_number=invoice.order or None,
            cash_discount_cents=_discount(invoice.total_cents, invoice.discount_basis_points),
            cash_discount_until=invoice.discount_until,
            is_cleared=invoice.open_cents == 0,
        )
        for invoice in world.invoices
    ]


def _discount(total_cents: int, basis_points: int) -> int | None:
    """The discount on the total, rounded half up to the cent."""
    return (total_cents * basis_points + 5000) // 10000 or None


def facts_of(world: World) -> list[BankLineFacts]:
    """The examiner's lines as the matcher reads them. The booking text is the bank's word and names nothing."""
    return [
        BankLineFacts(
            amount_cents=line.amount_cents,
            currency="EUR",
            booking_date=line.day,
            remittance_text=line.purpose,
            end_to_end_id=line.end_to_end or None,
            counterparty_name=line.payer_name or None,
            counterparty_iban=line.payer_iban or None,
        )
        for line in world.lines
    ]


def outcome_of(verdict: Verdict) -> Outcome:
    """Our answer in the examiner's words."""
    named = tuple(frozenset(str(share.item_id) for share in one.allocations) for one in verdict.proposals)
    if verdict.decision != "book":
        return Outcome(proposals=named)
    booked: dict[str, int] = {}
    for share in verdict.proposals[0].allocations:
        booked[str(share.item_id)] = share.cents
    return Outcome(booked=booked, proposals=named)


def answers(world: World, matcher: Matcher) -> list[Verdict]:
    """Each line against the invoices as they stand, not after one another, as the examiner judges."""
    return [matcher.propose(facts) for facts in facts_of(world)]


__all__ = ["answers", "facts_of", "items_of", "outcome_of"]
