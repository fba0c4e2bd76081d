"""Money that goes out again."""

import pytest

from tests.core.matching.builders import a_line, an_invoice, ask, concerned, first


@pytest.mark.parametrize(
    "line",
    [
        a_line(-13490, "RE-2026-1043", return_reason="MD06"),
        a_line(-13490, "Rücklastschrift RE-2026-1043 Entgelt 5,00"),
        a_line(-13490, "", e2e="RE-2026-1043", return_reason="AC04"),
        a_line(-13490, "", mandate="RE-2026-1043", return_reason="AC04"),
        a_line(-13490, "", mandate="K-20017", return_reason="AM04"),
    ],
)
def test_a_returned_debit_is_proposed_against_its_invoice_and_never_booked(line):
    items = [an_invoice("RE-2026-1043", 0, cleared=True, customer_number="K-20017")]
    verdict = ask(items, line)
    assert verdict.decision == "propose"
    assert first(verdict) == {"RE-2026-1043": -13490}
    assert concerned(verdict) == {"Erika Beispiel"}


def test_a_returned_debit_without_any_reference_stays_open():
    verdict = ask([an_invoice("RE-2026-1043", 0, cleared=True)], a_line(-12990, "", return_reason="MD06"))
    assert verdict.decision == "open"
    assert verdict.proposals == ()


def test_money_out_that_names_an_invoice_but_is_no_return_stays_open():
    verdict = ask([an_invoice("RE-2026-1043", 12990)], a_line(-12990, "RE-2026-1043 Lieferantenrechnung"))
    assert verdict.decision == "open"


def test_a_refund_is_proposed_against_its_credit_note():
    items = [an_invoice("GS-2026-0007", -2000)]
    verdict = ask(items, a_line(-2000, "Erstattung GS-2026-0007", name="Erika Beispiel"))
    assert verdict.decision == "propose"
    assert first(verdict) == {"GS-2026-0007": -2000}
    assert ask(items, a_line(-1999, "Erstattung GS-2026-0007")).decision == "open"
