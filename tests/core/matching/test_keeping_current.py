"""Items that come, change and go while a file is read."""

from dataclasses import replace

import pytest

from kulanz.core.matching import Matcher, UnknownItem
from tests.core.matching.builders import ERIKAS_IBAN, UNKNOWN_IBAN, a_line, an_invoice, booked


def test_the_same_payment_twice_is_booked_once():
    invoice = an_invoice("RE-2026-1043", 12990)
    matcher = Matcher([invoice])
    line = a_line(12990, "RE-2026-1043", name="Erika Beispiel")
    assert booked(matcher.propose(line)) == {"RE-2026-1043": 12990}
    matcher.update(replace(invoice, open_cents=0, is_cleared=True))
    second = matcher.propose(line)
    assert second.decision == "open"
    assert "schon ausgeglichen" in second.because


def test_after_a_part_payment_the_rest_is_what_is_open():
    invoice = an_invoice("RE-2026-1043", 12990)
    matcher = Matcher([invoice])
    matcher.update(replace(invoice, open_cents=7990))
    assert booked(matcher.propose(a_line(7990, "RE-2026-1043"))) == {"RE-2026-1043": 7990}
    assert booked(matcher.propose(a_line(12990, "RE-2026-1043"))) is None


def test_an_item_that_is_removed_is_forgotten_whole():
    invoice = an_invoice("RE-2026-1043", 12990, iban=ERIKAS_IBAN, order="4711888")
    matcher = Matcher([invoice])
    matcher.remove(invoice.id)
    for text in ("RE-2026-1043", "1043", "Bestellung 4711888", ""):
        verdict = matcher.propose(a_line(12990, text, name="Erika Beispiel", iban=ERIKAS_IBAN))
        assert (verdict.decision, verdict.proposals, verdict.concerns) == ("open", (), ())


def test_an_item_that_is_added_is_found():
    matcher = Matcher([])
    matcher.add(an_invoice("RE-2026-1043", 12990))
    assert booked(matcher.propose(a_line(12990, "RE-2026-1043"))) == {"RE-2026-1043": 12990}


def test_an_account_that_is_learnt_confirms_the_next_payment():
    matcher = Matcher([an_invoice("RE-2026-1043", 12990)])
    line = a_line(12990, "Danke", iban=UNKNOWN_IBAN)
    assert booked(matcher.propose(line)) is None
    matcher.learn_iban("Erika Beispiel", UNKNOWN_IBAN)
    assert booked(matcher.propose(line)) == {"RE-2026-1043": 12990}


def test_a_new_name_is_found_and_the_old_one_is_not():
    invoice = an_invoice("RE-2026-1043", 12990, customer_id="c1")
    matcher = Matcher([invoice])
    matcher.update(replace(invoice, customer_name="Erika Neuername"))
    assert booked(matcher.propose(a_line(12990, "Rg 1043", name="E. Neuername"))) == {"RE-2026-1043": 12990}
    assert booked(matcher.propose(a_line(12990, "Rg 1043", name="Erika Beispiel"))) is None


def test_an_unknown_item_is_refused_by_name():
    matcher = Matcher([])
    with pytest.raises(UnknownItem, match="77"):
        matcher.remove(77)
    with pytest.raises(UnknownItem):
        matcher.update(an_invoice("RE-2026-1043", 12990))
    assert matcher.propose(a_line(12990, "RE-2026-1043")).decision == "open"
