"""A final notice demands principal, interest and lump sum: paid in full, nearly, in part, in the wrong currency."""

from datetime import date

import pytest

from kulanz.features.banking.booking import PaymentRefused
from kulanz.features.claims.models import Case
from kulanz.features.claims.statements import statement_of
from kulanz.features.ledger.models import Posting
from tests.features.builders import TODAY, a_bank_line
from tests.features.second_look.test_claim_is_what_the_books_say import EVERYTHING, Claim, check

pytestmark = pytest.mark.django_db
PAID_ON = date(2026, 11, 25)


def a_demanded_claim(*, tolerance: int = 0) -> tuple[Claim, int]:
    claim = Claim()
    claim.merchant.tolerance_cents = tolerance
    claim.merchant.save(update_fields=["tolerance_cents"])
    claim.demand()
    stated = statement_of(claim.fresh(), as_of=date(2026, 11, 20), policy=EVERYTHING)
    assert stated.open_cost_cents == 4_000
    assert stated.total_cents == 104_000 + stated.open_interest_cents
    return claim, stated.total_cents


def is_closed(claim: Claim) -> bool:
    return Case.objects.get(invoice=claim.invoice).state == Case.State.CLOSED


@pytest.mark.parametrize(
    ("tolerance", "difference", "closes", "left"),
    [
        (0, 0, True, 0),
        (0, -1, False, 1),
        (300, -300, True, 0),
        (300, -301, False, 301),
        (300, 300, True, 0),
        (300, 301, True, -301),  # the customer's credit
    ],
)
def test_the_tolerance_holds_to_the_cent_both_ways(tolerance, difference, closes, left):
    claim, total = a_demanded_claim(tolerance=tolerance)
    claim.pay(total + difference, PAID_ON)
    check(claim)
    assert is_closed(claim) is closes
    assert claim.fresh().open_item.open_cents == max(left, 0)
    credit = Posting.objects.filter(entry__merchant=claim.merchant, ledger_account="customer_credit")
    assert sum(one.cents for one in credit) == min(left, 0)
    if closes:
        assert statement_of(claim.fresh(), as_of=TODAY, policy=EVERYTHING, known_by=TODAY).total_cents == 0


def test_the_principal_alone_pays_costs_and_interest_first():
    claim, total = a_demanded_claim()
    claim.pay(100_000, PAID_ON)
    check(claim)
    assert not is_closed(claim)
    assert claim.fresh().open_item.open_cents == total - 100_000
    claim.pay(total - 100_000, PAID_ON)
    check(claim)
    assert is_closed(claim)


def test_money_in_another_currency_settles_nothing():
    claim, total = a_demanded_claim()
    francs = a_bank_line(claim.merchant, cents=total, currency="CHF", booking_date=PAID_ON)
    with pytest.raises(PaymentRefused):
        claim.give(francs)
    assert claim.fresh().open_item.open_cents == 100_000
    francs.refresh_from_db()
    assert francs.unallocated_cents == total
    check(claim)
