"""Money that goes back to waiting holds back reminders to everybody whose it may be, not only to whom it was given."""

from typing import Any

import pytest

from kulanz.features.banking.actions import Assignment, match_by_hand, set_aside, take_back
from kulanz.features.banking.models import BankLine, Match
from kulanz.features.banking.queries import unallocated_for
from kulanz.features.banking.undoing import undo_match
from kulanz.features.claims.models import Case
from kulanz.features.parties.models import Customer
from kulanz.features.tenants.models import Merchant
from tests.features.banking.files import a_line, a_statement, bring_in
from tests.features.builders import NOW, TODAY, a_customer, a_merchant, actor_of, an_invoice

pytestmark = pytest.mark.django_db
WHEN: dict[str, Any] = {"at": NOW, "machine_now": NOW}


def is_held_back(customer: Customer) -> bool:
    return bool(unallocated_for(actor_of(customer.merchant), [customer.pk])[customer.pk])


def money_of_erika_for(shop: Merchant, text: str, *, cents: int = 12990) -> BankLine:
    bring_in(shop, a_statement(a_line(amount_cents=cents, counterparty_iban=None, remittance_text=text)))
    return BankLine.objects.get()


def test_money_given_to_the_wrong_namesake_and_taken_back_holds_back_the_right_one():
    shop = a_merchant()
    wrong, right = a_customer(shop), a_customer(shop)
    stranger = a_customer(shop, name="Bernd Fremd")
    mine, theirs = an_invoice(wrong, number="RE-1"), an_invoice(right, number="RE-2")
    an_invoice(stranger, number="RE-3", cents=555)
    line = money_of_erika_for(shop, "danke")
    assert is_held_back(right)
    [match] = match_by_hand(
        actor=actor_of(shop), line_public_id=line.public_id,
        assignments=[Assignment(invoice_id=mine.pk, cents=12990)], leftover="refuse", **WHEN,
    )  # fmt: skip
    assert not is_held_back(right)
    Case.objects.filter(invoice=theirs).update(look_again_on=None)

    undo_match(actor=actor_of(shop), match_public_id=match.public_id, because="vertan", at=NOW)

    assert is_held_back(wrong) and is_held_back(right) and not is_held_back(stranger)
    assert Case.objects.get(invoice=theirs).look_again_on == TODAY


def test_the_rest_of_a_payment_still_holds_back_the_namesake():
    shop = a_merchant()
    one, other = a_customer(shop), a_customer(shop)
    mine = an_invoice(one, number="RE-1", cents=5000)
    an_invoice(other, number="RE-2", cents=7990)
    line = money_of_erika_for(shop, "danke")
    assert is_held_back(other)

    match_by_hand(
        actor=actor_of(shop), line_public_id=line.public_id,
        assignments=[Assignment(invoice_id=mine.pk, cents=5000)], leftover="stay_open", **WHEN,
    )  # fmt: skip

    line.refresh_from_db()
    assert line.unallocated_cents == 7990
    assert is_held_back(one) and is_held_back(other)


def test_a_line_put_back_into_the_queue_holds_back_whom_it_may_concern():
    shop = a_merchant()
    erika, stranger = a_customer(shop), a_customer(shop, name="Bernd Fremd")
    invoice = an_invoice(erika)
    an_invoice(stranger, number="RE-3", cents=555)
    bring_in(shop, a_statement(a_line(counterparty_name="E. Beispiel", remittance_text="danke")))
    line = BankLine.objects.get()
    set_aside(actor=actor_of(shop), line_public_id=line.public_id, because="privat", at=NOW)
    assert not is_held_back(erika)
    Case.objects.filter(invoice=invoice).update(look_again_on=None)

    take_back(actor=actor_of(shop), line_public_id=line.public_id, at=NOW)

    assert is_held_back(erika) and not is_held_back(stranger)
    assert Case.objects.get(invoice=invoice).look_again_on == TODAY
    assert not Match.objects.exists()
